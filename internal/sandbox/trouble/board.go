package trouble

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Kind is a sort of trouble.
type Kind string

// The kinds of trouble. "Executed" means that the vendor's state has changed
// although the caller cannot know it.
const (
	Slow               Kind = "slow"                // executed, answered after Delay of real time (3 s when 0)
	Silent             Kind = "silent"              // executed, then held until the client gives up, at most 150 s
	Reset              Kind = "reset"               // executed, connection closed without an answer
	Drop               Kind = "drop"                // not executed, connection reset
	Status500          Kind = "status500"           // executed, HTTP 500 with an HTML page
	Status503          Kind = "status503"           // not executed, HTTP 503 with an HTML page
	HTML               Kind = "html"                // executed, HTTP 200 with an HTML page
	Broken             Kind = "broken"              // executed, answer cut in the middle
	Refuse             Kind = "refuse"              // not executed, documented failure with Code and Message
	Late               Kind = "late"                // executed after Delay of virtual time, never answered
	CallbackLost       Kind = "callback_lost"       // the callback of this call is not sent
	CallbackDuplicated Kind = "callback_duplicated" // the callback of this call is sent Times times, twice when 0
	CallbackForged     Kind = "callback_forged"     // a callback with altered words and a false signature is sent in its place
	CallbackLate       Kind = "callback_late"       // the callback of this call is sent after Delay of virtual time
)

// Kinds lists every kind of trouble, those of answers first.
var Kinds = []Kind{
	Slow, Silent, Reset, Drop, Status500, Status503, HTML, Broken, Refuse, Late, CallbackLost, CallbackDuplicated, CallbackLate, CallbackForged,
}

// answerKinds are the kinds that Serve acts upon.
var answerKinds = Kinds[:10]

// Fault is one switch on the board.
type Fault struct {
	ID      int
	Call    string // endpoint name such as "cndns.domain.create", "*", or a prefix such as "cndns.cloud.*"
	Kind    Kind
	Code    string // for Refuse: the vendor's code
	Message string // for Refuse: the vendor's text; empty = the documented one
	Delay   time.Duration
	Count   int     // times left; 0 = until cleared
	Match   string  // when not empty: only calls with a parameter of exactly this value
	Chance  float64 // how likely a call that it concerns is troubled, up to 1; 0 = always
	Times   int     // for CallbackDuplicated: how often the callback is sent; 0 = twice
}

type faultJSON struct {
	ID      int     `json:"id"`
	Call    string  `json:"call"`
	Kind    Kind    `json:"kind"`
	Code    string  `json:"code,omitempty"`
	Message string  `json:"message,omitempty"`
	Delay   string  `json:"delay,omitempty"`
	Count   int     `json:"count,omitempty"`
	Match   string  `json:"match,omitempty"`
	Chance  float64 `json:"chance,omitempty"`
	Times   int     `json:"times,omitempty"`
}

// MarshalJSON writes the fault with its delay as text, such as "90s".
func (f Fault) MarshalJSON() ([]byte, error) {
	out := faultJSON{ID: f.ID, Call: f.Call, Kind: f.Kind, Code: f.Code, Message: f.Message, Count: f.Count, Match: f.Match, Chance: f.Chance, Times: f.Times}
	if f.Delay != 0 {
		out.Delay = f.Delay.String()
	}
	return json.Marshal(out)
}

// mostTimes bounds how often one callback is sent.
const mostTimes = 100

// UnmarshalJSON reads what MarshalJSON writes and checks it: call and a known
// kind are required, delay is a duration as text, other fields are refused.
func (f *Fault) UnmarshalJSON(data []byte) error {
	var in faultJSON
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		return fmt.Errorf("read fault: %w", err)
	}
	if in.Call == "" {
		return fmt.Errorf("read fault: call is empty")
	}
	if !slices.Contains(Kinds, in.Kind) {
		return fmt.Errorf("read fault: kind %q is unknown", in.Kind)
	}
	if in.Chance < 0 || in.Chance > 1 || in.Times < 0 || in.Times > mostTimes {
		return fmt.Errorf("read fault: chance is not from 0 to 1, or times not from 0 to %d", mostTimes)
	}
	delay, err := parseDelay(in.Delay)
	if err != nil {
		return fmt.Errorf("read fault: delay: %w", err)
	}
	*f = Fault{
		ID: in.ID, Call: in.Call, Kind: in.Kind, Code: in.Code, Message: in.Message,
		Delay: delay, Count: max(in.Count, 0), Match: in.Match, Chance: in.Chance, Times: in.Times,
	}
	return nil
}

