package chaos

import (
	"slices"
	"strings"
	"testing"

	"tangelo/internal/panel"
)

// Every sort of damage is counted, and what is right is not.
func TestCount(t *testing.T) {
	t.Parallel()
	domain := Wish{Key: "k1", Call: "buy", Name: "a.com", Keeps: true}
	second := Wish{Key: "k2", Call: "buy", Name: "a.com", Keeps: true} // for the same thing, later
	host := Wish{Key: "k1", Call: "host", Tag: "1/2/3", Keeps: true}
	other := Wish{Key: "k2", Call: "host", Tag: "4/5/6", Keeps: true}
	bought, far := Bought{Call: "buy", Name: "A.com"}, Bought{Account: 1, Call: "buy", Name: "a.com"}
	s1, s2 := Bought{Call: "host", Name: "S1", Tag: "1/2/3"}, Bought{Call: "host", Name: "S2", Tag: "4/5/6"}
	told := func(key, state, resource string) Told { return Told{Key: key, State: state, Resource: resource} }
	cases := []struct {
		name   string
		wishes []Wish
		told   []Told
		bought []Bought
		want   string
		bad    bool
	}{
		{"done", []Wish{domain}, []Told{told("k1", "done", "a.com")}, []Bought{bought}, "orders 1 double 0 lost 0 wrong 0 ledger 0 held 0", false},
		{"failed, not bought", []Wish{domain}, []Told{told("k1", "failed", "")}, nil, "orders 1 double 0 lost 0 wrong 0 ledger 0 held 0", false},
		{"held, bought", []Wish{domain}, []Told{told("k1", "held", "")}, []Bought{bought}, "orders 1 double 0 lost 0 wrong 0 ledger 0 held 1", false},
		{"held, not bought", []Wish{domain}, []Told{told("k1", "held", "")}, nil, "orders 1 double 0 lost 0 wrong 0 ledger 0 held 1", false},
		{"two orders, two purchases", []Wish{domain, second}, []Told{told("k1", "done", "a.com"), told("k2", "done", "a.com")}, []Bought{bought, bought}, "orders 2 double 0 lost 0 wrong 0 ledger 0 held 0", false},
		{"done twice", []Wish{domain}, []Told{told("k1", "done", "a.com")}, []Bought{bought, bought}, "orders 1 double 1 lost 0 wrong 0 ledger 0 held 0", true},
		{"held, bought twice", []Wish{domain}, []Told{told("k1", "held", "")}, []Bought{bought, bought}, "orders 1 double 1 lost 0 wrong 0 ledger 0 held 1", true},
		{"failed, bought", []Wish{domain}, []Told{told("k1", "failed", "")}, []Bought{bought}, "orders 1 double 0 lost 1 wrong 0 ledger 0 held 0", true},
		{"cancelled, bought twice", []Wish{domain}, []Told{told("k1", "cancelled", "")}, []Bought{bought, bought}, "orders 1 double 1 lost 1 wrong 0 ledger 0 held 0", true},
		{"bought by nobody", []Wish{domain}, []Told{told("k1", "done", "a.com")}, []Bought{bought, far}, "orders 1 double 0 lost 1 wrong 0 ledger 0 held 0", true},
		{"done, not bought", []Wish{domain}, []Told{told("k1", "done", "a.com")}, nil, "orders 1 double 0 lost 0 wrong 1 ledger 0 held 0", true},
		{"done, bought at another account", []Wish{domain}, []Told{told("k1", "done", "a.com")}, []Bought{far}, "orders 1 double 0 lost 1 wrong 1 ledger 0 held 0", true},
		{"hosts exchanged", []Wish{host, other}, []Told{told("k1", "done", "S2"), told("k2", "done", "S1")}, []Bought{s1, s2}, "orders 2 double 0 lost 0 wrong 2 ledger 0 held 0", true},
		{"hosts right", []Wish{host, other}, []Told{told("k1", "done", "S1"), told("k2", "done", "S2")}, []Bought{s1, s2}, "orders 2 double 0 lost 0 wrong 0 ledger 0 held 0", false},
		{"still open", []Wish{domain}, []Told{told("k1", "unknown", "")}, []Bought{bought}, "orders 1 double 0 lost 0 wrong 0 ledger 0 held 0", true},
		{"no order", []Wish{domain}, nil, nil, "orders 0 double 0 lost 0 wrong 0 ledger 0 held 0", true},
		{"two orders of one form", []Wish{domain}, []Told{told("k1", "done", "a.com"), told("k1", "failed", "")}, []Bought{bought}, "orders 2 double 1 lost 0 wrong 0 ledger 0 held 0", true},
		{"nobody's order", nil, []Told{told("k9", "done", "")}, nil, "orders 1 double 1 lost 0 wrong 0 ledger 0 held 0", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := Count(c.wishes, c.told, c.bought)
			if v.String() != c.want || v.Bad() != c.bad {
				t.Errorf("verdict = %s, bad %t, want %s, bad %t; %v", v, v.Bad(), c.want, c.bad, v.Notes)
			}
			if v.Bad() != (len(v.Notes) > 0) {
				t.Errorf("notes = %q: each fault has one and nothing else", v.Notes)
			}
		})
	}
}

