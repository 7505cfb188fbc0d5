package cndns

import (
	"context"
	"encoding/base64"
	"strings"

	"tangelo/internal/vendors/endpoint"
)

// Domains, "二、域名" 1 and 3 to 6 and 8.
var (
	domainCheck = endpoint.Endpoint[DomainCheckRequest, DomainCheckResponse]{
		Name: "cndns.domain.check", Host: HostCheck, Path: "/check.aspx",
		Effect: endpoint.Read, Doc: "二、1", Errors: domainCheckCodes,
	}
	domainChangeOwner = endpoint.Endpoint[DomainChangeOwnerRequest, Nothing]{
		Name: "cndns.domain.change_owner", Path: "/domains/domainguohu.aspx",
		Effect: endpoint.Destroy, Doc: "二、2、f)", Errors: domainChangeOwnerCodes,
	}
	domainCreate = endpoint.Endpoint[DomainCreateRequest, Nothing]{
		Name: "cndns.domain.create", Path: "/domains/CreateDom.aspx",
		Effect: endpoint.Buy, Doc: "二、3", Errors: domainCreateCodes,
	}
	domainRenew = endpoint.Endpoint[DomainRenewRequest, Nothing]{
		Name: "cndns.domain.renew", Path: "/domains/DomainRenew.aspx",
		Effect: endpoint.Buy, Doc: "二、4", Errors: domainRenewCodes,
	}
	domainModifyPassword = endpoint.Endpoint[DomainModifyPasswordRequest, Nothing]{
		Name: "cndns.domain.modify_password", Path: "/domains/ModifyPassword.aspx",
		Effect: endpoint.Set, Doc: "二、5", Errors: domainModifyPasswordCodes,
	}
	nameserversList = endpoint.Endpoint[DomainRequest, NameserversResponse]{
		Name: "cndns.domain.dns_list", Path: "/domains/DNSList.aspx",
		Effect: endpoint.Read, Doc: "二、6、a)", Errors: nameserversListCodes,
	}
	nameserversModify = endpoint.Endpoint[NameserversModifyRequest, Nothing]{
		Name: "cndns.domain.dns_modify", Path: "/domains/ModifyDNS.aspx",
		Effect: endpoint.Set, Doc: "二、6、b)", Errors: nameserversModifyCodes,
	}
	nameserversReset = endpoint.Endpoint[DomainRequest, Nothing]{
		Name: "cndns.domain.dns_reset", Path: "/domains/ResetDNS.aspx",
		Effect: endpoint.Set, Doc: "二、6、c)", Errors: nameserversResetCodes,
	}
	domainDetail = endpoint.Endpoint[DomainRequest, DomainDetailResponse]{
		Name: "cndns.domain.detail", Path: "/domains/DomainDetail.aspx",
		Effect: endpoint.Read, Doc: "二、8", Errors: domainDetailCodes,
	}
)

// DomainRequest names a domain: ASCII, or Chinese as it is written.
type DomainRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain"`
}

// DomainCheckRequest asks for one label under one suffix.
type DomainCheckRequest struct {
	Label  string `param:"domain-name" rule:"required,pattern=label"`
	Suffix string `param:"tld" rule:"required,pattern=suffix"` // ".com" or "com"
}

// Availability is the state of a name in a search.
type Availability string

// The states of a search. CheckFailed means the registry did not answer: ask again.
const (
	Available   Availability = "available"
	Unavailable Availability = "unavailable"
	CheckFailed Availability = "error"
)

// DomainCheckResponse holds one map per name, from the whole name to its state.
type DomainCheckResponse struct {
	Names []map[string]Availability `answer:"."`
}

// State returns the state of a whole name, CheckFailed when the answer does not hold it.
func (r DomainCheckResponse) State(name string) Availability {
	for _, one := range r.Names {
		for key, state := range one {
			if strings.EqualFold(key, name) {
				return state
			}
		}
	}
	return CheckFailed
}

// DomainChangeOwnerRequest gives a domain to another contact. Only for domains whose
// registrar is the vendor; gov.cn refuses.
type DomainChangeOwnerRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain"`
	UserID     string `param:"userid" rule:"required"`
}

// DomainCreateRequest registers a domain. No order number comes back: read the detail.
// Without nameservers the vendor's own are used; with a foreign registrar they are
// ignored. A personal-name domain must say so in IsName.
type DomainCreateRequest struct {
	UserID     string          `param:"userid" rule:"required"`
	DomainName string          `param:"domainname" rule:"required,pattern=domain,pattern=han-label@domainname~.香港"`
	Years      int             `param:"years" rule:"required,min=1,max=5@domainname~.hk|.co|.cm|.sh|.io|.ac,not=4@domainname~.hk,min=10@domainname~.tm"`
	Password   endpoint.Secret `param:"domainpass" rule:"required,pattern=alnum,len=6..16"`
	IsName     string          `param:"isName" rule:"enum=1"`
	DNS1       string          `param:"dns1" rule:"pattern=host"`
	DNS2       string          `param:"dns2" rule:"pattern=host"`
	DNS3       string          `param:"dns3" rule:"pattern=host"`
	DNS4       string          `param:"dns4" rule:"pattern=host"`
	DNS5       string          `param:"dns5" rule:"pattern=host"`
	DNS6       string          `param:"dns6" rule:"pattern=host"`
	Coupon     string          `param:"signature"` // case counts
	Voucher    string          `param:"voucherid"` // case counts
}

