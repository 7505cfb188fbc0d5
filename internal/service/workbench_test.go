package service

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/endpoint"
)

// everyCall walks the declared calls of all vendors.
func everyCall(t *testing.T, act func(t *testing.T, vendor panel.Vendor, d declared)) {
	t.Helper()
	for vendor, all := range declaredCalls {
		for _, d := range all {
			t.Run(d.Name, func(t *testing.T) {
				t.Parallel()
				act(t, vendor, d)
			})
		}
	}
}

// samples are values of every form that a document asks for.
var samples = []string{
	"Abcd1234", "12345678", "12", "CN", "Road 1", "某路1号", "200000", "+86.02187654321", "02112345678", "13800000000", "310107198302020019",
	"123456789", "a@shop.example", "tangelo-walk.com", "橙子.com", "橙子", "walk", ".com", "ns1.walk.com", "www", "walk.com.", "CNAME", "2026-11-21",
	"img.example/a.jpg", "http://walk.example/", "QUJDRA==", "192.0.2.1", "2001:db8::1", "Abcd1234!", "3", "a.html", "/walk/a.txt",
	"-----BEGIN X-----\nQUJDRA==\n-----END X-----", "2026-11-21 08:00:00", "08:00", "walk1,walk2", "1-2", "abc_1", "aB1!aB1!", "#1F50C0", "10.5", "a.zip", "Walk1234", "std1=5", "eff=40", "1:1", "walk-1:2", "0:1",
}

// candidates are values to try for a parameter: samples, and what its rules speak of.
func candidates(d declared, name string) []string {
	all := []string{"1", "Zhang San", "橙子科技"}
	for _, p := range d.Params {
		for _, r := range p.Rules {
			if p.Name == name {
				low, _, _ := strings.Cut(r.Arg, "..")
				all = append(append(all, strings.Split(r.Arg, "|")...), strings.Repeat("a1", 99)[:min(number(low), 198)], strings.Repeat("橙子", number(low)/2+1))
			}
		}
	}
	return append(append(all, samples...), "")
}

// brokenRules is what the rules of a call object to.
func brokenRules(d declared, input map[string]string) []endpoint.FieldProblem {
	_, err := d.Check(input)
	var invalid *endpoint.InvalidError
	if errors.As(err, &invalid) {
		return invalid.Fields
	}
	return nil
}

// fitting finds a value that breaks no rule of its parameter.
func fitting(d declared, input map[string]string, p endpoint.FieldProblem) string {
	all := candidates(d, p.Param)
	i := slices.IndexFunc(all, func(value string) bool {
		broken := brokenRules(d, withInput(input, map[string]string{p.Param: value}))
		return !slices.ContainsFunc(broken, func(other endpoint.FieldProblem) bool { return other.Param == p.Param })
	})
	if i < 0 {
		return input[p.Param] // another field may have to change first
	}
	return all[i]
}

// filled is input that the rules of a call let through, found by repairing
// what they object to.
func filled(t *testing.T, d declared) map[string]string {
	t.Helper()
	input := map[string]string{}
	for range 20 {
		broken := brokenRules(d, input)
		if len(broken) == 0 {
			return input
		}
		for _, p := range broken {
			input[p.Param] = fitting(d, input, p)
		}
	}
	t.Fatalf("no input pleases the rules of %s: %v", d.Name, brokenRules(d, input))
	return nil
}

func TestEveryCallHasAFormAndRefusesAnEmptyOne(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	everyCall(t, func(t *testing.T, vendor panel.Vendor, d declared) {
		t.Helper()
		account := s.accountAt(vendor)
		c := d.form
		if c.Title.Zh == "" || c.Title.En == "" || c.Product == "" || len(c.Fields) != len(d.Params) {
			t.Errorf("form = %+v", c)
		}
		required := false
		for _, f := range c.Fields {
			if f.Label.Zh == "" || f.Label.En == "" || f.Type == "" {
				t.Errorf("field %s has the labels %v and the type %q", f.Name, f.Label, f.Type)
			}
			required = required || f.Required
			for _, r := range f.Rules {
				given := slices.ContainsFunc(r.When, func(w panel.CallCondition) bool { return w.Op != "unset" })
				required = required || r.Key == "problem.rule.required" && !given
				for _, w := range r.When {
					if _, known := c.Field(w.Field); !known {
						t.Errorf("field %s has a rule on %s, which is no field", f.Name, w.Field)
					}
				}
			}
		}
		wish := CallWish{AccountID: account, Call: d.Name}
		if _, err := s.DryRunCall(t.Context(), s.owner, wish); panel.Is(err, panel.Invalid) != required {
			t.Errorf("dry run of nothing = %v, although it needs something: %t", err, required)
		}
		wish.Params = filled(t, d)
		p, err := s.DryRunCall(t.Context(), s.owner, wish)
		if err != nil || p.Path != d.Path || p.Address == "" || p.Method == "" {
			t.Errorf("dry run = %+v, %v", p, err)
		}
		for _, v := range p.Values {
			if v.Hidden && v.Text != "" {
				t.Errorf("%s shows a secret", v.Name)
			}
		}
	})
}

