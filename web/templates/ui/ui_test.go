package ui_test

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
)

var noon = time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC)

func render(t *testing.T, ctx context.Context, c templ.Component) string {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(i18n.WithClock(ctx, func() time.Time { return noon }), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func english(t *testing.T) context.Context {
	t.Helper()
	return i18n.With(t.Context(), i18n.English)
}

var (
	address = &url.URL{Path: "/domains", RawQuery: "state=ok&after=abc&sort=name"}
	name    = ui.Column{Label: "Name", Sort: "name"}
)

// parts says what matters in the HTML of a part, and what must not be there.
var parts = []struct {
	story string
	part  templ.Component
	has   []string
	hasNo []string
}{
	{
		"a sorted column turns round and goes back to the first page",
		ui.DataTable(ui.TableProps{Columns: []ui.Column{name}, Sorted: "name", URL: address}),
		[]string{`aria-sort="ascending"`, `href="/domains?sort=-name&amp;state=ok"`},
		[]string{"after=abc"},
	},
	{
		"another column sorts upwards",
		ui.DataTable(ui.TableProps{Columns: []ui.Column{{Label: "Age", Sort: "age"}}, Sorted: "-name", URL: address}),
		[]string{`href="/domains?sort=age&amp;state=ok"`},
		[]string{"aria-sort"},
	},
	{
		"a disabled button sends nothing and says why",
		ui.Button(ui.ButtonProps{Label: "Renew", Disabled: true, Why: "locked", Name: "a", Href: "/x"}),
		[]string{`type="button"`, `aria-disabled="true"`, "locked"},
		[]string{"href", "name="},
	},
	{
		"a field with a problem is wired to it",
		ui.Input(ui.FieldProps{Name: "ns[1]", Label: "NS", Hint: "h", Problem: "p", Required: true}),
		[]string{`id="f-ns-1-"`, `aria-invalid="true"`, `aria-describedby="f-ns-1--problem f-ns-1--hint"`, `for="f-ns-1-"`},
		[]string{"optional"},
	},
	{
		"a secret field never shows its value",
		ui.SecretField(ui.FieldProps{Name: "key", Label: "Key", Value: "s3cret"}, true),
		[]string{`type="password"`, `autocomplete="off"`},
		[]string{"s3cret"},
	},
	{
		"a form carries its one-time key and leads to its problems",
		ui.Form(ui.FormProps{Action: "/buy", Key: "k1", Problems: ui.Problems{{Field: "email", Text: "bad"}}}),
		[]string{`method="post"`, `name="form_key" value="k1"`, `href="#f-email"`, "autofocus", "1 thing needs a change"},
		nil,
	},
	{
		"a form without problems shows no list",
		ui.Form(ui.FormProps{Action: "/buy"}), nil,
		[]string{"problems", "form_key"},
	},
	{
		"a typed name is checked by the browser, letter by letter",
		ui.ConfirmInline(ui.ConfirmProps{ID: "c", Question: "Delete?", Action: "/x", Button: "Delete", Type: "a.b+c", Back: "/"}),
		[]string{`pattern="a\.b\+c"`, `name="confirm"`, "required"},
		nil,
	},
	{
		"a name of another alphabet shows both forms",
		ui.DomainName("公司.cn", "xn--55qx5d.cn"),
		[]string{"公司.cn", "xn--55qx5d.cn"},
		nil,
	},
	{
		"a plain name shows once",
		ui.DomainName("a.cn", "a.cn"), nil,
		[]string{"domain-ascii"},
	},
	{
		"an ended job does not connect",
		ui.JobProgress(ui.JobProps{ID: "1", Stream: "/s", Ended: true}), nil,
		[]string{"hx-sse", "noscript"},
	},
	{
		"a running job connects, and has a link for browsers without script",
		ui.JobProgress(ui.JobProps{ID: "1", Stream: "/s", Reload: "/job"}),
		[]string{`hx-sse:connect="/s"`, `hx-sse:close="done"`, `<p><a href="/job">`},
		nil,
	},
	{
		"a hidden secret is not in the page",
		ui.RevealButton(ui.RevealProps{ID: "r", Label: "Code", Action: "/reveal"}),
		[]string{`action="/reveal"`, "Code: Hidden"},
		nil,
	},
	{
		"text of others is escaped and dangerous links are removed",
		ui.ErrorCard(ui.ErrorProps{Title: "x", Code: "1", Message: "<script>", Actions: []ui.ButtonProps{{Label: "go", Href: "javascript:alert(1)"}}}),
		[]string{"&lt;script&gt;"},
		[]string{"<script>", "javascript:"},
	},
	{
		"absent times are a dash",
		ui.DateTime(time.Time{}),
		[]string{"—"},
		[]string{"<time"},
	},
	{
		"ages follow the clock of the context",
		ui.Age(noon.Add(-3 * time.Minute)),
		[]string{"3 min ago", `datetime="2026-11-21T03:57:00Z"`, "11:57:00 +08:00"},
		nil,
	},
}

func TestParts(t *testing.T) {
	t.Parallel()
	for _, tt := range parts {
		t.Run(tt.story, func(t *testing.T) {
			t.Parallel()
			got := render(t, english(t), tt.part)
			for _, want := range tt.has {
				if !strings.Contains(got, want) {
					t.Errorf("HTML lacks %q:\n%s", want, got)
				}
			}
			for _, bad := range tt.hasNo {
				if strings.Contains(got, bad) {
					t.Errorf("HTML has %q:\n%s", bad, got)
				}
			}
		})
	}
}

func TestHXAddsTheNonce(t *testing.T) {
	t.Parallel()
	got := ui.HX(templ.WithNonce(t.Context(), "abc"), "hx-get", "/x")
	want := templ.Attributes{"hx-get": "/x", "hx-nonce": "abc"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
	if got := ui.HX(t.Context(), "hx-get", "/x"); len(got) != 1 {
		t.Errorf("attributes without a nonce = %v, want hx-get alone", got)
	}
}

func TestProblemsAreFoundByField(t *testing.T) {
	t.Parallel()
	problems := ui.Problems{{Field: "a", Text: "one"}, {Field: "b", Text: "two"}}
	if got := problems.For("b"); got != "two" {
		t.Errorf("For(b) = %q, want two", got)
	}
	if got := problems.For("c"); got != "" {
		t.Errorf("For(c) = %q, want nothing", got)
	}
}
