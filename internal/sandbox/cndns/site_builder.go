package cndns

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Chapter 12: the site builder "Sitestar Pro".
var siteBuilderCalls = []call{
	{name: "cndns.site_builder.category_list", path: "/sitestarpro/getCatalist.aspx", action: "get product categories", run: templateCategories, reads: true},
	{name: "cndns.site_builder.template_list", path: "/sitestarpro/getTemplate.aspx", action: "website template", run: listTemplates, reads: true},
	{name: "cndns.site_builder.create", path: "/sitestarpro/CreateSite.aspx", oldPath: "/sitestarpro/CreateWebsite.aspx", misprint: "/sitetarpro/CreateSite.aspx", action: "create sitestar", run: createSite},
	{name: "cndns.site_builder.create_side_product", path: "/sitestarpro/CreateOthPro.aspx", oldPath: "/sitestar/CreateOthPro.aspx", misprint: "/sitetarpro/CreateOthPro.aspx", action: "buy other product", run: createSideSite},
	{name: "cndns.site_builder.renew", path: "/sitestarpro/renewalSite.aspx", action: "website renew", run: renewSite},
	{name: "cndns.site_builder.upgrade_list", path: "/sitestarpro/getUpgradelist.aspx", action: "get upgrade list", run: siteUpgrades, reads: true},
	{name: "cndns.site_builder.upgrade", path: "/sitestarpro/SiteUpgrade.aspx", action: "website upgrade", run: upgradeSite},
	{name: "cndns.site_builder.bind_domain", path: "/sitestarpro/binddomain.aspx", action: "sitestar bind domain", run: bindSiteDomain},
	{name: "cndns.site_builder.unbind_domain", path: "/sitestarpro/deletedomain.aspx", action: "sitestar delete domain", run: unbindSiteDomain},
	{name: "cndns.site_builder.domain_list", path: "/sitestarpro/getDomainLst.aspx", action: "sitestar get domainlist", run: siteDomains, reads: true},
	{name: "cndns.site_builder.edit_url", path: "/sitestarpro/getEditWebURL.aspx", action: " get web edit url ", run: siteEditURL, reads: true},
	{name: "cndns.site_builder.rename", path: "/sitestarpro/changename.aspx", action: " change site name", run: renameSite},
	{name: "cndns.site_builder.detail", path: "/sitestarpro/getProDetail.aspx", action: "get website detail", run: siteDetail, reads: true},
	{name: "cndns.site_builder.case_param_list", path: "/sitestarpro/getCaseParamList.aspx", action: "get case filter info", run: caseFilters, reads: true},
	{name: "cndns.site_builder.case_list", path: "/sitestarpro/getSiteCaseList.aspx", action: "get case list", run: listCases, reads: true},
	{name: "cndns.site_builder.buy_template", path: "/sitestarpro/buyTemplate.aspx", action: "buy template", run: buyTemplate},
	{name: "cndns.site_builder.copy", path: "/sitestarpro/getCorysite.aspx", action: "create sitestar", run: copySite},
}

// Site is a website of the site builder. Its state is Running or Paused.
type Site struct {
	Order
	Plan           string       `json:"plan"`     // websitetag
	Location       string       `json:"location"` // "" of a mini program
	Room           string       `json:"room"`     // number of a custom room, "" for none
	Language       string       `json:"language"` // 1 simplified Chinese, 2 traditional, 3 English
	PC             bool         `json:"pc"`       // has the version for computers
	Mobile         bool         `json:"mobile"`
	Template       string       `json:"template"`
	MobileTemplate string       `json:"mobile_template"`
	Templates      []string     `json:"templates"` // fine templates that were paid for
	Domains        []SiteDomain `json:"domains"`
	Free           bool         `json:"free"`  // a gift: its upgrade names years
	Admin          string       `json:"admin"` // first management name, which a renaming leaves
	Password       private      `json:"password"`
	ICP            private      `json:"icp"` // filing code, of sites on the mainland
}

// SiteDomain is a domain of one version of a site.
type SiteDomain struct {
	Name   string `json:"name"`
	Mobile bool   `json:"mobile"`
}

// sitePlan is a product of the chapter. Prices are fen a year for each version.
type sitePlan struct {
	tag, name           string
	rank                int // among the plans of one line; a higher one is an upgrade
	level               int // highest user_level of its templates; 0: it takes no template
	mini                bool
	pcFen, mobileFen    int64
	files, flow, spaces int // uploads, MB a month, MB
	domains             int // most domains for each version
}

var sitePlans = []sitePlan{
	{tag: "pro", name: "基础版", rank: 1, level: 2, pcFen: 80_000, mobileFen: 60_000, files: 10_000, flow: 50_000, spaces: 10_000, domains: 3},
	{tag: "ulti", name: "标准版", rank: 2, level: 3, pcFen: 128_000, mobileFen: 96_000, files: 20_000, flow: 100_000, spaces: 20_000, domains: 5},
	{tag: "shop", name: "营销版", rank: 3, level: 4, pcFen: 198_000, mobileFen: 148_000, files: 50_000, flow: 200_000, spaces: 50_000, domains: 10},
	{tag: "dinner", name: "微餐饮", pcFen: 68_000, mobileFen: 68_000, files: 5_000, flow: 30_000, spaces: 5_000},
	{tag: "weishop", name: "微小店", pcFen: 98_000, mobileFen: 98_000, files: 5_000, flow: 50_000, spaces: 10_000, domains: 1},
	{tag: "wxulti", name: "小程序标准版", rank: 1, level: 3, mini: true, pcFen: 118_000, mobileFen: 118_000, files: 10_000, flow: 100_000, spaces: 10_000, domains: 1},
	{tag: "wxshop", name: "小程序营销版", rank: 2, level: 4, mini: true, pcFen: 188_000, mobileFen: 188_000, files: 20_000, flow: 200_000, spaces: 20_000, domains: 1},
}

