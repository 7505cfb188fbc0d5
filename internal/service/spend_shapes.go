package service

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"tangelo/internal/panel"
)

// The five shapes of calls that spend: creation, renewal, change, bought points,
// generated.

// slack is how far a vendor's dates may be off: they may be whole days, of
// another zone, or months of another length.
const slack = 4 * 24 * time.Hour

func readBefore[T any](text json.RawMessage) (before T, err error) {
	if err := json.Unmarshal(text, &before); err != nil {
		return before, fmt.Errorf("before-value: %w", err)
	}
	return before, nil
}

// thing is what the vendor shows under a name.
type thing struct {
	Found bool      `json:"found"`
	Other bool      `json:"other,omitempty"` // of another kind than was ordered, or failed, or not to be read
	Name  string    `json:"name,omitempty"`
	At    time.Time `json:"at"` // since when it is there; zero when the vendor does not say
}

// since reports whether a thing can have come from a call at a time: vendors
// that give whole days are a day off.
func (t thing) since(at time.Time) bool {
	return t.At.IsZero() || t.At.After(at.Add(-26*time.Hour))
}

// creation makes a thing under a name of ours: find reads what stands under it.
func creation(find func(ctx context.Context, s *spend) (thing, error)) probe {
	return probe{
		pre: func(ctx context.Context, s *spend) (any, error) {
			t, err := find(ctx, s)
			if err == nil && t.Found {
				err = panel.Errorf(panel.Conflict, nil, "error.spend.exists", "Name", s.key())
			}
			return t, err
		},
		judge: func(ctx context.Context, s *spend, _ json.RawMessage) (finding, error) {
			t, err := find(ctx, s)
			f := finding{now: t}
			switch {
			case err != nil:
			case !t.Found:
				f.verdict = didNot
			case !t.Other && t.since(s.at):
				f.verdict, f.ref = didIt, t.Name
			}
			return f, err
		},
	}
}

// dated is how long a thing is paid for.
type dated struct {
	Expires time.Time `json:"expires"`
	Moving  bool      `json:"moving,omitempty"` // the vendor says that a renewal is under way
}

// until is a reader of dated without a state.
func until(read func(ctx context.Context, s *spend) (time.Time, error)) func(ctx context.Context, s *spend) (dated, error) {
	return func(ctx context.Context, s *spend) (dated, error) {
		at, err := read(ctx, s)
		return dated{Expires: at.UTC()}, err
	}
}

// renewal moves the end of a thing by so many months.
func renewal(read func(ctx context.Context, s *spend) (dated, error), months func(s *spend) int) probe {
	return probe{
		pre: func(ctx context.Context, s *spend) (any, error) {
			before, err := read(ctx, s)
			if err == nil && before.Expires.IsZero() {
				err = panel.Errorf(panel.Conflict, nil, "error.spend.noexpiry", "Name", s.key())
			}
			return before, err
		},
		judge: func(ctx context.Context, s *spend, text json.RawMessage) (finding, error) {
			before, err := readBefore[dated](text)
			if err != nil {
				return finding{}, err
			}
			now, err := read(ctx, s)
			return finding{verdict: moved(before, now, s.at, months(s)), ref: s.key(), now: now}, err
		},
	}
}

// moved compares two ends. A thing that had ended is renewed from its end by
// some vendors' products and from the day of the renewal by others.
func moved(before, now dated, at time.Time, months int) verdict {
	near := func(from time.Time) bool {
		off := now.Expires.Sub(from.AddDate(0, months, 0))
		return off.Abs() <= slack && now.Expires.Sub(before.Expires) > slack
	}
	switch {
	case now.Expires.IsZero():
		return unclear
	case near(before.Expires), before.Expires.Before(at) && near(at):
		return didIt
	case now.Moving:
		return waits
	case now.Expires.Equal(before.Expires):
		return didNot
	}
	return unclear
}

// span is how many months an order pays for: count is the parameter of the
// number, unit the one of the unit, "" for years.
func span(count, unit string) func(s *spend) int {
	return func(s *spend) int {
		if s.param(unit) == "" {
			return s.count(count) * 12
		}
		return s.count(count) * unitMonths[s.param(unit)]
	}
}

// change makes a known thing larger or better. shown reports whether the vendor
// told what no thing is without; compare says whether it became what was
// ordered, given that it is not what it was.
func change[T any](read func(ctx context.Context, s *spend) (T, error), shown func(T) bool, compare func(s *spend, before, now T) verdict) probe {
	return probe{
		pre: func(ctx context.Context, s *spend) (any, error) {
			before, err := read(ctx, s)
			if err == nil && !shown(before) {
				err = panel.Errorf(panel.Conflict, nil, "error.spend.nosize", "Name", s.key())
			}
			return before, err
		},
		judge: func(ctx context.Context, s *spend, text json.RawMessage) (finding, error) {
			before, err := readBefore[T](text)
			if err != nil {
				return finding{}, err
			}
			now, err := read(ctx, s)
			f := finding{ref: s.key(), now: now}
			if shown(before) && shown(now) {
				f.verdict = compare(s, before, now)
			}
			return f, err
		},
	}
}

