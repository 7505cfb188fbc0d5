package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// Contacts, "二、域名 2、联系人 a) to e)".
var (
	contactCreate = endpoint.Endpoint[ContactCreateRequest, ContactCreateResponse]{
		Name: "cndns.contact.create", Path: "/domains/CreateContact.aspx",
		Effect: endpoint.Set, Doc: "二、2、a)", Errors: contactCreateCodes,
	}
	contactModify = endpoint.Endpoint[ContactModifyRequest, Nothing]{
		Name: "cndns.contact.modify", Path: "/domains/ModifyContact.aspx",
		Effect: endpoint.Set, Doc: "二、2、b)", Errors: contactModifyAllCodes,
	}
	contactDelete = endpoint.Endpoint[ContactDeleteRequest, Nothing]{
		Name: "cndns.contact.delete", Path: "/domains/DeleteContact.aspx",
		Effect: endpoint.Destroy, Doc: "二、2、c)", Errors: contactDeleteCodes,
	}
	contactList = endpoint.Endpoint[ContactListRequest, ContactListResponse]{
		Name: "cndns.contact.list", Path: "/domains/ContactList.aspx",
		Effect: endpoint.Read, Doc: "二、2、d)",
	}
	contactInfo = endpoint.Endpoint[ContactInfoRequest, ContactInfoResponse]{
		Name: "cndns.contact.info", Path: "/domains/ContactInfo.aspx",
		Effect: endpoint.Read, Doc: "二、2、e)", Errors: contactInfoCodes,
	}
)

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
	CompanyEn   string          `param:"company-en" rule:"required,pattern=ascii,trimmed,len=2..96,has-space"`
	LastNameEn  string          `param:"lastname-en" rule:"required,pattern=ascii,len=..30"`
	FirstNameEn string          `param:"firstname-en" rule:"required,pattern=ascii,len=..30"`
	CountryEn   string          `param:"country-en" rule:"required,pattern=country"`
	StateEn     string          `param:"state-en" rule:"required,pattern=ascii"`
	CityEn      string          `param:"city-en" rule:"required,pattern=ascii"`
	AddressEn   string          `param:"address-en" rule:"required,pattern=street-en,trimmed,len=8..122,has-space"`
	CompanyCn   string          `param:"company-cn" rule:"required,cols=6..64@usertype=O,cols=2..64@usertype=I,han@suffix~.cn|.中国|.公司|.网络"`
	LastNameCn  string          `param:"lastname-cn" rule:"required,cols=1..10@suffix,han@suffix~.cn|.中国|.公司|.网络"`
	FirstNameCn string          `param:"firstname-cn" rule:"required,cols=1..10@suffix,han@suffix~.cn|.中国|.公司|.网络"`
	CountryCn   string          `param:"country-cn" rule:"required,han@suffix~.cn|.中国|.公司|.网络"`
	StateCn     string          `param:"state-cn" rule:"required,han@suffix~.cn|.中国|.公司|.网络"`
	CityCn      string          `param:"city-cn" rule:"required,han@suffix~.cn|.中国|.公司|.网络"`
	AddressCn   string          `param:"address-cn" rule:"required,no-space,pattern=street-cn,cols=9..,han@suffix~.cn|.中国|.公司|.网络"`
	Zipcode     string          `param:"zipcode" rule:"required,pattern=zip"`
	Phone       string          `param:"phone" rule:"required,pattern=phone"` // +86.02151697771
	Fax         string          `param:"fax" rule:"required,pattern=phone"`
	Email       string          `param:"email" rule:"required,pattern=email"`
	UserType    UserType        `param:"usertype" rule:"required,enum=O|I,enum=O@suffix~.com.hk|.org.hk|.edu.hk|.net.hk|.gov.hk,enum=I@suffix~.idv.hk"`
	IDType      string          `param:"idtype" rule:"required@suffix~.cn|.中国|.公司|.网络|.hk|.香港,required@idnumber,enum=SFZ|YYZZ|ORG@suffix~.公司|.网络,enum=SFZ|HZ|GATXZ|JGZ|TWJM|WGJM@usertype=I&suffix~.cn|.中国,enum=HKID|OTHID|PASSNO|BIRTHCERT@usertype=I&suffix~.hk|.香港,enum=SFZ|HZ|GATXZ|JGZ|TWJM|WGJM|HKID|OTHID|PASSNO|BIRTHCERT@usertype=I,enum=YYZZ|ORG|QT|SHXYZS|SYDWFR|SHTTFR|MBFQY|LSSWS|SFJD|ZJHD|JJHFR|BDDH|JDDW|WGQY|WGZH|WGZFLY@usertype=O&suffix~.cn|.中国,enum=CI|BR|CRS|HKSARG@usertype=O&suffix~.hk|.香港,enum=YYZZ|ORG|QT|SHXYZS|SYDWFR|SHTTFR|MBFQY|LSSWS|SFJD|ZJHD|JJHFR|BDDH|JDDW|WGQY|WGZH|WGZFLY|CI|BR|CRS|HKSARG@usertype=O"`
	IDNumber    endpoint.Secret `param:"idnumber" rule:"required@suffix~.cn|.中国|.公司|.网络|.hk|.香港|.asia,required@idtype,no-space"`
	// Suffix is the suffix (".com.cn") or domain the contact is meant for, "" when not
	// yet known. It is not sent; the rules of domestic and Hong Kong names depend on it.
	Suffix string `param:"suffix" rule:"unsent"`
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

