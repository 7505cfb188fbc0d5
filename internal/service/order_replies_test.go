package service

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
)

// wholeReply is the one answer of an order that is kept whole.
func (s *shop) wholeReply(orderID int64) panel.Evidence {
	s.t.Helper()
	var whole []panel.Evidence
	for _, e := range s.orderNow(orderID).Evidence {
		if e.Whole {
			whole = append(whole, e)
		}
	}
	if len(whole) != 1 || whole[0].Kind != panel.EvidenceReply {
		s.t.Fatalf("answers kept whole = %+v, want one", whole)
	}
	return whole[0]
}

// TestAnAnswerIsKeptWholeAndSealed registers a domain whose answer breaks off,
// and one whose answer is as it should be, and reads what the vendor said.
func TestAnAnswerIsKeptWholeAndSealed(t *testing.T) {
	t.Parallel()
	for engine, database := range map[string]string{"sqlite": "", "postgres": pgtest.URL(t)} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			l := openLimited(t, database)
			for name, kind := range map[string]trouble.Kind{"tangelo-broken.top": trouble.Broken, "tangelo-whole.top": ""} {
				if kind != "" {
					l.world.Board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: kind, Count: 1, Match: name})
				}
				id, err := l.BuyDomain(t.Context(), l.owner, "domain.register", l.registration(name, 1))
				l.must(err)
				l.drainOnce(id)
				e := l.wholeReply(id)
				l.closedTo(id, e.ID)
				got, err := l.OpenReply(t.Context(), l.second, id, e.ID, "")
				l.must(err)
				sum := sha256.Sum256([]byte(got.Text))
				if len(got.Text) < 10 || !strings.Contains(e.Body, hex.EncodeToString(sum[:])) {
					t.Errorf("%s: the answer %q is not that of %s", name, got.Text, e.Body)
				}
				if _, sealed, err := l.DB.OrderReply(t.Context(), got.Order, e.ID); err != nil || strings.Contains(string(sealed), got.Text[:10]) {
					t.Errorf("%s: the answer rests in the clear, %v", name, err)
				}
				l.recordedAs("order.reply", "second@shop.example", `"attempt":1`)
			}
		})
	}
}

// closedTo tries everybody who must not see an answer.
func (l *limited) closedTo(orderID, id int64) {
	l.t.Helper()
	for who, try := range map[string]struct {
		actor panel.Actor
		kind  panel.Kind
	}{
		"whoever gives no factor":  {stale(l.second), panel.Invalid},
		"staff who cannot resolve": {l.staff, panel.Forbidden},
		"the customer":             {l.buyer, panel.Forbidden},
		"another reseller":         {l.stranger, panel.NotFound},
		"an admin":                 {panel.Actor{UserID: 999, Role: panel.RoleAdmin}, panel.Forbidden},
	} {
		if got, err := l.OpenReply(l.t.Context(), try.actor, orderID, id, ""); !panel.Is(err, try.kind) || got.Text != "" {
			l.t.Errorf("an answer opened by %s = %q, %v; want %s", who, got.Text, err, try.kind)
		}
	}
}

// TestALateAnswerIsKeptWhole lets the lease of a sender run out before its
// answer comes.
func TestALateAnswerIsKeptWhole(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id, err := s.BuyDomain(t.Context(), s.owner, "domain.register", s.registration("tangelo-late.top", 1))
	s.must(err)
	c, p, r := s.sending(id, nil)
	s.ahead.Add(int64(2 * lease))
	s.must(s.Sweep(t.Context()))
	if o := s.orderNow(id).Order; o.State != panel.OrderUnknown {
		t.Fatalf("order = %s, want unknown", o.State)
	}
	r.sealed = s.sealReply(t.Context(), p.order, func() []byte { return []byte("the vendor's late words") })
	_, err = s.keepReply(t.Context(), c, p, r)
	s.must(err)
	got, err := s.OpenReply(t.Context(), s.owner, id, s.wholeReply(id).ID, "")
	if err != nil || got.Text != "the vendor's late words" {
		t.Errorf("the late answer = %q, %v", got.Text, err)
	}
}
