// Package layout holds the frames pages stand in: the console for staff and
// resellers (Page), the portal for customers (PortalPage) and the bare page for
// log-in, set-up and errors (PlainPage).
package layout

import (
	"context"

	"github.com/a-h/templ"

	"tangelo/web/i18n"
	"tangelo/web/static"
	"tangelo/web/templates/ui"
)

// PageFrame is what surrounds a page, in plain values and in the reader's
// language. The language comes from i18n.With, the nonce from templ.WithNonce.
type PageFrame struct {
	Title      string
	Active     string // key of the NavItem this page belongs to
	Nav        []NavGroup
	User       User
	Home       string // where the brand leads, "/" unless set
	Brand      string // name of the panel or of the reseller's shop
	Sandbox    bool   // vendors are simulated: a banner says so
	Theme      string // one of ui.Themes
	Flash      []Flash
	Breadcrumb []ui.Crumb
	Path       string // this page's address, to come back to after a switch
	Running    int    // jobs
	Failed     int
	JobsHref   string // where the job badge leads; empty: no badge
	Refresh    int    // seconds after which a page without live updates is loaded again; 0: never
	Problem    bool   // the page answers a form with problems; its title says so
}

// NavGroup is a group of the navigation; the label may be empty.
type NavGroup struct {
	Label string
	Items []NavItem
}

// NavItem is one entry of the navigation.
type NavItem struct {
	Key   string
	Label string
	Href  string
	Icon  string
	Badge string  // a count, empty: none
	Tone  ui.Tone // of the badge
}

// User is who is logged in; without a Name nobody is.
type User struct {
	Name     string
	Role     string
	Links    []ui.Crumb // entries of the user menu: account, sessions
	Logout   string     // address of the POST
	ActingAs string     // shown in the top bar while one acts as somebody else
}

// Flash is a message about what was done just before.
type Flash struct {
	Tone ui.Tone
	Text string
	Link ui.Crumb // left out without a label
}

// ContentSecurityPolicy is the policy every page is written for. The nonce is
// the one of templ.WithNonce, fresh for every answer; without a nonce htmx runs
// without its guard against injected attributes.
func ContentSecurityPolicy(nonce string) string {
	script := "script-src 'self'"
	types := ""
	if nonce != "" {
		script += " 'nonce-" + nonce + "'"
		types = "; require-trusted-types-for 'script'; trusted-types htmx"
	}
	return "default-src 'none'; " + script + "; style-src 'self'; img-src 'self' data:; " +
		"connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'" + types
}

// Cookie is the name of the cookie that keeps a person's choice of theme.
const Cookie = "theme"

// Theme turns the value of a cookie or a form into a theme; what is unknown
// follows the system.
func Theme(value string) string {
	for _, theme := range ui.Themes() {
		if value == theme {
			return theme
		}
	}
	return ui.ThemeAuto
}

// live tells whether this build has the scripts for live updates.
func live() bool { return static.Has("vendor/htmx.min.js") }

// scripts lists the scripts of a page, in the order they run.
func scripts() []string {
	all := []string{"app.js"}
	if live() {
		all = append(all, "vendor/htmx.min.js", "vendor/hx-csp.min.js", "vendor/hx-sse.min.js")
	}
	return all
}

func htmxConfig(ctx context.Context) string {
	config := `{"includeIndicatorCSS":false,"history":"reload"`
	if templ.GetNonce(ctx) == "" {
		return config + `,"extensions":"sse"}`
	}
	return config + `,"extensions":"hx-csp,sse"}`
}

func (p PageFrame) brand(ctx context.Context) string {
	if p.Brand == "" {
		return i18n.T(ctx, "layout.brand")
	}
	return p.Brand
}

func (p PageFrame) home() string {
	if p.Home == "" {
		return "/"
	}
	return p.Home
}

func (p PageFrame) documentTitle(ctx context.Context) string {
	title := i18n.T(ctx, "layout.title", "Title", p.Title, "Brand", p.brand(ctx))
	if p.Problem {
		return i18n.T(ctx, "layout.title.problem", "Title", title)
	}
	return title
}

func (p PageFrame) theme() string { return Theme(p.Theme) }

// searchPath is the list that the search of the top bar opens.
const searchPath = "/products"

// leadsTo reports whether the navigation of the person has a page.
func (p PageFrame) leadsTo(href string) bool {
	for _, group := range p.Nav {
		for _, item := range group.Items {
			if item.Href == href {
				return true
			}
		}
	}
	return false
}
