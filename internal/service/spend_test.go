package service

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/endpoint"
)

// TestEveryCallThatSpendsHasARow walks the calls and the rows: one without the
// other fails.
func TestEveryCallThatSpendsHasARow(t *testing.T) {
	t.Parallel()
	rows := map[string]panel.Spend{}
	for _, row := range panel.Spends() {
		if _, twice := rows[row.Call]; twice {
			t.Errorf("%s has two rows", row.Call)
		}
		rows[row.Call] = row
	}
	effects := map[string]endpoint.Effect{}
	buying := 0
	for _, all := range declaredCalls {
		for _, d := range all {
			effects[d.Name] = d.Effect
			row, has := rows[d.Name]
			if has != (d.Effect == endpoint.Buy) {
				t.Errorf("%s (%s) has a row: %t", d.Name, d.Effect, has)
			}
			if d.Effect == endpoint.Buy {
				buying++
				checkParams(t, d, row)
			}
		}
	}
	for call, row := range rows {
		for _, name := range row.Probes {
			if effects[name] != endpoint.Read {
				t.Errorf("%s is probed by %s, whose effect is %q", call, name, effects[name])
			}
		}
		if p := probes[call]; effects[call] != endpoint.Buy || p.pre == nil || p.judge == nil {
			t.Errorf("%s: effect %q, probe %+v", call, effects[call], p)
		}
		if !slices.ContainsFunc(spendCases, func(c spendCase) bool { return c.call == call }) {
			t.Errorf("%s is tried under no trouble", call)
		}
	}
	if len(probes) != len(rows) || len(spendCases) != len(rows) || buying != len(rows) {
		t.Errorf("%d rows, %d probes, %d cases, %d calls", len(rows), len(probes), len(spendCases), buying)
	}
	t.Logf("figure: money: %d of %d calls that spend have a contract of their own", len(rows), buying)
}

// checkParams holds a row against the parameters of its call.
func checkParams(t *testing.T, d declared, row panel.Spend) {
	t.Helper()
	for _, name := range row.Key {
		if f, known := d.form.Field(name); !known || !f.Required {
			t.Errorf("%s is named by %q, which it does not always have", d.Name, name)
		}
	}
	coupon := slices.ContainsFunc(d.form.Fields, func(f panel.CallField) bool {
		return slices.Contains([]string{"signature", "voucherid", "ticketid", "voucherids"}, strings.ToLower(f.Name))
	})
	if row.Coupon != coupon {
		t.Errorf("%s: the row says coupon %t, its parameters %t", d.Name, row.Coupon, coupon)
	}
	if operation, c, own := ownContract(d.Name); own && (c.lane != row.Lane || c.quiet != row.Quiet || c.deadline != row.Deadline) {
		t.Errorf("%s: lane %q, quiet %s, deadline %s; its row says %q, %s, %s", operation, c.lane, c.quiet, c.deadline, row.Lane, row.Quiet, row.Deadline)
	}
}

// spendTroubles is what can become of a call and whether it was carried out.
var spendTroubles = []struct {
	kind     trouble.Kind
	executed bool
	limit    time.Duration // of a call, where the vendor says nothing
}{
	{"", true, 0},
	{trouble.Silent, true, 400 * time.Millisecond},
	{trouble.Reset, true, 0},
	{trouble.Status500, true, 0},
	{trouble.HTML, true, 0},
	{trouble.Broken, true, 0},
	{trouble.Late, true, 400 * time.Millisecond},
	{trouble.Drop, false, 0},
	{trouble.Refuse, false, 0},
}

// settled says what an order must become.
func settled(row panel.Spend, kind trouble.Kind, executed bool) panel.OrderState {
	blind := row.Before == panel.BeforeBalance // nothing shows what became of it
	switch {
	case kind == "":
		return panel.OrderDone
	case kind == trouble.Refuse:
		return panel.OrderFailed
	case executed && !blind, kind == trouble.Drop && row.Resend > 1: // sent again on proof of absence
		return panel.OrderDone
	}
	return panel.OrderHeld
}

