// Chaos plays a bad day of the panel and prints one line that says what became
// of the orders. Its exit code is not 0 when a purchase was made twice, was
// lost, or is another's.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"tangelo/internal/chaos"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := play(ctx)
	stop()
	os.Exit(code)
}

func play(ctx context.Context) int {
	o := chaos.Options{Log: io.Discard}
	var program, server string
	var verbose, keep bool
	flag.StringVar(&program, "panel", "bin/panel-chaos", "the panel's program, built with the tag chaos")
	flag.StringVar(&o.Data, "data", "", "folder for everything (default: a new one in memory, removed at the end)")
	flag.StringVar(&server, "postgres", "", "PostgreSQL server, on which a database is made for the run (default: SQLite in the data folder)")
	flag.IntVar(&o.Orders, "orders", 5000, "orders")
	flag.IntVar(&o.Panels, "panels", 1, "panels over the one database; more than one needs -postgres")
	flag.IntVar(&o.Kills, "kills", 20, "how often a panel is killed with signal 9")
	flag.IntVar(&o.VendorKills, "vendor-kills", 0, "how often the vendor is")
	flag.IntVar(&o.Accounts, "accounts", 0, "vendor accounts (default: one for 30 orders, at most 400)")
	flag.IntVar(&o.Workers, "workers", 60, "workers of each panel")
	flag.IntVar(&o.Buyers, "buyers", 16, "forms sent at the same time")
	flag.Uint64Var(&o.Seed, "seed", 1, "of plan, trouble and kills")
	flag.DurationVar(&o.Patience, "patience", 2*time.Minute, "for open orders at the end")
	flag.StringVar(&o.Mistake, "plant", "", "mistake that is planted in the panels: retry, quiet, keepalive, or claims, which one panel alone does not show")
	flag.Float64Var(&o.Late, "late", 0, "share of calls that are executed after the panel gave up (default: one in a hundred)")
	flag.BoolVar(&verbose, "v", false, "tell the course of the run")
	flag.BoolVar(&keep, "keep", false, "keep the data folder")
	flag.Parse()
	o.Program = []string{program}
	if o.Accounts == 0 {
		o.Accounts = max(16, min(o.Orders/30, 400))
	}
	if verbose {
		o.Log = os.Stderr
	}
	report, err := run(ctx, o, server, keep)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos: "+err.Error())
		return 2
	}
	for i, note := range report.Notes {
		if i == 40 {
			fmt.Fprintf(os.Stderr, "… and %d more\n", len(report.Notes)-i)
			break
		}
		fmt.Fprintln(os.Stderr, note)
	}
	fmt.Fprintf(os.Stderr, "took %.1fs; processor time: panels %.1fs, vendor %.1fs; a restart %dms; %v\n", report.Took.Seconds(),
		report.PanelTime.Seconds(), report.VendorTime.Seconds(), report.Restart.Milliseconds(), report.States)
	_, _ = fmt.Fprintln(os.Stdout, report)
	if report.Bad() {
		return 1
	}
	return 0
}

// memory is a file system in memory, where there is one. A process that is
// killed leaves everything there that it would leave on a disk.
func memory() string {
	const shared = "/dev/shm"
	if info, err := os.Stat(shared); err == nil && info.IsDir() {
		return shared
	}
	return ""
}

func run(ctx context.Context, o chaos.Options, server string, keep bool) (report chaos.Report, err error) {
	if server != "" {
		var drop func() error
		if o.Database, drop, err = chaos.NewDatabase(ctx, server); err != nil {
			return report, err
		}
		if !keep {
			defer func() { err = errors.Join(err, drop()) }()
		}
	}
	if o.Data == "" {
		dir, err := os.MkdirTemp(memory(), "tangelo-chaos-")
		if err != nil {
			return chaos.Report{}, err
		}
		o.Data = dir
		if !keep {
			defer func() { _ = os.RemoveAll(dir) }()
		}
	}
	return chaos.Run(ctx, o)
}
