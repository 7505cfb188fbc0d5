package dnspod_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/dnspod"
	"tangelo/internal/sandbox/trouble"
)

func saved(t *testing.T, pod *dnspod.Server) map[string]any {
	t.Helper()
	data, err := pod.Save()
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, string(data))
}

// fill gives the account and its zone all that calls can give them.
func fill(w *world, zone, record string) {
	w.t.Helper()
	phone := []string{"telephone", "15913810101"}
	w.steps(
		step{"1", "Domaingroup.Create", []string{"group_name", "客户甲"}},
		step{"1", "Domainshare.Create", []string{"domain_id", zone, "email", "other@reseller.example", "mode", "rw"}},
		step{"1", "Domainalias.Create", []string{"domain_id", zone, "domain", "alias.example"}},
		step{"1", "Monitor.Create", watch("domain_id", zone, "record_id", record, "bak_ip", "198.51.100.1")},
		step{"1", "User.Modify", phone},
		step{"1", "Telephoneverify.Code", phone},
		step{"1", "Domain.Acquiresend", []string{"domain", "mine.com", "email", "webmaster@mine.com"}},
	)
	w.pod.SetWhois("mine.com")
	w.pod.SetDocumentCodes(true)
	w.pod.FailHost("192.0.2.1")
	w.clock.Advance(time.Minute)
}

func TestRestoreLeavesNothingOut(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{RateLimit: 40, AbuseBan: time.Hour})
	w.pod.AddAccount(dnspod.Account{UserID: 2, Email: "other@reseller.example", Password: "p", DToken: "secret"})
	w.pod.SetSecretIDPage(true)
	w.pod.Plant(dnspod.Zone{
		Name: "其他.com", Owner: "other@reseller.example", Grade: "DP_Plus", Status: "pause", Remark: "r", Marked: true, Locked: true,
	})
	zone := w.zone("mine.com")
	record := w.record(zone, "www", "A", "192.0.2.1")
	for range 6 { // the last one locks the record
		w.call("Record.Modify", "domain_id", zone, "record_id", record, "sub_domain", "www", "record_type", "A",
			"record_line", "默认", "value", "192.0.2.1")
	}
	fill(w, zone, record)
	w.send("Domain.List", form("login_email", "x@y.example", "login_password", "wrong"))
	for range 41 { // the last ones ban the account
		w.call("Info.Version")
	}

	clock := trouble.NewClock(start, 0)
	t.Cleanup(clock.Close)
	other := dnspod.New(dnspod.Options{Clock: clock, Board: trouble.NewBoard()})
	data, err := w.pod.Save()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Restore(data); err != nil {
		t.Fatal(err)
	}

	if diff := cmp.Diff(saved(t, w.pod), saved(t, other)); diff != "" {
		t.Errorf("state (-saved +restored):\n%s", diff)
	}
	for _, mark := range []string{
		"frozen_until", "banned_until", "x@y.example", "5eed10", `"secret_id_page":true`,
		`"document_codes":true`, "客户甲", "alias.example", `"mode":"rw"`, `"whois":[]`, `"acquisitions":[{`, `"switch_log":["`,
		"15913810101", "198.51.100.1", `"hosts":{"192.0.2.1":[`,
	} {
		if !strings.Contains(string(data), mark) {
			t.Errorf("saved = %s, want %s in it", data, mark)
		}
	}
}

// Only calls that change no zone may be marked as reading.
func TestChangesAreTold(t *testing.T) {
	t.Parallel()
	var told []bool
	w := serve(t, dnspod.Options{Changed: func(urgent bool) { told = append(told, urgent) }})
	zone := w.zone("mine.com")
	record := w.record(zone, "www", "A", "192.0.2.1")
	for path, urgent := range map[string]bool{
		"Domain.List": false, "Domain.Info": false, "Domain.Log": false, "Domain.Purview": false, "Record.Type": false,
		"Record.Line": false, "Record.List": false, "Record.Info": false, "Domain.Lockstatus": false, "Info.Version": false,
		"User.Detail": false, "Record.Remark": true, "Domain.Ismark": true, "Record.Status": true,
	} {
		before := w.pod.Truth()
		told = nil
		w.call(path, "domain_id", zone, "record_id", record, "domain_grade", "DP_Free", "is_mark", "yes", "status", "disable", "remark", "r")
		if diff := cmp.Diff([]bool{urgent}, told); diff != "" {
			t.Errorf("%s: told (-want +got):\n%s", path, diff)
		}
		if changed := !cmp.Equal(before, w.pod.Truth()); changed != urgent {
			t.Errorf("%s: changed = %t, want %t", path, changed, urgent)
		}
	}
}

func TestUselessStateIsRefused(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.zone("mine.com")
	want := saved(t, w.pod)
	for _, bad := range []string{``, `{}`, `{"accounts":[{}],"zones":[{"name":"a.com","owner":1}]}`} {
		if err := w.pod.Restore(json.RawMessage(bad)); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
	if diff := cmp.Diff(want, saved(t, w.pod)); diff != "" {
		t.Errorf("state after refusals (-before +after):\n%s", diff)
	}
}
