package cndns

import (
	"slices"
	"strings"
)

// Chapter 19: protection against floods.
var ddosCalls = withTickets(inWords(
	call{name: "cndns.ddos.product_list", path: "/ddos/ProductInfo.aspx", misprint: "/ddos/ddos/ProductInfo.aspx", action: "get ddos info", run: shieldProducts, reads: true},
	call{name: "cndns.ddos.buy", path: "/ddos/CreateOrder.aspx", action: "create ddos odr", run: buyShield},
	call{name: "cndns.ddos.detail", path: "/ddos/OrderDetails.aspx", action: "get ddos details", run: shieldDetail, reads: true},
))

// withTickets marks calls whose coupons are ticketid and voucherids.
func withTickets(list []call) []call {
	for i := range list {
		list[i].tickets = true
	}
	return list
}

// Shield is a protected server, a place for one, or protection in the cloud.
type Shield struct {
	Order
	Product string `json:"product"` // Proprd of the product list
}

// shieldProduct is a line of the product list. The document's words for sip and scpu, and
// for sbnd and shd, are swapped against the names; the names are followed.
type shieldProduct struct {
	id, code, name, kind, place  string
	line, ips, cpu, memory, disk string
	bandwidth, defence           string
	fen                          int64 // a month
}

var shieldProductList = []shieldProduct{
	{"10004566", "gf_dx_100", "电信高防服务器 100G", "GF", "宿迁电信", "电信", "1", "E5-2620", "16G", "1T SATA", "50M", "100G", 180_000},
	{"10004567", "gf_bgp_200", "BGP 高防服务器 200G", "GF", "上海 BGP", "BGP", "2", "E5-2620*2", "32G", "240G SSD", "100M", "200G", 520_000},
	{"10004570", "tg_dx_100", "高防服务器托管 100G", "TG", "宿迁电信", "电信", "1", "", "", "", "50M", "100G", 120_000},
	{"10004580", "cdn_300", "云 CDN 防护 300G", "CDN", "全国", "多线", "3", "", "", "", "100M", "300G", 300_000},
}

// shieldOf finds a product by its number or its code.
func shieldOf(text string) (shieldProduct, bool) {
	at := slices.IndexFunc(shieldProductList, func(p shieldProduct) bool { return p.id == text || p.code == text })
	if at < 0 {
		return shieldProduct{}, false
	}
	return shieldProductList[at], true
}

func shieldProducts(*request) (any, error) {
	var list []row
	for _, p := range shieldProductList {
		list = append(list, row{
			{"Buyid", p.id},
			{"Proname", p.name},
			{"Proprd", p.code},
			{"sucnt", p.line},
			{"sip", p.ips},
			{"sram", p.memory},
			{"sbnd", p.bandwidth},
			{"shd", p.disk},
			{"scpu", p.cpu},
			{"sidc", p.defence},
			{"protype", p.kind},
			{"place", p.place},
		})
	}
	return list, nil
}

// buyShield buys for one month or one year.
func buyShield(r *request) (any, error) {
	product, ok := shieldOf(r.get("buyid"))
	term, termOK := r.number("term")
	months := map[string]int{"2": 1, "5": 12}[r.get("termtype")]
	if err := objections(
		objection{r.get("buyid") == "", "购买产品编号不能为空"},
		objection{!ok || product.id != r.get("buyid"), "购买产品编号错误"},
		objection{!termOK || term != 1, "购买时长错误,只能购买 1 月或 1 年"},
		objection{months == 0, "购买时长类型错误"},
	); err != nil {
		return nil, err
	}
	name := r.server.shieldName()
	if err := r.charge(name, product.fen*int64(months), "10021"); err != nil {
		return nil, err
	}
	shield := &Shield{Order: r.begin(name, OrderRunning, months), Product: product.code}
	r.account.Shields[name] = shield
	return shield.row(r), nil
}

func (s *Server) shieldName() string {
	for {
		name := "ddos" + s.digits(8)
		if !s.hasProduct(func(p *Products) bool { return p.Shields[name] != nil }) {
			return name
		}
	}
}

func shieldDetail(r *request) (any, error) {
	name := strings.ToLower(r.get("nme"))
	shield, ok := r.account.Shields[name]
	if err := objections(
		objection{name == "", "产品管理名称不能为空"},
		objection{!ok, "产品不存在或不在您的名下"},
	); err != nil {
		return nil, err
	}
	return shield.row(r), nil
}

func (s *Shield) row(r *request) row {
	p, _ := shieldOf(s.Product)
	return row{
		{"d_nme", s.Name},
		{"d_prd", s.Product},
		{"g_nme", p.name},
		{"d_addtme", dotNet(s.Registered)},
		{"d_exptme", dotNet(s.Expires)},
		{"d_regstt", s.shown(r.now)},
	}
}

// shieldPrice is the price of a product by its code, by the year unless tmetpe says months.
func (r *request) shieldPrice() int64 {
	p, _ := shieldOf(or(r.get("prd"), r.get("buyid")))
	if r.get("tmetpe") == "2" {
		return p.fen
	}
	return p.fen * 12 * r.priceYears()
}

// PlantShield puts a protection order into the first account and returns its name. What is
// missing is made up: the first product for a month, running.
func (s *Server) PlantShield(shield Shield) string {
	defer s.edit()()
	shield.Name, shield.State = strings.ToLower(or(shield.Name, s.shieldName())), or(shield.State, OrderRunning)
	shield.Product = or(shield.Product, shieldProductList[0].code)
	shield.Registered = s.orNow(shield.Registered)
	if shield.Expires.IsZero() {
		shield.Expires = shield.Registered.AddDate(0, 1, 0)
	}
	s.account().Shields[shield.Name] = &shield
	return shield.Name
}
