package endpoint_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/endpoint"
)

func TestSecretNeverShows(t *testing.T) {
	t.Parallel()
	type holder struct {
		S endpoint.Secret
		P *endpoint.Secret
		M map[string]endpoint.Secret
		L []endpoint.Secret
	}
	s := endpoint.Secret(secret)
	h := holder{s, &s, map[string]endpoint.Secret{"k": s}, []endpoint.Secret{s}}
	var texts []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T %[1]v"} {
		texts = append(texts, fmt.Sprintf(verb, s), fmt.Sprintf(verb, h))
	}
	encoded, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "s", s, "h", h)
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "s", s, "h", h)
	texts = append(texts, string(encoded), logged.String(), s.String(), s.GoString())

	for _, text := range texts {
		if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
			t.Errorf("secret shows in %s", text)
		}
	}
	if s.Reveal() != secret {
		t.Errorf("Reveal = %q, want the secret", s.Reveal())
	}
}

// ruled has a field per rule; forms of all rules stand here once.
type ruled struct {
	Required string   `param:"required" rule:"required@when"`
	Empty    string   `param:"empty" rule:"empty@when"`
	Enum     string   `param:"enum" rule:"enum=a|b"`
	Min      int      `param:"min" rule:"min=3"`
	Max      int      `param:"max" rule:"max=3"`
	Not      string   `param:"not" rule:"not=4"`
	Len      string   `param:"len" rule:"len=2..3"`
	Cols     string   `param:"cols" rule:"cols=2..4"`
	Bytes    string   `param:"bytes" rule:"bytes=..3"`
	Email    string   `param:"email" rule:"pattern=email"`
	HasSpace string   `param:"has-space" rule:"has-space"`
	NoSpace  string   `param:"no-space" rule:"no-space"`
	Trimmed  string   `param:"trimmed" rule:"trimmed"`
	NoComma  string   `param:"no-comma" rule:"no-comma"`
	NoHan    string   `param:"no-han" rule:"no-han"`
	Han      string   `param:"han" rule:"han"`
	Ends     string   `param:"ends" rule:"ends=.htm|.html"`
	Amounts  string   `param:"amounts" rule:"amounts=eff|ssd:40..99"`
	Differs  string   `param:"differs" rule:"differs=enum|not"`
	List     []string `param:"list" rule:"required@when=x,pattern=domain"`
	Who      []string `param:"who" rule:"list,enum=me|share"`
	Down     string   `param:"down" rule:"pattern=standby"`
	Line     string   `param:"line" rule:"pattern=line"`
	When     string   `param:"when" rule:"unsent"`
	Suffix   int      `param:"suffix" rule:"max=5@when~.hk|.co&enum!=b"`
}

var ruledCall = endpoint.Endpoint[ruled, struct{}]{Name: "x.y", Effect: endpoint.Read, Doc: "1"}

