package layout_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"tangelo/web/i18n"
	"tangelo/web/templates/layout"
)

func page(t *testing.T, frame func(layout.PageFrame) templ.Component, p layout.PageFrame, nonce string) string {
	t.Helper()
	ctx := i18n.With(t.Context(), i18n.English)
	if nonce != "" {
		ctx = templ.WithNonce(ctx, nonce)
	}
	var out bytes.Buffer
	if err := frame(p).Render(ctx, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestFrames(t *testing.T) {
	t.Parallel()
	frames := map[string]func(layout.PageFrame) templ.Component{
		"console": layout.Page, "portal": layout.PortalPage, "plain": layout.PlainPage,
	}
	p := layout.PageFrame{Title: "Zones", Theme: "dark", Path: "/zones?a=1", Sandbox: true, Brand: "Shop & Co", Problem: true, Refresh: 5}
	for name, frame := range frames {
		got := page(t, frame, p, "abc")
		for _, want := range []string{
			`<html lang="en" data-theme="dark">`, "<title>Error: Zones · Shop &amp; Co</title>", `href="#main"`, `<main id="main"`,
			`name="return" value="/zones?a=1"`, "Every vendor is simulated", `<meta http-equiv="refresh" content="5">`, `id="toasts"`,
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%s page lacks %q:\n%s", name, want, got)
			}
		}
	}
}

func TestNavigationMarksThisPage(t *testing.T) {
	t.Parallel()
	nav := []layout.NavGroup{{Label: "Products", Items: []layout.NavItem{{Key: "a", Label: "A", Href: "/a"}, {Key: "b", Label: "B", Href: "/b"}}}}
	got := page(t, layout.Page, layout.PageFrame{Nav: nav, Active: "b"}, "")
	if want := `href="/b" aria-current="page"`; !strings.Contains(got, want) {
		t.Errorf("page lacks %q", want)
	}
	if bad := `href="/a" aria-current`; strings.Contains(got, bad) {
		t.Errorf("page has %q", bad)
	}
}

func TestJobBadgeIsThereWhenThereAreJobs(t *testing.T) {
	t.Parallel()
	if got := page(t, layout.Page, layout.PageFrame{JobsHref: "/jobs", Running: 2, Failed: 1}, ""); !strings.Contains(got, "2 jobs running") || !strings.Contains(got, "1 job failed") {
		t.Errorf("page lacks the job badge:\n%s", got)
	}
	if got := page(t, layout.Page, layout.PageFrame{JobsHref: "/jobs"}, ""); strings.Contains(got, "job-badge") {
		t.Error("page has a job badge without jobs")
	}
}

func TestPolicy(t *testing.T) {
	t.Parallel()
	base := "default-src 'none'; script-src 'self'%; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	tests := map[string]string{
		"":    strings.Replace(base, "%", "", 1),
		"abc": strings.Replace(base, "%", " 'nonce-abc'", 1) + "; require-trusted-types-for 'script'; trusted-types htmx",
	}
	for nonce, want := range tests {
		if got := layout.ContentSecurityPolicy(nonce); got != want {
			t.Errorf("policy with nonce %q =\n%s\nwant\n%s", nonce, got, want)
		}
	}
}

func TestTheme(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{"": "auto", "dark": "dark", "light": "light", `"><script>`: "auto"} {
		if got := layout.Theme(value); got != want {
			t.Errorf("Theme(%q) = %q, want %q", value, got, want)
		}
	}
}
