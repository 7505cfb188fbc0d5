// Package gallery shows every part of the interface in every state, with
// invented data. The tests for accessibility, contrast and layout walk it.
package gallery

import (
	"context"
	"net/url"
	"time"

	"tangelo/web/i18n"
	"tangelo/web/templates/layout"
	"tangelo/web/templates/ui"
)

// Path is where the pages of the gallery are meant to be served.
const Path = "/dev/components"

// then is the moment the invented data was made.
var then = time.Date(2026, 11, 21, 0, 40, 7, 0, time.UTC)

// text is the gallery's message with this key.
func text(ctx context.Context, key string) string { return i18n.T(ctx, "gallery."+key) }

// Frame is the frame of the gallery's pages; a handler sets Theme.
func Frame(ctx context.Context) layout.PageFrame {
	return layout.PageFrame{
		Title: text(ctx, "title"), Active: "domains", Nav: consoleNav(ctx), Path: Path, Home: Path, Sandbox: true,
		User: layout.User{
			Name: text(ctx, "rights.reseller"), Role: text(ctx, "role"), Logout: "/logout",
			Links: []ui.Crumb{{Label: i18n.T(ctx, "layout.sessions"), Href: "#main"}, {Label: i18n.T(ctx, "layout.password"), Href: "#main"}},
		},
		Flash: []layout.Flash{
			{Tone: ui.OK, Text: text(ctx, "flash"), Link: ui.Crumb{Label: text(ctx, "flash.link"), Href: "#main"}},
			{Tone: ui.Warn, Text: text(ctx, "flash.bad")},
		},
		Breadcrumb: []ui.Crumb{{Label: text(ctx, "nav.overview"), Href: "#main"}, {Label: text(ctx, "nav.domains"), Href: "#main"}, {Label: text(ctx, "title")}},
		Running:    2, Failed: 1, JobsHref: "#work",
	}
}

func consoleNav(ctx context.Context) []layout.NavGroup {
	item := func(key, icon string) layout.NavItem {
		return layout.NavItem{Key: key, Label: text(ctx, "nav."+key), Href: "#" + key, Icon: icon}
	}
	failed := item("jobs", "list-checks")
	failed.Badge, failed.Tone = "1", ui.Bad
	orders := item("orders", "receipt")
	orders.Badge = "12"
	return []layout.NavGroup{
		{Items: []layout.NavItem{item("overview", "layout-dashboard")}},
		{Label: text(ctx, "nav.group.products"), Items: []layout.NavItem{item("domains", "globe"), item("zones", "route"), item("hosts", "server")}},
		{Label: text(ctx, "nav.group.shop"), Items: []layout.NavItem{item("customers", "users"), orders}},
		{Label: text(ctx, "nav.group.run"), Items: []layout.NavItem{failed, item("audit", "scroll-text")}},
	}
}

func portalFrame(ctx context.Context, theme string) layout.PageFrame {
	frame := Frame(ctx)
	frame.Theme, frame.Active = theme, "services"
	frame.Nav = []layout.NavGroup{{Items: []layout.NavItem{
		{Key: "services", Label: text(ctx, "nav.services"), Href: "#services", Icon: "package"},
		{Key: "zones", Label: text(ctx, "nav.zones"), Href: "#zones", Icon: "route"},
		{Key: "orders", Label: text(ctx, "nav.orders"), Href: "#orders", Icon: "receipt", Badge: "2"},
	}}}
	frame.JobsHref, frame.Breadcrumb, frame.Flash = "", nil, nil
	return frame
}

func plainFrame(ctx context.Context, theme string) layout.PageFrame {
	return layout.PageFrame{Title: text(ctx, "login"), Theme: theme, Path: Path, Sandbox: true}
}

// domain is a row of the sample list.
type domain struct {
	id, name, ascii, customer string
	expiry                    time.Time
	tone, row                 ui.Tone
	state                     string
	fen                       int64
}

