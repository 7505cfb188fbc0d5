package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// ddosCalls are the calls of "十九、DDOS 产品". Their failures are words without a code.
var ddosCalls = []endpoint.Any{
	ddosProductList,
	ddosBuy,
	ddosDetail,
}

var ddosProductList = endpoint.Endpoint[NoParams, DDoSProductListResponse]{
	Name: "cndns.ddos.product_list", Path: "/ddos/ProductInfo.aspx",
	Title:  endpoint.Words{Zh: "DDoS 产品列表", En: "List DDoS products"},
	Effect: endpoint.Read, FreeText: true, Doc: "十九、1",
}

// DDoSProductListResponse is what can be bought.
type DDoSProductListResponse struct {
	Products []DDoSProduct `answer:"."`
}

// DDoSProduct is one product on offer. The document's labels of sip and scpu, and of sbnd and
// shd, are taken to be swapped: it calls sip the CPU and sbnd the disk.
type DDoSProduct struct {
	BuyID     string `answer:"buyid"`
	Name      string `answer:"proname"`
	Code      string `answer:"proprd"`
	Line      string `answer:"sucnt"`
	IPs       string `answer:"sip"`
	RAM       string `answer:"sram"`
	Bandwidth string `answer:"sbnd"`
	Disk      string `answer:"shd"`
	CPU       string `answer:"scpu"`
	Defence   string `answer:"sidc"`    // of one machine
	Kind      string `answer:"protype"` // GF protected server, TG housed server, CDN cloud CDN
	Place     string `answer:"place"`
}

// DDoSProductList reads what can be bought.
func (c *Client) DDoSProductList(ctx context.Context) (DDoSProductListResponse, error) {
	return ddosProductList.Call(ctx, c.line, NoParams{})
}

var ddosBuy = endpoint.Endpoint[DDoSBuyRequest, DDoSOrder]{
	Name: "cndns.ddos.buy", Path: "/ddos/CreateOrder.aspx",
	Title:  endpoint.Words{Zh: "购买 DDoS 产品", En: "Buy a DDoS product"},
	Effect: endpoint.Buy, FreeText: true, Doc: "十九、2",
}

// DDoSBuyRequest orders a product for one month or one year.
type DDoSBuyRequest struct {
	BuyID    string   `param:"buyid" rule:"required" zh:"产品编号" en:"Product number"`
	Count    int      `param:"term" rule:"required,min=1,max=1" zh:"购买时长 (1)" en:"Length (1)"`
	TimeUnit TimeUnit `param:"termtype" rule:"required,enum=2|5" zh:"时长类型" en:"Time unit"`
	Tickets
}

// DDoSOrder is a product that was bought.
type DDoSOrder struct {
	Name      string     `answer:"d_nme,required"` // the management name
	Code      string     `answer:"d_prd"`
	Product   string     `answer:"g_nme"`
	BoughtAt  Time       `answer:"d_addtme"`
	ExpiresAt Time       `answer:"d_exptme"`
	State     OrderState `answer:"d_regstt"`
}

// DDoSBuy buys a product and charges the balance; every sending buys another.
func (c *Client) DDoSBuy(ctx context.Context, req DDoSBuyRequest) (DDoSOrder, error) {
	return ddosBuy.Call(ctx, c.line, req)
}

var ddosDetail = endpoint.Endpoint[DDoSNamed, DDoSOrder]{
	Name: "cndns.ddos.detail", Path: "/ddos/OrderDetails.aspx",
	Title:  endpoint.Words{Zh: "DDoS 产品详情", En: "Get DDoS product details"},
	Effect: endpoint.Read, FreeText: true, Doc: "十九、3",
}

// DDoSNamed names a DDoS product.
type DDoSNamed struct {
	Name string `param:"nme" rule:"required,no-space" zh:"管理名称" en:"Management name, e.g. ddos70301892"`
}

// DDoSDetail reads a product.
func (c *Client) DDoSDetail(ctx context.Context, req DDoSNamed) (DDoSOrder, error) {
	return ddosDetail.Call(ctx, c.line, req)
}
