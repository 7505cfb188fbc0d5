package cndns

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	edmPath       = "/EDM/createorder.aspx"
	edmDetailPath = "/EDM/getdetail.aspx"
	edmRestPath   = "/EDM/getRestPoints.aspx"
	edmBuyPath    = "/EDM/upoints.aspx"
	edmLoginPath  = "/EDM/getLoginURL.aspx"
	smsPath       = "/sms/createorder.aspx"
	smsDetailPath = "/sms/getdetail.aspx"
	smsRestPath   = "/SMS/getRestPoints.aspx"
	smsBuyPath    = "/sms/upoints.aspx"
	smsLoginPath  = "/SMS/getLoginURL.aspx"
)

func (v *vendor) expectText(want, path string, pairs ...string) {
	v.t.Helper()
	if got := v.must(path, pairs...).text(); got != want {
		v.t.Errorf("%s %v = %s, want %s", path, pairs, got, want)
	}
}

func TestEDM(t *testing.T) {
	t.Parallel()
	v := start(t)
	order := func(changes ...string) []string {
		return pairs(map[string]string{"lastname": "张", "firstname": "三", "points": "10000"}, changes...)
	}
	refusals{
		{"10012", edmPath, order("lastname", "")},
		{"20005", edmPath, order("lastname", "张-")},
		{"20006", edmPath, order("firstname", "a b")},
		{"20007", edmPath, order("points", "1000")},
	}.walk(v)
	bought := v.must(edmPath, order()...).row(t)
	name := bought["account"]
	if !strings.HasSuffix(name, "@edmcn.cn") || len(bought["password"]) != 8 || bought["weburl"] != "http://mail.edmcn.cn/" {
		t.Errorf("bought = %v", bought)
	}
	if diff := cmp.Diff(bought, v.must(edmDetailPath, "account", name).row(t)); diff != "" {
		t.Errorf("detail (-bought +got):\n%s", diff)
	}
	v.refused("10031", "/product/checkpraname.aspx", "praname", name, "protype", "6")

	v.must(edmBuyPath, "account", name, "points", "1000")
	v.must(edmBuyPath, "account", name, "points", "1000")
	v.must("/EDM/modifypass.aspx", "account", name, "password", "aaa111!!!")

	if got := v.must(edmDetailPath, "account", name).row(t); got["points"] != "12000" || got["password"] != "aaa111!!!" {
		t.Errorf("detail = %v", got)
	}
	if got := v.must(edmLoginPath, "account", name).text(); !strings.HasPrefix(got, "http://mail.edmcn.cn/login?user="+name) {
		t.Errorf("login address = %s", got)
	}
	v.expectPurchases("cndns.edm.create "+name+" 50000", "cndns.edm.buy_points "+name+" 6000", "cndns.edm.buy_points "+name+" 6000")
	refusals{
		{"20004", "/EDM/modifypass.aspx", []string{"account", name, "password", "a{1}bcdef"}},
		{"20002", edmRestPath, []string{"account", "no address"}},
		{"10019", edmRestPath, []string{"account", "a@a.com"}},
		{"10019", edmDetailPath, []string{"account", "no address"}},
	}.walk(v)
	foreign := v.PlantEDM(EDM{Order: Order{Name: "A@a.com"}, Foreign: true})
	v.refused("20104", edmRestPath, "account", foreign)
	v.expectText("http://mail.edmcn.cn/", edmLoginPath, "account", "a@a.com")
}

func TestPointsAreUsedUp(t *testing.T) {
	t.Parallel()
	v := start(t)
	edm := v.PlantEDM(EDM{Points: Points{Bought: 1000}})
	v.expectText("1000", edmRestPath, "account", edm)
	if err := v.SpendPoints(edm, 400); err != nil {
		t.Fatal(err)
	}
	v.expectText("600", edmRestPath, "account", edm)
	v.clock.Advance(10 * pointLasts)
	v.expectText("590", edmRestPath, "account", edm)
	if err := v.SpendPoints(edm, 591); err == nil {
		t.Error("more points were used than are left")
	}
	v.clock.Advance(1000 * pointLasts)
	v.expectText("0", edmRestPath, "account", edm)
	v.must(edmBuyPath, "account", edm, "points", "1000")
	v.expectText("1000", edmRestPath, "account", edm)
	if err := v.SpendPoints("nobody", 1); !errors.Is(err, ErrMissing) {
		t.Errorf("error = %v, want ErrMissing", err)
	}
}

func smsOrder(changes ...string) []string {
	return pairs(map[string]string{
		"lastname": "张", "firstname": "三", "points": "3000", "adminname": "张三", "adminid": "330100199001011234",
		"company": "杭州橘子科技有限公司", "yyzz": "913301000000123456", "corporation": "李四", "corporationid": "33010019900101123X",
	}, changes...)
}

