package trouble

import (
	"context"
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

// mailbox takes letters with a status of its choice.
type mailbox struct {
	*httptest.Server
	status atomic.Int64
	came   chan string
}

func newMailbox(t *testing.T, status int) *mailbox {
	t.Helper()
	m := &mailbox{came: make(chan string, 50)}
	m.status.Store(int64(status))
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(int(m.status.Load()))
		m.came <- string(body)
	}))
	t.Cleanup(m.Close)
	return m
}

func (m *mailbox) next(t *testing.T) string {
	t.Helper()
	select {
	case body := <-m.came:
		return body
	case <-time.After(10 * time.Second):
		t.Fatal("no letter came")
		return ""
	}
}

func newSender(t *testing.T, clock *Clock) *Outbox {
	t.Helper()
	o := NewOutbox(Post{
		Clock: clock, Pauses: []time.Duration{time.Minute, time.Hour}, Changed: func() {},
		Taken: func(status int, _ []byte) bool { return status == http.StatusOK },
		Write: func(ctx context.Context, l Letter) (*http.Request, error) {
			if l.Target == "" {
				return nil, errors.New("no address")
			}
			text := string(l.Facts)
			if l.Forged {
				text = "forged"
			}
			return http.NewRequestWithContext(ctx, http.MethodPost, l.Target, strings.NewReader(text))
		},
	})
	t.Cleanup(o.Close)
	return o
}

// settled waits until that many attempts are noted.
func settled(t *testing.T, o *Outbox, attempts int) []Telling {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if told := o.Told(); len(told) >= attempts {
			return told
		}
	}
	t.Fatalf("attempts = %+v, want %d", o.Told(), attempts)
	return nil
}

func TestLettersAreSentUntilTaken(t *testing.T) {
	t.Parallel()
	clock, m := NewClock(begin, 0), newMailbox(t, 500)
	o := newSender(t, clock)
	o.Put(NewBoard(), "shop.tell", Letter{Target: m.URL, About: "1", Facts: []byte(`"a"`)})
	o.Send()
	m.next(t)
	settled(t, o, 1)
	o.Send() // what is on its way is not sent again
	clock.Advance(time.Minute)
	m.next(t)
	m.status.Store(200)
	clock.Advance(time.Hour)
	m.next(t)
	clock.Advance(100 * time.Hour)
	want := []Telling{
		{About: "1", At: begin, Status: 500},
		{About: "1", At: begin.Add(time.Minute), Status: 500},
		{About: "1", At: begin.Add(time.Hour + time.Minute), Status: 200, Taken: true},
	}
	if diff := cmp.Diff(want, o.Told()); diff != "" || len(o.Save().Letters) != 0 {
		t.Errorf("attempts (-want +got):\n%s\nleft: %+v", diff, o.Save().Letters)
	}
}

func TestOutboxGivesUp(t *testing.T) {
	t.Parallel()
	clock := NewClock(begin, 0)
	o := newSender(t, clock)
	o.Put(NewBoard(), "shop.tell", Letter{About: "1"}) // it can never be written
	o.Send()
	settled(t, o, 1)
	clock.Advance(100 * time.Hour)
	if told := o.Told(); len(told) != 3 || told[2].Status != 0 || len(o.Save().Letters) != 0 {
		t.Errorf("attempts = %+v, left %+v, want three in vain", told, o.Save().Letters)
	}
}

func TestSwitchesOfTheOutbox(t *testing.T) {
	t.Parallel()
	clock, m, board := NewClock(begin, 0), newMailbox(t, 200), NewBoard()
	o := newSender(t, clock)
	for _, kind := range []Kind{CallbackLost, CallbackDuplicated, CallbackForged} {
		board.Set(Fault{Call: "shop.tell", Kind: kind, Match: string(kind), Count: 1})
		o.Put(board, "shop.tell", Letter{Target: m.URL, About: string(kind), Facts: []byte(`"true"`)})
	}
	o.Put(board, "shop.tell", Letter{Target: m.URL, About: "later", Facts: []byte(`"later"`), Due: begin.Add(time.Hour)})
	o.Send()
	got := map[string]int{}
	for range 3 {
		got[m.next(t)]++
	}
	settled(t, o, 4)
	if diff := cmp.Diff(map[string]int{`"true"`: 2, "forged": 1}, got); diff != "" {
		t.Errorf("letters (-want +got):\n%s", diff)
	}
	if told := o.Told(); !told[0].Lost || told[0].Status != 0 {
		t.Errorf("first = %+v, want it lost", told[0])
	}
	clock.Advance(time.Hour)
	if last := m.next(t); last != `"later"` {
		t.Errorf("an hour later came %s", last)
	}
}

func TestLettersOutliveTheirOutbox(t *testing.T) {
	t.Parallel()
	clock, m := NewClock(begin, 0), newMailbox(t, 500)
	before := newSender(t, clock)
	before.Put(NewBoard(), "shop.tell", Letter{Target: m.URL, About: "1", Facts: []byte(`"a"`)})
	before.Put(NewBoard(), "shop.tell", Letter{Target: m.URL, About: "2", Facts: []byte(`"b"`), Due: begin.Add(time.Hour)})
	before.Send()
	m.next(t)
	settled(t, before, 1)
	saved := before.Save()
	before.Close()
	m.status.Store(200)

	after := newSender(t, clock)
	after.Restore(saved)
	after.Send()
	clock.Advance(2 * time.Hour)
	got := map[string]bool{m.next(t): true, m.next(t): true}
	if !got[`"a"`] || !got[`"b"`] {
		t.Errorf("letters = %v, want both", got)
	}
	if told := after.Told(); len(told) != 3 || len(after.Save().Letters) != 0 {
		t.Errorf("attempts = %+v, left %+v", told, after.Save().Letters)
	}
	after.Forget()
	if len(after.Told()) != 0 {
		t.Error("what was forgotten is still there")
	}
}

// TestLateCallsKeepTheirBody restores a late call whose body is no form.
func TestLateCallsKeepTheirBody(t *testing.T) {
	t.Parallel()
	before, after := open(t), open(t)
	before.board.Set(Fault{Call: "*", Kind: Late, Delay: time.Hour, Count: 1})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, before.URL+"/", strings.NewReader(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "me")
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Error("a late call was answered")
	}
	if err := after.board.Restore(before.save(t)); err != nil {
		t.Fatal(err)
	}
	got := ""
	after.board.Resume(after.clock, func(string) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			got = string(body) + r.Header.Get("Content-Type") + r.Header.Get("Authorization")
		})
	})
	after.clock.Advance(2 * time.Hour)
	if got != `{"a":1}application/jsonme` {
		t.Errorf("the late call = %q, want its body and headers", got)
	}
}
