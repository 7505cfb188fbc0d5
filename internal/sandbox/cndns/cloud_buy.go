package cndns

import (
	"math"
	"slices"
	"time"
)

// span is a range of values in steps.
type span struct{ least, most, step int }

func (s span) holds(n int) bool { return within(n, s.least, s.most) && (n-s.least)%s.step == 0 }

func (s span) row() row {
	return row{{"Minval", itoa(s.least)}, {"Maxval", itoa(s.most)}, {"step", itoa(s.step)}}
}

var (
	coreChoices   = []int{1, 2, 4, 8}
	memoryChoices = []int{512, 1024, 2048, 4096, 8192, 16384}
	diskSpan      = span{50, 500, 10}
	bandwidthSpan = span{1, 100, 1}
)

// monthsOf are the months of a time type.
var monthsOf = map[string]int64{"2": 1, "4": 6, "5": 12}

const (
	extraIPFen = 5000 // a month
	mostIPs    = 5
	month      = 30 * 24 * time.Hour
)

func cloudProducts(*request) (any, error) {
	choices := func(key string, values []int) []row {
		var list []row
		for _, value := range values {
			list = append(list, row{{key, itoa(value)}})
		}
		return list
	}
	var systemRows, placeRows []row
	for _, s := range systems {
		systemRows = append(systemRows, row{{"systemName", s.name}, {"systemValue", s.value}})
	}
	for _, p := range places {
		placeRows = append(placeRows, row{{"Place", p.name}, {"Placeval", p.value}})
	}
	return []row{{
		{"CPUInfo", choices("CPU", coreChoices)},
		{"RAMInfo", choices("RAM", memoryChoices)},
		{"HDInfo", []row{diskSpan.row()}},
		{"BandWidth", []row{bandwidthSpan.row()}},
		{"OS", systemRows},
		{"PlaceInfo", placeRows},
		{"TimetypeInfo", []row{
			{{"Tmeval", "2"}, {"TmeNme", "月"}},
			{{"Tmeval", "4"}, {"TmeNme", "半年"}},
			{{"Tmeval", "5"}, {"TmeNme", "年"}},
		}},
	}}, nil
}

// cloudOrder is a configuration asked for.
type cloudOrder struct {
	cpu, ram, disk, bandwidth int
	place                     place
	system                    system
	timeType                  string
	length                    int
}

// cloudOrder reads the parameters that BuyCloud, getPrice and getProductPrice share.
func (r *request) cloudOrder() (cloudOrder, error) {
	cpu, cpuOK := r.number("cpu")
	ram, ramOK := r.number("ram")
	disk, diskOK := r.number("hd")
	bandwidth, bandwidthOK := r.number("bd")
	system, systemOK := systemOf(r.get("os"))
	place, placeOK := placeOf(r.get("place"))
	length, lengthOK := r.length()
	if err := checks(
		check{!cpuOK || !slices.Contains(coreChoices, cpu), "17001"},
		check{!ramOK || !slices.Contains(memoryChoices, ram), "17002"},
		check{!diskOK || !diskSpan.holds(disk), "17003"},
		check{!bandwidthOK || !bandwidthSpan.holds(bandwidth), "17004"},
		check{!systemOK, "17005"},
		check{!placeOK, "17006"},
		check{monthsOf[r.get("tmetpe")] == 0, "17007"},
		check{!lengthOK, "17008"},
	); err != nil {
		return cloudOrder{}, err
	}
	return cloudOrder{cpu, ram, disk, bandwidth, place, system, r.get("tmetpe"), length}, nil
}

// monthlyFen is the price of a configuration for a month. The document has no
// price list; this one is plausible.
func monthlyFen(cpu, ram, disk, bandwidth int, p place) int64 {
	list := int64(cpu)*2500 + int64(ram/512)*1500 + int64(disk)*40 + int64(bandwidth)*2000
	return list * p.percent / 100
}

func (o cloudOrder) price() int64 {
	monthly := monthlyFen(o.cpu, o.ram, o.disk, o.bandwidth, o.place)
	return monthly * monthsOf[o.timeType] * int64(o.length)
}

func (h *Host) monthly() int64 {
	p, _ := placeOf(h.Place)
	return monthlyFen(h.CPU, h.RAM, h.Disk, h.Bandwidth, p) + int64(len(h.Extra))*extraIPFen
}

// monthsLeft are the months still paid for, begun ones counted.
func (h *Host) monthsLeft(now time.Time) int64 {
	return max(int64(math.Ceil(float64(h.Expires.Sub(now))/float64(month))), 1)
}

func cloudPrice(r *request) (any, error) {
	order, err := r.cloudOrder()
	if err != nil {
		return nil, err
	}
	return yuan(order.price()), nil
}

