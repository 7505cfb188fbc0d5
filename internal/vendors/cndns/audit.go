package cndns

import (
	"context"
	"net/http"
	"net/url"

	"tangelo/internal/vendors/endpoint"
)

// The real-name audit, "十一、国内国际(com/net)域名实名制审核".
var auditCalls = []endpoint.Any{
	auditSubmit,
	auditStatus,
}

// OwnerPicTypes maps OwnerType and IDType.Code to OwnerPicType.
var OwnerPicTypes = map[string]map[string]int{
	"E": {
		"YYZZ": 1, "ORG": 2, "QT": 3, "SHXYZS": 4, "SYDWFR": 5, "SHTTFR": 6, "MBFQY": 7, "LSSWS": 8,
		"SFJD": 9, "ZJHD": 10, "JJHFR": 11, "BDDH": 12, "JDDW": 13, "WGQY": 14, "WGZH": 15, "WGZFLY": 16,
	},
	"I": {"SFZ": 1, "HZ": 2, "GATXZ": 3, "JGZ": 4, "TWJM": 5, "WGJM": 6},
}

var auditSubmit = endpoint.Endpoint[AuditSubmitRequest, Nothing]{
	Name: "cndns.real_name_audit.submit", Title: endpoint.Words{Zh: "资料提交", En: "Submit real-name documents"},
	Path: "/domains/DomainAudit.aspx",
	// Images need POST; links could go in a query, but ID numbers should not.
	Method: http.MethodPost, Effect: endpoint.Set, Slow: true, Accepts: endpoint.Always,
	Doc: "十一、1",
	Errors: endpoint.Codes{
		"11701": endpoint.Missing.Means("该域名不在您的名下无权提交资料", "domain is not yours", "domainname"),
		"11702": endpoint.Conflict.Means("非国内域名无需提交域名资料审核", "not a domestic domain: no audit needed"),
		"11703": endpoint.Conflict.Means("域名状态非法(仅限域名在我司等待提交资料状态)", "illegal domain state (only while waiting for documents)"),
		"11704": endpoint.Invalid.Means("注册人类型非法", "illegal registrant type", "ownertype"),
		"11705": endpoint.Invalid.Means("组织类型非法", "illegal organisation type", "orgtype"),
		"11706": endpoint.Invalid.Means("证件类型非法", "illegal certificate type", "ownerpictype"),
		"11707": endpoint.Invalid.Means("证件图片地址不能为空", "certificate image is missing", "ownerpiclink"),
		"11708": endpoint.Invalid.Means("证件编号不能为空", "certificate number is empty", "ownernumber"),
		"11709": endpoint.Invalid.Means("联系人身份证图片地址不能为空", "contact ID card image is missing", "contactidcardpiclink"),
		"11710": endpoint.Invalid.Means("图片下载地址非法请联系我司", "illegal image address, contact CNDNS"),
		"11711": endpoint.Failed.Means("目录创建失败请联系我司", "folder creation failed, contact CNDNS"),
		"11712": endpoint.Invalid.Means("域名所有者证件下载失败", "downloading the owner certificate failed", "ownerpiclink"),
		"11713": endpoint.Invalid.Means("联系人身份证下载失败", "downloading the contact ID card failed", "contactidcardpiclink"),
		"11714": endpoint.Invalid.Means("GOV 注册申请表下载失败", "downloading the GOV form failed", "govpiclink"),
		"11715": endpoint.Invalid.Means("联系人身份证号码非法", "illegal contact ID card number", "contactidcard"),
		"11716": endpoint.AlreadyDone.Means("域名资料已提交无需重复提交", "documents already submitted"),
		"11717": endpoint.Failed.Means("域名审核资料上传失败", "uploading the documents failed"),
		"11720": endpoint.Invalid.Means("图片大小只能是 55K-2M", "image must be 55K-2M"),
	},
}

