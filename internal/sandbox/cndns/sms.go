package cndns

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Chapter 14: SMS marketing.
var smsCalls = []call{
	{name: "cndns.sms.create", path: "/sms/createorder.aspx", action: "create_sms_order", run: createSMS},
	{name: "cndns.sms.modify_password", path: "/SMS/modifypass.aspx", action: "modify sms password", run: modifySMSPassword},
	{name: "cndns.sms.buy_points", path: "/sms/upoints.aspx", action: "buy points", run: buySMSPoints},
	{name: "cndns.sms.detail", path: "/sms/getdetail.aspx", action: "get sms detail", run: smsDetail, reads: true},
	{name: "cndns.sms.rest_points", path: "/SMS/getRestPoints.aspx", action: " get rest points ", run: smsRestPoints, reads: true},
	{name: "cndns.sms.login_url", path: "/SMS/getLoginURL.aspx", action: " get rest points ", run: smsLoginURL, reads: true},
}

// States of an SMS account besides Running: people review the order first, and
// one that was rejected is not found any more.
const (
	SMSReview   = "review"
	SMSRejected = "rejected"
)

// SMSIhuyi is the channel 互亿无线, which sells no fewer than 10000 points.
const SMSIhuyi = "ihuyi"

// SMS is an SMS marketing account.
type SMS struct {
	Order                 // never ends
	Channel       string  `json:"channel,omitempty"` // empty is the vendor's own
	LastName      string  `json:"last_name"`
	FirstName     string  `json:"first_name"`
	AdminName     string  `json:"admin_name"`
	Company       string  `json:"company"`
	Licence       string  `json:"licence"`
	Corporation   string  `json:"corporation"` // legal representative
	AdminID       private `json:"admin_id"`
	CorporationID private `json:"corporation_id"`
	Points        Points  `json:"points"`
	Password      private `json:"password"`
}

// smsPrices are invented: the document has none.
var smsPrices = pointPrices{1000: 10000, 3000: 27000, 10000: 80000, 30000: 225000, 50000: 350000, 100000: 650000}

// smsPurchases are the points sold to an account, by its channel.
var (
	smsOrders    = []int{3000, 10000, 30000, 50000, 100000}
	smsPurchases = map[string][]int{
		"":       {1000, 10000, 30000, 50000, 100000},
		SMSIhuyi: {10000, 30000, 50000, 100000},
	}
)

const (
	smsWeb        = "http://sms.cndns.com/"
	smsReviewTime = 24 * time.Hour
)

var (
	reviewedForm = regexp.MustCompile(`^[A-Za-z0-9\p{Han}]{2,50}$`)
	companyForm  = regexp.MustCompile(`^[A-Za-z0-9\p{Han}.]{2,150}$`)
	licenceForm  = regexp.MustCompile(`^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$`)
	smsNameForm  = regexp.MustCompile(`^[a-z0-9][a-z0-9_@.-]{3,63}$`)
)

// smsRules are the checks of an order in the order of its parameters.
var smsRules = []struct {
	param, code string
	form        *regexp.Regexp
}{
	{"lastname", "21002", personForm},
	{"firstname", "21003", personForm},
	{"adminname", "21007", reviewedForm},
	{"adminid", "21008", idCardForm},
	{"company", "21009", companyForm},
	{"yyzz", "21010", licenceForm},
	{"corporation", "21011", reviewedForm},
	{"corporationid", "21012", idCardForm},
}

// createSMS orders an account, which people then review for a working day.
func createSMS(r *request) (any, error) {
	names := []string{"points"}
	for _, rule := range smsRules {
		names = append(names, rule.param)
	}
	if err := r.given(names...); err != nil {
		return nil, err
	}
	for _, rule := range smsRules {
		if !rule.form.MatchString(r.get(rule.param)) {
			return nil, fail(rule.code)
		}
	}
	points, ok := r.points(smsOrders)
	if !ok {
		return nil, fail("21004")
	}
	name := "sms" + r.server.digits(6)
	for r.server.smsTaken(name) {
		name = "sms" + r.server.digits(6)
	}
	if err := r.charge(name, smsPrices[points], "10021"); err != nil {
		return nil, err
	}
	sms := &SMS{
		Order: r.begin(name, SMSReview, 0), LastName: r.get("lastname"), FirstName: r.get("firstname"),
		AdminName: r.get("adminname"), Company: r.get("company"), Licence: r.get("yyzz"), Corporation: r.get("corporation"),
		AdminID: private(r.get("adminid")), CorporationID: private(r.get("corporationid")),
		Points: Points{Bought: points, Counted: r.now}, Password: private(r.server.secret()),
	}
	r.account.SMSs[name] = sms
	r.server.reviewSMS(r.account, sms)
	return sms.row(r.now), nil
}

func (s *Server) smsTaken(name string) bool {
	for _, account := range s.accounts {
		if _, ok := account.SMSs[name]; ok {
			return true
		}
	}
	return false
}

