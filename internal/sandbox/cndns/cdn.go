package cndns

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Chapter 18: CDN. Like the three chapters after it, it documents no codes: what it refuses
// it refuses in words.
var cdnCalls = inWords(
	call{name: "cndns.cdn.create", path: "/cdn/CreateCDN.aspx", action: "CreateCDN", run: createCDN},
	call{name: "cndns.cdn.renew", path: "/cdn/RenewCDN.aspx", action: "RenewCDN", run: renewCDN},
	call{name: "cndns.cdn.upgrade", path: "/cdn/UpgradeCDN.aspx", action: "UpgradeCDN", run: upgradeCDN},
	call{name: "cndns.cdn.domain_add", path: "/cdn/Adddomain.aspx", action: "Adddomain", run: addCDNDomain},
	call{name: "cndns.cdn.domain_remove", path: "/cdn/Deldomain.aspx", action: "Deldomain", run: removeCDNDomain},
	call{name: "cndns.cdn.domain_set_origin", path: "/cdn/SetDomainOrigin.aspx", action: "SetDomainOrigin", run: setCDNOrigin},
	call{name: "cndns.cdn.domain_list", path: "/cdn/Dmelist.aspx", action: "Dmelist", run: listCDNDomains, reads: true},
	call{name: "cndns.cdn.domain_log", path: "/cdn/GetdmeLog.aspx", action: "GetdmeLog", run: cdnLogs, reads: true},
	call{name: "cndns.cdn.stat_flow", path: "/cdn/getStatFlow.aspx", action: "getStatFlow", run: cdnFlow, reads: true},
	call{name: "cndns.cdn.statistics", path: "/cdn/GetstatTop.aspx", action: "GetstatTop", run: cdnStatistics, bare: true, reads: true},
	call{name: "cndns.cdn.info", path: "/cdn/index.aspx", action: "GetInfo", run: cdnInfo, reads: true},
	call{name: "cndns.cdn.purge", path: "/cdn/purge.aspx", action: "Purge", run: purgeCDN, lists: []string{"refresh_url"}},
)

// inWords marks calls whose failures carry words and no code.
func inWords(list ...call) []call {
	for i := range list {
		list[i].freeText = true
	}
	return list
}

// objection is a test and the words for its failure.
type objection struct {
	bad   bool
	words string
}

// objections runs tests in order and returns the words of the first that failed.
func objections(list ...objection) error {
	for _, one := range list {
		if one.bad {
			return refusal{text: one.words}
		}
	}
	return nil
}

// Order states that the chapters 18 to 20 print as numbers.
const (
	OrderRunning = "1"
	OrderPaused  = "2"
	OrderDeleted = "4"
	OrderStopped = "5" // by the administrator
	OrderOpening = "6"
	OrderExpired = "7"
	OrderDrained = "9" // the traffic is used up
)

// shown is the state at a time: a running order expires by itself.
func (o *Order) shown(now time.Time) string {
	if o.State == OrderRunning && o.over(now) {
		return OrderExpired
	}
	return o.State
}

// CDN is an amount of traffic and the domains that use it.
type CDN struct {
	Order
	ID       int         `json:"id"`
	Unit     string      `json:"unit"`      // g or t
	Base     int         `json:"base"`      // so many units
	TimeType string      `json:"time_type"` // 2 month, 4 half year, 5 year
	Length   int         `json:"length"`    // in units of TimeType
	Domains  []CDNDomain `json:"domains"`
	Purges   []CDNPurge  `json:"purges"` // oldest first
	Password private     `json:"password"`
}

// CDNDomain is a domain that is served from the network.
type CDNDomain struct {
	Name    string    `json:"name"`
	Host    string    `json:"host"` // header sent to the origins, "" for the name
	Origins []string  `json:"origins"`
	Added   time.Time `json:"added"`
}

const (
	cdnGBFen = 20 // a month
	mostBase = 1024
)

