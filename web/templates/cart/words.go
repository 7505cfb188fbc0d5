// Package cart shows what a person collects to order at once, and what became
// of it.
package cart

import (
	"cmp"
	"context"
	"fmt"

	"github.com/a-h/templ"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/cloud"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/prices"
	"tangelo/web/templates/ui"
)

// Fields of the form that orders a cart.
const (
	VersionField = "version"
	orderForm    = "order"
)

// SeenField is the name of the field with the price that was shown for a line.
func SeenField(lineID int64) string { return fmt.Sprintf("seen-%d", lineID) }

// Root is where carts are, in the console or in the portal.
func Root(portal bool) string {
	if portal {
		return "/my/cart"
	}
	return "/cart"
}

// Href is the address of the cart for a customer.
func Href(portal bool, customerID int64) string {
	if portal || customerID == 0 {
		return Root(portal)
	}
	return fmt.Sprintf("%s?customer=%d", Root(portal), customerID)
}

// PurchaseHref is the address of a cart that was ordered.
func PurchaseHref(portal bool, id int64) string {
	if portal {
		return fmt.Sprintf("/my/purchases/%d", id)
	}
	return fmt.Sprintf("/purchases/%d", id)
}

func (p Page) title(ctx context.Context, l Line) string {
	if p.Portal {
		return orders.PortalOperation(ctx, l.Operation)
	}
	return orders.Operation(ctx, l.Operation)
}

// what is the thing a line is about, in words.
func (l Line) what(ctx context.Context) string {
	return cmp.Or(l.Name, cloud.Wished(ctx, l.Input))
}

func (l Line) period(ctx context.Context) string {
	if l.Tag.Offer.Kind == "" {
		return ""
	}
	return prices.Period(ctx, l.Tag.Offer.Months)
}

// moved says of a line that its price is another one than before.
func (l Line) moved(ctx context.Context) string {
	if !l.Moved(l.Tag) {
		return ""
	}
	return i18n.T(ctx, "cart.moved", "Was", i18n.Money(int64(l.Was)), "Now", i18n.Money(int64(l.Tag.Fen)))
}

func (p Page) forWhom(ctx context.Context, c panel.Cart) string {
	if c.CustomerID == 0 {
		return i18n.T(ctx, "cart.ourselves")
	}
	return c.Customer
}

// tabs lead to the person's other carts.
func (p Page) tabs(ctx context.Context) []ui.Tab {
	var tabs []ui.Tab
	here := false
	for _, c := range p.Others {
		active := c.CustomerID == p.Cart.CustomerID
		here = here || active
		tabs = append(tabs, ui.Tab{Label: p.forWhom(ctx, c), Href: Href(false, c.CustomerID), Count: fmt.Sprint(c.Lines), Active: active})
	}
	if !here {
		tabs = append(tabs, ui.Tab{Label: p.forWhom(ctx, p.Cart), Href: Href(false, p.Cart.CustomerID), Active: true})
	}
	return tabs
}

// box is the sum of a cart, and what the wallet says to it.
func (p Page) box(ctx context.Context) ui.PriceProps {
	s := p.Sum
	box := ui.PriceProps{Label: i18n.T(ctx, "cart.sum", "Count", len(p.Lines)), Total: i18n.T(ctx, "cart.total"), Fen: int64(s.Price)}
	if p.Portal {
		box.Total = i18n.T(ctx, "prices.pay")
	}
	if !s.Charge {
		box.Total, box.Fen = i18n.T(ctx, "cart.total.cost"), int64(s.Cost)
	}
	if s.Open() || s.Free > 0 || !s.Charge && s.Cost == 0 {
		box.Open = i18n.T(ctx, "cart.atleast", "Amount", i18n.Money(box.Fen))
	}
	switch {
	case p.Portal:
	case !p.Margins && !s.Charge:
		box.Open = i18n.T(ctx, "prices.hidden")
	case p.Margins && s.Charge:
		box.Lines = append(box.Lines, ui.PriceLine{Label: i18n.T(ctx, "prices.cost"), Fen: int64(s.Cost)}, ui.PriceLine{Label: i18n.T(ctx, "prices.margin"), Fen: int64(s.Margin)})
	}
	box.After, box.Short = p.Funds.Lines(ctx, s.Price), p.Funds.Says(ctx)
	return box
}

// submit is the button that orders everything.
func (p Page) submit(ctx context.Context) ui.ButtonProps {
	b := ui.ButtonProps{Label: i18n.T(ctx, "cart.order", "Count", len(p.Lines)), Icon: "shopping-cart", Kind: ui.Primary, Type: "submit"}
	switch {
	case p.Sum.Charge && p.Sum.Asking > 0:
		b.Disabled, b.Why = true, i18n.T(ctx, "prices.asking")
	case p.Portal && p.Sum.Stuck > 0:
		b.Disabled, b.Why = true, i18n.T(ctx, "prices.onrequest")
	case p.Funds.Short > 0:
		b.Disabled, b.Why = true, p.Funds.Says(ctx)
	}
	return b
}

func (p Page) columns(ctx context.Context) []ui.Column {
	cols := []ui.Column{
		{Label: i18n.T(ctx, "cart.what"), Main: true},
		{Label: i18n.T(ctx, "cart.term"), Tight: true},
		{Label: i18n.T(ctx, "cart.price"), End: true, Tight: true},
		{Label: i18n.T(ctx, "prices.cost"), End: true, Tight: true},
		{Label: i18n.T(ctx, "prices.margin"), End: true, Tight: true},
		{Label: i18n.T(ctx, "cart.remove"), End: true, Tight: true, Hide: true},
	}
	return cols
}

// heads are the columns that the person sees, in their order.
func (p Page) heads(cols []ui.Column) []ui.Column {
	heads := append([]ui.Column{}, cols[:2]...)
	for i, shown := range []bool{p.Sum.Charge || p.Portal, !p.Portal && p.Margins, !p.Portal && p.Margins && p.Sum.Charge} {
		if shown {
			heads = append(heads, cols[2+i])
		}
	}
	return append(heads, cols[5])
}

func (p Page) removeHref(l Line) string {
	return fmt.Sprintf("%s/%d/lines/%d/remove", Root(p.Portal), p.Cart.ID, l.ID)
}

func (p Page) orderHref() string { return fmt.Sprintf("%s/%d/order", Root(p.Portal), p.Cart.ID) }

// live keeps the orders of a purchase up to date while one is not over.
func (p PurchasePage) live(ctx context.Context) templ.Attributes {
	if !p.Open {
		return templ.Attributes{}
	}
	return ui.HX(ctx, "hx-sse:connect", PurchaseHref(p.Portal, p.Cart.ID)+"/stream", "hx-sse:close", "done", "hx-target", "this", "hx-swap", "innerMorph")
}

func (p Page) text(ctx context.Context) string {
	if p.Portal {
		return i18n.T(ctx, "cart.text.portal")
	}
	return i18n.T(ctx, "cart.text", "Name", p.forWhom(ctx, p.Cart))
}
