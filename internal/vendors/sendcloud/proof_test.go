package sendcloud_test

import (
	"slices"
	"time"

	sim "tangelo/internal/sandbox/sendcloud"
	"tangelo/internal/vendors/sendcloud"
	"tangelo/internal/vendors/vendortest"
)

// certContent and certKey are made once: making keys is slow.
var certContent, certKey = certificate()

var proofs = []proof{
	{
		Call: "sendcloud.domain.list", Given: params{"name": "mail.shop.example;other.example", "type": "1", "verify": "<3"},
		Before: func(s *stage) { add(s); s.World.SendCloud.PlantDomain(sim.Domain{Name: "ready.example", Verify: 23}) },
		Check: func(s *stage, answer any) {
			list := answer.(sendcloud.DomainsResponse)
			if len(list.Domains) != 1 || list.Domains[0].Name != "mail.shop.example" || list.Domains[0].Kind.Test() || list.Domains[0].DKIMValue == "" {
				s.Errorf("list = %+v, want the one that is not verified", list)
			}
			ready := vendortest.Got[sendcloud.DomainsResponse](s, "sendcloud.domain.list", params{"verify": ">22"})
			if len(ready.Domains) != 1 || !slices.Equal(ready.Domains[0].Verify.Passed(), []sendcloud.Check{"dkim", "spf", "mx", "dmarc"}) {
				s.Errorf("verified = %+v, want one with all four records", ready)
			}
		},
		Refused: []refusal{{Code: "40005", Line: stranger}},
	},
	{
		Call: "sendcloud.domain.add", Given: params{"name": "mail.shop.example"},
		Check: func(s *stage, answer any) {
			d := answer.(sendcloud.DomainResponse).Domain
			if d.Name != "mail.shop.example" || d.Verify != 0 || d.DKIMHost != "mail._domainkey.mail.shop.example" || d.CreatedAt.IsZero() {
				s.Errorf("added = %+v", d)
			}
		},
		Refused: []refusal{
			{Code: "40005", Line: stranger},
			{Code: "41012", Before: fill},
			{Code: "41015", But: params{"name": "mail.sendcloud.example"}},
		},
	},
	{
		Call: "sendcloud.domain.update", Before: add, Given: params{"name": "{domain}", "newName": "post.shop.example"},
		Check: func(s *stage, _ any) {
			list := vendortest.Got[sendcloud.DomainsResponse](s, "sendcloud.domain.list", nil)
			if len(list.Domains) != 1 || list.Domains[0].Name != "post.shop.example" {
				s.Errorf("list = %+v, want the new name alone", list)
			}
		},
		Refused: []refusal{
			{Code: "40005", Line: stranger},
			{Code: "41014", But: params{"name": "nobodys.example"}},
			{Code: "41016", But: params{"name": "ready.example"}, Before: func(s *stage) {
				s.World.SendCloud.PlantDomain(sim.Domain{Name: "ready.example", Verify: 1})
			}},
		},
	},
	{
		Call: "sendcloud.domain.check_config", Given: params{"name": "{domain}"},
		Before: func(s *stage) {
			d := vendortest.Got[sendcloud.DomainResponse](s, "sendcloud.domain.add", params{"name": "mail.shop.example"}).Domain
			wire(s, d)
			s.Keep("domain", d.Name)
			s.World.Clock.Advance(31 * time.Minute)
		},
		Check: func(s *stage, answer any) {
			list := answer.(sendcloud.DomainChecksResponse).Domains
			all := sendcloud.Found{MX: true, SPF: true, DKIM: true, DMARC: true}
			if len(list) != 1 || !list[0].Usable || list[0].Found != all || list[0].Kind.Test() {
				s.Errorf("checked = %+v, want everything found", list)
			}
		},
		Refused: []refusal{{Code: "40005", Line: stranger}},
	},
	{
		Call: "sendcloud.domain.delete", Before: add, Given: params{"name": "{domain}"},
		Check: func(s *stage, answer any) {
			left := vendortest.Got[sendcloud.DomainsResponse](s, "sendcloud.domain.list", nil)
			if answer.(sendcloud.CountResponse).Count != 1 || len(left.Domains) != 0 {
				s.Errorf("deleted %+v, left %+v", answer, left)
			}
		},
		Refused: []refusal{
			{Code: "40005", Line: stranger},
			{Code: "41014", But: params{"name": "nobodys.example"}},
			{Code: "41016", But: params{"name": "bound.example"}, Before: func(s *stage) {
				s.World.SendCloud.PlantDomain(sim.Domain{Name: "bound.example", Bound: true})
			}},
		},
	},
	{
		Call: "sendcloud.track_domain.list", Before: fillTracks, Given: params{"start": "1", "limit": "3"},
		Check: func(s *stage, answer any) {
			list := answer.(sendcloud.TrackDomainsResponse)
			if list.Total != 5 || list.Count != 3 || len(list.Domains) != 3 {
				s.Errorf("page = %+v, want 3 of 5", list)
			}
		},
		Refused: []refusal{
			{Code: "40005", Line: stranger},
			{Code: "40002", But: params{"start": "-1"}},
			{Code: "40004", But: params{"limit": "101"}},
		},
	},
	{
		Call: "sendcloud.track_domain.add", Given: params{"name": "track.shop.example", "certContent": certContent, "certKey": certKey},
		Check: func(s *stage, answer any) {
			d := answer.(sendcloud.TrackDomainResponse).Domain
			if d.ID == "" || d.Configured || !d.HTTPS || d.ValidUntil.Year() != 2027 || d.CNAMEValue == "" {
				s.Errorf("added = %+v, want HTTPS until 2027 and no CNAME yet", d)
			}
		},
		Refused: []refusal{
			{Code: "40005", Line: stranger},
			{Code: "41012", Before: fillTracks},
			{Code: "41015", But: params{"certKey": "-"}},
			{Code: "41015", But: params{"name": "mail.shop.example"}, Before: add}, // no sending domain
		},
	},
	{
		Call: "sendcloud.track_domain.update", Before: track, Given: params{"id": "{id}", "name": "links.shop.example"},
		Check: func(s *stage, answer any) {
			if d := answer.(sendcloud.TrackDomainResponse).Domain; d.Name != "links.shop.example" || d.ID != s.Kept("id") {
				s.Errorf("changed = %+v", d)
			}
		},
		Refused: []refusal{
			{Code: "40005", Line: stranger},
			{Code: "41014", But: params{"id": "1"}},
			{Code: "41016", But: params{"certContent": certContent}},
		},
	},
	{
		Call: "sendcloud.track_domain.check_config", Given: params{"id": "{id}"},
		Before: func(s *stage) {
			track(s)
			d := vendortest.Got[sendcloud.TrackDomainsResponse](s, "sendcloud.track_domain.list", nil).Domains[0]
			s.World.SendCloud.PlantRecord(d.CNAMEHost, "CNAME", d.CNAMEValue)
		},
		Check: func(s *stage, answer any) {
			if list := answer.(sendcloud.TrackDomainsResponse).Domains; len(list) != 1 || !list[0].Configured {
				s.Errorf("checked = %+v, want it configured", list)
			}
		},
		Refused: []refusal{{Code: "40005", Line: stranger}, {Code: "41014", But: params{"id": "-"}}},
	},
	{
		Call: "sendcloud.track_domain.delete", Before: track, Given: params{"id": "{id}"},
		Check: func(s *stage, _ any) {
			if left := vendortest.Got[sendcloud.TrackDomainsResponse](s, "sendcloud.track_domain.list", nil); len(left.Domains) != 0 {
				s.Errorf("left %+v", left)
			}
		},
		Refused: []refusal{{Code: "40005", Line: stranger}, {Code: "41014", But: params{"id": "1"}}},
	},
}
