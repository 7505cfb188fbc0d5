package dnspod_test

import (
	sim "tangelo/internal/sandbox/dnspod"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/vendortest"
)

var share = params{"domain_id": "{domain}", "email": stranger.Email, "mode": "r"}

// toShare is a new domain and somebody to share it with.
func toShare(s *stage) {
	aDomain(s)
	movesIn(stranger)(s)
}

func aShare(s *stage) {
	toShare(s)
	s.Must("dnspod.domain_share.create", share)
}

// wrongAddressee are the codes about the e-mail of a share.
var wrongAddressee = []refusal{
	{Code: "7", But: params{"email": "nobody"}},
	{Code: "8", But: params{"email": "nobody@else.example"}},
}

func sharesNow(s *stage) []dnspod.Share {
	s.Helper()
	return vendortest.Got[dnspod.ShareListResponse](s, "dnspod.domain_share.list", ofDomain).Shares
}

var shareProofs = []proof{
	{
		Call: "dnspod.domain_share.create", Before: toShare, Given: share,
		Check: func(s *stage, _ any) {
			wants(s, "shares", []dnspod.Share{{Email: stranger.Email, Mode: "r"}}, sharesNow(s))
		},
		Refused: append([]refusal{
			{Code: "9", Before: func(s *stage) { s.Must("dnspod.domain_share.create", share) }},
			{Code: "10", Before: full, But: onOther},
			{Code: "21", Before: plants(sim.Zone{Name: "other.com", Locked: true}), But: onOther},
		}, wrongAddressee...),
	},
	{
		Call: "dnspod.domain_share.list", Before: aShare, Given: ofDomain,
		Check: func(s *stage, answer any) {
			wants(s, "shares", []dnspod.Share{{Email: stranger.Email, Mode: "r"}}, answer.(dnspod.ShareListResponse).Shares)
		},
		Switched: "7", // every request asks for an empty list instead
	},
	{
		Call: "dnspod.domain_share.modify", Before: aShare, Given: share.But(params{"mode": "rw"}),
		Check: func(s *stage, _ any) { wants(s, "mode", "rw", sharesNow(s)[0].Mode) },
		Refused: append([]refusal{
			{Code: "9", Before: movesIn(firm), But: params{"email": firm.Email}},
		}, wrongAddressee...),
	},
	{
		Call: "dnspod.domain_share.remove", Before: aShare, Given: share.But(params{"mode": "-"}),
		Check: func(s *stage, _ any) { wants(s, "shares", 0, len(sharesNow(s))) },
		Refused: append([]refusal{
			{Code: "9", Before: movesIn(firm), But: params{"email": firm.Email}},
		}, wrongAddressee...),
	},
}

// full plants a free domain that two accounts share already.
func full(s *stage) {
	movesIn(firm)(s)
	movesIn(customer)(s)
	plants(sim.Zone{Name: "other.com", Shares: []sim.Share{{Email: firm.Email, Mode: "r"}, {Email: customer.Email, Mode: "r"}}})(s)
}

var aliasProofs = []proof{
	{
		Call: "dnspod.domain_alias.list", Before: anAlias, Given: ofDomain,
		Check: func(s *stage, answer any) {
			wants(s, "aliases", []dnspod.Alias{{ID: s.Kept("alias"), Domain: "alias.com"}}, answer.(dnspod.AliasListResponse).Aliases)
		},
		Switched: "7", // every request asks for an empty list instead
	},
	{
		Call: "dnspod.domain_alias.create", Before: aDomain, Given: params{"domain_id": "{domain}", "domain": "alias.com"},
		Check: func(s *stage, answer any) {
			made := answer.(dnspod.AliasCreateResponse).Alias
			list := vendortest.Got[dnspod.AliasListResponse](s, "dnspod.domain_alias.list", ofDomain).Aliases
			wants(s, "aliases", []dnspod.Alias{{ID: made.ID, Domain: "alias.com"}}, list)
		},
		Refused: []refusal{
			{Code: "7", But: params{"domain": "alias"}},
			{Code: "8", But: params{"domain": "zone-here.com"}},
			{Code: "9", Before: func(s *stage) {
				s.Must("dnspod.domain_alias.create", params{"domain_id": "{domain}", "domain": "alias.com"})
			}},
			{Code: "10", Before: plants(sim.Zone{Name: "other.com", Aliases: []string{"a.com", "b.com"}}), But: onOther},
		},
	},
	{
		Call: "dnspod.domain_alias.remove", Before: anAlias, Given: params{"domain_id": "{domain}", "alias_id": "{alias}"},
		Check: func(s *stage, _ any) {
			wants(s, "aliases", 0, len(vendortest.Got[dnspod.AliasListResponse](s, "dnspod.domain_alias.list", ofDomain).Aliases))
		},
		Refused: []refusal{{Code: "7", But: params{"alias_id": "1"}}},
	},
}

