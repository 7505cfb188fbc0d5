package panel

import (
	"slices"
	"strings"
	"time"
)

// SuffixRule is what the registrar demands of names under one suffix. Source:
// CNDNS 2.2.1, "二、域名 3" and the notes to its error codes.
type SuffixRule struct {
	Suffix   string // with its dot, Unicode
	Preset   bool   // ticked when a search begins
	Min, Max int    // years of the first registration
	Not      int    // years that are not sold, 0 = none
	Foreign  bool   // another registrar: own name servers are ignored at first, two at most
	RealName bool   // runs only after a real-name audit
	Han      bool   // the label must contain Chinese
}

// Suffixes lists the suffixes that are offered, in the order people see them.
var Suffixes = []SuffixRule{
	{Suffix: ".com", Preset: true, Min: 1, Max: 10, RealName: true},
	{Suffix: ".cn", Preset: true, Min: 1, Max: 10, RealName: true},
	{Suffix: ".com.cn", Preset: true, Min: 1, Max: 10, RealName: true},
	{Suffix: ".net", Preset: true, Min: 1, Max: 10, RealName: true},
	{Suffix: ".top", Preset: true, Min: 1, Max: 10},
	{Suffix: ".xyz", Preset: true, Min: 1, Max: 10},
	{Suffix: ".org", Min: 1, Max: 10},
	{Suffix: ".vip", Min: 1, Max: 10},
	{Suffix: ".shop", Min: 1, Max: 10},
	{Suffix: ".club", Min: 1, Max: 10},
	{Suffix: ".site", Min: 1, Max: 10},
	{Suffix: ".online", Min: 1, Max: 10},
	{Suffix: ".tech", Min: 1, Max: 10},
	{Suffix: ".info", Min: 1, Max: 10},
	{Suffix: ".biz", Min: 1, Max: 10},
	{Suffix: ".cc", Min: 1, Max: 10},
	{Suffix: ".net.cn", Min: 1, Max: 10, RealName: true},
	{Suffix: ".org.cn", Min: 1, Max: 10, RealName: true},
	{Suffix: ".中国", Min: 1, Max: 10, RealName: true},
	{Suffix: ".公司", Min: 1, Max: 10, RealName: true},
	{Suffix: ".网络", Min: 1, Max: 10, RealName: true},
	{Suffix: ".香港", Min: 1, Max: 5, Not: 4, Han: true},
	{Suffix: ".asia", Min: 1, Max: 10},
	{Suffix: ".me", Min: 1, Max: 10},
	{Suffix: ".hk", Min: 1, Max: 5, Not: 4},
	{Suffix: ".com.hk", Min: 1, Max: 5, Not: 4},
	{Suffix: ".co", Min: 1, Max: 5},
	{Suffix: ".cm", Min: 1, Max: 5, Foreign: true},
	{Suffix: ".sh", Min: 1, Max: 5, Foreign: true},
	{Suffix: ".io", Min: 1, Max: 5, Foreign: true},
	{Suffix: ".ac", Min: 1, Max: 5, Foreign: true},
	{Suffix: ".tm", Min: 10, Max: 10},
}

// SuffixOf finds the rule for a whole name in Unicode: the longest suffix that
// fits. ok is false when none does.
func SuffixOf(name string) (rule SuffixRule, ok bool) {
	for _, s := range Suffixes {
		if strings.HasSuffix(name, s.Suffix) && len(s.Suffix) > len(rule.Suffix) && len(name) > len(s.Suffix) {
			rule, ok = s, true
		}
	}
	return rule, ok
}

// SuffixNamed finds the rule of a suffix.
func SuffixNamed(suffix string) (SuffixRule, bool) {
	i := slices.IndexFunc(Suffixes, func(s SuffixRule) bool { return s.Suffix == suffix })
	if i < 0 {
		return SuffixRule{}, false
	}
	return Suffixes[i], true
}

// Years lists the years a name may be registered for.
func (s SuffixRule) Years() []int {
	var years []int
	for y := s.Min; y <= s.Max; y++ {
		if y != s.Not {
			years = append(years, y)
		}
	}
	return years
}

// HasHan reports whether text contains a Chinese character.
func HasHan(text string) bool {
	return strings.ContainsFunc(text, func(c rune) bool { return c >= 0x3400 && c <= 0x9fff })
}

// SearchState is what is known of a name in a search.
type SearchState string

// The states of a searched name. SearchError means neither free nor taken.
const (
	SearchAsking SearchState = "asking"
	SearchFree   SearchState = "free"
	SearchTaken  SearchState = "taken"
	SearchError  SearchState = "error"
)

// DomainSearch is one search for free names.
type DomainSearch struct {
	ID         int64
	ResellerID int64
	UserID     int64
	AccountID  int64  // vendor account that is asked
	Label      string // as it was typed, labels separated by spaces
	JobID      int64
	CreatedAt  time.Time
	Checks     []DomainCheck
}

// Open reports whether answers are missing.
func (s DomainSearch) Open() bool {
	return slices.ContainsFunc(s.Checks, func(c DomainCheck) bool { return c.State == SearchAsking })
}

// DomainCheck is one name of a search.
type DomainCheck struct {
	Position   int
	Suffix     string // Unicode, with its dot
	Name       string // whole name, punycode
	State      SearchState
	Cost       Fen    // of the first year for the reseller; 0 = unknown
	Problem    string // message key, when State is SearchError
	AnsweredAt time.Time
}
