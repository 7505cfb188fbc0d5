package cndns_test

import (
	"slices"
	"strings"

	sim "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/vendortest"
)

// hostFileProofs show what is done with the files of a site.
var hostFileProofs = []proof{
	{
		Call: "cndns.hosting.pack_file", Before: aSite, Given: onSite.But(params{"sourcefile": "images/", "destfile": "test.zip"}),
		Check: knows("an archive of the folder", func(h sim.VirtualHost) bool {
			file := h.Files["wwwroot/test.zip"]
			return file != nil && file.Holds["logo.gif"] > 0
		}),
		Refused: []refusal{
			but("13126", "destfile", "test.tar"), but("13126", "destfile", "-"), linux("13126", "sourcefile", "wwwroot/images", "destfile", "wwwroot/test.rar"),
			but("13127", "sourcefile", "wwwroot/images"), but("13127", "sourcefile", "../images"),
			linux("13127", "destfile", "wwwroot/test.zip"), but("13128", "sourcefile", "empty"), nowhereSite("13128"),
		},
	},
	{
		Call: "cndns.hosting.unpack_file", Given: onSite.But(params{"sourcezipfile": "wwwroot/test.zip", "destfolderpath": "test/"}),
		Before: func(s *stage) {
			aSite(s)
			s.Must("cndns.hosting.pack_file", onSite.But(params{"sourcefile": "images", "destfile": "test.zip"}))
		},
		Check: knows("the file in its new folder", func(h sim.VirtualHost) bool { return h.Files["wwwroot/test/logo.gif"] != nil }),
		Refused: []refusal{
			but("13126", "sourcezipfile", "wwwroot/test.exe"), but("13127", "destfolderpath", "wwwroot/test"),
			linux("13127", "destfolderpath", "test"), but("13136", "sourcezipfile", "wwwroot/other.zip"), nowhereSite("13136"),
		},
	},
	{
		Call: "cndns.hosting.set_folder_ip_access", Before: aSite, Given: onSite.But(params{"folderpath": "test", "ip": "7.7.7.7,218.85.132.*", "operation": "1"}),
		Check: func(s *stage, _ any) {
			spans := []string{"7.7.7.7", "218.85.132.*"}
			knows("two spans may read it", func(h sim.VirtualHost) bool { return slices.Equal(h.Folders["test"], spans) })(s, nil)
			s.Must("cndns.hosting.set_folder_ip_access", onSite.But(params{"folderpath": "test", "operation": "1"}))
			knows("everybody may read it", func(h sim.VirtualHost) bool {
				list, limited := h.Folders["test"]
				return limited && len(list) == 0
			})(s, nil)
			s.Must("cndns.hosting.set_folder_ip_access", onSite.But(params{"folderpath": "test", "operation": "2"}))
			knows("no folder has spans", func(h sim.VirtualHost) bool { return len(h.Folders) == 0 })(s, nil)
		},
		Refused: []refusal{
			but("13113", "ip", "7.7.7"), but("13113", "ip", strings.Repeat("218.85.132.*,", 16)+"7.7.7.7"), but("13121", "operation", "3"),
			but("13122", "folderpath", "wwwroot/test"), but("13122", "folderpath", "-"),
			but("13123", "operation", "2"), linux("13123"), nowhereSite("13123"),
		},
	},
	{
		Call: "cndns.hosting.size", Before: aSite, Given: onSite.But(params{"operation": "1"}),
		Check: func(s *stage, answer any) {
			used := vendortest.Got[cndns.HostingSizeResponse](s, "cndns.hosting.size", onSite.But(params{"operation": "2"})).Size
			if total := answer.(cndns.HostingSizeResponse).Size; total != "500" || used != "1" {
				s.Errorf("%s of %s MB used, want 1 of 500", used, total)
			}
		},
		Refused: []refusal{but("13101", "operation", "3"), nowhereSite("10019")},
	},
	{
		Call: "cndns.hosting.delete_file", Before: aSite, Given: onSite.But(params{"delinfo": "wwwroot/images"}),
		Check: knows("only the first page", func(h sim.VirtualHost) bool { return len(h.Files) == 1 && h.Files["wwwroot/index.htm"] != nil }),
		Refused: []refusal{
			nowhereSite("10019"), but("13148", "delinfo", "wwwroot/../logs"), but("13148", "delinfo", "-"),
			but("13149", "delinfo", "wwwroot/nothing"), linux("13149"),
		},
	},
	{
		Call: "cndns.hosting.set_log_access", Before: aSite, Given: onSite.But(params{"logaccess": "1"}),
		Check:   knows("the logs are open", func(h sim.VirtualHost) bool { return h.LogAccess == "1" }),
		Refused: []refusal{but("13124", "logaccess", "2"), nowhereSite("13125"), linux("13125")},
	},
	{
		Call: "cndns.hosting.restart_tomcat", Before: siteOf(sim.VirtualHost{Kind: "jsp"}), Given: onSite,
		Check: knows("one restart", func(h sim.VirtualHost) bool { return h.Restarts == 1 }),
		Refused: []refusal{
			when("10018", aSite), when("13138", siteOf(sim.VirtualHost{Kind: "jsp", WebPause: true})), nowhereSite("13138"),
		},
	},
}
