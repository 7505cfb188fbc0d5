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

// TestSecondPathOnlyAfter404 counts the paths that a purchase tries: the second only when
// the first does not exist, never when its answer is lost or bad.
func TestSecondPathOnlyAfter404(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first func(http.ResponseWriter, *http.Request)
		want  []string
		class endpoint.Class
	}{
		"found":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, success) }, []string{"/order"}, endpoint.OK},
		"404":       {http.NotFound, []string{"/order", "/other"}, endpoint.OK},
		"500":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, []string{"/order"}, endpoint.Unknown},
		"403":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, []string{"/order"}, endpoint.Unknown},
		"not found": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "404 Not Found") }, []string{"/order"}, endpoint.Unknown},
		"silence":   {func(http.ResponseWriter, *http.Request) { time.Sleep(time.Second) }, []string{"/order"}, endpoint.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			paths := make(chan string, 9)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				paths <- r.URL.Path
				if r.URL.Path == "/order" {
					c.first(w, r)
					return
				}
				_, _ = io.WriteString(w, success)
			}))
			defer server.Close()
			e := call(endpoint.Buy)
			e.Path404 = "/other"

			_, err := e.Call(t.Context(), line(server.URL, &log{}), good)

			server.Close() // the handlers have ended
			close(paths)
			var got []string
			for path := range paths {
				got = append(got, path)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("paths (-want +got):\n%s", diff)
			}
			if class := endpoint.ClassOf(err); class != c.class {
				t.Errorf("class = %s, want %s", class, c.class)
			}
		})
	}
}

const success = `{"code":"ok","data":{"number":"5"}}`
