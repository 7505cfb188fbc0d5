package payments

import (
	"context"
	"fmt"
	"strings"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
)

// Tones are the tones of the states of top-ups.
var Tones = map[panel.TopUpState]ui.Tone{
	panel.TopUpCreated: ui.Busy, panel.TopUpOpen: ui.Busy, panel.TopUpCredited: ui.OK, panel.TopUpClosed: ui.Mute,
	panel.TopUpRefunded: ui.Warn, panel.TopUpMismatch: ui.Bad,
}

// causeTones are the tones of the lines of a history; the rest is mute.
var causeTones = map[panel.TopUpCause]ui.Tone{
	panel.TopUpPaid: ui.OK, panel.TopUpDiffers: ui.Bad, panel.TopUpRefused: ui.Bad, panel.TopUpBack: ui.Warn, panel.TopUpOffered: ui.Busy, panel.TopUpBegun: ui.Busy,
}

var accountTones = map[string]ui.Tone{"ok": ui.OK, "failed": ui.Bad, "untested": ui.Warn}

var statementTones = map[panel.StatementState]ui.Tone{
	panel.StatementSame: ui.OK, panel.StatementDiffers: ui.Bad, panel.StatementUnread: ui.Warn,
}

// Href is the address of an account at a payment provider.
func Href(id int64) string { return fmt.Sprintf("/payments/%d", id) }

// TopUpHref is the address of a top-up, for resellers or for its customer.
func TopUpHref(id int64, portal bool) string {
	if portal {
		return fmt.Sprintf("/my/topups/%d", id)
	}
	return fmt.Sprintf("/topups/%d", id)
}

func provider(ctx context.Context, v panel.Vendor) string {
	return i18n.T(ctx, "payments.name."+string(v))
}

func stateWord(ctx context.Context, s panel.TopUpState) string {
	return i18n.T(ctx, "payments.topup.state."+string(s))
}

// timeline is the history of a top-up, the latest first.
func timeline(ctx context.Context, events []panel.TopUpEvent) []ui.Event {
	shown := make([]ui.Event, 0, len(events))
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		one := ui.Event{At: e.At, Tone: causeTones[e.Cause], Title: i18n.T(ctx, "payments.cause."+string(e.Cause)), Actor: e.Who}
		if one.Tone == "" {
			one.Tone = ui.Mute
		}
		if e.Detail != "" && e.Detail != "null" {
			one.Detail = ui.CodeBlock(i18n.T(ctx, "payments.evidence"), e.Detail)
		}
		shown = append(shown, one)
	}
	return shown
}

// line is one side of a difference in words.
func line(ctx context.Context, l panel.PayLine) string {
	if l.Number == "" {
		return i18n.T(ctx, "payments.statement.missing")
	}
	return strings.Join([]string{i18n.Money(int64(l.Amount)), l.Currency, l.Reference}, " · ")
}