// ContactCreateRequest stores a contact; nothing reaches a registry yet.
type ContactCreateRequest struct {
	ContactData
}

// ContactCreateResponse holds the new contact's id.
type ContactCreateResponse struct {
	UserID string `answer:".,required"`
}

// ContactModifyRequest replaces a contact. The document marks both ids as required, its
// error 11035 asks for one of them: send both when both are known.
type ContactModifyRequest struct {
	ContactData
	UserID     string `param:"userid" rule:"required@!domainname"`
	DomainName string `param:"domainname" rule:"pattern=domain"`
}

// ContactDeleteRequest deletes a contact that was never used for a domain.
type ContactDeleteRequest struct {
	UserID string `param:"userid" rule:"required"`
}

// ContactListRequest lists one contact, or all of them when UserID is empty.
type ContactListRequest struct {
	UserID string `param:"userid"`
}

// ContactListResponse holds the contacts.
type ContactListResponse struct {
	Contacts []Contact `answer:"."`
}

// ContactInfoRequest asks for the roles of a contact or of a domain.
type ContactInfoRequest struct {
	UserID     string `param:"userid" rule:"required@!domainname"`
	DomainName string `param:"domainname" rule:"pattern=domain"`
}

// ContactInfoResponse holds one contact per role.
type ContactInfoResponse struct {
	Contacts []Contact `answer:"."`
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

// ContactCreate stores a contact and returns its id.
func (c *Client) ContactCreate(ctx context.Context, req ContactCreateRequest) (ContactCreateResponse, error) {
	return contactCreate.Call(ctx, c.line, req)
}

// ContactModify replaces a contact; reviewed ones and those of domestic domains refuse.
func (c *Client) ContactModify(ctx context.Context, req ContactModifyRequest) error {
	return done(contactModify.Call(ctx, c.line, req))
}

// ContactDelete deletes an unused contact.
func (c *Client) ContactDelete(ctx context.Context, req ContactDeleteRequest) error {
	return done(contactDelete.Call(ctx, c.line, req))
}

// ContactList lists contacts; the document knows no paging.
func (c *Client) ContactList(ctx context.Context, req ContactListRequest) (ContactListResponse, error) {
	return contactList.Call(ctx, c.line, req)
}

// ContactInfo returns the contacts of a domain or contact by role.
func (c *Client) ContactInfo(ctx context.Context, req ContactInfoRequest) (ContactInfoResponse, error) {
	return contactInfo.Call(ctx, c.line, req)
}
