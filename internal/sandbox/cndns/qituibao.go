package cndns

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// Chapter 15: Qituibao.
var qituibaoCalls = []call{
	{name: "cndns.qituibao.create", path: "/qituibao/createorder.aspx", action: " create qituibao order", run: createQituibao},
	{name: "cndns.qituibao.renew", path: "/qituibao/RenewOrder.aspx", action: "renew qituibao odr", run: renewQituibao},
	{name: "cndns.qituibao.upgrade", path: "/qituibao/UpgradeOrder.aspx", action: "upgrade qituibao odr", run: upgradeQituibao},
	{name: "cndns.qituibao.detail", path: "/qituibao/getDetails.aspx", action: "get qituibao details", run: qituibaoDetail, reads: true},
	{name: "cndns.qituibao.upgrade_list", path: "/qituibao/getUpgradeList.aspx", action: " get rest points ", run: qituibaoUpgrades, reads: true},
	{name: "cndns.qituibao.keyword_index", path: "/qituibao/checkKeyword.aspx", action: " get rest points ", run: keywordIndex, reads: true},
	{name: "cndns.qituibao.check_domain", path: "/qituibao/CheckDomain.aspx", action: " get rest points ", run: checkQituibaoDomain, reads: true},
}

// Qituibao is an order of Qituibao. Promotion products promote a domain by
// keywords, the others make a site for a company.
type Qituibao struct {
	Order
	Product      string  `json:"product"` // number, as ordered
	Years        int     `json:"years"`   // bought, renewals included
	Company      string  `json:"company"`
	Place        string  `json:"place"`
	Mobile       string  `json:"mobile,omitempty"`
	Email        string  `json:"email,omitempty"`
	Telephone    string  `json:"telephone,omitempty"`
	Contact      string  `json:"contact,omitempty"`
	Domain       string  `json:"domain,omitempty"`
	Keyword      string  `json:"keyword,omitempty"`
	SecondWords  string  `json:"second_words,omitempty"`
	GeneralWords string  `json:"general_words,omitempty"`
	CityWords    string  `json:"city_words,omitempty"`
	Password     private `json:"password"`
}

// edition is a product that is sold by the year. An order may be upgraded to
// the editions in better. The prices are invented: the document has none.
type edition struct {
	number, name string
	fen          int64 // a year
	better       []string
	promotes     bool
}

var qituibaoEditions = []edition{
	{"1", "企推宝商贸入门版", 98000, []string{"2", "3"}, false},
	{"2", "企推宝商贸标准版", 198000, []string{"3"}, false},
	{"3", "企推宝商贸旗舰版", 398000, nil, false},
	{"4", "企推宝推广入门版", 298000, []string{"5"}, true},
	{"5", "企推宝推广标准版", 598000, nil, true},
	{"6", "企推宝全能入门版", 398000, []string{"7", "8"}, false},
	{"7", "企推宝全能标准版", 798000, []string{"8"}, false},
	{"8", "企推宝全能旗舰版", 1280000, nil, false},
}

// editionOf finds an edition by its number.
func editionOf(list []edition, number string) (edition, bool) {
	at := slices.IndexFunc(list, func(e edition) bool { return e.number == number })
	if at < 0 {
		return edition{}, false
	}
	return list[at], true
}

// upgradeFen is what an order pays to become a better edition.
func (o *Order) upgradeFen(from, to edition, now time.Time) int64 {
	return (to.fen - from.fen) * o.monthsLeft(now) / 12
}

// rows list the editions that an order may become.
func (e edition) rows() []row {
	list := []row{}
	for _, number := range e.better {
		list = append(list, row{{"s_prd", number}})
	}
	return list
}

// term reads the years of an order, 1 to 5. An example spells it trem.
func (r *request) term() (int, bool) {
	years, ok := plainNumber(cmp.Or(r.get("term"), r.get("trem")))
	return years, ok && within(years, 1, 5)
}

var qituibaoPlaces = []string{"1", "2", "3", "4", "6"}

