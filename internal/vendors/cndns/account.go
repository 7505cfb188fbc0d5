package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// The account and prices, "一、权限验证" and "十七、通用功能".
var accountCalls = []endpoint.Any{
	checkAPI,
	checkProductName,
	accountFinance,
	productPrice,
	renewPrice,
}

// PriceType is the kind of product a price is asked for.
type PriceType string

// The kinds of product. No parameters are documented for PriceDDOS, nor a renewal price.
const (
	PriceDomain PriceType = "1"
	PriceCloud  PriceType = "2"
	PriceHost   PriceType = "3"
	PriceSite   PriceType = "4"
	PriceDDOS   PriceType = "5"
)

var checkAPI = endpoint.Endpoint[NoParams, Message]{
	Name: "cndns.common.check_api", Title: endpoint.Words{Zh: "权限验证", En: "Verify API credentials (checkapi)"},
	Path: "/checkapi.aspx", Effect: endpoint.Read, Doc: "一",
}

// Message is an answer whose text nobody documented.
type Message struct {
	Text string `answer:"."`
}

// CheckAPI proves the credentials. Only an example mentions the call, so that its absence
// says nothing: AccountFinance proves them too.
func (c *Client) CheckAPI(ctx context.Context) error {
	_, err := checkAPI.Call(ctx, c.line, NoParams{})
	return err
}

var checkProductName = endpoint.Endpoint[ProductNameRequest, Nothing]{
	Name: "cndns.common.check_product_name", Title: endpoint.Words{Zh: "获取产品是否可以购买", En: "Check whether a product name can be used"},
	Path:   "/product/checkpraname.aspx",
	Effect: endpoint.Read, Doc: "十七、1",
	Errors: endpoint.Codes{
		"10012": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10027": endpoint.Invalid.Means("产品名称为空", "product name is empty", "praname"),
		"10028": endpoint.Invalid.Means("产品类型为空", "product type is empty", "protype"),
		"10029": endpoint.Invalid.Means("产品类型非法", "illegal product type", "protype"),
		"10030": endpoint.Invalid.Means("产品名称非法", "illegal product name", "praname"),
		"10031": endpoint.AlreadyDone.Means("产品名称已使用", "product name already used", "praname"),
		"10049": endpoint.Conflict.Means("企推宝公司名称不可用", "Qituibao company name not available"),
		"10050": endpoint.Conflict.Means("企推宝手机号码不可用", "Qituibao mobile number not available"),
		"10051": endpoint.Conflict.Means("企推宝邮箱不可用", "Qituibao e-mail not available"),
	},
}

// ProductNameRequest asks whether a name is free. Type: 1 domain, 2 host, 3 database,
// 4 mail, 5 sitestar, 6 EDM, 7 site builder licence, 8 to 10 Qituibao company name,
// mobile number and e-mail.
type ProductNameRequest struct {
	Name string `param:"praname" rule:"required" zh:"产品名称" en:"Product name"`
	Type string `param:"protype" rule:"required,enum=1|2|3|4|5|6|7|8|9|10" zh:"产品类型" en:"Product type"`
}

// CheckProductName asks whether a management name is free; a refusal tells why not.
func (c *Client) CheckProductName(ctx context.Context, req ProductNameRequest) error {
	return done(checkProductName.Call(ctx, c.line, req))
}

var accountFinance = endpoint.Endpoint[NoParams, FinanceResponse]{
	Name: "cndns.common.account_finance", Title: endpoint.Words{Zh: "获取当前账户财务信息", En: "Get the account finances"},
	Path:   "/user/userdetail.aspx",
	Effect: endpoint.Read, Doc: "十七、2",
	Errors: endpoint.Codes{
		"10012": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
	},
}

// FinanceResponse holds amounts in fen. The document gives no meanings; in its example
// Available is Balance minus Frozen.
type FinanceResponse struct {
	Borrowed  endpoint.Fen `answer:"borrowmoney"`
	Frozen    endpoint.Fen `answer:"frozenmoney"`
	Balance   endpoint.Fen `answer:"balancemoney"`
	Available endpoint.Fen `answer:"availablebalance"`
	Used      endpoint.Fen `answer:"usedmoney"`
	Temporary endpoint.Fen `answer:"tempmoney"`
	Reward    endpoint.Fen `answer:"rewardmoney"`
	Remitted  endpoint.Fen `answer:"totalremittance"`
}

// AccountFinance reads the reseller's balance at the vendor.
func (c *Client) AccountFinance(ctx context.Context) (FinanceResponse, error) {
	return accountFinance.Call(ctx, c.line, NoParams{})
}

var productPrice = endpoint.Endpoint[ProductPriceRequest, PriceResponse]{
	Name: "cndns.common.product_price", Title: endpoint.Words{Zh: "获取产品价格", En: "Get a product price"},
	Path:   "/product/getProductPrice.aspx",
	Effect: endpoint.Read, FreeText: true, Doc: "十七、3",
	Errors: endpoint.Codes{
		"10001": endpoint.Failed.Means("价格查询失败,有错误消息提示", "price query failed, with an error message"),
	},
}

