package dnspod_test

import (
	"fmt"
	"testing"
	"time"

	"tangelo/internal/sandbox/dnspod"
)

const (
	mainIP   = "192.0.2.1"
	firstIP  = "192.0.2.11"
	secondIP = "192.0.2.12"
)

// watch makes the parameters of a monitor; more overrides them.
func watch(more ...string) []string {
	return append([]string{
		"port", "80", "monitor_interval", "60", "host", "www.watched.example", "monitor_type", "http", "monitor_path", "/",
		"points", "ctc,cuc", "bak_ip", firstIP + "," + secondIP, "sms_notice", "me", "email_notice", "me,share",
		"less_notice", "no",
	}, more...)
}

// watched is a zone with one A record and a monitor on it.
type watched struct {
	*world
	zone, record, monitor string
}

func serveWatched(t *testing.T, more ...string) *watched {
	t.Helper()
	w := &watched{world: serve(t, dnspod.Options{})}
	w.pod.AddAccount(other)
	w.zone = w.world.zone("watched.example")
	w.record = w.world.record(w.zone, "www", "A", mainIP)
	w.wantCode("1", "Domainshare.Create", "domain_id", w.zone, "email", other.Email, "mode", "r")
	created := w.call("Monitor.Create", watch(append(more, "domain_id", w.zone, "record_id", w.record)...)...)
	w.monitor = textAt(t, created, "monitor", "monitor_id")
	return w
}

func (w *watched) info(field string) string {
	w.t.Helper()
	return textAt(w.t, w.call("Monitor.Info", "monitor_id", w.monitor), "info", field)
}

// wantRecord is what the nameservers answer and the record shows.
func (w *watched) wantRecord(ip string) {
	w.t.Helper()
	wantEqual(w.t, "lookup", w.pod.Lookup("www.watched.example", "A"), []string{ip})
	wantEqual(w.t, "now_ip", w.info("now_ip"), ip)
	info := w.call("Record.Info", "domain_id", w.zone, "record_id", w.record)
	wantEqual(w.t, "record", textAt(w.t, info, "record", "value"), ip)
}

func TestWhatCanBeWatched(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("watched.example")
	w.steps(
		step{"8", "Monitor.Listsubdomain", []string{"domain_id", zone}},
		step{"7", "Monitor.Listsubdomain", []string{"domain_id", "1"}},
		step{"6", "Monitor.Listsubdomain", []string{"domain", "nothing.example"}},
		step{"6", "Monitor.Listsubdomain", nil},
		step{"7", "Monitor.Listsubvalue", []string{"domain_id", "1"}},
		step{"6", "Monitor.Listsubvalue", []string{"domain", "nothing.example"}},
	)
	record := w.record(zone, "www", "A", mainIP)
	w.record(zone, "www", "A", firstIP)
	w.record(zone, "@", "A", mainIP)
	w.record(zone, "mail", "MX", "mx.watched.example", "mx", "5")

	names := w.call("Monitor.Listsubdomain", "domain", "watched.example")
	hosts := w.call("Monitor.Listsubvalue", "domain_id", zone, "subdomain", "www")

	wantEqual(t, "names", part(t, names, "subdomain"), any([]any{"www", "@"}))
	wantEqual(t, "points", part(t, hosts, "points"), any(map[string]any{
		"max": 2.0, "list": map[string]any{"ctc": "电信", "cuc": "联通", "cmc": "移动"},
	}))
	wantEqual(t, "first record", part(t, hosts, "records", 0), any(map[string]any{
		"id": record, "area": "默认", "value": mainIP,
	}))
}