func createQituibao(r *request) (any, error) {
	e, ok := editionOf(qituibaoEditions, r.get("prd"))
	if err := r.qituibaoGiven(e); err != nil {
		return nil, err
	}
	years, yearsOK := r.term()
	if err := checks(
		check{!ok || !yearsOK, "21005"},
		check{!slices.Contains(qituibaoPlaces, r.get("place")), "21001"},
	); err != nil {
		return nil, err
	}
	if err := r.qituibaoFree(e); err != nil {
		return nil, err
	}
	name := r.server.newOrderName("qtb")
	if err := r.charge(name, e.fen*int64(years), "10021"); err != nil {
		return nil, err
	}
	q := &Qituibao{
		Order: r.begin(name, Running, 12*years), Product: e.number, Years: years, Company: r.get("companyname"),
		Place: r.get("place"), Password: private(r.server.secret()),
	}
	if e.promotes {
		q.Domain, q.Keyword, q.SecondWords = strings.ToLower(r.get("domain")), r.get("keyword"), r.get("secKeyword")
		q.GeneralWords, q.CityWords = r.get("longWord"), r.get("cityLongWord")
	} else {
		q.Mobile, q.Email = r.get("mobile"), strings.ToLower(r.get("email"))
		q.Telephone, q.Contact = r.get("telephone"), r.get("linkman")
	}
	r.account.Qituibaos[name] = q
	return q.row(r.account.Username, false), nil
}

// qituibaoGiven refuses when a parameter that the edition needs is empty.
func (r *request) qituibaoGiven(e edition) error {
	if err := r.given("prd", "term", "companyname", "place"); err != nil {
		return err
	}
	if e.promotes {
		return r.given("domain", "keyword", "longWord", "cityLongWord")
	}
	return r.given("mobile", "email")
}

// qituibaoFree refuses names that are malformed or that somebody has.
func (r *request) qituibaoFree(e edition) error {
	for _, one := range []struct{ param, kind string }{{"companyname", "8"}, {"mobile", "9"}, {"email", "10"}} {
		if e.promotes && one.kind != "8" {
			continue
		}
		name, rule := strings.ToLower(r.get(one.param)), productNames[one.kind]
		if !rule.form.MatchString(name) || strings.HasPrefix(name, "taken") || r.server.nameTaken(one.kind, name) {
			return fail(rule.refused)
		}
	}
	domain := strings.ToLower(r.get("domain"))
	return checks(check{e.promotes && (!rootDomain(domain) || r.server.promoted(domain) > 0), "21005"})
}

// newOrderName makes a management name with six digits that nobody has.
func (s *Server) newOrderName(prefix string) string {
	for {
		name, free := prefix+s.digits(6), true
		for _, account := range s.accounts {
			free = free && account.Qituibaos[name] == nil && account.Soukeyis[name] == nil
		}
		if free {
			return name
		}
	}
}

// promoted counts the orders that promote a domain. Names that are registered
// by somebody else are promoted by him.
func (s *Server) promoted(domain string) int {
	n := 0
	if taken(domain) {
		n++
	}
	for _, account := range s.accounts {
		for _, q := range account.Qituibaos {
			if q.Domain == domain {
				n++
			}
		}
	}
	return n
}

