package panel_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tangelo/internal/panel"
)

// legalTransfers is the table of moves once more, written by hand: state,
// event, and where it leads.
var legalTransfers = map[[2]string]panel.TransferState{
	{"", "hold"}:        "pending",
	{"", "record"}:      "posted",
	{"pending", "post"}: "posted",
	{"pending", "void"}: "voided",
}

func TestTransferMovesAreTheListedOnes(t *testing.T) {
	t.Parallel()
	cells := 0
	for _, state := range panel.TransferStates {
		for _, event := range panel.TransferEvents {
			cells++
			want, legal := legalTransfers[[2]string{string(state), string(event)}]
			if !legal {
				want = state
			}
			if got, ok := state.After(event); ok != legal || got != want {
				t.Errorf("%q after %s: %q, %t; want %q, %t", state, event, got, ok, want, legal)
			}
		}
	}
	if cells != 16 {
		t.Errorf("cells walked = %d, want 16", cells)
	}
}

func TestAnyHistoryOfATransferIsSettledOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state, held, posted, settled := panel.TransferNone, panel.Fen(0), panel.Fen(0), 0
		for _, event := range rapid.SliceOf(rapid.SampledFrom(panel.TransferEvents)).Draw(t, "events") {
			next, ok := state.After(event)
			if !ok {
				continue
			}
			h, p := event.Shift()
			held, posted = held+h, posted+p
			if next == panel.TransferPosted || next == panel.TransferVoided {
				settled++
			}
			state = next
		}
		if settled > 1 || held < 0 || held+posted > 1 {
			t.Fatalf("settled %d times, held %d, posted %d", settled, held, posted)
		}
		if (state == panel.TransferPending) != (held == 1) || (state == panel.TransferPosted) != (posted == 1) {
			t.Fatalf("%q with held %d, posted %d", state, held, posted)
		}
	})
}

// books is what may be booked against what once more, written by hand: debit
// account, credit account, events it may begin with, and what must be said.
var books = map[panel.TransferKind][4]string{
	"topup.bank":   {"bank", "wallet", "record", "reference"},
	"topup.cash":   {"cash", "wallet", "record", "reference"},
	"topup.online": {"online", "wallet", "record", "reference"},
	"charge":       {"wallet", "revenue", "hold", ""},
	"refund":       {"revenue", "wallet", "record", "of reason"},
	"credit":       {"adjust", "wallet", "record", "reason"},
	"debit":        {"wallet", "adjust", "record", "reason"},
	"cost":         {"cost", "vendor", "hold record", ""},
	"cost.back":    {"vendor", "cost", "record", "of reason"},
	"vendor.topup": {"vendor", "bank", "record", "reference"},
	"vendor.up":    {"vendor", "adjust", "record", "reason"},
	"vendor.down":  {"adjust", "vendor", "record", "reason"},
}

func fullBooking(kind panel.TransferKind) panel.Booking {
	b := panel.Booking{ResellerID: 1, Kind: kind, CustomerID: 2, VendorID: 3, Amount: 1, Key: "k", Reference: "slip 1", Reason: "because"}
	if kind.Of() != "" {
		b.OfID = 4
	}
	return b
}

func TestKindsBookBetweenTheirAccountsOnly(t *testing.T) {
	t.Parallel()
	if len(books) != len(panel.TransferKinds()) {
		t.Errorf("kinds = %v, the test knows %d", panel.TransferKinds(), len(books))
	}
	for _, kind := range panel.TransferKinds() {
		want := books[kind]
		for _, event := range panel.TransferEvents {
			debit, credit, err := fullBooking(kind).Begin(event)
			if legal := slices.Contains(strings.Fields(want[2]), string(event)); legal != (err == nil) {
				t.Errorf("%s begins with %s: %v", kind, event, err)
			} else if legal && (string(debit.Kind) != want[0] || string(credit.Kind) != want[1]) {
				t.Errorf("%s: %s to %s, want %s to %s", kind, debit.Kind, credit.Kind, want[0], want[1])
			}
		}
	}
}

