package panel

import (
	"slices"
	"testing"
)

func TestWhatIsRenewedForHowManyYears(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]int{
		"a.com": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, "a.hk": {1, 2, 3, 5}, "a.io": {1, 2, 3, 4, 5}, "a.tm": {10},
	} {
		p := Product{Kind: KindDomain, Vendor: VendorCNDNS, Name: name}
		rule, _ := RenewalRuleOf(p)
		var got []int
		for years := 1; years <= LongestRenewal+1; years++ {
			input, months, ok := rule.TermOf(p, years)
			if ok {
				got = append(got, years)
			}
			if months != 12*years || input["years"] == "" {
				t.Errorf("%s for %d years: %v, %d months", name, years, input, months)
			}
		}
		if len(got) != len(want) || got[0] != want[0] || got[len(got)-1] != want[len(want)-1] {
			t.Errorf("%s is renewed for %v years, want %v", name, got, want)
		}
		if _, months, ok := rule.TermOf(p, 0); !ok || months != rule.Months {
			t.Errorf("%s for the shortest term: %d months, %t", name, months, ok)
		}
	}
	host := Product{Kind: KindCloud, Vendor: VendorCNDNS, Name: "S1"}
	rule, _ := RenewalRuleOf(host)
	if input, months, ok := rule.TermOf(host, 2); !ok || months != 24 || termMonths[input["unit"]] != 12 || input["count"] != "2" {
		t.Errorf("a host for two years: %v, %d months, %t", input, months, ok)
	}
}

func TestBarsAreReasonsOfChecks(t *testing.T) {
	t.Parallel()
	for _, why := range RenewalBars {
		if !slices.Contains(RenewalWhys(), why) {
			t.Errorf("no check says %q", why)
		}
	}
}
