package chaos

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
)

// form is a form that is sent to the panel: where, and what stands in it.
type form struct {
	path   string
	values url.Values
}

// world is what a plan finds at the panel: ids by index or by name.
type world struct {
	accounts  []int64 // vendor accounts
	contacts  []int64 // one of each account
	customers []int64
	products  map[string]int64 // by name at the vendor
}

// class is one kind of order. weight is its share; keeps says that the panel
// records what it makes, priced that customers pay for it; make fills in a wish.
type class struct {
	name   string
	weight int
	call   string
	keeps  bool
	priced bool
	make   func(p *planner, w *Wish)
}

// classes are all contracts of the panel; calls made by hand stand for the rest
// of what the vendor sells.
var classes = []class{
	{"domain.register", 20, "cndns.domain.create", true, true, (*planner).register},
	{"domain.renew", 15, "cndns.domain.renew", true, true, (*planner).renewDomain},
	{"domain.transfer_in", 8, "cndns.domain.transfer_in", true, false, (*planner).transfer},
	{"cloud.buy", 12, "cndns.cloud.buy", true, true, (*planner).buyHost},
	{"cloud.renew", 8, "cndns.cloud.renew", true, true, (*planner).renewHost},
	{"cloud.upgrade", 8, "cndns.cloud.upgrade", true, false, (*planner).upgradeHost},
	{"cloud.buy_ip", 8, "cndns.cloud.buy_ip", true, false, (*planner).buyIP},
	{"call hosting", 7, "cndns.hosting.create", false, false, (*planner).handHosting},
	{"call database", 7, "cndns.database.create", false, false, (*planner).handDatabase},
	{"call mail", 7, "cndns.mail.create", false, false, (*planner).handMail},
}

// stocked is a thing that must be there before orders change it.
type stocked struct {
	account  int
	customer int // index; none below 0
	name     string
	domain   bool // otherwise a cloud host
}

// planner makes the wishes of a seed.
type planner struct {
	random *rand.Rand
	count  []int // orders made, by class
	turn   int   // orders made before of the class at hand
	specs  map[string]bool
	stock  []stocked
	known  map[string]bool
}

// Plan is what a run does: the orders in the order they are placed, and what
// must be there before.
type Plan struct {
	Wishes []Wish
	stock  []stocked
}

// NewPlan makes the plan of a seed: n orders over all classes and accounts.
func NewPlan(seed uint64, n, accounts int) Plan {
	p := &planner{
		random: rand.New(rand.NewPCG(seed, 11)), //nolint:gosec // a plan that can be repeated
		count:  make([]int, len(classes)), specs: map[string]bool{}, known: map[string]bool{},
	}
	var deck []int
	for i, c := range classes {
		for range c.weight {
			deck = append(deck, i)
		}
	}
	var plan Plan
	for no := range n {
		if no%len(deck) == 0 { // small runs have every class, too
			p.random.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
		}
		i := deck[no%len(deck)]
		if no < len(classes) {
			i = no
		}
		c := classes[i]
		w := Wish{No: no, Class: c.name, Account: p.count[i] % accounts, Key: fmt.Sprintf("chaos-%d-%06d", seed, no), Call: c.call, Keeps: c.keeps}
		w.Customer = customerOf(no)
		p.turn = p.count[i]
		c.make(p, &w)
		w.Paid = w.Customer >= 0 && c.priced
		p.count[i]++
		plan.Wishes = append(plan.Wishes, w)
	}
	plan.stock = p.stock
	return plan
}

// need has a thing put there before the run; its name is returned.
func (p *planner) need(s stocked) string {
	if !p.known[s.name] {
		p.known[s.name] = true
		p.stock = append(p.stock, s)
	}
	return s.name
}

var planSuffixes = []string{".com", ".cn", ".net", ".com.cn"}

// customers is how many people buy; every fourth order is the reseller's own.
const customers = 40

// customerOf is whose order or thing a number is; the reseller's own below 0.
func customerOf(n int) int {
	if n%4 == 3 {
		return -1
	}
	return n / 4 % customers
}

func (p *planner) suffix(n int) string { return planSuffixes[n%len(planSuffixes)] }

func (p *planner) register(w *Wish) {
	w.Name = fmt.Sprintf("new%06d%s", w.No, p.suffix(w.No))
	w.form = form{"/domains/register", url.Values{"name": {w.Name}, "years": {"1"}, "step": {"order"}}}
}

func (p *planner) transfer(w *Wish) {
	w.Name = fmt.Sprintf("move%06d%s", w.No, p.suffix(w.No))
	w.form = form{"/domains/transfer", url.Values{"name": {w.Name}, "authcode": {"move-code"}}}
}

func (p *planner) renewDomain(w *Wish) {
	w.Name = p.need(stocked{w.Account, w.Customer, fmt.Sprintf("old%06d%s", w.No, p.suffix(w.No)), true})
	w.form = form{"/products/{id}/do/domain.renew", url.Values{"years": {"1"}}}
}

