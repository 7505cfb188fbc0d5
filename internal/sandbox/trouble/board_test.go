package trouble

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// shop is a server with one call, "shop.buy", that counts its executions.
type shop struct {
	*httptest.Server
	board    *Board
	clock    *Clock
	executed atomic.Int64
}

func open(t *testing.T) *shop {
	t.Helper()
	s := &shop{board: NewBoard(), clock: NewClock(begin, 0)}
	execute := func() Answer {
		s.executed.Add(1)
		return Answer{Body: []byte(`{"status":"success"}`)}
	}
	refuse := func(code, message string) Answer { return Answer{Body: []byte(code + " " + message)} }
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.board.Serve(w, r, s.clock, "shop.buy", execute, refuse)
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

func (s *shop) buy(ctx context.Context, query string) (status int, body string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/?"+query, http.NoBody)
	if err != nil {
		return 0, "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	all, err := io.ReadAll(response.Body)
	return response.StatusCode, string(all), err
}

func TestEachKindOfTrouble(t *testing.T) {
	t.Parallel()
	cases := []struct {
		fault    Fault
		status   int
		body     string // what the answer contains
		executed int64
	}{
		{Fault{Kind: Slow, Delay: time.Millisecond}, 200, `{"status":"success"}`, 1},
		{Fault{Kind: Silent}, 0, "", 1},
		{Fault{Kind: Reset}, 0, "", 1},
		{Fault{Kind: Drop}, 0, "", 0},
		{Fault{Kind: Status500}, 500, "<html>", 1},
		{Fault{Kind: Status503}, 503, "<html>", 0},
		{Fault{Kind: HTML}, 200, "<html>", 1},
		{Fault{Kind: Broken}, 200, `{"status"`, 1},
		{Fault{Kind: Refuse, Code: "10021", Message: "no money"}, 200, "10021 no money", 0},
		{Fault{Kind: Late, Delay: time.Hour}, 0, "", 0},
	}
	for _, c := range cases {
		t.Run(string(c.fault.Kind), func(t *testing.T) {
			t.Parallel()
			s := open(t)
			c.fault.Call, c.fault.Count = "shop.buy", 1
			s.board.Set(c.fault)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()

			status, body, err := s.buy(ctx, "")

			if status != c.status || !strings.Contains(body, c.body) || (c.status == 0) != (err != nil) {
				t.Errorf("answer = %d %q %v, want %d with %q", status, body, err, c.status, c.body)
			}
			if held := errors.Is(err, context.DeadlineExceeded); held != (c.fault.Kind == Silent || c.fault.Kind == Late) {
				t.Errorf("held = %t: %v", held, err)
			}
			if got := s.executed.Load(); got != c.executed {
				t.Errorf("executed %d times, want %d", got, c.executed)
			}
			if left := s.board.List(); len(left) != 0 {
				t.Errorf("faults left = %v, want none", left)
			}
		})
	}
}

func TestLateIsExecutedLater(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.board.Set(Fault{Call: "*", Kind: Late, Delay: time.Hour, Count: 1})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, _, err := s.buy(ctx, ""); err == nil {
		t.Error("a late call was answered")
	}

	s.clock.Advance(59 * time.Minute)
	before := s.executed.Load()
	s.clock.Advance(time.Minute)

	if got := s.executed.Load(); before != 0 || got != 1 {
		t.Errorf("executed %d times before and %d after the delay, want 0 and 1", before, got)
	}
}

func TestBrokenIsNotJSON(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.board.Set(Fault{Call: "shop.*", Kind: Broken})
	_, body, err := s.buy(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if json.Valid([]byte(body)) {
		t.Errorf("body %q is valid JSON", body)
	}
}

func TestFaultsAreFoundByCallCountAndMatch(t *testing.T) {
	t.Parallel()
	board := NewBoard()
	board.Set(Fault{Call: "other.call", Kind: Drop})
	board.Set(Fault{Call: "shop.*", Kind: Drop, Count: 2, Match: "a.com"})
	board.Set(Fault{Call: "*", Kind: CallbackLost, Count: 1})
	take := func(kind Kind, values ...string) bool {
		_, ok := board.Take("shop.buy", values, kind)
		return ok
	}
	for i, step := range []struct {
		kind   Kind
		values []string
		want   bool
	}{
		{Drop, []string{"b.com"}, false},
		{Drop, []string{"x", "a.com"}, true},
		{Drop, []string{"a.com"}, true},
		{Drop, []string{"a.com"}, false},
		{CallbackLost, nil, true},
		{CallbackLost, nil, false},
	} {
		if got := take(step.kind, step.values...); got != step.want {
			t.Errorf("step %d: taken = %t, want %t", i, got, step.want)
		}
	}
	if got := len(board.List()); got != 1 {
		t.Errorf("%d faults left, want 1", got)
	}
}

func TestChanceIsRepeatable(t *testing.T) {
	t.Parallel()
	throw := func(seed uint64) (troubled string) {
		board := NewBoard()
		board.Seed(seed)
		board.Set(Fault{Call: "*", Kind: Drop, Chance: 0.25})
		for range 400 {
			_, hit := board.Take("shop.buy", nil, Drop)
			troubled += map[bool]string{true: "x", false: "."}[hit]
		}
		return troubled
	}
	if n := strings.Count(throw(7), "x"); n < 70 || n > 130 {
		t.Errorf("%d of 400 calls were troubled with a chance of a quarter", n)
	}
	if first, again, other := throw(7), throw(7), throw(8); first != again || first == other {
		t.Error("the dice do not follow the seed")
	}
}

func TestBoardIsClearedAndCounts(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.board.Set(Fault{Call: "*", Kind: HTML})
	for range 2 {
		if _, _, err := s.buy(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
	}
	if !s.board.Clear(id) || s.board.Clear(id) {
		t.Error("Clear must tell whether the fault was there")
	}
	if _, _, err := s.buy(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	want := map[string]Tally{"shop.buy": {Requests: 3, Troubled: 2}}
	if diff := cmp.Diff(want, s.board.Tallies()); diff != "" {
		t.Errorf("tallies (-want +got):\n%s", diff)
	}
}

func TestFaultJSON(t *testing.T) {
	t.Parallel()
	var fault Fault
	if err := json.Unmarshal([]byte(`{"call":"a.b","kind":"late","delay":"90s","count":1}`), &fault); err != nil {
		t.Fatal(err)
	}
	want := Fault{Call: "a.b", Kind: Late, Delay: 90 * time.Second, Count: 1}
	if diff := cmp.Diff(want, fault); diff != "" {
		t.Errorf("fault (-want +got):\n%s", diff)
	}
	out, err := json.Marshal(fault)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(out), `{"id":0,"call":"a.b","kind":"late","delay":"1m30s","count":1}`; got != want {
		t.Errorf("JSON = %s, want %s", got, want)
	}
	for _, bad := range []string{`{"call":"a","kind":"late","chance":1.5}`, `{"call":"a","kind":"late","times":101}`, `{"kind":"late"}`, `{"call":"a","kind":"sad"}`, `{"call":"a","kind":"late","delay":"soon"}`} {
		if err := json.Unmarshal([]byte(bad), &fault); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
}
