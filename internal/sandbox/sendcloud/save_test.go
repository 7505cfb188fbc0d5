package sendcloud_test

import (
	"encoding/json"
	"testing"
	"time"

	"tangelo/internal/sandbox/sendcloud"
	"tangelo/internal/sandbox/trouble"
)

func saved(t *testing.T, cloud *sendcloud.Server) string {
	t.Helper()
	data, err := cloud.Save()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestRestoreLeavesNothingOut(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{Account: sendcloud.Account{APIUser: "u", APIKey: "k"}})
	w.cloud.PlantDomain(sendcloud.Domain{Name: "a.example", Test: true, Bound: true, Verify: 3})
	w.cloud.PlantTrack(sendcloud.Track{Name: "t.example", CNAME: true, HTTPS: true})
	w.clock.Advance(time.Hour)
	w.wantCode(200, "domain/add", "name", "mail.tangelo.example")
	w.wantCode(200, "domain/list")

	clock := trouble.NewClock(start, 0)
	t.Cleanup(clock.Close)
	other := sendcloud.New(sendcloud.Options{Clock: clock, Board: trouble.NewBoard()})
	want := saved(t, w.cloud)
	if err := other.Restore(json.RawMessage(want)); err != nil {
		t.Fatal(err)
	}

	wantEqual(t, "state", saved(t, other), want)
	wantEqual(t, "account", other.Account(), w.cloud.Account())
	for _, bad := range []string{``, `{}`} {
		if err := other.Restore(json.RawMessage(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	wantEqual(t, "state after refusals", saved(t, other), want)
}