// row describes an order; of those that promote nothing only the detail tells
// years and state.
func (q *Qituibao) row(username string, detail bool) row {
	e, _ := editionOf(qituibaoEditions, q.Product)
	if e.promotes {
		return row{
			{"y_nme", q.Name},
			{"y_ext1", string(q.Password)},
			{"y_prd", q.Product},
			{"g_nme", e.name},
			{"y_unme", username},
			{"y_addtme", dotNet(q.Registered)},
			{"y_exptme", dotNet(q.Expires)},
			{"y_customername", q.Company},
			{"y_sitedomain", q.Domain},
			{"y_setkeywordinfo", q.Keyword},
			{"y_setlongwordrule", q.GeneralWords},
			{"y_setcitylongwordrule", q.CityWords},
			{"y_ext6", q.SecondWords},
			{"y_years", itoa(q.Years)},
			{"y_regstt", q.State},
		}
	}
	list := row{
		{"s_nme", q.Name},
		{"s_o1", q.Name},
		{"s_o2", string(q.Password)},
		{"s_prd", q.Product},
		{"g_nme", e.name},
		{"s_unme", username},
		{"s_addtme", dotNet(q.Registered)},
		{"s_exptme", dotNet(q.Expires)},
		{"s_copnme_cn", q.Company},
		{"s_eml", q.Email},
		{"s_o8", q.Mobile},
		{"s_o7", q.Contact},
		{"s_tel", q.Telephone},
	}
	if detail {
		list = append(list, column{"s_yarcnt", itoa(q.Years)}, column{"s_regstt", q.State})
	}
	return list
}

// qituibao finds the order that nme names, or refuses with missing.
func (r *request) qituibao(missing string) (*Qituibao, error) {
	q, ok := r.account.Qituibaos[strings.ToLower(r.get("nme"))]
	return q, checks(check{!ok, missing})
}

func renewQituibao(r *request) (any, error) {
	if r.get("nme") == "" {
		return nil, fail("10015")
	}
	years, ok := r.term()
	if !ok {
		return nil, fail("10016")
	}
	q, err := r.qituibao("13010")
	if err != nil {
		return nil, err
	}
	e, _ := editionOf(qituibaoEditions, q.Product)
	if err := r.charge(q.Name, e.fen*int64(years), "10021"); err != nil {
		return nil, err
	}
	q.extend(r.now, 12*years)
	q.Years += years
	return "", nil
}

// upgradeQituibao takes what the list of upgrades names; the document's own
// table of products is older than the products.
func upgradeQituibao(r *request) (any, error) {
	q, err := r.qituibao("10025")
	if err != nil {
		return nil, err
	}
	from, _ := editionOf(qituibaoEditions, q.Product)
	to, ok := editionOf(qituibaoEditions, r.get("newprd"))
	if !ok || !slices.Contains(from.better, to.number) || q.over(r.now) {
		return nil, fail("14101")
	}
	if err := r.charge(q.Name, q.upgradeFen(from, to, r.now), "10021"); err != nil {
		return nil, err
	}
	q.Product = to.number
	return "", nil
}

func qituibaoDetail(r *request) (any, error) {
	if err := r.given("nme"); err != nil {
		return nil, err
	}
	q, err := r.qituibao("10025")
	if err != nil {
		return nil, err
	}
	return []row{q.row(r.account.Username, true)}, nil
}

// qituibaoUpgrades answers a list, or as printed a text that holds the list.
func qituibaoUpgrades(r *request) (any, error) {
	if err := r.given("nme"); err != nil {
		return nil, err
	}
	q, err := r.qituibao("10025")
	if err != nil {
		return nil, err
	}
	e, _ := editionOf(qituibaoEditions, q.Product)
	if r.server.options.DocumentShapes {
		return string(encode(e.rows())), nil
	}
	return e.rows(), nil
}

const longestKeyword = 50

// keywordIndex answers a bare number, as printed: the same for the same word.
func keywordIndex(r *request) (any, error) {
	word := r.get("keyword")
	if err := checks(
		check{word == "", "10012"},
		check{len([]rune(word)) > longestKeyword, "10025"},
	); err != nil {
		return nil, err
	}
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(word))
	return hash.Sum32() % 10000, nil
}

// checkQituibaoDomain answers how many orders promote the domain in dmoain.
func checkQituibaoDomain(r *request) (any, error) {
	domain := strings.ToLower(r.get("dmoain"))
	if err := checks(
		check{domain == "", "10012"},
		check{!rootDomain(domain), "10025"},
	); err != nil {
		return nil, err
	}
	return itoa(r.server.promoted(domain)), nil
}
