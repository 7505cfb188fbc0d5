package cndns

import "tangelo/internal/vendors/endpoint"

// Filing is who runs a site, for the filing (ICP) of its domain. It is needed for a domain
// that is filed elsewhere and whose data was never given. OwnerKind is printed as the digits
// 0 (enterprise) and 1 (individual).
type Filing struct {
	OwnerKind    string          `param:"domaintype" rule:"enum=0|1" zh:"域名性质" en:"Kind of holder"`
	Owner        string          `param:"domainowner" zh:"单位或个人名称" en:"Company or person"`
	OrgCode      string          `param:"orgcode" rule:"empty@domaintype=1,pattern=org-code" zh:"组织机构代码" en:"Organisation code"`
	Address      string          `param:"address" zh:"联系地址" en:"Address"`
	Telephone    string          `param:"telephone" rule:"pattern=landline" zh:"联系电话" en:"Telephone"`
	SiteName     string          `param:"webdesc" zh:"网站名称" en:"Site name"`
	OwnerID      endpoint.Secret `param:"ownerid" rule:"pattern=id-card" zh:"主办人证件号码" en:"Organiser's ID number"`
	Contact      string          `param:"contact" zh:"应急联系人" en:"Emergency contact person"`
	ContactID    endpoint.Secret `param:"contactid" rule:"pattern=id-card" zh:"应急联系人证件号码" en:"Emergency contact's ID number"`
	ContactPhone string          `param:"connecttele" rule:"pattern=landline" zh:"固定电话" en:"Landline"`
	Mobile       string          `param:"connectmobile" rule:"pattern=mobile" zh:"移动电话" en:"Mobile phone"`
	Email        string          `param:"email" rule:"pattern=email" zh:"电子邮件" en:"E-mail"`
}

// filingCodes are the codes about a Filing; three calls list them alike.
var filingCodes = endpoint.Codes{
	"13150": endpoint.Invalid.Means("域名性质非法", "illegal domain holder kind", "domaintype"),
	"13151": endpoint.Invalid.Means("单位名称/个人名称非法", "illegal company or person name", "domainowner"),
	"13152": endpoint.Invalid.Means("单位组织机构代码证非法(请填写9位的数字)", "illegal organisation code (9 digits)", "orgcode"),
	"13153": endpoint.Invalid.Means("联系地址非法", "illegal address", "address"),
	"13154": endpoint.Invalid.Means("联系电话非法", "illegal telephone", "telephone"),
	"13155": endpoint.Invalid.Means("网站名称非法", "illegal web site name", "webdesc"),
	"13156": endpoint.Invalid.Means("主办人证件号码非法", "illegal organiser ID number", "ownerid"),
	"13157": endpoint.Invalid.Means("应急联系人非法", "illegal emergency contact", "contact"),
	"13158": endpoint.Invalid.Means("证件号码非法", "illegal ID number", "contactid"),
	"13159": endpoint.Invalid.Means("固定电话非法", "illegal landline", "connecttele"),
	"13160": endpoint.Invalid.Means("移动电话非法", "illegal mobile phone", "connectmobile"),
	"13161": endpoint.Invalid.Means("电子邮件非法", "illegal e-mail", "email"),
	"13163": endpoint.Failed.Means("域名备案号获取失败", "failed to read the ICP number"),
	"13164": endpoint.Conflict.Means("域名还未备案无法绑定", "domain has no ICP filing, cannot be bound", "domainname"),
	"13165": endpoint.Conflict.Means("域名备案状态非法", "illegal ICP filing state", "domainname"),
	"13166": endpoint.Failed.Means("域名信息提交失败", "submitting the domain information failed"),
}