// TestNoTroubleMakesASpendTwiceOrWrong sends every call that spends into every
// trouble, all calls of one trouble at the same time, and holds what the panel
// believes against what the vendor did.
func TestNoTroubleMakesASpendTwiceOrWrong(t *testing.T) {
	t.Parallel()
	for _, tt := range spendTroubles {
		name := string(tt.kind)
		if name == "" {
			name = "none"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			if tt.limit > 0 {
				s.CallLimit = tt.limit
			}
			s.morning()
			s.plantSpends()
			orders := s.placeSpends(tt.kind)
			s.stride(0)
			if tt.limit > 0 { // the calls were made; whoever asks now has the usual patience
				s.CallLimit, s.lines.open = 2*time.Second, nil
			}
			s.settleSpends(orders)

			tally, twice, wrong := map[panel.OrderState]int{}, 0, 0
			for i, c := range spendCases {
				row, _ := panel.SpendOf(c.call)
				o := s.holdsTrue(c.call, orders[i], settled(row, tt.kind, tt.executed), tt.executed)
				s.evidenced(o, row, tt.kind)
				tally[o.State]++
				twice += max(s.executed(c.call)-1, 0)
				if done := s.executed(c.call) > 0; o.State == panel.OrderDone && !done || o.State == panel.OrderFailed && done {
					wrong++
				}
			}
			t.Logf("figure: money: orders for calls that spend under trouble %q: %d orders, %d double, %d wrong, %d done, %d failed, %d held",
				name, len(spendCases), twice, wrong, tally[panel.OrderDone], tally[panel.OrderFailed], tally[panel.OrderHeld])
		})
	}
}

// morning lets the clocks go to a time from which no midnight in Beijing is
// near: the vendor refuses signatures of another day.
func (s *shop) morning() {
	s.t.Helper()
	now := s.now().In(beijing)
	if h := now.Hour(); h < 2 || h > 17 {
		s.pass(time.Duration(28-h) * time.Hour) // 4 in the morning
	}
}

// placeSpends places an order for every case, with a trouble for each.
func (s *shop) placeSpends(kind trouble.Kind) []int64 {
	s.t.Helper()
	contact := s.contact().VendorRef
	var orders []int64
	for _, c := range spendCases {
		if kind != "" {
			s.world.Board.Set(trouble.Fault{Call: c.call, Kind: kind, Code: "10021", Message: "代理商金额不足", Delay: 8 * time.Minute, Count: 1})
		}
		orders = append(orders, s.byHand(c, contact))
	}
	return orders
}

// byHand places an order for a call at the workbench.
func (s *shop) byHand(c spendCase, contact string) int64 {
	s.t.Helper()
	d, err := callNamed(panel.VendorCNDNS, c.call)
	s.must(err)
	wish := CallWish{AccountID: s.cndnsID, Call: c.call, Params: map[string]string{}, FormKey: NewFormKey()}
	for name, value := range c.params {
		wish.Params[name] = strings.ReplaceAll(value, "{contact}", contact)
	}
	wish.Confirm = d.form.Word(wish.Params)
	job, err := s.SendCall(s.t.Context(), s.owner, wish)
	if err != nil {
		s.t.Fatalf("%s: %v", c.call, err)
	}
	j, err := s.DB.Job(s.t.Context(), s.owner, job)
	s.must(err)
	return j.OrderID
}

// settleSpends lets time pass in long strides until every order has ended, or
// is held.
func (s *shop) settleSpends(orders []int64) {
	s.t.Helper()
	s.stride(30 * time.Second) // too early to believe that nothing was done
	for range 30 {
		s.stride(0)
		open := slices.ContainsFunc(orders, func(id int64) bool {
			o := s.order(id)
			return !o.State.Final() && o.State != panel.OrderHeld
		})
		if !open {
			return
		}
		s.stride(10 * time.Minute)
	}
	s.t.Fatal("orders are still open after 30 strides")
}

// stride is pass for many jobs: time goes on a little with every step, so that
// the budget of the vendor account does not run out.
func (s *shop) stride(d time.Duration) {
	s.t.Helper()
	s.tick(d)
	jobs := s.open()
	// Fewer at a time than failures in a row that stop all calls (the breaker).
	errs := make([]error, 3)
	var workers sync.WaitGroup
	for w := range errs {
		workers.Go(func() {
			for i := w; i < len(jobs) && errs[w] == nil; i += len(errs) {
				errs[w] = s.stepDue(jobs[i].ID)
			}
		})
	}
	workers.Wait()
	s.must(errors.Join(errs...))
}

func (s *shop) tick(d time.Duration) {
	s.ahead.Add(int64(d))
	s.world.Clock.Advance(d)
}

func (s *shop) stepDue(jobID int64) error {
	j, err := s.DB.Job(s.t.Context(), panel.SystemActor(0), jobID)
	if err != nil || j.State != panel.JobWaiting || j.NextAt.After(s.now()) {
		return err
	}
	err = s.Step(s.t.Context(), jobID)
	s.tick(200 * time.Millisecond)
	return err
}

