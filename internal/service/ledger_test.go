package service

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

func (s *shop) today() string { return s.now().In(panel.China).Format(time.DateOnly) }

func (s *shop) topUp(yuan string) panel.LedgerTransfer {
	s.t.Helper()
	got, err := s.TopUp(s.t.Context(), s.owner, TopUpForm{
		CustomerID: s.customer.ID, Kind: panel.TransferTopUpBank, Amount: yuan, Reference: "slip " + token(4), Day: s.today(), FormKey: NewFormKey(),
	})
	s.must(err)
	return got
}

// charge takes an order's price from the wallet, as the order engine does.
func (s *shop) charge(price panel.Fen) panel.LedgerTransfer {
	s.t.Helper()
	var got panel.LedgerTransfer
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) (err error) {
		o := panel.Order{ResellerID: s.owner.ResellerID, AccountID: s.cndnsID, CustomerID: s.customer.ID, Operation: "domain.register", Price: price, CreatedBy: s.owner.UserID, FormKey: NewFormKey()}
		if o.ID, _, err = tx.AddOrder(s.t.Context(), db.NewOrder{Order: o}); err != nil {
			return err
		}
		if got, _, err = tx.Hold(s.t.Context(), db.ChargeOf(o)); err != nil {
			return err
		}
		return tx.Post(s.t.Context(), o.ResellerID, db.ChargeKey(o), 0)
	}))
	return got
}

func (s *shop) wallet() Wallet {
	s.t.Helper()
	w, err := s.Wallet(s.t.Context(), s.owner, s.customer.ID, 0)
	s.must(err)
	return w
}

// audited counts the audit rows of an action with a result.
func (s *shop) audited(action, result string) int {
	s.t.Helper()
	rows, err := s.DB.AuditLog(s.t.Context(), s.owner, db.AuditFilter{Action: action, Result: result, Limit: 100})
	s.must(err)
	return len(rows)
}

func TestTopUpIsBookedOnceHoweverOftenItIsPosted(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	f := TopUpForm{CustomerID: s.customer.ID, Kind: panel.TransferTopUpCash, Amount: "1,234.50", Reference: "收据 17", Day: s.today(), FormKey: NewFormKey()}
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			if _, err := s.TopUp(t.Context(), s.owner, f); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()

	w := s.wallet()
	if w.Account.Available() != 123450 || len(w.Entries) != 1 || w.Entries[0].Reference != "收据 17" || w.Entries[0].By != "Owner" {
		t.Errorf("wallet after 50 posts of one form = %+v", w)
	}
	if got := s.audited("ledger.topup", panel.ResultDone); got != 1 {
		t.Errorf("audit rows = %d, want 1", got)
	}
	f.Amount = "1"
	if _, err := s.TopUp(t.Context(), s.owner, f); !panel.Is(err, panel.Conflict) {
		t.Errorf("the form once more with another amount = %v, want a conflict", err)
	}
}

func TestTopUpFormsAreHeldAgainstTheRules(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	good := TopUpForm{CustomerID: s.customer.ID, Kind: panel.TransferTopUpBank, Amount: "10", Reference: "A1", Day: s.today()}
	for name, tt := range map[string]struct {
		slip  func(f *TopUpForm)
		field string
		key   string
	}{
		"no amount":        {func(f *TopUpForm) { f.Amount = " " }, "amount", "problem.required"},
		"words":            {func(f *TopUpForm) { f.Amount = "ten" }, "amount", "problem.ledger.amount"},
		"nothing":          {func(f *TopUpForm) { f.Amount = "0.00" }, "amount", "problem.ledger.amount"},
		"negative":         {func(f *TopUpForm) { f.Amount = "-5" }, "amount", "problem.ledger.amount"},
		"three decimals":   {func(f *TopUpForm) { f.Amount = "1.005" }, "amount", "problem.ledger.amount"},
		"absurd":           {func(f *TopUpForm) { f.Amount = "100000000.01" }, "amount", "problem.ledger.amount.large"},
		"no reference":     {func(f *TopUpForm) { f.Reference = "  " }, "reference", "problem.required"},
		"no day":           {func(f *TopUpForm) { f.Day = "" }, "day", "problem.ledger.day"},
		"tomorrow":         {func(f *TopUpForm) { f.Day = s.now().In(panel.China).AddDate(0, 0, 1).Format(time.DateOnly) }, "day", "problem.ledger.day.ahead"},
		"two years ago":    {func(f *TopUpForm) { f.Day = s.now().AddDate(-2, 0, 0).Format(time.DateOnly) }, "day", "problem.ledger.day.old"},
		"a correction":     {func(f *TopUpForm) { f.Kind = panel.TransferCredit }, "kind", "problem.option"},
		"a provider's own": {func(f *TopUpForm) { f.Kind = panel.TransferTopUpOnline }, "kind", "problem.option"},
	} {
		f := good
		f.FormKey = NewFormKey()
		tt.slip(&f)
		_, err := s.TopUp(t.Context(), s.owner, f)
		problems := panel.Problems(err)
		if len(problems) != 1 || problems[0].Field != tt.field || problems[0].Key != tt.key {
			t.Errorf("%s: %v, want %s at %s", name, err, tt.key, tt.field)
		}
	}
	if _, err := s.TopUp(t.Context(), s.owner, good); !panel.Is(err, panel.Invalid) {
		t.Errorf("a form without a key = %v", err)
	}
	if w := s.wallet(); w.Account.Posted() != 0 {
		t.Errorf("balance after refused forms = %d", w.Account.Posted())
	}
}

