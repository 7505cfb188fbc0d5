package cndns

import (
	"context"
	"net/http"
	"net/url"

	"tangelo/internal/vendors/endpoint"
)

// The real-name audit, "十一、国内国际(com/net)域名实名制审核".
var (
	auditSubmit = endpoint.Endpoint[AuditSubmitRequest, Nothing]{
		Name: "cndns.real_name_audit.submit", Path: "/domains/DomainAudit.aspx",
		// Images need POST; links could go in a query, but ID numbers should not.
		Method: http.MethodPost, Effect: endpoint.Set, Slow: true, Accepts: endpoint.Always,
		Doc: "十一、1", Errors: auditSubmitCodes,
	}
	auditStatus = endpoint.Endpoint[AuditStatusRequest, AuditStatusResponse]{
		Name: "cndns.real_name_audit.status", Path: "/domains/checkAuditResult.aspx",
		Effect: endpoint.Read, Doc: "十一、2", Errors: auditStatusCodes,
	}
)

// AuditSubmitRequest sends documents for a domain or a contact, exactly one of them.
// Images are JPG of 55 KB to 1 MB, as an address without http:// that the vendor can
// load, or in Base64. OwnerPicType is a number whose meaning depends on OwnerType ("E"
// organisation, "I" individual), see OwnerPicTypes. OrgType is "PR" for self-employed,
// "PU" for companies.
type AuditSubmitRequest struct {
	DomainName     string          `param:"domainname" rule:"required@!userid,pattern=domain"`
	UserID         string          `param:"userid" rule:"empty@domainname"`
	OwnerType      string          `param:"ownertype" rule:"required,enum=E|I"`
	OrgType        string          `param:"orgtype" rule:"required,enum=PR|PU"`
	OwnerPicType   int             `param:"ownerpictype" rule:"required,min=1,max=16@ownertype=E,max=6@ownertype=I"`
	OwnerPicLink   string          `param:"ownerpiclink" rule:"required@ownertype=E&!ownerpicstr,empty@ownerpicstr,pattern=bare-url"`
	OwnerPicData   endpoint.Secret `param:"ownerpicstr" rule:"pattern=base64,bytes=75093..1398104"`
	OwnerNumber    endpoint.Secret `param:"ownernumber" rule:"required@ownertype=E"`
	ContactPicLink string          `param:"contactidcardpiclink" rule:"required@ownertype=I&!contactidcardpicstr,empty@contactidcardpicstr,pattern=bare-url"`
	ContactPicData endpoint.Secret `param:"contactidcardpicstr" rule:"pattern=base64,bytes=75093..1398104"`
	ContactNumber  endpoint.Secret `param:"contactidcard" rule:"required@ownertype=I"`
	GovPicLink     string          `param:"govpiclink" rule:"required@domainname~.gov.cn|.gov&!govpicstr,empty@govpicstr,pattern=bare-url"`
	GovPicData     endpoint.Secret `param:"govpicstr" rule:"pattern=base64,bytes=75093..1398104"`
	Contact        string          `param:"contact"` // empty: the reseller's own
	Phone          string          `param:"phone"`   // empty: the reseller's own
}

// OwnerPicTypes maps OwnerType and IDType.Code to OwnerPicType.
var OwnerPicTypes = map[string]map[string]int{
	"E": {
		"YYZZ": 1, "ORG": 2, "QT": 3, "SHXYZS": 4, "SYDWFR": 5, "SHTTFR": 6, "MBFQY": 7, "LSSWS": 8,
		"SFJD": 9, "ZJHD": 10, "JJHFR": 11, "BDDH": 12, "JDDW": 13, "WGQY": 14, "WGZH": 15, "WGZFLY": 16,
	},
	"I": {"SFZ": 1, "HZ": 2, "GATXZ": 3, "JGZ": 4, "TWJM": 5, "WGJM": 6},
}

// AuditStatusRequest asks for several domains, or for one contact.
type AuditStatusRequest struct {
	DomainNames []string `param:"domainname" rule:"required@!userid,pattern=domains"`
	UserID      string   `param:"userid" rule:"empty@domainname"`
}

// AuditStatusResponse holds the domains whose documents were sent; others are missing.
type AuditStatusResponse struct {
	Audits []Audit `answer:"."`
}

// Audit is the state of one audit. Memo is percent-encoded: use Reason.
type Audit struct {
	DomainName string     `answer:"domainname"`
	State      AuditState `answer:"checkstate"`
	Memo       string     `answer:"memo"`
}

// Reason returns the memo decoded, or as it came when it is not encoded.
func (a Audit) Reason() string {
	text, err := url.QueryUnescape(a.Memo)
	if err != nil {
		return a.Memo
	}
	return text
}

// AuditSubmit sends the documents. A nil error means received: follow with AuditStatus.
func (c *Client) AuditSubmit(ctx context.Context, req AuditSubmitRequest) error {
	return done(auditSubmit.Call(ctx, c.line, req))
}

// AuditStatus reads the audits of domains or of a contact.
func (c *Client) AuditStatus(ctx context.Context, req AuditStatusRequest) (AuditStatusResponse, error) {
	return auditStatus.Call(ctx, c.line, req)
}