// TestEveryPurchaseIsPlacedAsAnOrder walks the calls that buy: each becomes an
// order of one thing, and a second for the same thing is not placed.
func TestEveryPurchaseIsPlacedAsAnOrder(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	everyCall(t, func(t *testing.T, vendor panel.Vendor, d declared) {
		t.Helper()
		if d.Effect != endpoint.Buy {
			return
		}
		account := s.accountAt(vendor)
		wish := CallWish{AccountID: account, Call: d.Name, Params: filled(t, d), FormKey: NewFormKey()}
		if _, err := s.SendCall(t.Context(), s.owner, wish); !panel.Is(err, panel.Invalid) {
			t.Errorf("without the typed word: %v, want invalid", err)
		}
		wish.Confirm = d.form.Word(wish.Params)
		id, err := s.SendCall(t.Context(), s.owner, wish)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.SendCall(t.Context(), s.owner, wish)
		if err != nil || again != id {
			t.Errorf("the same form once more = job %d, %v; want %d", again, err, id)
		}
		r, err := s.CallRun(t.Context(), s.owner, id)
		if err != nil || r.Order.State != panel.OrderReady || r.Order.Operation != callOrder {
			t.Errorf("run = %+v, %v; want an order that is ready", r.Order, err)
		}
		wish.FormKey = NewFormKey()
		_, err = s.SendCall(t.Context(), s.owner, wish)
		if row, _ := panel.SpendOf(d.Name); row.Lane != "" {
			if err != nil || r.Order.Name != "" {
				t.Errorf("order %q, another one: %v; want no name and none in the way: the lane keeps them apart when they are sent", r.Order.Name, err)
			}
			return
		}
		if !panel.Is(err, panel.Conflict) {
			t.Errorf("a second order for %q: %v, want a conflict", r.Order.Name, err)
		}
	})
}

// send makes a call by hand and waits for its end.
func (s *shop) send(account int64, call, confirm string, params map[string]string) CallRun {
	s.t.Helper()
	id, err := s.SendCall(s.t.Context(), s.owner, CallWish{AccountID: account, Call: call, Params: params, Confirm: confirm, FormKey: NewFormKey()})
	s.must(err)
	s.finish(id)
	r, err := s.CallRun(s.t.Context(), s.owner, id)
	s.must(err)
	return r
}

func TestACallByHandShowsWhatTheVendorAnswered(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	r := s.send(s.cndnsID, "cndns.domain.detail", "", map[string]string{"domainname": "juzi-shop.com"})
	if r.Job.State != panel.JobDone || r.Sent == nil || r.Sent.Class != "ok" || !strings.Contains(r.Sent.Answer, "juzi-shop.com") {
		t.Errorf("read = %s, %+v", r.Job.State, r.Sent)
	}
	r = s.send(s.cndnsID, "cndns.domain.detail", "", map[string]string{"domainname": "not-ours.com"})
	if r.Job.State != panel.JobFailed || r.Sent == nil || r.Sent.Class != "refused" || r.Meaning.Zh == "" || r.Meaning.En == "" || r.Job.ErrorCode == "" {
		t.Errorf("refused = %s %s, %+v, meaning %+v", r.Job.State, r.Job.ErrorCode, r.Sent, r.Meaning)
	}
	s.world.Board.Set(trouble.Fault{Call: "cndns.domain.detail", Kind: trouble.Status500, Count: 1})
	r = s.send(s.cndnsID, "cndns.domain.detail", "", map[string]string{"domainname": "juzi-shop.com"})
	if r.Job.State != panel.JobFailed || r.Sent == nil || r.Sent.Class != "unknown" || r.Sent.HTTPStatus != 500 {
		t.Errorf("unknown = %s, %+v", r.Job.State, r.Sent)
	}
	if err := s.RetryJob(t.Context(), s.owner, r.Job.ID); !panel.Is(err, panel.Conflict) {
		t.Errorf("retry = %v, want a conflict: a call is sent once", err)
	}
}

