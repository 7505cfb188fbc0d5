package cndns

import (
	"regexp"
	"slices"
	"strings"
)

// databaseKind is a type of databases. The document has no price list; these yearly prices
// are plausible.
type databaseKind struct {
	value   string
	mysql   bool
	base    int64 // fen a year
	perUnit int64 // fen a year for 50 MB
	sizes   []string
}

var (
	smallDatabases = []string{"1", "2", "3", "4", "5", "6"}
	largeDatabases = append(slices.Clone(smallDatabases), "10", "15", "20")
)

var databaseKinds = []databaseKind{
	{"1", true, 4000, 6000, smallDatabases},
	{"2", true, 4000, 7000, smallDatabases},
	{"3", false, 10000, 14000, smallDatabases},
	{"4", false, 12000, 15000, smallDatabases},
	{"5", false, 14000, 16000, largeDatabases},
}

// databasePlace is a place of databases and the lines to choose from.
type databasePlace struct {
	name  string
	lines []string
}

var databasePlaces = []databasePlace{
	{"cn", []string{"dx", "sx"}},
	{"hk", []string{""}},
	{"usa", []string{""}},
}

// databaseOffer is a database that can be bought.
type databaseOffer struct {
	kind              databaseKind
	size, line, place string
}

func (o databaseOffer) units() int {
	at := slices.Index(largeDatabases, o.size)
	return []int{1, 2, 3, 4, 5, 6, 10, 15, 20}[at]
}

func (o databaseOffer) mb() int { return o.units() * 50 }

// yearly is the price of a year in fen. Places and lines cost as with virtual hosts.
func (o databaseOffer) yearly() int64 {
	return (o.kind.base + o.kind.perUnit*int64(o.units())) * hostPercent[o.place] * hostPercent[o.line] / 10000
}

func databaseOffers() []databaseOffer {
	var list []databaseOffer
	for _, kind := range databaseKinds {
		for _, place := range databasePlaces {
			for _, line := range place.lines {
				for _, size := range kind.sizes {
					list = append(list, databaseOffer{kind, size, line, place.name})
				}
			}
		}
	}
	return list
}

// offer is what a database has been sold as.
func (d *Database) offer() databaseOffer {
	at := slices.IndexFunc(databaseKinds, func(k databaseKind) bool { return k.value == d.Kind })
	return databaseOffer{databaseKinds[at], d.Size, d.Line, d.Place}
}

func listDatabaseOffers(*request) (any, error) {
	var list []row
	for _, o := range databaseOffers() {
		sets := ""
		if o.kind.mysql {
			sets = " " + strings.Join(charsets, ",")
		}
		list = append(list, row{
			{"linetype", o.line}, {"dbsize", o.size}, {"location", o.place}, {"dbtype", o.kind.value}, {"charset", sets},
		})
	}
	return list, nil
}

// databaseOrder reads the configuration of an order or an upgrade. A line is read only in
// mainland China; failed is for a wrong one, which has no code.
func (r *request) databaseOrder(failed string) (databaseOffer, error) {
	k := slices.IndexFunc(databaseKinds, func(k databaseKind) bool { return k.value == r.get("dbtype") })
	place, line, size := strings.ToLower(r.get("location")), strings.ToLower(r.get("linetype")), r.get("dbsize")
	p := slices.IndexFunc(databasePlaces, func(one databasePlace) bool { return one.name == place })
	if place != "cn" {
		line = ""
	}
	if err := checks(
		check{k < 0, "14004"},
		check{k >= 0 && !slices.Contains(databaseKinds[max(k, 0)].sizes, size), "14005"},
		check{p < 0, "14006"},
		check{p >= 0 && !slices.Contains(databasePlaces[max(p, 0)].lines, line), failed},
	); err != nil {
		return databaseOffer{}, err
	}
	return databaseOffer{databaseKinds[k], size, line, place}, nil
}

// databasePrefix stands before the management names the vendor makes of ordered names.
const databasePrefix = "sq_"

