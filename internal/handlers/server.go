// Package handlers is HTTP in, pages out: it parses forms, calls one use case
// and shows what came of it. Every route is a line of a table with the
// permission it needs; every error leaves through one exit.
package handlers

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/static"
	"tangelo/web/templates/layout"
)

// Config is what a Server needs besides the use cases.
type Config struct {
	PublicURL string       // where people reach the panel; https makes the cookies Secure
	Proxies   []*net.IPNet // addresses whose X-Forwarded-For is believed
	Rehearsal *Rehearsal   // the simulated vendors of a demo; nil in earnest
	Log       *slog.Logger
}

// Server serves the pages.
type Server struct {
	Config
	app     *service.App
	secure  bool
	streams streams
}

// New makes a Server.
func New(app *service.App, c Config) *Server {
	return &Server{Config: c, app: app, secure: strings.HasPrefix(c.PublicURL, "https://")}
}

// Handler is the whole site.
func (s *Server) Handler() http.Handler {
	r := chi.NewRouter()
	r.Handle(static.Prefix+"*", static.Handler())
	for _, rt := range s.Routes() {
		r.Method(rt.Method, rt.Pattern, s.guard(rt))
	}
	r.NotFound(s.open(func(http.ResponseWriter, *http.Request) error {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}))
	r.MethodNotAllowed(s.open(func(http.ResponseWriter, *http.Request) error {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}))
	protection := http.NewCrossOriginProtection()
	protection.AddInsecureBypassPattern("/callbacks/") // vendors send no origin headers worth checking
	protection.SetDenyHandler(s.open(func(http.ResponseWriter, *http.Request) error {
		return panel.Errorf(panel.Forbidden, nil, "error.crossorigin")
	}))
	return s.outer(protection.Handler(r))
}

type contextKey int

const (
	actorKey contextKey = iota
	sessionKey
	requestKey
)

// outer gives every request its id, language and content policy, bounds its
// body and its time, and logs it in one line.
func (s *Server) outer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		id := randomHex(8)
		nonce := randomBase64(16)
		ctx := context.WithValue(r.Context(), requestKey, id)
		ctx = i18n.WithClock(i18n.With(ctx, i18n.Negotiate(r)), s.app.Now)
		ctx = templ.WithNonce(ctx, nonce)
		h := w.Header()
		h.Set("Content-Security-Policy", layout.ContentSecurityPolicy(nonce))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("X-Request-Id", id)
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r.WithContext(ctx))
		s.Log.InfoContext(ctx, "request", "method", r.Method, "path", loggedPath(r.URL.Path), "status", seen.status,
			"ms", time.Since(started).Milliseconds(), "request", id, "ip", s.clientIP(r))
	})
}

// loggedPath is a path as logs may keep it. What stands at the end of an address
// of callbacks opens it, also where the address is not quite right.
func loggedPath(path string) string {
	const open = "/callbacks/"
	before, after, found := strings.Cut(path, open)
	if !found {
		return path
	}
	vendor, _, named := strings.Cut(after, "/")
	if !named || strings.Trim(vendor, "abcdefghijklmnopqrstuvwxyz") != "" { // no token is of small letters only
		return before + open + "{token}"
	}
	return before + open + vendor + "/{token}"
}

// maxBody bounds every form: eight identity pictures of 1 MiB and some fields.
const maxBody = 9 << 20

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// clientIP is the caller's address: the last one in X-Forwarded-For that a
// trusted proxy added, or the connection's own.
func (s *Server) clientIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	for i := len(hops) - 1; i >= 0 && s.trusted(host); i-- {
		hop := strings.TrimSpace(hops[i])
		if net.ParseIP(hop) == nil {
			break
		}
		host = hop
	}
	return host
}

func (s *Server) trusted(address string) bool {
	ip := net.ParseIP(address)
	for _, n := range s.Proxies {
		if ip != nil && n.Contains(ip) {
			return true
		}
	}
	return false
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

func randomBase64(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return base64.RawStdEncoding.EncodeToString(b)
}

// localPath is a path of ours to go back to, or fallback: no other site, no
// scheme, no protocol-relative address.
func localPath(path, fallback string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return fallback
	}
	return path
}
