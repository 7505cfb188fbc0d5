package dnspod

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

var monitorEndpoints = []endpoint{
	{
		name: "dnspod.monitor.list_subdomain", path: "Monitor.Listsubdomain", reads: true, handle: (*call).monitorSubdomains,
		texts: merge(monitorDomainTexts, texts{"8": {"Domain has no records", "此域名没有任何记录"}}),
	},
	{
		name: "dnspod.monitor.list_subvalue", path: "Monitor.Listsubvalue", reads: true, handle: (*call).monitorValues,
		texts: monitorDomainTexts,
	},
	{name: "dnspod.monitor.list", path: "Monitor.List", reads: true, handle: (*call).monitorList},
	{
		name: "dnspod.monitor.create", path: "Monitor.Create", handle: (*call).monitorCreate,
		texts: merge(monitorSettingTexts, texts{
			"6":  {"Domain ID is invalid", "域名编号错误"},
			"7":  {"Record ID is invalid", "记录编号错误"},
			"20": {"The record already has a monitor", "此记录已经存在监控"},
			"21": {"Too many monitors", "监控数量超出限制"},
		}),
	},
	{
		name: "dnspod.monitor.modify", path: "Monitor.Modify", handle: (*call).monitorModify,
		texts: merge(monitorSettingTexts, texts{"7": {"Monitor ID is invalid", "监控编号错误"}}),
	},
	{name: "dnspod.monitor.remove", path: "Monitor.Remove", handle: (*call).monitorRemove, texts: monitorIDTexts},
	{
		name: "dnspod.monitor.info", path: "Monitor.Info", reads: true, handle: (*call).monitorInfo,
		texts: texts{"7": {"Monitor ID is invalid", "监控编号错误"}},
	},
	{
		name: "dnspod.monitor.set_status", path: "Monitor.Setstatus", handle: (*call).monitorStatus,
		texts: merge(monitorIDTexts, texts{
			"7": {"New status is invalid", "新状态代码错误"},
			"8": {"Enable the domain first", "请先启用域名"},
			"9": {"Enable the record first", "请先启用记录"},
		}),
	},
	{
		name: "dnspod.monitor.history", path: "Monitor.Gethistory", reads: true, handle: (*call).monitorHistory,
		texts: monitorIDTexts,
	},
	{name: "dnspod.monitor.user_desc", path: "Monitor.Userdesc", reads: true, handle: (*call).monitorSummary},
	{name: "dnspod.monitor.downs", path: "Monitor.Getdowns", reads: true, handle: (*call).monitorDowns},
}

var (
	monitorIDTexts     = texts{"6": {"Monitor ID is invalid", "监控编号错误"}}
	monitorDomainTexts = texts{
		"6": {"Domain does not exist", "域名不存在"},
		"7": {"Domain ID is invalid", "域名编号错误"},
	}
	monitorSettingTexts = texts{
		"8":  {"Host is invalid", "监控主机头错误"},
		"9":  {"Port is invalid, 1-65535", "监控端口错误, 端口只能是正整数 1~65535"},
		"10": {"Type is invalid", "监控类型不正确"},
		"11": {"Path is invalid", "监控路径不正确"},
		"12": {"Interval is invalid", "监控间隔不正确"},
		"13": {"Points are invalid", "监控节点不正确"},
		"14": {"Too many points", "监控节点数量超出限制"},
		"15": {"Backup IP is invalid", "备用 IP 不正确"},
		"16": {"Backup URL is invalid", "备用 url 不正确"},
		"17": {"Backup IP is invalid", "备用 IP 不正确"},
		"18": {"SMS notice is invalid", "短信设置不正确"},
		"19": {"E-mail notice is invalid", "邮件设置不正确"},
		"22": {"Callback URL is invalid", "回调 URL 不正确"},
	}
)

// monitorLimit is the number of monitors that an account may have, as in the
// example of Monitor.Userdesc.
const monitorLimit = 8

// monitor watches the host that an A record points at.
type monitor struct {
	ID       string          `json:"id"`
	Record   int64           `json:"record"`
	IP       string          `json:"ip"` // what the record says while all is well
	Settings monitorSettings `json:"settings"`
	Backups  []backup        `json:"backups"`
	Disabled bool            `json:"disabled"`
	Paused   bool            `json:"paused"` // the record, by this monitor
	Created  time.Time       `json:"created"`
	Updated  time.Time       `json:"updated"`
	Since    time.Time       `json:"since"`   // the checks are whole intervals from here
	Settled  time.Time       `json:"settled"` // all checks until here are done
	Noticed  time.Time       `json:"noticed"`
	History  []sight         `json:"history"`
}

