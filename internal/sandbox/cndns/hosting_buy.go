package cndns

import (
	"regexp"
	"slices"
	"strings"
)

// hostKind is a script type of virtual hosts. The document has no price list; these yearly
// prices are plausible, and the one example (bz, 500 MB, 236 CNY) is met.
type hostKind struct {
	name    string
	windows bool
	base    int64 // fen a year
	perMB   int64 // fen a year
	places  []string
	lines   []string // at cn; none where the kind has no choice of lines
	domains int      // how many may be bound
}

var (
	homePlaces  = []string{"cn", "bd", "hz"}
	allPlaces   = []string{"cn", "hk", "usa", "bd", "hz"}
	worldPlaces = []string{"cn", "hk", "usa"}
	plainLines  = []string{"dx", "sx", "mx"}
	cloudLines  = []string{"yx"}
)

var hostKinds = []hostKind{
	{"bz", true, 8600, 30, allPlaces, plainLines, 10},
	{"lin", false, 8000, 28, allPlaces, plainLines, 10},
	{"net", true, 9800, 36, worldPlaces, plainLines, 10},
	{"jsp", true, 12800, 48, worldPlaces, plainLines, 10},
	{"shop", true, 19800, 40, []string{"cn"}, nil, 10},
	{"yxbz", true, 9000, 26, []string{"cn"}, cloudLines, 10},
	{"yxlin", false, 8400, 24, []string{"cn"}, cloudLines, 10},
	{"hostip", true, 39800, 40, worldPlaces, plainLines, 20},
	{"yxhostip", true, 36800, 36, []string{"cn"}, cloudLines, 20},
	{"bgpwin", true, 15800, 50, homePlaces, plainLines, 10},
	{"bgplin", false, 14800, 46, homePlaces, plainLines, 10},
	{"gf", true, 98000, 80, homePlaces, plainLines, 10},
}

// hostSize is a capacity. text is hostsize, in units of 100 MB.
type hostSize struct {
	text string
	mb   int
}

// hostSizes can be ordered. The product list leaves out the first, as the document does.
var hostSizes = []hostSize{{"1.5", 150}, {"2", 200}, {"3", 300}, {"5", 500}, {"8", 800}, {"10", 1000}, {"20", 2000}, {"50", 5000}}

// hostPercent is what a place and a line cost of the list price.
var hostPercent = map[string]int64{
	"cn": 100, "hk": 110, "usa": 105, "bd": 100, "hz": 95,
	"": 100, "dx": 100, "sx": 120, "mx": 130, "yx": 90,
}

// offer is a virtual host that can be bought.
type offer struct {
	kind        hostKind
	size        hostSize
	line, place string
}

// hostOffer finds what an order's parameters name. The order's table misspells bgplin. A
// line is read only where there is a choice of lines.
func hostOffer(kind, size, line, place string) (offer, bool) {
	kind = strings.ReplaceAll(strings.ToLower(kind), "bgq", "bgp")
	line, place = strings.ToLower(line), strings.ToLower(place)
	k := slices.IndexFunc(hostKinds, func(h hostKind) bool { return h.name == kind })
	s := slices.IndexFunc(hostSizes, func(h hostSize) bool { return h.text == size })
	if k < 0 || s < 0 || !slices.Contains(hostKinds[k].places, place) {
		return offer{}, false
	}
	if place != "cn" || hostKinds[k].lines == nil {
		line = ""
	} else if !slices.Contains(hostKinds[k].lines, line) {
		return offer{}, false
	}
	return offer{hostKinds[k], hostSizes[s], line, place}, true
}

// offer is what a host has been sold as.
func (h *VirtualHost) offer() offer {
	sold, _ := hostOffer(h.Kind, h.Size, h.Line, h.Place)
	return sold
}

// yearly is the price of a year in fen.
func (o offer) yearly() int64 {
	return (o.kind.base + o.kind.perMB*int64(o.size.mb)) * hostPercent[o.place] * hostPercent[o.line] / 10000
}

