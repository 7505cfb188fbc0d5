package endpoint_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/endpoint"
)

// TestAnAttemptIsOneRequest counts the requests of a purchase, whatever is answered.
func TestAnAttemptIsOneRequest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		class  endpoint.Class
	}{
		"found":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, success) }, endpoint.OK},
		"404":       {http.NotFound, endpoint.Unknown},
		"500":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, endpoint.Unknown},
		"403":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, endpoint.Unknown},
		"not found": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "404 Not Found") }, endpoint.Unknown},
		"silence":   {func(http.ResponseWriter, *http.Request) { time.Sleep(time.Second) }, endpoint.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			paths := make(chan string, 9)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				paths <- r.URL.Path
				c.answer(w, r)
			}))
			defer server.Close()
			e := call(endpoint.Buy)

			_, err := e.Call(t.Context(), line(server.URL, &log{}), good)

			server.Close() // the handlers have ended
			close(paths)
			var got []string
			for path := range paths {
				got = append(got, path)
			}
			if diff := cmp.Diff([]string{"/order"}, got); diff != "" {
				t.Errorf("paths (-want +got):\n%s", diff)
			}
			if class := endpoint.ClassOf(err); class != c.class {
				t.Errorf("class = %s, want %s", class, c.class)
			}
		})
	}
}

const success = `{"code":"ok","data":{"number":"5"}}`
