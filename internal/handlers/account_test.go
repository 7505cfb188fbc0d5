package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestSigningOutLeavesNoPageInTheBrowser(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/logout", nil)
	req.AddCookie(&http.Cookie{Name: "sid", Value: b.session})
	rec := httptest.NewRecorder()
	b.site.ServeHTTP(rec, req)
	if got, want := rec.Header().Get("Clear-Site-Data"), `"cache", "storage"`; rec.Code != http.StatusSeeOther || got != want {
		t.Errorf("signing out = %d, Clear-Site-Data %q, want %q", rec.Code, got, want)
	}
	if a := b.ask("/orders", nil); a.status != http.StatusSeeOther {
		t.Errorf("a page after signing out = %d", a.status)
	}
}