func domains(ctx context.Context) []domain {
	day := 24 * time.Hour
	return []domain{
		{"d1", "example.cn", "", text(ctx, "customer.a"), then.Add(212 * day), ui.OK, "", text(ctx, "state.ok"), 3500},
		{"d2", "中文网址.中国", "xn--fiq228c5hsx58g.xn--fiqs8s", text(ctx, "customer.b"), then.Add(300 * day), ui.Busy, "", text(ctx, "state.busy"), 28000},
		{"d3", "haitian-technology-international.com.cn", "", text(ctx, "customer.a"), then.Add(9 * day), ui.Warn, ui.Warn, text(ctx, "state.warn"), 3500},
		{"d4", "li-na.net", "", text(ctx, "customer.b"), then.Add(80 * day), ui.Bad, ui.Bad, text(ctx, "state.bad"), 8800},
		{"d5", "old-shop.com", "", text(ctx, "customer.b"), then.Add(-3 * day), ui.Mute, ui.Mute, text(ctx, "state.mute"), 123456700},
	}
}

func columns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Label: text(ctx, "list.name"), Sort: "name", Main: true},
		{Label: text(ctx, "list.customer"), Sort: "customer"},
		{Label: text(ctx, "list.state"), Tight: true},
		{Label: text(ctx, "list.expiry"), Sort: "expiry", Tight: true},
		{Label: text(ctx, "list.price"), End: true, Tight: true},
		{Label: text(ctx, "list.actions"), Hide: true, Tight: true},
	}
}

func listURL() *url.URL { return &url.URL{Path: Path, RawQuery: "state=all"} }

func steps(ctx context.Context) []ui.JobStep {
	return []ui.JobStep{
		{Label: text(ctx, "job.order"), State: ui.Done, At: then},
		{Label: text(ctx, "job.create"), State: ui.Running, At: then.Add(4 * time.Second), Note: text(ctx, "job.note")},
		{Label: text(ctx, "job.read")},
		{Label: text(ctx, "job.notify")},
	}
}

func failedSteps(ctx context.Context) []ui.JobStep {
	return []ui.JobStep{
		{Label: text(ctx, "job.order"), State: ui.Done, At: then},
		{Label: text(ctx, "alert.warn"), State: ui.Warned, At: then.Add(4 * time.Second)},
		{Label: text(ctx, "job.create"), State: ui.Failed, At: then.Add(time.Minute)},
		{Label: text(ctx, "job.notify"), State: ui.Skipped},
	}
}

func refused(ctx context.Context) ui.ErrorProps {
	return ui.ErrorProps{
		Title: text(ctx, "error.title"), Text: text(ctx, "error.text"),
		Vendor: "CNDNS", Code: "10019", Message: text(ctx, "error.message"), Next: text(ctx, "error.next"),
		Reference: "req-7f3a90c2", Log: ui.ButtonProps{Label: text(ctx, "error.log"), Href: "#messages"},
		Actions: []ui.ButtonProps{{Label: text(ctx, "error.retry"), Kind: ui.Primary, Href: "#messages"}},
	}
}

func unknown(ctx context.Context) ui.ErrorProps {
	return ui.ErrorProps{Tone: ui.Warn, Title: text(ctx, "unknown.title"), Text: text(ctx, "unknown.text"), Reference: "req-0b11e7d4"}
}

func rebuild(ctx context.Context, id, problem string) ui.ConfirmProps {
	return ui.ConfirmProps{
		ID: id, Question: text(ctx, "confirm.host"), Effect: text(ctx, "confirm.host.effect"), Objects: []string{text(ctx, "confirm.host.object")},
		Action: Path, Button: text(ctx, "confirm.host.button"), Danger: true, Type: "web-01", Problem: problem, Back: Path,
	}
}

func history(ctx context.Context) []ui.Event {
	return []ui.Event{
		{At: then, Tone: ui.Bad, Title: text(ctx, "event.refused"), Actor: "CNDNS", Note: text(ctx, "event.note"), Href: "#facts"},
		{At: then.Add(-time.Hour), Title: text(ctx, "event.ns"), Actor: text(ctx, "rights.reseller"), Detail: ui.Diff([]ui.Change{
			{Field: "NS1", Before: "ns1.old.example", After: "ns1.dnspod.net"},
			{Field: "NS2", After: "ns2.dnspod.net"},
		})},
		{At: then.Add(-25 * time.Hour), Tone: ui.OK, Title: text(ctx, "event.registered"), Actor: text(ctx, "system")},
	}
}
