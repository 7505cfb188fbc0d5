package cndns

import (
	"regexp"
	"slices"
	"strings"
)

// siteOrder is a site asked for.
type siteOrder struct {
	plan                         sitePlan
	years                        int
	location, room, language     string
	pc, mobile                   bool
	template, mobileTemplate     siteTemplate
	templateID, mobileTemplateID string
}

// createSite buys a site and opens it at once.
func createSite(r *request) (any, error) {
	order, err := r.siteOrder()
	if err != nil {
		return nil, err
	}
	site := &Site{
		Plan: order.plan.tag, Location: order.location, Room: order.room, Language: order.language,
		PC: order.pc, Mobile: order.mobile, Template: order.templateID, MobileTemplate: order.mobileTemplateID,
		Templates: []string{}, Domains: []SiteDomain{},
	}
	fine := int64(0)
	for _, t := range []siteTemplate{order.template, order.mobileTemplate} {
		if t.fen > 0 && !slices.Contains(site.Templates, t.id) {
			site.Templates = append(site.Templates, t.id)
			fine += t.fen
		}
	}
	if err := r.openSite(site, site.yearly()*int64(order.years)+fine, order.years); err != nil {
		return nil, err
	}
	return []row{site.row(true)}, nil
}

// openSite charges a new site, names it and puts it there.
func (r *request) openSite(site *Site, fen int64, years int) error {
	name := r.server.siteName(site.Plan, site.PC)
	if err := r.charge(name, fen, "10021"); err != nil {
		return err
	}
	site.Order, site.Admin = r.begin(name, Running, 12*years), name
	site.Password = private(strings.ToLower(r.server.secret()))
	site.ICP = ""
	if site.Location != overseas {
		site.ICP = private("B3" + strings.ToLower(r.server.secret()+r.server.secret()))
	}
	r.account.Sites[name] = site
	return nil
}

func (r *request) siteOrder() (siteOrder, error) {
	years, yearsOK := r.number("years")
	plan, planOK := sitePlanOf(r.get("websitetag"))
	versions := or(r.get("mbl"), "0")
	order := siteOrder{plan: plan, years: years, location: or(r.get("location"), "cn"), language: or(r.get("lang"), "1"), room: r.get("placeid")}
	if err := checks(
		check{r.get("years") == "" || !slices.Contains([]string{"0", "1", "2"}, versions), "10012"},
		check{!slices.Contains(siteLocations, order.location) || !slices.Contains([]string{"1", "2", "3"}, order.language), "10012"},
		check{r.get("websitetag") == "", "12001"},
		check{!yearsOK || !within(years, 1, 5), "12005"},
		check{!planOK, "12008"},
		check{!plan.mini && plan.level == 0 && order.location == overseas, "19122"},
	); err != nil {
		return siteOrder{}, err
	}
	order.pc = versions != "1" && plan.level > 0 && !plan.mini
	order.mobile = versions != "0" || !order.pc
	if plan.mini {
		order.location = r.get("location")
	}
	if err := r.siteRoomFits(order.room, order.location); err != nil {
		return siteOrder{}, err
	}
	return order, r.siteTemplates(&order)
}

// siteRoomFits holds a custom room against the place.
func (r *request) siteRoomFits(id, location string) error {
	if id == "" {
		return nil
	}
	room, ok := siteRoomOf(id)
	abroad := location == overseas
	return checks(
		check{!abroad && (!ok || room.location == overseas), "12014"},
		check{abroad && (!ok || room.location != overseas), "12015"},
	)
}

// siteTemplates reads the templates that the versions of an order need. Plans without
// templates must leave them empty.
func (r *request) siteTemplates(order *siteOrder) error {
	if order.plan.level == 0 {
		return checks(check{r.get("template")+r.get("mobiletemplate") != "", "19107"})
	}
	var err error
	if order.pc {
		order.templateID = r.get("template")
		if order.template, err = order.plan.template(order.templateID, "12006", templatePC, templateBoth); err != nil {
			return err
		}
	}
	if !order.mobile {
		return nil
	}
	kinds := []string{templateMobile, templateBoth}
	if order.plan.mini {
		kinds = []string{templateMini}
	}
	order.mobileTemplateID = r.get("mobiletemplate")
	order.mobileTemplate, err = order.plan.template(order.mobileTemplateID, "19105", kinds...)
	return err
}

// template finds one that the plan may use, of one of the kinds.
func (p sitePlan) template(id, malformed string, kinds ...string) (siteTemplate, error) {
	t, known := templateOf(id)
	return t, checks(
		check{!digits(id), malformed},
		check{!known, "19106"},
		check{t.level > p.level || !slices.Contains(kinds, t.kind), "19107"},
	)
}

// createSideSite adds the other version to a site, once, for the time that is left.
func createSideSite(r *request) (any, error) {
	if r.get("template") == "" {
		return nil, fail("10012")
	}
	site, err := r.site("10012", "19109")
	if err != nil {
		return nil, err
	}
	plan, _ := sitePlanOf(site.Plan)
	t, fits := site.sideTemplate(plan, r.get("template"))
	if err := checks(
		check{plan.level == 0, "19111"},
		check{site.PC && site.Mobile, "19108"},
		check{plan.mini || site.over(r.now), "19109"},
		check{!fits, "19107"},
	); err != nil {
		return nil, err
	}
	price := plan.price(site.Mobile, site.PC, site.Location)*site.monthsLeft(r.now)/12 + t.fen
	if err := r.charge(site.Name, price, "10021"); err != nil {
		return nil, err
	}
	site.addVersion(t)
	return "", nil
}