// gigabytes is the traffic of a product in GB.
func gigabytes(unit string, base int) int64 {
	if unit == "t" {
		return int64(base) * 1024
	}
	return int64(base)
}

func (c *CDN) monthly() int64 { return gigabytes(c.Unit, c.Base) * cdnGBFen }

// cdnTime reads length and unit of a purchase; a year where no unit is given.
func (r *request) cdnTime() (kind string, length int, err error) {
	kind = or(r.get("tmetpe"), "5")
	length, ok := r.length()
	return kind, length, objections(
		objection{monthsOf[kind] == 0, "时间单位错误"},
		objection{!ok, "购买时间错误"},
	)
}

func createCDN(r *request) (any, error) {
	unit := strings.ToLower(r.get("type"))
	base, ok := r.number("base")
	if err := objections(
		objection{unit != "g" && unit != "t", "产品流量类型错误"},
		objection{!ok || !within(base, 1, mostBase), "流量倍数错误,范围 1-1024"},
	); err != nil {
		return nil, err
	}
	kind, length, err := r.cdnTime()
	if err != nil {
		return nil, err
	}
	product := &CDN{Unit: unit, Base: base, TimeType: kind, Length: length, Domains: []CDNDomain{}, Purges: []CDNPurge{}}
	name := r.server.cdnName()
	months := monthsOf[kind] * int64(length)
	if err := r.charge(name, product.monthly()*months, "10021"); err != nil {
		return nil, err
	}
	product.Order = r.begin(name, OrderRunning, int(months))
	product.ID, product.Password = r.server.nextID(), private(r.server.secret())
	r.account.CDNs[name] = product
	return name, nil
}

func (s *Server) cdnName() string {
	for {
		name := "cdn" + s.digits(8)
		if !s.hasProduct(func(p *Products) bool { return p.CDNs[name] != nil }) {
			return name
		}
	}
}

// hasProduct tells whether any account has what is looked for.
func (s *Server) hasProduct(has func(*Products) bool) bool {
	for _, account := range s.accounts {
		if has(&account.Products) {
			return true
		}
	}
	return false
}

// cdn finds the product that nme names.
func (r *request) cdn() (*CDN, error) {
	name := strings.ToLower(r.get("nme"))
	product, ok := r.account.CDNs[name]
	return product, objections(
		objection{name == "", "产品名称不能为空"},
		objection{!ok, "产品不存在或不在您的名下"},
	)
}

// usable finds a product that runs.
func (r *request) usableCDN() (*CDN, error) {
	product, err := r.cdn()
	if err != nil {
		return nil, err
	}
	return product, objections(objection{product.shown(r.now) != OrderRunning, "产品状态非运行中,无法操作"})
}

func renewCDN(r *request) (any, error) {
	product, err := r.cdn()
	if err != nil {
		return nil, err
	}
	kind, length, err := r.cdnTime()
	if err != nil {
		return nil, err
	}
	if err := objections(
		objection{r.get("years") == "", "续费时间不能为空"},
		objection{r.now.After(product.Expires.Add(deletionAfter)), "产品已删除,无法续费"},
	); err != nil {
		return nil, err
	}
	months := monthsOf[kind] * int64(length)
	if err := r.charge(product.Name, product.monthly()*months, "10021"); err != nil {
		return nil, err
	}
	product.extend(r.now, int(months))
	return "续费成功", nil
}