// home tells whether the host stands in mainland China, where sites are filed.
func (o offer) home() bool { return slices.Contains(homePlaces, o.place) }

// prd is the code by which the price call knows an offer: "sxnet500m_cn".
func (o offer) prd() string { return o.line + o.kind.name + itoa(o.size.mb) + "m_" + o.place }

func (o offer) row() row {
	return row{{"linetype", o.line}, {"hosttype", o.kind.name}, {"location", o.place}, {"hostsize", o.size.text}}
}

// hostOffers are all offers.
func hostOffers() []offer {
	var list []offer
	for _, kind := range hostKinds {
		for _, place := range kind.places {
			lines := kind.lines
			if place != "cn" || lines == nil {
				lines = []string{""}
			}
			for _, line := range lines {
				for _, size := range hostSizes {
					list = append(list, offer{kind, size, line, place})
				}
			}
		}
	}
	return list
}

func listHostOffers(*request) (any, error) {
	var list []row
	for _, o := range hostOffers() {
		if o.size != hostSizes[0] {
			list = append(list, o.row())
		}
	}
	return list, nil
}

// hostOrder reads the configuration that several calls take.
func (r *request) hostOrder() (offer, bool) {
	return hostOffer(r.get("hosttype"), r.get("hostsize"), r.get("linetype"), r.get("location"))
}

// fewYears reads years, 1 to 5.
func (r *request) fewYears() (int, bool) {
	n, ok := r.number("years")
	return n, ok && within(n, 1, 5)
}

func hostingPrice(r *request) (any, error) {
	years, yearsOK := r.fewYears()
	ordered, ok := r.hostOrder()
	if err := checks(check{!yearsOK, "13005"}, check{!ok, "13011"}); err != nil {
		return nil, err
	}
	return yuan(ordered.yearly() * int64(years)), nil
}

// hostProductPrice is the host part of getProductPrice, by prd or by configuration.
func (r *request) hostProductPrice() string {
	ordered, ok := r.hostOrder()
	if prd := r.get("prd"); prd != "" {
		list := hostOffers()
		at := slices.IndexFunc(list, func(o offer) bool { return o.prd() == prd })
		if ok = at >= 0; ok {
			ordered = list[at]
		}
	}
	if !ok {
		return "0"
	}
	return yuan(ordered.yearly() * r.priceYears())
}

// hostRenewPrice is the host part of getRenewPrice.
func (r *request) hostRenewPrice(name string) string {
	host, ok := r.account.VirtualHosts[name]
	months, listed := monthsOf[or(r.get("tmetpe"), "5")]
	if !ok || !listed {
		return "0"
	}
	return yuan(host.offer().yearly() * months * r.priceYears() / 12)
}

var (
	hostNameForm = regexp.MustCompile(`^[a-z]{1,10}$`)
	letterFirst  = regexp.MustCompile(`^[A-Za-z][!-~]*$`)
)

// reservedNames may not be management names of hosts and databases.
var reservedNames = []string{"admin", "root", "ftp", "www", "system", "cndns", "sysadmin", "administrator"}

// ftpPassword begins with a letter and has 8 to 16 letters, digits and others, one of each.
func ftpPassword(text string) bool {
	return letterFirst.MatchString(text) && within(len(text), 8, 16) && strings.ContainsAny(text, "0123456789") &&
		strings.ContainsFunc(text, func(c rune) bool { return !letterOrDigit(c) })
}

func letterOrDigit(c rune) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// hostNameTaken tells whether somebody has a host of that name. Names that begin with
// "taken" are those of other resellers' customers.
func (s *Server) hostNameTaken(name string) bool {
	return strings.HasPrefix(name, "taken") || s.anyAccount(func(a *Account) bool { return a.VirtualHosts[name] != nil })
}

