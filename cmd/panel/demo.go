package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tangelo/internal/demo"
	"tangelo/internal/handlers"
	"tangelo/internal/sandbox"
)

type demoOptions struct {
	addr, data, database string
	speed                float64
	seed                 uint64
	asJSON, verbose      bool
}

func demoCommand() *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use: "demo", Short: "a whole rehearsal shop with simulated vendors, on this machine only", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDemo(cmd, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.addr, "addr", "127.0.0.1:8080", "loopback address to listen on")
	f.StringVar(&o.data, "data", "", "data folder (default: a temporary one, removed at the end)")
	f.StringVar(&o.database, "database", "", "sqlite:///path or postgres://… (default: SQLite in the data folder)")
	f.Float64Var(&o.speed, "speed", 60, "virtual seconds of the vendors, and of the panel's waits for them, in a real one")
	f.Uint64Var(&o.seed, "seed", 1, "of the invented shop")
	f.BoolVar(&o.asJSON, "json", false, "print one line of JSON")
	f.BoolVar(&o.verbose, "verbose", false, "log requests and vendor calls to standard error")
	return cmd
}

// demoCallLimit is the longest vendor call of a demo, in real time.
const demoCallLimit = 8 * time.Second

func runDemo(cmd *cobra.Command, o demoOptions) (err error) {
	c, cleanup, err := o.config()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cleanup()) }()
	ctx := cmd.Context()
	l, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	c.PublicURL = localURL(l)
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	shop := demo.Invent(o.seed, time.Now())
	world, err := sandbox.Start(ctx, sandbox.Options{
		Addr: "127.0.0.1:0", Speed: o.speed, Seed: int64(o.seed), DomainList: true, //nolint:gosec // a seed, any number will do
		StateFile: filepath.Join(c.Data, "sandbox.json"), // the vendors of a kept shop remember it, too
		Plant:     func(w *sandbox.World) { shop.Plant(w) },
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, world.Close()) }()
	return o.serve(ctx, cmd.OutOrStdout(), c, shop, world, l)
}

func (o demoOptions) config() (config, func() error, error) {
	cleanup := func() error { return nil }
	if !loopback(o.addr) {
		return config{}, cleanup, usagef("--addr must be a loopback address: the demo's passwords are printed for all to see")
	}
	if o.data == "" {
		dir, err := os.MkdirTemp("", "tangelo-demo-")
		if err != nil {
			return config{}, cleanup, fmt.Errorf("temporary folder: %w", err)
		}
		o.data, cleanup = dir, func() error { return os.RemoveAll(dir) }
	}
	level := "error"
	if o.verbose {
		level = "info"
	}
	c, err := config{Addr: o.addr, Data: o.data, DatabaseURL: o.database, Workers: 20, LogLevel: level}.complete()
	if o.database != "" && err == nil {
		c.KeyFile = filepath.Join(c.Data, "key.json")
	}
	return c, cleanup, err
}

// demoLine is what --json prints: the simulators and the panel in one line.
type demoLine struct {
	sandbox.Line
	URL      string         `json:"url"`
	Accounts []demo.Account `json:"accounts"`
}

func (o demoOptions) serve(ctx context.Context, out io.Writer, c config, shop demo.Shop, world *sandbox.World, l net.Listener) (err error) {
	c.VendorHosts = world.Hosts()
	// The panel's waits are measured against what vendors may still do late: in a
	// demo both run by the vendors' clock.
	s, err := open(ctx, c, tuning{hurry: o.speed, callLimit: demoCallLimit}, os.Stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	line := world.Line()
	if err := shop.Seed(ctx, s.app, line); err != nil {
		return fmt.Errorf("seed the shop: %w", err)
	}
	if err := o.announce(out, demoLine{Line: line, URL: c.PublicURL, Accounts: demo.Accounts}); err != nil {
		return err
	}
	return s.run(ctx, l, &handlers.Rehearsal{Control: line.Control})
}

func (o demoOptions) announce(out io.Writer, line demoLine) error {
	if o.asJSON {
		return json.NewEncoder(out).Encode(line)
	}
	if _, err := fmt.Fprintf(out, "\nTangelo, rehearsal shop: all vendors are simulated, nothing leaves this machine.\n\n  %s\n\n", line.URL); err != nil {
		return err
	}
	for _, a := range line.Accounts {
		if _, err := fmt.Fprintf(out, "  %-9s %-24s %s\n", a.Role, a.Email, a.Password); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "\n  switches for trouble: %s/admin/rehearsal (admin), or %s\n  stop with Ctrl-C\n\n", line.URL, line.Control)
	return err
}

func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