// sideTemplate finds a template for the version that the site lacks.
func (s *Site) sideTemplate(plan sitePlan, id string) (t siteTemplate, fits bool) {
	kind := templateMobile
	if s.Mobile {
		kind = templatePC
	}
	t, known := templateOf(id)
	return t, known && t.level <= plan.level && (t.kind == kind || t.kind == templateBoth)
}

// addVersion gives a site its other version.
func (s *Site) addVersion(t siteTemplate) {
	if s.Mobile {
		s.PC, s.Template = true, t.id
	} else {
		s.Mobile, s.MobileTemplate = true, t.id
	}
	if t.fen > 0 {
		s.Templates = append(s.Templates, t.id)
	}
}

func renewSite(r *request) (any, error) {
	years, ok := r.number("years")
	if r.get("webname") != "" && r.get("years") == "" {
		return nil, fail("10012")
	}
	site, err := r.site("10015", "12114")
	if err != nil {
		return nil, err
	}
	if err := checks(
		check{!ok || !within(years, 1, 5), "10016"},
		check{r.now.After(site.Expires.Add(deletionAfter)), "12114"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(site.Name, site.yearly()*int64(years), "10021"); err != nil {
		return nil, err
	}
	site.extend(r.now, 12*years)
	site.Free = false
	return "", nil
}

// copySite buys a site that equals another but for time, name and plan. Its table lacks
// what the sibling calls have, so that their codes are answered.
func copySite(r *request) (any, error) {
	name, tag := strings.ToLower(r.get("webname")), r.get("websitetag")
	if name == "" || tag == "" || r.get("years") == "" {
		return nil, refusal{code: "10012", text: "缺少参数"}
	}
	source, found := r.account.Sites[name]
	if !found {
		return nil, notYours
	}
	years, ok := r.number("years")
	if !ok || !within(years, 1, 5) {
		return nil, refusal{code: "12005", text: "购买年限非法 至少 1 年起购买, 最大不能超过 5 年"}
	}
	if err := copies(source.Plan, tag); err != nil {
		return nil, err
	}
	site := *source
	site.Plan, site.Free, site.Domains, site.Templates = tag, false, []SiteDomain{}, slices.Clone(source.Templates)
	if err := r.openSite(&site, site.yearly()*int64(years), years); err != nil {
		return nil, err
	}
	return "", nil
}

// copies holds the plan of a copy against that of its source: the same or a higher one of
// the three that the document names.
func copies(source, target string) error {
	plan, _ := sitePlanOf(target)
	from, _ := sitePlanOf(source)
	if plan.level == 0 || plan.mini || from.level == 0 || from.mini {
		return refusal{code: "12008", text: "建站标签非法"}
	}
	return checks(check{plan.rank < from.rank, "10045"})
}

var suffixedName = regexp.MustCompile(`^([a-z0-9]{3,64})(?:-([1-4]))?$`)

// buyTemplate buys a fine template for a site, once for each site. A coupon that cannot be
// used is passed over, and the balance pays. The suffixes -1, -2 and none say "mobile" by
// the text and stand under "PC" by the title: both kinds are taken.
func buyTemplate(r *request) (any, error) {
	name, id := strings.ToLower(r.get("webname")), r.get("template")
	parts := suffixedName.FindStringSubmatch(name)
	if err := checks(
		check{name == "" || id == "", "10012"},
		check{parts == nil, "10034"},
	); err != nil {
		return nil, err
	}
	kinds := map[string][]string{"3": {templateBoth}, "4": {templateMini}}[parts[2]]
	if kinds == nil {
		kinds = []string{templatePC, templateMobile}
	}
	site, owned := r.account.Sites[parts[1]]
	t, known := templateOf(id)
	if err := checks(
		check{!owned, "10019"},
		check{!known || !slices.Contains(kinds, t.kind), "19118"},
		check{t.fen == 0, "19119"},
	); err != nil {
		return nil, err
	}
	if site.over(r.now) || slices.Contains(site.Templates, id) {
		return nil, fail("19120")
	}
	if _, err := r.discount(); err != nil {
		delete(r.params, "signature")
	}
	if err := r.charge(site.Name, t.fen, "10021"); err != nil {
		return nil, err
	}
	site.Templates = append(site.Templates, id)
	return "", nil
}

// oldSites are the yearly prices, in fen, of the older site products that only the price
// call knows, by size in MB.
var oldSites = map[string]int64{"200": 30_000, "500": 50_000, "800": 80_000, "1000": 100_000}

// siteCodes are the product codes that the price call knows.
var siteCodes = map[string]int64{"ez_professional": 98_000, "sitestar_pro": 80_000, "sitestar_ulti": 128_000, "sitestar_shop": 198_000}

// sitePrice is the price of a new site, 0 when the parameters name none.
func (r *request) sitePrice() int64 {
	if code := strings.ToLower(r.get("prd")); code != "" {
		return siteCodes[code] * r.priceYears()
	}
	tag, location := r.get("tag"), or(r.get("location"), "cn")
	if !slices.Contains(siteLocations, location) {
		return 0
	}
	if tag == "pc" || tag == "mbl" {
		plan, _ := sitePlanOf(or(r.get("websitetag"), r.get("websitesetag")))
		if plan.level == 0 && location == overseas {
			return 0
		}
		return plan.price(tag == "pc", tag == "mbl", location) * r.priceYears()
	}
	fen := oldSites[or(r.get("websitesize"), r.get("website"))]
	switch {
	case tag == "sw":
		fen += fen / 2
	case tag != "bz":
		return 0
	}
	if location == overseas {
		fen += fen / 5
	}
	return fen * r.priceYears()
}

// siteRenewal is the price of renewing a site, which is renewed by the year only.
func (r *request) siteRenewal(name string) int64 {
	site, ok := r.account.Sites[name]
	if !ok || or(r.get("tmetpe"), "5") != "5" {
		return 0
	}
	return site.yearly() * r.priceYears()
}