func (s *Server) anyAccount(holds func(*Account) bool) bool {
	for _, account := range s.accounts {
		if holds(account) {
			return true
		}
	}
	return false
}

func createHosting(r *request) (any, error) {
	name, password := strings.ToLower(r.get("ftpname")), r.raw("ftppassword")
	years, yearsOK := r.fewYears()
	ordered, ok := r.hostOrder()
	if err := checks(
		check{!hostNameForm.MatchString(name), "13001"},
		check{slices.Contains(reservedNames, name), "13003"},
		check{r.server.hostNameTaken(name), "13002"},
		check{!ftpPassword(password), "13004"},
		check{!yearsOK, "13005"},
		check{!ok, "13006"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(name, ordered.yearly()*int64(years), "10021"); err != nil {
		return nil, err
	}
	host := &VirtualHost{
		Order: r.begin(name, hostRunning, 12*years), Password: private(password), Years: years,
		Kind: ordered.kind.name, Size: ordered.size.text, Line: ordered.line, Place: ordered.place,
	}
	r.server.equipHost(host)
	r.account.VirtualHosts[name] = host
	return []row{append(host.columns(itoa(years), "exptime"), append(row{
		{"bindnum", itoa(ordered.kind.domains)},
		{"monthwidth", host.traffic()},
		{"ICPID", string(host.ICP)},
		{"svrip", host.IP},
	}, r.usedCoupons()...)...)}, nil
}

// renewHosting moves the end of a host and of the gifts that hang on it.
func renewHosting(r *request) (any, error) {
	host, err := r.virtualHost("13010")
	if err != nil {
		return nil, err
	}
	years, ok := r.fewYears()
	if err := checks(
		check{!ok, "10016"},
		check{r.now.After(host.Expires.Add(deletionAfter)), "13010"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(host.Name, host.offer().yearly()*int64(years), "10021"); err != nil {
		return nil, err
	}
	host.extend(r.now, 12*years)
	r.account.extendGifts(host)
	host.note(r.now, "主机续费", itoa(years))
	return "", nil
}

// hostUpgrades are the dearer offers at the host's own place for its own system.
func (h *VirtualHost) hostUpgrades() []offer {
	now := h.offer()
	return slices.DeleteFunc(hostOffers(), func(o offer) bool {
		return o.place != now.place || o.kind.windows != now.kind.windows || o.yearly() <= now.yearly() || o.size.mb < now.size.mb
	})
}

// listHostUpgrades answers columns as the product list does; the document shows none.
func listHostUpgrades(r *request) (any, error) {
	host, ok := r.account.VirtualHosts[strings.ToLower(r.get("ftpname"))]
	if !ok {
		return nil, fail("13146")
	}
	list := []row{}
	for _, o := range host.hostUpgrades() {
		list = append(list, o.row())
	}
	return list, nil
}

// upgradeHosting charges the difference for the months still paid for. The document spells
// hosttype in two ways and its example sends location=0, which leaves the host where it is.
func upgradeHosting(r *request) (any, error) {
	host, err := r.virtualHost("13145")
	if err != nil {
		return nil, err
	}
	place := r.get("location")
	if place == "0" {
		place = host.Place
	}
	wanted, ok := hostOffer(or(r.get("hosttype"), r.get("hoststyp")), r.get("hostsize"), r.get("linetype"), place)
	same := func(o offer) bool { return o.prd() == wanted.prd() }
	if !ok || host.over(r.now) || !slices.ContainsFunc(host.hostUpgrades(), same) {
		return nil, fail("13145")
	}
	price := (wanted.yearly() - host.offer().yearly()) * host.monthsLeft(r.now) / 12
	if err := r.charge(host.Name, price, "10021"); err != nil {
		return nil, err
	}
	host.Kind, host.Size, host.Line = wanted.kind.name, wanted.size.text, wanted.line
	host.note(r.now, "主机升级", wanted.kind.name+" "+wanted.size.text)
	return "", nil
}
