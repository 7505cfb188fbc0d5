package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// Contacts, "二、域名 2、联系人 a) to e)".
var contactCalls = []endpoint.Any{
	contactCreate,
	contactModify,
	contactDelete,
	contactList,
	contactInfo,
}

var contactCreateCodes = endpoint.Codes{
	"10011": endpoint.Invalid.Means("参数包含非法关键字", "parameter contains a forbidden keyword"),
	"10012": endpoint.Invalid.Means("参数为空", "parameter is empty"),
	"11001": endpoint.Invalid.Means("所有者(英) 必须为英文输入", "owner (English) must be in English", "company-en"),
	"11002": endpoint.Invalid.Means("所有者(英) 长度只能 2-96 位", "owner (English) must be 2-96 characters", "company-en"),
	"11003": endpoint.Invalid.Means("所有者(英) 头部不能为空格", "owner (English) must not begin with a space", "company-en"),
	"11004": endpoint.Invalid.Means("所有者(英) 尾部不能为空格", "owner (English) must not end with a space", "company-en"),
	"11006": endpoint.Invalid.Means("姓(英) 不是英文输入", "family name (English) is not English", "lastname-en"),
	"11007": endpoint.Invalid.Means("姓(英) 长度不能超过 30 位", "family name (English) longer than 30", "lastname-en"),
	"11008": endpoint.Invalid.Means("名(英) 不是英文输入", "given name (English) is not English", "firstname-en"),
	"11009": endpoint.Invalid.Means("名(英) 长度不能超过 30 位", "given name (English) longer than 30", "firstname-en"),
	"11010": endpoint.Invalid.Means("国家代码(英) 必须英文输入", "country code (English) must be in English", "country-en"),
	"11011": endpoint.Invalid.Means("省份(英) 必须英文输入", "province (English) must be in English", "state-en"),
	"11012": endpoint.Invalid.Means("城市(英) 必须英文输入", "city (English) must be in English", "city-en"),
	"11013": endpoint.Invalid.Means("联系地址(英) 必须英文输入且包含一个空格", "address (English) must be in English and contain a space", "address-en"),
	"11014": endpoint.Invalid.Means("联系地址(英) 长度 8 - 122 位", "address (English) must be 8-122 characters", "address-en"),
	"11049": endpoint.Invalid.Means("联系地址(英) 仅支持英文、数字、中线", "address (English): only letters, digits, hyphen", "address-en"),
	"11015": endpoint.Invalid.Means("所有者(中) 必须中文输入", "owner (Chinese) must be in Chinese", "company-cn"),
	"11016": endpoint.Invalid.Means("所有者(中) 长度必须 2-64 位(针对个人) 所有者(中) 长度必须为 6-64 位(针对企业)", "owner (Chinese) must be 2-64 units (individual) or 6-64 units (enterprise)", "company-cn"),
	"11017": endpoint.Invalid.Means("姓(中) 必须中文输入", "family name (Chinese) must be in Chinese", "lastname-cn"),
	"11018": endpoint.Invalid.Means("名(中) 必须中文输入", "given name (Chinese) must be in Chinese", "firstname-cn"),
	"11019": endpoint.Invalid.Means("国家代码(中) 必须中文输入", "country (Chinese) must be in Chinese", "country-cn"),
	"11020": endpoint.Invalid.Means("省份(中) 必须中文输入", "province (Chinese) must be in Chinese", "state-cn"),
	"11021": endpoint.Invalid.Means("城市(中) 必须中文输入", "city (Chinese) must be in Chinese", "city-cn"),
	"11022": endpoint.Invalid.Means("联系地址(中) 必须中文输入", "address (Chinese) must be in Chinese", "address-cn"),
	"11023": endpoint.Invalid.Means("联系地址(中) 长度必须大于 8 位", "address (Chinese) must be longer than 8 units", "address-cn"),
	"11024": endpoint.Invalid.Means("联系地址(中) 不能包含空格", "address (Chinese) must not contain spaces", "address-cn"),
	"11048": endpoint.Invalid.Means("联系地址(中) 仅支持中文、字母、数字、中线", "address (Chinese): only Chinese, letters, digits, hyphen", "address-cn"),
	"11025": endpoint.Invalid.Means("电话不规范邮编不规范", "malformed phone number (the text also says postcode)", "phone"),
	"11026": endpoint.Invalid.Means("传真不规范", "malformed fax number", "fax"),
	"11028": endpoint.Invalid.Means("电子邮件不规范", "malformed e-mail address", "email"),
	"11005": endpoint.Invalid.Means("邮政编码不规范", "malformed postcode", "zipcode"),
	"11036": endpoint.Failed.Means("联系人 ID 获取失败", "failed to obtain the contact ID"),
	"11045": endpoint.Failed.Means("联系人创建失败", "contact creation failed"),
}

