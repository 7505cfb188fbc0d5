package dnspod

import (
	"slices"
	"strconv"
	"strings"
)

// The status of a host that answers is in the examples of the document; those
// of one that does not are nowhere.
var (
	hostUp   = struct{ words, code string }{"Ok", "200"}
	hostDown = struct{ words, code string }{"Down", "0"}
)

func (z *zone) hostStatus(id string) struct{ words, code string } {
	if z.openDown(id) == nil {
		return hostUp
	}
	return hostDown
}

func (w watching) down() bool { return w.zone.openDown(w.ID) != nil }

// monitorStatusOf is what the calls on records show of a monitor.
func (z *zone) monitorStatusOf(r *record) string {
	m := z.monitor(r)
	if m == nil || m.Disabled {
		return ""
	}
	return z.hostStatus(m.ID).words
}

// listed is a monitor in Monitor.List and Monitor.Info.
func (w watching) listed() object {
	set, now := w.Settings, w.zone.hostStatus(w.ID)
	return object{
		{"monitor_id", w.ID},
		{"domain", w.zone.name},
		{"domain_id", itoa(w.zone.id)},
		{"domain_grade", w.zone.grade},
		{"record_id", itoa(w.Record)},
		{"sub_domain", w.record.Name},
		{"record_line", w.record.Line},
		{"ip", w.IP},
		{"now_ip", w.record.Value},
		{"host", set.Host},
		{"port", strconv.Itoa(set.Port)},
		{"monitor_type", set.Type},
		{"monitor_path", set.Path},
		{"monitor_interval", strconv.Itoa(set.Interval)},
		{"points", strings.Join(set.Points, ",")},
		{"bak_ip", set.Backup},
		{"status", now.words},
		{"status_code", now.code},
		{"sms_notice", strings.Join(set.SMS, ",")},
		{"email_notice", strings.Join(set.Email, ",")},
		{"less_notice", yesNo(set.LessNotice)},
		{"callback_url", set.CallbackURL},
		{"callback_key", set.CallbackKey},
		{"monitor_status", map[bool]string{false: "enabled", true: "disabled"}[w.Disabled]},
		{"created_on", stamp(w.Created)},
		{"updated_on", stamp(w.Updated)},
		{"bak_ip_status", w.backupStatus()},
	}
}

// orEmpty is a list as PHP writes it: without items it is an empty object.
func orEmpty(items array) any {
	if len(items) == 0 {
		return object{}
	}
	return items
}

func (w watching) backupStatus() any {
	rows := array{}
	for _, b := range w.Backups {
		now := w.zone.hostStatus(b.ID)
		rows = append(rows, object{
			{"monitor_id", b.ID}, {"bak_ip", b.IP}, {"status", now.words}, {"status_code", now.code},
		})
	}
	return orEmpty(rows)
}

func (c *call) monitorList() (object, error) {
	rows, down := array{}, 0
	for _, w := range c.monitors() {
		rows = append(rows, w.listed())
		if w.down() {
			down++
		}
	}
	return object{
		{"info", object{{"total_count", len(rows)}, {"down_count", down}}},
		{"monitors", rows},
	}, nil
}

func (c *call) monitorInfo() (object, error) {
	w, err := c.monitorOfCall("7")
	if err != nil {
		return nil, err
	}
	return object{{"info", w.listed()}}, nil
}

// monitorHistory has for each point what it saw at every turn of the last
// hours, the newest first, or what it sees since before them.
func (c *call) monitorHistory() (object, error) {
	w, err := c.monitorOfCall("6")
	if err != nil {
		return nil, err
	}
	rows := array{}
	start := c.now.Add(-c.hours())
	for _, seen := range slices.Backward(w.History) {
		if seen.At.Before(start) && len(rows) > 0 {
			break
		}
		rows = append(rows, w.seen(seen)...)
	}
	return object{
		{"domain", object{{"id", itoa(w.zone.id)}, {"domain", w.zone.name}, {"domain_grade", w.zone.grade}}},
		{"record", object{{"id", itoa(w.Record)}, {"sub_domain", w.record.Name}, {"ip", w.IP}}},
		{"monitor_history", rows},
	}, nil
}

func (w watching) seen(seen sight) array {
	status := hostDown
	if seen.Up {
		status = hostUp
	}
	code, _ := strconv.Atoi(status.code) // both are numbers
	rows := array{}
	for _, p := range w.Settings.Points {
		rows = append(rows, object{
			{"data", object{{"message", status.words}, {"code", code}, {"data", object{}}}}, {"point", p},
		})
	}
	return rows
}

// monitorDowns pages by offset and length, which the document lists among the
// codes; a wrong one has no code of its own.
func (c *call) monitorDowns() (object, error) {
	var downs []*down
	for _, z := range c.zones {
		if z.owner == c.account {
			downs = append(downs, z.Downs...)
		}
	}
	slices.SortStableFunc(downs, func(a, b *down) int { return b.Created.Compare(a.Created) })
	page, err := paged(c, downs, "3", "3")
	if err != nil {
		return nil, err
	}
	rows := array{}
	for _, d := range page {
		switches := array{}
		for _, line := range d.SwitchLog {
			switches = append(switches, line)
		}
		rows = append(rows, object{
			{"monitor_id", d.Monitor},
			{"host", d.Host},
			{"record_line", d.Line},
			{"ip", d.IP},
			{"warn_reason", downReason},
			{"switch_log", orEmpty(switches)},
			{"created_on", stamp(d.Created)},
			{"updated_on", stamp(d.Updated)},
		})
	}
	return object{{"info", object{{"total_count", len(downs)}}}, {"monitor_downs", rows}}, nil
}