// anything is shown of a thing that may be without all that is read.
func anything[T any](T) bool { return true }

// some is shown when it is not the zero value.
func some[T comparable](v T) bool {
	var none T
	return v != none
}

// became compares with what was ordered. What was so before shows nothing, and
// neither does what the vendor leaves empty where the order makes a difference.
func became[T any](before, now T, want ...T) verdict {
	asBefore := same(before, now)
	for _, w := range want {
		switch {
		case hidden(reflect.ValueOf(before), reflect.ValueOf(w)), asBefore && same(now, w):
			return unclear
		case same(now, w):
			return didIt
		}
	}
	if asBefore {
		return didNot
	}
	return unclear
}

// hidden reports whether something that differs is empty on one side.
func hidden(a, b reflect.Value) bool {
	if a.Kind() != reflect.Struct {
		return (a.IsZero() || b.IsZero()) && !reflect.DeepEqual(a.Interface(), b.Interface())
	}
	for i := range a.NumField() {
		if hidden(a.Field(i), b.Field(i)) {
			return true
		}
	}
	return false
}

// pointsNow is what an account has; Left is -1 when the vendor does not say.
type pointsNow struct{ Bought, Left int }

// apart reports whether the vendor counts what was bought and what is left by
// two numbers. By one number, points that were bought and used look like none.
func (p pointsNow) apart() bool { return p.Left >= 0 && p.Left != p.Bought }

// boughtPoints adds points to an account.
func boughtPoints(read func(ctx context.Context, s *spend) (pointsNow, error)) probe {
	return change(read, anything, comparePoints)
}

func comparePoints(s *spend, before, now pointsNow) verdict {
	switch now.Bought - before.Bought {
	case s.count("points"):
		return didIt
	case 0:
		if now.Bought > 0 && now.Left <= before.Left && (before.apart() || now.apart()) {
			return didNot
		}
	}
	return unclear
}

// generated makes a thing whose name the vendor makes up. Without a name only
// the balance speaks, and it is no proof; show reads the thing that the answer
// or a person named, nil when nothing could.
func generated(show func(ctx context.Context, s *spend) (thing, error)) probe {
	return probe{
		pre: func(ctx context.Context, s *spend) (any, error) { return s.balance(ctx) },
		judge: func(ctx context.Context, s *spend, text json.RawMessage) (finding, error) {
			if s.ref != "" && show != nil {
				return s.adopts(ctx, show)
			}
			return s.paid(ctx, text)
		},
	}
}

func (s *spend) balance(ctx context.Context) (balanceBefore, error) {
	f, err := s.client.AccountFinance(ctx)
	return balanceBefore{Balance: int64(f.Balance), Available: int64(f.Available)}, err
}

// adopts looks whether what was named is ours, new, and nobody else's.
func (s *spend) adopts(ctx context.Context, show func(ctx context.Context, s *spend) (thing, error)) (finding, error) {
	t, err := show(ctx, s)
	f := finding{now: t}
	if err != nil {
		return f, err
	}
	if t.Found && t.since(s.at) && !t.Other {
		taken, err := s.app.DB.RefTaken(ctx, s.order, t.Name)
		if err != nil {
			return f, err
		}
		if !taken {
			f.verdict, f.ref = didIt, t.Name
			return f, nil
		}
	}
	if s.order.State == panel.OrderHeld { // a person's guess was wrong, which says nothing of the order
		f.verdict = didNot
	}
	return f, nil
}

// paid compares the balance, once, when a person is about to be asked.
func (s *spend) paid(ctx context.Context, text json.RawMessage) (finding, error) {
	if !s.older(s.row.Deadline) {
		return finding{verdict: waits}, nil
	}
	before, err := readBefore[balanceBefore](text)
	if err != nil {
		return finding{}, err
	}
	now, err := s.balance(ctx)
	if err != nil {
		return finding{}, err
	}
	price, err := s.app.tracePrice(ctx, s.order, before, now, s.at)
	return finding{now: price}, err
}

// detailed is what a detail tells of a thing: a refusal that says that there is
// none is no error.
func detailed(name string, at time.Time, err error) (thing, error) {
	if missing(err) {
		return thing{}, nil
	}
	if err != nil {
		return thing{}, err
	}
	return thing{Found: true, Name: name, At: at.UTC()}, nil
}
