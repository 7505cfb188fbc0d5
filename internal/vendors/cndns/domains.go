package cndns

import (
	"context"
	"strings"

	"tangelo/internal/vendors/endpoint"
)

// Domains, "二、域名" 1 and 3 to 6 and 8.
var domainCalls = []endpoint.Any{
	domainCheck,
	domainChangeOwner,
	domainCreate,
	domainRenew,
	domainModifyPassword,
	nameserversList,
	nameserversModify,
	nameserversReset,
	domainDetail,
}

// DomainRequest names a domain: ASCII, or Chinese as it is written.
type DomainRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
}

var domainCheck = endpoint.Endpoint[DomainCheckRequest, DomainCheckResponse]{
	Name: "cndns.domain.check", Title: endpoint.Words{Zh: "域名搜索", En: "Check domain availability"},
	Host: HostCheck, Path: "/check.aspx",
	Effect: endpoint.Read, Doc: "二、1",
	Errors: endpoint.Codes{
		"10011": endpoint.Invalid.Means("参数包含非法关键字", "parameter contains a forbidden keyword"),
		"11101": endpoint.Invalid.Means("域名主体不能为空", "domain label is empty", "domain-name"),
		"11104": endpoint.Invalid.Means("域名格式不正确", "bad domain format", "domain-name"),
		"11102": endpoint.Invalid.Means("域名后缀不能为空", "domain suffix is empty", "tld"),
		"11105": endpoint.Invalid.Means("域名后缀格式不正确", "bad domain suffix format", "tld"),
		"11107": endpoint.Invalid.Means("不支持此后缀查询", "suffix not supported by the query", "tld"),
	},
}

// DomainCheckRequest asks for one label under one suffix.
type DomainCheckRequest struct {
	Label  string `param:"domain-name" rule:"required,pattern=label" zh:"域名主体" en:"Domain label without suffix"`
	Suffix string `param:"tld" rule:"required,pattern=suffix" zh:"域名后缀" en:"Suffix"` // ".com" or "com"
}

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

// Availability is the state of a name in a search.
type Availability string

// The states of a search. CheckFailed means the registry did not answer: ask again.
const (
	Available   Availability = "available"
	Unavailable Availability = "unavailable"
	CheckFailed Availability = "error"
)

// DomainCheck asks whether a name can be registered.
func (c *Client) DomainCheck(ctx context.Context, req DomainCheckRequest) (DomainCheckResponse, error) {
	return domainCheck.Call(ctx, c.line, req)
}

var domainChangeOwner = endpoint.Endpoint[DomainChangeOwnerRequest, Nothing]{
	Name: "cndns.domain.change_owner", Title: endpoint.Words{Zh: "域名过户", En: "Change domain owner (to another contact)"},
	Path:   "/domains/domainguohu.aspx",
	Effect: endpoint.Destroy, Doc: "二、2、f)",
	Errors: endpoint.Codes{
		"11728": endpoint.Invalid.Means("域名格式错误", "bad domain format", "domainname"),
		"11729": endpoint.Invalid.Means("联系人 ID 格式错误", "bad contact ID format", "userid"),
		"11726": endpoint.Conflict.Means("Gov.cn 行政域名不支持", "gov.cn domains are not supported"),
		"11701": endpoint.Missing.Means("域名订单不存在", "domain order does not exist"),
		"11722": endpoint.Missing.Means("联系人 ID 不存在", "contact ID does not exist", "userid"),
		"11725": endpoint.Conflict.Means("联系人 ID 不可用", "contact ID cannot be used", "userid"),
		"11727": endpoint.Conflict.Means("注册商非美橙互联不支持", "registrar is not CNDNS: not supported"),
		"11724": endpoint.Failed.Means("过户失败", "change of owner failed"),
	},
}

// DomainChangeOwnerRequest gives a domain to another contact. Only for domains whose
// registrar is the vendor; gov.cn refuses.
type DomainChangeOwnerRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	UserID     string `param:"userid" rule:"required" zh:"联系人 ID" en:"Contact ID"`
}

// DomainChangeOwner gives a domain to another contact.
func (c *Client) DomainChangeOwner(ctx context.Context, req DomainChangeOwnerRequest) error {
	return done(domainChangeOwner.Call(ctx, c.line, req))
}