var contactModifyCodes = endpoint.Codes{
	"10012": endpoint.Invalid.Means("参数不能为空", "parameter is empty"),
	"11035": endpoint.Invalid.Means("域名或联系人 ID 请至少选填一项", "give at least one of domain and contact ID", "userid"),
	"11037": endpoint.Conflict.Means("联系人已审核禁止修改", "contact already reviewed, cannot be changed"),
	"11038": endpoint.Conflict.Means("免检联系人信息禁止修改", "review-exempt contact cannot be changed"),
	"11039": endpoint.Conflict.Means("待 CNNIC 审核联系人信息禁止修改", "contact awaiting CNNIC review cannot be changed"),
	"11047": endpoint.Failed.Means("联系人 ID 修改失败", "contact change failed"),
	"11057": endpoint.Conflict.Means("当前模板状态不允许修改", "current template state does not allow changes"),
}

// contactModifyAllCodes adds the checks of CreateContact, which the document does not
// repeat for ModifyContact.
var contactModifyAllCodes = contactCreateCodes.And(contactModifyCodes)

// UserType is the kind of registrant.
type UserType string

// The kinds of registrant: letters, not digits, whatever the document's table looks like.
const (
	Organisation UserType = "O"
	Individual   UserType = "I"
)

// ContactData is a registrant with its contact person. Lengths of Chinese fields are
// counted in columns, two for a Chinese character.
type ContactData struct {
	CompanyEn   string          `param:"company-en" rule:"required,pattern=ascii,trimmed,len=2..96,has-space" zh:"域名所有者 (英文)" en:"Registrant (English)"`
	LastNameEn  string          `param:"lastname-en" rule:"required,pattern=ascii,len=..30" zh:"姓 (英文)" en:"Family name (English)"`
	FirstNameEn string          `param:"firstname-en" rule:"required,pattern=ascii,len=..30" zh:"名 (英文)" en:"Given name (English)"`
	CountryEn   string          `param:"country-en" rule:"required,pattern=country" zh:"国家代码" en:"Country code"`
	StateEn     string          `param:"state-en" rule:"required,pattern=ascii" zh:"省份 (英文)" en:"Province (English)"`
	CityEn      string          `param:"city-en" rule:"required,pattern=ascii" zh:"城市 (英文)" en:"City (English)"`
	AddressEn   string          `param:"address-en" rule:"required,pattern=street-en,trimmed,len=8..122,has-space" zh:"联系地址 (英文)" en:"Address (English)"`
	CompanyCn   string          `param:"company-cn" rule:"required,cols=6..64@usertype=O,cols=2..64@usertype=I,han@suffix~.cn|.中国|.公司|.网络" zh:"域名所有者 (中文)" en:"Registrant (Chinese)"`
	LastNameCn  string          `param:"lastname-cn" rule:"required,cols=1..10@suffix,han@suffix~.cn|.中国|.公司|.网络" zh:"姓 (中文)" en:"Family name (Chinese)"`
	FirstNameCn string          `param:"firstname-cn" rule:"required,cols=1..10@suffix,han@suffix~.cn|.中国|.公司|.网络" zh:"名 (中文)" en:"Given name (Chinese)"`
	CountryCn   string          `param:"country-cn" rule:"required,han@suffix~.cn|.中国|.公司|.网络" zh:"国家 (中文)" en:"Country (Chinese)"`
	StateCn     string          `param:"state-cn" rule:"required,han@suffix~.cn|.中国|.公司|.网络" zh:"省份 (中文)" en:"Province (Chinese)"`
	CityCn      string          `param:"city-cn" rule:"required,han@suffix~.cn|.中国|.公司|.网络" zh:"城市 (中文)" en:"City (Chinese)"`
	AddressCn   string          `param:"address-cn" rule:"required,no-space,pattern=street-cn,cols=9..,han@suffix~.cn|.中国|.公司|.网络" zh:"联系地址 (中文)" en:"Address (Chinese)"`
	Zipcode     string          `param:"zipcode" rule:"required,pattern=zip" zh:"邮编" en:"Postal code"`
	Phone       string          `param:"phone" rule:"required,pattern=phone" zh:"电话" en:"Telephone"` // +86.02151697771
	Fax         string          `param:"fax" rule:"required,pattern=phone" zh:"传真" en:"Fax"`
	Email       string          `param:"email" rule:"required,pattern=email" zh:"电子邮件" en:"E-mail"`
	UserType    UserType        `param:"usertype" rule:"required,enum=O|I,enum=O@suffix~.com.hk|.org.hk|.edu.hk|.net.hk|.gov.hk,enum=I@suffix~.idv.hk" zh:"注册人类型" en:"Registrant type"`
	IDType      string          `param:"idtype" rule:"required@suffix~.cn|.中国|.公司|.网络|.hk|.香港,required@idnumber,enum=SFZ|YYZZ|ORG@suffix~.公司|.网络,enum=SFZ|HZ|GATXZ|JGZ|TWJM|WGJM@usertype=I&suffix~.cn|.中国,enum=HKID|OTHID|PASSNO|BIRTHCERT@usertype=I&suffix~.hk|.香港,enum=SFZ|HZ|GATXZ|JGZ|TWJM|WGJM|HKID|OTHID|PASSNO|BIRTHCERT@usertype=I,enum=YYZZ|ORG|QT|SHXYZS|SYDWFR|SHTTFR|MBFQY|LSSWS|SFJD|ZJHD|JJHFR|BDDH|JDDW|WGQY|WGZH|WGZFLY@usertype=O&suffix~.cn|.中国,enum=CI|BR|CRS|HKSARG@usertype=O&suffix~.hk|.香港,enum=YYZZ|ORG|QT|SHXYZS|SYDWFR|SHTTFR|MBFQY|LSSWS|SFJD|ZJHD|JJHFR|BDDH|JDDW|WGQY|WGZH|WGZFLY|CI|BR|CRS|HKSARG@usertype=O" zh:"证件类型" en:"Certificate type"`
	IDNumber    endpoint.Secret `param:"idnumber" rule:"required@suffix~.cn|.中国|.公司|.网络|.hk|.香港|.asia,required@idtype,no-space" zh:"证件号码" en:"Certificate number"`
	// Suffix is the suffix (".com.cn") or domain the contact is meant for, "" when not
	// yet known. It is not sent; the rules of domestic and Hong Kong names depend on it.
	Suffix string `param:"suffix" rule:"unsent" zh:"域名后缀" en:"Suffix"`
}

