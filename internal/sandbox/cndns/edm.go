package cndns

import (
	"fmt"
	"regexp"
	"strings"
)

// Chapter 13: mass mail (EDM).
var edmCalls = []call{
	{name: "cndns.edm.create", path: "/EDM/createorder.aspx", action: "create edm order", run: createEDM},
	{name: "cndns.edm.modify_password", path: "/EDM/modifypass.aspx", action: "modify edm password", run: modifyEDMPassword},
	{name: "cndns.edm.buy_points", path: "/EDM/upoints.aspx", action: "buy points", run: buyEDMPoints},
	{name: "cndns.edm.detail", path: "/EDM/getdetail.aspx", action: "get edm detail", run: edmDetail, reads: true},
	{name: "cndns.edm.rest_points", path: "/EDM/getRestPoints.aspx", action: " get rest points ", run: edmRestPoints, reads: true},
	{name: "cndns.edm.login_url", path: "/EDM/getLoginURL.aspx", action: " get rest points ", run: edmLoginURL, reads: true},
}

// EDM is a mass mail account. Its name is an address.
type EDM struct {
	Order            // never ends
	LastName  string `json:"last_name"`
	FirstName string `json:"first_name"`
	// Foreign accounts stand with another registrar: their points left cannot be
	// read and nothing logs them in.
	Foreign  bool    `json:"foreign"`
	Points   Points  `json:"points"`
	Password private `json:"password"`
}

// edmPrices are invented: the document has none.
var edmPrices = pointPrices{1000: 6000, 10000: 50000, 30000: 135000, 50000: 200000, 100000: 360000}

var (
	edmOrders    = []int{10000, 30000, 50000, 100000}
	edmPurchases = []int{1000, 10000, 30000, 50000, 100000}
)

const edmWeb = "http://mail.edmcn.cn/"

// personForm is the form of family and given names.
var personForm = regexp.MustCompile(`^[A-Za-z0-9\p{Han}]{1,50}$`)

func createEDM(r *request) (any, error) {
	if err := r.given("lastname", "firstname", "points"); err != nil {
		return nil, err
	}
	points, ok := r.points(edmOrders)
	if err := checks(
		check{!personForm.MatchString(r.get("lastname")), "20005"},
		check{!personForm.MatchString(r.get("firstname")), "20006"},
		check{!ok, "20007"},
	); err != nil {
		return nil, err
	}
	name := "edm" + r.server.digits(6) + "@edmcn.cn"
	for r.server.nameTaken("6", name) {
		name = "edm" + r.server.digits(6) + "@edmcn.cn"
	}
	if err := r.charge(name, edmPrices[points], "10021"); err != nil {
		return nil, err
	}
	edm := &EDM{
		Order: r.begin(name, Running, 0), LastName: r.get("lastname"), FirstName: r.get("firstname"),
		Points: Points{Bought: points, Counted: r.now}, Password: private(r.server.secret()),
	}
	r.account.EDMs[name] = edm
	return []row{edm.row()}, nil
}

// row describes an account; its points are all that were bought.
func (e *EDM) row() row {
	return row{
		{"account", e.Name}, {"password", string(e.Password)}, {"points", itoa(e.Points.Bought)}, {"WebURL", edmWeb},
	}
}

// edm finds the account that is named.
func (r *request) edm() (*EDM, error) {
	name := strings.ToLower(r.get("account"))
	if name == "" {
		return nil, fail("10012")
	}
	edm, ok := r.account.EDMs[name]
	return edm, checks(
		check{!emailForm.MatchString(name), r.first("20002", "10019")},
		check{!ok, "10019"},
	)
}

func modifyEDMPassword(r *request) (any, error) {
	if err := r.given("account", "password"); err != nil {
		return nil, err
	}
	edm, err := r.edm()
	if err != nil {
		return nil, err
	}
	password := r.raw("password")
	if !strongPassword(password) || braces(password) {
		return nil, fail("20004")
	}
	edm.Password = private(password)
	return "", nil
}

// buyEDMPoints buys again with every call.
func buyEDMPoints(r *request) (any, error) {
	if err := r.given("account", "points"); err != nil {
		return nil, err
	}
	edm, err := r.edm()
	if err != nil {
		return nil, err
	}
	points, ok := r.points(edmPurchases)
	if !ok {
		return nil, fail("20007")
	}
	if err := r.charge(edm.Name, edmPrices[points], "10021"); err != nil {
		return nil, err
	}
	edm.Points.add(r.now, points)
	return "", nil
}

func edmDetail(r *request) (any, error) {
	edm, err := r.edm()
	if err != nil {
		return nil, err
	}
	return edm.row(), nil
}

func edmRestPoints(r *request) (any, error) {
	edm, err := r.edm()
	if err != nil {
		return nil, err
	}
	if edm.Foreign {
		return nil, fail("20104")
	}
	return itoa(edm.Points.rest(r.now)), nil
}

// edmLoginURL makes an address that opens an account without a password, or for
// a foreign one gives the page where it is asked for.
func edmLoginURL(r *request) (any, error) {
	edm, err := r.edm()
	if err != nil || edm.Foreign {
		return edmWeb, err
	}
	return loginAddress(edmWeb, edm.Name, string(edm.Password), r.now.Unix()), nil
}

func loginAddress(base, name, password string, at int64) string {
	return fmt.Sprintf("%slogin?user=%s&time=%d&key=%s", base, name, at, md5Hex(fmt.Sprintf("%s%d%s", name, at, password)))
}