// DomainRenewRequest renews for whole years. ExpiresOn (yyyy-MM-dd, Beijing) is the date
// the caller believes in: a second sending then meets 11605 instead of a second charge.
type DomainRenewRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain"`
	Years      int    `param:"years" rule:"required,min=1"`
	ExpiresOn  string `param:"exptme" rule:"pattern=date"`
	Coupon     string `param:"signature"`
	Voucher    string `param:"voucherid"`
}

// DomainModifyPasswordRequest sets the management password; the document gives no rule
// here.
type DomainModifyPasswordRequest struct {
	DomainName string          `param:"domainname" rule:"required,pattern=domain"`
	Password   endpoint.Secret `param:"password" rule:"required"`
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

// NameserversModifyRequest sets two to six different nameservers; more than two only
// where the vendor is the registrar.
type NameserversModifyRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain"`
	DNS1       string `param:"dns_hst1" rule:"required,pattern=host"`
	DNS2       string `param:"dns_hst2" rule:"required,pattern=host,differs=dns_hst1"`
	DNS3       string `param:"dns_hst3" rule:"pattern=host,differs=dns_hst1|dns_hst2"`
	DNS4       string `param:"dns_hst4" rule:"pattern=host,differs=dns_hst1|dns_hst2|dns_hst3"`
	DNS5       string `param:"dns_hst5" rule:"pattern=host,differs=dns_hst1|dns_hst2|dns_hst3|dns_hst4"`
	DNS6       string `param:"dns_hst6" rule:"pattern=host,differs=dns_hst1|dns_hst2|dns_hst3|dns_hst4|dns_hst5"`
}

// DomainDetailResponse is a domain as the vendor keeps it.
type DomainDetailResponse struct {
	DomainName     string          `answer:"d_dme"`
	RunState       RunState        `answer:"runstate,required"`
	RegisteredAt   Time            `answer:"registrationtime"`
	ExpiresAt      Time            `answer:"expiretime"`
	UpdatedAt      Time            `answer:"updatetime"`
	Password       endpoint.Secret `answer:"password"`
	Host1          string          `answer:"host1"`
	HostIP1        string          `answer:"hostip1"`
	Host2          string          `answer:"host2"`
	HostIP2        string          `answer:"hostip2"`
	Host3          string          `answer:"host3"`
	HostIP3        string          `answer:"hostip3"`
	Host4          string          `answer:"host4"`
	HostIP4        string          `answer:"hostip4"`
	Host5          string          `answer:"host5"`
	HostIP5        string          `answer:"hostip5"`
	Host6          string          `answer:"host6"`
	HostIP6        string          `answer:"hostip6"`
	MaxRecords     int             `answer:"maxdns"`
	Records        int             `answer:"dnshostnums"` // English names only
	DomainType     string          `answer:"domaintype"`
	LicenceType    string          `answer:"dtype"`
	LicenceNumber  endpoint.Secret `answer:"dnumber"`
	NameCheck      string          `answer:"dnvcstate"`    // "pass", "unpass", "" under review
	HKReview       string          `answer:"hkauditstate"` // .hk and .香港 only
	Punycode       string          `answer:"punycode"`
	UserID         string          `answer:"userid"`
	ProductDetails string          `answer:"g_nme"`
}

// Nameservers returns the nameservers that are set.
func (r DomainDetailResponse) Nameservers() []string {
	return present(r.Host1, r.Host2, r.Host3, r.Host4, r.Host5, r.Host6)
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

// DomainCheck asks whether a name can be registered.
func (c *Client) DomainCheck(ctx context.Context, req DomainCheckRequest) (DomainCheckResponse, error) {
	return domainCheck.Call(ctx, c.line, req)
}

// DomainChangeOwner gives a domain to another contact.
func (c *Client) DomainChangeOwner(ctx context.Context, req DomainChangeOwnerRequest) error {
	return done(domainChangeOwner.Call(ctx, c.line, req))
}

// DomainCreate registers a domain and charges the balance.
func (c *Client) DomainCreate(ctx context.Context, req DomainCreateRequest) error {
	return done(domainCreate.Call(ctx, c.line, req))
}

// DomainRenew renews a domain and charges the balance.
func (c *Client) DomainRenew(ctx context.Context, req DomainRenewRequest) error {
	return done(domainRenew.Call(ctx, c.line, req))
}

// DomainModifyPassword sets a domain's management password.
func (c *Client) DomainModifyPassword(ctx context.Context, req DomainModifyPasswordRequest) error {
	return done(domainModifyPassword.Call(ctx, c.line, req))
}

// Nameservers reads the nameservers of a domain.
func (c *Client) Nameservers(ctx context.Context, req DomainRequest) (NameserversResponse, error) {
	return nameserversList.Call(ctx, c.line, req)
}

// NameserversModify sets the nameservers of a domain.
func (c *Client) NameserversModify(ctx context.Context, req NameserversModifyRequest) error {
	return done(nameserversModify.Call(ctx, c.line, req))
}

// NameserversReset goes back to the vendor's own nameservers.
func (c *Client) NameserversReset(ctx context.Context, req DomainRequest) error {
	return done(nameserversReset.Call(ctx, c.line, req))
}

// DomainDetail reads a domain, its password included.
func (c *Client) DomainDetail(ctx context.Context, req DomainRequest) (DomainDetailResponse, error) {
	return domainDetail.Call(ctx, c.line, req)
}

// armoured encodes an auth code that a query would not carry unharmed, and says so.
func (r TransferInRequest) armoured() TransferInRequest {
	code := r.AuthCode.Reveal()
	if r.Encoded == "" && strings.ContainsFunc(code, func(c rune) bool { return !plain(c) }) {
		r.AuthCode = endpoint.Secret(base64.StdEncoding.EncodeToString([]byte(code)))
		r.Encoded = "Y"
	}
	return r
}

func plain(c rune) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
