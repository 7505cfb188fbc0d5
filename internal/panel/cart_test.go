package panel_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/panel"
)

func TestACartAddsUpWhatIsKnown(t *testing.T) {
	t.Parallel()
	known := panel.PriceTag{InUse: true, Price: panel.Price{Fen: 6600, Cost: 5500}, Worth: 500}
	asking := panel.PriceTag{InUse: true, Asking: true, Price: panel.Price{Fen: 9900, Cost: 9000}}
	below := panel.PriceTag{InUse: true, Price: panel.Price{Fen: 5000, Cost: 5500}, Stop: panel.RiskBelow}
	unpriced := panel.PriceTag{Price: panel.Price{Cost: 700}}
	for name, tt := range map[string]struct {
		tags   []panel.PriceTag
		charge bool
		want   panel.CartSum
		open   bool
		short  panel.Fen // with 100 in the wallet
	}{
		"nothing":         {want: panel.CartSum{Charge: true}, charge: true},
		"all known":       {tags: []panel.PriceTag{known, known}, charge: true, want: panel.CartSum{Price: 13200, Cost: 10000, Margin: 3200, Charge: true}, short: 3200},
		"one is asked":    {tags: []panel.PriceTag{known, asking}, charge: true, want: panel.CartSum{Price: 6600, Cost: 5000, Margin: 1600, Asking: 1, Charge: true}, open: true},
		"one stops":       {tags: []panel.PriceTag{known, below}, charge: true, want: panel.CartSum{Price: 11600, Cost: 10500, Margin: 1100, Stuck: 1, Charge: true}, open: true, short: 1600},
		"without a price": {tags: []panel.PriceTag{unpriced}, charge: true, want: panel.CartSum{Cost: 700, Free: 1, Charge: true}},
		"for ourselves":   {tags: []panel.PriceTag{known}, want: panel.CartSum{Price: 6600, Cost: 5000, Margin: 1600}},
	} {
		got := panel.SumCart(tt.tags, tt.charge)
		if diff := cmp.Diff(tt.want, got); diff != "" || got.Open() != tt.open || got.Short(10000) != tt.short {
			t.Errorf("%s: open %v, short %d (-want +got)\n%s", name, got.Open(), got.Short(10000), diff)
		}
	}
}

func TestARenewalMovesTheEnd(t *testing.T) {
	t.Parallel()
	end := time.Date(2027, 2, 28, 4, 0, 0, 0, time.UTC)
	if got := panel.RenewedUntil(panel.Product{ExpiresAt: end}, 24); !got.Equal(end.AddDate(2, 0, 0)) {
		t.Errorf("two years more = %s", got)
	}
	for months, p := range map[int]panel.Product{12: {}, 0: {ExpiresAt: end}} {
		if got := panel.RenewedUntil(p, months); !got.IsZero() {
			t.Errorf("%d months of %s = %s, want nothing known", months, p.ExpiresAt, got)
		}
	}
}