var ruledCases = []struct {
	request ruled
	want    string
}{
	{ruled{}, ""},
	{ruled{When: "y"}, "required: required"},
	{ruled{When: "y", Required: "  "}, "required: required"},
	{ruled{When: "y", Required: "z", Empty: "z"}, "empty: empty"},
	{ruled{Empty: "z"}, ""},
	{ruled{Enum: "c"}, "enum: enum a|b"},
	{ruled{Enum: "b"}, ""},
	{ruled{Min: 2}, "min: min 3"},
	{ruled{Min: 3}, ""},
	{ruled{Max: 4}, "max: max 3"},
	{ruled{Not: "4"}, "not: not 4"},
	{ruled{Len: "橙"}, "len: len 2..3"},
	{ruled{Len: "橙子店"}, ""},
	{ruled{Len: "橙子店面"}, "len: len 2..3"},
	{ruled{Cols: "a"}, "cols: cols 2..4"},
	{ruled{Cols: "橙"}, ""},
	{ruled{Cols: "橙子a"}, "cols: cols 2..4"},
	{ruled{Bytes: "橙子"}, "bytes: bytes ..3"},
	{ruled{Email: "a@b"}, "email: pattern email"},
	{ruled{Email: "a@b.c"}, ""},
	{ruled{HasSpace: "ab"}, "has-space: has-space"},
	{ruled{NoSpace: "a b"}, "no-space: no-space"},
	{ruled{NoSpace: "a\u3000b"}, "no-space: no-space"},
	{ruled{Trimmed: " a"}, "trimmed: trimmed"},
	{ruled{NoComma: "a,b"}, "no-comma: no-comma"},
	{ruled{NoHan: "a橙"}, "no-han: no-han"},
	{ruled{Han: "a"}, "han: han"},
	{ruled{Ends: "a.asp"}, "ends: ends .htm|.html"},
	{ruled{Ends: ".html"}, "ends: ends .htm|.html"},
	{ruled{Ends: "a.HTM"}, ""},
	{ruled{Amounts: "eff=40|ssd=99|eff=41"}, ""},
	{ruled{Amounts: "eff=39"}, "amounts: amounts eff|ssd:40..99"},
	{ruled{Amounts: "eff=40|ssd=100"}, "amounts: amounts eff|ssd:40..99"},
	{ruled{Amounts: "hp1=40"}, "amounts: amounts eff|ssd:40..99"},
	{ruled{Amounts: "eff=+40"}, "amounts: amounts eff|ssd:40..99"},
	{ruled{Amounts: "eff=40|"}, "amounts: amounts eff|ssd:40..99"},
	{ruled{Not: "Q", Differs: "q"}, "differs: differs enum|not"},
	{ruled{List: []string{"a.com", "b c"}}, "list: pattern domain"},
	{ruled{When: "x", Required: "1"}, "list: required"},
	{ruled{Who: []string{"share", "me"}}, ""},
	{ruled{Who: []string{"me", "you"}}, "who: enum me|share"},
	{ruled{Down: "auto"}, ""},
	{ruled{Down: "192.0.2.1,192.0.2.2"}, ""},
	{ruled{Down: "pass,192.0.2.1"}, "down: pattern standby"},
	{ruled{Down: "2001:db8::1"}, "down: pattern standby"},
	{ruled{Line: "a b，c"}, ""},
	{ruled{Line: "a\nb"}, "line: pattern line"},
	{ruled{When: "A.HK", Required: "1", Suffix: 6}, "suffix: max 5"},
	{ruled{When: "A.HK", Required: "1", Enum: "b", Suffix: 6}, ""},
	{ruled{When: "a.com", Required: "1", Suffix: 6}, ""},
}