var domainCreate = endpoint.Endpoint[DomainCreateRequest, Nothing]{
	Name: "cndns.domain.create", Title: endpoint.Words{Zh: "域名创建", En: "Register a domain"},
	Path:   "/domains/CreateDom.aspx",
	Effect: endpoint.Buy, Doc: "二、3",
	Errors: endpoint.Codes{
		"11103": endpoint.Invalid.Means("参数不能为空", "parameter is empty"),
		"11104": endpoint.Invalid.Means("代理商会员名不能为空", "reseller member name is empty"),
		"11105": endpoint.Invalid.Means("域名联系人 ID 非法", "illegal domain contact ID", "userid"),
		"11106": endpoint.Invalid.Means("域名非法", "illegal domain", "domainname"),
		"11107": endpoint.Invalid.Means("域名密码不能为空", "domain password is empty", "domainpass"),
		"11108": endpoint.Invalid.Means("注册年限不能为空", "registration years empty", "years"),
		"11109": endpoint.Missing.Means("联系人信息读取失败或不存在", "contact could not be read or does not exist", "userid"),
		"11110": endpoint.Invalid.Means(".ASIA 域名注册时联系人证件号码不能为空", ".ASIA: contact certificate number is empty"),
		"11111": endpoint.Invalid.Means(".HK 域名注册时证件类型不能为空", ".HK: certificate type is empty"),
		"11112": endpoint.Invalid.Means(".HK 域名注册时证件号码不能为空", ".HK: certificate number is empty"),
		"11113": endpoint.Invalid.Means(".HK 域名注册时域名类型不能为空(个人/企业)", ".HK: registrant type is empty (individual/enterprise)"),
		"11114": endpoint.Invalid.Means(".com.hk/.org.hk/.edu.hk/.net.hk/.gov.hk 仅支持企业注册", ".com.hk/.org.hk/.edu.hk/.net.hk/.gov.hk: enterprises only"),
		"11115": endpoint.Invalid.Means(".idv.hk 仅支持个人注册", ".idv.hk: individuals only"),
		"11116": endpoint.Invalid.Means("国内域名注册时证件类型不能为空", "domestic domain: certificate type is empty"),
		"11117": endpoint.Failed.Means("国内域名注册时证件号码不能为空 | 域名创建失败", "domestic domain: certificate number is empty | domain creation failed"),
		"11118": endpoint.Invalid.Means("国内域名注册时域名类型不能为空(个人/企业)", "domestic domain: registrant type is empty (individual/enterprise)"),
		"11119": endpoint.AlreadyDone.Means("域名已有订单", "domain already has an order"),
		"11120": endpoint.Failed.Means("域名购买失败", "domain purchase failed"),
		"11124": endpoint.AlreadyDone.Means("域名已被注册禁止下单购买", "domain already registered"),
		"11128": endpoint.Invalid.Means("公司、网络域名证件类型只能是 SFZ,YYZZ,ORG", ".公司/.网络 domains: certificate type must be SFZ, YYZZ or ORG"),
		"11129": endpoint.Busy.Means("域名查询超时,请重试!", "domain query timed out, try again"),
		"11015": endpoint.Invalid.Means("域名所有者(中)请输入中文", "owner (Chinese) must be in Chinese"),
		"11016": endpoint.Invalid.Means("域名所有者(中)长度错误(公司 6-64 位; 个人 2-64 位)", "owner (Chinese) length wrong (company 6-64, individual 2-64)"),
		"11017": endpoint.Invalid.Means("联系人姓氏(中)必须中文输入", "family name (Chinese) must be in Chinese"),
		"11018": endpoint.Invalid.Means("联系人名(中)必须中文输入", "given name (Chinese) must be in Chinese"),
		"11019": endpoint.Invalid.Means("国家代码(中)必须中文输入", "country (Chinese) must be in Chinese"),
		"11020": endpoint.Invalid.Means("省份(市)(中)必须中文输入", "province (Chinese) must be in Chinese"),
		"11021": endpoint.Invalid.Means("城市(中)必须中文输入", "city (Chinese) must be in Chinese"),
		"11023": endpoint.Invalid.Means("联系地址(中)长度不能少于 8 位", "address (Chinese) shorter than 8 units"),
		"11040": endpoint.Invalid.Means(".HK、.CO、.CM、.SH、.IO、.AC 注册年限不能大于 5 年", ".HK .CO .CM .SH .IO .AC: at most 5 years", "years"),
		"11041": endpoint.Invalid.Means(".HK 首年注册时不能包含 4 年", ".HK: first registration cannot be 4 years", "years"),
		"11042": endpoint.Invalid.Means(".TM 至少 10 年起注册", ".TM: at least 10 years", "years"),
		"11048": endpoint.Invalid.Means("联系地址(中) 仅支持中文、字母、数字、中线", "address (Chinese): only Chinese, letters, digits, hyphen"),
		"11050": endpoint.Invalid.Means("联系人姓氏(中) 长度 1-10 位", "family name (Chinese) must be 1-10"),
		"11051": endpoint.Invalid.Means("联系人名(中) 长度 1-10 位", "given name (Chinese) must be 1-10"),
		"11054": endpoint.Invalid.Means(".香港域名必须包含中文", ".香港 domain must contain Chinese", "domainname"),
		"11336": endpoint.Invalid.Means("公司、网络域名证件类型只能是 SFZ,YYZZ,ORG", ".公司/.网络 domains: certificate type must be SFZ, YYZZ or ORG"),
		"10021": endpoint.Unfunded.Means("您帐户金额不足", "insufficient balance"),
		"10026": endpoint.Denied.Means("您无权购买该产品", "no right to buy this product"),
		"11130": endpoint.Failed.Means("域名下单失败", "domain order failed"),
		"11131": endpoint.Invalid.Means("域名联系人 ID 不能为空", "domain contact ID is empty", "userid"),
		"11132": endpoint.Invalid.Means("域名密码格式错误", "bad domain password format", "domainpass"),
		"11133": endpoint.Invalid.Means("域名购买年限格式错误", "bad years format", "years"),
		"11134": endpoint.Invalid.Means("注册域名格式错误,必须 oraydev 开头", "bad domain format, must begin with oraydev", "domainname"),
		"11123": endpoint.Invalid.Means("姓名域名审核失败(域名、姓名、身份证不匹配)", "personal-name domain check failed (domain, name and ID do not match)"),
		"11125": endpoint.Invalid.Means("香港证件号码格式错误", "bad Hong Kong certificate number"),
		"11126": endpoint.Invalid.Means("证件号码格式错误只能是数字 1-16 位", "bad certificate number: 1-16 digits"),
		"11127": endpoint.Invalid.Means("个人证件号码格式错误只能是(0-9a-zA-Z)6-8 位", "bad personal certificate number: 6-8 letters or digits"),
		"10042": endpoint.Missing.Means("优惠券不存在", "coupon does not exist", "signature"),
		"10043": endpoint.Conflict.Means("当前优惠券码不能使用", "coupon cannot be used", "signature"),
		"10046": endpoint.Missing.Means("代金券不存在", "voucher does not exist", "voucherid"),
	},
}

