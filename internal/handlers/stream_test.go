package handlers_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/templates/orders"
)

// reader is somebody who reads the stream of an order.
type reader struct {
	b     *bench
	order panel.Order
	parts chan string // closed at the end of the stream
}

// reads opens the stream of an order in a session and waits for its first part.
func (b *bench) reads(o panel.Order, site, session string) *reader {
	b.t.Helper()
	r := &reader{b: b, order: o, parts: make(chan string, 100)}
	status, _, body := b.opens(o, site, session)
	if status != http.StatusOK {
		b.t.Fatalf("the stream = %d", status)
	}
	go func() {
		defer close(r.parts)
		part := ""
		for text := bufio.NewScanner(body); text.Scan(); part += text.Text() {
			if text.Text() == "" {
				r.parts <- part
				part = ""
			}
		}
	}()
	if _, open := <-r.parts; !open {
		b.t.Fatal("the stream ended before its first part")
	}
	return r
}

func (b *bench) opens(o panel.Order, site, session string) (status int, header http.Header, body io.Reader) {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	b.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, site+orders.Href(o.ID)+"/stream", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: "sid", Value: session})
	response, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = response.Body.Close() })
	return response.StatusCode, response.Header, response.Body
}

// news lets something happen with the order and reports whether the reader gets
// it; the stream has ended otherwise.
func (r *reader) news() bool {
	r.b.t.Helper()
	err := r.b.db.Within(r.b.t.Context(), func(tx *db.Tx) error {
		return tx.AddEvidence(r.b.t.Context(), r.order, panel.EvidencePerson, "", map[string]string{"note": "news"})
	})
	if err != nil {
		r.b.t.Fatal(err)
	}
	select {
	case _, open := <-r.parts:
		return open
	case <-time.After(20 * time.Second):
		r.b.t.Fatal("the stream neither brings news nor ends")
		return false
	}
}

// TestAStreamEndsWithTheRightsOfItsReader takes them away in each way while the
// stream is open, then lets something happen.
func TestAStreamEndsWithTheRightsOfItsReader(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.waiting() // makes a colleague
	staff, err := b.db.UserByEmail(t.Context(), "staff@shop.example")
	if err != nil {
		t.Fatal(err)
	}
	grant := func(granted ...panel.Permission) func(*db.Tx) error {
		return func(tx *db.Tx) error { return tx.SetPermissions(t.Context(), o.ResellerID, staff.ID, granted) }
	}
	within := func(act func(*db.Tx) error) {
		t.Helper()
		if err := b.db.Within(t.Context(), act); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(b.site)
	t.Cleanup(server.Close)
	for name, gone := range map[string]func(session string){
		"signed out": func(session string) {
			b.post("/logout", session, url.Values{})
		},
		"barred": func(string) {
			within(func(tx *db.Tx) error { return tx.SetDisabled(t.Context(), staff.ID, true) })
		},
		"without the permission": func(string) { within(grant(panel.ViewCustomers)) },
	} {
		within(grant(panel.ViewOrders, panel.ViewLedger)) // who sees the evidence
		within(func(tx *db.Tx) error { return tx.SetDisabled(t.Context(), staff.ID, false) })
		in, err := b.app.Login(t.Context(), service.LoginForm{Email: staff.Email, Password: "long enough for all", IP: "192.0.2.7"})
		if err != nil {
			t.Fatal(err)
		}
		r := b.reads(o, server.URL, in.SessionID)
		if !r.news() {
			t.Fatalf("the stream of whoever is not yet %s ended", name)
		}
		gone(in.SessionID)
		if r.news() {
			t.Errorf("whoever is %s goes on reading", name)
		}
	}
}

func TestAPersonHasEightStreamsAtMost(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.waiting()
	server := httptest.NewServer(b.site)
	t.Cleanup(server.Close)
	for i := range 8 {
		if status, _, _ := b.opens(o, server.URL, b.session); status != http.StatusOK {
			t.Fatalf("stream %d = %d", i+1, status)
		}
	}
	status, header, _ := b.opens(o, server.URL, b.session)
	if status != http.StatusTooManyRequests {
		t.Errorf("the ninth stream = %d, want that it is refused", status)
	}
	if got := header.Get("Hx-Reswap"); got != "none" {
		t.Errorf("the page of a refused stream is changed: %q", got)
	}
}
