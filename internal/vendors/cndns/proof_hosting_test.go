package cndns_test

import (
	"slices"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

var hostingProofs = slices.Concat(hostBuyProofs, hostSiteProofs, hostFileProofs, hostDetailProofs)

// site is the virtual host of most proofs, which siteOf plants.
const site = "hktest"

var onSite = params{"ftpname": site}

// siteOf plants the virtual host hktest, or another one under its own name. Without a kind it
// is a standard Windows host of 500 MB.
func siteOf(h sim.VirtualHost) func(*stage) {
	return func(s *stage) {
		if h.Name == "" {
			h.Name = site
		}
		s.World.CNDNS.PlantVirtualHost(h)
	}
}

// The hosts in most proofs.
var (
	aSite     = siteOf(sim.VirtualHost{})
	linuxSite = siteOf(sim.VirtualHost{Order: sim.Order{Name: "linux"}, Kind: "lin"})
	overSite  = siteOf(sim.VirtualHost{Order: sim.Order{Name: "over", Registered: past(70).Registered, Expires: past(40).Expires}})
)

// nowhereSite is a refusal for a host that is not the account's.
func nowhereSite(code string) refusal { return but(code, "ftpname", "stranger") }

// linux is a refusal for a host without the functions of Windows.
func linux(code string, pairs ...string) refusal {
	return when(code, linuxSite, append(pairs, "ftpname", "linux")...)
}

// knownSite is what the vendor itself knows of the host.
func knownSite(s *stage) sim.VirtualHost {
	s.Helper()
	for _, h := range s.World.CNDNS.VirtualHosts() {
		if h.Name == site {
			return h
		}
	}
	s.Fatal("the host is not there")
	return sim.VirtualHost{}
}

func siteDetail(s *stage) cndns.HostingDetailResponse {
	s.Helper()
	return vendortest.Got[cndns.HostingDetailResponse](s, "cndns.hosting.detail", onSite)
}

var siteOrder = params{
	"ftpname": site, "ftppassword": "abc123!@#", "years": "1", "hosttype": "bz", "hostsize": "5", "linetype": "dx", "Location": "cn",
}

func sitePrice(s *stage, size string) int64 {
	s.Helper()
	order := params{"years": "1", "hosttype": "bz", "hostsize": size, "linetype": "dx", "Location": "cn"}
	return int64(vendortest.Got[cndns.PriceResponse](s, "cndns.hosting.price", order).Price)
}

// lastFen is what the last purchase cost.
func lastFen(s *stage) int64 {
	s.Helper()
	list := s.World.CNDNS.Purchases()
	if len(list) == 0 {
		s.Fatal("nothing was charged")
	}
	return list[len(list)-1].Fen
}

// charged checks what the last purchase cost.
func charged(s *stage, want int64) {
	s.Helper()
	if got := lastFen(s); got != want || want <= 0 {
		s.Errorf("charged %d fen, want %d", got, want)
	}
}

// upgraded checks a charge against the difference of a year. How the vendor counts the time
// that is left is not documented; a begun month more is let through.
func upgraded(s *stage, got, year int64) {
	s.Helper()
	if year <= 0 || got < year || got > year+year/12 {
		s.Errorf("charged %d fen, want the difference of a year, %d", got, year)
	}
}

// broke is a refusal for want of money.
func broke() refusal { return when("10021", func(s *stage) { s.World.CNDNS.SetBalance(0) }) }

var hostBuyProofs = []proof{
	{Call: "cndns.hosting.product_list", Check: func(s *stage, answer any) {
		want := cndns.HostingProduct{LineType: "dx", ScriptType: "bz", Location: "cn", Size: "5"}
		if list := answer.(cndns.HostingProductListResponse).Products; !slices.Contains(list, want) || want.Size.MB() != 500 {
			s.Errorf("%d products, want %+v among them", len(list), want)
		}
	}},
	{
		Call: "cndns.hosting.create", Given: siteOrder.But(params{"signature": "10-CNY"}),
		Before: func(s *stage) { s.World.CNDNS.PlantCoupon("10-CNY", 1000) },
		Check: func(s *stage, answer any) {
			bought, got := answer.(cndns.HostingCreateResponse), siteDetail(s)
			charged(s, sitePrice(s, "5")-1000)
			if got.Password.Reveal() != "abc123!@#" || got.SizeMB != 500 || got.ScriptType != "bz" || got.LineType != "dx" || got.Location != "cn" {
				s.Errorf("detail = %+v, want what was ordered", got)
			}
			if !bought.ExpiresAt.Equal(got.ExpiresAt) || !got.ExpiresAt.Equal(got.BoughtAt.AddDate(1, 0, 0)) {
				s.Errorf("bought until %s, detail from %s until %s, want a year", bought.ExpiresAt, got.BoughtAt, got.ExpiresAt)
			}
			if bought.Password != got.Password || bought.ICPID != got.ICPID || bought.ServerIP != got.ServerIP || bought.DomainLimit != got.DomainLimit {
				s.Errorf("bought = %+v, detail = %+v, want them alike", bought, got)
			}
			if bought.DiscountCode1 != "10-CNY" {
				s.Errorf("discount = %q, want the coupon", bought.DiscountCode1)
			}
		},
		Refused: []refusal{
			but("13001", "ftpname", "hk1"), but("13001", "ftpname", "-"), when("13002", aSite), but("13002", "ftpname", "takenname"),
			but("13003", "ftpname", "admin"), but("13004", "ftppassword", "abc12345"), but("13005", "years", "6"),
			but("13006", "hosttype", "gf", "Location", "hk"), but("13006", "hostsize", "4"), but("13006", "linetype", "yx"),
			but("10046", "voucherid", "NO-SUCH-VOUCHER"), broke(),
		},
	},
	{
		Call: "cndns.hosting.renew", Before: aSite, Given: onSite.But(params{"years": "2"}),
		Check: func(s *stage, _ any) {
			charged(s, 2*sitePrice(s, "5"))
			if got := siteDetail(s); !got.ExpiresAt.Equal(got.BoughtAt.AddDate(3, 0, 0)) {
				s.Errorf("expiry = %s, want three years after %s", got.ExpiresAt, got.BoughtAt)
			}
		},
		Refused: []refusal{
			but("10016", "years", "6"), nowhereSite("13010"), when("13010", overSite, "ftpname", "over"), broke(),
		},
	},
	{
		Call: "cndns.hosting.upgrade_list", Before: aSite, Given: onSite,
		Check: func(s *stage, answer any) {
			want := cndns.HostingProduct{LineType: "dx", ScriptType: "bz", Location: "cn", Size: "10"}
			list := answer.(cndns.HostingUpgradeListResponse).Products
			smaller := func(p cndns.HostingProduct) bool { return p.Size.MB() < 500 }
			if !slices.Contains(list, want) || slices.ContainsFunc(list, smaller) {
				s.Errorf("upgrades = %+v, want %+v and none smaller than the host", list, want)
			}
		},
		Refused: []refusal{nowhereSite("13146"), but("13146", "ftpname", "-")},
	},
	{
		Call: "cndns.hosting.upgrade", Before: aSite,
		Given: onSite.But(params{"hosttype": "bz", "hostsize": "10", "linetype": "dx", "location": "cn"}),
		Check: func(s *stage, _ any) {
			upgraded(s, lastFen(s), sitePrice(s, "10")-sitePrice(s, "5"))
			if got := siteDetail(s).SizeMB; got != 1000 {
				s.Errorf("size = %d MB, want 1000", got)
			}
		},
		Refused: []refusal{
			but("13145", "hostsize", "2"), but("13145", "hosttype", "lin"), but("13145", "location", "hk"), nowhereSite("13145"),
			when("13145", overSite, "ftpname", "over"), broke(),
		},
	},
}

var hostDetailProofs = []proof{
	{
		Call: "cndns.hosting.bind_domain", Before: aSite, Given: filedElsewhere,
		Check: func(s *stage, _ any) {
			if got := knownSite(s); !slices.Equal(got.Domains, []string{"icpaway-mine.com"}) || !slices.Equal(got.Filed, got.Domains) {
				s.Errorf("domains = %v, filed %v, want the one that was bound", got.Domains, got.Filed)
			}
		},
		Refused: append([]refusal{
			but("13139", "domainname", "-"), but("12112", "address", "-"), but("13142", "domainname", "mine"),
			nowhereSite("13142"), when("13142", bindElsewhere),
			when("13140", siteOf(sim.VirtualHost{WebPause: true})),
			when("13141", siteOf(sim.VirtualHost{Domains: []string{"a.com", "b.com", "c.com", "d.com", "e.com", "f.com", "g.com", "h.com", "i.com", "j.com"}})),
			but("13163", "domainname", "icplost-mine.com"), but("13164", "domainname", "noicp-mine.com"),
			but("13165", "domainname", "icpbad-mine.com"), but("13166", "domainname", "icprefuse-mine.com"),
		}, filing...),
	},
	{
		Call: "cndns.hosting.unbind_domain", Before: siteOf(sim.VirtualHost{Domains: []string{"mine.com", "b.com"}}),
		Given: onSite.But(params{"domainname": "mine.com"}),
		Check: func(s *stage, _ any) {
			if got := knownSite(s).Domains; !slices.Equal(got, []string{"b.com"}) {
				s.Errorf("domains = %v, want b.com only", got)
			}
		},
		Refused: []refusal{but("13139", "domainname", "-"), but("13144", "domainname", foreign), nowhereSite("13144")},
	},
	{
		Call: "cndns.hosting.log", Given: onSite,
		Before: func(s *stage) {
			aSite(s)
			s.Must("cndns.hosting.set_web_state", onSite.But(params{"webstate": "2"}))
		},
		Check: func(s *stage, answer any) {
			list := answer.(cndns.HostingLogResponse).Entries
			if len(list) != 1 || list[0]["logtitle"] != "修改 WEB 状态" || list[0]["loginfo"] != "2" {
				s.Errorf("log = %v, want the pause of the site", list)
			}
		},
		Refused: []refusal{nowhereSite("13147")},
	},
	{
		Call: "cndns.hosting.detail", Given: onSite,
		Before: func(s *stage) {
			aSite(s)
			s.Must("cndns.gift.open_mail", params{"hostname": site, "maildomain": "apitest.com", "mailpassword": "aaa111"})
		},
		Check: func(s *stage, answer any) {
			got, want := answer.(cndns.HostingDetailResponse), knownSite(s)
			if got.FTPName != site || got.ServerIP != want.IP || got.DomainLimit != 10 || got.ICPID == "" || !got.ExpiresAt.After(got.BoughtAt) {
				s.Errorf("detail = %+v, want %+v", got, want)
			}
			if gifts := got.Gifts(); !slices.Equal(gifts, []cndns.HostingGift{{Name: "apitest.com", Type: cndns.GiftMail}}) {
				s.Errorf("gifts = %v, want the mail", gifts)
			}
		},
		Refused: []refusal{nowhereSite("10019")}, Switched: "10025",
	},
	{Call: "cndns.hosting.site_room_list", Check: func(s *stage, answer any) {
		want := []cndns.SiteRoom{{RowID: "1", ID: "1", Name: "上海"}, {RowID: "2", ID: "2", Name: "香港"}}
		for i := range want {
			want[i].Owner = s.World.Line().CNDNS.Username
		}
		if got := answer.(cndns.HostingSiteRoomListResponse).Rooms; !slices.Equal(got, want) {
			s.Errorf("rooms = %+v, want %+v", got, want)
		}
	}},
	{
		Call: "cndns.hosting.price", Given: params{"years": "1", "hosttype": "bz", "hostsize": "5", "linetype": "dx", "Location": "cn"},
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.PriceResponse).Price; got != 23600 {
				s.Errorf("price = %d fen, want the 236 CNY of the document's example", got)
			}
		},
		Refused:  []refusal{but("13005", "years", "6"), but("13011", "hostsize", "4"), but("13011", "linetype", "-")},
		Switched: "13012",
	},
}

// filedElsewhere binds a domain that is filed through somebody else, with all its data.
var filedElsewhere = bound.But(params{"cloudname": "-", "ftpname": site, "domainname": "icpaway-mine.com"})

func bindElsewhere(s *stage) { s.Must("cndns.hosting.bind_domain", filedElsewhere) }
