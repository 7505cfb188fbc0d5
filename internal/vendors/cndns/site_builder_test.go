package cndns_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox"
	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// watch stands before the simulated vendor and notes the paths that are asked for.
type watch struct {
	mu    sync.Mutex
	paths []string
}

func (w *watch) before(t *testing.T, address string) string {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.paths = append(w.paths, r.URL.Path)
		w.mu.Unlock()
		proxy.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func (w *watch) seen() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string{}, w.paths...)
}

// TestSitesAreBoughtAtOnePath buys where the vendor serves the first of the document's two
// paths, or only the second: a purchase is tried once, and what is not found is unknown.
func TestSitesAreBoughtAtOnePath(t *testing.T) {
	t.Parallel()
	paths := []string{"/sitestarpro/CreateSite.aspx", "/sitestarpro/CreateOthPro.aspx"}
	for name, c := range map[string]struct {
		old     bool // the vendor serves the second paths
		trouble trouble.Kind
		class   endpoint.Class
		bought  int
	}{
		"found":            {class: endpoint.OK, bought: 2},
		"not found":        {old: true, class: endpoint.Unknown},
		"broken":           {trouble: trouble.Status500, class: endpoint.Unknown, bought: 2},
		"silent":           {trouble: trouble.Silent, class: endpoint.Unknown, bought: 2},
		"cut":              {trouble: trouble.Reset, class: endpoint.Unknown, bought: 2},
		"dropped":          {trouble: trouble.Drop, class: endpoint.Unknown},
		"not found, cut":   {old: true, trouble: trouble.Reset, class: endpoint.Unknown},
		"not found, wrong": {old: true, trouble: trouble.HTML, class: endpoint.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := suite().OpenWith(t, sandbox.Options{OldSitePaths: c.old})
			name := s.World.CNDNS.PlantSite(sim.Site{})
			for _, call := range []string{"cndns.site_builder.create", "cndns.site_builder.create_side_product"} {
				if c.trouble != "" {
					s.World.Board.Set(trouble.Fault{Call: call, Kind: c.trouble})
				}
			}
			var w watch
			client := watched(t, s, &w)

			_, err := client.SiteBuilderCreate(t.Context(), cndns.SiteBuilderCreateRequest{Years: 1, Plan: cndns.SitePro, Template: "3160"})
			again := client.SiteBuilderCreateSideProduct(t.Context(), cndns.SiteBuilderSideProductRequest{
				SiteNamed: cndns.SiteNamed{WebName: name}, Template: "3122",
			})

			if diff := cmp.Diff(paths, w.seen()); diff != "" {
				t.Errorf("paths (-want +got):\n%s", diff)
			}
			if endpoint.ClassOf(err) != c.class || endpoint.ClassOf(again) != c.class {
				t.Errorf("errors = %v and %v, want class %s", err, again, c.class)
			}
			if got := s.World.CNDNS.Purchases(); len(got) != c.bought {
				t.Errorf("purchases = %+v, want %d", got, c.bought)
			}
		})
	}
}

// watched is a client with little patience that reaches the simulated vendor through w.
func watched(t *testing.T, s *stage, w *watch) *cndns.Client {
	t.Helper()
	at := s.World.Line().CNDNS
	return cndns.New(cndns.Config{
		Account: "1", Username: at.Username, Email: at.Email, Password: endpoint.Secret(at.Password),
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{cndns.HostAPI: w.before(t, at.API)}, Timeout: 700 * time.Millisecond,
	})
}
