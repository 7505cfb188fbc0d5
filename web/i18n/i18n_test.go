package i18n

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// messagesOf reads one message file: a key's forms by plural category.
func messagesOf(t *testing.T, name string) map[string]map[string]string {
	t.Helper()
	raw, err := files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	messages := map[string]map[string]string{}
	for key, value := range entries {
		var text string
		if json.Unmarshal(value, &text) == nil {
			messages[key] = map[string]string{"other": text}
			continue
		}
		var forms map[string]string
		if err := json.Unmarshal(value, &forms); err != nil {
			t.Fatalf("%s: %s is neither a text nor a plural", name, key)
		}
		messages[key] = forms
	}
	return messages
}

var parameter = regexp.MustCompile(`{{\s*\.(\w+)\s*}}`)

// shape lists keys with the parameters their texts use.
func shape(messages map[string]map[string]string) map[string][]string {
	all := map[string][]string{}
	for key, forms := range messages {
		names := []string{}
		for _, text := range forms {
			for _, match := range parameter.FindAllStringSubmatch(text, -1) {
				names = append(names, match[1])
			}
		}
		slices.Sort(names)
		all[key] = slices.Compact(names)
	}
	return all
}

func areas(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(files, "messages/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range names {
		area, _, _ := strings.Cut(filepath.Base(name), ".")
		all = append(all, area)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	for _, area := range areas(t) {
		chinese := messagesOf(t, fmt.Sprintf("messages/%s.%s.json", area, Chinese))
		english := messagesOf(t, fmt.Sprintf("messages/%s.%s.json", area, English))
		if diff := cmp.Diff(shape(chinese), shape(english)); diff != "" {
			t.Errorf("area %s: keys or parameters differ (-zh-CN +en):\n%s", area, diff)
		}
	}
}

func TestKeysBeginWithTheirAreaAndHaveText(t *testing.T) {
	t.Parallel()
	for _, area := range areas(t) {
		for _, lang := range Languages() {
			for key, forms := range messagesOf(t, fmt.Sprintf("messages/%s.%s.json", area, lang)) {
				if !strings.HasPrefix(key, area+".") {
					t.Errorf("%s.%s.json: key %q does not begin with %q", area, lang, key, area+".")
				}
				for form, text := range forms {
					if strings.TrimSpace(text) == "" {
						t.Errorf("%s.%s.json: %s (%s) is empty", area, lang, key, form)
					}
				}
			}
		}
	}
}

var literalKey = regexp.MustCompile(`\bT\(\s*(?:ctx|r\.Context\(\)|c),\s*"([^"]+)"`)

func TestEveryKeyInTheSourcesHasAText(t *testing.T) {
	t.Parallel()
	ctx := With(t.Context(), Chinese)
	seen := 0
	for _, name := range sources(t, filepath.Join("..", "..")) {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range literalKey.FindAllStringSubmatch(string(content), -1) {
			seen++
			if key := match[1]; !known(ctx, key) {
				t.Errorf("%s: key %q has no text", name, key)
			}
		}
	}
	if seen < 40 {
		t.Errorf("keys found in the sources = %d, want at least 40: has the pattern gone stale?", seen)
	}
}

// known accepts a key with a text, and the beginning of a key that is put
// together ("ui.theme."+theme) when some key begins so.
func known(ctx context.Context, key string) bool {
	if !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "-") {
		return Has(ctx, key)
	}
	for existing := range speakers[Chinese].plain {
		if strings.HasPrefix(existing, key) {
			return true
		}
	}
	return Has(ctx, key+"minutes")
}