func TestEachRule(t *testing.T) {
	t.Parallel()
	for _, c := range ruledCases {
		_, err := ruledCall.Call(t.Context(), line("http://127.0.0.1:1", &log{}), c.request)
		got := ""
		var invalid *endpoint.InvalidError
		if errors.As(err, &invalid) {
			got = strings.TrimPrefix(invalid.Error(), "invalid parameters: ")
		}
		if got != c.want {
			t.Errorf("%+v: problem = %q, want %q", c.request, got, c.want)
		}
	}
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ good, bad []string }{
		"domain":      {[]string{"a.com", "橙子.com", "a-b.com.cn", "xn--abc.com"}, []string{"a", ".com", "a..com", "-a.com", "a b.com", "a_b.com"}},
		"host":        {[]string{"ns1.a.com", "7.7.7.7", "a"}, []string{"ns1.a.com.", "", "a b", "-a"}},
		"record":      {[]string{"@", "*", "www", "*.a", "_dmarc", "_sip._tcp", "a.b", "橙"}, []string{"", "a b", "www.", "*a", "@a"}},
		"target":      {[]string{"a.com", "a.com.", "_x.a.com"}, []string{"a com", "", "a.com.."}},
		"target-dot":  {[]string{"a.com.", "a."}, []string{"a.com", ".", "a..com."}},
		"ipv4":        {[]string{"192.0.2.1"}, []string{"192.0.2", "256.1.1.1", "::1", "01.2.3.4"}},
		"ipv6":        {[]string{"::1", "2001:db8::1"}, []string{"192.0.2.1", "fe80::1%eth0", "g::1"}},
		"phone":       {[]string{"+86.02151697771", "+852.12345"}, []string{"02151697771", "+86 021", "+86.", "86.02151697771"}},
		"date":        {[]string{"2015-07-22"}, []string{"2015-7-22", "2015-13-01", "2015/07/22"}},
		"bare-url":    {[]string{"img.example/a.jpg", "img.example:8080/a"}, []string{"http://img.example/a.jpg", "img.example", "img.example/a b"}},
		"suffix":      {[]string{".com", "com", ".com.cn", ".公司"}, []string{".", "a1", ".com."}},
		"letters":     {[]string{"aZ"}, []string{"a1", "", "橙"}},
		"letter-1st":  {[]string{"a1", "Z!"}, []string{"1a", "", "橙a"}},
		"has-sign":    {[]string{"a!", "a_1", "`"}, []string{"a1Z", "", "橙"}},
		"path":        {[]string{"a/b.htm", "/wwwroot/橙/", "a..b"}, []string{"/", "../a", "a/..", "a\\b", "a*", ""}},
		"lower-alnum": {[]string{"site01"}, []string{"Site01", "site-1", ""}},
		"signs-of-8":  {[]string{"qwer1234!", "a(1"}, []string{"qwer1234", "qwer!!!!", "1234!!!!", "qwer1234!$", "qwer 1234!", "qwer1234&"}},
		"signs-of-10": {[]string{"qwer1234!", "a&1$"}, []string{"qwer1234", "qwer1234!-", "橙1!"}},
		"origins":     {[]string{"192.0.2.1|192.0.2.2", "a.example"}, []string{"192.0.2.1|", "|a", "a,b", "http://a.example", "a b"}},
		"web-url":     {[]string{"http://a.example/", "https://a.example/b?c=1", "http://a.example/橙"}, []string{"a.example/b", "http://a.example", "http://a.example/,", "ftp://a/"}},
		"web-folder":  {[]string{"http://a.example/b/", "http://a.example/", "http://a.example/c/"}, []string{"http://a.example/b", "http://a.example/b,http://a.example/c/"}},
		"utc-time":    {[]string{"2016-10-22T03:00:00Z"}, []string{"2016-10-22", "2016-10-22 03:00:00", "2016-10-22T03:00:00+08:00"}},
		"two-numbers": {[]string{"1:0", "0:4"}, []string{"0:0", "1", "1:", "-1:2", "1:2:3"}},
		"id-number":   {[]string{"12223:2", "v-a1:10"}, []string{"12223", "12223:0", ":2", "12223: 2"}},
		"id-card":     {[]string{"31010719830202001X"}, []string{"310107830202001"}},
		"han-alnum":   {[]string{"张", "Zhang3"}, []string{"张 三", "张-三", "a.b"}},
		"company":     {[]string{"橙子科技No.1有限公司"}, []string{"橙子（上海）", "橙子 科技"}},
		"one-brace":   {[]string{"aaa111!!!", "a{1", "a}1"}, []string{"a{1}"}},
		"box-pass":    {[]string{"aaa111!!", "a[{-_=()@~"}, []string{"aaa#11", "a b", "a]"}},
		"mixed-pass":  {[]string{"abc123!@", "1_a"}, []string{"abc123", "abc!!!", "123!!!", "abc123!@#"}},
		"page":        {[]string{"index.asp", "b-1.tar.gz"}, []string{"index", "a.html,", "a/b.html", "a .html"}},
		"ip-span":     {[]string{"7.7.7.7", "218.*.*"}, []string{"*", "7", "7.7.7.7.7", "a.b", "7.7,"}},
		"jpg":         {[]string{"img.example/a.jpg", "img.example/b/c.JPEG"}, []string{"http://img.example/a.jpg", "img.example/a.png", "img.example/a.jpg,"}},
	} {
		match := endpoint.Patterns[name]
		for _, text := range c.good {
			if !match(text) {
				t.Errorf("%s refuses %q", name, text)
			}
		}
		for _, text := range c.bad {
			if match(text) {
				t.Errorf("%s accepts %q", name, text)
			}
		}
	}
}

