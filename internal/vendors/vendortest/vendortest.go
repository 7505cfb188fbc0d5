// Package vendortest proves the calls of a vendor's package: against the catalogue that was
// taken from the vendor's document, against the document's example answers, and against the
// simulated vendor, in success and in every documented refusal. What it proves is data; a
// vendor's tests bring the data and call Prove.
package vendortest

import (
	"context"
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"tangelo/internal/sandbox"
	"tangelo/internal/vendors/endpoint"
)

// Vendor is one vendor's package under test.
type Vendor struct {
	Name   string // such as "cndns", the name of its catalogue
	All    []endpoint.Description
	Common endpoint.Codes
	// Open reads an answer's envelope.
	Open func(body []byte) (endpoint.Opened, error)
	// Connect makes the line of the simulated account.
	Connect func(world *sandbox.World, log endpoint.Recorder) *endpoint.Line
	// Options of the simulated world; Fresh and a standing clock are added.
	Options sandbox.Options
	// Secrets are the texts of the simulated account's credentials, which no call may show.
	Secrets func(world *sandbox.World) []string
	Proofs  []Proof
	// Everywhere tells how codes that many calls document are brought about, by call and code.
	Everywhere func(d endpoint.Description, code string) (Refusal, bool)
	// Login names the parameters that every request carries.
	Login []string
	// Wrapper names the parameter that holds those of the call as JSON; "" for none.
	Wrapper string
	// Inbound are the calls that the vendor makes to us, and what shows them.
	Inbound map[string]func(t *testing.T)
}

// Params are parameters by name. "{x}" is what an earlier call left under x with Keep.
type Params map[string]string

// Proof is how one call is shown to work.
type Proof struct {
	Call    string
	Before  func(s *Shop) // what must be there; may be nil
	Given   Params        // of the success
	Check   func(s *Shop, answer any)
	Refused []Refusal
	// Switched are codes, parted by spaces, for what fails inside the vendor, which no caller
	// brings about: the simulator answers them by its switch.
	Switched string
}

// Refusal is one documented code and what brings it about: Given with other values ("-"
// leaves a parameter out), after Before.
type Refusal struct {
	Code   string
	Says   string // what the vendor's words hold, for a refusal without a code
	But    Params
	Before func(s *Shop)
	// Line is the connection to use instead of the account's own.
	Line func(s *Shop) *endpoint.Line
}

// Shop is a fresh simulated world and one account's line into it.
type Shop struct {
	testing.TB
	Ctx   context.Context
	World *sandbox.World
	Line  *endpoint.Line
	Log   *Recorder

	vendor Vendor
	kept   map[string]string
}

// Start starts a world.
func (v Vendor) Start(t testing.TB) *Shop { return v.OpenWith(t, v.Options) }

// OpenWith starts a world with other options.
func (v Vendor) OpenWith(t testing.TB, options sandbox.Options) *Shop {
	t.Helper()
	options.Fresh, options.Speed = true, -1
	world, err := sandbox.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	log := &Recorder{}
	return &Shop{
		TB: t, Ctx: t.Context(), World: world, Log: log, Line: v.Connect(world, log), vendor: v, kept: map[string]string{},
	}
}

// Keep remembers a value for "{name}" in later parameters.
func (s *Shop) Keep(name, value string) {
	s.Helper()
	if value == "" {
		s.Fatalf("nothing to keep as %q", name)
	}
	s.kept[name] = value
}

// Kept is what Keep remembered.
func (s *Shop) Kept(name string) string {
	s.Helper()
	value, ok := s.kept[name]
	if !ok {
		s.Fatalf("nothing is kept as %q", name)
	}
	return value
}

// Must makes a call by name that has to succeed and returns its answer.
func (s *Shop) Must(call string, params Params) any {
	s.Helper()
	answer, err := s.describe(call).Invoke(s.Ctx, s.Line, s.Fill(params))
	if err != nil {
		s.Fatalf("%v: %s", err, s.Log.last())
	}
	return answer
}

// Got makes a call that has to succeed and returns its answer as the type that it has.
func Got[T any](s *Shop, call string, params Params) T {
	s.Helper()
	answer, ok := s.Must(call, params).(T)
	if !ok {
		s.Fatalf("%s answers a %T", call, answer)
	}
	return answer
}

// Fill puts kept values into parameters and drops those that are "-".
func (s *Shop) Fill(params Params) map[string]string {
	s.Helper()
	out := map[string]string{}
	for name, value := range params {
		if value == "-" {
			continue
		}
		if strings.HasPrefix(value, "{") && strings.HasSuffix(value, "}") {
			value = s.Kept(value[1 : len(value)-1])
		}
		out[name] = value
	}
	return out
}

func (s *Shop) describe(call string) endpoint.Description {
	s.Helper()
	i := slices.IndexFunc(s.vendor.All, func(d endpoint.Description) bool { return d.Name == call })
	if i < 0 {
		s.Fatalf("no call %q", call)
	}
	return s.vendor.All[i]
}

// But returns parameters with others in their place.
func (p Params) But(other Params) Params {
	out := maps.Clone(p)
	if out == nil {
		out = Params{}
	}
	maps.Copy(out, other)
	return out
}

// Recorder keeps what was recorded of calls. It is safe for concurrent use.
type Recorder struct {
	mu    sync.Mutex
	calls []endpoint.Call
}

// Record keeps a call.
func (r *Recorder) Record(_ context.Context, call endpoint.Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, call)
}

// Calls are the calls so far.
func (r *Recorder) Calls() []endpoint.Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

func (r *Recorder) last() string {
	calls := r.Calls()
	if len(calls) == 0 {
		return "nothing was sent"
	}
	c := calls[len(calls)-1]
	return strings.Join([]string{c.Endpoint, string(c.Class), c.Code, c.Reason, c.Answer}, " ")
}

// Entry is a line of the catalogue: the document's facts of one call.
type Entry struct {
	Methods, Host, Path string
	Params, Codes       []string // sorted
}

// Catalogue reads docs/vendors/<vendor>.tsv.
func Catalogue(t testing.TB, vendor string) map[string]Entry {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "docs", "vendors", vendor+".tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	reader := csv.NewReader(file)
	reader.Comma = '\t'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]Entry{}
	for _, row := range rows[1:] {
		all[row[0]] = Entry{Methods: row[1], Host: row[2], Path: row[3], Params: words(row[4]), Codes: words(row[5])}
	}
	return all
}

func words(text string) []string {
	list := strings.Fields(text)
	if list == nil {
		list = []string{}
	}
	slices.Sort(list)
	return list
}