func sources(t *testing.T, root string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		generated := strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go")
		if ext := filepath.Ext(name); ext == ".templ" || ext == ".go" && !generated {
			all = append(all, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestMessages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		lang, key string
		pairs     []any
		want      string
	}{
		{Chinese, "ui.action.copy", nil, "复制"},
		{English, "ui.action.copy", nil, "Copy"},
		{"fr", "ui.action.copy", nil, "复制"},
		{English, "ui.form.problems", []any{"Count", 1}, "1 thing needs a change"},
		{English, "ui.form.problems", []any{"Count", 3}, "3 things need a change"},
		{Chinese, "ui.form.problems", []any{"Count", 3}, "有 3 处需要修改"},
		{Chinese, "ui.confirm.type", []any{"Name", "<b>web-01</b>"}, "请输入 <b>web-01</b> 以确认"},
		{English, "no.such.key", nil, "no.such.key"},
	}
	for _, tt := range tests {
		if got := T(With(t.Context(), tt.lang), tt.key, tt.pairs...); got != tt.want {
			t.Errorf("T(%s, %s, %v) = %q, want %q", tt.lang, tt.key, tt.pairs, got, tt.want)
		}
	}
}

// TestCustomersReadOfNoVendor: what happens to customers' things is told to them
// by messages that speak of no vendor, nor hand on its words.
func TestCustomersReadOfNoVendor(t *testing.T) {
	t.Parallel()
	told := regexp.MustCompile(`(^|\.)(job|error|problem)\.`)
	vendors := regexp.MustCompile(`(?i)供应商|解析商|CNDNS|DNSPod|\bvendor\b|{{\.(Code|Text|Vendor|Ref|Balance)}}`)
	looked := 0
	for _, area := range areas(t) {
		for _, lang := range Languages() {
			messages := messagesOf(t, fmt.Sprintf("messages/%s.%s.json", area, lang))
			for key, forms := range messages {
				if !told.MatchString(key) || consoleOnly.MatchString(key) {
					continue
				}
				if own, has := messages[key+ForCustomer]; has {
					forms = own
				}
				looked++
				for _, text := range forms {
					if vendors.MatchString(text) {
						t.Errorf("%s.%s.json: %s tells customers %q; give it a message %s", area, lang, key, text, key+ForCustomer)
					}
				}
			}
		}
	}
	if looked < 400 {
		t.Errorf("%d messages were looked at", looked)
	}
}

// consoleOnly are messages of jobs that are no customer's, and of the gallery.
var consoleOnly = regexp.MustCompile(`^job\.(adopt|balance|call|vendor|sweep)\.|^gallery\.`)

func TestCustomersAreSpokenToInTheirOwnWords(t *testing.T) {
	t.Parallel()
	ctx := With(t.Context(), English)
	if got := T(WithCustomer(ctx), "error.vendor.refused"); got != "The request was not accepted." {
		t.Errorf("a customer reads %q", got)
	}
	if got := T(ctx, "error.vendor.refused"); got != "The vendor refused this request." {
		t.Errorf("others read %q", got)
	}
	if got := T(WithCustomer(ctx), "ui.action.copy"); got != "Copy" {
		t.Errorf("a message for everybody = %q", got)
	}
}

func TestNegotiation(t *testing.T) {
	t.Parallel()
	tests := []struct{ cookie, header, want string }{
		{"", "", Chinese},
		{"", "en-GB,en;q=0.9", English},
		{"", "zh-TW,zh;q=0.8,en;q=0.5", Chinese},
		{"", "fr;q=0.9,en;q=0.5", English},
		{"", "fr", Chinese},
		{"", ";;;", Chinese},
		{"en", "zh-CN", English},
		{"zh-CN", "en", Chinese},
		{"xx", "en", English},
	}
	for _, tt := range tests {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", tt.header)
		if tt.cookie != "" {
			r.AddCookie(&http.Cookie{Name: Cookie, Value: tt.cookie})
		}
		if got := Negotiate(r); got != tt.want {
			t.Errorf("Negotiate(cookie %q, header %q) = %s, want %s", tt.cookie, tt.header, got, tt.want)
		}
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	tests := map[int64]string{
		0: "¥0.00", 5: "¥0.05", 99: "¥0.99", 123450: "¥1,234.50", 100000000: "¥1,000,000.00", -12050: "-¥120.50",
		-9223372036854775808: "-¥92,233,720,368,547,758.08",
	}
	for fen, want := range tests {
		if got := Money(fen); got != want {
			t.Errorf("Money(%d) = %q, want %q", fen, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1204: "1,204", -1234567: "-1,234,567"} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 0, 40, 0, 0, time.UTC)
	tests := []struct {
		ago     time.Duration
		zh, eng string
	}{
		{30 * time.Second, "刚刚", "just now"},
		{3 * time.Minute, "3 分钟前", "3 min ago"},
		{time.Hour, "1 小时前", "1 hour ago"},
		{23 * time.Hour, "23 小时前", "23 hours ago"},
		{48 * time.Hour, "2 天前", "2 days ago"},
		{-26 * time.Hour, "1 天后", "in 1 day"},
		{-5 * time.Minute, "5 分钟后", "in 5 min"},
		{40 * 24 * time.Hour, "2026-10-12", "2026-10-12"},
	}
	ctx := WithClock(t.Context(), func() time.Time { return now })
	for _, tt := range tests {
		if got := Age(With(ctx, Chinese), now.Add(-tt.ago)); got != tt.zh {
			t.Errorf("Age(%s) in Chinese = %q, want %q", tt.ago, got, tt.zh)
		}
		if got := Age(With(ctx, English), now.Add(-tt.ago)); got != tt.eng {
			t.Errorf("Age(%s) in English = %q, want %q", tt.ago, got, tt.eng)
		}
	}
}

func TestTimesAreThoseOfChina(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 11, 20, 16, 30, 5, 0, time.UTC)
	ctx := WithClock(With(t.Context(), English), func() time.Time { return moment.Add(time.Hour) })

	got := []string{
		Time(moment), Date(moment), TimeSeconds(moment), Clock24(moment), Moment(ctx, moment), Moment(ctx, moment.Add(-time.Hour)),
		Time(time.Time{}), Age(ctx, time.Time{}), Duration(ctx, 42*time.Second), Duration(ctx, 3*time.Minute+4*time.Second), Duration(ctx, 62*time.Minute),
	}

	want := []string{
		"2026-11-21 00:30", "2026-11-21", "2026-11-21 00:30:05 +08:00", "00:30:05", "00:30", "11-20 23:30",
		"—", "—", "42 s", "3 min 4 s", "1 h 2 min",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("times (-want +got):\n%s", diff)
	}
}

func TestBrokenMessageFilesAreRefused(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"messages/ui.fr.json": `{}`, "messages/ui.en.json": `{`} {
		if _, _, err := load(fstest.MapFS{name: {Data: []byte(content)}}); err == nil {
			t.Errorf("load of %s with %q = nil error, want one", name, content)
		}
	}
}

func BenchmarkT(b *testing.B) {
	ctx := With(b.Context(), English)
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			T(ctx, "ui.action.copy")
		}
	})
	b.Run("with parameters", func(b *testing.B) {
		for b.Loop() {
			T(ctx, "ui.age.minutes", "Count", 3)
		}
	})
}
