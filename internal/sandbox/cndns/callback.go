package cndns

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
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

// callbacks sends notifications and remembers them.
type callbacks struct {
	client  *http.Client
	context context.Context // ends with the server, not with a call
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu   sync.Mutex
	sent []Callback
}

func (c *callbacks) init() {
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
	c.sent = nil
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

// callBack notifies target of the end of some work, once, unless a switch says
// otherwise. The server is locked.
func (s *Server) callBack(call string, values []string, target, name string, w work) {
	one := Callback{Name: name, Tag: w.tag, Result: "1", At: s.clock.Now()}
	if w.fails {
		one.Result = "2"
	}
	times := 1
	fault, troubled := s.takeCallbackFault(call, values)
	if troubled && fault.Kind == trouble.CallbackLost {
		one.Lost = true
		s.callbacks.remember(one)
		return
	}
	if troubled {
		times = 2
	}
	s.callbacks.running.Go(func() {
		for range times {
			one.Status = s.notify(target, one)
			s.callbacks.remember(one)
		}
	})
}

// takeCallbackFault finds a switch set for the call or for the callback itself.
func (s *Server) takeCallbackFault(call string, values []string) (trouble.Fault, bool) {
	kinds := []trouble.Kind{trouble.CallbackLost, trouble.CallbackDuplicated}
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