// upgradeCDN takes one of three ways: unit and amount, the unit alone, the amount alone.
// The amount is a new total, as that of the purchase is.
func upgradeCDN(r *request) (any, error) {
	product, err := r.usableCDN()
	if err != nil {
		return nil, err
	}
	unit, base := strings.ToLower(r.get("type")), product.Base
	ok := r.get("base") == ""
	if !ok {
		base, ok = r.number("base")
	}
	if err := objections(
		objection{unit == "" && r.get("base") == "", "升级参数不能为空"},
		objection{unit != "" && unit != "g" && unit != "t", "产品流量类型错误"},
		objection{!ok || !within(base, 1, mostBase), "流量倍数错误,范围 1-1024"},
		objection{product.Unit == "t" && unit == "g", "产品类型只支持 G 升级到 T"},
	); err != nil {
		return nil, err
	}
	unit = or(unit, product.Unit)
	more := gigabytes(unit, base) - gigabytes(product.Unit, product.Base)
	if more <= 0 {
		return nil, refusal{text: "升级后的流量必须大于当前流量"}
	}
	if err := r.charge(product.Name, more*cdnGBFen*product.monthsLeft(r.now), "10021"); err != nil {
		return nil, err
	}
	product.Unit, product.Base = unit, base
	return "升级成功", nil
}

// cdnInfo prints the example's mixture of text, numbers and nothing.
func cdnInfo(r *request) (any, error) {
	product, err := r.cdn()
	if err != nil {
		return nil, err
	}
	state, _ := strconv.Atoi(product.shown(r.now))
	past := max(int(r.now.Sub(product.Expires)/(24*time.Hour)), 0)
	return row{
		{"_id", product.ID},
		{"_nme", product.Name},
		{"_prd", product.Unit},
		{"_addtme", dotNetDate(product.Registered)},
		{"_exptme", dotNetDate(product.Expires)},
		{"_regstt", state},
		{"_size", nil},
		{"s_expdays", past},
		{"g_nme", "百度 CDN 流量 1" + strings.ToUpper(product.Unit)},
		{"_pss", string(product.Password)},
		{"_years", itoa(product.Length)},
		{"_tmetpe", product.TimeType},
		{"_flow", itoa(int(product.used(r.now)))},
		{"u_prc", yuan(gigabytes(product.Unit, 1) * cdnGBFen)},
		{"_ext2", nil},
		{"_ext1", itoa(product.Base)},
	}, nil
}

// used is the traffic that was used, in GB: a GB a day for each domain.
func (c *CDN) used(now time.Time) int64 {
	var days int64
	for _, d := range c.Domains {
		days += int64(now.Sub(d.Added) / (24 * time.Hour))
	}
	return min(days, gigabytes(c.Unit, c.Base))
}

// dotNetDate is a time as .NET writes it into JSON: "/Date(1508923801870+0800)/".
func dotNetDate(t time.Time) string { return fmt.Sprintf("/Date(%d+0800)/", t.UnixMilli()) }

// javaDate is a time as Java prints it, in Beijing: "Fri Nov 10 14:22:42 CST 2017".
func javaDate(t time.Time) string { return t.In(beijing).Format("Mon Jan 02 15:04:05 CST 2006") }

// PlantCDN puts a CDN product into the first account and returns its name. What is missing
// is made up: 100 GB for a month, running.
func (s *Server) PlantCDN(product CDN) string {
	defer s.edit()()
	product.Name, product.State = strings.ToLower(or(product.Name, s.cdnName())), or(product.State, OrderRunning)
	product.Unit, product.TimeType = or(product.Unit, "g"), or(product.TimeType, "2")
	if product.Base == 0 {
		product.Base = 100
	}
	product.Length = max(product.Length, 1)
	product.ID = s.nextID()
	product.Password = private(or(string(product.Password), s.secret()))
	product.Registered = s.orNow(product.Registered)
	if product.Expires.IsZero() {
		product.Expires = product.Registered.AddDate(0, int(monthsOf[product.TimeType])*product.Length, 0)
	}
	product.Domains, product.Purges = append([]CDNDomain{}, product.Domains...), append([]CDNPurge{}, product.Purges...)
	for i := range product.Domains {
		product.Domains[i].Added = s.orNow(product.Domains[i].Added)
		product.Domains[i].Origins = slices.Clone(product.Domains[i].Origins)
	}
	s.account().CDNs[product.Name] = &product
	return product.Name
}