// IDType is a certificate type code of appendix "证件类型编码说明".
type IDType struct {
	Code  string
	Owner UserType
	HK    bool // for .hk and .香港 only
}

// IDTypes lists the certificate types in the order of the document.
var IDTypes = []IDType{
	{"SFZ", Individual, false},
	{"HZ", Individual, false},
	{"GATXZ", Individual, false},
	{"JGZ", Individual, false},
	{"TWJM", Individual, false},
	{"WGJM", Individual, false},
	{"YYZZ", Organisation, false},
	{"ORG", Organisation, false},
	{"QT", Organisation, false},
	{"SHXYZS", Organisation, false},
	{"SYDWFR", Organisation, false},
	{"SHTTFR", Organisation, false},
	{"MBFQY", Organisation, false},
	{"LSSWS", Organisation, false},
	{"SFJD", Organisation, false},
	{"ZJHD", Organisation, false},
	{"JJHFR", Organisation, false},
	{"BDDH", Organisation, false},
	{"JDDW", Organisation, false},
	{"WGQY", Organisation, false},
	{"WGZH", Organisation, false},
	{"WGZFLY", Organisation, false},
	{"HKID", Individual, true},
	{"OTHID", Individual, true},
	{"PASSNO", Individual, true},
	{"BIRTHCERT", Individual, true},
	{"CI", Organisation, true},
	{"BR", Organisation, true},
	{"CRS", Organisation, true},
	{"HKSARG", Organisation, true},
}

