package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
	"tangelo/web/templates/orders"
)

// held records an order for a host that a person must decide.
func (b *bench) held() panel.Order {
	b.t.Helper()
	owner, err := b.db.UserByEmail(b.t.Context(), "owner@shop.example")
	if err != nil {
		b.t.Fatal(err)
	}
	o := panel.Order{ResellerID: owner.ResellerID, AccountID: 1, Operation: "cloud.buy", Lane: "cloud", FormKey: "form", CreatedBy: owner.ID}
	err = b.db.Within(b.t.Context(), func(tx *db.Tx) (err error) {
		ctx := b.t.Context()
		if o.ID, _, err = tx.AddOrder(ctx, db.NewOrder{Order: o}); err != nil {
			return err
		}
		o.State = panel.OrderSubmitted
		for _, m := range []db.Move{
			{Cause: panel.CauseAllowed, Driver: panel.DriverPolicy},
			{Cause: panel.CauseSend, Driver: panel.DriverSender},
			{Cause: panel.CauseUnclear, Driver: panel.DriverSender},
			{Cause: panel.CauseDeadline, Driver: panel.DriverReconciler, Note: "order.held.unclear"},
		} {
			if o.State, err = tx.MoveOrder(ctx, o, m); err != nil {
				return err
			}
			if m.Cause == panel.CauseSend {
				o.Attempts = 1
				if err := tx.StartAttempt(ctx, o, 1, db.NewAttempt{Intent: "i", Lease: time.Minute, Before: `{"Balance":500000}`}); err != nil {
					return err
				}
			}
		}
		if err := tx.AddEvidence(ctx, o, panel.EvidenceCallback, panel.NoVerdict, map[string]string{"name": "S310024"}); err != nil {
			return err
		}
		_, err = tx.OpenIncident(ctx, db.IncidentOf(o, panel.OrderHeldUp, nil))
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

func TestAHeldOrderIsDecidedOnOneScreen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.held()
	address := orders.Href(o.ID) + "/resolve"

	page := b.ask(address, nil)
	for _, shown := range []string{`{"Balance":500000}`, "Attempt 1 · Callback", "Adopt S310024", `value="adopt:S310024"`, "Treat as not bought", "Send once more"} {
		if !strings.Contains(page.body, shown) {
			t.Errorf("the page of decisions does not show %q", shown)
		}
	}
	if again := b.ask(address, url.Values{"choice": {"failed"}}); again.status != http.StatusUnprocessableEntity {
		t.Errorf("a decision without a reason = %d, want 422", again.status)
	}
	if again := b.ask(address, url.Values{"choice": {"nonsense"}, "reason": {"seen"}}); again.status != http.StatusUnprocessableEntity {
		t.Errorf("no decision = %d, want 422", again.status)
	}

	begun := time.Now()
	adopted := b.ask(address, url.Values{"choice": {"adopt:S310024"}, "reason": {"the vendor's list shows it"}})
	if adopted.status != http.StatusSeeOther || time.Since(begun) > time.Second {
		t.Errorf("adopting = %d after %s, want a redirect at once", adopted.status, time.Since(begun))
	}
	if order := b.ask(orders.Href(o.ID), nil); !strings.Contains(order.body, "Asking the vendor for S310024") || !strings.Contains(order.body, "An order waits for a person") {
		t.Error("the order's page does not say that the vendor is being asked, or what is open")
	}
	if twice := b.ask(address, url.Values{"choice": {"adopt:S310024"}, "reason": {"again"}}); twice.status != http.StatusConflict {
		t.Errorf("adopting while the vendor is being asked = %d, want 409", twice.status)
	}

	written := b.ask(address, url.Values{"choice": {"failed"}, "reason": {"nothing was bought"}})
	if written.status != http.StatusSeeOther {
		t.Errorf("writing it off = %d, want a redirect", written.status)
	}
	if got, err := b.db.Order(t.Context(), panel.SystemActor(0), o.ID); err != nil || got.State != panel.OrderFailed {
		t.Errorf("order = %s, %v; want failed", got.State, err)
	}
	if list := b.ask("/incidents?state=all", nil); !strings.Contains(list.body, "An order waits for a person") || !strings.Contains(list.body, "Closed") {
		t.Error("the incident did not close with the order")
	}
}

func TestAVendorsWholeAnswerIsShownWhenItIsAskedFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.held()
	o.Attempts = 1
	sealed, err := b.app.Vault.Seal(vault.Place{Reseller: o.ResellerID, Table: "evidence", Row: fmt.Sprintf("%d/1", o.ID), Column: "sealed"}, []byte("<b>gateway</b> \xff timed out"))
	if err != nil {
		t.Fatal(err)
	}
	err = b.db.Within(t.Context(), func(tx *db.Tx) error {
		return tx.AddSealedEvidence(t.Context(), o, panel.EvidenceReply, panel.VerdictUnclear, map[string]string{"class": "unknown"}, sealed)
	})
	if err != nil {
		t.Fatal(err)
	}

	link := regexp.MustCompile(`/orders/\d+/replies/\d+`).FindString(b.ask(orders.Href(o.ID)+"/resolve", nil).body)
	if link == "" {
		t.Fatal("the page of decisions does not lead to the whole answer")
	}
	if form := b.ask(link, nil); form.status != http.StatusOK || strings.Contains(form.body, "timed out") {
		t.Errorf("the form = %d, and shows the answer before it was asked for", form.status)
	}
	shown := b.ask(link, url.Values{})
	raw := b.seen[len(b.seen)-1]
	if shown.status != http.StatusOK || !strings.Contains(raw, "&lt;b&gt;gateway&lt;/b&gt; \uFFFD timed out") || !strings.Contains(raw, "Some bytes are no text") {
		t.Errorf("the answer = %d, want it as text, with what is none marked", shown.status)
	}
	if none := b.ask(orders.Href(o.ID)+"/replies/999", url.Values{}); none.status != http.StatusNotFound {
		t.Errorf("an answer that is none = %d, want 404", none.status)
	}
}
