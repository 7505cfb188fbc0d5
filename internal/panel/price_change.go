package panel

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"
)

// PriceMove is one price before and after a change of rules.
type PriceMove struct {
	Cost    OfferCost
	GroupID int64
	Group   string  // display name
	Product Product // whose renewal it is; ID 0 = an offer to anybody
	Before  Price
	After   Price
}

// Changed reports whether the price is another one.
func (m PriceMove) Changed() bool { return m.Before.Fen != m.After.Fen }

// RuleImpact is what a change of rules does through one rule.
type RuleImpact struct {
	Rule  PriceRule
	Gone  bool        // the rule is in force now and not any more
	Same  int         // prices it makes that stay as they are
	Moves []PriceMove // prices that change, offers in their order
}

// PriceChange is what publishing a draft would do.
type PriceChange struct {
	Now, Draft  PriceList
	At          time.Time // when the draft would begin to count
	Rules       []RuleImpact
	Renewals    []PriceMove // products renewing soon whose price changes
	Unchanged   int         // products renewing soon whose price stays
	Customers   int         // who own Renewals
	Up, Down    int         // offers that become dearer, cheaper
	New, Lost   int         // offers that get a price, lose it
	Below       []PriceMove // what would be sold below its cost, the worst first
	Uncertain   int         // offers with a price and no cost
	Fingerprint string      // of all this: what was shown is what is published
}

// Word is what must be typed to publish in spite of losses: the greatest, in
// yuan; "" when there is none.
func (c PriceChange) Word() string {
	if len(c.Below) == 0 {
		return ""
	}
	return c.Below[0].After.ConsentWord()
}

// Consents are the losses that publishing agrees to, by consentKey.
func (c PriceChange) Consents() map[string]Fen {
	consents := map[string]Fen{}
	for _, m := range c.Below {
		key := consentKey(m.After, m.Cost)
		consents[key] = max(consents[key], m.After.Loss())
	}
	return consents
}

// Renewal is a product that will be renewed soon, with what its usual renewal
// costs.
type Renewal struct {
	Product Product
	Cost    OfferCost
	GroupID int64
}

// ComparePrices works out what a draft would change: for every offer and every
// group that any rule names, and for every renewal.
func ComparePrices(now, draft PriceList, offers []OfferCost, renewals []Renewal, groups map[int64]string, at time.Time) PriceChange {
	c := PriceChange{Now: now, Draft: draft, At: at}
	impacts := newImpacts(now, draft)
	named := slices.Compact(slices.Sorted(slices.Values(append(now.Groups(), draft.Groups()...))))
	for _, offer := range offers {
		for _, group := range named {
			m := PriceMove{Cost: offer, GroupID: group, Group: groups[group], Before: PriceOf(now.Rules, offer.Offer, offer.Cost, group, at), After: PriceOf(draft.Rules, offer.Offer, offer.Cost, group, at)}
			if group != 0 && !m.names(group) {
				continue // the group's price is everybody's
			}
			impacts.add(m)
			c.count(m)
		}
	}
	c.Rules = impacts.list
	c.addRenewals(renewals, groups, at)
	slices.SortStableFunc(c.Below, func(a, b PriceMove) int { return int(b.After.Loss() - a.After.Loss()) })
	c.Fingerprint = c.fingerprint()
	return c
}

// names reports whether a rule for the group makes the price before or after.
func (m PriceMove) names(group int64) bool {
	return m.Before.Rule != nil && m.Before.Rule.GroupID == group || m.After.Rule != nil && m.After.Rule.GroupID == group
}

func (c *PriceChange) count(m PriceMove) {
	switch {
	case m.After.Risk() == RiskBelow:
		c.Below = append(c.Below, m)
	case m.After.Risk() == RiskNoCost:
		c.Uncertain++
	}
	switch {
	case !m.Changed():
	case m.Before.Fen == 0:
		c.New++
	case m.After.Fen == 0:
		c.Lost++
	case m.After.Fen > m.Before.Fen:
		c.Up++
	default:
		c.Down++
	}
}

func (c *PriceChange) addRenewals(renewals []Renewal, groups map[int64]string, at time.Time) {
	customers := map[int64]bool{}
	for _, r := range renewals {
		m := PriceMove{
			Cost: r.Cost, GroupID: r.GroupID, Group: groups[r.GroupID], Product: r.Product,
			Before: PriceOf(c.Now.Rules, r.Cost.Offer, r.Cost.Cost, r.GroupID, at), After: PriceOf(c.Draft.Rules, r.Cost.Offer, r.Cost.Cost, r.GroupID, at),
		}
		if m.After.Risk() == RiskBelow {
			c.Below = append(c.Below, m)
		}
		if !m.Changed() {
			c.Unchanged++
			continue
		}
		c.Renewals = append(c.Renewals, m)
		customers[r.Product.CustomerID] = true
	}
	c.Customers = len(customers)
}

// fingerprint covers the rules and every price that was shown.
func (c PriceChange) fingerprint() string {
	type line struct {
		Offer         string
		Account, ID   int64
		Group         int64
		Cost          Fen
		Before, After Fen
	}
	var lines []line
	add := func(moves []PriceMove) {
		for _, m := range moves {
			lines = append(lines, line{m.Cost.Key(), m.Cost.AccountID, m.Product.ID, m.GroupID, m.Cost.Cost, m.Before.Fen, m.After.Fen})
		}
	}
	for _, r := range c.Rules {
		add(r.Moves)
	}
	add(c.Renewals)
	add(c.Below)
	text, err := json.Marshal([]any{c.Now.ID, c.Draft.ID, c.Draft.Rules, lines})
	if err != nil {
		panic("panel: price change as JSON: " + err.Error()) // strings, numbers and times only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// impacts sorts moves by the rule that makes them: a rule of the draft, or one
// that is in force and has no successor.
type impacts struct {
	list []RuleImpact
	at   map[string]int // by what the rule says
}

// said is a rule without its place: what makes it the same in two versions.
func (r PriceRule) said() string {
	r.ID, r.Group = 0, ""
	text, err := json.Marshal(r)
	if err != nil {
		panic("panel: price rule as JSON: " + err.Error()) // strings, numbers and times only
	}
	return string(text)
}

func newImpacts(now, draft PriceList) *impacts {
	s := &impacts{at: map[string]int{}}
	put := func(rules []PriceRule, gone bool) {
		for _, r := range rules {
			if _, there := s.at[r.said()]; !there {
				s.at[r.said()] = len(s.list)
				s.list = append(s.list, RuleImpact{Rule: r, Gone: gone})
			}
		}
	}
	put(draft.Rules, false)
	put(now.Rules, true)
	return s
}

func (s *impacts) add(m PriceMove) {
	rule := m.After.Rule
	if rule == nil {
		rule = m.Before.Rule
	}
	if rule == nil {
		return
	}
	impact := &s.list[s.at[rule.said()]]
	if m.Changed() {
		impact.Moves = append(impact.Moves, m)
	} else {
		impact.Same++
	}
}
