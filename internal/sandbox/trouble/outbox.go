package trouble

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Letter is something that a vendor tells a customer of its own accord. It stays in the
// outbox until it has arrived or the vendor has given up, so that it outlives the process.
type Letter struct {
	ID     int             `json:"id"`
	Target string          `json:"target"` // the customer's address
	About  string          `json:"about"`  // what it is about, such as the number of a payment
	Facts  json.RawMessage `json:"facts"`  // what the vendor writes its words from, at the moment of sending
	Due    time.Time       `json:"due"`    // virtual time; zero is at once
	Forged bool            `json:"forged,omitempty"`
	Copies int             `json:"copies,omitempty"` // to send once more although it has arrived
	Tries  int             `json:"tries,omitempty"`  // in vain so far
}

// Telling is one attempt to tell something, or one that a switch withheld.
type Telling struct {
	About  string    `json:"about"`
	At     time.Time `json:"at"`
	Status int       `json:"status,omitempty"` // of the receiver's answer; 0 when there was none
	Taken  bool      `json:"taken,omitempty"`  // the answer was what the vendor wants to hear
	Lost   bool      `json:"lost,omitempty"`
	Forged bool      `json:"forged,omitempty"`
}

// Post is how a vendor sends. All fields are needed.
type Post struct {
	Clock *Clock
	// Write makes the request, signed at this moment.
	Write func(ctx context.Context, l Letter) (*http.Request, error)
	// Taken judges the receiver's answer; a letter that was not taken is sent again.
	Taken func(status int, body []byte) bool
	// Pauses are the virtual times between tries. After the last the vendor gives up.
	Pauses []time.Duration
	// Changed is called, nothing locked, after every attempt.
	Changed func()
}

const (
	letterTimeout  = 10 * time.Second
	maxLetterReply = 64 << 10
)

// Outbox sends letters and remembers them. It is safe for concurrent use.
type Outbox struct {
	post    Post
	client  *http.Client
	context context.Context // ends with the server, not with a call
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu      sync.Mutex
	letters []Letter
	flying  map[int]bool // of letters: on the way, or waiting for their time
	told    []Telling
	lastID  int
}

// NewOutbox makes an empty outbox.
func NewOutbox(post Post) *Outbox {
	o := &Outbox{post: post, flying: map[int]bool{}}
	o.context, o.cancel = context.WithCancel(context.Background())
	o.client = &http.Client{
		Timeout:       letterTimeout,
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return o
}

// Put lays a letter into the outbox, as the switches of the board for this call say: once,
// twice, forged, or not at all. Send sends it.
func (o *Outbox) Put(board *Board, call string, l Letter) {
	fault, troubled := board.Take(call, []string{l.About}, CallbackLost, CallbackDuplicated, CallbackForged)
	o.mu.Lock()
	defer o.mu.Unlock()
	if troubled && fault.Kind == CallbackLost {
		o.told = append(o.told, Telling{About: l.About, At: o.post.Clock.Now(), Lost: true})
		return
	}
	l.Forged = troubled && fault.Kind == CallbackForged
	if troubled && fault.Kind == CallbackDuplicated {
		l.Copies = 1
	}
	o.lastID++
	l.ID = o.lastID
	o.letters = append(o.letters, l)
}

// Send sends what is due and sets the clock for the rest. It is called after the change
// that the letters tell of has been saved; the caller holds no lock.
func (o *Outbox) Send() {
	now := o.post.Clock.Now()
	for _, l := range o.takeOff() {
		if wait := l.Due.Sub(now); wait > 0 {
			o.post.Clock.After(wait, func() { o.deliver(l.ID) })
			continue
		}
		o.running.Go(func() { o.deliver(l.ID) })
	}
}

func (o *Outbox) takeOff() []Letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	var list []Letter
	for _, l := range o.letters {
		if !o.flying[l.ID] {
			o.flying[l.ID] = true
			list = append(list, l)
		}
	}
	return list
}

// deliver sends a letter until it has arrived as often as it should, or sets the clock for
// the next try.
func (o *Outbox) deliver(id int) {
	for {
		l, ok := o.find(id)
		if !ok || o.context.Err() != nil {
			return
		}
		told := o.send(l)
		if told.Status == 0 && o.context.Err() != nil {
			return // the server ends: the letter stays
		}
		pause, again := o.note(id, told)
		o.post.Changed()
		switch {
		case !again:
			return
		case pause > 0:
			o.post.Clock.After(pause, func() { o.deliver(id) })
			return
		}
	}
}

func (o *Outbox) find(id int) (Letter, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := o.index(id)
	if i < 0 {
		return Letter{}, false
	}
	return o.letters[i], true
}

func (o *Outbox) index(id int) int {
	return slices.IndexFunc(o.letters, func(l Letter) bool { return l.ID == id })
}

func (o *Outbox) send(l Letter) Telling {
	told := Telling{About: l.About, At: o.post.Clock.Now(), Forged: l.Forged}
	request, err := o.post.Write(o.context, l)
	if err != nil {
		return told
	}
	response, err := o.client.Do(request)
	if err != nil {
		return told
	}
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(response.Body, maxLetterReply)) // an answer cut short is not taken
	told.Status, told.Taken = response.StatusCode, o.post.Taken(response.StatusCode, body)
	return told
}

// note remembers an attempt and tells whether another follows, and when.
func (o *Outbox) note(id int, told Telling) (pause time.Duration, again bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := o.index(id)
	if i < 0 {
		return 0, false // forgotten meanwhile
	}
	o.told = append(o.told, told)
	l := &o.letters[i]
	switch {
	case told.Taken && l.Copies > 0:
		l.Copies--
		return 0, true
	case told.Taken || l.Tries == len(o.post.Pauses):
		o.letters = slices.Delete(o.letters, i, i+1)
		delete(o.flying, id)
		return 0, false
	}
	pause = o.post.Pauses[l.Tries]
	l.Tries++
	l.Due = told.At.Add(pause)
	return pause, true
}

// Told are all attempts so far, in their order.
func (o *Outbox) Told() []Telling {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]Telling{}, o.told...)
}

// Forget drops all letters and attempts.
func (o *Outbox) Forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.letters, o.told, o.flying = nil, nil, map[int]bool{}
}

// Close ends what is on the way; the letters stay.
func (o *Outbox) Close() {
	o.cancel()
	o.running.Wait()
}

// SavedOutbox is the whole state of an Outbox.
type SavedOutbox struct {
	Letters []Letter  `json:"letters"`
	Told    []Telling `json:"told"`
	LastID  int       `json:"last_id"`
}

// Save is the state.
func (o *Outbox) Save() SavedOutbox {
	o.mu.Lock()
	defer o.mu.Unlock()
	return SavedOutbox{Letters: slices.Clone(o.letters), Told: slices.Clone(o.told), LastID: o.lastID}
}

// Restore takes up what Save gave; Send then lets the letters go.
func (o *Outbox) Restore(in SavedOutbox) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.letters, o.told, o.lastID, o.flying = in.Letters, in.Told, in.LastID, map[int]bool{}
}
