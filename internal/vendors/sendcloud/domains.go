package sendcloud

import (
	"context"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// domainCalls are the calls of 域名: the domains that mail is sent from. An account has at
// most five.
var domainCalls = []endpoint.Any{domainList, domainAdd, domainUpdate, domainCheckConfig, domainDelete}

// Domain is a sending domain with the DNS records that it needs. Value and host of each
// record are what the vendor says now: they differ from account to account.
type Domain struct {
	Name        string     `answer:"name,required"`
	Kind        DomainKind `answer:"type"`
	Verify      Verify     `answer:"verify"`
	SPFHost     string     `answer:"spf.domain"`
	SPFValue    string     `answer:"spf.value"`
	DKIMHost    string     `answer:"dkim.domain"`
	DKIMValue   string     `answer:"dkim.value"`
	MXHost      string     `answer:"mx.domain"`
	MXValue     string     `answer:"mx.value"`
	DMARCHost   string     `answer:"dmarc.domain"`
	DMARCValue  string     `answer:"dmarc.value"`
	CreatedAt   time.Time  `answer:"gmtcreated"`
	UpdatedAt   time.Time  `answer:"gmtupdated"`
	DedicatedIP bool       `answer:"iptype"` // otherwise mail leaves from shared addresses
}

// DomainKind is the kind of a sending domain: a text in some calls, a number in others.
type DomainKind string

// Test tells whether the domain is the one for tests that comes with an account.
func (k DomainKind) Test() bool { return k == "0" || k == "test" || k == "测试" }

// Verify tells which records are configured, as a sum of bits.
type Verify int

// Check is one record that is looked for.
type Check string

// The records that are looked for.
const (
	DKIM  Check = "dkim"
	SPF   Check = "spf"
	MX    Check = "mx"
	DMARC Check = "dmarc"
)

// Checks lists the records with their bits on this host; bits beyond them mean nothing. The
// older host www.sendcloud.net has 32 for DMARC.
var Checks = []struct {
	Check Check
	Bit   Verify
}{{DKIM, 1}, {SPF, 2}, {MX, 4}, {DMARC, 16}}

// Passed lists the records that are configured.
func (v Verify) Passed() []Check {
	var list []Check
	for _, c := range Checks {
		if v&c.Bit != 0 {
			list = append(list, c.Check)
		}
	}
	return list
}

// DomainsResponse is a list of sending domains.
type DomainsResponse struct {
	Domains []Domain `answer:"datalist"`
	Count   int      `answer:"count"`
}

// DomainResponse is one sending domain.
type DomainResponse struct {
	Domain Domain `answer:"data,required"`
}

// CountResponse tells how many things were deleted.
type CountResponse struct {
	Count int `answer:"count,required"`
}

var domainList = endpoint.Endpoint[DomainListRequest, DomainsResponse]{
	Name: "sendcloud.domain.list", Title: endpoint.Words{Zh: "发信域名列表", En: "List sending domains"},
	Path: "/api/domain/list", Effect: endpoint.Read, Doc: "域名、查询",
}

// DomainListRequest filters. Verify is "1" for exactly 1, ">22" for 22 or more, "<12" for 12
// or less.
type DomainListRequest struct {
	Names  []string `param:"name" rule:"list,pattern=domain" zh:"域名" en:"Domains"`
	Kind   string   `param:"type" rule:"enum=0|1" zh:"域名类型" en:"Kind"` // 0 test, 1 ordinary
	Verify string   `param:"verify" rule:"pattern=verify" zh:"验证值" en:"Verification value"`
}

// DomainList lists sending domains, all of them without a filter.
func (c *Client) DomainList(ctx context.Context, req DomainListRequest) (DomainsResponse, error) {
	return domainList.Call(ctx, c.line, req)
}

var domainAdd = endpoint.Endpoint[DomainAddRequest, DomainResponse]{
	Name: "sendcloud.domain.add", Title: endpoint.Words{Zh: "添加发信域名", En: "Add a sending domain"},
	Path: "/api/domain/add", Effect: endpoint.Set, Doc: "域名、添加",
}

// DomainAddRequest names a new sending domain.
type DomainAddRequest struct {
	Name string `param:"name" rule:"required,pattern=domain,len=..250,without=sendcloud|ifaxin" zh:"域名" en:"Domain"`
}

// DomainAdd adds a sending domain and returns the records to configure.
func (c *Client) DomainAdd(ctx context.Context, req DomainAddRequest) (DomainResponse, error) {
	return domainAdd.Call(ctx, c.line, req)
}

var domainUpdate = endpoint.Endpoint[DomainUpdateRequest, DomainResponse]{
	Name: "sendcloud.domain.update", Title: endpoint.Words{Zh: "修改发信域名", En: "Rename a sending domain"},
	Path: "/api/domain/update", Effect: endpoint.Set, Doc: "域名、修改",
}

// DomainUpdateRequest renames a sending domain of which no record is configured.
type DomainUpdateRequest struct {
	Name    string `param:"name" rule:"required,pattern=domain" zh:"域名" en:"Domain"`
	NewName string `param:"newName" rule:"required,pattern=domain,len=..250,without=sendcloud|ifaxin,differs=name" zh:"新域名" en:"New domain"`
}

// DomainUpdate renames a sending domain.
func (c *Client) DomainUpdate(ctx context.Context, req DomainUpdateRequest) (DomainResponse, error) {
	return domainUpdate.Call(ctx, c.line, req)
}

var domainCheckConfig = endpoint.Endpoint[DomainCheckRequest, DomainChecksResponse]{
	Name: "sendcloud.domain.check_config", Title: endpoint.Words{Zh: "验证发信域名", En: "Check sending domains"},
	Path: "/api/domain/checkConfig", Effect: endpoint.Read, Doc: "域名、验证",
}

// DomainCheckRequest names sending domains; none stands for all.
type DomainCheckRequest struct {
	Names []string `param:"name" rule:"list,pattern=domain" zh:"域名" en:"Domains"`
}

// DomainChecksResponse tells which records the vendor has found, at most half an hour ago.
type DomainChecksResponse struct {
	Domains []DomainChecked `answer:"datalist"`
}

// DomainChecked is what was found for one domain. Message is for people.
type DomainChecked struct {
	Name    string     `answer:"name,required"`
	Kind    DomainKind `answer:"type"`
	Usable  bool       `answer:"isconfigsuccess"`
	Found   Found      `answer:"configinfo"`
	Message string     `answer:"message"`
}

// Found tells which records are there.
type Found struct {
	MX    bool `answer:"mx"`
	SPF   bool `answer:"spf"`
	DKIM  bool `answer:"dkim"`
	DMARC bool `answer:"dmarc"`
}

// DomainCheckConfig reads which records the vendor has found; it looks every half hour.
func (c *Client) DomainCheckConfig(ctx context.Context, req DomainCheckRequest) (DomainChecksResponse, error) {
	return domainCheckConfig.Call(ctx, c.line, req)
}

var domainDelete = endpoint.Endpoint[DomainRequest, CountResponse]{
	Name: "sendcloud.domain.delete", Title: endpoint.Words{Zh: "删除发信域名", En: "Delete a sending domain"},
	Path: "/api/domain/delete", Effect: endpoint.Destroy, Doc: "域名、删除",
}

// DomainRequest names one sending domain.
type DomainRequest struct {
	Name string `param:"name" rule:"required,pattern=domain" zh:"域名" en:"Domain"`
}

// DomainDelete deletes a sending domain. Domains that are configured, in use or for tests
// refuse.
func (c *Client) DomainDelete(ctx context.Context, req DomainRequest) (CountResponse, error) {
	return domainDelete.Call(ctx, c.line, req)
}