var (
	databaseNameForm     = regexp.MustCompile(`^[a-z][a-z0-9]{5,12}$`)
	databasePasswordForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{5,15}$`)
)

// databaseNameTaken tells whether somebody has a database of that name, with or without the
// prefix. Names that begin with "taken" are those of other resellers' customers.
func (s *Server) databaseNameTaken(name string) bool {
	name = strings.TrimPrefix(name, databasePrefix)
	return strings.HasPrefix(name, "taken") ||
		s.anyAccount(func(a *Account) bool { return a.Databases[databasePrefix+name] != nil })
}

func createDatabase(r *request) (any, error) {
	name, password := strings.ToLower(r.get("dbname")), r.raw("dbpassword")
	if err := checks(
		check{name == "", "10015"},
		check{!databaseNameForm.MatchString(name) || slices.Contains(reservedNames, name), "14001"},
		check{r.server.databaseNameTaken(name), "14002"},
		check{!databasePasswordForm.MatchString(password), "14003"},
	); err != nil {
		return nil, err
	}
	ordered, err := r.databaseOrder("14008")
	if err != nil {
		return nil, err
	}
	years, ok := r.fewYears()
	charset := strings.ToLower(r.get("charset"))
	if err := checks(
		check{!ok, "14007"},
		check{ordered.kind.mysql && charset != "" && !slices.Contains(charsets, charset), "14008"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(databasePrefix+name, ordered.yearly()*int64(years), "10021"); err != nil {
		return nil, err
	}
	d := &Database{
		Order: r.begin(databasePrefix+name, databaseRunning, 12*years), Password: private(password), Charset: charset,
		Kind: ordered.kind.value, Size: ordered.size, Line: ordered.line, Place: ordered.place,
	}
	r.server.equipDatabase(d)
	r.account.Databases[d.Name] = d
	return []row{append(append(d.access(), d.times()...), column{"charset", d.Charset})}, nil
}

// renewDatabase is not for gifts, which end with their host.
func renewDatabase(r *request) (any, error) {
	d, err := r.database("14113")
	if err != nil {
		return nil, err
	}
	years, ok := r.fewYears()
	if err := checks(
		check{!ok, "10016"},
		check{d.Gift || r.now.After(d.Expires.Add(deletionAfter)), "14113"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(d.Name, d.offer().yearly()*int64(years), "10021"); err != nil {
		return nil, err
	}
	d.extend(r.now, 12*years)
	return "", nil
}

// databaseUpgrades are the larger offers of the same or a newer type at the same place and
// line. Gifts cannot be upgraded.
func (d *Database) databaseUpgrades() []databaseOffer {
	now := d.offer()
	if d.Gift {
		return nil
	}
	return slices.DeleteFunc(databaseOffers(), func(o databaseOffer) bool {
		return o.place != now.place || o.line != now.line || o.kind.mysql != now.kind.mysql || o.kind.value < now.kind.value ||
			o.units() < now.units() || o.yearly() <= now.yearly()
	})
}

func listDatabaseUpgrades(r *request) (any, error) {
	d, err := r.database("14112")
	if err != nil {
		return nil, err
	}
	list := []row{}
	for _, o := range d.databaseUpgrades() {
		list = append(list, row{{"sqtype", o.kind.value}, {"sqsize", o.size}, {"linetype", o.line}, {"location", o.place}})
	}
	return list, nil
}

// upgradeDatabase charges the difference for the months still paid for.
func upgradeDatabase(r *request) (any, error) {
	d, err := r.live("14101")
	if err != nil {
		return nil, err
	}
	wanted, err := r.databaseOrder("14101")
	if err != nil {
		return nil, err
	}
	same := func(o databaseOffer) bool {
		return o.kind.value == wanted.kind.value && o.size == wanted.size && o.line == wanted.line && o.place == wanted.place
	}
	if !slices.ContainsFunc(d.databaseUpgrades(), same) {
		return nil, fail("14101")
	}
	price := (wanted.yearly() - d.offer().yearly()) * d.monthsLeft(r.now) / 12
	if err := r.charge(d.Name, price, "10021"); err != nil {
		return nil, err
	}
	d.Kind, d.Size = wanted.kind.value, wanted.size
	return "", nil
}
