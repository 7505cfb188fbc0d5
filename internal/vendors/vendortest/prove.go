package vendortest

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/endpoint"
)

// tally counts what was shown.
type tally struct{ successes, refusals, switched, wrong, hidden, troubles atomic.Int64 }

// Prove makes every call against the simulated vendor: once in success, with three wrong
// inputs that must not be sent, and once for every code that the catalogue lists. It fails
// for a call without a proof and for a code that nothing brings about.
func (v Vendor) Prove(t *testing.T) {
	var seen tally
	t.Run("calls", func(t *testing.T) {
		for _, d := range v.All {
			t.Run(d.Name, func(t *testing.T) {
				t.Parallel()
				i := slices.IndexFunc(v.Proofs, func(p Proof) bool { return p.Call == d.Name })
				if i < 0 {
					t.Fatal("no proof")
				}
				v.prove(t, &seen, d, v.Proofs[i])
			})
		}
	})
	for name, show := range v.Inbound {
		t.Run(name, show)
	}
	for _, p := range v.Proofs {
		if !slices.ContainsFunc(v.All, func(d endpoint.Description) bool { return d.Name == p.Call }) {
			t.Errorf("proof of %q: there is no such call", p.Call)
		}
	}
	t.Logf("figure: %s: %d of %d calls succeed at the simulated vendor; %d documented refusals brought about, %d more by its switches",
		v.Name, int(seen.successes.Load())+len(v.Inbound), len(v.All)+len(v.Inbound), seen.refusals.Load(), seen.switched.Load())
	t.Logf("figure: %s: %d wrong inputs refused before sending; %d calls made under trouble; %d secrets looked for in logs, errors and answers",
		v.Name, seen.wrong.Load(), seen.troubles.Load(), seen.hidden.Load())
}

func (v Vendor) prove(t *testing.T, seen *tally, d endpoint.Description, p Proof) {
	t.Helper()
	t.Run("success", func(t *testing.T) {
		s := v.Start(t)
		if p.Before != nil {
			p.Before(s)
		}
		v.wrongInputs(s, seen, d, p)
		wire, end := tap(s)
		answer := s.Must(d.Name, p.Given)
		end()
		v.wired(s, d, *wire, s.Fill(p.Given))
		seen.successes.Add(1)
		if p.Check != nil {
			p.Check(s, answer)
		}
		v.hidden(s, seen, d, s.Fill(p.Given), answer)
	})
	for _, code := range Catalogue(t, v.Name)[d.Name].Codes {
		t.Run(code, func(t *testing.T) { v.refusal(t, seen, d, p, code) })
	}
	for _, r := range p.Refused { // beyond the catalogue
		if !slices.Contains(Catalogue(t, v.Name)[d.Name].Codes, r.Code) {
			t.Run(r.Code+r.Says, func(t *testing.T) { v.refused(t, seen, d, p, r) })
		}
	}
}

// refusal shows every way in which a code is brought about.
func (v Vendor) refusal(t *testing.T, seen *tally, d endpoint.Description, p Proof, code string) {
	t.Helper()
	if slices.Contains(strings.Fields(p.Switched), code) {
		v.switched(t, seen, d, p, code)
		return
	}
	shown := false
	for _, r := range p.Refused {
		if r.Code == code {
			shown = true
			v.refused(t, seen, d, p, r)
		}
	}
	if shown {
		return
	}
	if v.Everywhere != nil {
		if r, ok := v.Everywhere(d, code); ok {
			r.Code = code
			v.refused(t, seen, d, p, r)
			return
		}
	}
	t.Errorf("nothing brings about code %s (%s)", code, d.Errors[code].Zh)
}

func (v Vendor) refused(t *testing.T, seen *tally, d endpoint.Description, p Proof, r Refusal) {
	t.Helper()
	s := v.Start(t)
	for _, before := range []func(*Shop){p.Before, r.Before} {
		if before != nil {
			before(s)
		}
	}
	line := s.Line
	if r.Line != nil {
		line = r.Line(s)
	}
	_, err := d.Probe(s.Ctx, line, s.Fill(p.Given.But(r.But)))
	v.judge(s, d, r, err)
	seen.refusals.Add(1)
}

func (v Vendor) switched(t *testing.T, seen *tally, d endpoint.Description, p Proof, code string) {
	t.Helper()
	s := v.Start(t)
	if p.Before != nil {
		p.Before(s)
	}
	s.World.Board.Set(trouble.Fault{Call: d.Name, Kind: trouble.Refuse, Code: code})
	_, err := d.Invoke(s.Ctx, s.Line, s.Fill(p.Given))
	v.judge(s, d, Refusal{Code: code}, err)
	seen.switched.Add(1)
}

// expected is the class of a refusal of this kind.
func expected(kind endpoint.Kind, effect endpoint.Effect) endpoint.Class {
	if kind == endpoint.AlreadyDone && effect == endpoint.Buy || kind == endpoint.Unclear && effect != endpoint.Read {
		return endpoint.Unknown
	}
	return endpoint.Refused
}

// judge holds an error against what the code's kind means: never not sent, and refused
// unless the text proves nothing for a call with this effect. A refusal in words alone has no
// meaning; its words are compared.
func (v Vendor) judge(s *Shop, d endpoint.Description, r Refusal, err error) {
	s.Helper()
	var e *endpoint.Error
	if !errors.As(err, &e) {
		s.Fatalf("error = %v, want code %s %s", err, r.Code, r.Says)
	}
	if e.Code != r.Code || !strings.Contains(e.VendorText, r.Says) {
		s.Fatalf("error = %v (%s), want code %s %s: %s", e, e.VendorText, r.Code, r.Says, s.Log.last())
	}
	want := expected(e.Meaning.Kind, d.Effect)
	told := e.Meaning.Zh != "" && e.Meaning.En != "" || r.Code == "" && r.Says != ""
	if e.Class != want || !told {
		s.Errorf("code %s: class %s and meaning %+v, want %s and both languages", r.Code, e.Class, e.Meaning, want)
	}
}
