package cndns

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// suffix is what the vendor knows about one domain ending. Prices are fen for
// a year; the document has no price list, these are plausible.
type suffix struct {
	register, renew, transfer int64
	domestic                  bool // under the rules for Chinese domains
	realName                  bool // runs only after the real-name audit
	others                    bool // another registrar: own name servers are ignored, two at most
	minYears, maxYears        int  // 0 is 1 and 10
}

var suffixes = map[string]suffix{
	"com":    {register: 5500, renew: 6500, transfer: 6000, realName: true},
	"net":    {register: 6500, renew: 7500, transfer: 7000, realName: true},
	"org":    {register: 7500, renew: 8500, transfer: 8000},
	"info":   {register: 2000, renew: 12000, transfer: 9500},
	"biz":    {register: 3500, renew: 11000, transfer: 9500},
	"cc":     {register: 3800, renew: 4800, transfer: 4500},
	"tv":     {register: 19800, renew: 21800, transfer: 20800},
	"me":     {register: 9800, renew: 13800, transfer: 12800},
	"mobi":   {register: 5800, renew: 14800, transfer: 12800},
	"top":    {register: 900, renew: 2900, transfer: 2900},
	"xyz":    {register: 1000, renew: 7900, transfer: 7900},
	"vip":    {register: 2800, renew: 4900, transfer: 4900},
	"shop":   {register: 800, renew: 19900, transfer: 16800},
	"club":   {register: 1800, renew: 8800, transfer: 7800},
	"site":   {register: 800, renew: 19800, transfer: 16800},
	"online": {register: 800, renew: 22800, transfer: 18800},
	"tech":   {register: 1800, renew: 32800, transfer: 26800},
	"wang":   {register: 1500, renew: 4900, transfer: 4900},
	"asia":   {register: 9800, renew: 11800, transfer: 10800},
	"co":     {register: 16800, renew: 19800, transfer: 18800, maxYears: 5},

	"cn":     {register: 2900, renew: 3900, transfer: 3900, domestic: true, realName: true},
	"com.cn": {register: 2900, renew: 3900, transfer: 3900, domestic: true, realName: true},
	"net.cn": {register: 2900, renew: 3900, transfer: 3900, domestic: true, realName: true},
	"org.cn": {register: 2900, renew: 3900, transfer: 3900, domestic: true, realName: true},
	"gov.cn": {register: 8000, renew: 8000, transfer: 8000, domestic: true, realName: true},
	"中国":     {register: 28000, renew: 28000, transfer: 28000, domestic: true, realName: true},
	"公司":     {register: 28000, renew: 28000, transfer: 28000, domestic: true, realName: true},
	"网络":     {register: 28000, renew: 28000, transfer: 28000, domestic: true, realName: true},

	"hk":     {register: 22000, renew: 22000, transfer: 22000, maxYears: 5},
	"com.hk": {register: 18000, renew: 18000, transfer: 18000, maxYears: 5},
	"org.hk": {register: 18000, renew: 18000, transfer: 18000, maxYears: 5},
	"net.hk": {register: 18000, renew: 18000, transfer: 18000, maxYears: 5},
	"edu.hk": {register: 18000, renew: 18000, transfer: 18000, maxYears: 5},
	"gov.hk": {register: 18000, renew: 18000, transfer: 18000, maxYears: 5},
	"idv.hk": {register: 15000, renew: 15000, transfer: 15000, maxYears: 5},
	"香港":     {register: 22000, renew: 22000, transfer: 22000, maxYears: 5},

	"tm":     {register: 60000, renew: 60000, transfer: 60000, minYears: 10},
	"io":     {register: 32800, renew: 36800, transfer: 34800, others: true, maxYears: 5},
	"ac":     {register: 32800, renew: 36800, transfer: 34800, others: true, maxYears: 5},
	"sh":     {register: 32800, renew: 36800, transfer: 34800, others: true, maxYears: 5},
	"cm":     {register: 68000, renew: 68000, transfer: 68000, others: true, maxYears: 5},
	"ws":     {register: 16800, renew: 18800, transfer: 17800, others: true},
	"tw":     {register: 21800, renew: 23800, transfer: 22800, others: true},
	"com.tw": {register: 21800, renew: 23800, transfer: 22800, others: true},
	"travel": {register: 78000, renew: 78000, transfer: 78000, others: true},
	"pro":    {register: 2800, renew: 12800, transfer: 11800, others: true},
	"in":     {register: 6800, renew: 8800, transfer: 7800, others: true},
	"vc":     {register: 26800, renew: 28800, transfer: 27800, others: true},
	"bz":     {register: 18800, renew: 19800, transfer: 18800, others: true},
	"sc":     {register: 68000, renew: 68000, transfer: 68000, others: true},
	"ag":     {register: 68000, renew: 68000, transfer: 68000, others: true},
	"mn":     {register: 36800, renew: 38800, transfer: 36800, others: true},
}

// Suffixes lists the endings the vendor sells, sorted, without the first dot.
func Suffixes() []string { return slices.Sorted(maps.Keys(suffixes)) }

func (s suffix) years() (least, most int) {
	least, most = s.minYears, s.maxYears
	if least == 0 {
		least = 1
	}
	if most == 0 {
		most = 10
	}
	return least, most
}

var (
	labelForm  = regexp.MustCompile(`^[a-z0-9\p{Han}]([a-z0-9\p{Han}-]{0,61}[a-z0-9\p{Han}])?$`)
	suffixForm = regexp.MustCompile(`^\.?[a-z\p{Han}]+(\.[a-z\p{Han}]+)?$`)
)

// splitName parts a name into label and suffix. ok is false when the form is
// wrong; known tells whether the suffix is sold.
func splitName(name string) (label, ending string, known, ok bool) {
	label, ending, found := strings.Cut(name, ".")
	if !found || !labelForm.MatchString(label) || !suffixForm.MatchString(ending) {
		return label, ending, false, false
	}
	_, known = suffixes[ending]
	return label, ending, known, true
}

// domainName reads a domain parameter in lower case.
func (r *request) domainName() string { return strings.ToLower(r.get("domainname")) }

func suffixOf(name string) suffix {
	_, ending, _ := strings.Cut(name, ".")
	return suffixes[ending]
}

// prices are the codes by which the price call knows a suffix: "com01".
func suffixByCode(code string) (suffix, bool) {
	for ending, s := range suffixes {
		if strings.ReplaceAll(ending, ".", "")+"01" == code {
			return s, true
		}
	}
	return suffix{}, false
}

// wellKnown are labels that somebody else has registered under every suffix.
var wellKnown = []string{
	"baidu", "qq", "taobao", "tmall", "jd", "weibo", "sina", "sohu", "163", "alipay", "aliyun", "tencent",
	"google", "facebook", "amazon", "apple", "microsoft", "github", "youtube", "wikipedia", "cndns", "example",
}

// taken is the rule for names registered elsewhere: well-known labels and all
// that begin with "taken".
func taken(name string) bool {
	label, _, _ := strings.Cut(name, ".")
	return strings.HasPrefix(label, "taken") || slices.Contains(wellKnown, label)
}

func hasHan(text string) bool {
	return strings.ContainsFunc(text, func(c rune) bool { return unicode.Is(unicode.Han, c) })
}

func punycode(name string) string {
	ascii, err := idna.Punycode.ToASCII(name)
	if err != nil {
		return ""
	}
	return ascii
}
