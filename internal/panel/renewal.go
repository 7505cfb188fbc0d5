package panel

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// RenewalRule says when the things of one call that renews are renewed, and
// when the vendor lets them. Days count in China: 0 is the day a thing ends.
type RenewalRule struct {
	Call      string      // the vendor's
	Operation string      // ours that makes it; "" = none yet
	Kind      ProductKind // "" = the panel keeps no such products yet
	Suffixes  []string    // of domains; nil = all that no other rule names
	Tries     []int       // days before the end on which the automatic renewal is tried, the first first
	Reminders []int       // days before the end on which the customer is reminded
	Opens     int         // the vendor takes a renewal from so many days before the end; 0 = at any time
	Grace     int         // and until so many days after it
	Redeem    int         // days after the grace in which only a dearer redemption, by hand at the vendor, helps
	Months    int         // the shortest term
	Ceiling   int         // months that may be paid ahead in all; 0 = no limit is known
}

// renewalKey begins the idempotency keys of orders for renewals.
const renewalKey = "renew:"

// RenewalRules lists every rule.
func RenewalRules() []RenewalRule { return slices.Clone(renewalRules) }

// RenewalRuleOf finds the rule of a product; false when nothing renews it.
func RenewalRuleOf(p Product) (RenewalRule, bool) {
	if p.Vendor != VendorCNDNS || p.Kind == "" {
		return RenewalRule{}, false
	}
	suffix := p.Suffix()
	i := slices.IndexFunc(renewalRules, func(r RenewalRule) bool {
		return r.Kind == p.Kind && r.Operation != "" && (r.Suffixes == nil || slices.Contains(r.Suffixes, suffix))
	})
	if i < 0 {
		return RenewalRule{}, false
	}
	return renewalRules[i], true
}

// Suffix is a domain's suffix with its dot, as its name ends in punycode or in
// Unicode; "" of anything else.
func (p Product) Suffix() string {
	if p.Kind != KindDomain {
		return ""
	}
	found := ""
	for _, s := range Suffixes {
		ascii := s.Suffix
		if a, han := hanSuffixes[s.Suffix]; han {
			ascii = a
		}
		for _, end := range []string{s.Suffix, ascii} {
			if strings.HasSuffix(p.Name, end) && len(s.Suffix) > len(found) {
				found = s.Suffix
			}
		}
	}
	return found
}

// SuffixEndings is how names under a suffix end, and how those end that are
// under a longer one.
func SuffixEndings(suffix string) (endings, others []string) {
	for _, s := range Suffixes {
		both := []string{s.Suffix}
		if ascii, han := hanSuffixes[s.Suffix]; han {
			both = append(both, ascii)
		}
		if s.Suffix == suffix {
			endings = both
		} else if strings.HasSuffix(s.Suffix, suffix) {
			others = append(others, both...)
		}
	}
	return endings, others
}

// hanSuffixes is how Chinese suffixes are written in punycode.
var hanSuffixes = map[string]string{".中国": ".xn--fiqs8s", ".公司": ".xn--55qx5d", ".网络": ".xn--io0a7i", ".香港": ".xn--j6w193g"}

// DaysLeft counts the days of China's calendar until a moment; negative when
// it is past.
func DaysLeft(until, now time.Time) int {
	return int(chinaDay(until).Sub(chinaDay(now)).Hours()) / 24
}

// chinaDay is the beginning of a moment's day in China.
func chinaDay(t time.Time) time.Time {
	y, m, d := t.In(China).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, China)
}

// DayNumber is a moment's day in China as yyyymmdd.
func DayNumber(t time.Time) int {
	y, m, d := t.In(China).Date()
	return y*10_000 + int(m)*100 + d
}

// dueDay is which of some days before the end counts now: the latest that has
// begun, so that a day on which nobody looked is made up. ok is false before
// the first and after the end.
func dueDay(days []int, left int) (day int, ok bool) {
	for _, d := range days {
		if left >= 0 && left <= d {
			day, ok = d, true
		}
	}
	return day, ok
}

// TryDay is the day of the rule that counts now for something that ends.
func (r RenewalRule) TryDay(ends, now time.Time) (day int, ok bool) {
	return dueDay(r.Tries, DaysLeft(ends, now))
}

// ReminderDay is the reminder that is due now for something that ends.
func (r RenewalRule) ReminderDay(ends, now time.Time) (day int, ok bool) {
	return dueDay(r.Reminders, DaysLeft(ends, now))
}

// Window is when the vendor takes a renewal by some months of what ends: from
// the first moment until before the second.
func (r RenewalRule) Window(ends time.Time, months int) (from, until time.Time) {
	if r.Opens > 0 {
		from = chinaDay(ends).AddDate(0, 0, -r.Opens)
	}
	if r.Ceiling > 0 {
		if paid := ends.AddDate(0, months-r.Ceiling, 0); paid.After(from) {
			from = paid
		}
	}
	return from, chinaDay(ends).AddDate(0, 0, r.Grace+1)
}

// Ends is what becomes of a thing that is not renewed: until when it still can
// be, and until when only a redemption helps.
func (r RenewalRule) Ends(ends time.Time) (grace, redeem time.Time) {
	_, grace = r.Window(ends, 0)
	return grace, grace.AddDate(0, 0, r.Redeem)
}

// Term is the input of the shortest renewal of a product.
func (r RenewalRule) Term(p Product) (input map[string]string, months int) {
	if p.Kind == KindDomain {
		return map[string]string{"years": fmt.Sprint(r.Months / 12)}, r.Months
	}
	unit := "2"
	if f := p.Facts.Cloud; f != nil && termMonths[f.TimeType] > 0 {
		unit = f.TimeType
	}
	return map[string]string{"unit": unit, "count": "1"}, termMonths[unit]
}

// LongestRenewal is for how many years the vendor renews anything at once.
const LongestRenewal = 10

// TermOf is the input of a renewal of a product by some years, by the shortest
// term when years is 0. ok is false when it is not sold for so many.
func (r RenewalRule) TermOf(p Product, years int) (input map[string]string, months int, ok bool) {
	if years == 0 {
		input, months = r.Term(p)
		return input, months, true
	}
	months = years * oneYear
	ok = years > 0 && years <= LongestRenewal && months >= r.Months && (r.Ceiling == 0 || months <= r.Ceiling)
	if p.Kind != KindDomain {
		return map[string]string{"unit": yearUnit, "count": fmt.Sprint(years)}, months, ok
	}
	suffix, _ := SuffixNamed(p.Suffix())
	return map[string]string{"years": fmt.Sprint(years)}, months, ok && years != suffix.Not
}

// yearUnit is the vendor's unit of a year.
const yearUnit = "5"

// termMonths is how long the vendor's units of time are.
var termMonths = map[string]int{"2": 1, "4": 6, yearUnit: 12}

// RenewalOrder is an order that a renewal was placed as.
type RenewalOrder struct {
	ProductID int64
	Ends      int // the day for whose end it was placed, as yyyymmdd
	No        int
	State     OrderState
}

// RenewalKey is the idempotency key of the n-th order, from 1, for the end of a
// product. The next number may be taken only when the order before has failed
// or was cancelled.
func RenewalKey(productID int64, ends time.Time, n int) string {
	return fmt.Sprintf("%s%d:%d:%d", renewalKey, DayNumber(ends), productID, n)
}

// ParseRenewalKey reads what RenewalKey wrote.
func ParseRenewalKey(key string) (o RenewalOrder, ok bool) {
	n, err := fmt.Sscanf(key, renewalKey+"%d:%d:%d", &o.Ends, &o.ProductID, &o.No)
	return o, err == nil && n == 3
}
