package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// giftCalls are the calls of "七、赠品相关". A gift costs nothing, is managed by the calls of
// its own product and is renewed with the virtual host that it came with.
var giftCalls = []endpoint.Any{
	giftOpenMail,
	giftOpenDatabase,
	giftCouponList,
}

var giftOpenMail = endpoint.Endpoint[GiftOpenMailRequest, GiftOpenMailResponse]{
	Name: "cndns.gift.open_mail", Path: "/present/openmail.aspx",
	Title:  endpoint.Words{Zh: "邮局开通", En: "Open a gift mail product"},
	Effect: endpoint.Set, Doc: "七、1",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("虚拟主机 FTP 用户名为空", "host FTP user name is empty", "hostname"),
		"15001": endpoint.Invalid.Means("邮局域名非法", "illegal mail domain", "maildomain"),
		"15002": endpoint.AlreadyDone.Means("邮局域名已有订单无法使用", "mail domain already has an order", "maildomain"),
		"15003": endpoint.Invalid.Means("管理密码非法", "illegal management password", "mailpassword"),
		"16001": endpoint.Missing.Means("赠品信息获取失败", "failed to read the gift"),
		"16002": endpoint.Missing.Means("主体产品信息获取失败", "failed to read the main product", "hostname"),
		"16003": endpoint.AlreadyDone.Means("赠品已开通过", "gift already opened"),
		"16004": endpoint.Failed.Means("赠品邮局开通失败", "opening the gift mail failed"),
	},
}

// GiftOpenMailRequest opens the mail of a virtual host for a domain such as cndns.com. What
// a coupon does for a gift is not documented.
type GiftOpenMailRequest struct {
	HostName string          `param:"hostname" rule:"required,no-space" zh:"主机管理名称" en:"FTP user name of the host"`
	Domain   string          `param:"maildomain" rule:"required,pattern=domain" zh:"邮局域名" en:"Mail domain"`
	Password endpoint.Secret `param:"mailpassword" rule:"required,len=6..8,pattern=alnum,pattern=has-letter,pattern=has-digit" zh:"邮局管理密码" en:"Mail management password"`
	Coupon   string          `param:"signature" zh:"优惠券" en:"Coupon code"`
}

// GiftOpenMailResponse is the mail product. Addresses that the kind of mail does not have
// are empty.
type GiftOpenMailResponse struct {
	Domain        string `answer:"emldomain,required"`
	CNAME         string `answer:"cname"`
	MX10          string `answer:"mxadr10"` // priority 10
	MX5           string `answer:"mxadr5"`  // priority 5, of ChengMail 20
	Users         string `answer:"usernum"` // how many mailboxes there can be
	Size          string `answer:"emlsze"`  // with its unit, such as 200M
	ManageAddress string `answer:"manageaddr"`
	AdminAccount  string `answer:"adminacc"`
	POPAddress    string `answer:"popaddr"`
	SMTPAddress   string `answer:"smtpaddr"`
	OpenedAt      Time   `answer:"regtime"`
	ExpiresAt     Time   `answer:"expiretime"`
}

// GiftOpenMail opens the mail that comes free with a host. A second sending meets 16003.
func (c *Client) GiftOpenMail(ctx context.Context, req GiftOpenMailRequest) (GiftOpenMailResponse, error) {
	return giftOpenMail.Call(ctx, c.line, req)
}

var giftOpenDatabase = endpoint.Endpoint[GiftOpenDatabaseRequest, DatabaseAccess]{
	Name: "cndns.gift.open_database", Path: "/present/openssl.aspx",
	Title:  endpoint.Words{Zh: "数据库开通", En: "Open a gift database"},
	Effect: endpoint.Set, Doc: "七、2",
	Errors: endpoint.Codes{
		"10015": endpoint.Invalid.Means("虚拟主机 FTP 用户名为空", "host FTP user name is empty", "hostname"),
		"14001": endpoint.Invalid.Means("数据库名称非法", "illegal database name", "dbname"),
		"14002": endpoint.AlreadyDone.Means("数据库名称已被使用", "database name already used", "dbname"),
		"14003": endpoint.Invalid.Means("数据库密码非法", "illegal database password", "dbpassword"),
		"16001": endpoint.Missing.Means("赠品信息获取失败", "failed to read the gift"),
		"16002": endpoint.Missing.Means("主体产品信息获取失败", "failed to read the main product", "hostname"),
		"16003": endpoint.AlreadyDone.Means("赠品已开通过", "gift already opened"),
		"16005": endpoint.Failed.Means("赠品数据库开通失败", "opening the gift database failed"),
	},
}

// GiftOpenDatabaseRequest opens the database of a virtual host: MySQL ("1") or SQL Server
// ("2"). Name and password follow the rules of a database that is bought, to which the
// document refers.
type GiftOpenDatabaseRequest struct {
	HostName string          `param:"hostname" rule:"required,no-space" zh:"主机管理名称" en:"FTP user name of the host"`
	Name     string          `param:"dbname" rule:"required,len=6..13,pattern=alnum,pattern=letter-1st" zh:"数据库名称" en:"Database name"`
	Password endpoint.Secret `param:"dbpassword" rule:"required,len=6..16,pattern=alnum,pattern=letter-1st" zh:"数据库密码" en:"Database password"`
	Type     string          `param:"dbtype" rule:"required,enum=1|2" zh:"数据库类型" en:"Database type"`
	Coupon   string          `param:"signature" zh:"优惠券" en:"Coupon code"`
}

// GiftOpenDatabase opens the database that comes free with a host. A second sending meets
// 16003.
func (c *Client) GiftOpenDatabase(ctx context.Context, req GiftOpenDatabaseRequest) (DatabaseAccess, error) {
	return giftOpenDatabase.Call(ctx, c.line, req)
}

var giftCouponList = endpoint.Endpoint[GiftCouponListRequest, GiftCouponListResponse]{
	Name: "cndns.gift.coupon_list", Path: "/present/TicketList.aspx",
	Title:  endpoint.Words{Zh: "获取优惠券列表", En: "List coupons"},
	Effect: endpoint.Read, Doc: "七、3",
}

// GiftCouponListRequest asks for used coupons ("0"), for those that can be used ("1") or,
// when empty, for all.
type GiftCouponListRequest struct {
	State string `param:"state" rule:"enum=0|1" zh:"优惠券状态" en:"Coupon state"`
}

// GiftCouponListResponse is the account's coupons.
type GiftCouponListResponse struct {
	Coupons []GiftCoupon `answer:"."`
}

// GiftCoupon is a coupon of the account. Who knows its code can spend it.
type GiftCoupon struct {
	Code       endpoint.Secret `answer:"signature"`
	Title      string          `answer:"title"`
	Products   string          `answer:"type"`      // Chinese, full-width commas between
	Kind       string          `answer:"tktype"`    // 0 any, 1 purchase, 2 renewal, 3 upgrade
	ValidFrom  Time            `answer:"apply_tme"` // a day
	ValidUntil Time            `answer:"exp_tme"`   // a day
	Amount     endpoint.Fen    `answer:"money"`
	Usable     bool            `answer:"isvalid"` // false when it was used
}

// GiftCouponList reads the account's coupons.
func (c *Client) GiftCouponList(ctx context.Context, req GiftCouponListRequest) (GiftCouponListResponse, error) {
	return giftCouponList.Call(ctx, c.line, req)
}