// reviewSMS has people decide in a working day. They reject a name with the mark in it.
func (s *Server) reviewSMS(account *Account, sms *SMS) {
	names := []string{sms.AdminName, sms.Company, sms.Corporation}
	s.schedule(workingDay(s.clock.Now()), task{
		Kind: taskSMSReview, Account: account.Username, Subject: sms.Name,
		Rejected: slices.ContainsFunc(names, func(name string) bool { return strings.Contains(name, rejectMark) }),
	})
}

// workingDay is how long the review takes from a time on: it ends on no weekend.
func workingDay(now time.Time) time.Duration {
	takes := smsReviewTime
	for weekend(now.Add(takes)) {
		takes += 24 * time.Hour
	}
	return takes
}

func weekend(at time.Time) bool {
	day := at.In(beijing).Weekday()
	return day == time.Saturday || day == time.Sunday
}

func (s *Server) endSMSReview(account *Account, t task, now time.Time) {
	if sms, ok := account.SMSs[t.Subject]; ok {
		s.decideSMS(account, sms, !t.Rejected, now)
	}
}

func (s *Server) decideSMS(account *Account, sms *SMS, pass bool, now time.Time) {
	s.drop(account, sms.Name, taskSMSReview)
	sms.State, sms.Points.Counted = SMSRejected, now
	if pass {
		sms.State = Running
	}
}

// DecideSMS ends the review of an SMS order of the first account by hand. A
// rejected order is not paid back.
func (s *Server) DecideSMS(name string, pass bool) error {
	defer s.edit()()
	sms, ok := s.account().SMSs[strings.ToLower(name)]
	if !ok || sms.State != SMSReview {
		return fmt.Errorf("decide SMS order %q: %w", name, ErrMissing)
	}
	s.decideSMS(s.account(), sms, pass, s.clock.Now())
	return nil
}

// rest are the points left; they are used once the account runs.
func (m *SMS) rest(now time.Time) int {
	if m.State != Running {
		return m.Points.Bought - m.Points.Used
	}
	return m.Points.rest(now)
}

func (m *SMS) row(now time.Time) row {
	at := m.Registered.In(beijing)
	return row{
		{"account", m.Name},
		{"password", string(m.Password)},
		{"buypoints", itoa(m.Points.Bought)},
		{"restpoints", itoa(m.rest(now))},
		{"buytime", fmt.Sprintf("%s %d:%d:%d", at.Format(time.DateOnly), at.Hour(), at.Minute(), at.Second())},
	}
}

// sms finds the account that is named, unless it was rejected.
func (r *request) sms() (*SMS, error) {
	name := strings.ToLower(r.get("account"))
	if name == "" {
		return nil, fail("10012")
	}
	sms, ok := r.account.SMSs[name]
	return sms, checks(
		check{!smsNameForm.MatchString(name), r.first("21101", "20002", "10019")},
		check{!ok || sms.State == SMSRejected, "10019"},
	)
}

func modifySMSPassword(r *request) (any, error) {
	if err := r.given("account", "password"); err != nil {
		return nil, err
	}
	sms, err := r.sms()
	if err != nil {
		return nil, err
	}
	password := r.raw("password")
	if err := checks(
		check{braces(password), "21103"},
		check{!strongPassword(password), "21102"},
		check{sms.State != Running, "21104"},
	); err != nil {
		return nil, err
	}
	sms.Password = private(password)
	return "", nil
}

// buySMSPoints buys again with every call.
func buySMSPoints(r *request) (any, error) {
	if err := r.given("account", "points"); err != nil {
		return nil, err
	}
	sms, err := r.sms()
	if err != nil {
		return nil, err
	}
	points, ok := r.points(smsPurchases[sms.Channel])
	if err := checks(
		check{!digits(r.get("points")), "21105"},
		check{!ok, "21106"},
		check{sms.State != Running, "21107"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(sms.Name, smsPrices[points], "10021"); err != nil {
		return nil, err
	}
	sms.Points.add(r.now, points)
	return "", nil
}

// smsDetail answers for an order under review too: the document makes only a
// rejected one unknown.
func smsDetail(r *request) (any, error) {
	sms, err := r.sms()
	if err != nil {
		return nil, err
	}
	return []row{sms.row(r.now)}, nil
}

func smsRestPoints(r *request) (any, error) {
	sms, err := r.sms()
	if err != nil {
		return nil, err
	}
	if sms.State != Running {
		return nil, fail("20104")
	}
	return itoa(sms.rest(r.now)), nil
}

func smsLoginURL(r *request) (any, error) {
	sms, err := r.sms()
	if err != nil {
		return nil, err
	}
	if sms.State != Running {
		return nil, fail("21109")
	}
	return loginAddress(smsWeb, sms.Name, string(sms.Password), r.now.Unix()), nil
}
