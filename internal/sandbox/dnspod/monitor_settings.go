package dnspod

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// monitorSettings are what Monitor.Create and Monitor.Modify take alike.
type monitorSettings struct {
	Host        string   `json:"host"`
	Port        int      `json:"port"`
	Type        string   `json:"type"`
	Path        string   `json:"path"`
	Interval    int      `json:"interval"` // seconds
	Points      []string `json:"points"`
	Backup      string   `json:"backup"` // pass, pause, auto, or IPs
	SMS         []string `json:"sms"`
	Email       []string `json:"email"`
	LessNotice  bool     `json:"less_notice"`
	CallbackURL string   `json:"callback_url"`
	CallbackKey string   `json:"callback_key"`
}

// point is a place from which hosts are watched.
type point struct{ id, name string }

var monitorPoints = []point{{"ctc", "电信"}, {"cuc", "联通"}, {"cmc", "移动"}}

var (
	backupWays = []string{"pass", "pause", "auto"}
	pathOfURL  = regexp.MustCompile(`^/[!-~]*$`)
)

// backupIPs is empty when Backup is one of the ways without an IP.
func (m monitorSettings) backupIPs() []string {
	if slices.Contains(backupWays, m.Backup) {
		return nil
	}
	return list(m.Backup)
}

// list splits at commas; "" has no items.
func list(words string) []string {
	if words == "" {
		return nil
	}
	items := strings.Split(words, ",")
	for i, item := range items {
		items[i] = strings.TrimSpace(item)
	}
	return items
}

// settingsDraft is a set of settings on its way into a monitor.
type settingsDraft struct {
	monitorSettings
	grade   grade
	watched string // the IP that the record has
}

// readSettings reads all settings. Notices may be absent, and then there are
// none; without less_notice every one is sent.
func readSettings(form url.Values, g grade, watched string) (monitorSettings, error) {
	d := &settingsDraft{grade: g, watched: watched, monitorSettings: monitorSettings{
		Host: strings.ToLower(form.Get("host")), Port: number(form.Get("port")), Type: form.Get("monitor_type"),
		Path: form.Get("monitor_path"), Interval: number(form.Get("monitor_interval")), Points: list(form.Get("points")),
		Backup: strings.Join(list(form.Get("bak_ip")), ","), SMS: list(form.Get("sms_notice")), Email: list(form.Get("email_notice")),
		LessNotice: form.Get("less_notice") == "yes", CallbackURL: form.Get("callback_url"), CallbackKey: form.Get("callback_key"),
	}}
	for _, rule := range settingsRules {
		if rule.broken(d) {
			return monitorSettings{}, refused(rule.code)
		}
	}
	return d.monitorSettings, nil
}

// number is 0 for what is none.
func number(words string) int {
	n, err := strconv.Atoi(strings.TrimSpace(words))
	if err != nil {
		return 0
	}
	return n
}

// settingsRules run in this order. The document has one text for the codes 15
// and 17; here 17 is an IP that is no backup: the watched one, or one twice.
var settingsRules = []struct {
	code   string
	broken func(*settingsDraft) bool
}{
	{"8", func(d *settingsDraft) bool { return !validHost(d.Host) }},
	{"9", func(d *settingsDraft) bool { return d.Port < 1 || d.Port > 65535 }},
	{"10", func(d *settingsDraft) bool { return d.Type != "http" && d.Type != "https" }},
	{"11", func(d *settingsDraft) bool { return !pathOfURL.MatchString(d.Path) }},
	{"12", func(d *settingsDraft) bool { return !slices.Contains([]int{30, 60, 180}, d.Interval) }},
	{"13", func(d *settingsDraft) bool { return len(d.Points) == 0 || !distinct(d.Points, knownPoint) }},
	{"14", func(d *settingsDraft) bool { return len(d.Points) > d.grade.points }},
	{"16", func(d *settingsDraft) bool { return strings.Contains(d.Backup, "://") }},
	{"15", func(d *settingsDraft) bool {
		return d.Backup == "" || slices.ContainsFunc(d.backupIPs(), func(ip string) bool { return !values["A"](ip) })
	}},
	{"17", func(d *settingsDraft) bool {
		return !distinct(d.backupIPs(), func(ip string) bool { return ip != d.watched && !netip.MustParseAddr(ip).IsUnspecified() })
	}},
	{"18", func(d *settingsDraft) bool { return !distinct(d.SMS, knownAddressee) }},
	{"19", func(d *settingsDraft) bool { return !distinct(d.Email, knownAddressee) }},
	{"22", func(d *settingsDraft) bool { return d.CallbackURL != "" && !validCallback(d.CallbackURL) }},
}

// distinct tells whether all items are good and none stands twice.
func distinct(items []string, good func(string) bool) bool {
	seen := map[string]bool{}
	for _, item := range items {
		if seen[item] || !good(item) {
			return false
		}
		seen[item] = true
	}
	return true
}

func knownPoint(id string) bool {
	return slices.ContainsFunc(monitorPoints, func(p point) bool { return p.id == id })
}

func knownAddressee(who string) bool { return who == "me" || who == "share" }

func validCallback(words string) bool {
	u, err := url.Parse(words)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}
