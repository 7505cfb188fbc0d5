package panel

import (
	"testing"
)

func TestWhatAChangeOfRulesDoes(t *testing.T) {
	t.Parallel()
	cost := func(suffix string, action PriceAction, fen Fen) OfferCost {
		return OfferCost{Offer: Offer{Kind: KindDomain, Suffix: suffix, Months: 12, Action: action}, AccountID: 1, Cost: fen}
	}
	offers := []OfferCost{cost(".com", PriceBuy, 5500), cost(".com", PriceRenew, 6500), cost(".cn", PriceBuy, 2900), cost(".top", PriceBuy, 0)}
	all := PriceRule{ID: 1, Base: BaseCost, Percent: 2000, Step: 100}
	com := PriceRule{ID: 2, Kind: KindDomain, Suffix: ".com", Base: BaseFixed, Amount: 6900, Step: 1}
	now := PriceList{ID: 1, Version: 1, Rules: []PriceRule{all, com}}
	copied, cheap, vip := all, com, PriceRule{ID: 13, GroupID: 7, Base: BaseCost, Percent: 1000, Step: 100}
	copied.ID, cheap.ID, cheap.Amount = 11, 12, 6000
	draft := PriceList{ID: 2, Version: 2, Draft: true, Rules: []PriceRule{copied, cheap, vip}}
	renewals := []Renewal{
		{Product: Product{ID: 1, CustomerID: 5, Name: "a.com"}, Cost: offers[1]},
		{Product: Product{ID: 2, CustomerID: 5, Name: "b.com"}, Cost: offers[1]},
		{Product: Product{ID: 3, CustomerID: 6, Name: "c.cn"}, Cost: cost(".cn", PriceRenew, 3900)},
	}
	got := ComparePrices(now, draft, offers, renewals, map[int64]string{7: "VIP"}, priceDay)

	counts := []int{got.Up, got.Down, got.New, got.Lost, got.Uncertain, got.Customers, len(got.Renewals), got.Unchanged, len(got.Below)}
	// .com buy and renew fall to 60; .cn for VIP from 35 to 32; the renewals of .com at 65 are below cost, three times.
	for i, want := range []int{0, 3, 0, 0, 0, 1, 2, 1, 3} {
		if counts[i] != want {
			t.Errorf("counts = %v, want position %d to be %d", counts, i, want)
		}
	}
	if got.Word() != "5.00" || len(got.Consents()) != 1 {
		t.Errorf("word %s, consents %v, want 5.00 for the renewal of .com", got.Word(), got.Consents())
	}
	if !(PriceList{Consents: got.Consents()}).Agreed(Price{Offer: offers[1].Offer, Cost: 6500, Fen: 6000}, offers[1]) {
		t.Error("the loss that was agreed to is not agreed to")
	}
	lines := map[int64]int{}
	for _, r := range got.Rules {
		lines[r.Rule.ID] = len(r.Moves)
		if r.Gone != (r.Rule.ID == 2) {
			t.Errorf("rule %d gone = %v", r.Rule.ID, r.Gone)
		}
	}
	if lines[11] != 0 || lines[12] != 2 || lines[13] != 1 {
		t.Errorf("moves by rule = %v, want 2 of 12 and 1 of 13", lines)
	}
	same := ComparePrices(now, PriceList{ID: 2, Rules: []PriceRule{copied, func() PriceRule { r := com; r.ID = 12; return r }()}}, offers, renewals, nil, priceDay)
	if same.Up+same.Down+same.New+same.Lost+len(same.Renewals) != 0 || same.Unchanged != 3 {
		t.Errorf("a copy changes %+v, want nothing", same)
	}
	dearer := offers
	dearer[2].Cost++
	if again := ComparePrices(now, draft, dearer, renewals, nil, priceDay); again.Fingerprint == got.Fingerprint {
		t.Error("another cost has the same fingerprint")
	}
	if again := ComparePrices(now, draft, offers, renewals[:2], nil, priceDay); again.Fingerprint != ComparePrices(now, draft, offers, renewals, nil, priceDay).Fingerprint {
		t.Error("a renewal that stays as it is changed the fingerprint")
	}
	gone := ComparePrices(now, PriceList{ID: 3}, offers, nil, nil, priceDay)
	if gone.Lost != 3 {
		t.Errorf("without rules %d prices are lost, want 3", gone.Lost)
	}
}

// TestAConsentIsForWhatItNamedOnly agrees to the loss on one product's renewal
// for one group, and asks for everything beside it.
func TestAConsentIsForWhatItNamedOnly(t *testing.T) {
	t.Parallel()
	offer := Offer{Kind: KindCloud, Variant: "2-4-50-5", Months: 12, Action: PriceRenew}
	big := OfferCost{Offer: offer, AccountID: 1, ProductID: 9, Cost: 60000}
	vip := &PriceRule{GroupID: 7}
	price := Price{Offer: offer, Cost: 60000, Fen: 10000, Rule: vip}
	change := PriceChange{Below: []PriceMove{{Cost: big, GroupID: 7, After: price}}}
	now := PriceList{Consents: change.Consents()}
	with := func(edit func(p *Price, c *OfferCost)) bool {
		p, c := price, big
		edit(&p, &c)
		return now.Agreed(p, c)
	}
	if !with(func(*Price, *OfferCost) {}) || !with(func(p *Price, _ *OfferCost) { p.Cost-- }) {
		t.Error("what was agreed to, or less, is not agreed to")
	}
	listed := big
	listed.ProductID = 0
	list := PriceList{Consents: PriceChange{Below: []PriceMove{{Cost: listed, GroupID: 7, After: price}}}.Consents()}
	if dearer := (Price{Offer: offer, Cost: 60001, Fen: 10000, Rule: vip}); !list.Agreed(price, big) || list.Agreed(dearer, big) {
		t.Error("a loss at the list price is not agreed to for a product, or a greater one is")
	}
	for name, agreed := range map[string]bool{
		"a greater loss":     with(func(p *Price, _ *OfferCost) { p.Cost++ }),
		"another price":      with(func(p *Price, _ *OfferCost) { p.Cost, p.Fen = p.Cost-1, p.Fen-1 }),
		"a smaller loss":     with(func(p *Price, _ *OfferCost) { p.Fen++ }),
		"everybody":          with(func(p *Price, _ *OfferCost) { p.Rule = &PriceRule{} }),
		"another group":      with(func(p *Price, _ *OfferCost) { p.Rule = &PriceRule{GroupID: 8} }),
		"another product":    with(func(_ *Price, c *OfferCost) { c.ProductID = 10 }),
		"the list price":     with(func(_ *Price, c *OfferCost) { c.ProductID = 0 }),
		"another account":    with(func(_ *Price, c *OfferCost) { c.AccountID = 2 }),
		"another offer":      with(func(p *Price, _ *OfferCost) { p.Offer.Action = PriceBuy }),
		"an older list's":    (PriceList{Consents: map[string]Fen{offer.Key(): 50000}}).Agreed(price, big),
		"a list without any": (PriceList{}).Agreed(price, big),
	} {
		if agreed {
			t.Errorf("%s is agreed to as well", name)
		}
	}
}