// TestACallThatWasBegunIsNotSentAgain stops after the call, as kill -9 does.
func TestACallThatWasBegunIsNotSentAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id, err := s.SendCall(t.Context(), s.owner, CallWish{
		AccountID: s.cndnsID, Call: "cndns.cloud.restart", Params: map[string]string{"cloudname": "S262491"}, FormKey: NewFormKey(),
	})
	s.must(err)
	job, err := s.DB.Job(t.Context(), s.owner, id)
	s.must(err)
	job.Input = withInput(job.Input, map[string]string{"begun": "2026-11-21T00:00:00Z"})
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error {
		claimed, _, err := tx.ClaimJob(t.Context(), id, longLease, "test")
		claimed.Input = job.Input
		if err == nil {
			err = tx.PauseJob(t.Context(), claimed, tx.Now)
		}
		return err
	}))
	s.finish(id)
	r, err := s.CallRun(t.Context(), s.owner, id)
	s.must(err)
	if r.Job.State != panel.JobFailed || r.Job.ErrorKey != "error.workbench.begun" || r.Sent != nil {
		t.Errorf("job = %s %s, call %+v; want failed and nothing sent", r.Job.State, r.Job.ErrorKey, r.Sent)
	}
	if r.Class() != "unknown" {
		t.Errorf("class = %s, want unknown: the vendor may have acted", r.Class())
	}
}

func TestWhatDestroysAsksForItsWord(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	wish := CallWish{AccountID: s.cndnsID, Call: "cndns.cloud.power_off", Params: map[string]string{"cloudname": "S262491"}, FormKey: NewFormKey()}
	for _, typed := range []string{"", "s262491", "cndns.cloud.power_off"} {
		wish.Confirm = typed
		if _, err := s.SendCall(t.Context(), s.owner, wish); !panel.Is(err, panel.Invalid) {
			t.Errorf("confirmed by %q: %v, want invalid", typed, err)
		}
	}
	if r := s.send(s.cndnsID, "cndns.cloud.power_off", "S262491", wish.Params); r.Sent == nil || r.Sent.Class != "ok" {
		t.Errorf("run = %s %+v, want ok", r.Job.State, r.Sent)
	}
	entries, err := s.AuditLog(t.Context(), s.owner, AuditFilter{Action: "workbench.send"})
	s.must(err)
	if len(entries) != 1 || entries[0].ObjectName != "cndns.cloud.power_off S262491" {
		t.Errorf("audit = %+v, want the one call that was sent", entries)
	}
}

func TestOnlyAdminsAndOwnersUseTheWorkbench(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	admin := panel.Actor{UserID: 99, Role: panel.RoleAdmin}
	wish := CallWish{AccountID: s.cndnsID, Call: "cndns.account.finance", FormKey: NewFormKey()}
	wish.Call = "cndns.domain.detail"
	wish.Params = map[string]string{"domainname": "juzi-shop.com"}
	got := map[string]string{}
	staff := panel.Actor{UserID: 98, Role: panel.RoleStaff, ResellerID: s.owner.ResellerID, Granted: panel.StaffPermissions()}
	for name, actor := range map[string]panel.Actor{"owner": s.owner, "admin": admin, "stranger": s.stranger, "customer": s.buyer, "staff": staff} {
		wish.FormKey = NewFormKey()
		_, err := s.SendCall(t.Context(), actor, wish)
		got[name] = "sent"
		if err != nil {
			got[name] = panel.KindOf(err).String()
		}
	}
	want := map[string]string{"owner": "sent", "admin": "sent", "stranger": "not found", "customer": "forbidden", "staff": "forbidden"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("who may send (-want +got):\n%s", diff)
	}
	for _, call := range []string{"cndns.domain.create", "cndns.dns_record.create"} { // buys, changes
		wish.Call, wish.FormKey = call, NewFormKey()
		if _, err := s.SendCall(t.Context(), admin, wish); !panel.Is(err, panel.Forbidden) {
			t.Errorf("%s by an admin: %v, want forbidden", call, err)
		}
	}
}