func parseDelay(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	return time.ParseDuration(text)
}

func (f Fault) concerns(call string, values []string) bool {
	if prefix, wild := strings.CutSuffix(f.Call, "*"); wild {
		if !strings.HasPrefix(call, prefix) {
			return false
		}
	} else if f.Call != call {
		return false
	}
	return f.Match == "" || slices.Contains(values, f.Match)
}

// Tally counts what happened to one call.
type Tally struct {
	Requests int `json:"requests"`
	Troubled int `json:"troubled"`
}

// Board holds the faults that are set and counts the calls. It is safe for
// concurrent use.
type Board struct {
	mu      sync.Mutex
	faults  []Fault
	lastID  int
	tallies map[string]Tally
	late    []lateCall
	chances *rand.Rand // is not saved: a restored board begins its chances anew
	changed func()
}

// NewBoard makes a board without faults.
func NewBoard() *Board {
	b := &Board{tallies: map[string]Tally{}, changed: func() {}}
	b.Seed(1)
	return b
}

// Seed begins the chances of the faults anew.
func (b *Board) Seed(seed uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.chances = rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // trouble that can be repeated
}

// OnChange has f called after every change of the faults and of the calls that
// wait for their time, the board unlocked. It is set before the board is used.
func (b *Board) OnChange(f func()) { b.changed = f }

// edit locks the board and returns what ends the change.
func (b *Board) edit() (end func()) {
	b.mu.Lock()
	return func() {
		b.mu.Unlock()
		b.changed()
	}
}

// Set adds a fault and returns its id; the ID field given is ignored.
func (b *Board) Set(fault Fault) int {
	defer b.edit()()
	b.lastID++
	fault.ID = b.lastID
	b.faults = append(b.faults, fault)
	return fault.ID
}

// Clear removes one fault and tells whether it was there.
func (b *Board) Clear(id int) bool {
	defer b.edit()()
	before := len(b.faults)
	b.faults = slices.DeleteFunc(b.faults, func(f Fault) bool { return f.ID == id })
	return len(b.faults) < before
}

// ClearAll removes all faults; the tallies stay.
func (b *Board) ClearAll() {
	defer b.edit()()
	b.faults = nil
}

// ForgetTallies sets all counters to zero.
func (b *Board) ForgetTallies() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tallies = map[string]Tally{}
}

// List is a copy of the faults in the order they were set.
func (b *Board) List() []Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Fault{}, b.faults...)
}

// Tallies is a copy of the counters by call name.
func (b *Board) Tallies() map[string]Tally {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make(map[string]Tally, len(b.tallies))
	for call, tally := range b.tallies {
		out[call] = tally
	}
	return out
}

// Take uses up one turn of the oldest fault for call that is of one of the
// kinds and not spared by its chance. values are the call's parameter values, for Match; without them only
// faults without Match are found.
func (b *Board) Take(call string, values []string, kinds ...Kind) (Fault, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, fault := range b.faults {
		if !slices.Contains(kinds, fault.Kind) || !fault.concerns(call, values) {
			continue
		}
		if fault.Chance != 0 && b.chances.Float64() >= fault.Chance {
			continue
		}
		switch fault.Count {
		case 0:
		case 1:
			b.faults = slices.Delete(b.faults, i, i+1)
		default:
			b.faults[i].Count--
		}
		return fault, true
	}
	return Fault{}, false
}

func (b *Board) tally(call string, troubled bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	tally := b.tallies[call]
	tally.Requests++
	if troubled {
		tally.Troubled++
	}
	b.tallies[call] = tally
}

// Values collects the parameter values of a request, for Match. A body that is
// a form is read.
func Values(r *http.Request) []string {
	if r.Form == nil && r.ParseForm() != nil {
		return nil
	}
	var values []string
	for _, some := range r.Form {
		values = append(values, some...)
	}
	return values
}
