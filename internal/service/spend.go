package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

// spend is an order for a call that spends, seen by the call's row.
type spend struct {
	app    *App
	client *cndns.Client
	row    panel.Spend
	order  panel.Order
	params map[string]string // by name on the wire, secrets apart
	ref    string            // the vendor's name for what was bought, as it or a person said it
	at     time.Time         // when the before-value was read, just before the call
}

func (s *spend) param(name string) string { return s.params[name] }

// key names what the order is about.
func (s *spend) key() string { return s.params[s.row.Key[0]] }

// finding is what the vendor shows of an order.
type finding struct {
	verdict verdict
	ref     string // the vendor's name of the thing, when it was done
	now     any    // what is compared with the before-value
}

// probe is what data cannot say of a call that spends. Both functions only read.
type probe struct {
	// pre reads the before-value. An error stops the order before it is sent.
	pre func(ctx context.Context, s *spend) (any, error)
	// judge compares with the before-value, which is pre's as JSON.
	judge func(ctx context.Context, s *spend, before json.RawMessage) (finding, error)
}

// probes is how the outcome of each call that spends is found out.
var probes map[string]probe

func spendProbes() map[string]probe {
	return merged(
		domainSpends(), hostingSpends(), databaseSpends(), mailSpends(), cloudSpends(), siteSpends(), pointSpends(), qituibaoSpends(),
		soukeyiSpends(), cdnSpends(), machineSpends(),
	)
}

// spendBefore is the before-value as it is stored with the intent.
type spendBefore struct {
	At    time.Time       `json:"at"`
	Value json.RawMessage `json:"value"`
}

// spendOf sees an order for a call by its row; false when the call has none.
func spendOf(ctx context.Context, p *purchase) (*spend, probe, bool, error) {
	call := p.order.Input[callInput]
	row, known := panel.SpendOf(call)
	if !known {
		return nil, probe{}, false, nil
	}
	client, err := p.app.cndns(ctx, p.order.AccountID)
	if err != nil {
		return nil, probe{}, false, err
	}
	s := &spend{app: p.app, client: client, row: row, order: p.order, params: paramsOf(p.order.Input, nil), ref: p.ref}
	return s, probes[call], true, nil
}

// preSpend reads the before-value of an order for a call.
func preSpend(ctx context.Context, p *purchase) (any, error) {
	s, probe, known, err := spendOf(ctx, p)
	if err != nil || !known {
		return nil, err
	}
	s.at = p.app.Now().UTC()
	value, err := probe.pre(ctx, s)
	if err != nil {
		return nil, explain(err, nil)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("before-value of order %d: %w", p.order.ID, err)
	}
	return spendBefore{At: s.at, Value: text}, nil
}

// judgeSpend asks the vendor what became of an order for a call. That it was
// not done is believed only after the row's quiet period.
func judgeSpend(ctx context.Context, p *purchase) (verdict, error) {
	s, probe, known, err := spendOf(ctx, p)
	if err != nil || !known {
		return unclear, err
	}
	var before spendBefore
	if err := json.Unmarshal(p.before, &before); err != nil {
		return unclear, fmt.Errorf("before-value of order %d: %w", p.order.ID, err)
	}
	s.at = before.At
	if before.At.IsZero() {
		return unclear, nil // placed before its call had a row
	}
	if s.ref == "" {
		if s.ref, err = s.answered(ctx); err != nil {
			return unclear, err
		}
	}
	found, err := probe.judge(ctx, s, before.Value)
	if err != nil {
		err = explain(err, nil)
		return unclear, errors.Join(err, s.note(ctx, finding{now: map[string]string{"unread": noteOf(err)}}, before.Value))
	}
	found = s.tempered(found)
	p.ref = found.ref
	return found.verdict, s.note(ctx, found, before.Value)
}

// age is how long ago the call was made, in the rows' measure.
func (s *spend) age() time.Duration { return s.app.Now().Sub(s.at) }

// older reports whether so much time has passed since the call.
func (s *spend) older(than time.Duration) bool { return s.age() > s.app.patience(than) }

// tempered is a finding no bolder than the row allows: absence proves nothing
// in the quiet period; and where the vendor shows nothing, the word of the
// person who decides a held order counts.
func (s *spend) tempered(f finding) finding {
	switch {
	case f.verdict == didNot && !s.older(s.row.Quiet):
		f.verdict = unclear
	case f.verdict == unclear && s.order.State == panel.OrderHeld && s.row.Lane == "":
		f.verdict = didIt
	}
	return f
}

// note keeps what decided an order: when it is done, or when a person is asked.
func (s *spend) note(ctx context.Context, f finding, before json.RawMessage) error {
	if f.verdict == waits || f.verdict != didIt && !s.app.Now().After(s.order.Deadline) {
		return nil
	}
	words := map[verdict]panel.Words{didIt: s.row.Done, didNot: s.row.NotDone, unclear: s.row.Unclear}[f.verdict]
	body := map[string]any{
		"call": s.row.Call, "verdict": f.verdict.String(), "ref": f.ref, "zh": words.Zh, "en": words.En, "before": before, "now": f.now,
	}
	return s.app.DB.Within(ctx, func(tx *db.Tx) error {
		return tx.AddEvidence(ctx, s.order, panel.EvidenceDetail, panel.NoVerdict, body)
	})
}

// answered is the name that the vendor gave in an answer that only accepted
// the order.
func (s *spend) answered(ctx context.Context) (string, error) {
	if s.order.State != panel.OrderAccepted {
		return "", nil
	}
	all, err := s.app.DB.OrderEvidence(ctx, s.order.ID)
	if err != nil {
		return "", err
	}
	ref := ""
	for _, e := range all {
		var answer struct{ Ref string }
		if e.Kind == panel.EvidenceReply && e.Attempt == s.order.Attempts && json.Unmarshal([]byte(e.Body), &answer) == nil {
			ref = answer.Ref
		}
	}
	return ref, nil
}

// count is a number among the parameters, 1 when it is not given.
func (s *spend) count(name string) int {
	n, err := strconv.Atoi(s.param(name))
	if err != nil {
		return 1
	}
	return n
}

// refFields are the fields of answers that name what was bought, the surest first.
var refFields = []string{"Name", "FTPName", "CloudName", "WebName", "Account", "Domain"}

// refOf is the name that an answer gives to what was bought, "" when it gives none.
func refOf(answer any) string {
	v := reflect.ValueOf(answer)
	if v.Kind() != reflect.Struct {
		return ""
	}
	for _, name := range refFields {
		if f := v.FieldByName(name); f.Kind() == reflect.String {
			return f.String()
		}
	}
	return ""
}

// same compares two values of one before-value's type.
func same[T any](a, b T) bool { return reflect.DeepEqual(a, b) }