// ProductPriceRequest asks for one price. Which fields count depends on Type:
//
//	domain: Tag dme (English) or dmc (Chinese), Suffix or Product, ForRenewal "0" or "1"
//	cloud:  CPU, RAM (MB), HD (GB), BD (Mbps), Place, OS, TimeUnit
//	host:   Product, or HostType, HostSize (units of 100 MB), LineType, Location
//	site:   Product, or Tag bz or sw with SiteSize (MB), Location, System,
//	        or Tag pc or mbl with SitePlan, Location
type ProductPriceRequest struct {
	Type       PriceType `param:"type" rule:"required,enum=1|2|3|4|5" zh:"产品类型" en:"Product kind"`
	Years      int       `param:"years" rule:"min=1" zh:"年限或数量" en:"Years or units"`
	Tag        string    `param:"tag" rule:"required@type=1,required@type=4&!prd,enum=dmc|dme@type=1,enum=bz|sw|pc|mbl@type=4" zh:"产品标签" en:"Product tag"`
	Suffix     string    `param:"suffix" rule:"required@type=1&!prd,pattern=suffix" zh:"域名后缀" en:"Suffix"`
	Product    string    `param:"prd" zh:"产品编号" en:"Product number"`
	ForRenewal string    `param:"priceType" rule:"enum=0|1" zh:"价格类型" en:"Kind of price"`
	CPU        int       `param:"cpu" rule:"required@type=2,min=1" zh:"CPU (核)" en:"CPU cores"`
	RAM        int       `param:"ram" rule:"required@type=2,min=1" zh:"内存 (MB)" en:"Memory (MB)"`
	HD         int       `param:"hd" rule:"required@type=2,min=1" zh:"硬盘 (GB)" en:"Disk (GB)"`
	BD         int       `param:"bd" rule:"required@type=2,min=1" zh:"带宽 (Mbps)" en:"Bandwidth (Mbps)"`
	Place      string    `param:"place" rule:"required@type=2" zh:"机房" en:"Data centre"`
	OS         string    `param:"os" rule:"required@type=2" zh:"操作系统" en:"Operating system"`
	TimeUnit   TimeUnit  `param:"tmetpe" rule:"required@type=2,enum=2|4|5" zh:"时间类型" en:"Time unit"`
	HostType   string    `param:"hosttype" rule:"required@type=3&!prd,enum=bz|lin|net|jsp|shop" zh:"主机脚本类型" en:"Script type"`
	HostSize   string    `param:"hostsize" rule:"required@type=3&!prd,enum=1.5|2|3|5|8|10|20|50" zh:"主机容量 (100 MB)" en:"Size (100 MB)"`
	LineType   string    `param:"linetype" rule:"required@type=3&location=cn&!prd,enum=dx|sx|mx" zh:"线路类型" en:"Line type"`
	Location   string    `param:"location" rule:"required@type=3&!prd,enum=cn|hk|usa@type=3,enum=cn|hk@type=4&tag=bz|sw,enum=cn|hk|bj|gz|sh|alyhz@type=4&tag=pc|mbl,not=hk@websitetag=dinner" zh:"所在地" en:"Location"`
	SiteSize   string    `param:"websitesize" rule:"required@type=4&tag=bz|sw&!prd,enum=200|500|800|1000" zh:"建站容量 (MB)" en:"Site size (MB)"`
	System     string    `param:"system" rule:"enum=windows|linux" zh:"系统类型" en:"System"`
	SitePlan   string    `param:"websitetag" rule:"required@type=4&tag=pc|mbl&!prd,enum=pro|ulti|shop|dinner" zh:"建站标签" en:"Plan"`
}

// ProductPrice asks for a price; ErrPriceUnknown when the vendor names none.
func (c *Client) ProductPrice(ctx context.Context, req ProductPriceRequest) (endpoint.Fen, error) {
	return priced(productPrice.Call(ctx, c.line, req))
}

var renewPrice = endpoint.Endpoint[RenewPriceRequest, PriceResponse]{
	Name: "cndns.common.renew_price", Title: endpoint.Words{Zh: "获取产品续费价格", En: "Get a renewal price"},
	Path:   "/product/getRenewPrice.aspx",
	Effect: endpoint.Read, FreeText: true, Doc: "十七、4",
	Errors: endpoint.Codes{
		"10001": endpoint.Failed.Means("价格查询失败,有错误消息提示", "price query failed, with an error message"),
	},
}

// RenewPriceRequest asks what renewing a product costs. Product is its management name;
// TimeUnit is years when empty.
type RenewPriceRequest struct {
	Type     PriceType `param:"type" rule:"required,enum=1|2|3|4" zh:"产品类型" en:"Product kind"`
	Product  string    `param:"pdtname" rule:"required" zh:"管理名称" en:"Management name"`
	Years    int       `param:"years" rule:"min=1" zh:"年限或数量" en:"Years or units"`
	TimeUnit TimeUnit  `param:"tmetpe" rule:"enum=2|4|5" zh:"时间类型" en:"Time unit"`
}

// RenewPrice asks for a renewal's price; ErrPriceUnknown when the vendor names none.
func (c *Client) RenewPrice(ctx context.Context, req RenewPriceRequest) (endpoint.Fen, error) {
	return priced(renewPrice.Call(ctx, c.line, req))
}