func TestLedgerTurnsAVerdictBad(t *testing.T) {
	t.Parallel()
	if v := (Verdict{Ledger: 1}); !v.Bad() || !strings.Contains(v.String(), "ledger 1") {
		t.Errorf("verdict %s is not bad", v)
	}
}

// A plan has every class, tells its things apart and can be repeated.
func TestPlan(t *testing.T) {
	t.Parallel()
	plan := NewPlan(7, 600, 5)
	if len(plan.Wishes) != 600 {
		t.Fatalf("%d wishes, want 600", len(plan.Wishes))
	}
	things, keys, byClass := map[thing]bool{}, map[string]bool{}, map[string]int{}
	for i, w := range plan.Wishes {
		if things[w.thing()] || keys[w.Key] || (w.Name == "") == (w.Tag == "") {
			t.Fatalf("wish %d (%s, %s) cannot be told from another", i, w.Class, w.thing().name)
		}
		things[w.thing()], keys[w.Key] = true, true
		byClass[w.Class]++
	}
	for _, c := range classes {
		if want := 600 * c.weight / 100; byClass[c.name] < want*9/10 {
			t.Errorf("%d of %s, want about %d", byClass[c.name], c.name, want)
		}
	}
	small, again := NewPlan(7, len(classes), 5), NewPlan(8, len(classes), 5)
	for i := range classes {
		if small.Wishes[i].Class != classes[i].name {
			t.Errorf("wish %d of a small plan is %s, want %s", i, small.Wishes[i].Class, classes[i].name)
		}
	}
	if NewPlan(7, 20, 5).Wishes[7].Key != plan.Wishes[7].Key || again.Wishes[7].Key == small.Wishes[7].Key {
		t.Error("the keys do not follow the seed")
	}
}

// Every operation that spends has a class, so that a new one is not forgotten.
func TestEveryOperationThatSpendsIsPlanned(t *testing.T) {
	t.Parallel()
	for _, op := range panel.Operations() {
		planned := slices.ContainsFunc(classes, func(c class) bool { return c.name == op.Name })
		if op.Effect == panel.EffectBuy && !planned {
			t.Errorf("%s spends and is in no plan", op.Name)
		}
	}
}

func TestFaultsHaveTheirShares(t *testing.T) {
	t.Parallel()
	for _, of := range [][]share{spending, asking} {
		left := 1.0
		for i, f := range shares("x", of) {
			if got := left * f.Chance; got < of[i].of*0.999 || got > of[i].of*1.001 {
				t.Errorf("%s befalls %.4f of the calls, want %.4f", f.Kind, got, of[i].of)
			}
			left *= 1 - f.Chance
		}
	}
}