// backup is one IP to switch to. It is watched under an id of its own.
type backup struct {
	ID string `json:"id"`
	IP string `json:"ip"`
}

// sight is a check whose outcome differs from that of the one before.
type sight struct {
	At time.Time `json:"at"`
	Up bool      `json:"up"`
}

// monitorID makes an id in the form of the document's.
func (s *Server) monitorID(now time.Time) string {
	s.lastMonitor++
	sum := fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "monitor %d %s", s.lastMonitor, stamp(now))))
	return sum[:8] + "-" + sum[8:12] + "-11e1-a192-" + sum[12:24]
}

// watched is the zone of the parameters domain_id and domain, with the codes
// that the first two calls have for a wrong one.
func (c *call) watched() (*zone, error) {
	wrong := "6"
	if c.form.Get("domain_id") != "" {
		wrong = "7"
	}
	z, err := c.lookup()
	if err != nil || !c.open(z) {
		return nil, refused(wrong)
	}
	return z, nil
}

func (z *zone) addresses() []*record {
	return slices.DeleteFunc(slices.Clone(z.records), func(r *record) bool { return r.Type != "A" })
}

func (c *call) monitorSubdomains() (object, error) {
	z, err := c.watched()
	if err != nil {
		return nil, err
	}
	names := array{}
	for _, r := range z.addresses() {
		if !slices.Contains(names, any(r.Name)) {
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 && c.emptyIsError() {
		return nil, refused("8")
	}
	return object{{"domain", z.watchedWith(itoa(z.id))}, {"subdomain", names}}, nil
}

// watchedWith is the domain in the first two answers, whose id is text in one
// and a number in the other.
func (z *zone) watchedWith(id any) object {
	return object{{"id", id}, {"name", z.name}, {"punycode", z.punycode}, {"grade", z.grade}}
}

func (c *call) monitorValues() (object, error) {
	z, err := c.watched()
	if err != nil {
		return nil, err
	}
	records := array{}
	for _, r := range z.addresses() {
		if r.Name == or(strings.ToLower(c.form.Get("subdomain")), "@") {
			records = append(records, object{{"id", itoa(r.ID)}, {"area", r.Line}, {"value", r.Value}})
		}
	}
	points := object{}
	for _, p := range monitorPoints {
		points = append(points, field{p.id, p.name})
	}
	return object{
		{"domain", z.watchedWith(z.id)},
		{"points", object{{"max", grades[z.grade].points}, {"list", points}}},
		{"records", records},
	}, nil
}

func (c *call) monitorCreate() (object, error) {
	z, err := c.zone("6")
	if err != nil {
		return nil, refused("6")
	}
	r, err := z.record(c.form.Get("record_id"))
	if err != nil || r.Type != "A" {
		return nil, refused("7")
	}
	settings, err := readSettings(c.form, grades[z.grade], r.Value)
	switch {
	case err != nil:
		return nil, err
	case z.monitor(r) != nil:
		return nil, refused("20")
	case len(c.monitors()) >= monitorLimit:
		return nil, refused("21")
	}
	m := &monitor{ID: c.monitorID(c.now), Record: r.ID, IP: r.Value, Settings: settings, Created: c.now}
	z.Monitors = append(z.Monitors, m)
	c.changed(z, r.ID, "添加宕机监控 "+r.words())
	c.restart(z, m)
	return object{{"monitor", object{{"monitor_id", m.ID}, {"record_id", r.ID}}}}, nil
}

// restart has a monitor look at once, and in whole intervals from now on. A
// backup that stays keeps its id.
func (c *call) restart(z *zone, m *monitor) {
	var backups []backup
	for _, ip := range m.Settings.backupIPs() {
		i := slices.IndexFunc(m.Backups, func(b backup) bool { return b.IP == ip })
		if i < 0 {
			backups = append(backups, backup{ID: c.monitorID(c.now), IP: ip})
			continue
		}
		backups = append(backups, m.Backups[i])
	}
	for _, b := range m.Backups {
		if !slices.Contains(backups, b) {
			z.endDown(b.ID)
		}
	}
	m.Backups = backups
	m.Since, m.Settled, m.Updated = c.now, c.now, c.now
	c.check(z, m, c.now)
}

// monitor is the one that watches a record, or nil.
func (z *zone) monitor(r *record) *monitor {
	i := slices.IndexFunc(z.Monitors, func(m *monitor) bool { return m.Record == r.ID })
	if i < 0 {
		return nil
	}
	return z.Monitors[i]
}

// watching is a monitor with what it watches.
type watching struct {
	*monitor
	zone   *zone
	record *record
}

// monitors are those of the caller's own zones.
func (c *call) monitors() []watching {
	var found []watching
	for _, z := range c.zones {
		if z.owner != c.account {
			continue
		}
		for _, m := range z.Monitors {
			r, err := z.record(itoa(m.Record))
			if err == nil {
				found = append(found, watching{m, z, r})
			}
		}
	}
	return found
}

// monitorOfCall finds the monitor of monitor_id; wrong is the code of the call
// for one that is not there.
func (c *call) monitorOfCall(wrong string) (watching, error) {
	all := c.monitors()
	i := slices.IndexFunc(all, func(w watching) bool { return w.ID == c.form.Get("monitor_id") })
	if i < 0 {
		return watching{}, refused(wrong)
	}
	return all[i], nil
}

func (c *call) monitorModify() (object, error) {
	w, err := c.monitorOfCall("7")
	if err != nil {
		return nil, err
	}
	settings, err := readSettings(c.form, grades[w.zone.grade], w.IP)
	if err != nil {
		return nil, err
	}
	w.Settings = settings
	c.changed(w.zone, w.Record, "修改宕机监控 "+w.record.words())
	c.restart(w.zone, w.monitor)
	return object{}, nil
}

// monitorRemove leaves the record as it is at this moment.
func (c *call) monitorRemove() (object, error) {
	w, err := c.monitorOfCall("6")
	if err != nil {
		return nil, err
	}
	c.changed(w.zone, w.Record, "删除宕机监控 "+w.record.words())
	w.zone.forget(w.monitor)
	return object{}, nil
}

func (z *zone) forget(m *monitor) {
	z.Monitors = slices.DeleteFunc(z.Monitors, func(other *monitor) bool { return other == m })
	z.endDowns(m)
}

func (c *call) monitorStatus() (object, error) {
	w, err := c.monitorOfCall("6")
	if err != nil {
		return nil, err
	}
	disabled, known := map[string]bool{"enabled": false, "disabled": true}[c.form.Get("status")]
	switch {
	case !known:
		return nil, refused("7")
	case !disabled && w.zone.status != "enable":
		return nil, refused("8")
	case !disabled && w.record.Disabled && !w.Paused:
		return nil, refused("9")
	}
	w.Disabled = disabled
	c.changed(w.zone, w.Record, map[bool]string{false: "启用", true: "暂停"}[disabled]+"宕机监控 "+w.record.words())
	if disabled {
		w.zone.endDowns(w.monitor)
	}
	c.restart(w.zone, w.monitor)
	return object{}, nil
}

// rewatch follows a record that a call changed: its monitor watches the new
// value, or ends when there is no address any more.
func (c *call) rewatch(z *zone, r *record, before Record) {
	m := z.monitor(r)
	switch {
	case m == nil || r.Type == before.Type && r.Value == before.Value:
		return
	case r.Type != "A":
		z.forget(m)
		return
	}
	z.endDowns(m)
	m.IP, m.Paused = r.Value, false
	c.restart(z, m)
}

func (c *call) monitorSummary() (object, error) {
	var on, off, down int
	for _, w := range c.monitors() {
		if w.Disabled {
			off++
		} else {
			on++
		}
		if w.down() {
			down++
		}
	}
	return object{
		{"desc", object{{"unmoniting_count", off}, {"moniting_count", on}, {"down_count", down}}},
		{"user", object{{"max_count", monitorLimit}, {"use_count", on + off}}},
	}, nil
}

const historyHours = 24 // when hours is no number

// hours is the parameter of Monitor.Gethistory as a time.
func (c *call) hours() time.Duration {
	n, err := strconv.Atoi(c.form.Get("hours"))
	if err != nil || n < 1 {
		n = historyHours
	}
	return time.Duration(n) * time.Hour
}
