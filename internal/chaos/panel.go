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
	"sync"
	"sync/atomic"
	"time"
)

// server is the process of the panel.
type server struct {
	process
	url    string
	env    []string
	client *http.Client
	cookie *http.Cookie
	rivals atomic.Int64 // forms that were refused because the same form came at the same time
}

func (o Options) server(ctx context.Context) (*server, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	return &server{
		process: o.process("panel"), url: "http://" + addr,
		env: []string{
			"PANEL_ADDR=" + addr, "PANEL_DATA=" + o.Data, "PANEL_DATABASE_URL=" + o.databaseURL(), "PANEL_KEY_FILE=" + filepath.Join(o.Data, "key.json"),
			"PANEL_PUBLIC_URL=http://" + addr, "PANEL_WORKERS=" + strconv.Itoa(o.Workers), "PANEL_LOG_LEVEL=error",
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
		return fmt.Errorf("start the panel: %w", err)
	}
	for range 3000 {
		if a, err := s.get(ctx, "/healthz"); err == nil && a.code == http.StatusOK {
			return nil
		}
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
	return fmt.Errorf("the panel does not answer: %s", s.log)
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
	code int
	to   string // where it leads
	body []byte
}

func (s *server) get(ctx context.Context, path string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, http.NoBody)
	if err != nil {
		return answer{}, err
	}
	return s.do(req)
}

func (s *server) post(ctx context.Context, path string, values url.Values) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+path, strings.NewReader(values.Encode()))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(req)
}

func (s *server) do(req *http.Request) (answer, error) {
	if s.cookie != nil {
		req.AddCookie(s.cookie)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	for _, c := range resp.Cookies() {
		if strings.HasSuffix(c.Name, "sid") && s.cookie == nil {
			s.cookie = c
		}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return answer{resp.StatusCode, resp.Header.Get("Location"), body}, err
}

// login begins the session that all orders are placed in. It is kept in the
// database and outlives the process.
func (s *server) login(ctx context.Context) error {
	a, err := s.post(ctx, "/login", url.Values{"email": {ownerEmail}, "password": {ownerPassword}})
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	if a.code != http.StatusSeeOther || s.cookie == nil {
		return fmt.Errorf("log in: status %d: %s", a.code, words(a.body))
	}
	return nil
}

// place sends a wish's form, every tenth several times at once, as impatient
// people do. Those may be told that somebody was quicker, but whoever sends the
// form once more is led to its order.
func (s *server) place(ctx context.Context, w Wish, at world) error {
	if w.No%10 == 0 {
		var rush sync.WaitGroup
		for range 4 {
			rush.Go(func() {
				if s.send(ctx, w, at) != nil {
					s.rivals.Add(1)
				}
			})
		}
		rush.Wait()
	}
	return s.send(ctx, w, at)
}

// send sends a wish's form until the panel says that it has it, however often
// the panel dies over it. Some orders are cancelled at once: that races with the
// sending of the order, and either may win.
func (s *server) send(ctx context.Context, w Wish, at world) error {
	path, values := w.fill(at)
	for {
		a, err := s.post(ctx, path, values)
		switch {
		case err == nil && a.code == http.StatusSeeOther:
			if strings.HasPrefix(a.to, "/orders/") && w.No%25 == 7 {
				_, _ = s.post(ctx, a.to+"/cancel", url.Values{}) // too late, or the panel has died: then not
			}
			return nil
		case err == nil && a.code >= 400 && a.code < 500:
			return fmt.Errorf("%s %s: the panel answers %d: %s", w.Class, w.Key, a.code, words(a.body))
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}
