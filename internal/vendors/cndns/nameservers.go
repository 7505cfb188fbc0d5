package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

var nameserversList = endpoint.Endpoint[DomainRequest, NameserversResponse]{
	Name: "cndns.domain.dns_list", Title: endpoint.Words{Zh: "获取域名当前 DNS 信息", En: "Get the name servers of a domain"},
	Path:   "/domains/DNSList.aspx",
	Effect: endpoint.Read, Doc: "二、6、a)",
	Errors: endpoint.Codes{
		"11301": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"10012": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11405": endpoint.Failed.Means("DNS 信息获取失败", "failed to read the name servers"),
	},
}

// NameserversResponse holds the nameservers of a domain, empty places last.
type NameserversResponse struct {
	DNS1 string `answer:"dns1"`
	DNS2 string `answer:"dns2"`
	DNS3 string `answer:"dns3"`
	DNS4 string `answer:"dns4"`
	DNS5 string `answer:"dns5"`
	DNS6 string `answer:"dns6"`
}

// Hosts returns the nameservers that are set.
func (r NameserversResponse) Hosts() []string {
	return present(r.DNS1, r.DNS2, r.DNS3, r.DNS4, r.DNS5, r.DNS6)
}

func present(hosts ...string) []string {
	var list []string
	for _, host := range hosts {
		if host != "" && host != "-" {
			list = append(list, host)
		}
	}
	return list
}

// Nameservers reads the nameservers of a domain.
func (c *Client) Nameservers(ctx context.Context, req DomainRequest) (NameserversResponse, error) {
	return nameserversList.Call(ctx, c.line, req)
}

var nameserversModify = endpoint.Endpoint[NameserversModifyRequest, Nothing]{
	Name: "cndns.domain.dns_modify", Title: endpoint.Words{Zh: "修改 DNS 信息", En: "Change the name servers of a domain"},
	Path:   "/domains/ModifyDNS.aspx",
	Effect: endpoint.Set, Doc: "二、6、b)",
	Errors: endpoint.Codes{
		"11301": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"10012": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"11401": endpoint.Invalid.Means("DNS1 主机不能为空", "name server 1 is empty", "dns_hst1"),
		"11402": endpoint.Invalid.Means("DNS2 主机不能为空", "name server 2 is empty", "dns_hst2"),
		"11403": endpoint.Invalid.Means("DNS1 至 DNS6 不能相同(不包含空)", "name servers must differ (empty ones excepted)"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11046": endpoint.Failed.Means("DNS 修改失败", "name server change failed"),
	},
}

// NameserversModifyRequest sets two to six different nameservers; more than two only
// where the vendor is the registrar.
type NameserversModifyRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	DNS1       string `param:"dns_hst1" rule:"required,pattern=host" zh:"DNS 服务器 1" en:"Name server 1"`
	DNS2       string `param:"dns_hst2" rule:"required,pattern=host,differs=dns_hst1" zh:"DNS 服务器 2" en:"Name server 2"`
	DNS3       string `param:"dns_hst3" rule:"pattern=host,differs=dns_hst1|dns_hst2" zh:"DNS 服务器 3" en:"Name server 3"`
	DNS4       string `param:"dns_hst4" rule:"pattern=host,differs=dns_hst1|dns_hst2|dns_hst3" zh:"DNS 服务器 4" en:"Name server 4"`
	DNS5       string `param:"dns_hst5" rule:"pattern=host,differs=dns_hst1|dns_hst2|dns_hst3|dns_hst4" zh:"DNS 服务器 5" en:"Name server 5"`
	DNS6       string `param:"dns_hst6" rule:"pattern=host,differs=dns_hst1|dns_hst2|dns_hst3|dns_hst4|dns_hst5" zh:"DNS 服务器 6" en:"Name server 6"`
}

// NameserversModify sets the nameservers of a domain.
func (c *Client) NameserversModify(ctx context.Context, req NameserversModifyRequest) error {
	return done(nameserversModify.Call(ctx, c.line, req))
}

var nameserversReset = endpoint.Endpoint[DomainRequest, Nothing]{
	Name: "cndns.domain.dns_reset", Title: endpoint.Words{Zh: "还原为美橙互联的 DNS", En: "Restore the CNDNS name servers"},
	Path:   "/domains/ResetDNS.aspx",
	Effect: endpoint.Set, Doc: "二、6、c)",
	Errors: endpoint.Codes{
		"11502": endpoint.Failed.Means("DNS 修改失败", "name server change failed"),
	},
}

// NameserversReset goes back to the vendor's own nameservers.
func (c *Client) NameserversReset(ctx context.Context, req DomainRequest) error {
	return done(nameserversReset.Call(ctx, c.line, req))
}
