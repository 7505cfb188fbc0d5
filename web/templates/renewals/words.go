// Package renewals shows what ends, what renews itself and why not, plans of
// many renewals, and whether the balances last.
package renewals

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/orders"
	"tangelo/web/templates/ui"
)

// PlanHref is the address of a plan.
func PlanHref(id int64) string { return fmt.Sprintf("/renewals/plans/%d", id) }

// ProductHref is the address of the renewal of a product.
func ProductHref(id int64) string { return fmt.Sprintf("/renewals/products/%d", id) }

// Tabs are the pages about renewals; active is the key of this one.
func Tabs(ctx context.Context, active string, ledger bool) []ui.Tab {
	var tabs []ui.Tab
	for _, t := range []struct {
		key, href string
		shown     bool
	}{
		{"list", "/renewals", true},
		{"plans", "/renewals/plans", true},
		{"tonight", "/renewals/tonight", true},
		{"forecast", "/renewals/forecast", ledger},
		{"log", "/renewals/log", true},
	} {
		if t.shown {
			tabs = append(tabs, ui.Tab{Label: i18n.T(ctx, "renewals.tab."+t.key), Href: t.href, Active: t.key == active})
		}
	}
	return tabs
}

// Why is why something is not renewed.
func Why(ctx context.Context, why string) string {
	if why == "" {
		return ""
	}
	return i18n.T(ctx, "renewals.why."+why)
}

var verdictTones = map[panel.RenewalVerdict]ui.Tone{panel.RenewalDo: ui.OK, panel.RenewalWait: ui.Busy, panel.RenewalStop: ui.Bad}

var batchTones = map[panel.BatchState]ui.Tone{
	panel.BatchAsking: ui.Busy, panel.BatchPlanned: ui.Warn, panel.BatchRunning: ui.Busy, panel.BatchPaused: ui.Warn, panel.BatchDone: ui.OK, panel.BatchDropped: ui.Mute,
}

var lineTones = map[panel.LineState]ui.Tone{
	panel.LineAsking: ui.Busy, panel.LineBlocked: ui.Mute, panel.LineReady: ui.OK, panel.LineStopped: ui.Bad,
}

// lineState is how a line stands: by its order once it has one.
func lineState(ctx context.Context, l panel.RenewalLine) (ui.Tone, string) {
	if l.Order != "" {
		return orders.Tones[l.Order], i18n.T(ctx, "orders.state."+string(l.Order))
	}
	return lineTones[l.State], i18n.T(ctx, "renewals.line."+string(l.State))
}

// Outcomes are the groups that the lines of a plan are shown in.
var Outcomes = []string{"all", "ready", "blocked", "working", "done", "failed", "held"}

// Outcome is the group of a line.
func Outcome(l panel.RenewalLine) string {
	switch {
	case l.State == panel.LineBlocked:
		return "blocked"
	case l.Failed():
		return "failed"
	case l.Order == panel.OrderDone:
		return "done"
	case l.Order == panel.OrderHeld || l.Order == panel.OrderUnknown:
		return "held"
	case l.Order != "" || l.State == panel.LineAsking:
		return "working"
	}
	return "ready"
}

func endsText(ends int) string {
	return fmt.Sprintf("%04d-%02d-%02d", ends/10_000, ends/100%100, ends%100)
}

func daysText(days []int) string {
	text := ""
	for i, d := range days {
		if i > 0 {
			text += " / "
		}
		text += fmt.Sprint(d)
	}
	return text
}

// newEnd is when a line's product ends after its renewal.
func newEnd(l panel.RenewalLine) time.Time {
	return time.Date(l.Ends/10_000, time.Month(l.Ends/100%100)+time.Month(l.Months), l.Ends%100, 0, 0, 0, 0, panel.China)
}

func loss(f panel.Fen) ui.Tone {
	if f < 0 {
		return ui.Bad
	}
	return ""
}
