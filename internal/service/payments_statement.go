package service

import (
	"slices"
	"strings"
	"time"

	"tangelo/internal/panel"
)

// StatementLine is one payment or refund, as a provider's daily statement or our books have it.
type StatementLine struct {
	Number       string // of the payment, ours
	RefundNumber string // of a refund, ours; "" for a payment
	Reference    string // the provider's
	Amount       panel.Fen
	Currency     string
	Fee          panel.Fen // what the provider keeps; not compared
	At           time.Time // not compared: the clocks differ
}

// StatementProblem says what is wrong with one line.
type StatementProblem string

// The problems of a comparison.
const (
	StatementMissingHere  StatementProblem = "missing_here"  // paid there, not in our books
	StatementMissingThere StatementProblem = "missing_there" // in our books, not in the statement
	StatementDiffers      StatementProblem = "differs"       // in amount, currency or reference
	StatementTwice        StatementProblem = "twice"         // on one side
)

// StatementDifference is one line that is not the same on both sides.
type StatementDifference struct {
	Problem     StatementProblem
	Here, There StatementLine // zero where it is missing
}

func (l StatementLine) key() string { return l.Number + " " + l.RefundNumber }

// CompareStatement holds the statement of a day against our books of that day and lists every
// line that is not the same on both sides, in the order of the numbers.
func CompareStatement(there, here []StatementLine) []StatementDifference {
	var out []StatementDifference
	theirs, twice := byNumber(there)
	for _, l := range twice {
		out = append(out, StatementDifference{Problem: StatementTwice, There: l})
	}
	ours, twice := byNumber(here)
	for _, l := range twice {
		out = append(out, StatementDifference{Problem: StatementTwice, Here: l})
	}
	for key, l := range theirs {
		mine, ok := ours[key]
		switch {
		case !ok:
			out = append(out, StatementDifference{Problem: StatementMissingHere, There: l})
		case mine.Amount != l.Amount || mine.Currency != l.Currency || mine.Reference != l.Reference:
			out = append(out, StatementDifference{Problem: StatementDiffers, Here: mine, There: l})
		}
	}
	for key, l := range ours {
		if _, ok := theirs[key]; !ok {
			out = append(out, StatementDifference{Problem: StatementMissingThere, Here: l})
		}
	}
	slices.SortFunc(out, func(a, b StatementDifference) int { return strings.Compare(a.order(), b.order()) })
	return out
}

func (d StatementDifference) order() string {
	if d.Here.Number == "" {
		return d.There.key() + string(d.Problem)
	}
	return d.Here.key() + string(d.Problem)
}

// byNumber is the lines by their numbers, and those whose number came before.
func byNumber(lines []StatementLine) (byKey map[string]StatementLine, twice []StatementLine) {
	byKey = map[string]StatementLine{}
	for _, l := range lines {
		if _, ok := byKey[l.key()]; ok {
			twice = append(twice, l)
			continue
		}
		byKey[l.key()] = l
	}
	return byKey, twice
}