func TestBookingsThatLackSomethingAreRefused(t *testing.T) {
	t.Parallel()
	for kind, b := range books {
		event := panel.TransferEvent(strings.Fields(b[2])[0])
		slips := map[string]func(b *panel.Booking){
			"no amount":       func(b *panel.Booking) { b.Amount = 0 },
			"negative amount": func(b *panel.Booking) { b.Amount = -1 },
			"absurd amount":   func(b *panel.Booking) { b.Amount = panel.MaxAmount + 1 },
			"no key":          func(b *panel.Booking) { b.Key = "" },
			"no reseller":     func(b *panel.Booking) { b.ResellerID = 0 },
		}
		if b[0] == "wallet" || b[1] == "wallet" {
			slips["no customer"] = func(b *panel.Booking) { b.CustomerID = 0 }
		}
		if b[0] == "vendor" || b[1] == "vendor" {
			slips["no vendor"] = func(b *panel.Booking) { b.VendorID = 0 }
		}
		for _, need := range strings.Fields(b[3]) {
			slips["no "+need] = map[string]func(b *panel.Booking){
				"reference": func(b *panel.Booking) { b.Reference = "" },
				"reason":    func(b *panel.Booking) { b.Reason = "" },
				"of":        func(b *panel.Booking) { b.OfID = 0 },
			}[need]
		}
		if !slices.Contains(strings.Fields(b[3]), "of") {
			slips["of something"] = func(b *panel.Booking) { b.OfID = 4 }
		}
		for name, slip := range slips {
			wrong := fullBooking(kind)
			slip(&wrong)
			if _, _, err := wrong.Begin(event); err == nil {
				t.Errorf("%s with %s was let through", kind, name)
			}
		}
	}
	if _, _, err := fullBooking("gift").Begin(panel.EventRecord); err == nil {
		t.Error("an unknown kind was let through")
	}
}

func TestBalancesInTheAccountsOwnDirection(t *testing.T) {
	t.Parallel()
	for kind, want := range map[panel.AccountKind][3]panel.Fen{
		panel.AccountWallet: {70, 5, 65}, panel.AccountRevenue: {70, 5, 65}, panel.AccountAdjust: {70, 5, 65},
		panel.AccountCost: {-70, 7, -77}, panel.AccountVendor: {-70, 7, -77}, panel.AccountBank: {-70, 7, -77}, panel.AccountCash: {-70, 7, -77}, panel.AccountOnline: {-70, 7, -77},
	} {
		a := panel.LedgerAccount{AccountRef: panel.AccountRef{Kind: kind}, Debit: 30, Credit: 100, DebitHeld: 5, CreditHeld: 7}
		if got := [3]panel.Fen{a.Posted(), a.Held(), a.Available()}; got != want {
			t.Errorf("%s: posted, held, available = %v, want %v", kind, got, want)
		}
		if kind.Guarded() != (kind == panel.AccountWallet) {
			t.Errorf("%s guarded: %t", kind, kind.Guarded())
		}
	}
}

func TestMonthsBeginInChina(t *testing.T) {
	t.Parallel()
	m := panel.MonthOf(time.Date(2026, 10, 31, 16, 0, 0, 0, time.UTC))
	from, to := m.Span()
	if m.String() != "2026-11" || !from.Equal(time.Date(2026, 10, 31, 16, 0, 0, 0, time.UTC)) || !to.Equal(time.Date(2026, 11, 30, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("month %s from %v to %v", m, from, to)
	}
	if got := m.Add(2).String() + " " + m.Add(-11).String(); got != "2027-01 2025-12" {
		t.Errorf("two later and eleven earlier = %s", got)
	}
	for _, text := range []string{"", "2026", "2026-13", "2026-1", "0001-01", "2026-10-01", "x"} {
		if got, err := panel.ParseMonth(text); err == nil {
			t.Errorf("ParseMonth(%q) = %v, want an error", text, got)
		}
	}
	if got, err := panel.ParseMonth("2026-10"); err != nil || got != (panel.Month{Year: 2026, Month: time.October}) {
		t.Errorf("ParseMonth = %v, %v", got, err)
	}
}

func TestYuanIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	for fen, want := range map[panel.Fen]string{0: "0.00", 1: "0.01", 1230: "12.30", -5: "-0.05", 123456789: "1234567.89"} {
		if got := fen.Yuan(); got != want {
			t.Errorf("%d fen = %q, want %q", fen, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		fen := panel.Fen(rapid.Int64Range(0, int64(panel.MaxAmount)).Draw(t, "fen"))
		if back, err := panel.ParseYuan(fen.Yuan()); err != nil || back != fen {
			t.Fatalf("%d fen came back as %d, %v", fen, back, err)
		}
	})
}
