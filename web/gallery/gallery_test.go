package gallery

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"tangelo/web/i18n"
)

const nonce = "n0nce"

// pages are all pages of the gallery by name.
var pages = map[string]templ.Component{"console": Page(), "portal": Portal(""), "plain": Plain("dark")}

// each runs a check on every page in both languages.
func each(t *testing.T, check func(t *testing.T, page *html.Node)) {
	t.Helper()
	for name, component := range pages {
		for _, lang := range i18n.Languages() {
			t.Run(name+"/"+lang, func(t *testing.T) {
				t.Parallel()
				check(t, render(t, component, lang))
			})
		}
	}
}

func render(t *testing.T, component templ.Component, lang string) *html.Node {
	t.Helper()
	ctx := i18n.WithClock(i18n.With(t.Context(), lang), func() time.Time { return then.Add(time.Minute) })
	var page bytes.Buffer
	if err := component.Render(templ.WithNonce(ctx, nonce), &page); err != nil {
		t.Fatal(err)
	}
	document, err := html.Parse(&page)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func elements(page *html.Node) []*html.Node {
	var all []*html.Node
	for n := range page.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func describe(n *html.Node) string {
	var out strings.Builder
	fmt.Fprintf(&out, "<%s", n.Data)
	for _, a := range n.Attr {
		fmt.Fprintf(&out, " %s=%q", a.Key, a.Val)
	}
	return out.String() + ">"
}

func TestNothingIsInline(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, page *html.Node) {
		for _, n := range elements(page) {
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") ||
					strings.HasPrefix(strings.ToLower(a.Val), "javascript:") || strings.HasPrefix(a.Val, "js:") {
					t.Errorf("inline code or style in %s", describe(n))
				}
			}
			if _, has := attr(n, "src"); n.Data == "style" || n.Data == "script" && !has {
				t.Errorf("inline element %s", describe(n))
			}
		}
	})
}

func TestHtmxAttributesCarryTheNonce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, page *html.Node) {
		for _, n := range elements(page) {
			for _, a := range n.Attr {
				if got, _ := attr(n, "hx-nonce"); strings.HasPrefix(a.Key, "hx-") && got != nonce {
					t.Errorf("nonce = %q, want %q in %s", got, nonce, describe(n))
				}
			}
			if got, _ := attr(n, "nonce"); n.Data == "script" && got != nonce {
				t.Errorf("nonce = %q, want %q in %s", got, nonce, describe(n))
			}
		}
	})
}

func TestIDsAreUniqueAndReferencesLeadSomewhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, page *html.Node) {
		ids := map[string]int{}
		for _, n := range elements(page) {
			if id, ok := attr(n, "id"); ok {
				ids[id]++
			}
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("id %q is used %d times", id, n)
			}
		}
		for _, n := range elements(page) {
			for _, name := range []string{"for", "aria-describedby", "aria-labelledby", "popovertarget", "data-dialog", "data-reveal"} {
				list, _ := attr(n, name)
				for id := range strings.FieldsSeq(list) {
					if ids[id] == 0 {
						t.Errorf("%s leads nowhere in %s", name, describe(n))
					}
				}
			}
		}
	})
}

func TestEveryControlHasALabel(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, page *html.Node) {
		labelled := map[string]bool{}
		for _, n := range elements(page) {
			if id, ok := attr(n, "for"); ok {
				labelled[id] = true
			}
		}
		for _, n := range elements(page) {
			kind, _ := attr(n, "type")
			if n.Data != "select" && n.Data != "textarea" && (n.Data != "input" || kind == "hidden") {
				continue
			}
			if id, _ := attr(n, "id"); !labelled[id] && !inside(n, "label") {
				t.Errorf("no label for %s", describe(n))
			}
		}
	})
}

func inside(n *html.Node, name string) bool {
	for parent := range n.Ancestors() {
		if parent.Data == name {
			return true
		}
	}
	return false
}

func TestFormsWorkWithoutScript(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, page *html.Node) {
		for _, n := range elements(page) {
			if n.Data != "form" {
				continue
			}
			method, _ := attr(n, "method")
			if action, _ := attr(n, "action"); action == "" || method != "post" && method != "get" {
				t.Errorf("form without method or action: %s", describe(n))
			}
		}
	})
}

func TestOneHeadingAndOneLanguage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, page *html.Node) {
		headings, lang := 0, ""
		for _, n := range elements(page) {
			switch n.Data {
			case "h1":
				headings++
			case "html":
				lang, _ = attr(n, "lang")
			}
		}
		if headings != 1 {
			t.Errorf("h1 = %d, want 1", headings)
		}
		if !strings.HasSuffix(t.Name(), "/"+lang) {
			t.Errorf("lang = %q in %s", lang, t.Name())
		}
	})
}

var bareKey = regexp.MustCompile(`^\s*(ui|layout|gallery)\.[a-z.-]+`)

func TestNoKeyIsShownInsteadOfAText(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, page *html.Node) {
		for n := range page.Descendants() {
			if n.Type == html.TextNode && bareKey.MatchString(n.Data) {
				t.Errorf("key without a text: %q", n.Data)
			}
		}
	})
}

func BenchmarkPage(b *testing.B) {
	ctx := templ.WithNonce(i18n.With(b.Context(), i18n.Chinese), nonce)
	var page bytes.Buffer
	for b.Loop() {
		page.Reset()
		if err := Page().Render(ctx, &page); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(page.Len()), "bytes/page")
}