// buyCloud buys the order only; CreateHost makes the machine.
func buyCloud(r *request) (any, error) {
	order, err := r.cloudOrder()
	if err != nil {
		return nil, err
	}
	name := "S" + r.server.digits(6)
	for r.server.hostTaken(name) {
		name = "S" + r.server.digits(6)
	}
	if err := r.charge(name, order.price(), "10021"); err != nil {
		return nil, err
	}
	host := &Host{
		Name: name, Number: itoa(10_000_000 + r.server.nextID()), State: HostNotCreated,
		CPU: order.cpu, RAM: order.ram, Disk: order.disk, Bandwidth: order.bandwidth,
		Place: order.place.value, System: order.system.value, TimeType: order.timeType,
		Registered: r.now, Expires: r.now.AddDate(0, int(monthsOf[order.timeType])*order.length, 0),
		Extra: []string{}, Domains: []string{},
		secret: hostSecrets{Platform: r.server.secret(), ICP: r.server.secret()},
	}
	r.account.Hosts[name] = host
	return []row{{
		{"cloudNo", host.Number},
		{"cloudname", host.Name},
		{"cloudpass", host.secret.Platform},
		{"regtme", dotNet(host.Registered)},
		{"exptme", dotNet(host.Expires)},
	}}, nil
}

func (s *Server) hostTaken(name string) bool {
	for _, account := range s.accounts {
		if _, ok := account.Hosts[name]; ok {
			return true
		}
	}
	return false
}

// renewCloud reads the time type under both of its printed names.
func renewCloud(r *request) (any, error) {
	host, err := r.host()
	if err != nil {
		return nil, err
	}
	months := monthsOf[or(r.get("timetype"), r.get("tmetpe"))]
	length, ok := r.length()
	if err := checks(
		check{months == 0, "17007"},
		check{!ok, "17008"},
		check{r.now.After(host.Expires.Add(deletionAfter)), "17126"},
	); err != nil {
		return nil, err
	}
	months *= int64(length)
	if err := r.charge(host.Name, host.monthly()*months, "10021"); err != nil {
		return nil, err
	}
	host.Expires = host.Expires.AddDate(0, int(months), 0)
	return "", nil
}

// buyIP buys one more address with every call.
func buyIP(r *request) (any, error) {
	host, err := r.created()
	if err != nil {
		return nil, err
	}
	if err := checks(
		check{host.Snapshot, "17135"},
		check{host.state(r.now) != HostStopped, "17136"},
		check{len(host.Extra) >= mostIPs, "17134"},
	); err != nil {
		return nil, err
	}
	if err := r.charge(host.Name, extraIPFen*host.monthsLeft(r.now), "10021"); err != nil {
		return nil, err
	}
	p, _ := placeOf(host.Place)
	ip := r.server.address(p.block)
	host.Extra = append(host.Extra, ip)
	return []row{{
		{"cloudname", host.Name},
		{"ipaddress", ip},
		{"netmask", netmask},
		{"router", p.block + ".1"},
		{"freedomain", r.server.digits(6) + ".ichengyun.net"},
	}}, nil
}

// upgrade is one amount of UpgradeCloud: what may be added to it.
type upgrade struct {
	param, column  string
	have           int
	most, step     int
	bad, exhausted string
}

func (h *Host) upgrades() []upgrade {
	return []upgrade{
		{"cpunum", "CPUInfo", h.CPU, 8, 1, "17001", "17129"},
		{"ramnum", "RAMInfo", h.RAM, 16384, 512, "17002", "17130"},
		{"hdnum", "HDInfo", h.Disk, diskSpan.most, diskSpan.step, "17003", "17131"},
		{"bdnum", "BDInfo", h.Bandwidth, bandwidthSpan.most, bandwidthSpan.step, "17004", "17132"},
	}
}

func cloudUpgrades(r *request) (any, error) {
	host, err := r.host()
	if err != nil {
		return nil, err
	}
	list := row{}
	for _, u := range host.upgrades() {
		list = append(list, column{u.column, []row{span{0, u.most - u.have, u.step}.row()}})
	}
	return list, nil
}

// upgradeCloud adds amounts to a stopped host and charges the difference for
// the months still paid for.
func upgradeCloud(r *request) (any, error) {
	host, err := r.host()
	if err != nil {
		return nil, err
	}
	added, err := r.upgradeAmounts(host)
	if err != nil {
		return nil, err
	}
	grown := *host
	grown.CPU, grown.RAM = host.CPU+added[0], host.RAM+added[1]
	grown.Disk, grown.Bandwidth = host.Disk+added[2], host.Bandwidth+added[3]
	price := (grown.monthly() - host.monthly()) * host.monthsLeft(r.now)
	if price == 0 {
		return nil, fail("17133")
	}
	if err := r.charge(host.Name, price, "10021"); err != nil {
		return nil, err
	}
	*host = grown
	return "", nil
}

func (r *request) upgradeAmounts(host *Host) ([4]int, error) {
	var added [4]int
	list := host.upgrades()
	for i, u := range list {
		n, ok := r.number(u.param)
		if !ok || n%u.step != 0 {
			return added, fail(u.bad)
		}
		added[i] = n
	}
	if err := checks(
		check{host.State == HostNotCreated || host.Busy, "17017"},
		check{host.Snapshot, "17127"},
		check{host.state(r.now) != HostStopped, "17128"},
	); err != nil {
		return added, err
	}
	for i, u := range list {
		if left := u.most - u.have; added[i] > left {
			return added, refusal{code: u.exhausted, suffix: "[" + itoa(left) + "]"}
		}
	}
	return added, nil
}