// DomainCreateRequest registers a domain. No order number comes back: read the detail.
// Without nameservers the vendor's own are used; with a foreign registrar they are
// ignored. A personal-name domain must say so in IsName.
type DomainCreateRequest struct {
	UserID     string          `param:"userid" rule:"required" zh:"联系人 ID" en:"Contact ID"`
	DomainName string          `param:"domainname" rule:"required,pattern=domain,pattern=han-label@domainname~.香港" zh:"域名" en:"Domain name"`
	Years      int             `param:"years" rule:"required,min=1,max=5@domainname~.hk|.co|.cm|.sh|.io|.ac,not=4@domainname~.hk,min=10@domainname~.tm" zh:"年限" en:"Years"`
	Password   endpoint.Secret `param:"domainpass" rule:"required,pattern=alnum,len=6..16" zh:"域名密码" en:"Domain password"`
	IsName     string          `param:"isName" rule:"enum=1" zh:"姓名域名" en:"Personal-name domain"`
	DNS1       string          `param:"dns1" rule:"pattern=host" zh:"DNS 服务器 1" en:"Name server 1"`
	DNS2       string          `param:"dns2" rule:"pattern=host" zh:"DNS 服务器 2" en:"Name server 2"`
	DNS3       string          `param:"dns3" rule:"pattern=host" zh:"DNS 服务器 3" en:"Name server 3"`
	DNS4       string          `param:"dns4" rule:"pattern=host" zh:"DNS 服务器 4" en:"Name server 4"`
	DNS5       string          `param:"dns5" rule:"pattern=host" zh:"DNS 服务器 5" en:"Name server 5"`
	DNS6       string          `param:"dns6" rule:"pattern=host" zh:"DNS 服务器 6" en:"Name server 6"`
	Coupon     string          `param:"signature" zh:"优惠券" en:"Coupon code"`  // case counts
	Voucher    string          `param:"voucherid" zh:"代金券" en:"Voucher code"` // case counts
}

