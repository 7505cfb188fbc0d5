package dnspod

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

var recordEndpoints = []endpoint{
	{name: "dnspod.record.types", path: "Record.Type", reads: true, handle: (*call).recordTypes, texts: gradeTexts},
	{name: "dnspod.record.lines", path: "Record.Line", reads: true, handle: (*call).recordLines, texts: gradeTexts},
	{
		name: "dnspod.record.create", path: "Record.Create", shared: true, handle: (*call).recordCreate,
		texts: merge(valueTexts, texts{"6": {"Parameter is missing or invalid", "缺少参数或者参数错误"}}),
	},
	{
		name: "dnspod.record.list", path: "Record.List", reads: true, handle: (*call).recordList,
		texts: merge(upgradeTexts, domainIDTexts, texts{
			"7":  {"Offset is invalid", "记录开始的偏移无效"},
			"8":  {"Length is invalid", "共要获取的记录的数量无效"},
			"9":  {"Not the owner of the domain", "不是域名所有者"},
			"10": {"No records on the list", "记录列表为空"},
		}),
	},
	{name: "dnspod.record.modify", path: "Record.Modify", shared: true, handle: (*call).recordModify, texts: valueTexts},
	{
		name: "dnspod.record.remove", path: "Record.Remove", shared: true, handle: (*call).recordRemove,
		texts: merge(recordTexts, lockedTexts),
	},
	{name: "dnspod.record.ddns", path: "Record.Ddns", shared: true, handle: (*call).recordDDNS, texts: valueTexts},
	{
		name: "dnspod.record.set_remark", path: "Record.Remark", shared: true, handle: (*call).recordRemark,
		texts: merge(domainIDTexts, recordIDTexts),
	},
	{name: "dnspod.record.info", path: "Record.Info", reads: true, handle: (*call).recordInfo, texts: recordTexts},
	{
		name: "dnspod.record.set_status", path: "Record.Status", shared: true, handle: (*call).recordStatus,
		texts: merge(recordTexts, lockedTexts),
	},
}

var gradeTexts = texts{"6": {"Grade is invalid", "等级代码不正确"}}

// gradeOfCall takes domain_grade, or the grade of the domain when it is absent.
func (c *call) gradeOfCall() (grade, error) {
	name := c.form.Get("domain_grade")
	if name == "" {
		z, err := c.zone("6")
		if err != nil {
			return grade{}, err
		}
		name = z.grade
	}
	g, known := grades[name]
	if !known {
		return grade{}, refused("6")
	}
	return g, nil
}

func (c *call) recordTypes() (object, error) {
	g, err := c.gradeOfCall()
	if err != nil {
		return nil, err
	}
	types := array{}
	for _, name := range g.types {
		types = append(types, name)
	}
	return object{{"types", types}}, nil
}

// recordLines has the ids since 2016; that of the default line is a number.
func (c *call) recordLines() (object, error) {
	g, err := c.gradeOfCall()
	if err != nil {
		return nil, err
	}
	ids, names := object{}, array{}
	for _, l := range g.lines {
		var id any = l.id
		if l.id == "0" {
			id = 0
		}
		ids, names = append(ids, field{l.name, id}), append(names, l.name)
	}
	return object{{"line_ids", ids}, {"lines", names}}, nil
}

// editable finds a zone that may change now.
func (c *call) editable(stranger string) (*zone, error) {
	z, err := c.zone(stranger)
	switch {
	case err != nil:
		return nil, err
	case z.locked(c.now):
		return nil, refused("21")
	}
	return z, nil
}

// editableRecord finds a record of such a zone.
func (c *call) editableRecord() (*zone, *record, error) {
	z, err := c.editable("7")
	if err != nil {
		return nil, nil, err
	}
	r, err := z.record(c.form.Get("record_id"))
	return z, r, err
}