func TestARecordGoesToTheFirstBackupThatAnswersAndComesBack(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	wantEqual(t, "status", w.info("status")+w.info("status_code"), "Ok200")
	w.clock.Advance(10 * time.Second)

	w.pod.FailHost(mainIP)
	w.wantRecord(mainIP)
	w.clock.Advance(50 * time.Second) // the check
	w.wantRecord(firstIP)
	wantEqual(t, "status", w.info("status"), "Down")
	list := w.call("Record.List", "domain_id", w.zone, "sub_domain", "www")
	wantEqual(t, "monitor_status", textAt(t, list, "records", 0, "monitor_status"), "Down")
	wantEqual(t, "down_count", part(t, w.call("Monitor.Userdesc"), "desc", "down_count"), any(1.0))

	w.pod.FailHost(firstIP)
	w.clock.Advance(time.Minute)
	w.wantRecord(secondIP)
	w.pod.HealHost(firstIP)
	w.clock.Advance(time.Minute)
	w.wantRecord(firstIP)
	w.pod.HealHost(mainIP)
	w.clock.Advance(time.Minute)
	w.wantRecord(mainIP)

	downs := w.call("Monitor.Getdowns")
	wantEqual(t, "number of warnings", part(t, downs, "info", "total_count"), any(2.0))
	wantEqual(t, "backup", part(t, downs, "monitor_downs", 0), any(map[string]any{
		"monitor_id": textAt(t, w.call("Monitor.List"), "monitors", 0, "bak_ip_status", 0, "monitor_id"),
		"host":       "www.watched.example", "record_line": "默认-备用", "ip": firstIP, "warn_reason": "远程计算机无响应",
		"switch_log": map[string]any{}, "created_on": "2016-05-11 02:37:23", "updated_on": "2016-05-11 02:38:23",
	}))
	wantEqual(t, "host", part(t, downs, "monitor_downs", 1), any(map[string]any{
		"monitor_id": w.monitor, "host": "www.watched.example", "record_line": "默认", "ip": mainIP,
		"warn_reason": "远程计算机无响应", "created_on": "2016-05-11 02:36:23", "updated_on": "2016-05-11 02:39:23",
		"switch_log": []any{
			"2016-05-11 02:36:23 已切换至 " + firstIP, "2016-05-11 02:37:23 已切换至 " + secondIP,
			"2016-05-11 02:38:23 已切换至 " + firstIP, "2016-05-11 02:39:23 已切换至 " + mainIP,
		},
	}))
	second := w.call("Monitor.Getdowns", "offset", "1", "length", "1")
	wantEqual(t, "second page", textAt(t, second, "monitor_downs", 0, "ip"), mainIP)
}

func TestNobodyNeedsToLookForARecordToSwitch(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	w.pod.FailHost(mainIP)
	w.clock.Advance(time.Hour)
	w.pod.HealHost(mainIP)
	w.clock.Advance(10 * time.Hour)
	down := part(t, w.call("Monitor.Getdowns"), "monitor_downs", 0)
	wantEqual(t, "times", []string{textAt(t, down, "created_on"), textAt(t, down, "updated_on")},
		[]string{"2016-05-11 02:36:23", "2016-05-11 03:36:23"})
}

func TestTheWaysToMeetAFailure(t *testing.T) {
	t.Parallel()
	for way, want := range map[string][]string{
		"pass":  {mainIP, "192.0.2.50"},
		"pause": {"192.0.2.50"},
		"auto":  {"192.0.2.50", "192.0.2.50"},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			w := serveWatched(t, "bak_ip", way)
			w.world.record(w.zone, "www", "A", "192.0.2.50")
			lookup := func() []string { return w.pod.Lookup("www.watched.example", "A") }
			w.pod.FailHost(mainIP)
			w.clock.Advance(time.Minute)
			wantEqual(t, "down", lookup(), want)
			wantEqual(t, "status", w.info("status"), "Down")
			w.pod.HealHost(mainIP)
			w.clock.Advance(time.Minute)
			wantEqual(t, "healed", lookup(), []string{mainIP, "192.0.2.50"})
			wantEqual(t, "status", w.info("status"), "Ok")
		})
	}
}

func TestNoticesGoToThoseWhoAreNamed(t *testing.T) {
	t.Parallel()
	for less, want := range map[string]int{"no": 6, "yes": 3} {
		w := serveWatched(t, "less_notice", less)
		w.pod.FailHost(mainIP)
		w.clock.Advance(time.Minute)
		w.pod.HealHost(mainIP)
		w.clock.Advance(time.Minute)
		sent := w.pod.Messages()
		if len(sent) != want {
			t.Fatalf("less_notice %s: %d messages, want %d: %v", less, len(sent), want, sent)
		}
		owner := w.pod.Account()
		for i, to := range []string{"email " + owner.Email, "email " + other.Email, "sms " + owner.Telephone} {
			wantEqual(t, "message", sent[i].Way+" "+sent[i].To, to)
		}
		wantEqual(t, "text", sent[0].Text, "www.watched.example 192.0.2.1 远程计算机无响应")
	}
}

func TestHistoryTellsTheTurnsOfTheLastHours(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	history := func(hours string) []string {
		answer := w.call("Monitor.Gethistory", "monitor_id", w.monitor, "hours", hours)
		wantEqual(t, "ip", textAt(t, answer, "record", "ip"), mainIP)
		rows, _ := part(t, answer, "monitor_history").([]any)
		seen := []string{}
		for _, row := range rows {
			seen = append(seen, fmt.Sprint(part(t, row, "point"), part(t, row, "data", "message"), part(t, row, "data", "code")))
		}
		return seen
	}
	w.clock.Advance(5 * time.Hour)
	w.pod.FailHost(mainIP)
	w.clock.Advance(time.Minute)
	wantEqual(t, "one hour", history("1"), []string{"ctcDown0", "cucDown0"})
	wantEqual(t, "a day", history("24"), []string{"ctcDown0", "cucDown0", "ctcOk200", "cucOk200"})
	w.clock.Advance(48 * time.Hour)
	wantEqual(t, "since before", history("1"), []string{"ctcDown0", "cucDown0"})
	w.wantCode("6", "Monitor.Gethistory", "monitor_id", "x")
}