func TestSMSIsReviewed(t *testing.T) {
	t.Parallel()
	v := start(t)
	bought := v.must(smsPath, smsOrder()...).row(t)
	name := bought["account"]
	want := map[string]string{
		"account": name, "password": bought["password"], "buypoints": "3000", "restpoints": "3000", "buytime": "2026-05-04 10:0:0",
	}
	if diff := cmp.Diff(want, bought); diff != "" || !strings.HasPrefix(name, "sms") || len(bought["password"]) != 8 {
		t.Errorf("bought (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, v.must(smsDetailPath, "account", name).row(t)); diff != "" {
		t.Errorf("detail under review (-want +got):\n%s", diff)
	}
	refusals{
		{"20104", smsRestPath, []string{"account", name}},
		{"21109", smsLoginPath, []string{"account", name}},
		{"21107", smsBuyPath, []string{"account", name, "points", "1000"}},
		{"21104", "/SMS/modifypass.aspx", []string{"account", name, "password", "aaa111!!!"}},
	}.walk(v)
	if err := v.SpendPoints(name, 1); !errors.Is(err, ErrMissing) {
		t.Errorf("error = %v, want ErrMissing under review", err)
	}
	v.clock.Advance(smsReviewTime)

	v.expectText("3000", smsRestPath, "account", name)
	v.must(smsBuyPath, "account", name, "points", "1000")
	v.must("/SMS/modifypass.aspx", "account", name, "password", "aaa111!!!")
	if err := v.SpendPoints(name, 500); err != nil {
		t.Fatal(err)
	}
	got := v.must(smsDetailPath, "account", name).row(t)
	if got["buypoints"] != "4000" || got["restpoints"] != "3500" || got["password"] != "aaa111!!!" {
		t.Errorf("detail = %v", got)
	}
	v.expectPurchases("cndns.sms.create "+name+" 27000", "cndns.sms.buy_points "+name+" 10000")
	v.must(smsLoginPath, "account", name)
}

func TestSMSIsRejected(t *testing.T) {
	t.Parallel()
	v := start(t)
	marked := v.must(smsPath, smsOrder("company", "驳回有限公司")...).row(t)["account"]
	byHand := v.must(smsPath, smsOrder()...).row(t)["account"]
	passed := v.PlantSMS(SMS{Order: Order{State: SMSReview}})
	for name, pass := range map[string]bool{byHand: false, passed: true} {
		if err := v.DecideSMS(name, pass); err != nil {
			t.Fatal(err)
		}
	}
	v.clock.Advance(smsReviewTime)
	for _, name := range []string{marked, byHand} {
		v.refused("10019", smsDetailPath, "account", name)
		v.refused("10019", smsRestPath, "account", name)
	}
	v.must(smsRestPath, "account", passed)
	if err := v.DecideSMS(passed, false); !errors.Is(err, ErrMissing) {
		t.Errorf("error = %v, want ErrMissing for an order that was decided", err)
	}
}

func TestNobodyReviewsAtWeekends(t *testing.T) {
	t.Parallel()
	friday := time.Date(2026, 5, 8, 9, 0, 0, 0, beijing)
	for at, want := range map[time.Time]time.Duration{
		friday.AddDate(0, 0, -1): 24 * time.Hour,
		friday:                   72 * time.Hour,
		friday.AddDate(0, 0, 1):  48 * time.Hour,
		friday.AddDate(0, 0, 2):  24 * time.Hour,
	} {
		if got := workingDay(at); got != want {
			t.Errorf("review from %s takes %s, want %s", at, got, want)
		}
	}
}

func TestSMSRefusals(t *testing.T) {
	t.Parallel()
	v := start(t)
	name, ihuyi := v.PlantSMS(SMS{}), v.PlantSMS(SMS{Channel: SMSIhuyi})
	refusals{
		{"10012", smsPath, smsOrder("corporation", "")},
		{"21002", smsPath, smsOrder("lastname", "a.b")},
		{"21003", smsPath, smsOrder("firstname", "a b")},
		{"21004", smsPath, smsOrder("points", "1000")},
		{"21007", smsPath, smsOrder("adminname", "张")},
		{"21008", smsPath, smsOrder("adminid", "3301001990")},
		{"21009", smsPath, smsOrder("company", "橘子 科技")},
		{"21010", smsPath, smsOrder("yyzz", "12345")},
		{"21011", smsPath, smsOrder("corporation", "李")},
		{"21012", smsPath, smsOrder("corporationid", "x")},
		{"21105", smsBuyPath, []string{"account", name, "points", "many"}},
		{"21106", smsBuyPath, []string{"account", name, "points", "3000"}},
		{"21106", smsBuyPath, []string{"account", ihuyi, "points", "1000"}},
		{"21103", "/SMS/modifypass.aspx", []string{"account", name, "password", "a{1}bcdef"}},
		{"21102", "/SMS/modifypass.aspx", []string{"account", name, "password", "short"}},
		{"21101", "/SMS/modifypass.aspx", []string{"account", "a!", "password", "aaa111!!!"}},
		{"20002", smsRestPath, []string{"account", "a!"}},
	}.walk(v)
	v.SetBalance(1)
	v.refused("10021", smsPath, smsOrder()...)
	v.refused("10021", smsBuyPath, "account", name, "points", "1000")
	v.expectPurchases()
}
