package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"tangelo/internal/db"
	"tangelo/internal/handlers"
	"tangelo/internal/jobs"
	"tangelo/internal/journal"
	"tangelo/internal/service"
	"tangelo/internal/vault"
)

// environment is read here and nowhere else.
func environment() map[string]string { return env.ToMap(os.Environ()) }

// station is one running panel: database, use cases, queue.
type station struct {
	config  config
	db      *db.DB
	app     *service.App
	queue   jobs.Queue
	intents *journal.Journal
	log     *slog.Logger
}

// tuning is what only a rehearsal changes.
type tuning struct {
	hurry     float64
	callLimit time.Duration
}

// open opens the database, brings its schema up to date and builds the rest
// on it. Nothing runs yet.
func open(ctx context.Context, c config, t tuning, logs io.Writer) (*station, error) {
	s := &station{config: c, log: newLogger(logs, c.LogLevel)}
	keys, err := vault.Open(c.KeyFile)
	if err != nil {
		return nil, err
	}
	if s.intents, err = journal.Open(c.Journal); err != nil {
		return nil, err
	}
	if s.db, err = db.Open(ctx, c.DatabaseURL, time.Now); err != nil {
		return nil, errors.Join(err, s.intents.Close())
	}
	if err := s.build(ctx, keys, t); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *station) close() error { return errors.Join(s.db.Close(), s.intents.Close()) }

func (s *station) build(ctx context.Context, keys *vault.Vault, t tuning) error {
	if err := s.db.Migrate(ctx); err != nil {
		return err
	}
	s.app = service.New(service.Options{
		DB: s.db, Vault: keys, Now: time.Now, Log: s.log, PublicURL: s.config.PublicURL, Hurry: t.hurry, CallLimit: t.callLimit,
		Instance: s.config.Instance, Journal: s.intents, VendorHosts: s.config.VendorHosts,
	})
	options := jobs.Options{Workers: s.config.Workers, Log: quiet(s.log)}
	var steps *jobs.Steps
	var err error
	if pool := s.db.Postgres(); pool != nil {
		steps, s.queue, err = jobs.NewPostgres(pool, s.app, options)
	} else {
		steps, s.queue, err = jobs.NewSQLite(s.db.SQLite(), s.app, options)
	}
	if err != nil {
		return err
	}
	s.db.SetWaker(steps)
	return nil
}

func newLogger(w io.Writer, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l}))
}

// quiet keeps the queue's own chatter out of the log below warnings.
func quiet(log *slog.Logger) *slog.Logger { return slog.New(atLeastWarn{log.Handler()}) }

type atLeastWarn struct{ slog.Handler }

func (h atLeastWarn) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}

// listen opens the panel's port. The real one is in the listener's address.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// run serves until ctx ends, then lets requests and steps finish.
func (s *station) run(ctx context.Context, l net.Listener, rehearsal *handlers.Rehearsal) error {
	site := handlers.New(s.app, handlers.Config{PublicURL: s.config.PublicURL, Proxies: s.config.proxies, Rehearsal: rehearsal, Log: s.log})
	server := &http.Server{
		Handler: site.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return ctx }, // open streams end when the panel stops
	}
	if err := s.db.HoldAlone(); err != nil {
		return err
	}
	start := s.app.StartShared
	if s.db.Engine() == "sqlite" {
		start = s.app.StartAlone
	}
	if err := errors.Join(s.app.CompareJournal(ctx), start(ctx)); err != nil {
		return err
	}
	if err := s.queue.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the queue: %w", err)
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	return errors.Join(err, server.Shutdown(grace), s.queue.Stop(grace))
}

// localURL is where a listener is reached from this machine.
func localURL(l net.Listener) string {
	addr := l.Addr().String()
	for _, any := range []string{"0.0.0.0:", "[::]:"} {
		if strings.HasPrefix(addr, any) {
			addr = "127.0.0.1:" + strings.TrimPrefix(addr, any)
		}
	}
	return "http://" + addr
}