// host is the planted host whose turn it is in a class; several classes share
// each, so that their orders run beside one another.
func (p *planner) host(w *Wish) string {
	w.Customer = customerOf(p.turn)
	return p.need(stocked{w.Account, w.Customer, fmt.Sprintf("S%06d", p.turn), false})
}

func (p *planner) renewHost(w *Wish) {
	w.Name = strings.ToLower(p.host(w))
	w.form = form{"/products/{id}/do/cloud.renew", url.Values{"unit": {"2"}, "count": {"1"}}}
}

func (p *planner) upgradeHost(w *Wish) {
	w.Name = strings.ToLower(p.host(w))
	w.form = form{"/products/{id}/do/cloud.upgrade", url.Values{"cpu": {"1"}, "memory": {"512"}, "disk": {"10"}, "bandwidth": {"1"}}}
}

func (p *planner) buyIP(w *Wish) {
	w.Name = strings.ToLower(p.host(w))
	w.form = form{"/products/{id}/do/cloud.buy_ip", url.Values{}}
}

// What a host may be, as the simulated vendor sells it. The numbers tell one
// purchase from the other; the panel does not use them so.
var (
	planCores  = []int{1, 2, 4, 8}
	planMemory = []int{512, 1024, 2048, 4096, 8192, 16384}
	planPlaces = []string{"1", "3", "4"}
)

func (p *planner) buyHost(w *Wish) {
	r := p.random
	spec := url.Values{"os": {"debian8_64"}, "unit": {"2"}, "count": {"1"}, "step": {"buy"}}
	for w.Tag == "" || p.specs[w.Tag] {
		cpu, ram := planCores[r.IntN(len(planCores))], planMemory[r.IntN(len(planMemory))]
		disk, bandwidth, place := 50+10*r.IntN(46), 1+r.IntN(100), planPlaces[r.IntN(len(planPlaces))]
		w.Tag = tagOf(cpu, ram, disk, bandwidth, place)
		spec.Set("cpu", strconv.Itoa(cpu))
		spec.Set("memory", strconv.Itoa(ram))
		spec.Set("disk", strconv.Itoa(disk))
		spec.Set("bandwidth", strconv.Itoa(bandwidth))
		spec.Set("place", place)
	}
	p.specs[w.Tag] = true
	if w.No%2 == 0 { // the host is created as well, which ends with a callback
		spec.Set("open", "1")
		spec.Set("password", "aaa111!!!")
	}
	w.form = form{"/cloud/new", spec}
}

func tagOf(cpu, ram, disk, bandwidth int, place string) string {
	return fmt.Sprintf("%d/%d/%d/%d/%s", cpu, ram, disk, bandwidth, place)
}

// hand is a call made by hand on the workbench.
func hand(w *Wish, params map[string]string) {
	values := url.Values{"do": {"send"}, "confirm": {w.Name}}
	for name, value := range params {
		values.Set("p."+name, value)
	}
	w.form = form{"/workbench/{account}/" + w.Call, values}
}

func (p *planner) handHosting(w *Wish) {
	w.Name = "ftp" + letters(w.No)
	hand(w, map[string]string{
		"ftpname": w.Name, "ftppassword": "abc123!@#", "years": "1", "hosttype": "bz", "hostsize": "5", "linetype": "dx", "Location": "cn",
	})
}

// letters writes a number in six letters: names of virtual hosts have no digits.
func letters(n int) string {
	text := []byte("aaaaaa")
	for i := len(text) - 1; n > 0; i, n = i-1, n/26 {
		text[i] = byte('a' + n%26)
	}
	return string(text)
}

func (p *planner) handDatabase(w *Wish) {
	w.Name = fmt.Sprintf("db%06d", w.No)
	hand(w, map[string]string{
		"dbname": w.Name, "dbpassword": "aaabbbb222", "years": "1", "dbtype": "3", "dbsize": "4", "linetype": "dx", "location": "cn",
	})
}

func (p *planner) handMail(w *Wish) {
	w.Name = fmt.Sprintf("letters%06d.com", w.No)
	hand(w, map[string]string{"maildomain": w.Name, "mailpassword": "aaa1111", "years": "1", "mailtag": "g", "mailusernumber": "3"})
}

// fill puts the ids of the panel into the wish's form.
func (w Wish) fill(at world) (path string, values url.Values) {
	account := strconv.FormatInt(at.accounts[w.Account], 10)
	values = url.Values{"form_key": {w.Key}, "account": {account}, "contact": {strconv.FormatInt(at.contacts[w.Account], 10)}}
	if w.Customer >= 0 {
		values.Set("customer", strconv.FormatInt(at.customers[w.Customer], 10))
	}
	for name, list := range w.form.values {
		values[name] = list
	}
	path = strings.NewReplacer("{account}", account, "{id}", strconv.FormatInt(at.products[w.Name], 10)).Replace(w.form.path)
	return path, values
}
