package chaos

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Wish is one order that the run places: what it must lead to, once.
type Wish struct {
	No       int
	Class    string // operation, and for a call by hand the call
	Account  int    // index of the vendor account
	Customer int    // index of who pays; nobody below 0
	Key      string // form key: how often the form is sent does not matter
	Call     string // the call that spends
	Name     string // of the thing at the vendor; "" when the vendor makes the name up
	Tag      string // what tells a thing apart whose name the vendor makes up
	Keeps    bool   // the panel records a product under the thing's name
	Paid     bool   // a customer pays for it

	form form
}

// thing is what purchases and wishes are compared by.
type thing struct {
	account int
	call    string
	name    string
}

func (w Wish) thing() thing { return thing{w.Account, w.Call, cmp.Or(w.Name, "#"+w.Tag)} }

// Bought is one purchase as the vendor's own books have it.
type Bought struct {
	Account    int
	Call, Name string
	Tag        string // of a thing whose name the vendor made up
}

func (b Bought) thing() thing {
	if b.Tag != "" {
		return thing{b.Account, b.Call, "#" + b.Tag}
	}
	return thing{b.Account, b.Call, strings.ToLower(b.Name)}
}

// Told is an order as the panel has it.
type Told struct {
	ID       int64
	PriceFen int64
	Key      string
	State    string
	Resource string // name of the product that it changed or made
}

// Verdict is what a run came to. All but Orders and Held must be 0.
type Verdict struct {
	Orders  int
	Double  int // purchases more than orders
	Lost    int // purchases whose order says otherwise, or that no order knows
	Wrong   int // orders done without their purchase, or with another's thing
	Ledger  int // books that do not balance
	Held    int // orders that wait for a person
	Open    int // orders that neither ended nor are held
	Missing int // wishes that became no order
	States  map[string]int
	Notes   []string // one for each thing that is not as it must be
}

// Bad tells whether the run must fail.
func (v Verdict) Bad() bool {
	return v.Double+v.Lost+v.Wrong+v.Ledger+v.Open+v.Missing > 0
}

func (v Verdict) String() string {
	return fmt.Sprintf("orders %d double %d lost %d wrong %d ledger %d held %d", v.Orders, v.Double, v.Lost, v.Wrong, v.Ledger, v.Held)
}

func (v *Verdict) note(format string, args ...any) {
	v.Notes = append(v.Notes, fmt.Sprintf(format, args...))
}

// tally is all that concerns one thing.
type tally struct {
	wishes                  []Wish
	bought                  []Bought
	done, ended, held, open int
	told                    []string
	resources               []string
}

// Count compares the vendor's books with the panel's. It knows neither's rules:
// a purchase belongs to one order, and an order says what became of it.
func Count(wishes []Wish, told []Told, bought []Bought) Verdict {
	v := Verdict{Orders: len(told), States: map[string]int{}}
	tallies, order := map[thing]*tally{}, []thing{}
	of := func(t thing) *tally {
		if tallies[t] == nil {
			tallies[t] = &tally{}
			order = append(order, t)
		}
		return tallies[t]
	}
	byKey := map[string]Wish{}
	for _, w := range wishes {
		byKey[w.Key] = w
		t := of(w.thing())
		t.wishes = append(t.wishes, w)
	}
	seen := map[string]bool{}
	for _, o := range told {
		w, known := byKey[o.Key]
		v.States[o.State]++
		if !known || seen[o.Key] {
			v.Double++
			v.note("order %d: nobody wished for it, or it is the second of its form %q", o.ID, o.Key)
			continue
		}
		seen[o.Key] = true
		of(w.thing()).tell(&v, w, o)
	}
	for _, b := range bought {
		t := of(b.thing())
		t.bought = append(t.bought, b)
	}
	for _, w := range wishes {
		if !seen[w.Key] {
			v.Missing++
			v.note("%s %s: became no order", w.Class, w.thing().name)
		}
	}
	for _, name := range order {
		tallies[name].count(&v, name)
	}
	return v
}

// tell enters what the panel says of a wish.
func (t *tally) tell(v *Verdict, w Wish, o Told) {
	t.told = append(t.told, fmt.Sprintf("order %d %s", o.ID, o.State))
	if w.Paid != (o.PriceFen > 0) {
		v.Ledger++
		v.note("order %d: its price is %d fen; somebody pays for it: %t", o.ID, o.PriceFen, w.Paid)
	}
	switch o.State {
	case "done":
		t.done++
		if w.Keeps {
			t.resources = append(t.resources, strings.ToLower(o.Resource))
		}
	case "failed", "cancelled":
		t.ended++
	case "held":
		t.held++
		v.Held++
	default:
		t.open++
		v.Open++
		v.note("order %d: %s at the end", o.ID, o.State)
	}
}

// count weighs purchases against orders.
func (t *tally) count(v *Verdict, name thing) {
	p, may := len(t.bought), t.done+t.held+t.open
	double := max(0, p-may-t.ended)
	lost := max(0, min(p, may+t.ended)-may)
	wrong := max(0, t.done-p)
	if len(t.told) == 0 { // nobody knows of it
		double, lost = 0, p
	}
	for _, resource := range t.resources {
		if p > 0 && !slices.ContainsFunc(t.bought, func(b Bought) bool { return strings.EqualFold(b.Name, resource) }) {
			wrong++
		}
	}
	v.Double, v.Lost, v.Wrong = v.Double+double, v.Lost+lost, v.Wrong+wrong
	if double+lost+wrong > 0 {
		v.note("%s %s of account %d: %d purchases, %s, things %v: double %d lost %d wrong %d",
			name.call, name.name, name.account, p, strings.Join(t.told, ", "), t.resources, double, lost, wrong)
	}
}
