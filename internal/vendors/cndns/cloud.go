package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// Cloud hosts, "八、橙云主机" (the document has no section 3). A host is bought first and
// created afterwards.
var (
	cloudProductList = endpoint.Endpoint[NoParams, CloudProductsResponse]{
		Name: "cndns.cloud.product_list", Path: "/cloud/cloudlist.aspx",
		Effect: endpoint.Read, Doc: "八、1",
	}
	cloudBuy = endpoint.Endpoint[CloudBuyRequest, CloudBuyResponse]{
		Name: "cndns.cloud.buy", Path: "/cloud/BuyCloud.aspx",
		Effect: endpoint.Buy, Doc: "八、2", Errors: cloudBuyCodes,
	}
	cloudCreateHost = endpoint.Endpoint[CloudCreateHostRequest, CloudCreateHostResponse]{
		Name: "cndns.cloud.create_host", Path: "/cloud/CreateHost.aspx",
		Effect: endpoint.Set, Slow: true, Accepts: "callbackurl", Doc: "八、4", Errors: cloudCreateHostCodes,
	}
	cloudModifyPlatformPassword = endpoint.Endpoint[CloudPlatformPasswordRequest, Nothing]{
		Name: "cndns.cloud.modify_platform_password", Path: "/cloud/ModPlatformPassword.aspx",
		Effect: endpoint.Set, Doc: "八、5", Errors: cloudModifyPlatformPasswordCodes,
	}
	cloudRebuild = endpoint.Endpoint[CloudRebuildRequest, Nothing]{
		Name: "cndns.cloud.rebuild", Path: "/cloud/rebuildCloud.aspx",
		Effect: endpoint.Destroy, Slow: true, Accepts: "callbackurl", Doc: "八、15", Errors: cloudRebuildCodes,
	}
	cloudModifySystemPassword = endpoint.Endpoint[CloudSystemPasswordRequest, Nothing]{
		Name: "cndns.cloud.modify_system_password", Path: "/cloud/ModPassword.aspx",
		Effect: endpoint.Set, Slow: true, Doc: "八、16", Errors: cloudModifySystemPasswordCodes,
	}
	cloudBindDomain = endpoint.Endpoint[CloudBindDomainRequest, Nothing]{
		Name: "cndns.cloud.bind_domain", Path: "/cloud/BindDomain.aspx",
		Effect: endpoint.Set, Doc: "八、17", Errors: cloudBindDomainCodes,
	}
	cloudUnbindDomain = endpoint.Endpoint[CloudUnbindDomainRequest, Nothing]{
		Name: "cndns.cloud.unbind_domain", Path: "/cloud/deldomain.aspx",
		Effect: endpoint.Destroy, Doc: "八、18", Errors: cloudUnbindDomainCodes,
	}
	cloudUpgrade = endpoint.Endpoint[CloudUpgradeRequest, Nothing]{
		Name: "cndns.cloud.upgrade", Path: "/cloud/upgradeCloud.aspx",
		Effect: endpoint.Buy, Slow: true, Doc: "八、20", Errors: cloudUpgradeCodes,
	}
	cloudRenew = endpoint.Endpoint[CloudRenewRequest, Nothing]{
		Name: "cndns.cloud.renew", Path: "/cloud/renewalCloud.aspx",
		Effect: endpoint.Buy, Doc: "八、22", Errors: cloudRenewCodes,
	}
	cloudPrice = endpoint.Endpoint[CloudSpec, PriceResponse]{
		Name: "cndns.cloud.price", Path: "/cloud/getPrice.aspx",
		Effect: endpoint.Read, Doc: "八、25", Errors: cloudPriceCodes,
	}
)

// NoParams is the request of a call without parameters of its own.
type NoParams struct{}

// TimeUnit is a span of rent.
type TimeUnit string

// The spans of rent.
const (
	Month    TimeUnit = "2"
	HalfYear TimeUnit = "4"
	Year     TimeUnit = "5"
)

// CloudSpec is a machine and how long it is rented. Each value comes from the product
// list: CPU in cores, RAM in MB, HD in GB, BD in Mbps; Count is the number of time
// units, 1 when 0.
type CloudSpec struct {
	CPU      int      `param:"cpu" rule:"required,min=1"`
	RAM      int      `param:"ram" rule:"required,min=1"`
	HD       int      `param:"HD" rule:"required,min=1"`
	BD       int      `param:"BD" rule:"required,min=1"`
	Place    string   `param:"place" rule:"required,pattern=digits"`
	OS       string   `param:"os" rule:"required"`
	TimeUnit TimeUnit `param:"tmetpe" rule:"required,enum=2|4|5"`
	Count    int      `param:"years" rule:"min=1"`
}