// TestACallThatBuysFollowsItsContract follows two purchases by hand that the
// vendor never carried out. The renewal is proven absent and sent again; nothing
// shows what became of the host, so that it waits for a person.
func TestACallThatBuysFollowsItsContract(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	call := "cndns.domain.renew"
	s.world.Board.Set(trouble.Fault{Call: call, Kind: trouble.Drop, Count: 1})
	r := s.send(s.cndnsID, call, "juzi-shop.com", map[string]string{"domainname": "juzi-shop.com", "years": "1"})
	o := s.finishOrder(r.Order.ID)
	if o.State != panel.OrderDone || o.Attempts != 2 || s.executed(call) != 1 || o.Name != "juzi-shop.com" {
		t.Errorf("order %s = %s after %d attempts, %d executed; want done after 2, 1", o.Name, o.State, o.Attempts, s.executed(call))
	}
	s.wasUnknown(o, true)
	if o = s.spendOne("cndns.cloud.buy", trouble.Drop, "", nil); o.State != panel.OrderHeld || o.Attempts != 1 || s.executed("cndns.cloud.buy") != 0 {
		t.Errorf("a host = %s after %d attempts, %d executed; want held after one, 0", o.State, o.Attempts, s.executed("cndns.cloud.buy"))
	}
	s.wasUnknown(o, true)
}

// TestACallThatOnlyBeginsIsConfirmedByTheVendor orders a transfer, which is
// accepted and settled by what the registrar shows.
func TestACallThatOnlyBeginsIsConfirmedByTheVendor(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	r := s.send(s.cndnsID, "cndns.domain.transfer_in", "tangelo-hand.top", map[string]string{
		"domainname": "tangelo-hand.top", "userid": s.contact().VendorRef, "authcode": "good-code",
	})
	if o := s.finishOrder(r.Order.ID); r.Sent == nil || r.Sent.Class != "accepted" || o.State != panel.OrderDone {
		t.Errorf("call %+v, order %s %s %s; want accepted, then done", r.Sent, o.State, o.VendorCode, o.VendorText)
	}
}

// TestByHandAndByOperationExcludeEachOther holds purchases of one thing apart,
// whichever way they are placed.
func TestByHandAndByOperationExcludeEachOther(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	byHand := func(call, confirm string, params map[string]string) error {
		_, err := s.SendCall(t.Context(), s.owner, CallWish{AccountID: s.cndnsID, Call: call, Params: params, Confirm: confirm, FormKey: NewFormKey()})
		return err
	}
	domain := s.read(panel.KindDomain, "juzi-shop.com")
	s.run(domain, "domain.renew", map[string]string{"years": "1"})
	if err := byHand("cndns.domain.renew", "JUZI-shop.com", map[string]string{"domainname": "JUZI-shop.com", "years": "2"}); !panel.Is(err, panel.Conflict) {
		t.Errorf("a renewal by hand beside one by operation: %v, want a conflict", err)
	}
	host := s.read(panel.KindCloud, "S262491")
	s.must(byHand("cndns.cloud.renew", "S262491", map[string]string{"cloudname": "S262491", "timetype": "5"}))
	if _, err := s.RunOperation(t.Context(), s.owner, host.ID, "cloud.renew", map[string]string{"unit": "5", "count": "1"}, "", NewFormKey()); !panel.Is(err, panel.Conflict) {
		t.Errorf("a renewal by operation beside one by hand: %v, want a conflict", err)
	}
}

// TestAHostBoughtByHandKeepsTheLane buys a host by operation whose answer is
// lost; one bought by hand waits until that is decided.
func TestAHostBoughtByHandKeepsTheLane(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.world.Board.Set(trouble.Fault{Call: "cndns.cloud.buy", Kind: trouble.Reset, Count: 1})
	first := s.wishHost()
	s.drain()
	d, err := callNamed(panel.VendorCNDNS, "cndns.cloud.buy")
	s.must(err)
	wish := CallWish{AccountID: s.cndnsID, Call: d.Name, Params: filled(t, d), FormKey: NewFormKey()}
	wish.Confirm = d.form.Word(wish.Params)
	id, err := s.SendCall(t.Context(), s.owner, wish)
	s.must(err)
	s.drain()
	r, err := s.CallRun(t.Context(), s.owner, id)
	s.must(err)
	o, err := s.DB.Order(t.Context(), s.owner, first)
	s.must(err)
	if o.State != panel.OrderUnknown || r.Order.State != panel.OrderReady || r.Sent != nil || s.spent(d.Name) != 1 {
		t.Errorf("first order %s, second %s with %d calls; want unknown, ready, one", o.State, r.Order.State, s.spent(d.Name))
	}
}