// DomainCreate registers a domain and charges the balance.
func (c *Client) DomainCreate(ctx context.Context, req DomainCreateRequest) error {
	return done(domainCreate.Call(ctx, c.line, req))
}

var domainRenew = endpoint.Endpoint[DomainRenewRequest, Nothing]{
	Name: "cndns.domain.renew", Title: endpoint.Words{Zh: "域名续费", En: "Renew a domain"},
	Path:   "/domains/DomainRenew.aspx",
	Effect: endpoint.Buy, Doc: "二、4",
	Errors: endpoint.Codes{
		"10012": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"11301": endpoint.Invalid.Means("域名为空", "domain is empty", "domainname"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11601": endpoint.Invalid.Means("续费年限错误", "wrong renewal years", "years"),
		"11602": endpoint.Invalid.Means("注册类型错误", "wrong registration type"),
		"11603": endpoint.Conflict.Means("域名已进入删除队列无法续费", "domain is in the deletion queue, cannot be renewed"),
		"11604": endpoint.Failed.Means("续费失败", "renewal failed"),
		"11605": endpoint.Conflict.Means("域名到期时间不对", "expiry date does not match", "exptme"),
		"11607": endpoint.Conflict.Means("域名不是有效状态", "domain is not in a valid state"),
		"10042": endpoint.Missing.Means("优惠券不存在", "coupon does not exist", "signature"),
		"10043": endpoint.Conflict.Means("当前优惠券码不能使用", "coupon cannot be used", "signature"),
		"10046": endpoint.Missing.Means("代金券不存在", "voucher does not exist", "voucherid"),
	},
}

// DomainRenewRequest renews for whole years. ExpiresOn (yyyy-MM-dd, Beijing) is the date
// the caller believes in: a second sending then meets 11605 instead of a second charge.
type DomainRenewRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	Years      int    `param:"years" rule:"required,min=1" zh:"年限" en:"Years"`
	ExpiresOn  string `param:"exptme" rule:"pattern=date" zh:"域名到期日期" en:"Expiry date"`
	Coupon     string `param:"signature" zh:"优惠券" en:"Coupon code"`
	Voucher    string `param:"voucherid" zh:"代金券" en:"Voucher code"`
}

// DomainRenew renews a domain and charges the balance.
func (c *Client) DomainRenew(ctx context.Context, req DomainRenewRequest) error {
	return done(domainRenew.Call(ctx, c.line, req))
}

var domainModifyPassword = endpoint.Endpoint[DomainModifyPasswordRequest, Nothing]{
	Name: "cndns.domain.modify_password", Title: endpoint.Words{Zh: "修改密码", En: "Change domain password"},
	Path:   "/domains/ModifyPassword.aspx",
	Effect: endpoint.Set, Doc: "二、5",
	Errors: endpoint.Codes{
		"10012": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"11301": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"11501": endpoint.Invalid.Means("新密码不能为空", "new password is empty", "password"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
	},
}

// DomainModifyPasswordRequest sets the management password; the document gives no rule
// here.
type DomainModifyPasswordRequest struct {
	DomainName string          `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	Password   endpoint.Secret `param:"password" rule:"required" zh:"密码" en:"Password"`
}

// DomainModifyPassword sets a domain's management password.
func (c *Client) DomainModifyPassword(ctx context.Context, req DomainModifyPasswordRequest) error {
	return done(domainModifyPassword.Call(ctx, c.line, req))
}

var domainDetail = endpoint.Endpoint[DomainRequest, DomainDetailResponse]{
	Name: "cndns.domain.detail", Title: endpoint.Words{Zh: "获取域名信息 (不包含联系人信息)", En: "Get domain details (without contacts)"},
	Path:   "/domains/DomainDetail.aspx",
	Effect: endpoint.Read, Doc: "二、8",
	Errors: endpoint.Codes{
		"10012": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"10019": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"10025": endpoint.Missing.Means("域名不在代理名下未找到", "domain not found under the reseller"),
	},
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

// DomainDetail reads a domain, its password included.
func (c *Client) DomainDetail(ctx context.Context, req DomainRequest) (DomainDetailResponse, error) {
	return domainDetail.Call(ctx, c.line, req)
}
