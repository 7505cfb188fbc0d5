package panel

// orderMoney says what becomes of an order's money when it reaches a state:
// whether the vendor may charge from there on, and how what is held ends. What
// is absent leaves the money as it is.
var orderMoney = map[OrderState]struct {
	costs   bool
	settles TransferEvent
}{
	OrderSending:   {costs: true},
	OrderAccepted:  {costs: true},
	OrderUnknown:   {costs: true},
	OrderHeld:      {costs: true},
	OrderDone:      {costs: true, settles: EventPost},
	OrderFailed:    {settles: EventVoid},
	OrderCancelled: {settles: EventVoid},
}

// MayCost reports whether the vendor may charge, or has charged, for an order
// that reaches the state: from then on its cost is expected to go.
func (s OrderState) MayCost() bool { return orderMoney[s].costs }

// Settles is what happens to the held money of an order that reaches the state;
// ok is false for a state that is not final and leaves it held.
func (s OrderState) Settles() (event TransferEvent, ok bool) {
	event = orderMoney[s].settles
	return event, event != ""
}

// OrderMoney is what an order moved, or will move.
type OrderMoney struct {
	Charge LedgerTransfer // of the customer's wallet; ID 0 when nothing was held
	Cost   LedgerTransfer // at the vendor; ID 0 when nothing was expected
}

// MoneyOf finds the charge and the cost among the transfers of one order.
func MoneyOf(transfers []LedgerTransfer) (m OrderMoney) {
	for _, t := range transfers {
		switch t.Kind { //nolint:exhaustive // what gives back is counted in what it gives back
		case TransferCharge:
			m.Charge = t
		case TransferCost:
			m.Cost = t
		}
	}
	return m
}

// Refundable is how much of the charge can still be given back into the wallet.
func (m OrderMoney) Refundable() Fen {
	if m.Charge.State != TransferPosted {
		return 0
	}
	return m.Charge.Amount - m.Charge.GivenBack
}

// Margin is what is left of the price: what was or will be taken, less what was
// given back and what the vendor charges. ok is false while one of the two is
// not known or was given up.
func (m OrderMoney) Margin() (left Fen, ok bool) {
	if m.Charge.ID == 0 || m.Cost.ID == 0 || m.Charge.State == TransferVoided || m.Cost.State == TransferVoided {
		return 0, false
	}
	return m.Charge.Amount - m.Charge.GivenBack - m.Cost.Amount + m.Cost.GivenBack, true
}