func sitePlanOf(tag string) (sitePlan, bool) {
	at := slices.IndexFunc(sitePlans, func(p sitePlan) bool { return p.tag == tag })
	if at < 0 {
		return sitePlan{}, false
	}
	return sitePlans[at], true
}

// price is the yearly price of the versions in a place: overseas costs a fifth more.
func (p sitePlan) price(pc, mobile bool, location string) int64 {
	var fen int64
	if pc {
		fen += p.pcFen
	}
	if mobile {
		fen += p.mobileFen
	}
	if location == overseas {
		fen += fen / 5
	}
	return fen
}

func (s *Site) yearly() int64 {
	p, _ := sitePlanOf(s.Plan)
	return p.price(s.PC, s.Mobile, s.Location)
}

const overseas = "hk"

// siteLocations are the places of a site; cn is the old name of Shanghai.
var siteLocations = []string{"cn", overseas, "bj", "gz", "sh", "alyhz"}

// shanghai gives a place one name.
func shanghai(location string) string {
	if location == "cn" {
		return "sh"
	}
	return location
}

// siteRoom is a room of the member's own, see ProRoomList of chapter 5.
type siteRoom struct{ id, name, location string }

var siteRooms = []siteRoom{{"1", "上海", "sh"}, {"2", "香港", overseas}}

func siteRoomOf(id string) (siteRoom, bool) {
	at := slices.IndexFunc(siteRooms, func(r siteRoom) bool { return r.id == id })
	if at < 0 {
		return siteRoom{}, false
	}
	return siteRooms[at], true
}

// site finds the site that webname names, or refuses.
func (r *request) site(empty, missing string) (*Site, error) {
	name := strings.ToLower(r.get("webname"))
	if name == "" {
		return nil, fail(empty)
	}
	site, ok := r.account.Sites[name]
	if !ok {
		return nil, fail(missing)
	}
	return site, nil
}

// notYours is what calls answer whose own table has no code for it.
var notYours = refusal{code: "10019", text: "产品不在代理商名下"}

func (s *Server) siteTaken(name string) bool {
	for _, account := range s.accounts {
		if _, ok := account.Sites[name]; ok {
			return true
		}
	}
	return false
}

// siteName invents a management name as the document's examples have them.
func (s *Server) siteName(plan string, pc bool) string {
	prefix := plan[:3]
	if !pc {
		prefix = "mob"
	}
	for {
		name := fmt.Sprintf("%s%06x", prefix, s.random.IntN(1<<24))
		if !s.siteTaken(name) {
			return name
		}
	}
}

func (s *Site) terminal() string {
	switch {
	case s.PC && s.Mobile:
		return "pcmobile"
	case s.PC:
		return "pc"
	default:
		return "mobile"
	}
}

func siteDetail(r *request) (any, error) {
	site, err := r.site("10015", "10019")
	if err != nil {
		return nil, err
	}
	return []row{site.row(false)}, nil
}

// row is the detail; the answer of a purchase has the mobile template too.
func (s *Site) row(purchase bool) row {
	p, _ := sitePlanOf(s.Plan)
	zone, icp := "cn", string(s.ICP)
	if s.Location == overseas {
		zone, icp = "com", ""
	}
	out := row{
		{"ftpname", s.Name},
		{"checkmonthflowURL", "http://bandwidth.websiteonline.cn/webservice/showDiagram.php?name=" + s.Admin +
			"&check=" + md5Hex(s.Admin+string(s.Password))},
		{"viewURL", "http://" + s.Name + ".isitestar." + zone},
		{"manageurl", "http://www.websitemanage.cn/"},
		{"webadmin", s.Admin},
		{"webpassword", string(s.Password)},
		{"templateid", s.Template},
	}
	if purchase {
		out = append(out, column{"mobiletemplateid", s.MobileTemplate})
	}
	return append(out, row{
		{"cnameaddr", s.Name + ".websitecname." + zone},
		{"fileuploadnums", itoa(p.files)},
		{"monthflow", itoa(p.flow)},
		{"spacesize", itoa(p.spaces)},
		{"buytime", dotNet(s.Registered)},
		{"expiretime", dotNet(s.Expires)},
		{"ICPID", icp},
		{"Terminal", s.terminal()},
	}...)
}

// siteEditURL is good for a minute; it follows from the time and needs no memory.
func siteEditURL(r *request) (any, error) {
	site, err := r.site("12002", "19103")
	if err != nil {
		return nil, err
	}
	kind := or(strings.ToLower(r.get("type")), "pc")
	p, _ := sitePlanOf(site.Plan)
	if !map[string]bool{"pc": site.PC, "mbl": site.Mobile && !p.mini, "wx": p.mini}[kind] || site.over(r.now) {
		return nil, fail("19103")
	}
	key := md5Hex(site.Admin + string(site.Password) + kind + r.now.Format(time.RFC3339))
	return "http://" + site.Name + ".websitemanage.cn/index.php?_m=frontpage&_a=autologin&type=" + kind + "&key=" + key, nil
}

var siteNameForm = regexp.MustCompile(`^[a-z][a-z0-9]{5,17}$`)

func renameSite(r *request) (any, error) {
	if r.get("webname") != "" && !siteNameForm.MatchString(r.get("newname")) {
		return nil, fail("19101")
	}
	site, err := r.site("10015", "19102")
	if err != nil {
		return nil, err
	}
	name := r.get("newname")
	if r.server.siteTaken(name) || strings.HasPrefix(name, "taken") {
		return nil, fail("19102")
	}
	delete(r.account.Sites, site.Name)
	site.Name = name
	r.account.Sites[name] = site
	return " ", nil
}
