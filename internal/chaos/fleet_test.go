package chaos

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// several is a fleet whose panels live as told.
func several(live ...bool) *fleet {
	f := &fleet{}
	for _, l := range live {
		s := &server{}
		s.live.Store(l)
		f.panels = append(f.panels, s)
	}
	return f
}

func TestFormsGoToPanelsThatLive(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		live   []bool
		failed int // index; none below 0
		want   []int
	}{
		{"all live", []bool{true, true, true}, -1, []int{0, 1, 2, 0}},
		{"one is dead", []bool{true, false, true}, -1, []int{0, 2, 0, 2}},
		{"one has just failed", []bool{true, true, true}, 1, []int{0, 2, 0, 2}},
		{"the only living one has just failed", []bool{false, true, false}, 1, []int{1, 1, 1, 1}},
		{"none lives", []bool{false, false}, 0, []int{0, 1, 0, 1}},
		{"a fleet of one", []bool{true}, 0, []int{0, 0, 0, 0}},
		{"a fleet of one that is dead", []bool{false}, 0, []int{0, 0, 0, 0}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := several(c.live...)
			var failed *server
			if c.failed >= 0 {
				failed = f.panels[c.failed]
			}
			var got []int
			for turn := range c.want {
				got = append(got, slices.Index(f.panels, f.pick(turn, failed)))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("turns lead to panels %v, want %v", got, c.want)
			}
		})
	}
}

func TestKillsHitEveryPanel(t *testing.T) {
	t.Parallel()
	f := several(true, true, true)
	hits := func() (all []int) {
		random := rand.New(rand.NewPCG(1, 12)) //nolint:gosec // kills that can be repeated
		for range 20 {
			all = append(all, slices.Index(f.panels, f.victim(random)))
		}
		return all
	}
	first := hits()
	if !slices.Equal(first, hits()) {
		t.Error("one seed, two courses")
	}
	slices.Sort(first)
	if hit := slices.Compact(first); len(hit) != 3 {
		t.Errorf("of three panels %v are hit", hit)
	}
}

// A form whose panel dies over it goes to another one, with the same key.
func TestAFormIsTriedAgainAtAnotherPanel(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var keys []string
	panelThat := func(answer func(w http.ResponseWriter)) *server {
		h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			keys = append(keys, r.FormValue("form_key"))
			mu.Unlock()
			answer(w)
		}))
		t.Cleanup(h.Close)
		s := &server{url: h.URL, client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
		s.live.Store(true)
		return s
	}
	dying := panelThat(func(http.ResponseWriter) { panic(http.ErrAbortHandler) })
	well := panelThat(func(w http.ResponseWriter) {
		w.Header().Set("Location", "/jobs/1")
		w.WriteHeader(http.StatusSeeOther)
	})
	f := &fleet{panels: []*server{dying, well}}
	wish := Wish{Key: "k", Customer: -1, form: form{path: "/buy"}}
	at := world{accounts: []int64{1}, contacts: []int64{1}}
	if err := f.send(t.Context(), wish, at, 0); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(keys, []string{"k", "k"}) {
		t.Errorf("keys of the form = %v, want k twice", keys)
	}
}

func TestSeveralPanelsNeedPostgres(t *testing.T) {
	t.Parallel()
	if _, err := Run(t.Context(), Options{Panels: 2, Data: t.TempDir()}); !errors.Is(err, errAlone) {
		t.Errorf("two panels on SQLite: %v, want %v", err, errAlone)
	}
}
