package dnspod

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// aliasCalls are the calls of "域名相关" that bind other names to a domain: an alias has the
// same records.
var aliasCalls = []endpoint.Any{
	aliasList,
	aliasCreate,
	aliasRemove,
}

var aliasList = endpoint.Endpoint[DomainRequest, AliasListResponse]{
	Name: "dnspod.domain_alias.list", Path: "/Domainalias.List",
	Title:  endpoint.Words{Zh: "域名绑定列表", En: "List domain aliases"},
	Effect: endpoint.Read, Doc: "域名相关 域名绑定列表",
	Errors: readCodes.And(endpoint.Codes{
		"7": endpoint.Missing.Means("没有绑定记录", "no aliases"),
	}),
}

// AliasListResponse lists the aliases of a domain.
type AliasListResponse struct {
	Answer
	Aliases []Alias `answer:"alias"`
}

// Alias is another name with the records of a domain. Lists have no punycode, a new alias no
// domain.
type Alias struct {
	ID       string `answer:"id,required"`
	Domain   string `answer:"domain"`
	Punycode string `answer:"punycode"`
}

// AliasList reads the aliases of a domain; none are an empty list.
func (c *Client) AliasList(ctx context.Context, req DomainRequest) ([]Alias, error) {
	answer, err := emptied(aliasList.Call(ctx, c.line, req))("7")
	return answer.Aliases, err
}

var aliasCreate = endpoint.Endpoint[AliasCreateRequest, AliasCreateResponse]{
	Name: "dnspod.domain_alias.create", Path: "/Domainalias.Create",
	Title:  endpoint.Words{Zh: "添加域名绑定", En: "Add a domain alias"},
	Effect: endpoint.Set, Doc: "域名相关 添加域名绑定",
	Errors: editCodes.And(lockedCodes).And(endpoint.Codes{
		"7":  endpoint.Invalid.Means("要绑定的域名错误", "wrong domain to bind", "domain"),
		"8":  endpoint.Conflict.Means("要绑定的域名已经被添加", "domain to bind has already been added as a domain", "domain"),
		"9":  endpoint.AlreadyDone.Means("要绑定的域名已经被绑定", "domain to bind is already bound", "domain"),
		"10": endpoint.Conflict.Means("绑定数量已经到达上限", "too many aliases"),
	}),
}

// AliasCreateRequest binds a name, without "www.", to a domain.
type AliasCreateRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Domain   string `param:"domain" rule:"required,pattern=domain" zh:"要绑定的域名" en:"Domain to bind"`
}

// AliasCreateResponse holds the new alias's id.
type AliasCreateResponse struct {
	Answer
	Alias Alias `answer:"alias,required"`
}

// AliasCreate binds a name to a domain. A second sending is refused with 9.
func (c *Client) AliasCreate(ctx context.Context, req AliasCreateRequest) (Alias, error) {
	answer, err := aliasCreate.Call(ctx, c.line, req)
	return answer.Alias, err
}

var aliasRemove = endpoint.Endpoint[AliasRemoveRequest, Answer]{
	Name: "dnspod.domain_alias.remove", Path: "/Domainalias.Remove",
	Title:  endpoint.Words{Zh: "删除域名绑定", En: "Remove a domain alias"},
	Effect: endpoint.Destroy, Doc: "域名相关 删除域名绑定",
	Errors: editCodes.And(lockedCodes).And(endpoint.Codes{
		"7": endpoint.Missing.Means("绑定 ID 错误", "wrong alias ID", "alias_id"),
	}),
}

// AliasRemoveRequest names an alias by the id that AliasCreate and AliasList tell.
type AliasRemoveRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	AliasID  string `param:"alias_id" rule:"required,pattern=digits" zh:"绑定 ID" en:"Alias ID"`
}

// AliasRemove unbinds a name: it does not resolve any longer.
func (c *Client) AliasRemove(ctx context.Context, req AliasRemoveRequest) error {
	return done(aliasRemove.Call(ctx, c.line, req))
}
