package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// The account and prices, "一、权限验证" and "十七、通用功能".
var (
	checkAPI = endpoint.Endpoint[NoParams, Message]{
		Name: "cndns.common.check_api", Path: "/checkapi.aspx", Effect: endpoint.Read, Doc: "一",
	}
	checkProductName = endpoint.Endpoint[ProductNameRequest, Nothing]{
		Name: "cndns.common.check_product_name", Path: "/product/checkpraname.aspx",
		Effect: endpoint.Read, Doc: "十七、1", Errors: checkProductNameCodes,
	}
	accountFinance = endpoint.Endpoint[NoParams, FinanceResponse]{
		Name: "cndns.common.account_finance", Path: "/user/userdetail.aspx",
		Effect: endpoint.Read, Doc: "十七、2",
	}
	productPrice = endpoint.Endpoint[ProductPriceRequest, PriceResponse]{
		Name: "cndns.common.product_price", Path: "/product/getProductPrice.aspx",
		Effect: endpoint.Read, FreeText: true, Doc: "十七、3", Errors: productPriceCodes,
	}
	renewPrice = endpoint.Endpoint[RenewPriceRequest, PriceResponse]{
		Name: "cndns.common.renew_price", Path: "/product/getRenewPrice.aspx",
		Effect: endpoint.Read, FreeText: true, Doc: "十七、4", Errors: renewPriceCodes,
	}
)

// Message is an answer whose text nobody documented.
type Message struct {
	Text string `answer:"."`
}

// ProductNameRequest asks whether a name is free. Type: 1 domain, 2 host, 3 database,
// 4 mail, 5 sitestar, 6 EDM, 7 site builder licence, 8 to 10 Qituibao company name,
// mobile number and e-mail.
type ProductNameRequest struct {
	Name string `param:"praname" rule:"required"`
	Type string `param:"protype" rule:"required,enum=1|2|3|4|5|6|7|8|9|10"`
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

// ProductPriceRequest asks for one price. Which fields count depends on Type:
//
//	domain: Tag dme (English) or dmc (Chinese), Suffix or Product, ForRenewal "0" or "1"
//	cloud:  CPU, RAM (MB), HD (GB), BD (Mbps), Place, OS, TimeUnit
//	host:   Product, or HostType, HostSize (units of 100 MB), LineType, Location
//	site:   Product, or Tag bz or sw with SiteSize (MB), Location, System,
//	        or Tag pc or mbl with SitePlan, Location
type ProductPriceRequest struct {
	Type       PriceType `param:"type" rule:"required,enum=1|2|3|4|5"`
	Years      int       `param:"years" rule:"min=1"`
	Tag        string    `param:"tag" rule:"required@type=1,required@type=4&!prd,enum=dmc|dme@type=1,enum=bz|sw|pc|mbl@type=4"`
	Suffix     string    `param:"suffix" rule:"required@type=1&!prd,pattern=suffix"`
	Product    string    `param:"prd"`
	ForRenewal string    `param:"priceType" rule:"enum=0|1"`
	CPU        int       `param:"cpu" rule:"required@type=2,min=1"`
	RAM        int       `param:"ram" rule:"required@type=2,min=1"`
	HD         int       `param:"hd" rule:"required@type=2,min=1"`
	BD         int       `param:"bd" rule:"required@type=2,min=1"`
	Place      string    `param:"place" rule:"required@type=2"`
	OS         string    `param:"os" rule:"required@type=2"`
	TimeUnit   TimeUnit  `param:"tmetpe" rule:"required@type=2,enum=2|4|5"`
	HostType   string    `param:"hosttype" rule:"required@type=3&!prd,enum=bz|lin|net|jsp|shop"`
	HostSize   string    `param:"hostsize" rule:"required@type=3&!prd,enum=1.5|2|3|5|8|10|20|50"`
	LineType   string    `param:"linetype" rule:"required@type=3&location=cn&!prd,enum=dx|sx|mx"`
	Location   string    `param:"location" rule:"required@type=3&!prd,enum=cn|hk|usa@type=3,enum=cn|hk@type=4&tag=bz|sw,enum=cn|hk|bj|gz|sh|alyhz@type=4&tag=pc|mbl,not=hk@websitetag=dinner"`
	SiteSize   string    `param:"websitesize" rule:"required@type=4&tag=bz|sw&!prd,enum=200|500|800|1000"`
	System     string    `param:"system" rule:"enum=windows|linux"`
	SitePlan   string    `param:"websitetag" rule:"required@type=4&tag=pc|mbl&!prd,enum=pro|ulti|shop|dinner"`
}

// RenewPriceRequest asks what renewing a product costs. Product is its management name;
// TimeUnit is years when empty.
type RenewPriceRequest struct {
	Type     PriceType `param:"type" rule:"required,enum=1|2|3|4"`
	Product  string    `param:"pdtname" rule:"required"`
	Years    int       `param:"years" rule:"min=1"`
	TimeUnit TimeUnit  `param:"tmetpe" rule:"enum=2|4|5"`
}

// CheckAPI proves the credentials. Only an example mentions the call, so that its absence
// says nothing: AccountFinance proves them too.
func (c *Client) CheckAPI(ctx context.Context) error {
	_, err := checkAPI.Call(ctx, c.line, NoParams{})
	return err
}

// CheckProductName asks whether a management name is free; a refusal tells why not.
func (c *Client) CheckProductName(ctx context.Context, req ProductNameRequest) error {
	return done(checkProductName.Call(ctx, c.line, req))
}

// AccountFinance reads the reseller's balance at the vendor.
func (c *Client) AccountFinance(ctx context.Context) (FinanceResponse, error) {
	return accountFinance.Call(ctx, c.line, NoParams{})
}

// ProductPrice asks for a price; ErrPriceUnknown when the vendor names none.
func (c *Client) ProductPrice(ctx context.Context, req ProductPriceRequest) (endpoint.Fen, error) {
	return priced(productPrice.Call(ctx, c.line, req))
}

// RenewPrice asks for a renewal's price; ErrPriceUnknown when the vendor names none.
func (c *Client) RenewPrice(ctx context.Context, req RenewPriceRequest) (endpoint.Fen, error) {
	return priced(renewPrice.Call(ctx, c.line, req))
}