// TestMoreSpellings sends a value under more names, and a text that never changes beside it.
func TestMoreSpellings(t *testing.T) {
	t.Parallel()
	type request struct {
		Years int `param:"term" also:"trem,termtype=5"`
	}
	check := endpoint.Endpoint[request, struct{}]{}.Describe(endpoint.Vendor{}).Check
	for given, want := range map[string][]endpoint.Value{
		"":  nil,
		"2": {{Name: "term", Text: "2", Number: true}, {Name: "trem", Text: "2", Number: true}, {Name: "termtype", Text: "5"}},
	} {
		got, err := check(map[string]string{"term": given})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("term %q: error %v (-want +got):\n%s", given, err, diff)
		}
	}
}

func TestMalformedTagsPanic(t *testing.T) {
	t.Parallel()
	for _, bad := range []any{
		endpoint.Endpoint[struct {
			A string `param:"a" rule:"requird"`
		}, struct{}]{},
		endpoint.Endpoint[struct {
			A string `param:"a" rule:"pattern=nope"`
		}, struct{}]{},
		endpoint.Endpoint[struct {
			A string `param:"a" rule:"required@="`
		}, struct{}]{},
		endpoint.Endpoint[struct {
			A float64 `param:"a"`
		}, struct{}]{},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T: no panic", bad)
				}
			}()
			bad.(endpoint.Any).Describe(endpoint.Vendor{})
		}()
	}
}

func TestProblemsHaveKnownNames(t *testing.T) {
	t.Parallel()
	rules, forms := endpoint.RuleNames(), endpoint.PatternNames()
	for _, want := range []string{"required", "empty", "number", "pattern", "cols"} {
		if !slices.Contains(rules, want) {
			t.Errorf("rules %v lack %s", rules, want)
		}
	}
	if len(forms) != len(endpoint.Patterns) || !slices.IsSorted(forms) || !slices.IsSorted(rules) {
		t.Errorf("forms = %v, rules = %v, want all of them, sorted", forms, rules)
	}
}

func TestParamsAreReadable(t *testing.T) {
	t.Parallel()
	type request struct {
		Name   string          `param:"name" rule:"required,len=1..9@kind=a|b"`
		Secret endpoint.Secret `param:"pass" also:"password"`
		Names  []string        `param:"names" rule:"list"`
	}
	got := endpoint.Endpoint[request, struct{}]{}.Describe(endpoint.Vendor{Rules: "no-comma"}).Params

	noComma := endpoint.Rule{Name: "no-comma"}
	want := []endpoint.Param{
		{Name: "name", Kind: endpoint.Text, Rules: []endpoint.Rule{
			{Name: "required"},
			{Name: "len", Arg: "1..9", When: []endpoint.Condition{{Param: "kind", Op: "=", Values: []string{"a", "b"}}}},
			noComma,
		}},
		{Name: "pass", Also: "password", Kind: endpoint.Hidden, Rules: []endpoint.Rule{noComma}},
		{Name: "names", Kind: endpoint.List, Comma: ",", Rules: []endpoint.Rule{{Name: "list"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("params (-want +got):\n%s", diff)
	}
	if !got[0].Required() || got[1].Required() {
		t.Errorf("required = %t, %t, want true, false", got[0].Required(), got[1].Required())
	}
}
