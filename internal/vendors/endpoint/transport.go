package endpoint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// maxBody bounds an answer: 1 MB.
const maxBody = 1 << 20

var errOversized = errors.New("answer larger than 1 MB")

// wires are the two transports of one vendor account.
type wires struct{ fresh, reused *http.Client }

// newWires is a variable so that a build that is made to break can break it.
var newWires = func(hosts Hosts) wires {
	return wires{fresh: newClient(hosts, true), reused: newClient(hosts, false)}
}

// newClient builds a client that never repeats a request: Go re-sends a GET when a kept
// connection dies, so every GET and every call with an effect gets a fresh one.
func newClient(hosts Hosts, fresh bool) *http.Client {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  nil, // an environment proxy would read passwords out of query strings
			DialContext:            hosts.dial,
			TLSHandshakeTimeout:    10 * time.Second,
			DisableKeepAlives:      fresh,
			DisableCompression:     true,
			Protocols:              protocols,
			MaxIdleConnsPerHost:    2,
			MaxConnsPerHost:        8,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

// Reply is an answer as it came in.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// send does one exchange. connected is false when no connection was ever obtained, so
// that nothing can have reached the vendor.
func (w wires) send(ctx context.Context, effect Effect, req *http.Request) (reply Reply, connected bool, err error) {
	var got atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { got.Store(true) }}
	client := w.fresh
	if effect == Read && req.Method == http.MethodPost {
		client = w.reused // a GET would be sent again with the same signature when a kept connection dies
	}
	resp, err := client.Do(req.WithContext(httptrace.WithClientTrace(ctx, trace)))
	if err != nil {
		return Reply{}, got.Load(), err
	}
	defer func() { _ = resp.Body.Close() }()
	reply = Reply{Status: resp.StatusCode, Header: resp.Header}
	reply.Body, err = io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return reply, true, fmt.Errorf("read answer: %w", err)
	}
	if len(reply.Body) > maxBody {
		return reply, true, errOversized
	}
	return reply, true, nil
}