func TestOneSlipIsNotRecordedTwiceBySlip(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	f := TopUpForm{CustomerID: s.customer.ID, Kind: panel.TransferTopUpBank, Amount: "10", Reference: "A1", Day: s.today()}
	results := make([]error, 8)
	var wait sync.WaitGroup
	for i := range results {
		one := f
		one.FormKey = NewFormKey()
		wait.Go(func() { _, results[i] = s.TopUp(t.Context(), s.owner, one) })
	}
	wait.Wait()
	won := 0
	for _, err := range results {
		if err == nil {
			won++
		} else if p := panel.Problems(err); len(p) != 1 || p[0].Key != "problem.ledger.reference" {
			t.Errorf("the same slip again = %v", err)
		}
	}
	if won != 1 || s.wallet().Account.Posted() != 1000 {
		t.Errorf("%d of 8 forms with one slip were booked, balance %d", won, s.wallet().Account.Posted())
	}

	f.FormKey, f.Again = NewFormKey(), true
	if _, err := s.TopUp(t.Context(), s.owner, f); err != nil || s.wallet().Account.Posted() != 2000 {
		t.Errorf("the slip again on purpose: %v, balance %d", err, s.wallet().Account.Posted())
	}
}

func TestAdjustmentsNeedARightAndAReasonAndMoneyThatIsThere(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("100")
	f := AdjustForm{CustomerID: s.customer.ID, Kind: panel.TransferDebit, Amount: "100.01", Reason: "记错了", FormKey: NewFormKey()}
	_, err := s.Adjust(t.Context(), s.owner, f)
	if p := panel.Problems(err); len(p) != 1 || p[0].Field != "amount" || p[0].Key != "error.ledger.short" || !errors.Is(err, panel.ErrShort) {
		t.Errorf("taking more than is there = %v", err)
	}
	f.Amount, f.Reason = "40", " "
	if _, err := s.Adjust(t.Context(), s.owner, f); len(panel.Problems(err)) != 1 {
		t.Errorf("no reason = %v", err)
	}
	f.Reason = "记错了"
	if _, err := s.Adjust(t.Context(), s.owner, f); err != nil {
		t.Fatal(err)
	}
	f.Kind, f.Amount, f.FormKey = panel.TransferCredit, "5", NewFormKey()
	if _, err := s.Adjust(t.Context(), s.owner, f); err != nil {
		t.Fatal(err)
	}
	if w := s.wallet(); w.Account.Posted() != 6500 || w.Entries[0].Reason != "记错了" || s.audited("ledger.adjust", panel.ResultDone) != 2 {
		t.Errorf("wallet = %+v", w)
	}
}

func TestRefundsGoBackToTheWalletUpToWhatWasTaken(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("100")
	charge := s.charge(6900)
	f := RefundForm{TransferID: charge.ID, Amount: "50", Reason: "未开通", FormKey: NewFormKey()}
	if _, err := s.Refund(t.Context(), s.owner, f); err != nil {
		t.Fatal(err)
	}
	f.FormKey = NewFormKey()
	_, err := s.Refund(t.Context(), s.owner, f)
	if p := panel.Problems(err); len(p) != 1 || p[0].Field != "amount" || p[0].Key != "error.ledger.refund" {
		t.Errorf("refunding 100 of 69 = %v", err)
	}
	w := s.wallet()
	if w.Account.Posted() != 10000-6900+5000 || w.Entries[0].OrderID != charge.OrderID {
		t.Errorf("wallet = %+v", w)
	}
	top := w.Entries[len(w.Entries)-1]
	if _, err := s.Charge(t.Context(), s.owner, top.TransferID); !panel.Is(err, panel.Conflict) {
		t.Errorf("giving back a top-up = %v, want a conflict", err)
	}
}