// Role says which Contact of a domain is the owner.
type Role string

// The roles of ContactInfo.
const (
	RoleOwner     Role = "1"
	RoleAdmin     Role = "2"
	RoleTechnical Role = "3"
	RoleBilling   Role = "4"
)

// Contact is a contact as the vendor keeps it. RegisteredAt is zero when not given.
type Contact struct {
	UserID        string          `answer:"userid"` // empty for roles other than owner
	CompanyEn     string          `answer:"ownername"`
	FirstNameEn   string          `answer:"firstname"`
	LastNameEn    string          `answer:"lastname"`
	CountryEn     string          `answer:"country"`
	StateEn       string          `answer:"province"`
	CityEn        string          `answer:"city"`
	AddressEn     string          `answer:"address"`
	Zipcode       string          `answer:"postcode"`
	Phone         string          `answer:"phone"`
	Fax           string          `answer:"fax"`
	Email         string          `answer:"email"`
	CompanyCn     string          `answer:"ownername_cn"`
	FirstNameCn   string          `answer:"firstname_cn"`
	LastNameCn    string          `answer:"lastname_cn"`
	CountryCn     string          `answer:"country_cn"`
	StateCn       string          `answer:"province_cn"`
	CityCn        string          `answer:"city_cn"`
	AddressCn     string          `answer:"address_cn"`
	DomainID      string          `answer:"domainid"`
	UserType      UserType        `answer:"domaintype"`
	LicenceType   string          `answer:"licencetype"`
	LicenceNumber endpoint.Secret `answer:"licencenumber"`
	Role          Role            `answer:"domainownertype"` // ContactInfo only
	DomainCn      string          `answer:"domcn"`           // 1 English names, 2 Chinese names
	FromCNNIC     string          `answer:"fromcnnic"`
	WhiteID       string          `answer:"whiteid"` // 1 white-listed, CNNIC only
	RegisteredAt  Time            `answer:"regtime"`
	Review        ReviewState     `answer:"ischecked"`
	Barred        string          `answer:"isforbidden"` // 1 normal, 2 barred
}

// ReviewState is the vendor's check of a contact.
type ReviewState string

// The states of a contact's review.
const (
	ReviewNone    ReviewState = "0"
	ReviewWaiting ReviewState = "1"
	ReviewPassed  ReviewState = "2"
	ReviewFailed  ReviewState = "3"
)

var contactCreate = endpoint.Endpoint[ContactCreateRequest, ContactCreateResponse]{
	Name: "cndns.contact.create", Title: endpoint.Words{Zh: "创建联系人", En: "Create contact"},
	Path:   "/domains/CreateContact.aspx",
	Effect: endpoint.Set, Doc: "二、2、a)", Errors: contactCreateCodes,
}

// ContactCreateRequest stores a contact; nothing reaches a registry yet.
type ContactCreateRequest struct {
	ContactData
}

// ContactCreateResponse holds the new contact's id.
type ContactCreateResponse struct {
	UserID string `answer:".,required"`
}

// ContactCreate stores a contact and returns its id.
func (c *Client) ContactCreate(ctx context.Context, req ContactCreateRequest) (ContactCreateResponse, error) {
	return contactCreate.Call(ctx, c.line, req)
}

var contactModify = endpoint.Endpoint[ContactModifyRequest, Nothing]{
	Name: "cndns.contact.modify", Title: endpoint.Words{Zh: "修改联系人", En: "Modify contact"},
	Path:   "/domains/ModifyContact.aspx",
	Effect: endpoint.Set, Doc: "二、2、b)", Errors: contactModifyAllCodes,
}

// ContactModifyRequest replaces a contact. The document marks both ids as required, its
// error 11035 asks for one of them: send both when both are known.
type ContactModifyRequest struct {
	ContactData
	UserID     string `param:"userid" rule:"required@!domainname" zh:"联系人 ID" en:"Contact ID"`
	DomainName string `param:"domainname" rule:"pattern=domain" zh:"域名" en:"Domain name"`
}

