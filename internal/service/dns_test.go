package service

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
)

// zoneShop is a shop with one CNDNS zone that was just read.
func zoneShop(t *testing.T) (*shop, panel.Product) {
	t.Helper()
	s := openShop(t)
	s.world.CNDNS.PlantDomain(cndns.Domain{Name: "zone.com", Records: []cndns.Record{{Host: "www", Type: "A", Value: "192.0.2.1", TTL: 600}}})
	zone := s.plant(panel.KindZone, "zone.com")
	s.must(s.RefreshZone(t.Context(), s.owner, zone.ID))
	s.drain()
	return s, s.product(zone.ID)
}

// rows are the records of a zone in few words.
func (s *shop) rows(zone panel.Product) []string {
	s.t.Helper()
	records, err := s.Records(s.t.Context(), s.owner, zone.ID, RecordFilter{})
	s.must(err)
	var out []string
	for _, r := range records {
		out = append(out, fmt.Sprintf("%s %s %s %d %s", r.Name, r.Type, r.Value, r.TTL, r.State))
	}
	return out
}

func (s *shop) expectRows(zone panel.Product, want ...string) {
	s.t.Helper()
	if diff := cmp.Diff(want, s.rows(zone)); diff != "" {
		s.t.Errorf("records (-want +got):\n%s", diff)
	}
}

// recordAt is the first record of a name.
func (s *shop) recordAt(zone panel.Product, name string) panel.Record {
	s.t.Helper()
	records, err := s.Records(s.t.Context(), s.owner, zone.ID, RecordFilter{Name: name})
	s.must(err)
	if len(records) == 0 {
		s.t.Fatalf("no record %s in %s", name, zone.Name)
	}
	return records[0]
}

func typed(name, kind, value string) panel.RecordData {
	return panel.RecordData{Name: name, Type: kind, Value: value, TTL: 600}
}

// calls counts the calls of one endpoint.
func (s *shop) calls(endpoint string) int {
	s.t.Helper()
	found, err := s.DB.VendorCalls(s.t.Context(), s.owner, db.CallFilter{Limit: 1000})
	s.must(err)
	n := 0
	for _, c := range found {
		if c.Endpoint == endpoint {
			n++
		}
	}
	return n
}

func TestARecordIsAddedChangedAndDeleted(t *testing.T) {
	t.Parallel()
	s, zone := zoneShop(t)
	s.expectRows(zone, "www A 192.0.2.1 600 ok")

	id, err := s.AddRecord(t.Context(), s.owner, zone.ID, typed(" Blog.zone.com. ", "cname", "博客.example.net."))
	s.must(err)
	s.expectRows(zone, "blog CNAME xn--9krq6q.example.net 600 adding", "www A 192.0.2.1 600 ok")
	s.drain()
	s.expectRows(zone, "blog CNAME xn--9krq6q.example.net 600 ok", "www A 192.0.2.1 600 ok")

	want := typed("blog", "CNAME", "other.example.net")
	want.Enabled = true
	changed, err := s.ChangeRecord(t.Context(), s.owner, zone.ID, id, want)
	if !changed || err != nil {
		t.Fatalf("ChangeRecord = %t, %v", changed, err)
	}
	s.drain()
	s.expectRows(zone, "blog CNAME other.example.net 600 ok", "www A 192.0.2.1 600 ok")
	if changed, err = s.ChangeRecord(t.Context(), s.owner, zone.ID, id, want); changed || err != nil {
		t.Errorf("ChangeRecord to what is there = %t, %v; want nothing to be sent", changed, err)
	}

	s.must(s.DeleteRecord(t.Context(), s.owner, zone.ID, id))
	s.drain()
	s.must(s.RefreshZone(t.Context(), s.owner, zone.ID))
	s.drain()
	s.expectRows(zone, "www A 192.0.2.1 600 ok")
}

func TestARefusedRecordShowsWhyAndCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	s, zone := zoneShop(t)
	s.world.Board.Set(trouble.Fault{Call: "cndns.dns_record.create", Kind: trouble.Refuse, Code: "11308", Count: 1})

	id, err := s.AddRecord(t.Context(), s.owner, zone.ID, typed("mail", "A", "192.0.2.2"))
	s.must(err)
	s.drain()

	r := s.recordAt(zone, "mail")
	if r.State != panel.RecordFailed || r.Problem == nil || r.Problem.Code != "11308" || r.Problem.Text == "" {
		t.Fatalf("record = %s with problem %+v, want failed with code 11308 and the vendor's words", r.State, r.Problem)
	}
	s.must(s.RetryRecord(t.Context(), s.owner, zone.ID, id))
	s.drain()
	s.expectRows(zone, "mail A 192.0.2.2 600 ok", "www A 192.0.2.1 600 ok")
}