// AuditSubmitRequest sends documents for a domain or a contact, exactly one of them.
// Images are JPG of 55 KB to 1 MB, as an address without http:// that the vendor can
// load, or in Base64. OwnerPicType is a number whose meaning depends on OwnerType ("E"
// organisation, "I" individual), see OwnerPicTypes. OrgType is "PR" for self-employed,
// "PU" for companies.
type AuditSubmitRequest struct {
	DomainName     string          `param:"domainname" rule:"required@!userid,pattern=domain" zh:"域名" en:"Domain name"`
	UserID         string          `param:"userid" rule:"empty@domainname" zh:"联系人 ID" en:"Contact ID"`
	OwnerType      string          `param:"ownertype" rule:"required,enum=E|I" zh:"注册人类型" en:"Registrant type"`
	OrgType        string          `param:"orgtype" rule:"required,enum=PR|PU" zh:"组织类型" en:"Organisation type"`
	OwnerPicType   int             `param:"ownerpictype" rule:"required,min=1,max=16@ownertype=E,max=6@ownertype=I" zh:"注册人证件类型" en:"Registrant certificate type"`
	OwnerPicLink   string          `param:"ownerpiclink" rule:"required@ownertype=E&!ownerpicstr,empty@ownerpicstr,pattern=bare-url" zh:"注册人证件图片地址" en:"Address of the registrant certificate image"`
	OwnerPicData   endpoint.Secret `param:"ownerpicstr" rule:"pattern=base64,bytes=75093..1398104" zh:"注册人证件图片 (Base64)" en:"Registrant certificate image (Base64)"`
	OwnerNumber    endpoint.Secret `param:"ownernumber" rule:"required@ownertype=E" zh:"注册人证件号码" en:"Registrant certificate number"`
	ContactPicLink string          `param:"contactidcardpiclink" rule:"required@ownertype=I&!contactidcardpicstr,empty@contactidcardpicstr,pattern=bare-url" zh:"联系人身份证图片地址" en:"Address of the contact's ID card image"`
	ContactPicData endpoint.Secret `param:"contactidcardpicstr" rule:"pattern=base64,bytes=75093..1398104" zh:"联系人身份证图片 (Base64)" en:"Contact's ID card image (Base64)"`
	ContactNumber  endpoint.Secret `param:"contactidcard" rule:"required@ownertype=I" zh:"联系人身份证号码" en:"Contact's ID card number"`
	GovPicLink     string          `param:"govpiclink" rule:"required@domainname~.gov.cn|.gov&!govpicstr,empty@govpicstr,pattern=bare-url" zh:"GOV 申请表图片地址" en:"Address of the GOV application image"`
	GovPicData     endpoint.Secret `param:"govpicstr" rule:"pattern=base64,bytes=75093..1398104" zh:"GOV 申请表图片 (Base64)" en:"GOV application image (Base64)"`
	Contact        string          `param:"contact" zh:"应急联系人" en:"Emergency contact person"` // empty: the reseller's own
	Phone          string          `param:"phone" zh:"电话" en:"Telephone"`                     // empty: the reseller's own
}

// AuditSubmit sends the documents. A nil error means received: follow with AuditStatus.
func (c *Client) AuditSubmit(ctx context.Context, req AuditSubmitRequest) error {
	return done(auditSubmit.Call(ctx, c.line, req))
}

var auditStatus = endpoint.Endpoint[AuditStatusRequest, AuditStatusResponse]{
	Name: "cndns.real_name_audit.status", Title: endpoint.Words{Zh: "域名或模板审核状态查询", En: "Get real-name audit status (domain or template)"},
	Path:   "/domains/checkAuditResult.aspx",
	Effect: endpoint.Read, Doc: "十一、2",
	Errors: endpoint.Codes{
		"10012": endpoint.Invalid.Means("参数不能为空", "parameter is empty"),
		"11719": endpoint.Failed.Means("状态查询失败", "status query failed"),
	},
}

// AuditStatusRequest asks for several domains, or for one contact.
type AuditStatusRequest struct {
	DomainNames []string `param:"domainname" rule:"required@!userid,pattern=domain" zh:"域名" en:"Domain name"`
	UserID      string   `param:"userid" rule:"empty@domainname" zh:"联系人 ID" en:"Contact ID"`
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

// AuditStatus reads the audits of domains or of a contact.
func (c *Client) AuditStatus(ctx context.Context, req AuditStatusRequest) (AuditStatusResponse, error) {
	return auditStatus.Call(ctx, c.line, req)
}
