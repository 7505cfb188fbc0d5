package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"
)

func serveCommand() *cobra.Command {
	var addr string
	cmd := &cobra.Command{
		Use: "serve", Short: "serve the panel", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := readConfig(environment())
			if err != nil {
				return err
			}
			if addr != "" {
				c.Addr = addr
			}
			return serve(cmd.Context(), c)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "", "address to listen on (default PANEL_ADDR)")
	return cmd
}

// tuned is how the server is tuned: not at all. Only builds that are made to
// break it change that.
var tuned = func(map[string]string) (tuning, error) { return tuning{}, nil }

func serve(ctx context.Context, c config) (err error) {
	t, err := tuned(environment())
	if err != nil {
		return err
	}
	s, err := open(ctx, c, t, os.Stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	l, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	s.log.InfoContext(ctx, "serving", "url", localURL(l), "database", s.db.Engine())
	return s.run(ctx, l, nil)
}

func migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "migrate", Short: "bring the database's schema up to date", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withStation(cmd, func(*station) error {
				_, err := fmt.Fprintln(cmd.OutOrStdout(), "the schema is up to date")
				return err
			})
		},
	}
}

// withStation runs act on an opened panel that serves nothing.
func withStation(cmd *cobra.Command, act func(s *station) error) (err error) {
	c, err := readConfig(environment())
	if err != nil {
		return err
	}
	c.LogLevel = "error"
	s, err := open(cmd.Context(), c, tuning{}, os.Stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return act(s)
}

func healthcheckCommand() *cobra.Command {
	return &cobra.Command{
		Use: "healthcheck", Short: "ask the running panel whether it is well", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := readConfig(environment())
			if err != nil {
				return err
			}
			return healthcheck(cmd.Context(), "http://"+c.Addr+"/healthz")
		},
	}
}

func healthcheck(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // no proxy: the panel is on this machine
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("the panel does not answer: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the panel answers %s", resp.Status)
	}
	return nil
}
