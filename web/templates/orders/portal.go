package orders

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
)

// PortalTones are the tones of orders for customers: what is being found out
// about is under way, and never a failure.
var PortalTones = map[panel.OrderState]ui.Tone{
	panel.OrderSubmitted: ui.Busy, panel.OrderApproval: ui.Busy, panel.OrderReady: ui.Busy, panel.OrderSending: ui.Busy, panel.OrderAccepted: ui.Busy,
	panel.OrderUnknown: ui.Busy, panel.OrderHeld: ui.Busy, panel.OrderDone: ui.OK, panel.OrderFailed: ui.Bad, panel.OrderCancelled: ui.Mute,
}

// PortalOperation is what an order asks for, in the customer's words.
func PortalOperation(ctx context.Context, operation string) string {
	key := "portal.order." + operation
	if !i18n.Has(ctx, key) {
		key = "portal.order.other"
	}
	return i18n.T(ctx, key)
}

// PortalTitle is what an order is called, in the customer's words.
func PortalTitle(ctx context.Context, o panel.Order) string {
	title := PortalOperation(ctx, o.Operation)
	if o.Name == "" {
		return title
	}
	return title + " " + o.Name
}

// PortalState is where an order stands, in the customer's words.
func PortalState(ctx context.Context, s panel.OrderState) string {
	return i18n.T(ctx, "portal.order."+string(s))
}

// PortalHref is the address of an order's page in the portal.
func PortalHref(id int64) string { return fmt.Sprintf("/my/orders/%d", id) }
