package cndns

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/trouble"
)

// receiver is the reseller's callback address; it hands over what arrives.
func receiver(t *testing.T) (address string, got <-chan url.Values) {
	t.Helper()
	arrived := make(chan url.Values, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Errorf("callback: %v", err)
		}
		r.Form.Set("method", r.Method)
		arrived <- r.Form
	}))
	t.Cleanup(server.Close)
	return server.URL + "/hook?token=x", arrived
}

// signs of the document's example must come out as printed.
func TestCallbackSignatureOfTheDocument(t *testing.T) {
	t.Parallel()
	if got, want := md5Hex("s123456"+"procreate"+callbackConstant), "4691a1b228bbdab302077d76f2f55eb4"; got != want {
		t.Errorf("signs = %s, want %s", got, want)
	}
}

func TestCallback(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		kind     trouble.Kind
		call     string
		password string
		post     bool
		result   string
		times    int
		often    int
	}{
		{name: "once", password: "aaa111!!!", result: "1", times: 1},
		{name: "post", password: "aaa111!!!", result: "1", times: 1, post: true},
		{name: "failure", password: "fail-please", result: "2", times: 1},
		{name: "lost", kind: trouble.CallbackLost, call: "cndns.cloud.create_host", password: "aaa111!!!", times: 0},
		{name: "duplicated", kind: trouble.CallbackDuplicated, call: callbackName, password: "aaa111!!!", result: "1", times: 2},
		{name: "ten times", kind: trouble.CallbackDuplicated, often: 10, call: callbackName, password: "aaa111!!!", result: "1", times: 10},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := start(t, func(o *Options) { o.CallbackPost = c.post })
			if c.kind != "" {
				v.board.Set(trouble.Fault{Call: c.call, Kind: c.kind, Count: 1, Times: c.often})
			}
			address, arrived := receiver(t)
			name := v.must(buyPath, smallHost()...).row(t)["cloudname"]

			accepted := v.must(makePath, "cloudname", name, "password", c.password, "callbackurl", strings.TrimPrefix(address, "http://"))
			early := len(arrived)
			v.clock.Advance(creationTakes)
			v.callbacks.running.Wait()

			if accepted.text() != "" || early != 0 {
				t.Errorf("accepted with %s and %d callbacks, want an empty message and none", accepted.Message, early)
			}
			if got := len(arrived); got != c.times {
				t.Fatalf("%d callbacks, want %d", got, c.times)
			}
			method := map[bool]string{false: "GET", true: "POST"}[c.post]
			want := url.Values{
				"token": {"x"}, "proname": {name}, "tag": {"procreate"}, "result": {c.result}, "method": {method},
				"signs": {md5Hex(name + "procreate" + "CUP&S,#v6!g0viBZqnf+5Sp!aydXG*")},
			}
			for range c.times {
				if diff := cmp.Diff(want, <-arrived); diff != "" {
					t.Errorf("callback (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// A callback that is late comes after those of later work, also when the vendor
// was started anew meanwhile.
func TestLateCallbackComesOutOfOrder(t *testing.T) {
	t.Parallel()
	v := start(t)
	address, arrived := receiver(t)
	v.board.Set(trouble.Fault{Call: callbackName, Kind: trouble.CallbackLate, Delay: time.Hour, Count: 1})
	var names []string
	for range 2 {
		name := v.must(buyPath, smallHost()...).row(t)["cloudname"]
		v.must(makePath, "cloudname", name, "password", "aaa111!!!", "callbackurl", address)
		names = append(names, name)
		v.clock.Advance(creationTakes)
	}
	v.callbacks.running.Wait()
	first := (<-arrived).Get("proname")
	early := len(arrived)
	saved, err := v.Save()
	if err != nil {
		t.Fatal(err)
	}
	again := New(Options{Clock: v.clock, Board: v.board})
	if err := again.Restore(saved); err != nil {
		t.Fatal(err)
	}
	again.Resume()
	v.Reset() // the old one is gone

	v.clock.Advance(time.Hour)
	again.callbacks.running.Wait()

	if first != names[1] || early != 0 {
		t.Errorf("first callback is of %s with %d more, want %s alone", first, early, names[1])
	}
	if got := (<-arrived).Get("proname"); got != names[0] {
		t.Errorf("late callback is of %s, want %s", got, names[0])
	}
}

func TestForgetfulVendorExecutesTwice(t *testing.T) {
	t.Parallel()
	for _, forgetful := range []bool{false, true} {
		v := start(t, func(o *Options) { o.Forgetful = forgetful })
		query := v.api + buyPath + "?" + v.sign(values(smallHost()...)).Encode()
		for range 2 {
			v.get(query)
		}
		want := map[bool]int{false: 1, true: 2}[forgetful]
		if got := len(v.Purchases()); got != want {
			t.Errorf("forgetful %t: %d purchases, want %d", forgetful, got, want)
		}
	}
}

func TestRebuildCallsBackToo(t *testing.T) {
	t.Parallel()
	v := start(t)
	address, arrived := receiver(t)
	name := v.PlantCloudHost(Host{})
	v.refused("17005", rebuildPath, "cloudname", name, "cloudpass", "aaa111!!!", "cloudsystem", "beos")

	v.must(rebuildPath, "cloudname", name, "cloudpass", "aaa111!!!", "cloudsystem", "debian8_64", "callbackurl", address)

	if got := v.hostState(name); got != HostPaused {
		t.Errorf("state = %s, want pause", got)
	}
	v.refused("17107", "/cloud/RestartCloud.aspx", "cloudname", name)
	v.clock.Advance(rebuildTakes)
	if got := (<-arrived).Get("tag"); got != "prorebuild" {
		t.Errorf("tag = %s, want prorebuild", got)
	}
	if got := v.must(cloudPath, "cloudname", name).row(t)["osname"]; got != "Debian 8 64 位" {
		t.Errorf("osname = %s", got)
	}
}

func TestUnreachableReceiverIsToldOnce(t *testing.T) {
	t.Parallel()
	v := start(t)
	name := v.must(buyPath, smallHost()...).row(t)["cloudname"]
	v.must(makePath, "cloudname", name, "password", "aaa111!!!", "callbackurl", "http://127.0.0.1:1/hook")
	v.clock.Advance(creationTakes)
	v.callbacks.running.Wait()
	want := []Callback{{Name: name, Tag: "procreate", Result: "1", At: wall.Add(creationTakes)}}
	if diff := cmp.Diff(want, v.callbacks.list()); diff != "" {
		t.Errorf("callbacks (-want +got):\n%s", diff)
	}
}

func TestResetEndsWorkWithoutEffect(t *testing.T) {
	t.Parallel()
	v := start(t)
	address, arrived := receiver(t)
	name := v.must(buyPath, smallHost()...).row(t)["cloudname"]
	v.must(makePath, "cloudname", name, "password", "aaa111!!!", "callbackurl", address)

	v.Reset()
	v.clock.Advance(time.Hour)
	v.callbacks.running.Wait()

	if got := len(arrived); got != 0 {
		t.Errorf("%d callbacks after a reset, want 0", got)
	}
	v.refused("17102", cloudPath, "cloudname", name)
}