func TestALostAnswerNeverAddsARecordTwice(t *testing.T) {
	t.Parallel()
	s, zone := zoneShop(t)
	s.world.Board.Set(trouble.Fault{Call: "cndns.dns_record.create", Kind: trouble.Reset, Count: 1})

	_, err := s.AddRecord(t.Context(), s.owner, zone.ID, typed("lost", "A", "192.0.2.3"))
	s.must(err)
	s.drain()
	s.expectRows(zone, "lost A 192.0.2.3 600 adding", "www A 192.0.2.1 600 ok")
	s.must(s.RefreshZone(t.Context(), s.owner, zone.ID)) // meets the record before its own job does
	s.pass(time.Minute)

	s.expectRows(zone, "lost A 192.0.2.3 600 ok", "www A 192.0.2.1 600 ok")
	if got := s.calls("cndns.dns_record.create"); got != 1 {
		t.Errorf("the vendor was asked %d times to add it, want 1", got)
	}
}

func TestWhatTheVendorCannotChangeIsRefusedHere(t *testing.T) {
	t.Parallel()
	s, zone := zoneShop(t)
	www := s.recordAt(zone, "www")

	_, err := s.ChangeRecord(t.Context(), s.owner, zone.ID, www.ID, panel.RecordData{Name: "web", Type: "A", Value: "192.0.2.1", TTL: 600, Enabled: true})

	if got := panel.Problems(err); len(got) != 1 || got[0].Field != "name" {
		t.Errorf("problems = %v, want one at the name", got)
	}
}

func TestRecordsBelongToWhomTheZoneBelongs(t *testing.T) {
	t.Parallel()
	s, zone := zoneShop(t)
	www := s.recordAt(zone, "www")
	edit := func(actor panel.Actor) panel.Kind {
		return panel.KindOf(s.DeleteRecord(t.Context(), actor, zone.ID, www.ID))
	}
	if got := edit(s.stranger); got != panel.NotFound {
		t.Errorf("another reseller: %s, want not found", got)
	}
	if got := edit(s.buyer); got != panel.NotFound {
		t.Errorf("a customer without rights: %s, want not found", got)
	}
	s.grant(zone, panel.RightView)
	if got := edit(s.buyer); got != panel.Forbidden {
		t.Errorf("a customer who may see: %s, want forbidden", got)
	}
	if _, err := s.Records(t.Context(), s.buyer, zone.ID, RecordFilter{}); err != nil {
		t.Errorf("a customer who may see reads: %v", err)
	}
	s.grant(zone, panel.RightDNS)
	s.must(s.DeleteRecord(t.Context(), s.buyer, zone.ID, www.ID))
}

func (s *shop) grant(zone panel.Product, right string) {
	s.t.Helper()
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) error {
		return tx.SetRights(s.t.Context(), s.owner.ResellerID, s.buyer.UserID, zone.ID, []string{right})
	}))
}

func TestAZoneIsMadeAtDNSPodOnce(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.world.Board.Set(trouble.Fault{Call: "dnspod.domain.create", Kind: trouble.Reset, Count: 1})

	job, err := s.AddZone(t.Context(), s.owner, ZoneForm{AccountID: s.dnspodID, Name: "新店.com"})
	s.must(err)
	if got := s.finish(job).Job; got.State != panel.JobDone {
		t.Fatalf("job = %s (%s %s), want done", got.State, got.ErrorKey, got.ErrorText)
	}
	s.drain()

	views, err := s.Zones(t.Context(), s.owner, ProductFilter{})
	s.must(err)
	if len(views) != 1 || views[0].Zone.Facts.Zone == nil || len(views[0].Rules.Lines) < 2 || views[0].Rules.Lines[0] != "默认" {
		t.Fatalf("zones = %+v, want one with lines, the default one first", views)
	}
	if got := s.calls("dnspod.domain.create"); got != 1 {
		t.Errorf("the vendor was asked %d times to make it, want 1", got)
	}
	_, err = s.AddZone(t.Context(), s.owner, ZoneForm{AccountID: s.dnspodID, Name: "新店.com"})
	if got := panel.Problems(err); len(got) != 1 || got[0].Field != "name" {
		t.Errorf("adding it again: %v, want a problem at the name", err)
	}
}

func TestADNSPodRecordIsPausedAndItsOwnNameserversStay(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	job, err := s.AddZone(t.Context(), s.owner, ZoneForm{AccountID: s.dnspodID, Name: "pause.com"})
	s.must(err)
	s.finish(job)
	s.drain()
	views, err := s.Zones(t.Context(), s.owner, ProductFilter{})
	s.must(err)
	zone := views[0].Zone

	id, err := s.AddRecord(t.Context(), s.owner, zone.ID, typed("www", "A", "192.0.2.1"))
	s.must(err)
	s.drain()
	_, err = s.EnableRecord(t.Context(), s.owner, zone.ID, id, false)
	s.must(err)
	s.drain()

	if got := s.recordAt(zone, "www"); got.Enabled || got.State != panel.RecordOK {
		t.Errorf("record = %+v, want paused and ok", got)
	}
	own := s.recordAt(zone, "@")
	if err := s.DeleteRecord(t.Context(), s.owner, zone.ID, own.ID); panel.KindOf(err) != panel.Conflict {
		t.Errorf("deleting the vendor's own %s record: %v, want a conflict", own.Type, err)
	}
}
