package panel

import (
	"encoding/json"
	"time"
)

// ProposalStep is what a person did about a decision that takes two.
type ProposalStep string

// The steps.
const (
	Proposed  ProposalStep = "proposed"
	Confirmed ProposalStep = "confirmed"
	Withdrawn ProposalStep = "withdrawn"
)

// Proposal is a wish to end a held order, or to send it again, that a second
// person must confirm. It is kept as evidence of the kind person.
type Proposal struct {
	Step   ProposalStep `json:"step"`
	To     OrderState   `json:"to"` // failed or ready
	Reason string       `json:"reason"`
	UserID int64        `json:"user_id"`
	Who    string       `json:"who"`
	At     time.Time    `json:"-"`
}

// OpenProposal finds the wish that waits for a second person in the evidence of
// an order, oldest first; false when there is none. A wish is over when the
// order has been sent again since.
func OpenProposal(o Order, all []Evidence) (open Proposal, found bool) {
	if o.State != OrderHeld {
		return open, false
	}
	for _, e := range all {
		if p, is := e.Proposal(); is && e.Attempt == o.Attempts {
			open, found = p, p.Step == Proposed
		}
	}
	return open, found
}

// Proposal reads what a person did about a decision that takes two; false when
// the evidence is something else.
func (e Evidence) Proposal() (p Proposal, is bool) {
	if e.Kind != EvidencePerson || json.Unmarshal([]byte(e.Body), &p) != nil || p.Step == "" {
		return Proposal{}, false
	}
	p.At = e.At
	return p, true
}