func (c *call) recordCreate() (object, error) {
	z, err := c.editable("7")
	if err != nil {
		return nil, err
	}
	if c.form.Get("record_type") == "" || c.form.Get("value") == "" {
		return nil, refused("6")
	}
	d, err := c.draft(z, nil)
	if err != nil {
		return nil, err
	}
	r := c.addRecord(z, d.Record, c.now)
	c.changed(z, r.ID, "添加 "+r.words())
	return object{{"record", object{
		{"id", itoa(r.ID)}, {"name", r.Name}, {"status", r.status("enabled", "disabled")}, {"weight", nil},
	}}}, nil
}

func (r *record) words() string {
	return r.Type + " 记录 " + r.Line + " 线路 " + r.Name + " 值 " + r.Value
}

func (r *record) status(on, off string) string {
	if r.Disabled {
		return off
	}
	return on
}

func (c *call) recordList() (object, error) {
	z, err := c.zone("9")
	if err != nil {
		return nil, err
	}
	chosen := c.chosenRecords(z)
	page, err := paged(c, chosen, "7", "8")
	if err != nil {
		return nil, err
	}
	if len(page) == 0 && c.emptyIsError() {
		return nil, refused("10")
	}
	list := array{}
	for _, r := range page {
		list = append(list, z.listed(r))
	}
	total := strconv.Itoa(len(chosen))
	return object{
		{"domain", object{
			{"id", itoa(z.id)}, {"name", z.name}, {"punycode", z.punycode}, {"grade", z.grade}, {"owner", z.owner.Email},
		}},
		{"info", object{{"sub_domains", total}, {"record_total", total}}},
		{"records", list},
	}, nil
}

// chosenRecords is in the order of production's database: by name without
// regard to case, "@" before and "_" after the letters. V4.6 has only
// sub_domain; the clients of dynamic addresses rely on the other conditions.
func (c *call) chosenRecords(z *zone) []*record {
	asked := func(name string) string { return strings.ToLower(c.form.Get(name)) }
	keyword := asked("keyword")
	chosen := slices.DeleteFunc(slices.Clone(z.records), func(r *record) bool {
		for name, value := range map[string]string{
			"sub_domain": r.Name, "record_type": r.Type, "record_line": r.Line, "record_line_id": z.lineID(r.Line),
		} {
			if want := asked(name); want != "" && want != strings.ToLower(value) {
				return true
			}
		}
		return !strings.Contains(r.Name, keyword) && !strings.Contains(strings.ToLower(r.Value), keyword)
	})
	slices.SortStableFunc(chosen, func(a, b *record) int {
		return strings.Compare(strings.ToUpper(a.Name), strings.ToUpper(b.Name))
	})
	return chosen
}

func (z *zone) lineID(name string) string {
	l, _ := grades[z.grade].line(func(l line) bool { return l.name == name })
	return l.id
}

// listed is a record in Record.List, where every number is text.
func (z *zone) listed(r *record) object {
	row := object{
		{"id", itoa(r.ID)},
		{"name", r.Name},
		{"line", r.Line},
		{"line_id", z.lineID(r.Line)},
		{"type", r.Type},
		{"ttl", strconv.Itoa(r.TTL)},
		{"value", r.Value},
		{"weight", nil},
		{"mx", strconv.Itoa(r.MX)},
		{"enabled", r.status("1", "0")},
		{"status", r.status("enabled", "disabled")},
		{"monitor_status", z.monitorStatusOf(r)},
		{"remark", r.Remark},
		{"updated_on", stamp(r.updated)},
		{"use_aqb", "no"},
	}
	if r.Hold {
		row = append(row, field{"hold", "hold"})
	}
	return row
}

func (c *call) recordInfo() (object, error) {
	z, err := c.zone("7")
	switch {
	case err != nil:
		return nil, err
	case z.status == "spam":
		return nil, refused("-15")
	}
	r, err := z.record(c.form.Get("record_id"))
	if err != nil {
		return nil, err
	}
	return object{
		{"domain", object{{"id", z.id}, {"domain", z.name}, {"domain_grade", z.grade}}},
		{"record", object{
			{"id", itoa(r.ID)},
			{"sub_domain", r.Name},
			{"record_type", r.Type},
			{"record_line", r.Line},
			{"record_line_id", z.lineID(r.Line)},
			{"value", r.Value},
			{"weight", nil},
			{"mx", strconv.Itoa(r.MX)},
			{"ttl", strconv.Itoa(r.TTL)},
			{"enabled", r.status("1", "0")},
			{"monitor_status", z.monitorStatusOf(r)},
			{"remark", r.Remark},
			{"updated_on", stamp(r.updated)},
			{"domain_id", itoa(z.id)},
		}},
	}, nil
}

