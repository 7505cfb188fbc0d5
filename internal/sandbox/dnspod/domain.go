package dnspod

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var domainEndpoints = []endpoint{
	{name: "dnspod.domain.create", path: "Domain.Create", handle: (*call).domainCreate, texts: texts{
		"6":  {"Domain is invalid", "域名无效"},
		"7":  {"Domain already exists", "域名已存在"},
		"11": {"Domain already exists as an alias of another domain", "域名已经存在并且是其它域名的别名"},
		"12": {"Domain already exists and you have no permission to manage it", "域名已经存在并且您没有权限管理"},
	}},
	{name: "dnspod.domain.list", path: "Domain.List", reads: true, handle: (*call).domainList, texts: texts{
		"6": {"Offset is invalid", "记录开始的偏移无效"},
		"7": {"Length is invalid", "共要获取的记录的数量无效"},
		"9": {"No domains", "没有任何域名"},
	}},
	{
		name: "dnspod.domain.info", path: "Domain.Info", reads: true, handle: (*call).domainInfo,
		texts: merge(upgradeTexts, domainIDTexts, ownerTexts),
	},
	{
		name: "dnspod.domain.remove", path: "Domain.Remove", handle: (*call).domainRemove,
		texts: merge(spamTexts, domainIDTexts, texts{
			"7": {"Domain is locked", "域名已锁定"},
			"8": {"VIP domains can not be removed", "VIP 域名不可以删除"},
			"9": {"Not the owner of the domain", "非域名所有者"},
		}),
	},
	{
		name: "dnspod.domain.log", path: "Domain.Log", reads: true, handle: (*call).domainLog,
		texts: merge(upgradeTexts, domainIDTexts, ownerTexts),
	},
	{name: "dnspod.domain.purview", path: "Domain.Purview", reads: true, handle: (*call).domainPurview, texts: domainIDTexts},
}

var domainLabel = regexp.MustCompile(`^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$`)

func validDomain(name string) bool {
	labels := strings.Split(name, ".")
	if len(labels) < 2 || utf8.RuneCountInString(name) > 253 || strings.HasPrefix(name, "www.") {
		return false
	}
	top := labels[len(labels)-1]
	return strings.Trim(top, "0123456789") != "" && !slices.ContainsFunc(labels, func(label string) bool {
		return !domainLabel.MatchString(label)
	})
}

func (c *call) domainCreate() (object, error) {
	name := strings.ToLower(strings.TrimSpace(c.form.Get("domain")))
	if !validDomain(name) {
		return nil, refused("6")
	}
	if existing := c.named(name); existing != nil {
		if existing.owner == c.account || existing.mode(c.account) != "" {
			return nil, refused("7")
		}
		return nil, refused("12")
	}
	if c.aliased(name) != nil {
		return nil, refused("11")
	}
	z := c.newZone(name, c.account, c.now)
	if id := c.form.Get("group_id"); c.account.takes(id) { // a wrong one has no code
		z.group = id
	}
	z.marked = c.form.Get("is_mark") == "yes"
	c.changed(z, 0, "添加新域名 "+z.name+" "+c.account.Email+"("+itoa(c.account.UserID)+")")
	return object{{"domain", object{{"id", itoa(z.id)}, {"punycode", z.punycode}, {"domain", z.name}}}}, nil
}

// kinds are the values of Domain.List's parameter type, as an account sees its
// zones and those that others share with it.
var kinds = map[string]func(*account, *zone) bool{
	"":          func(*account, *zone) bool { return true },
	"all":       func(*account, *zone) bool { return true },
	"mine":      func(a *account, z *zone) bool { return z.owner == a },
	"recent":    func(*account, *zone) bool { return true },
	"ismark":    func(a *account, z *zone) bool { return z.owner == a && z.marked },
	"pause":     func(_ *account, z *zone) bool { return z.status == "pause" },
	"vip":       func(_ *account, z *zone) bool { return grades[z.grade].vip },
	"share":     func(a *account, z *zone) bool { return z.owner != a },
	"share_out": func(a *account, z *zone) bool { return z.owner == a && len(z.Shares) > 0 },
}

func (c *call) domainList() (object, error) {
	seen, chosen := c.zonesOfAccount()
	page, err := paged(c, chosen, "6", "7")
	if err != nil {
		return nil, err
	}
	if len(page) == 0 && c.emptyIsError() {
		return nil, refused("9")
	}
	list := array{}
	for _, z := range page {
		list = append(list, c.listed(z))
	}
	return object{{"info", c.totals(seen, len(chosen))}, {"domains", list}}, nil
}

// totals has null for no shared domain, as recorded; the document has 0.
func (c *call) totals(seen []*zone, chosen int) object {
	count := func(kind string) int {
		return len(slices.DeleteFunc(slices.Clone(seen), func(z *zone) bool { return !kinds[kind](c.account, z) }))
	}
	var shared any
	if count("share") > 0 || c.options.DocumentShapes {
		shared = count("share")
	}
	return object{
		{"domain_total", chosen},
		{"all_total", len(seen)},
		{"mine_total", count("mine")},
		{"share_total", shared},
		{"vip_total", count("vip")},
		{"ismark_total", count("ismark")},
		{"pause_total", count("pause")},
	}
}

