package cndns

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Chapter 1 (authentication) and chapter 17 (common functions).
var commonCalls = []call{
	{name: "cndns.common.check_api", path: "/checkapi.aspx", action: " check domain", run: checkAPI, reads: true},
	{name: "cndns.common.check_product_name", path: "/product/checkpraname.aspx", action: "check product name", run: checkProductName, reads: true},
	{name: "cndns.common.account_finance", path: "/user/userdetail.aspx", action: "get user finance ", run: accountFinance, reads: true},
	{name: "cndns.common.product_price", path: "/product/getProductPrice.aspx", action: "get product price", run: productPrice, reads: true},
	{name: "cndns.common.renew_price", path: "/product/getRenewPrice.aspx", action: "get product price", run: renewPrice, reads: true},
}

func checkAPI(*request) (any, error) { return "10000 验证通过", nil }

func accountFinance(r *request) (any, error) {
	a := r.account
	return []row{{
		{"borrowmoney", "0.00"},
		{"frozenmoney", "0.00"},
		{"balancemoney", money(a.Balance)},
		{"availablebalance", money(a.Balance)},
		{"usedmoney", money(a.Spent)},
		{"tempmoney", "0.00"},
		{"rewardmoney", "0.00"},
		{"totalremittance", money(a.Balance + a.Spent)},
	}}, nil
}

// productName has the form a management name may have, and the code for a bad
// one, by protype. Domains are judged apart.
var productNames = map[string]struct {
	form    *regexp.Regexp
	refused string // code when another has the name
}{
	"2":  {hostNameForm, "10031"},
	"3":  {regexp.MustCompile(`^(sq_)?[a-z][a-z0-9]{5,12}$`), "10031"},
	"4":  {regexp.MustCompile(`^[a-z0-9\p{Han}.-]{3,64}$`), "10031"},
	"5":  {regexp.MustCompile(`^[a-z][a-z0-9]{2,19}$`), "10031"},
	"6":  {regexp.MustCompile(`^[a-z0-9@._-]{3,64}$`), "10031"},
	"7":  {regexp.MustCompile(`^[a-z0-9\p{Han}.-]{3,64}$`), "10031"},
	"8":  {regexp.MustCompile(`^.{4,64}$`), "10049"},
	"9":  {regexp.MustCompile(`^1\d{10}$`), "10050"},
	"10": {emailForm, "10051"},
}

func checkProductName(r *request) (any, error) {
	name, kind := strings.ToLower(r.get("praname")), r.get("protype")
	rule, listed := productNames[kind]
	if err := checks(
		check{name == "", "10027"},
		check{kind == "", "10028"},
		check{kind != "1" && !listed, "10029"},
	); err != nil {
		return nil, err
	}
	if kind == "1" {
		_, _, known, ok := splitName(name)
		return " ", checks(
			check{!ok || !known, "10030"},
			check{taken(name) || r.server.owner(name) != nil, "10031"},
		)
	}
	badForm := "10030"
	if rule.refused != "10031" {
		badForm = rule.refused
	}
	return " ", checks(
		check{!rule.form.MatchString(name), badForm},
		check{strings.HasPrefix(name, "taken") || r.server.nameTaken(kind, name), rule.refused},
	)
}

// priceYears reads years; a malformed value means 1.
func (r *request) priceYears() int64 {
	n, ok := r.number("years")
	if !ok || n < 1 || n > 10 {
		return 1
	}
	return int64(n)
}

// productPrice answers a price as text. "0" means that nothing was found.
func productPrice(r *request) (any, error) {
	switch r.get("type") {
	case "1":
		return r.domainPrice()
	case "2":
		order, err := r.cloudOrder()
		if err != nil {
			return "0", nil // what cannot be found has the price 0
		}
		return yuan(order.price()), nil
	case "3":
		return r.hostProductPrice(), nil
	case "4":
		return yuan(r.sitePrice()), nil
	case "5":
		return yuan(r.shieldPrice()), nil
	default:
		return nil, errPrice
	}
}

func (r *request) domainPrice() (any, error) {
	if !slices.Contains([]string{"dmc", "dme"}, r.get("tag")) {
		return nil, errPrice
	}
	found, ok := suffixes[strings.TrimPrefix(strings.ToLower(r.get("suffix")), ".")]
	if !ok {
		found, ok = suffixByCode(strings.ToLower(r.get("prd")))
	}
	if !ok {
		return "0", nil
	}
	if r.get("pricetype") == "1" {
		return yuan(found.renew * r.priceYears()), nil
	}
	return yuan(found.register * r.priceYears()), nil
}

// renewPrice answers the price of renewing a product of the account.
func renewPrice(r *request) (any, error) {
	name := strings.ToLower(r.get("pdtname"))
	switch r.get("type") {
	case "1":
		if _, ok := r.account.Domains[name]; !ok {
			return "0", nil
		}
		return yuan(suffixOf(name).renew * r.priceYears()), nil
	case "2":
		host, ok := r.account.Hosts[strings.ToUpper(name)]
		months, listed := monthsOf[or(r.get("tmetpe"), "5")]
		if !ok || !listed {
			return "0", nil
		}
		return yuan(host.monthly() * months * r.priceYears()), nil
	case "3":
		return r.hostRenewPrice(name), nil
	case "4":
		return yuan(r.siteRenewal(name)), nil
	default:
		return nil, errPrice
	}
}

func or(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

func itoa(n int) string { return strconv.Itoa(n) }