func (c *call) recordModify() (object, error) {
	z, r, err := c.editableRecord()
	if err != nil {
		return nil, err
	}
	if r.Hold {
		return nil, refused("7") // the nameservers that hold a zone may be paused, not changed
	}
	d, err := c.draft(z, r)
	if err != nil {
		return nil, err
	}
	if err := c.write(z, r, d.Record); err != nil {
		return nil, err
	}
	return object{{"record", object{
		{"id", r.ID}, {"name", r.Name}, {"value", r.Value}, {"status", r.status("enable", "disable")}, {"weight", nil},
	}}}, nil
}

const (
	idleLimit  = 5
	idleWindow = time.Hour
	idleLock   = time.Hour
)

// write gives a record new values. More than five writes in an hour that
// change nothing lock the record for an hour; the code of that is not
// documented, so it is the one for too much use of the API.
func (c *call) write(z *zone, r *record, values Record) error {
	if c.now.Before(r.frozenUntil) {
		return refused("-2")
	}
	if values == r.Record {
		r.idle = append(since(r.idle, c.now.Add(-idleWindow)), c.now)
		if len(r.idle) > idleLimit {
			r.idle, r.frozenUntil = nil, c.now.Add(idleLock)
			return refused("-2")
		}
		return nil
	}
	before := r.Record
	r.Record, r.updated = values, c.now
	c.changed(z, r.ID, "修改 "+r.words())
	c.rewatch(z, r, before)
	return nil
}

// recordDDNS points an A or AAAA record at value or, without it, at the caller.
func (c *call) recordDDNS() (object, error) {
	z, r, err := c.editableRecord()
	if err != nil {
		return nil, err
	}
	if r.Type != "A" && r.Type != "AAAA" {
		return nil, refused("8")
	}
	c.form.Set("record_type", r.Type)
	c.form.Set("ttl", strconv.Itoa(r.TTL))
	if c.form.Get("value") == "" {
		c.form.Set("value", c.ip)
	}
	d, err := c.draft(z, r)
	if err != nil {
		return nil, err
	}
	if err := c.write(z, r, d.Record); err != nil {
		return nil, err
	}
	return object{{"record", object{{"id", r.ID}, {"name", r.Name}, {"value", r.Value}}}}, nil
}

func (c *call) recordRemove() (object, error) {
	z, r, err := c.editableRecord()
	if err != nil {
		return nil, err
	}
	if r.Hold {
		return nil, refused("7")
	}
	if m := z.monitor(r); m != nil {
		z.forget(m)
	}
	z.records = slices.DeleteFunc(z.records, func(other *record) bool { return other == r })
	c.changed(z, r.ID, "删除 "+r.words())
	return object{}, nil
}

func (c *call) recordRemark() (object, error) {
	z, err := c.zone("6")
	if err != nil {
		return nil, err
	}
	r, err := z.record(c.form.Get("record_id"))
	if err != nil {
		return nil, err
	}
	r.Remark = c.form.Get("remark")
	c.changed(z, r.ID, "设置记录备注 "+r.words())
	return object{}, nil
}

func (c *call) recordStatus() (object, error) {
	z, r, err := c.editableRecord()
	if err != nil {
		return nil, err
	}
	disabled, err := choose(c, "status", map[string]bool{"enable": false, "disable": true})
	if err != nil {
		return nil, err
	}
	r.Disabled, r.updated = disabled, c.now
	if m := z.monitor(r); m != nil {
		m.Paused = false // what the caller says holds when the host is back
	}
	c.changed(z, r.ID, map[bool]string{false: "启用解析 ", true: "暂停解析 "}[disabled]+r.words())
	return object{{"record", object{
		{"id", r.ID}, {"name", r.Name}, {"status", r.status("enable", "disable")},
	}}}, nil
}
