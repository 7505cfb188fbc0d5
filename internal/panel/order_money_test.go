package panel_test

import (
	"testing"

	"tangelo/internal/panel"
)

func TestEveryFinalStateSettlesAndNoOtherDoes(t *testing.T) {
	t.Parallel()
	want := map[panel.OrderState]panel.TransferEvent{
		panel.OrderDone: panel.EventPost, panel.OrderFailed: panel.EventVoid, panel.OrderCancelled: panel.EventVoid,
	}
	for _, s := range panel.OrderStates {
		event, ends := s.Settles()
		if event != want[s] || ends != s.Final() {
			t.Errorf("%s settles by %q, final %t; want %q", s, event, s.Final(), want[s])
		}
		before := s == panel.OrderSubmitted || s == panel.OrderApproval || s == panel.OrderReady
		if without := before || event == panel.EventVoid; s.MayCost() == without {
			t.Errorf("%s: the vendor may charge %t, want %t", s, s.MayCost(), !without)
		}
	}
}

func TestMarginOfAnOrder(t *testing.T) {
	t.Parallel()
	transfer := func(kind panel.TransferKind, state panel.TransferState, fen, back panel.Fen) panel.LedgerTransfer {
		return panel.LedgerTransfer{ID: 1, Booking: panel.Booking{Kind: kind, Amount: fen}, State: state, GivenBack: back}
	}
	charge := transfer(panel.TransferCharge, panel.TransferPosted, 6600, 1000)
	for name, tt := range map[string]struct {
		all              []panel.LedgerTransfer
		left, refundable panel.Fen
		known            bool
	}{
		"nothing":     {},
		"no cost":     {all: []panel.LedgerTransfer{charge}, refundable: 5600},
		"expected":    {all: []panel.LedgerTransfer{transfer(panel.TransferCharge, panel.TransferPending, 6600, 0), transfer(panel.TransferCost, panel.TransferPending, 5500, 0)}, left: 1100, known: true},
		"given back":  {all: []panel.LedgerTransfer{transfer(panel.TransferRefund, panel.TransferPosted, 1000, 0), charge, transfer(panel.TransferCost, panel.TransferPosted, 5500, 0)}, left: 100, refundable: 5600, known: true},
		"given up":    {all: []panel.LedgerTransfer{transfer(panel.TransferCharge, panel.TransferVoided, 6600, 0), transfer(panel.TransferCost, panel.TransferVoided, 5500, 0)}},
		"not charged": {all: []panel.LedgerTransfer{transfer(panel.TransferCost, panel.TransferPosted, 5500, 0)}},
	} {
		m := panel.MoneyOf(tt.all)
		if left, known := m.Margin(); left != tt.left || known != tt.known || m.Refundable() != tt.refundable {
			t.Errorf("%s: margin %d, %t, refundable %d; want %+v", name, left, known, m.Refundable(), tt)
		}
	}
}