// ContactModify replaces a contact; reviewed ones and those of domestic domains refuse.
func (c *Client) ContactModify(ctx context.Context, req ContactModifyRequest) error {
	return done(contactModify.Call(ctx, c.line, req))
}

var contactDelete = endpoint.Endpoint[ContactDeleteRequest, Nothing]{
	Name: "cndns.contact.delete", Title: endpoint.Words{Zh: "删除联系人", En: "Delete contact"},
	Path:   "/domains/DeleteContact.aspx",
	Effect: endpoint.Destroy, Doc: "二、2、c)",
	Errors: endpoint.Codes{
		"10012": endpoint.Invalid.Means("参数不能为空", "parameter is empty"),
		"11033": endpoint.Invalid.Means("联系人 ID 不能为空", "contact ID is empty", "userid"),
		"11034": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"11043": endpoint.Conflict.Means("联系人信息禁止删除(可能名下包含了域名或是免审信息)", "contact cannot be deleted (it may hold domains or be review-exempt)"),
		"11046": endpoint.Failed.Means("联系人删除失败", "contact deletion failed"),
		"11055": endpoint.Conflict.Means("当前模板状态不能操作删除", "current template state does not allow deletion"),
		"11056": endpoint.Conflict.Means("当前模板已有关联域名不能操作删除", "template has domains and cannot be deleted"),
	},
}

// ContactDeleteRequest deletes a contact that was never used for a domain.
type ContactDeleteRequest struct {
	UserID string `param:"userid" rule:"required" zh:"联系人 ID" en:"Contact ID"`
}

// ContactDelete deletes an unused contact.
func (c *Client) ContactDelete(ctx context.Context, req ContactDeleteRequest) error {
	return done(contactDelete.Call(ctx, c.line, req))
}

var contactList = endpoint.Endpoint[ContactListRequest, ContactListResponse]{
	Name: "cndns.contact.list", Title: endpoint.Words{Zh: "联系人列表", En: "List contacts"},
	Path:   "/domains/ContactList.aspx",
	Effect: endpoint.Read, Doc: "二、2、d)",
}

// ContactListRequest lists one contact, or all of them when UserID is empty.
type ContactListRequest struct {
	UserID string `param:"userid" rule:"pattern=digits" zh:"联系人 ID" en:"Contact ID"`
}

// ContactListResponse holds the contacts.
type ContactListResponse struct {
	Contacts []Contact `answer:"."`
}

// ContactList lists contacts; the document knows no paging.
func (c *Client) ContactList(ctx context.Context, req ContactListRequest) (ContactListResponse, error) {
	return contactList.Call(ctx, c.line, req)
}

var contactInfo = endpoint.Endpoint[ContactInfoRequest, ContactInfoResponse]{
	Name: "cndns.contact.info", Title: endpoint.Words{Zh: "联系人信息", En: "Get contact information"},
	Path:   "/domains/ContactInfo.aspx",
	Effect: endpoint.Read, Doc: "二、2、e)",
	Errors: endpoint.Codes{
		"11302": endpoint.Missing.Means("域名不在代理名下", "domain does not belong to the reseller", "domainname"),
		"11305": endpoint.Invalid.Means("联系人 ID 或域名至少选填一项", "give at least one of contact ID and domain", "userid"),
	},
}

// ContactInfoRequest asks for the roles of a contact or of a domain.
type ContactInfoRequest struct {
	UserID     string `param:"userid" rule:"required@!domainname" zh:"联系人 ID" en:"Contact ID"`
	DomainName string `param:"domainname" rule:"pattern=domain" zh:"域名" en:"Domain name"`
}

// ContactInfoResponse holds one contact per role.
type ContactInfoResponse struct {
	Contacts []Contact `answer:"."`
}

// ContactInfo returns the contacts of a domain or contact by role.
func (c *Client) ContactInfo(ctx context.Context, req ContactInfoRequest) (ContactInfoResponse, error) {
	return contactInfo.Call(ctx, c.line, req)
}