func (s *shop) order(id int64) panel.Order {
	s.t.Helper()
	o, err := s.DB.Order(s.t.Context(), panel.SystemActor(0), id)
	s.must(err)
	return o
}

// holdsTrue compares an order with the vendor's own truth.
func (s *shop) holdsTrue(call string, id int64, want panel.OrderState, executed bool) panel.Order {
	s.t.Helper()
	o, sent, bought := s.order(id), 1, 0
	if !executed && want == panel.OrderDone {
		sent = 2
	}
	if want == panel.OrderDone || executed {
		bought = 1
	}
	if o.State != want || o.Attempts != sent || s.spent(call) != sent || s.executed(call) != bought {
		s.t.Errorf("%s: order = %s (%s %s) after %d attempts, sent %d times, executed %d; want %s after %d, %d",
			call, o.State, o.VendorCode, o.VendorText, o.Attempts, s.spent(call), s.executed(call), want, sent, bought)
	}
	return o
}

// spendEvidence is what judging a call leaves behind.
type spendEvidence struct {
	Call, Verdict, Ref, Zh, En string
	Before                     json.RawMessage
	Now                        map[string]any
}

// findings are the judgements of an order that decided something.
func (s *shop) findings(id int64) (list []spendEvidence) {
	s.t.Helper()
	all, err := s.DB.OrderEvidence(s.t.Context(), id)
	s.must(err)
	for _, e := range all {
		var f struct {
			spendEvidence
			Now any
		}
		if e.Kind == panel.EvidenceDetail && json.Unmarshal([]byte(e.Body), &f) == nil && f.Call != "" {
			f.spendEvidence.Now, _ = f.Now.(map[string]any)
			list = append(list, f.spendEvidence)
		}
	}
	return list
}

// evidenced holds a judged order to its evidence: the words of the row, and the
// name that the vendor itself gave.
func (s *shop) evidenced(o panel.Order, row panel.Spend, kind trouble.Kind) {
	s.t.Helper()
	list := s.findings(o.ID)
	if kind == "" && !slices.Contains([]string{"cndns.sms.create", "cndns.domain.transfer_in"}, row.Call) || kind == trouble.Refuse {
		if len(list) > 0 {
			s.t.Errorf("%s: judged %+v although the vendor answered", row.Call, list)
		}
		if kind == "" && row.Lane != "" && row.Call != "cndns.site_builder.copy" { // whose answer names nothing
			s.named(o.ID, row.Call)
		}
		return
	}
	if kind == trouble.Drop && o.State == panel.OrderDone {
		return // the second answer decided
	}
	if len(list) != 1 || list[0].Zh == "" || list[0].En == "" || len(list[0].Before) == 0 {
		s.t.Errorf("%s: findings = %+v, want one with its words", row.Call, list)
		return
	}
	found := list[0]
	if o.State == panel.OrderDone && !strings.EqualFold(found.Ref, s.boughtAs(row.Call)) {
		s.t.Errorf("%s: done as %q, the vendor calls it %q", row.Call, found.Ref, s.boughtAs(row.Call))
	}
	_, compared := found.Now["difference"]
	absent := kind == trouble.Drop && (row.Before != panel.BeforeBalance || row.Call == "cndns.qituibao.create")
	if want := map[bool]string{true: "didnot", false: "unclear"}[absent]; o.State == panel.OrderHeld && (found.Verdict != want || compared == absent) {
		s.t.Errorf("%s: held as %s with %+v, want %s", row.Call, found.Verdict, found.Now, want)
	}
}

// named holds the name in an order's answer against the vendor's own.
func (s *shop) named(id int64, call string) {
	s.t.Helper()
	all, err := s.DB.OrderEvidence(s.t.Context(), id)
	s.must(err)
	var answer struct{ Ref string }
	for _, e := range all {
		if e.Kind == panel.EvidenceReply {
			s.must(json.Unmarshal([]byte(e.Body), &answer))
		}
	}
	if answer.Ref == "" || !strings.EqualFold(answer.Ref, s.boughtAs(call)) {
		s.t.Errorf("%s: the answer names %q, the vendor %q", call, answer.Ref, s.boughtAs(call))
	}
}

// boughtAs is what the vendor calls what it sold by a call.
func (s *shop) boughtAs(call string) string {
	for _, p := range s.world.CNDNS.Purchases() {
		if p.Call == call {
			return p.Name
		}
	}
	return ""
}
