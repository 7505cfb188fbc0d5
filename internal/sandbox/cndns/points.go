package cndns

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Points are what a marketing account bought and used up. A running account
// uses one every pointLasts by itself.
type Points struct {
	Bought  int       `json:"bought"`
	Used    int       `json:"used"`    // up to Counted
	Counted time.Time `json:"counted"` // when Used was reckoned
}

const pointLasts = 6 * time.Minute

// rest are the points left.
func (p *Points) rest(now time.Time) int {
	return max(p.Bought-p.Used-int(now.Sub(p.Counted)/pointLasts), 0)
}

// settle writes down what was used until now, n points more included.
func (p *Points) settle(now time.Time, n int) {
	p.Used, p.Counted = p.Bought-p.rest(now)+n, now
}

// add puts n new points to what is left.
func (p *Points) add(now time.Time, n int) {
	p.settle(now, 0)
	p.Bought += n
}

// SpendPoints uses n points of the EDM or SMS account of that name of the first
// account, as sending does. Without that many points nothing is used.
func (s *Server) SpendPoints(name string, n int) error {
	defer s.edit()()
	account, name := s.account(), strings.ToLower(name)
	var points *Points
	if edm, ok := account.EDMs[name]; ok {
		points = &edm.Points
	}
	if sms, ok := account.SMSs[name]; ok && sms.State == Running {
		points = &sms.Points
	}
	if points == nil {
		return fmt.Errorf("spend points of %q: %w", name, ErrMissing)
	}
	now := s.clock.Now()
	if left := points.rest(now); !within(n, 0, left) {
		return fmt.Errorf("spend points of %q: %d points, %d are left", name, n, left)
	}
	points.settle(now, n)
	return nil
}

// pointPrices are the prices in fen by the points of one purchase.
type pointPrices map[int]int64

// points reads the parameter points, which must be one of choices.
func (r *request) points(choices []int) (int, bool) {
	n, ok := r.number("points")
	return n, ok && slices.Contains(choices, n)
}

// given refuses with 10012 when one of some parameters is empty.
func (r *request) given(names ...string) error {
	for _, name := range names {
		if r.get(name) == "" {
			return fail("10012")
		}
	}
	return nil
}

// strongPassword tells whether a password is strong: 6 to 20 places with letters
// and digits, without a space.
func strongPassword(text string) bool {
	return within(len([]rune(text)), 6, 20) && lettersAndDigits(text) && !strings.ContainsAny(text, " \t")
}

// braces tells whether both curly brackets stand in a password.
func braces(text string) bool { return strings.Contains(text, "{") && strings.Contains(text, "}") }
