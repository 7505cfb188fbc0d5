package cndns_test

import (
	"slices"

	sim "tangelo/internal/sandbox/cndns"
)

// hostSiteProofs show how a site runs, is shown and may be reached.
var hostSiteProofs = []proof{
	{
		Call: "cndns.hosting.set_ftp_state", Before: aSite, Given: onSite.But(params{"ftpstate": "2"}),
		Check: knows("FTP is paused", func(h sim.VirtualHost) bool { return h.FTPPause && !h.WebPause }),
		Refused: []refusal{
			but("13102", "ftpstate", "3"), nowhereSite("13104"), when("13104", overSite, "ftpname", "over"),
		},
	},
	{
		Call: "cndns.hosting.set_web_state", Before: siteOf(sim.VirtualHost{WebPause: true}), Given: onSite.But(params{"webstate": "1"}),
		Check: knows("the site runs", func(h sim.VirtualHost) bool { return !h.WebPause }),
		Refused: []refusal{
			but("13102", "webstate", "3"), nowhereSite("13103"), when("13103", overSite, "ftpname", "over"),
		},
	},
	{
		Call: "cndns.hosting.modify_ftp_password", Before: aSite, Given: onSite.But(params{"newpassword": "bbb222!!!"}),
		Check: func(s *stage, _ any) {
			if siteDetail(s).Password.Reveal() != "bbb222!!!" {
				s.Error("the password is not the new one")
			}
		},
		Refused: []refusal{
			but("10017", "newpassword", "bbb22222"), but("10017", "newpassword", "-"), nowhereSite("13105"),
			when("13105", overSite, "ftpname", "over"),
		},
	},
	{
		Call: "cndns.hosting.set_default_page", Before: aSite, Given: onSite.But(params{"defaultpage": "index.aspx,default.html"}),
		Check: knows("the two pages in order", func(h sim.VirtualHost) bool {
			return slices.Equal(h.DefaultPages, []string{"index.aspx", "default.html"})
		}),
		Refused: []refusal{
			but("13106", "defaultpage", "index"), but("13106", "defaultpage", "-"), nowhereSite("13107"),
		},
	},
	{
		Call: "cndns.hosting.set_404_page", Before: aSite, Given: onSite.But(params{"pagepath": "error.html"}),
		Check: func(s *stage, _ any) {
			knows("the page", func(h sim.VirtualHost) bool { return h.NotFoundPage == "error.html" })(s, nil)
			s.Must("cndns.hosting.set_404_page", onSite)
			knows("the system's page again", func(h sim.VirtualHost) bool { return h.NotFoundPage == "" })(s, nil)
		},
		Refused: []refusal{but("13108", "pagepath", "error.asp"), nowhereSite("13109")},
	},
	{
		Call: "cndns.hosting.set_net_version", Before: siteOf(sim.VirtualHost{Kind: "net"}), Given: onSite.But(params{"netversion": "4"}),
		Check:   knows("version 4", func(h sim.VirtualHost) bool { return h.NetVersion == "4" }),
		Refused: []refusal{but("13110", "netversion", "3"), nowhereSite("13111"), linux("13111")},
	},
	{
		Call: "cndns.hosting.set_default_ip_access", Before: aSite, Given: onSite.But(params{"grantaccess": "2"}),
		Check:   knows("it refuses everybody", func(h sim.VirtualHost) bool { return h.Refusing }),
		Refused: []refusal{but("13112", "grantaccess", "3"), nowhereSite("13112"), linux("13112")},
	},
	{
		Call: "cndns.hosting.deny_ip", Before: aSite, Given: onSite.But(anIP),
		Check: func(s *stage, _ any) {
			knows("the net is denied", func(h sim.VirtualHost) bool { return slices.Equal(h.Denied, []string{"8.8.8.8/255.255.255.0"}) })(s, nil)
			s.Must("cndns.hosting.deny_ip", onSite.But(anIP).But(params{"operation": "2"}))
			knows("no net is denied", func(h sim.VirtualHost) bool { return len(h.Denied) == 0 })(s, nil)
		},
		Refused: []refusal{
			but("13113", "ip", "8.8.8"), but("13114", "mask", "255.0.255.0"), but("13115", "operation", "3"),
			but("13116", "operation", "2"), when("13116", closed), linux("13116"), nowhereSite("13116"),
		},
	},
	{
		Call: "cndns.hosting.grant_ip", Given: onSite.But(anIP),
		Before: func(s *stage) { aSite(s); closed(s) },
		Check: func(s *stage, _ any) {
			knows("the net is let in", func(h sim.VirtualHost) bool { return slices.Equal(h.Granted, []string{"8.8.8.8/255.255.255.0"}) })(s, nil)
			s.Must("cndns.hosting.grant_ip", onSite.But(anIP).But(params{"operation": "2"}))
			knows("no net is let in", func(h sim.VirtualHost) bool { return len(h.Granted) == 0 })(s, nil)
		},
		Refused: []refusal{
			but("13113", "ip", "8.8.8"), but("13114", "mask", "255.0.255.0"), but("13117", "operation", "3"),
			but("13118", "operation", "2"), when("13118", aSite), linux("13118"), nowhereSite("13118"),
		},
	},
	{
		Call: "cndns.hosting.set_error_type", Before: aSite, Given: onSite.But(params{"errortype": "1"}),
		Check:   knows("details are shown", func(h sim.VirtualHost) bool { return h.ErrorType == "1" }),
		Refused: []refusal{but("13119", "errortype", "2"), nowhereSite("13120"), linux("13120")},
	},
}

var anIP = params{"ip": "8.8.8.8", "mask": "255.255.255.0", "operation": "1"}

func closed(s *stage) {
	s.Must("cndns.hosting.set_default_ip_access", onSite.But(params{"grantaccess": "2"}))
}

// knows checks what the vendor itself knows of the host.
func knows(what string, holds func(sim.VirtualHost) bool) func(*stage, any) {
	return func(s *stage, _ any) {
		s.Helper()
		if got := knownSite(s); !holds(got) {
			s.Errorf("host = %+v, want: %s", got, what)
		}
	}
}
