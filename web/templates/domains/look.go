package domains

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
)

var tones = map[panel.ProductState]ui.Tone{
	panel.StatePending: ui.Busy, panel.StateUnverified: ui.Warn, panel.StateActive: ui.OK, panel.StateStopped: ui.Mute, panel.StatePaused: ui.Warn,
	panel.StateNotCreated: ui.Warn, panel.StateTransfer: ui.Busy, panel.StateExpired: ui.Bad, panel.StateFailed: ui.Bad, panel.StateGone: ui.Mute,
}

var auditTones = map[string]ui.Tone{
	"none": ui.Warn, "waiting": ui.Busy, "pending": ui.Busy, "pass": ui.OK, "unpass": ui.Bad,
}

var jobTones = map[panel.JobState]ui.Tone{
	panel.JobWaiting: ui.Busy, panel.JobRunning: ui.Busy, panel.JobDone: ui.OK, panel.JobFailed: ui.Bad, panel.JobCancelled: ui.Mute,
}

var orderTones = map[panel.OrderState]ui.Tone{
	panel.OrderSubmitted: ui.Busy, panel.OrderApproval: ui.Warn, panel.OrderReady: ui.Busy, panel.OrderSending: ui.Busy, panel.OrderAccepted: ui.Busy,
	panel.OrderUnknown: ui.Warn, panel.OrderHeld: ui.Warn, panel.OrderDone: ui.OK, panel.OrderFailed: ui.Bad, panel.OrderCancelled: ui.Mute,
}

// states lists what a domain's state can be.
var states = []panel.ProductState{
	panel.StateActive, panel.StateUnverified, panel.StatePending, panel.StateTransfer, panel.StatePaused, panel.StateExpired, panel.StateFailed, panel.StateGone,
}

func stateOptions(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Label: i18n.T(ctx, "domains.all")}}
	for _, s := range states {
		options = append(options, ui.Option{Value: string(s), Label: i18n.T(ctx, "domains.state."+string(s))})
	}
	return options
}

func expiringOptions(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Label: i18n.T(ctx, "domains.all")}}
	for _, days := range []int{0, 30, 90} {
		options = append(options, ui.Option{Value: fmt.Sprint(days), Label: i18n.T(ctx, fmt.Sprintf("domains.expiring.%d", days))})
	}
	return options
}

// days is how many whole days are left until a date; negative when it is past.
func days(now, at time.Time) int {
	d := at.Sub(now)
	if d < 0 {
		return -int((-d + 24*time.Hour - 1) / (24 * time.Hour))
	}
	return int(d / (24 * time.Hour))
}

func expiryTone(now, at time.Time) ui.Tone {
	switch {
	case at.After(now.AddDate(0, 0, 30)):
		return ui.Mute
	case at.After(now):
		return ui.Warn
	}
	return ui.Bad
}

func daysText(ctx context.Context, at time.Time) string {
	n := days(i18n.Now(ctx), at)
	if n < 0 {
		return i18n.T(ctx, "domains.days.past", "Count", -n)
	}
	return i18n.T(ctx, "domains.days.left", "Count", n)
}

func href(id int64) string { return fmt.Sprintf("/domains/%d", id) }

func auditState(p panel.Product) string {
	if p.Facts.Domain == nil || p.Facts.Domain.Audit.State == "" {
		return ""
	}
	return p.Facts.Domain.Audit.State
}

// transferSteps are the stations of a transfer, with the registrar's codes
// that belong to each.
var transferSteps = []struct {
	name  string
	codes []string
}{
	{"ordered", []string{"0", "1"}},
	{"checked", []string{"13", "14"}},
	{"confirmed", []string{"2", "3"}},
	{"moving", []string{"5", "6"}},
	{"arrived", []string{"10"}},
}

// transferKey names the text for a code; an undocumented one has the registrar's words.
func transferKey(ctx context.Context, code string) string {
	if i18n.Has(ctx, "domains.transfer."+code) {
		return "domains.transfer." + code
	}
	return "domains.transfer.other"
}

func stepItems(ctx context.Context, t panel.Transfer) []ui.StepItem {
	at := 0
	for i, s := range transferSteps {
		for _, code := range s.codes {
			if code == t.Code {
				at = i
			}
		}
	}
	var items []ui.StepItem
	for i, s := range transferSteps {
		item := ui.StepItem{Label: i18n.T(ctx, "domains.step."+s.name)}
		switch {
		case i < at || t.Code == "10":
			item.State = ui.Done
		case i == at:
			item.State, item.Note = ui.Running, i18n.T(ctx, transferKey(ctx, t.Code), "Text", t.Text)
		}
		items = append(items, item)
	}
	return items
}

func (p DetailPage) live(ctx context.Context) templ.Attributes {
	if !p.Busy {
		return templ.Attributes{}
	}
	return ui.HX(ctx, "hx-sse:connect", href(p.Product.ID)+"/stream", "hx-sse:close", "done", "hx-target", "this", "hx-swap", "innerMorph")
}

func (p BuyPage) formHref() string { return "/domains/register?" + p.query().Encode() }

// ConfirmHref is where a registration that was checked is confirmed.
func (p BuyPage) ConfirmHref() string { return "/domains/register/confirm?" + p.query().Encode() }

func (p BuyPage) query() url.Values {
	return url.Values{
		"name": {p.Name}, "customer": {fmt.Sprint(p.Customer)}, "account": {fmt.Sprint(p.Account)}, "contact": {fmt.Sprint(p.Contact)},
		"years": {fmt.Sprint(p.Years)}, "nameservers": {p.Nameservers}, "coupon": {p.Coupon}, "voucher": {p.Voucher},
	}
}