// anAlias keeps the id of a new alias of a new domain as "alias".
func anAlias(s *stage) {
	s.Helper()
	aDomain(s)
	made := vendortest.Got[dnspod.AliasCreateResponse](s, "dnspod.domain_alias.create", params{"domain_id": "{domain}", "domain": "alias.com"})
	s.Keep("alias", made.Alias.ID)
}

var groupProofs = []proof{
	{Call: "dnspod.domain_group.list", Before: aGroup, Check: func(s *stage, answer any) {
		groups := answer.(dnspod.GroupListResponse).Groups
		wants(s, "groups", 9, len(groups))
		wants(s, "first", dnspod.Group{ID: "1", Name: "默认分组", Type: "system"}, groups[0])
		wants(s, "last", dnspod.Group{ID: s.Kept("group"), Name: "果园", Type: "user"}, groups[8])
	}},
	{
		Call: "dnspod.domain_group.create", Given: params{"group_name": "果园"},
		Check: func(s *stage, answer any) {
			s.Keep("group", answer.(dnspod.GroupCreateResponse).Group.ID)
			wants(s, "name", "果园", groupNow(s).Name)
		},
		Refused: []refusal{
			{Code: "7", But: params{"group_name": "-"}},
			{Code: "8", But: params{"group_name": "公司域名"}},
			{Code: "9", Before: func(s *stage) {
				for i := range 20 {
					s.Must("dnspod.domain_group.create", params{"group_name": string(rune('a' + i))})
				}
			}},
		},
	},
	{
		Call: "dnspod.domain_group.modify", Before: aGroup, Given: params{"group_id": "{group}", "group_name": "林地"},
		Check: func(s *stage, _ any) { wants(s, "name", "林地", groupNow(s).Name) },
		Refused: []refusal{
			{Code: "6", But: params{"group_id": "1"}},
			{Code: "7", But: params{"group_name": "-"}},
			{Code: "8", But: params{"group_name": "公司域名"}},
		},
		Switched: "9", // listed, but a new name adds no group
	},
	{
		Call: "dnspod.domain_group.remove", Before: aGroup, Given: params{"group_id": "{group}"},
		Check: func(s *stage, _ any) {
			wants(s, "groups", 8, len(vendortest.Got[dnspod.GroupListResponse](s, "dnspod.domain_group.list", nil).Groups))
		},
		Refused: []refusal{{Code: "6", But: params{"group_id": "1"}}},
	},
}

// aGroup keeps the id of a new group as "group".
func aGroup(s *stage) {
	s.Helper()
	s.Keep("group", vendortest.Got[dnspod.GroupCreateResponse](s, "dnspod.domain_group.create", params{"group_name": "果园"}).Group.ID)
}

func groupNow(s *stage) dnspod.Group {
	s.Helper()
	for _, g := range vendortest.Got[dnspod.GroupListResponse](s, "dnspod.domain_group.list", nil).Groups {
		if g.ID == s.Kept("group") {
			return g
		}
	}
	s.Fatalf("group %s is not on the list", s.Kept("group"))
	return dnspod.Group{}
}