// zonesOfAccount lists the zones that the caller sees, newest first, and those
// of them that type, group_id and keyword ask for.
func (c *call) zonesOfAccount() (seen, chosen []*zone) {
	wanted, known := kinds[c.form.Get("type")]
	group, keyword := c.form.Get("group_id"), strings.ToLower(c.form.Get("keyword"))
	for _, z := range slices.Backward(c.zones) {
		if z.owner != c.account && z.mode(c.account) == "" {
			continue
		}
		seen = append(seen, z)
		if known && wanted(c.account, z) && (group == "" || z.groupSeen(c.account) == group) &&
			strings.Contains(z.name, keyword) {
			chosen = append(chosen, z)
		}
	}
	return seen, chosen
}

// forcedPage is the number of rows beyond which paging is forced.
const forcedPage = 3000

// paged cuts rows by offset and length; the two codes are those of a wrong one.
func paged[T any](c *call, rows []T, wrongOffset, wrongLength string) ([]T, error) {
	offset, length := 0, forcedPage
	var err error
	if words := c.form.Get("offset"); words != "" {
		if offset, err = strconv.Atoi(words); err != nil || offset < 0 {
			return nil, refused(wrongOffset)
		}
	}
	if words := c.form.Get("length"); words != "" {
		if length, err = strconv.Atoi(words); err != nil || length < 1 {
			return nil, refused(wrongLength)
		}
	}
	start := min(offset, len(rows))
	return rows[start:min(start+min(length, forcedPage), len(rows))], nil
}

// listed is a zone in Domain.List: the id is a number there, and text in
// Domain.Info. A better grade runs for a year from the day after the creation.
func (c *call) listed(z *zone) object {
	row := object{
		{"id", z.id},
		{"status", z.state(c.now)},
		{"grade", z.grade},
		{"group_id", z.groupSeen(c.account)},
		{"searchengine_push", yesNo(z.push)},
		{"is_mark", yesNo(z.marked)},
		{"ttl", strconv.Itoa(z.ttl)},
		{"cname_speedup", "disable"},
		{"remark", z.remark},
		{"created_on", stamp(z.created)},
		{"updated_on", stamp(z.updated)},
		{"punycode", z.punycode},
		{"ext_status", z.extStatus},
		{"name", z.name},
		{"grade_title", grades[z.grade].title},
		{"is_vip", yesNo(grades[z.grade].vip)},
		{"owner", z.owner.Email},
		{"records", strconv.Itoa(len(z.records))},
	}
	if grades[z.grade].vip {
		row = append(row, field{"vip_start_at", day(z.created.AddDate(0, 0, 1))}, field{"vip_end_at", day(z.created.AddDate(1, 0, 0))})
	}
	return row
}

func (c *call) domainInfo() (object, error) {
	z, err := c.zone("8")
	if err != nil {
		return nil, err
	}
	var remark any = z.remark
	if z.remark == "" && c.options.FalseRemark {
		remark = false
	}
	return object{{"domain", object{
		{"id", itoa(z.id)},
		{"name", z.name},
		{"punycode", z.punycode},
		{"grade", z.grade},
		{"grade_title", grades[z.grade].title},
		{"status", z.state(c.now)},
		{"ext_status", z.extStatus},
		{"records", strconv.Itoa(len(z.records))},
		{"group_id", z.groupSeen(c.account)},
		{"is_mark", yesNo(z.marked)},
		{"remark", remark},
		{"is_vip", yesNo(grades[z.grade].vip)},
		{"searchengine_push", yesNo(z.push)},
		{"user_id", itoa(z.owner.UserID)},
		{"created_on", stamp(z.created)},
		{"updated_on", stamp(z.updated)},
		{"ttl", strconv.Itoa(z.ttl)},
		{"cname_speedup", "disable"},
		{"owner", z.owner.Email},
	}}}, nil
}

func (c *call) domainRemove() (object, error) {
	z, err := c.zone("9")
	switch {
	case err != nil:
		return nil, err
	case z.locked(c.now):
		return nil, refused("7")
	case grades[z.grade].vip:
		return nil, refused("8")
	}
	c.changed(z, 0, "删除域名 "+z.name)
	c.zones = slices.DeleteFunc(c.zones, func(other *zone) bool { return other == z })
	return object{}, nil
}

func (c *call) domainLog() (object, error) {
	z, err := c.zone("8")
	if err != nil {
		return nil, err
	}
	return object{{"log", newestFirst(z.log)}}, nil
}

func (c *call) domainPurview() (object, error) {
	z, err := c.zone("6")
	if err != nil {
		return nil, err
	}
	return object{{"purview", grades[z.grade].purview()}}, nil
}