func TestAMonitorIsChangedPausedAndRemoved(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	id := []string{"monitor_id", w.monitor}
	w.wantCode("1", "Monitor.Modify", watch(append(id, "bak_ip", secondIP, "monitor_interval", "30", "port", "8080")...)...)
	wantEqual(t, "bak_ip", w.info("bak_ip")+" "+w.info("monitor_interval")+" "+w.info("port"), secondIP+" 30 8080")
	w.wantCode("1", "Monitor.Setstatus", append(id, "status", "disabled")...)
	w.pod.FailHost(mainIP)
	w.clock.Advance(time.Hour)
	w.wantRecord(mainIP)
	wantEqual(t, "monitor_status", w.info("monitor_status"), "disabled")
	w.wantCode("1", "Monitor.Setstatus", append(id, "status", "enabled")...)
	w.wantRecord(secondIP)

	w.wantCode("1", "Monitor.Remove", id...)
	w.wantCode("7", "Monitor.Info", id...)
	w.pod.HealHost(mainIP)
	w.clock.Advance(time.Hour)
	wantEqual(t, "record", w.pod.Lookup("www.watched.example", "A"), []string{secondIP})
	wantEqual(t, "counts", part(t, w.call("Monitor.List"), "info"), any(map[string]any{"total_count": 0.0, "down_count": 0.0}))
	w.wantCode("1", "Monitor.Create", watch("domain_id", w.zone, "record_id", w.record, "bak_ip", mainIP)...)
}

func TestAMonitorFollowsItsRecord(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	w.pod.FailHost(mainIP)
	w.clock.Advance(time.Minute)
	w.wantCode("1", "Record.Modify", values(w.zone, "record_id", w.record, "value", "192.0.2.77")...)
	w.wantRecord("192.0.2.77")
	wantEqual(t, "ip", w.info("ip")+w.info("status"), "192.0.2.77Ok")
	w.wantCode("1", "Record.Remove", "domain_id", w.zone, "record_id", w.record)
	w.wantCode("7", "Monitor.Info", "monitor_id", w.monitor)
}

func TestRefusalsOfMonitorSettings(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	free := w.world.record(w.zone, "free", "A", "192.0.2.90")
	text := w.world.record(w.zone, "text", "TXT", "x")
	create := func(more ...string) []string {
		return watch(append([]string{"domain_id", w.zone, "record_id", free}, more...)...)
	}
	for _, c := range []struct{ want, parameter, value string }{
		{"8", "host", "no host"},
		{"9", "port", "65536"},
		{"10", "monitor_type", "ping"},
		{"11", "monitor_path", "index.html"},
		{"12", "monitor_interval", "45"},
		{"13", "points", "moon"},
		{"13", "points", ""},
		{"14", "points", "ctc,cuc,cmc"},
		{"15", "bak_ip", "192.0.2"},
		{"15", "bak_ip", ""},
		{"16", "bak_ip", "http://a.example/"},
		{"17", "bak_ip", firstIP + "," + firstIP},
		{"18", "sms_notice", "you"},
		{"19", "email_notice", "you"},
		{"22", "callback_url", "ftp://a.example/"},
	} {
		w.wantCode(c.want, "Monitor.Create", create(c.parameter, c.value)...)
		w.wantCode(c.want, "Monitor.Modify", watch("monitor_id", w.monitor, c.parameter, c.value)...)
	}
	w.steps(
		step{"6", "Monitor.Create", create("domain_id", "1")},
		step{"7", "Monitor.Create", create("record_id", text)},
		step{"17", "Monitor.Create", create("bak_ip", "192.0.2.90")},
		step{"20", "Monitor.Create", create("record_id", w.record)},
		step{"7", "Monitor.Modify", watch("monitor_id", "x")},
		step{"6", "Monitor.Remove", []string{"monitor_id", "x"}},
		step{"6", "Monitor.Setstatus", []string{"monitor_id", "x", "status", "enabled"}},
		step{"7", "Monitor.Setstatus", []string{"monitor_id", w.monitor, "status", "enable"}},
	)
	w.wantCodeAs(other, "7", "Monitor.Info", "monitor_id", w.monitor)
	for i := range 7 {
		r := w.world.record(w.zone, fmt.Sprint("h", i), "A", "192.0.2.99")
		w.wantCode("1", "Monitor.Create", create("record_id", r)...)
	}
	w.wantCode("21", "Monitor.Create", create()...)
	w.wantCode("1", "Record.Status", "domain_id", w.zone, "record_id", w.record, "status", "disable")
	w.wantCode("9", "Monitor.Setstatus", "monitor_id", w.monitor, "status", "enabled")
	w.wantCode("1", "Domain.Status", "domain_id", w.zone, "status", "disable")
	w.wantCode("8", "Monitor.Setstatus", "monitor_id", w.monitor, "status", "enabled")
}
