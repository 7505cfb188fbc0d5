// Package ledger shows money: wallets, statements and the books, to resellers
// and, where Portal is set, to customers.
package ledger

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/ui"
)

// What says in words why money moved: the kind, and the order when there is one.
func What(ctx context.Context, kind panel.TransferKind, operation, name string, portal bool) string {
	text := i18n.T(ctx, "ledger.kind."+string(kind))
	if operation == "" {
		return text
	}
	words := orders.Operation(ctx, operation)
	if key := "portal.order." + operation; portal && i18n.Has(ctx, key) {
		words = i18n.T(ctx, key)
	}
	text += " · " + words
	if name != "" {
		text += " " + name
	}
	return text
}

// note is what else was said: the payment's reference, its day when that is
// another than the day of booking, and the reason.
func note(ctx context.Context, e panel.LedgerEntry) (words []string) {
	if e.Reference != "" {
		words = append(words, i18n.T(ctx, "ledger.note.reference", "Reference", e.Reference))
	}
	if !e.ValueOn.IsZero() && i18n.Date(e.ValueOn) != i18n.Date(e.At) {
		words = append(words, i18n.T(ctx, "ledger.note.day", "Day", i18n.Date(e.ValueOn)))
	}
	if e.Reason != "" {
		words = append(words, reason(ctx, e.Reason))
	}
	return words
}

// reason is a person's words, or ours where the panel booked by itself.
func reason(ctx context.Context, text string) string {
	if text == panel.ReasonOpening {
		return i18n.T(ctx, text)
	}
	return text
}

// Tones are the tones of the states of transfers.
var Tones = map[panel.TransferState]ui.Tone{
	panel.TransferPending: ui.Busy, panel.TransferPosted: ui.OK, panel.TransferVoided: ui.Mute,
}

func customerHref(id int64) string { return fmt.Sprintf("/customers/%d", id) }

// WalletHref is the address of a customer's wallet.
func WalletHref(customerID int64) string { return customerHref(customerID) + "/wallet" }

// StatementHref is the address of a customer's statements.
func StatementHref(customerID int64) string { return customerHref(customerID) + "/statement" }

func orderHref(id int64, portal bool) string {
	if portal {
		return fmt.Sprintf("/my/orders/%d", id)
	}
	return orders.Href(id)
}

// Tabs are the sections of a customer's page; active is one of "customer",
// "wallet", "statement".
func Tabs(ctx context.Context, customerID int64, active string) []ui.Tab {
	return []ui.Tab{
		{Label: i18n.T(ctx, "ledger.tab.customer"), Href: customerHref(customerID), Active: active == "customer"},
		{Label: i18n.T(ctx, "ledger.tab.wallet"), Href: WalletHref(customerID), Active: active == "wallet"},
		{Label: i18n.T(ctx, "ledger.tab.statement"), Href: StatementHref(customerID), Active: active == "statement"},
	}
}

// PortalTabs are the pages about a customer's own money.
func PortalTabs(ctx context.Context, active string) []ui.Tab {
	return []ui.Tab{
		{Label: i18n.T(ctx, "ledger.tab.wallet"), Href: "/my/wallet", Active: active == "wallet"},
		{Label: i18n.T(ctx, "ledger.tab.topups"), Href: "/my/topups", Active: active == "topups"},
		{Label: i18n.T(ctx, "ledger.tab.statement"), Href: "/my/statement", Active: active == "statement"},
	}
}
