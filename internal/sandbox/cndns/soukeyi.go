package cndns

import (
	"regexp"
	"slices"
	"strings"
)

// Chapter 16: Soukeyi, which is sold no more: old orders are renewed and upgraded.
var soukeyiCalls = []call{
	{name: "cndns.soukeyi.create", path: "/soukeyi/createorder.aspx", action: " create soukeyi order", run: createSoukeyi},
	{name: "cndns.soukeyi.renew", path: "/soukeyi/RenewOrder.aspx", action: "renew soukeyi order", run: renewSoukeyi},
	{name: "cndns.soukeyi.upgrade", path: "/soukeyi/UpgradeOrder.aspx", action: "upgrade soukeyi order", run: upgradeSoukeyi},
	{name: "cndns.soukeyi.detail", path: "/soukeyi/getDetails.aspx", action: "get soukeyi details", run: soukeyiDetail, reads: true},
	{name: "cndns.soukeyi.upgrade_list", path: "/soukeyi/getUpdatelist.aspx", action: " get soukeyi Updatelist", run: soukeyiUpgrades, reads: true},
}

// Soukeyi is an order of Soukeyi.
type Soukeyi struct {
	Order
	Product  string  `json:"product"` // number, as ordered
	Years    int     `json:"years"`   // bought, renewals included
	Password private `json:"password"`
}

// soukeyiEditions have invented prices: the document has none.
var soukeyiEditions = []edition{
	{"1", "搜客易百度版", 120000, []string{"3"}, false},
	{"2", "搜客易谷歌版", 100000, []string{"3"}, false},
	{"3", "搜客易百度谷歌版", 180000, nil, false},
}

var soukeyiNameForm = regexp.MustCompile(`^[a-z]{2,6}\d{4,10}$`)

// errOffline is how a product that was withdrawn refuses. The document tells
// of it in a heading only, without a code.
var errOffline = refusal{text: "产品已下线"}

// SellSoukeyi puts Soukeyi on sale for the first account, where it is withdrawn
// until then, or withdraws it.
func (s *Server) SellSoukeyi(sold bool) {
	defer s.edit()()
	s.account().SoukeyiSold = sold
}

// createSoukeyi has one code for whatever is wrong with a parameter.
func createSoukeyi(r *request) (any, error) {
	e, ok := editionOf(soukeyiEditions, r.get("prd"))
	years, yearsOK := r.term()
	if !ok || !yearsOK {
		return nil, fail("10012")
	}
	if !r.account.SoukeyiSold {
		return nil, errOffline
	}
	name := r.server.newOrderName("sky")
	if err := r.charge(name, e.fen*int64(years), "10021"); err != nil {
		return nil, err
	}
	o := &Soukeyi{
		Order: r.begin(name, Running, 12*years), Product: e.number, Years: years, Password: private(r.server.secret()),
	}
	r.account.Soukeyis[name] = o
	return []row{o.row(r.account.Username)}, nil
}

func (o *Soukeyi) row(username string) row {
	e, _ := editionOf(soukeyiEditions, o.Product)
	return row{
		{"s_nme", o.Name},
		{"s_unme", username},
		{"s_pass", string(o.Password)},
		{"s_prd", o.Product},
		{"g_nme", e.name},
		{"s_addtme", dotNet(o.Registered)},
		{"s_exptme", dotNet(o.Expires)},
		{"s_size", "1000M"},
		{"s_mod", "年付"},
		{"s_years", itoa(o.Years)},
		{"s_status", o.State},
	}
}

// soukeyi finds the order that is named.
func (r *request) soukeyi(name string) (*Soukeyi, error) {
	name = strings.ToLower(name)
	o, ok := r.account.Soukeyis[name]
	return o, checks(
		check{name == "", "10012"},
		check{!soukeyiNameForm.MatchString(name), r.first("21101", "20002", "10025")},
		check{!ok, "10025"},
	)
}

func renewSoukeyi(r *request) (any, error) {
	years, yearsOK := r.term()
	if !yearsOK {
		return nil, fail("10012")
	}
	o, err := r.soukeyi(r.get("nme"))
	if err != nil {
		return nil, err
	}
	e, _ := editionOf(soukeyiEditions, o.Product)
	if err := r.charge(o.Name, e.fen*int64(years), "10021"); err != nil {
		return nil, err
	}
	o.extend(r.now, 12*years)
	o.Years += years
	return "", nil
}

func upgradeSoukeyi(r *request) (any, error) {
	if err := r.given("nme", "newprd"); err != nil {
		return nil, err
	}
	o, err := r.soukeyi(r.get("nme"))
	if err != nil {
		return nil, err
	}
	from, _ := editionOf(soukeyiEditions, o.Product)
	to, ok := editionOf(soukeyiEditions, r.get("newprd"))
	if !ok || !slices.Contains(from.better, to.number) || o.over(r.now) {
		return nil, fail("10025")
	}
	if err := r.charge(o.Name, o.upgradeFen(from, to, r.now), "10021"); err != nil {
		return nil, err
	}
	o.Product = to.number
	return "", nil
}

func soukeyiDetail(r *request) (any, error) {
	o, err := r.soukeyi(r.get("nme"))
	if err != nil {
		return nil, err
	}
	return []row{o.row(r.account.Username)}, nil
}

// soukeyiUpgrades reads the name under both of its printed names.
func soukeyiUpgrades(r *request) (any, error) {
	o, err := r.soukeyi(or(r.get("nme"), r.get("account")))
	if err != nil {
		return nil, err
	}
	e, _ := editionOf(soukeyiEditions, o.Product)
	return e.rows(), nil
}
