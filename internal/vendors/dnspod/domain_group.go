package dnspod

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// groupCalls are the calls of "域名相关" about groups of domains.
var groupCalls = []endpoint.Any{
	groupList,
	groupCreate,
	groupModify,
	groupRemove,
}

var groupList = endpoint.Endpoint[NoParams, GroupListResponse]{
	Name: "dnspod.domain_group.list", Path: "/Domaingroup.List",
	Title:  endpoint.Words{Zh: "获取域名分组", En: "List domain groups"},
	Effect: endpoint.Read, Doc: "域名相关 获取域名分组",
}

// GroupListResponse lists the groups of an account.
type GroupListResponse struct {
	Answer
	Groups []Group `answer:"groups"`
}

// Group is a group of domains. Those of type "system" cannot be changed or removed.
type Group struct {
	ID   string `answer:"group_id|id,required"`
	Name string `answer:"group_name"`
	Type string `answer:"group_type"` // "system" or "user"
}

// groupsKey is where the shelf keeps the groups.
const groupsKey = "groups"

// GroupList lists the groups, at most a day old: the vendor does not want to be asked before
// every change. Changes through this client are seen at once.
func (c *Client) GroupList(ctx context.Context) ([]Group, error) {
	return shelved(c.shelf, groupsKey, func() ([]Group, error) {
		answer, err := groupList.Call(ctx, c.line, NoParams{})
		return answer.Groups, err
	})
}

// groupNameCodes are about the name of a group that is made or renamed. The document lists
// 9 for both, though a rename adds none.
var groupNameCodes = endpoint.Codes{
	"7": endpoint.Invalid.Means("分组名称错误", "wrong group name", "group_name"),
	"9": endpoint.Conflict.Means("分组数量超出限制", "too many groups"),
}

var groupCreate = endpoint.Endpoint[GroupCreateRequest, GroupCreateResponse]{
	Name: "dnspod.domain_group.create", Path: "/Domaingroup.Create",
	Title:  endpoint.Words{Zh: "添加域名分组", En: "Add a domain group"},
	Effect: endpoint.Set, Doc: "域名相关 添加域名分组",
	Errors: groupNameCodes.And(endpoint.Codes{
		"8": endpoint.AlreadyDone.Means("分组名称已经存在", "group name already exists", "group_name"),
	}),
}

// GroupCreateRequest makes a group.
type GroupCreateRequest struct {
	Name string `param:"group_name" rule:"required,pattern=line" zh:"分组名称" en:"Group name"`
}

// GroupCreateResponse holds the new group's id.
type GroupCreateResponse struct {
	Answer
	Group Group `answer:"groups,required"`
}

// GroupCreate makes a group and returns its id. A second sending is refused with 8.
func (c *Client) GroupCreate(ctx context.Context, req GroupCreateRequest) (string, error) {
	defer c.shelf.forget(groupsKey)
	answer, err := groupCreate.Call(ctx, c.line, req)
	return answer.Group.ID, err
}

var groupModify = endpoint.Endpoint[GroupModifyRequest, Answer]{
	Name: "dnspod.domain_group.modify", Path: "/Domaingroup.Modify",
	Title:  endpoint.Words{Zh: "修改域名分组", En: "Rename a domain group"},
	Effect: endpoint.Set, Doc: "域名相关 修改域名分组",
	Errors: groupNameCodes.And(noGroupCodes).And(endpoint.Codes{
		"8": endpoint.Conflict.Means("分组名称已经存在", "group name already exists", "group_name"),
	}),
}

// noGroupCodes are about a group that is not there, or is one of the system's.
var noGroupCodes = endpoint.Codes{
	"6": endpoint.Missing.Means("分组 ID 错误", "wrong group ID", "group_id"),
}

// GroupModifyRequest renames a group.
type GroupModifyRequest struct {
	GroupID string `param:"group_id" rule:"required,pattern=digits" zh:"分组 ID" en:"Group ID"`
	Name    string `param:"group_name" rule:"required,pattern=line" zh:"分组名称" en:"Group name"`
}

// GroupModify renames a group whatever its name is now; GroupRename compares.
func (c *Client) GroupModify(ctx context.Context, req GroupModifyRequest) error {
	defer c.shelf.forget(groupsKey)
	return done(groupModify.Call(ctx, c.line, req))
}

var groupRemove = endpoint.Endpoint[GroupRequest, Answer]{
	Name: "dnspod.domain_group.remove", Path: "/Domaingroup.Remove",
	Title:  endpoint.Words{Zh: "删除域名分组", En: "Delete a domain group"},
	Effect: endpoint.Destroy, Doc: "域名相关 删除域名分组", Errors: noGroupCodes,
}

// GroupRequest names a group by its id.
type GroupRequest struct {
	GroupID string `param:"group_id" rule:"required,pattern=digits" zh:"分组 ID" en:"Group ID"`
}

// GroupRemove deletes a group, not its domains; where those go is not documented.
func (c *Client) GroupRemove(ctx context.Context, req GroupRequest) error {
	defer c.shelf.forget(groupsKey)
	return done(groupRemove.Call(ctx, c.line, req))
}