// CloudBuyRequest orders a machine; it is not created yet.
type CloudBuyRequest struct {
	CloudSpec
	Coupon  string `param:"signature"`
	Voucher string `param:"voucherid"`
}

// CloudBuyResponse names the machine. The password is the one of the platform, though the
// document says system.
type CloudBuyResponse struct {
	CloudNo          string          `answer:"cloudno"`
	CloudName        string          `answer:"cloudname,required"`
	PlatformPassword endpoint.Secret `answer:"cloudpass"`
	BoughtAt         Time            `answer:"regtme"`
	ExpiresAt        Time            `answer:"exptme"`
}

// CloudCreateHostRequest creates a bought machine. With CallbackURL the answer comes at
// once and means only that the work has begun.
type CloudCreateHostRequest struct {
	CloudName   string          `param:"cloudname" rule:"required,no-space"`
	Password    endpoint.Secret `param:"password" rule:"required,len=6..20,no-space"`
	CallbackURL string          `param:"callbackurl" rule:"pattern=url"`
}

// CloudCreateHostResponse is the new machine; empty when the work has only begun.
type CloudCreateHostResponse struct {
	CloudNo          string          `answer:"cloudsn"`
	CloudName        string          `answer:"cloudname"`
	SystemPassword   endpoint.Secret `answer:"hostpassword"`
	BoughtAt         Time            `answer:"regtme"`
	ExpiresAt        Time            `answer:"exptme"`
	IP               string          `answer:"hostip"`
	PlatformPassword endpoint.Secret `answer:"platformpassword"`
	OS               string          `answer:"os"`
	Place            string          `answer:"place"`
	FreeDomain       string          `answer:"freedomain"`
	Netmask          string          `answer:"netmask"`
	Router           string          `answer:"router"`
	ICPID            endpoint.Secret `answer:"icpid"` // filing code, mainland hosts only
	RemotePort       string          `answer:"remoteport"`
	IntranetIP       string          `answer:"intraip"`
}

// CloudPlatformPasswordRequest sets the password of the platform login.
type CloudPlatformPasswordRequest struct {
	CloudName string          `param:"cloudname" rule:"required,no-space"`
	Password  endpoint.Secret `param:"password" rule:"required,len=6..20,no-space"`
}

// CloudRebuildRequest erases a host and installs System. It refuses while a snapshot
// exists. With CallbackURL the answer only means that the work has begun.
type CloudRebuildRequest struct {
	CloudName   string          `param:"cloudname" rule:"required,no-space"`
	Password    endpoint.Secret `param:"cloudpass" rule:"required,len=6..20,no-space"`
	System      string          `param:"cloudsystem" rule:"required"`
	CallbackURL string          `param:"callbackurl" rule:"pattern=url"`
}

// CloudSystemPasswordRequest sets the system password of a host that is shut down.
type CloudSystemPasswordRequest struct {
	CloudName string          `param:"cloudname" rule:"required,no-space"`
	Password  endpoint.Secret `param:"cloudpassword" rule:"required,len=6..20,no-space"`
}

// CloudBindDomainRequest binds a root domain, Chinese ones as they are written; Shanghai
// only. The filing fields are needed for a domain that is filed elsewhere and whose data
// was never given. OwnerKind is printed as the digits 0 (enterprise) and 1 (individual).
type CloudBindDomainRequest struct {
	CloudName    string          `param:"cloudname" rule:"required,no-space"`
	DomainName   string          `param:"domainname" rule:"required,pattern=domain,pattern=no-puny"`
	OwnerKind    string          `param:"domaintype" rule:"enum=0|1"`
	Owner        string          `param:"domainowner"`
	OrgCode      string          `param:"orgcode" rule:"empty@domaintype=1,pattern=org-code"`
	Address      string          `param:"address"`
	Telephone    string          `param:"telephone" rule:"pattern=landline"`
	SiteName     string          `param:"webdesc"`
	OwnerID      endpoint.Secret `param:"ownerid" rule:"pattern=id-card"`
	Contact      string          `param:"contact"`
	ContactID    endpoint.Secret `param:"contactid" rule:"pattern=id-card"`
	ContactPhone string          `param:"connecttele" rule:"pattern=landline"`
	Mobile       string          `param:"connectmobile" rule:"pattern=mobile"`
	Email        string          `param:"email" rule:"pattern=email"`
}

