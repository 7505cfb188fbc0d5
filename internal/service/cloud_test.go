package service

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"tangelo/internal/panel"
)

// buyHost buys a host that is opened at once and returns the order, ended.
func (s *shop) buyHost(password string) panel.Order {
	s.t.Helper()
	return s.finishOrder(s.orderHost(password))
}

// wishHost orders a host without waiting for it.
func (s *shop) wishHost() int64 { return s.orderHost("aaa111!!!") }

func (s *shop) orderHost(password string) int64 {
	s.t.Helper()
	f := s.hostWish()
	f.Password, f.Input["open"] = password, "1"
	id, err := s.BuyCloud(s.t.Context(), s.owner, f)
	s.must(err)
	return id
}

// hostWish is the smallest host that the vendor sells.
func (s *shop) hostWish() CloudForm {
	s.t.Helper()
	jobID, err := s.RefreshCloudShop(s.t.Context(), s.owner, s.cndnsID)
	s.must(err)
	s.finish(jobID)
	shop, err := s.CloudShop(s.t.Context(), s.owner, s.cndnsID)
	s.must(err)
	first := func(field string) string { return shop.Options[field][0].Value }
	return CloudForm{
		AccountID: s.cndnsID, CustomerID: s.customer.ID, FormKey: NewFormKey(),
		Input: map[string]string{
			"cpu": first("cpu"), "memory": first("memory"), "place": first("place"), "os": first("os"), "unit": first("unit"),
			"disk": fmt.Sprint(shop.Disk.Min), "bandwidth": fmt.Sprint(shop.Bandwidth.Min), "count": "1",
		},
	}
}

func TestABoughtHostIsOpened(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	order := s.buyHost("aaa111!!!")
	if order.State != panel.OrderDone || order.ProductID == 0 {
		t.Fatalf("order = %s with product %d, want done with one; vendor said %s %s", order.State, order.ProductID, order.VendorCode, order.VendorText)
	}
	for range 60 {
		s.pass(30 * time.Second)
		if len(s.open()) == 0 {
			break
		}
	}
	p := s.product(order.ProductID)
	if p.State != panel.StateActive || p.Facts.Cloud == nil || p.Facts.Cloud.IP == "" {
		t.Errorf("host = %s with facts %+v, want active with an IP", p.State, p.Facts.Cloud)
	}
	work, err := s.ProductWork(t.Context(), s.owner, p.ID)
	s.must(err)
	for _, j := range work.Jobs {
		if j.State != panel.JobDone {
			t.Errorf("job %s = %s (%s %s %s), want done", j.Kind, j.State, j.ErrorKey, j.ErrorCode, j.ErrorText)
		}
	}
}

func TestAForgedCallbackChangesNothing(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	account, err := s.DB.VendorAccount(t.Context(), s.owner, s.cndnsID)
	s.must(err)
	p := s.plant(panel.KindCloud, "s123456")
	form := func(signs string) url.Values {
		return url.Values{"proname": {p.Name}, "tag": {"procreate"}, "signs": {signs}, "result": {"1"}}
	}
	genuine := form("4691a1b228bbdab302077d76f2f55eb4")
	for _, c := range []struct {
		name, token string
		form        url.Values
		kind        panel.Kind
		jobs        int
	}{
		{"unknown token", "none", genuine, panel.NotFound, 0},
		{"false signs", account.CallbackToken, form("00"), panel.Forbidden, 0},
		{"no signs", account.CallbackToken, url.Values{"proname": {p.Name}}, panel.Invalid, 0},
	} {
		err := s.ReceiveCallback(t.Context(), c.token, c.form, "192.0.2.1")
		if !panel.Is(err, c.kind) || len(s.open()) != c.jobs {
			t.Errorf("%s: error %v and %d open jobs, want kind %d and %d", c.name, err, len(s.open()), c.kind, c.jobs)
		}
	}
	for range 2 {
		s.must(s.ReceiveCallback(t.Context(), account.CallbackToken, genuine, "192.0.2.1"))
	}
	if got := s.open(); len(got) != 1 || got[0].Kind != "product.refresh" {
		t.Errorf("a callback that came twice opened %d jobs, want one refresh", len(got))
	}
	if got := s.product(p.ID); got.Version != 1 {
		t.Errorf("the callback itself changed the product: version %d, want 1", got.Version)
	}
}

func TestPowerIsSwitchedOnceAndFollowed(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	order := s.buyHost("aaa111!!!")
	for i := 0; len(s.open()) > 0 && i < 60; i++ {
		s.pass(30 * time.Second)
	}
	for _, c := range []struct {
		op    string
		state panel.ProductState
	}{{"cloud.shutdown", panel.StateStopped}, {"cloud.start", panel.StateActive}, {"cloud.restart", panel.StateActive}, {"cloud.snapshot_create", panel.StateActive}} {
		started, err := s.RunOperation(t.Context(), s.owner, order.ProductID, c.op, nil, "", "")
		s.must(err)
		d := s.finish(started.JobID)
		if got := s.product(order.ProductID); d.Job.State != panel.JobDone || got.State != c.state {
			t.Errorf("%s: job %s (%s %s), host %s; want done and %s", c.op, d.Job.State, d.Job.ErrorKey, d.Job.ErrorText, got.State, c.state)
		}
	}
	if f := s.product(order.ProductID).Facts.Cloud; f == nil || !f.Snapshot {
		t.Errorf("facts after a snapshot = %+v, want one noted", f)
	}
}
