package chaos

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// server is one process of the panel.
type server struct {
	process
	url    string
	env    []string
	client *http.Client
	live   atomic.Bool // it answers, and nobody is about to kill it
}

// server makes a panel with an address of its own. All that it shares with
// others is in the data folder and in the database.
func (o Options) server(ctx context.Context, name string) (*server, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	return &server{
		process: o.process(name), url: "http://" + addr,
		env: []string{
			"PANEL_ADDR=" + addr, "PANEL_DATA=" + o.Data, "PANEL_DATABASE_URL=" + o.databaseURL(), "PANEL_KEY_FILE=" + filepath.Join(o.Data, "key.json"),
			"PANEL_INSTANCE=" + name, "PANEL_PUBLIC_URL=http://" + addr, "PANEL_WORKERS=" + strconv.Itoa(o.Workers), "PANEL_LOG_LEVEL=error",
			"PANEL_VENDOR_HOSTS=" + vendorsHost,
			"PANEL_CHAOS=" + strings.Join([]string{strconv.Itoa(Hurry), CallLimit.String(), o.Mistake}, ","),
		},
		client: &http.Client{
			Timeout:       20 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		},
	}, nil
}

// start starts the panel and waits until it answers.
func (s *server) start(ctx context.Context) error {
	if _, err := s.run(ctx, s.env, "serve"); err != nil {
		return fmt.Errorf("start %s: %w", s.name, err)
	}
	for range 3000 {
		if a, err := s.get(ctx, "/healthz"); err == nil && a.code == http.StatusOK {
			s.live.Store(true)
			return nil
		}
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s does not answer: %s", s.name, s.log)
}

// kill ends the panel as signal 9 does, when no new form is on its way to it.
// Those that are there die with it.
func (s *server) kill() {
	s.live.Store(false)
	s.process.kill()
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// answer is what the panel answered.
type answer struct {
	code    int
	to      string // where it leads
	cookies []*http.Cookie
	body    []byte
}

func (s *server) get(ctx context.Context, path string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, http.NoBody)
	if err != nil {
		return answer{}, err
	}
	return s.do(req)
}

func (s *server) post(ctx context.Context, path string, cookie *http.Cookie, values url.Values) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+path, strings.NewReader(values.Encode()))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if cookie != nil {
		req.AddCookie(cookie) // by hand: a browser would send it to every port of the host, too
	}
	return s.do(req)
}

func (s *server) do(req *http.Request) (answer, error) {
	resp, err := s.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return answer{resp.StatusCode, resp.Header.Get("Location"), resp.Cookies(), body}, err
}