func TestNobodyButTheirOwnPeopleReachesABook(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.topUp("100")
	charge := s.charge(100)
	staff := panel.Actor{UserID: 77, Role: panel.RoleStaff, ResellerID: s.owner.ResellerID}
	with := func(p ...panel.Permission) panel.Actor { a := staff; a.Granted = p; return a }
	sibling := s.buyer
	sibling.CustomerID += 100
	ctx, id := t.Context(), s.customer.ID
	acts := map[string]func(a panel.Actor) error{
		"wallet":    func(a panel.Actor) error { _, err := s.Wallet(ctx, a, id, 0); return err },
		"statement": func(a panel.Actor) error { _, err := s.Statement(ctx, a, id, panel.MonthOf(s.now())); return err },
		"books":     func(a panel.Actor) error { _, err := s.Books(ctx, a, TransferFilter{}); return err },
		"check":     func(a panel.Actor) error { _, err := s.CheckBooks(ctx, a); return err },
		"topup": func(a panel.Actor) error {
			_, err := s.TopUp(ctx, a, TopUpForm{CustomerID: id, Kind: panel.TransferTopUpBank, Amount: "1", Reference: token(4), Day: s.today(), FormKey: NewFormKey()})
			return err
		},
		"adjust": func(a panel.Actor) error {
			_, err := s.Adjust(ctx, a, AdjustForm{CustomerID: id, Kind: panel.TransferCredit, Amount: "1", Reason: "x", FormKey: NewFormKey()})
			return err
		},
		"refund": func(a panel.Actor) error {
			_, err := s.Refund(ctx, a, RefundForm{TransferID: charge.ID, Amount: "0.01", Reason: "x", FormKey: NewFormKey()})
			return err
		},
	}
	everything := "wallet statement books check topup adjust refund"
	for name, tt := range map[string]struct {
		actor panel.Actor
		may   string
	}{
		"owner":             {s.owner, everything},
		"staff":             {staff, ""},
		"viewer":            {with(panel.ViewLedger), "wallet statement books check"},
		"cashier":           {with(panel.ViewLedger, panel.TakeMoney), "wallet statement books check topup"},
		"accountant":        {with(panel.ViewLedger, panel.AdjustLedger), "wallet statement books check adjust refund"},
		"customer":          {s.buyer, "wallet statement"},
		"sibling":           {sibling, ""},
		"stranger":          {s.stranger, "books check"}, // its own
		"admin":             {panel.Actor{UserID: 5, Role: panel.RoleAdmin}, ""},
		"nobody":            {panel.Actor{}, ""},
		"customer with all": {panel.Actor{UserID: s.buyer.UserID, Role: panel.RoleCustomer, ResellerID: s.buyer.ResellerID, CustomerID: id, Granted: panel.Permissions()}, "wallet statement"},
	} {
		for what, act := range acts {
			err := act(tt.actor)
			if may := slices.Contains(strings.Fields(tt.may), what); may != (err == nil) {
				t.Errorf("%s: %s = %v", name, what, err)
			}
		}
	}
	if b, err := s.Books(ctx, s.stranger, TransferFilter{}); err != nil || len(b.Transfers)+len(b.Totals)+len(b.Own) != 0 {
		t.Errorf("a stranger's books = %+v, %v, want nothing", b, err)
	}
}

func TestStatementsOfAMonth(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	first := panel.MonthOf(s.now())
	s.topUp("100")
	s.charge(3000)
	_, next := first.Span()
	s.ahead.Add(int64(next.Sub(s.now()) + time.Minute))
	s.topUp("7")

	var got []string
	for _, month := range []panel.Month{first.Add(-1), first, first.Add(1)} {
		st, err := s.Statement(t.Context(), s.buyer, s.customer.ID, month)
		s.must(err)
		in, out := st.Sums()
		got = append(got, fmt.Sprintln(st.Opening, in, out, st.Closing, len(st.Entries), st.Final, st.Reseller, st.Customer.Name))
		for _, e := range st.Entries {
			if e.By != "" {
				t.Errorf("a customer reads who booked: %+v", e)
			}
		}
	}
	want := []string{
		fmt.Sprintln(0, 0, 0, 0, 0, true, "Ours", s.customer.Name),
		fmt.Sprintln(0, 10000, 3000, 7000, 2, true, "Ours", s.customer.Name),
		fmt.Sprintln(7000, 700, 0, 7700, 1, false, "Ours", s.customer.Name),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("opening, in, out, closing, lines, final (-want +got):\n%s", diff)
	}
	report, err := s.CheckLedger(t.Context())
	if err != nil || len(report.Faults) != 0 || report.Rows != 4 {
		t.Errorf("check = %+v, %v", report, err)
	}
}
