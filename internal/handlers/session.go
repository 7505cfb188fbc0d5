package handlers

import (
	"net/http"
	"time"
)

// Cookies. A session cookie holds a random id and nothing else; what it means
// stands in the database, where it can be revoked.
const (
	sessionCookie = "sid"
	deviceCookie  = "device"
	deviceAge     = 180 * 24 * time.Hour
)

// cookieName adds the prefix that browsers hold to Secure and Path=/, where
// the site is served over TLS.
func (s *Server) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) cookie(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

func (s *Server) sessionID(r *http.Request) string { return s.cookie(r, sessionCookie) }

// setCookie sets a cookie that no script can read. An age of 0 ends with the
// browser, a negative one removes it.
func (s *Server) setCookie(w http.ResponseWriter, name, value string, age time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(age.Seconds()),
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
}
