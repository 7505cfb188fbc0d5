package vendortest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"

	"tangelo/internal/vendors/endpoint"
)

// sent is one request as it went over the wire.
type sent struct {
	method, host, path string
	params             map[string]string
}

// tap leads the shop's line through proxies that note every request, one for each host of
// the vendor, until the end that it returns.
func tap(s *Shop) (seen *[]sent, end func()) {
	s.Helper()
	straight := s.Line.BaseURLs
	seen, s.Line.BaseURLs = &[]sent{}, map[string]string{}
	for host, address := range straight {
		target, err := url.Parse(address)
		if err != nil {
			s.Fatal(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(target)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			*seen = append(*seen, note(host, s.vendor.Wrapper, r))
			proxy.ServeHTTP(w, r)
		}))
		s.Cleanup(server.Close)
		s.Line.BaseURLs[host] = server.URL
	}
	return seen, func() { s.Line.BaseURLs = straight }
}

// note reads a request and leaves its body to be read again. Parameters inside objects are
// known by the names of both, as "amount.total"; wrapper is the one that holds others.
func note(host, wrapper string, r *http.Request) sent {
	body, _ := io.ReadAll(r.Body) // a body that breaks off has no parameters to compare
	r.Body = io.NopCloser(bytes.NewReader(body))
	params := map[string]string{}
	form := r.URL.Query()
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		flatten("", body, params)
	} else if more, err := url.ParseQuery(string(body)); err == nil {
		for name, values := range more {
			form[name] = values
		}
	}
	if wrapper != "" {
		flatten("", []byte(form.Get(wrapper)), params)
		form.Del(wrapper)
	}
	for name, values := range form {
		params[name] = strings.Join(values, ",")
	}
	return sent{method: r.Method, host: host, path: r.URL.Path, params: params}
}

// flatten adds the members of a JSON object to params.
func flatten(prefix string, text []byte, params map[string]string) {
	var object map[string]json.RawMessage
	if json.Unmarshal(text, &object) != nil {
		return
	}
	for name, raw := range object {
		var value any
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.UseNumber()
		if _ = decoder.Decode(&value); raw[0] == '{' {
			flatten(prefix+name+".", raw, params)
			continue
		}
		params[prefix+name] = fmt.Sprint(value)
	}
}

// along reads the parameters in a path, "{name}" in the catalogue's, and tells whether it is that path.
func (one sent) along(path string) bool {
	want, got := strings.Split(path, "/"), strings.Split(one.path, "/")
	if len(want) != len(got) {
		return false
	}
	for i, part := range want {
		if strings.HasPrefix(part, "{") {
			one.params[strings.Trim(part, "{}")] = got[i]
		} else if part != got[i] {
			return false
		}
	}
	return true
}

// wired compares the one request of a call with the catalogue: method, host and path are as
// documented, and every parameter is one of the document's, a known second spelling or part
// of the login, with the value that was given.
func (v Vendor) wired(s *Shop, d endpoint.Description, seen []sent, given map[string]string) {
	s.Helper()
	if len(seen) != 1 {
		s.Fatalf("%d requests, want one", len(seen))
	}
	want, got := Catalogue(s.TB, v.Name)[d.Name], seen[0]
	if !slices.Contains(strings.Split(want.Methods, "|"), got.method) || got.host != want.Host || !got.along(want.Path) {
		s.Errorf("sent %s %s %s, want %s %s %s", got.method, got.host, got.path, want.Methods, want.Host, want.Path)
	}
	values, err := d.Check(given)
	if err != nil {
		s.Fatal(err)
	}
	v.onlyKnown(s, got, values)
	for name, value := range given {
		declared := slices.ContainsFunc(d.Params, func(p endpoint.Param) bool { return p.Name == name && p.Sent() })
		if _, ok := got.params[name]; declared && value != "" && !(ok && slices.Contains(want.Params, name)) {
			s.Errorf("parameter %s was given, and it was not sent or is not in the catalogue", name)
		}
	}
}

// onlyKnown finds what was sent besides the login and what the declaration says.
func (v Vendor) onlyKnown(s *Shop, got sent, values []endpoint.Value) {
	s.Helper()
	for name, value := range got.params {
		said := func(one endpoint.Value) bool { return one.Name == name && one.Text == value }
		if !slices.Contains(v.Login, name) && !slices.ContainsFunc(values, said) {
			s.Errorf("parameter %s is sent, which the call does not have, or with another value", name)
		}
	}
}
