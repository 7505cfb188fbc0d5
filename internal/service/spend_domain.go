package service

import (
	"context"
	"encoding/json"
	"slices"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

func domainSpends() map[string]probe {
	return map[string]probe{
		"cndns.domain.create":      creation(findDomain),
		"cndns.domain.renew":       renewal(domainEnd, span("years", "")),
		"cndns.domain.transfer_in": {pre: preTransferSpend, judge: judgeTransferSpend},
	}
}

// findDomain reads the domain of an order.
func findDomain(ctx context.Context, s *spend) (thing, error) {
	d, ours, err := s.app.detail(ctx, s.order.AccountID, s.key())
	if err != nil || !ours {
		return thing{}, err
	}
	return registration(d, s.key(), s.param("userid")), nil
}

// registration is what the registrar shows of a domain that was ordered for a
// registrant. One whose registration failed was paid for or not: nobody can say.
func registration(d cndns.DomainDetailResponse, name, registrant string) thing {
	run := d.RunState.Fold()
	if run == cndns.RunDeleted {
		return thing{}
	}
	lost := slices.Contains([]cndns.RunState{cndns.RunFailed, cndns.RunTaken, cndns.RunTransferring}, run)
	return thing{
		Found: true, Name: name, At: d.RegisteredAt.UTC(),
		Other: lost || d.UserID != "" && registrant != "" && d.UserID != registrant,
	}
}

func domainEnd(ctx context.Context, s *spend) (dated, error) {
	d, ours, err := s.app.detail(ctx, s.order.AccountID, s.key())
	if err == nil && !ours {
		err = panel.Errorf(panel.NotFound, nil, "domains.error.notours", "Name", s.key())
	}
	return dated{Expires: d.ExpiresAt.UTC(), Moving: d.RunState.Fold() == cndns.RunRenewing}, err
}

// moving is a transfer order at the vendor.
type moving struct {
	Known bool                `json:"known"`
	State cndns.TransferState `json:"state,omitempty"`
}

// dead reports whether a transfer came to nothing.
func (m moving) dead() bool {
	return m.State == cndns.TransferFailed || m.State == cndns.TransferCancelled
}

// arrived reports whether a domain of the account is more than what is left of
// one.
func arrived(d cndns.DomainDetailResponse) bool {
	run := d.RunState.Fold()
	return run != cndns.RunDeleted && run != cndns.RunFailed
}

// preTransferSpend refuses a name that the account has already, or is getting.
func preTransferSpend(ctx context.Context, s *spend) (any, error) {
	status, known, err := s.app.transferStatus(ctx, s.order.AccountID, s.key())
	if err != nil {
		return nil, err
	}
	d, ours, err := s.app.detail(ctx, s.order.AccountID, s.key())
	if err != nil {
		return nil, err
	}
	if known && !status.State.Final() || ours && arrived(d) {
		return nil, panel.Errorf(panel.Conflict, nil, "error.spend.exists", "Name", s.key())
	}
	return moving{Known: known, State: status.State}, nil
}

func judgeTransferSpend(ctx context.Context, s *spend, text json.RawMessage) (finding, error) {
	before, err := readBefore[moving](text)
	if err != nil {
		return finding{}, err
	}
	found, now, err := s.app.transferred(ctx, s.order, s.key(), before)
	return finding{verdict: found, ref: s.key(), now: now}, err
}
