// Package sandbox starts all simulated vendors on ports of their own, with one
// virtual clock, one board of switches for trouble, and a control API. README.md
// describes the control API.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"tangelo/internal/sandbox/alipay"
	"tangelo/internal/sandbox/baidugeo"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/dnspod"
	"tangelo/internal/sandbox/sendcloud"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/sandbox/wechatpay"
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
	// StateFile makes the world outlive its process. When the file exists, the
	// world begins with what it holds, and neither Fresh nor Plant counts; the
	// virtual clock goes on from the time in it, or from Now when that is later,
	// and every server takes its old port again if it is free. All that changes is
	// in the file before anybody is told. It holds the simulated secrets.
	StateFile string
	// BeginFile is a state file of another world to begin with as a restored one does,
	// unless StateFile exists. Nothing is written to it.
	BeginFile string
	// Seed makes invented names, passwords and addresses repeatable.
	Seed int64
	// Now is the wall clock, which signatures are checked by and from which the
	// virtual clock starts. Default time.Now.
	Now func() time.Time
	// StrictUserAgent makes DNSPod ask for the documented User-Agent.
	StrictUserAgent bool
	// DomainList offers CNDNS's undocumented list of domains.
	DomainList bool
	// DocumentShapes has CNDNS and DNSPod answer as documented where real life differs.
	DocumentShapes bool
	// OldSitePaths serves CNDNS's site builder purchases at the document's second paths only.
	OldSitePaths bool
	// Forgetful has CNDNS execute a repeated request again.
	Forgetful bool
	// Dirty spreads CNDNS's stray spaces and odd key case over all calls, and has DNSPod
	// answer an empty remark as false.
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
	Alipay    *alipay.Server
	WeChatPay *wechatpay.Server

	options Options
	keeper  keeper
	urls    map[string]string
	hosts   map[string]string // host:port by server
	former  map[string]string // the same before the restart
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
	alipayServer    = "alipay"
	wechatServer    = "wechatpay"
)

// Start starts the listeners. The world ends with ctx or with Close.
func Start(ctx context.Context, options Options) (*World, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Speed == 0 {
		options.Speed = 1
	}
	before, err := readState(options.StateFile)
	if errors.Is(err, fs.ErrNotExist) && options.BeginFile != "" {
		if before, err = readState(options.BeginFile); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("begin with %s: there is no such file", options.BeginFile)
		}
	}
	again := err == nil
	switch {
	case errors.Is(err, fs.ErrNotExist):
		before = state{Now: options.Now()}
	case err != nil:
		return nil, err
	}
	w := newWorld(options, before)
	w.close = sync.OnceValue(w.shut)
	if err := w.begin(ctx, before, again); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	context.AfterFunc(ctx, func() { _ = w.Close() })
	return w, nil
}

// newWorld makes the vendors. The clock stands still until begin.
func newWorld(options Options, before state) *World {
	clock, board := trouble.NewClock(before.Now, 0), trouble.NewBoard()
	board.Seed(uint64(options.Seed))
	w := &World{
		Clock: clock, Board: board, options: options,
		urls: map[string]string{}, hosts: map[string]string{}, former: before.Addresses,
	}
	w.keeper.path, w.keeper.head = options.StateFile, w.head
	noted := w.keeper.hook(boardPart)
	board.OnChange(func() { noted(true) })
	w.CNDNS = cndns.New(cndns.Options{
		Clock: clock, Board: board, Now: options.Now, Seed: uint64(options.Seed), Changed: w.keeper.hook("cndns"),
		DomainList: options.DomainList, DocumentShapes: options.DocumentShapes, Dirty: options.Dirty,
		OldSitePaths: options.OldSitePaths, Forgetful: options.Forgetful,
	})
	w.DNSPod = dnspod.New(dnspod.Options{
		Clock: clock, Board: board, StrictUserAgent: options.StrictUserAgent, Changed: w.keeper.hook("dnspod"),
		DocumentShapes: options.DocumentShapes, DocumentCodes: options.DocumentShapes, FalseRemark: options.Dirty,
	})
	w.SendCloud = sendcloud.New(sendcloud.Options{
		Clock: clock, Board: board, Lookup: w.lookup, Changed: w.keeper.hook("sendcloud"),
	})
	w.BaiduGEO = baidugeo.New(baidugeo.Options{
		Clock: clock, Board: board, Now: options.Now, Changed: w.keeper.hook("baidugeo"),
	})
	w.Alipay = alipay.New(alipay.Options{
		Clock: clock, Board: board, Now: options.Now, Changed: w.keeper.hook("alipay"),
	})
	w.WeChatPay = wechatpay.New(wechatpay.Options{
		Clock: clock, Board: board, Now: options.Now, Changed: w.keeper.hook("wechatpay"),
	})
	w.keeper.bind(boardPart, board)
	w.keeper.bind("cndns", w.CNDNS)
	w.keeper.bind("dnspod", w.DNSPod)
	w.keeper.bind("sendcloud", w.SendCloud)
	w.keeper.bind("baidugeo", w.BaiduGEO)
	w.keeper.bind("alipay", w.Alipay)
	w.keeper.bind("wechatpay", w.WeChatPay)
	return w
}

