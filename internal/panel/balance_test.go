package panel_test

import (
	"testing"

	"pgregory.net/rapid"

	"tangelo/internal/panel"
)

func TestTheBalanceEquation(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		e    panel.BalanceEquation
		want panel.ReadingVerdict
		off  panel.Fen
	}{
		"the first":                             {panel.BalanceEquation{First: true, Balance: 500}, panel.ReadingFirst, 0},
		"equal":                                 {panel.BalanceEquation{Balance: 500, Low: 500, High: 500}, panel.ReadingEqual, 0},
		"equal, with an order of unknown cost":  {panel.BalanceEquation{Balance: 500, Low: 500, High: 500, Unpriced: 1}, panel.ReadingEqual, 0},
		"nothing of what is pending charged":    {panel.BalanceEquation{Balance: 500, Low: 400, High: 500}, panel.ReadingWithin, 0},
		"all of it charged":                     {panel.BalanceEquation{Balance: 400, Low: 400, High: 500}, panel.ReadingWithin, 0},
		"a fen too little":                      {panel.BalanceEquation{Balance: 399, Low: 400, High: 500}, panel.ReadingOff, -1},
		"a fen too much":                        {panel.BalanceEquation{Balance: 501, Low: 400, High: 500}, panel.ReadingOff, 1},
		"less, and an order of unknown cost":    {panel.BalanceEquation{Balance: 100, Low: 400, High: 500, Unpriced: 1}, panel.ReadingUndecided, -300},
		"more, which no unknown cost can cause": {panel.BalanceEquation{Balance: 501, Low: 400, High: 500, Unpriced: 9}, panel.ReadingOff, 1},
	} {
		if got, off := tt.e.Weigh(); got != tt.want || off != tt.off {
			t.Errorf("%s: %s by %d, want %s by %d", name, got, off, tt.want, tt.off)
		}
	}
}

// TestTheEquationHoldsForEveryHonestVendor charges any part of what is pending
// and finds no fault; then somebody takes a fen more or less than that explains.
func TestTheEquationHoldsForEveryHonestVendor(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		mirror := panel.Fen(rapid.Int64Range(-1000, 100_000).Draw(t, "mirror"))
		e := panel.BalanceEquation{Balance: mirror, Low: mirror, High: mirror}
		for _, cost := range rapid.SliceOfN(rapid.Int64Range(1, 5000), 0, 6).Draw(t, "pending") {
			e.Low -= panel.Fen(cost)
			if rapid.Bool().Draw(t, "charged") {
				e.Balance -= panel.Fen(cost)
			}
		}
		if v, off := e.Weigh(); v == panel.ReadingOff || off != 0 {
			t.Fatalf("%+v: %s by %d", e, v, off)
		}
		stolen := panel.Fen(rapid.Int64Range(1, 5000).Draw(t, "stolen"))
		for _, balance := range []panel.Fen{e.Low - stolen, e.High + stolen} {
			e.Balance = balance
			if v, off := e.Weigh(); v != panel.ReadingOff || max(off, -off) != stolen {
				t.Fatalf("%+v: %s by %d, want off by %d", e, v, off, stolen)
			}
		}
	})
}

func TestWhatABalanceSaysOfAPrice(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		trace panel.PriceTrace
		want  panel.PriceGone
	}{
		"gone":                               {panel.PriceTrace{Before: 1000, Now: 900, Price: 100}, panel.PriceWent},
		"there":                              {panel.PriceTrace{Before: 1000, Now: 1000, Price: 100}, panel.PriceStayed},
		"gone besides another's":             {panel.PriceTrace{Before: 1000, Now: 860, Price: 100, Others: 40}, panel.PriceWent},
		"only another's is gone":             {panel.PriceTrace{Before: 1000, Now: 960, Price: 100, Others: 40}, panel.PriceStayed},
		"gone, and topped up":                {panel.PriceTrace{Before: 1000, Now: 1400, ToppedUp: 500, Price: 100}, panel.PriceWent},
		"another may have been carried out":  {panel.PriceTrace{Before: 1000, Now: 900, Price: 100, Uncertain: 1}, panel.PriceUnclear},
		"there, and another may have been":   {panel.PriceTrace{Before: 1000, Now: 1000, Price: 100, Uncertain: 1}, panel.PriceUnclear},
		"another amount":                     {panel.PriceTrace{Before: 1000, Now: 899, Price: 100}, panel.PriceUnclear},
		"gone, and nobody knows the price":   {panel.PriceTrace{Before: 1000, Now: 900}, panel.PriceUnclear},
		"there, and nobody knows the price":  {panel.PriceTrace{Before: 1000, Now: 1000}, panel.PriceStayed},
		"more than before, without a top-up": {panel.PriceTrace{Before: 1000, Now: 1100, Price: 100}, panel.PriceUnclear},
	} {
		if got := tt.trace.Says(); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}
