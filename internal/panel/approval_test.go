package panel

import (
	"testing"
	"time"
)

func TestTheRulesSayWhenASecondPersonIsNeeded(t *testing.T) {
	t.Parallel()
	limits := Limits{PerOrder: 100_00, PerDay: 250_00}
	automatic := limits
	automatic.Automatic = true
	rules := ApprovalRules{OwnerExempt: true, FirstOrder: 50_00, Resolve: NoLimit}
	strict := rules
	strict.OwnerExempt = false
	none := Limits{PerOrder: NoLimit, PerDay: NoLimit}
	for name, c := range map[string]struct {
		rules ApprovalRules
		s     Spending
		want  AskReason
	}{
		"staff at the limit":               {rules, Spending{By: SpenderStaff, Amount: 100_00, Limits: limits}, NothingAsks},
		"staff above the limit":            {rules, Spending{By: SpenderStaff, Amount: 100_01, Limits: limits}, AsksPerOrder},
		"staff at the day's limit":         {rules, Spending{By: SpenderStaff, Amount: 50_00, Today: 200_00, Limits: limits}, NothingAsks},
		"staff above the day's limit":      {rules, Spending{By: SpenderStaff, Amount: 50_01, Today: 200_00, Limits: limits}, AsksPerDay},
		"staff, of an unknown amount":      {rules, Spending{By: SpenderStaff, Amount: 1, Unknown: true, Limits: limits}, AsksUnknown},
		"an unknown amount for a day":      {rules, Spending{By: SpenderStaff, Amount: 1, Unknown: true, Limits: Limits{PerOrder: NoLimit, PerDay: 9}}, AsksUnknown},
		"unknown, but without limits":      {rules, Spending{By: SpenderStaff, Amount: 1, Unknown: true, Limits: none}, NothingAsks},
		"unknown, of an owner":             {rules, Spending{By: SpenderOwner, Amount: 1, Unknown: true, Limits: limits}, NothingAsks},
		"staff without limits":             {rules, Spending{By: SpenderStaff, Amount: 1 << 40, Today: 1 << 40, Limits: none}, NothingAsks},
		"staff that may order nothing":     {rules, Spending{By: SpenderStaff, Amount: 1, Limits: Limits{PerOrder: 0, PerDay: NoLimit}}, AsksPerOrder},
		"the first order is of customers":  {rules, Spending{By: SpenderStaff, Amount: 60_00, Limits: none}, NothingAsks},
		"an owner who is exempt":           {rules, Spending{By: SpenderOwner, Amount: 1 << 40, Limits: limits}, NothingAsks},
		"an owner who is not":              {strict, Spending{By: SpenderOwner, Amount: 100_01, Limits: limits}, AsksPerOrder},
		"a customer's first large":         {rules, Spending{By: SpenderCustomer, Amount: 50_01, Limits: limits}, AsksFirstOnce},
		"a customer's first small":         {rules, Spending{By: SpenderCustomer, Amount: 50_00, Limits: limits}, NothingAsks},
		"a customer's second large":        {rules, Spending{By: SpenderCustomer, Amount: 50_01, Limits: limits, LargeBefore: true}, NothingAsks},
		"a customer above the limit":       {rules, Spending{By: SpenderCustomer, Amount: 100_01, Limits: limits, LargeBefore: true}, AsksPerOrder},
		"the panel by itself":              {rules, Spending{By: SpenderPanel, Amount: 1 << 40, Limits: limits}, NothingAsks},
		"the panel where limits hold":      {rules, Spending{By: SpenderPanel, Amount: 100_01, Limits: automatic}, AsksPerOrder},
		"the panel where the day is full":  {rules, Spending{By: SpenderPanel, Amount: 1_00, Today: 250_00, Limits: automatic}, AsksPerDay},
		"the panel makes no first order":   {rules, Spending{By: SpenderPanel, Amount: 60_00, Limits: automatic}, NothingAsks},
		"no rules, staff":                  {DefaultApprovalRules, Spending{By: SpenderStaff, Amount: 1 << 40, Limits: DefaultApprovalRules.Staff}, NothingAsks},
		"no rules, a customer's first one": {DefaultApprovalRules, Spending{By: SpenderCustomer, Amount: 1 << 40, Limits: DefaultApprovalRules.Customers}, NothingAsks},
	} {
		if got := c.rules.Judge(c.s); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	ten := ApprovalRules{Resolve: 10}
	if rules.TwoPersons(Order{Cost: 1 << 40}) || rules.TwoPersons(Order{}) || !ten.TwoPersons(Order{CustomerID: 1, Price: 5, Cost: 11}) || !ten.TwoPersons(Order{}) || ten.TwoPersons(Order{Cost: 10}) {
		t.Error("two persons are needed above the limit, and only there")
	}
}

func TestWhatAnOrderCounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o    Order
		want Fen
	}{
		"a customer's":          {Order{CustomerID: 1, Price: 3, Cost: 2}, 3},
		"without a price":       {Order{CustomerID: 1, Cost: 2}, 2},
		"the reseller's own":    {Order{Price: 3, Cost: 2}, 2},
		"of an unknown cost":    {Order{Price: 3}, 9},
		"of which nobody knows": {Order{CustomerID: 1}, 9},
		"sold at a loss":        {Order{CustomerID: 1, Price: 2, Cost: 3}, 3},
	} {
		if got := c.o.CountedAmount(9); got != c.want {
			t.Errorf("%s counts %d, want %d", name, got, c.want)
		}
	}
}

func TestADayBeginsAtMidnightInChina(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"2026-11-21T15:59:59Z": "2026-11-20T16:00:00Z",
		"2026-11-21T16:00:00Z": "2026-11-21T16:00:00Z",
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DayOf(moment).Format(time.RFC3339); got != want {
			t.Errorf("the day of %s begins at %s, want %s", at, got, want)
		}
	}
}

func TestAProposalIsOpenUntilSomebodyEndsIt(t *testing.T) {
	t.Parallel()
	held := Order{State: OrderHeld, Attempts: 2}
	person := func(attempt int, body string) Evidence {
		return Evidence{Kind: EvidencePerson, Attempt: attempt, Body: body, At: time.Unix(1, 0)}
	}
	proposed := person(2, `{"step":"proposed","to":"ready","reason":"r","user_id":7,"who":"A"}`)
	for name, c := range map[string]struct {
		o    Order
		all  []Evidence
		want bool
	}{
		"none":                 {held, nil, false},
		"proposed":             {held, []Evidence{proposed}, true},
		"another decision":     {held, []Evidence{proposed, person(2, `{"To":"done"}`)}, true},
		"withdrawn":            {held, []Evidence{proposed, person(2, `{"step":"withdrawn"}`)}, false},
		"proposed once more":   {held, []Evidence{proposed, person(2, `{"step":"withdrawn"}`), proposed}, true},
		"of an earlier try":    {held, []Evidence{person(1, proposed.Body)}, false},
		"the order went on":    {Order{State: OrderReady, Attempts: 2}, []Evidence{proposed}, false},
		"said by the vendor":   {held, []Evidence{{Kind: EvidenceDetail, Attempt: 2, Body: proposed.Body}}, false},
		"nothing that is JSON": {held, []Evidence{person(2, "?")}, false},
	} {
		got, open := OpenProposal(c.o, c.all)
		if open != c.want || open && (got.UserID != 7 || got.At.IsZero() || got.To != OrderReady) {
			t.Errorf("%s: open %t (%+v), want %t", name, open, got, c.want)
		}
	}
}