// lookup is the DNS of this world: the zones of CNDNS for domains with its name servers, and
// those of DNSPod for domains that point there or that nobody here has registered.
func (w *World) lookup(name, kind string) []string {
	values, servers := w.CNDNS.Lookup(name, kind)
	dnspod := slices.ContainsFunc(servers, func(host string) bool { return strings.HasSuffix(host, ".dnspod.net") })
	if servers == nil || dnspod {
		values = append(values, w.DNSPod.Lookup(name, kind)...)
	}
	return values
}

func (w *World) head() state { return state{Now: w.Clock.Now(), Addresses: w.hosts} }

// begin fills the world, opens it and lets the time run, which for a restored
// world first catches up with the wall clock.
func (w *World) begin(ctx context.Context, before state, again bool) error {
	if again {
		if err := w.keeper.restore(before); err != nil {
			return err
		}
		w.Board.Resume(w.Clock, w.handler)
	} else {
		w.stock()
	}
	if err := w.listen(ctx); err != nil {
		return err
	}
	w.keeper.live.Store(true)
	w.keeper.all()
	w.Clock.Advance(w.options.Now().Sub(w.Clock.Now()))
	w.CNDNS.Resume()
	w.Alipay.Resume()
	w.WeChatPay.Resume()
	w.Clock.SetSpeed(w.options.Speed)
	return w.keeper.problem()
}

// handler is the server that a call belongs to.
func (w *World) handler(call string) http.Handler {
	vendor, _, _ := strings.Cut(call, ".")
	switch vendor {
	case "dnspod":
		return w.DNSPod
	case "sendcloud":
		return w.SendCloud
	case "baidugeo":
		return w.BaiduGEO
	case "alipay":
		return w.Alipay
	case "wechatpay":
		return w.WeChatPay
	default:
		return w.CNDNS.Handler(call)
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
		{alipayServer, w.Alipay},
		{wechatServer, w.WeChatPay},
	} {
		if err := w.serve(ctx, host, one.name, one.handler); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) serve(ctx context.Context, host, name string, handler http.Handler) error {
	listener, err := w.open(ctx, host, name)
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
	w.hosts[name] = listener.Addr().String()
	w.urls[name] = "http://" + w.hosts[name]
	w.running.Go(func() { _ = server.Serve(listener) }) // ends with Close
	return nil
}

// open takes the port that the server had before a restart, if that is free and
// on the same host, or any free port.
func (w *World) open(ctx context.Context, host, name string) (net.Listener, error) {
	var config net.ListenConfig
	if former, port, err := net.SplitHostPort(w.former[name]); err == nil && former == host {
		if listener, err := config.Listen(ctx, "tcp", net.JoinHostPort(host, port)); err == nil {
			return listener, nil
		}
	}
	return config.Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
}

// Reset clears all switches and counters and starts every vendor anew; the clock goes on.
func (w *World) Reset() {
	defer w.keeper.pause()()
	w.Board.ClearAll()
	w.Board.ForgetLate()
	w.Board.ForgetTallies()
	w.CNDNS.Reset()
	w.DNSPod.Reset()
	w.SendCloud.Reset()
	w.BaiduGEO.Reset()
	w.Alipay.Reset()
	w.WeChatPay.Reset()
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
	w.Alipay.Close()
	w.WeChatPay.Close()
	problems = append(problems, w.keeper.close())
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("close sandbox: %w", err)
	}
	return nil
}
