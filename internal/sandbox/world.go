// Package sandbox starts all simulated vendors on ports of their own, with one
// virtual clock, one board of switches for trouble, and a control API. README.md
// describes the control API.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"tangelo/internal/sandbox/baidugeo"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/dnspod"
	"tangelo/internal/sandbox/sendcloud"
	"tangelo/internal/sandbox/trouble"
)

// Options configure a World. The zero value is a stocked world on loopback at
// real speed.
type Options struct {
	// Addr gives the host to listen on; every server gets a free port of its
	// own, whatever the port says. Default 127.0.0.1.
	Addr string
	// Speed is the number of virtual seconds in a real one; 0 means 1, and a
	// negative speed is a clock that only the control API moves.
	Speed float64
	// Fresh starts with empty accounts and a full balance. Otherwise Stock, or
	// what Plant plants, is there.
	Fresh bool
	// Plant fills a world that is not fresh, at the start and after a reset.
	Plant func(*World)
	// Seed makes invented names, passwords and addresses repeatable.
	Seed int64
	// Now is the wall clock, which signatures are checked by and from which the
	// virtual clock starts. Default time.Now.
	Now func() time.Time
	// StrictUserAgent makes DNSPod ask for the documented User-Agent.
	StrictUserAgent bool
	// DomainList offers CNDNS's undocumented list of domains.
	DomainList bool
	// DocumentShapes prints CNDNS's answers as documented where real life differs.
	DocumentShapes bool
	// Dirty spreads CNDNS's stray spaces and odd key case over all calls.
	Dirty bool
}

// World is a set of running simulators.
type World struct {
	Clock     *trouble.Clock
	Board     *trouble.Board
	CNDNS     *cndns.Server
	DNSPod    *dnspod.Server
	SendCloud *sendcloud.Server
	BaiduGEO  *baidugeo.Server

	options Options
	urls    map[string]string
	servers []*http.Server
	running sync.WaitGroup
	close   func() error
}

// Names of the servers, in the order they are started.
const (
	controlServer   = "control"
	apiServer       = "cndns api"
	checkServer     = "cndns dmcheck"
	supportServer   = "cndns support"
	dnspodServer    = "dnspod"
	sendcloudServer = "sendcloud"
	baiduServer     = "baidugeo"
)

// Start starts the listeners. The world ends with ctx or with Close.
func Start(ctx context.Context, options Options) (*World, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Speed == 0 {
		options.Speed = 1
	}
	w := newWorld(options)
	w.close = sync.OnceValue(w.shut)
	w.stock()
	if err := w.listen(ctx); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	context.AfterFunc(ctx, func() { _ = w.Close() })
	return w, nil
}

func newWorld(options Options) *World {
	clock, board := trouble.NewClock(options.Now(), options.Speed), trouble.NewBoard()
	return &World{
		Clock: clock, Board: board, options: options, urls: map[string]string{},
		CNDNS: cndns.New(cndns.Options{
			Clock: clock, Board: board, Now: options.Now, Seed: uint64(options.Seed),
			DomainList: options.DomainList, DocumentShapes: options.DocumentShapes, Dirty: options.Dirty,
		}),
		DNSPod: dnspod.New(dnspod.Options{
			Clock: clock, Board: board, StrictUserAgent: options.StrictUserAgent,
		}),
		SendCloud: sendcloud.New(sendcloud.Options{Clock: clock, Board: board}),
		BaiduGEO:  baidugeo.New(baidugeo.Options{Clock: clock, Board: board, Now: options.Now}),
	}
}

// listen opens one port for every server.
func (w *World) listen(ctx context.Context) error {
	host, _, err := net.SplitHostPort(w.options.Addr)
	if err != nil || host == "" {
		host = "127.0.0.1"
	}
	for _, one := range []struct {
		name    string
		handler http.Handler
	}{
		{controlServer, w.control()},
		{apiServer, w.CNDNS.API()},
		{checkServer, w.CNDNS.DMCheck()},
		{supportServer, w.CNDNS.Support()},
		{dnspodServer, w.DNSPod},
		{sendcloudServer, w.SendCloud},
		{baiduServer, w.BaiduGEO},
	} {
		if err := w.serve(ctx, host, one.name, one.handler); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) serve(ctx context.Context, host, name string, handler http.Handler) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return fmt.Errorf("listen for %s: %w", name, err)
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 30 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      4 * time.Minute, // longer than the longest silence
		IdleTimeout:       2 * time.Minute,
	}
	w.servers = append(w.servers, server)
	w.urls[name] = "http://" + listener.Addr().String()
	w.running.Go(func() { _ = server.Serve(listener) }) // ends with Close
	return nil
}

// Reset clears all switches and counters and starts every vendor anew; the clock goes on.
func (w *World) Reset() {
	w.Board.ClearAll()
	w.Board.ForgetTallies()
	w.CNDNS.Reset()
	w.DNSPod.Reset()
	w.SendCloud.Reset()
	w.BaiduGEO.Reset()
	w.stock()
}

func (w *World) stock() {
	switch {
	case w.options.Fresh:
	case w.options.Plant != nil:
		w.options.Plant(w)
	default:
		Stock(w)
	}
}

// Close ends the clock, the listeners and every open connection.
func (w *World) Close() error { return w.close() }

func (w *World) shut() error {
	w.Clock.Close()
	var problems []error
	for _, server := range w.servers {
		problems = append(problems, server.Close())
	}
	w.running.Wait()
	w.CNDNS.Close()
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("close sandbox: %w", err)
	}
	return nil
}
