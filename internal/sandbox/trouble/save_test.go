package trouble

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func (s *shop) save(t *testing.T) json.RawMessage {
	t.Helper()
	data, err := s.board.Save()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// buyLate makes a call that is executed in an hour and gives up.
func (s *shop) buyLate(t *testing.T) {
	t.Helper()
	s.board.Set(Fault{Call: "*", Kind: Late, Delay: time.Hour, Count: 1})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, _, err := s.buy(ctx, "name=a"); err == nil {
		t.Error("a late call was answered")
	}
}

func TestBoardComesBackAsItWas(t *testing.T) {
	t.Parallel()
	before, after := open(t), open(t)
	before.buyLate(t)
	before.board.Set(Fault{Call: "shop.buy", Kind: Refuse, Code: "1", Message: "no", Delay: time.Second, Count: 3, Match: "a"})
	saved := before.save(t)

	if err := after.board.Restore(saved); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(saved), string(after.save(t))); diff != "" {
		t.Errorf("state (-saved +restored):\n%s", diff)
	}
	after.board.ClearAll()
	after.board.Resume(after.clock, func(string) http.Handler { return after.Config.Handler })
	after.clock.Advance(59 * time.Minute)
	early := after.executed.Load()
	after.clock.Advance(2 * time.Hour)
	if got := after.executed.Load(); early != 0 || got != 1 {
		t.Errorf("executed %d times early and %d times, want 0 and 1", early, got)
	}
	for _, bad := range []string{``, `{}`, `{"tallies":{},"late":[{"method":"?? "}]}`, `{"tallies":{},"late":[{"header":{},"method":"?? "}]}`} {
		if err := after.board.Restore(json.RawMessage(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestForgottenLateCallsAreNotExecuted(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.buyLate(t)
	s.board.ForgetLate()
	s.clock.Advance(2 * time.Hour)
	if got := s.executed.Load(); got != 0 {
		t.Errorf("executed %d times, want 0", got)
	}
}

func TestChangesOfTheBoardAreTold(t *testing.T) {
	t.Parallel()
	s := open(t)
	told := 0
	s.board.OnChange(func() { told++ })
	id := s.board.Set(Fault{Call: "*", Kind: HTML, Count: 2})
	if _, _, err := s.buy(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	s.board.Clear(id)
	s.board.ClearAll()
	if told != 4 {
		t.Errorf("told %d times, want 4", told)
	}
}