// CloudUnbindDomainRequest removes a bound domain.
type CloudUnbindDomainRequest struct {
	CloudName  string `param:"cloudname" rule:"required,no-space"`
	DomainName string `param:"domainname" rule:"required,pattern=domain"`
}

// CloudUpgradeRequest adds to a host that is shut down and has no snapshot: cores, MB,
// GB and Mbps more, within the upgrade list; 0 adds nothing.
type CloudUpgradeRequest struct {
	CloudName string `param:"cloudname" rule:"required,no-space"`
	CPU       int    `param:"CPUNum" rule:"required,zero,min=0"`
	RAM       int    `param:"RAMNum" rule:"required,zero,min=0"`
	HD        int    `param:"HDNum" rule:"required,zero,min=0"`
	BD        int    `param:"BDNum" rule:"required,zero,min=0"`
}

// CloudRenewRequest renews a host. The document's table and example spell the time unit
// differently, so both are sent. Count is the number of units, 1 when 0.
type CloudRenewRequest struct {
	CloudName string   `param:"cloudname" rule:"required,no-space"`
	TimeUnit  TimeUnit `param:"timetype" also:"tmetpe" rule:"required,enum=2|4|5"`
	Count     int      `param:"years" rule:"min=1"`
	Coupon    string   `param:"signature"`
	Voucher   string   `param:"voucherid"`
}

// CloudProductList reads what can be bought.
func (c *Client) CloudProductList(ctx context.Context) (CloudProductsResponse, error) {
	return cloudProductList.Call(ctx, c.line, NoParams{})
}

// CloudBuy buys a machine and charges the balance; CloudCreateHost creates it.
func (c *Client) CloudBuy(ctx context.Context, req CloudBuyRequest) (CloudBuyResponse, error) {
	return cloudBuy.Call(ctx, c.line, req)
}

// CloudCreateHost creates a bought machine, which takes minutes. Asking twice meets 17103.
func (c *Client) CloudCreateHost(ctx context.Context, req CloudCreateHostRequest) (CloudCreateHostResponse, error) {
	return cloudCreateHost.Call(ctx, c.line, req)
}

// CloudModifyPlatformPassword sets the platform password.
func (c *Client) CloudModifyPlatformPassword(ctx context.Context, req CloudPlatformPasswordRequest) error {
	return done(cloudModifyPlatformPassword.Call(ctx, c.line, req))
}

// CloudRebuild erases a host and installs another system.
func (c *Client) CloudRebuild(ctx context.Context, req CloudRebuildRequest) error {
	return done(cloudRebuild.Call(ctx, c.line, req))
}

// CloudModifySystemPassword sets the system password of a stopped host.
func (c *Client) CloudModifySystemPassword(ctx context.Context, req CloudSystemPasswordRequest) error {
	return done(cloudModifySystemPassword.Call(ctx, c.line, req))
}

// CloudBindDomain binds a domain to a host.
func (c *Client) CloudBindDomain(ctx context.Context, req CloudBindDomainRequest) error {
	return done(cloudBindDomain.Call(ctx, c.line, req))
}

// CloudUnbindDomain removes a domain from a host.
func (c *Client) CloudUnbindDomain(ctx context.Context, req CloudUnbindDomainRequest) error {
	return done(cloudUnbindDomain.Call(ctx, c.line, req))
}

// CloudUpgrade adds resources to a host, which is charged.
func (c *Client) CloudUpgrade(ctx context.Context, req CloudUpgradeRequest) error {
	return done(cloudUpgrade.Call(ctx, c.line, req))
}

// CloudRenew renews a host and charges the balance.
func (c *Client) CloudRenew(ctx context.Context, req CloudRenewRequest) error {
	return done(cloudRenew.Call(ctx, c.line, req))
}

// CloudPrice asks for the price of a machine; ErrPriceUnknown when there is none.
func (c *Client) CloudPrice(ctx context.Context, req CloudSpec) (endpoint.Fen, error) {
	return priced(cloudPrice.Call(ctx, c.line, req))
}
