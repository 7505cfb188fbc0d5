package cndns

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"tangelo/internal/sandbox/trouble"
)

const (
	callbackConstant = "CUP&S,#v6!g0viBZqnf+5Sp!aydXG*" // printed in the appendix
	callbackName     = "cndns.callback.notify"
	callbackTimeout  = 10 * time.Second
	maxCallbackReply = 64 << 10
)

// Callback is one notification, sent or withheld.
type Callback struct {
	Name   string    `json:"name"`
	Tag    string    `json:"tag"`
	Result string    `json:"result"` // 1 success, 2 failure
	At     time.Time `json:"at"`
	Lost   bool      `json:"lost,omitempty"`
	Status int       `json:"status,omitempty"` // of the receiver's answer; 0 when there was none
}

// notice is a callback that is to be sent.
type notice struct {
	ID     int       `json:"id"`
	Target string    `json:"target"`
	Times  int       `json:"times"`
	Due    time.Time `json:"due,omitzero"` // virtual; not before
	Told   Callback  `json:"told"`
}

// callbacks sends notifications and remembers them. What is to be sent stays in
// outbox until it has been sent, so that it outlives the process.
type callbacks struct {
	client  *http.Client
	context context.Context // ends with the server, not with a call
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	sent   []Callback
	outbox []notice
	flying map[int]bool // notices of outbox that are being sent
	lastID int
}

func (c *callbacks) init() {
	c.flying = map[int]bool{}
	c.context, c.cancel = context.WithCancel(context.Background())
	c.client = &http.Client{
		Timeout:   callbackTimeout,
		Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

func (c *callbacks) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent, c.outbox = nil, nil
}

func (c *callbacks) close() {
	c.cancel()
	c.running.Wait()
}

func (c *callbacks) list() []Callback {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Callback{}, c.sent...)
}

func (c *callbacks) remember(one Callback) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, one)
}

// callBack puts a notification of the end of some work into the outbox, once,
// unless a switch says otherwise. The server is locked.
func (s *Server) callBack(w hostWork, name, tag string, success bool) {
	one := Callback{Name: name, Tag: tag, Result: "1", At: s.clock.Now()}
	if !success {
		one.Result = "2"
	}
	fault, troubled := s.takeCallbackFault(w.Call, w.Values)
	switch {
	case !troubled:
		s.callbacks.post(notice{Target: w.Target, Times: 1, Told: one})
	case fault.Kind == trouble.CallbackLost:
		one.Lost = true
		s.callbacks.remember(one)
	case fault.Kind == trouble.CallbackLate:
		s.callbacks.post(notice{Target: w.Target, Times: 1, Due: one.At.Add(fault.Delay), Told: one})
		s.clock.After(fault.Delay, s.sendCallbacks)
	default:
		s.callbacks.post(notice{Target: w.Target, Times: cmp.Or(fault.Times, 2), Told: one})
	}
}

func (c *callbacks) post(n notice) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lastID++
	n.ID = c.lastID
	c.outbox = append(c.outbox, n)
}

// takeOff is what is in the outbox, is due and not being sent yet.
func (c *callbacks) takeOff(now time.Time) []notice {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []notice
	for _, n := range c.outbox {
		if !c.flying[n.ID] && !n.Due.After(now) {
			c.flying[n.ID] = true
			list = append(list, n)
		}
	}
	return list
}

// dates are when the notices in the outbox are due.
func (c *callbacks) dates() []time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []time.Time
	for _, n := range c.outbox {
		list = append(list, n.Due)
	}
	return list
}

// sendCallbacks sends what is in the outbox. It is called after the end of the
// work has been saved.
func (s *Server) sendCallbacks() {
	for _, n := range s.callbacks.takeOff(s.clock.Now()) {
		s.callbacks.running.Go(func() { s.deliver(n) })
	}
}

func (s *Server) deliver(n notice) {
	for n.Times > 0 {
		n.Told.Status = s.notify(n.Target, n.Told)
		if n.Told.Status == 0 && s.callbacks.context.Err() != nil {
			return // the server ends: it stays in the outbox
		}
		n.Times--
		s.callbacks.sentOnce(n)
		s.options.Changed(true)
	}
}

// sentOnce moves a notice on, unless all was forgotten meanwhile.
func (c *callbacks) sentOnce(n notice) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := slices.IndexFunc(c.outbox, func(other notice) bool { return other.ID == n.ID })
	if at < 0 {
		delete(c.flying, n.ID)
		return
	}
	c.sent = append(c.sent, n.Told)
	c.outbox[at].Times = n.Times
	if n.Times == 0 {
		c.outbox = slices.Delete(c.outbox, at, at+1)
		delete(c.flying, n.ID)
	}
}

// takeCallbackFault finds a switch set for the call or for the callback itself.
func (s *Server) takeCallbackFault(call string, values []string) (trouble.Fault, bool) {
	kinds := []trouble.Kind{trouble.CallbackLost, trouble.CallbackDuplicated, trouble.CallbackLate}
	if fault, ok := s.board.Take(call, values, kinds...); ok {
		return fault, true
	}
	return s.board.Take(callbackName, values, kinds...)
}

// notify sends one notification and returns the status of the answer, 0 when
// there was none.
func (s *Server) notify(target string, one Callback) int {
	request, err := s.notification(target, one)
	if err != nil {
		return 0
	}
	response, err := s.callbacks.client.Do(request)
	if err != nil {
		return 0
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxCallbackReply))
	return response.StatusCode
}

func (s *Server) notification(target string, one Callback) (*http.Request, error) {
	if !strings.Contains(target, "://") {
		target = "http://" + target // the document's example has no scheme
	}
	address, err := url.Parse(target)
	if err != nil {
		return nil, fmt.Errorf("read callback address: %w", err)
	}
	form := url.Values{
		"proname": {one.Name},
		"tag":     {one.Tag},
		"signs":   {md5Hex(one.Name + one.Tag + callbackConstant)},
		"result":  {one.Result},
	}
	if s.options.CallbackPost {
		request, err := http.NewRequestWithContext(
			s.callbacks.context, http.MethodPost, address.String(), strings.NewReader(form.Encode()))
		if err != nil {
			return nil, fmt.Errorf("make callback: %w", err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return request, nil
	}
	if address.RawQuery != "" {
		address.RawQuery += "&"
	}
	address.RawQuery += form.Encode()
	request, err := http.NewRequestWithContext(s.callbacks.context, http.MethodGet, address.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make callback: %w", err)
	}
	return request, nil
}
