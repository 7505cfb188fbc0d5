package prices

import (
	"context"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
)

// Funds is what a customer's wallet says where something is about to be ordered.
type Funds struct {
	Charged   bool      // a customer's wallet pays
	Shown     bool      // the person may see the amount
	Available panel.Fen // counts only when Shown
	Short     panel.Fen // how much is missing
	TopUp     string    // where money is put in; "" = the person cannot
}

// Lines say what is in the wallet before and after a price is paid.
func (f Funds) Lines(ctx context.Context, price panel.Fen) []ui.PriceLine {
	if !f.Charged || !f.Shown {
		return nil
	}
	lines := []ui.PriceLine{{Label: i18n.T(ctx, "prices.wallet"), Fen: int64(f.Available)}}
	if price > 0 && f.Short == 0 {
		lines = append(lines, ui.PriceLine{Label: i18n.T(ctx, "prices.wallet.after"), Fen: int64(f.Available - price)})
	}
	return lines
}

// Says is how much is missing, in words; empty when nothing is.
func (f Funds) Says(ctx context.Context) string {
	if f.Short == 0 {
		return ""
	}
	return i18n.T(ctx, "prices.wallet.short", "Missing", i18n.Money(int64(f.Short)))
}

// TopUpButton leads to where the missing money is put in; without a label
// when nothing is missing or the person cannot.
func (f Funds) TopUpButton(ctx context.Context) ui.ButtonProps {
	if f.Short == 0 || f.TopUp == "" {
		return ui.ButtonProps{}
	}
	return ui.ButtonProps{Label: i18n.T(ctx, "prices.wallet.topup"), Icon: "wallet", Kind: ui.Primary, Href: f.TopUp}
}
