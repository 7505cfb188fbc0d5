package dnspod

import "slices"

// grade is what a zone of one price class may hold. The numbers that the
// document does not give are those of its example of Domain.Purview, lowered
// for the free classes.
type grade struct {
	title         string
	vip           bool
	minTTL        int // seconds; also the default of the zone when it is 600
	lockDays      int
	labels        int // in a subdomain
	rotation      int // records of one type, name and line
	urls          int
	nameservers   int
	ipv6          int
	services      int
	aliases       int
	shares        int
	points        int // of one monitor
	mixedWildcard bool
	types         []string
	lines         []line
}

// line is one view of the resolver: a name for people, an id since 2016.
type line struct{ name, id string }

var (
	oldTypes = []string{"A", "CNAME", "MX", "TXT", "NS", "AAAA", "SRV", "URL"}
	newTypes = append(slices.Clone(oldTypes), "显性URL", "隐性URL")

	oldFreeLines = []line{{"默认", "0"}, {"电信", "10=0"}, {"联通", "10=1"}, {"教育网", "10=2"}, {"搜索引擎", "80=0"}}
	oldLines     = append(slices.Clone(oldFreeLines),
		line{"移动", "10=3"}, line{"铁通", "10=4"}, line{"国外", "3=0"}, line{"百度", "90=0"}, line{"Google", "90=1"},
		line{"有道", "90=2"}, line{"必应", "90=3"}, line{"搜搜", "90=4"}, line{"搜狗", "90=5"})
	newLines = []line{
		{"默认", "0"},
		{"国内", "7=0"},
		{"国外", "3=0"},
		{"电信", "10=0"},
		{"联通", "10=1"},
		{"教育网", "10=2"},
		{"移动", "10=3"},
		{"百度", "90=0"},
		{"谷歌", "90=1"},
		{"搜搜", "90=4"},
		{"有道", "90=2"},
		{"必应", "90=3"},
		{"搜狗", "90=5"},
		{"奇虎", "90=6"},
		{"搜索引擎", "80=0"},
	}
)

const plenty = 99999

// FreeGrade is the grade of a new zone.
const FreeGrade = "DP_Free"

var grades = map[string]grade{
	"D_Free":    free("免费套餐", 2, oldTypes, oldFreeLines),
	"D_Plus":    paid("个人豪华套餐", 120, oldTypes, oldLines),
	"D_Extra":   paid("企业Ⅰ", 60, oldTypes, oldLines),
	"D_Expert":  paid("企业Ⅱ", 10, oldTypes, oldLines),
	"D_Ultra":   paid("企业Ⅲ", 1, oldTypes, oldLines),
	"DP_Free":   free("新免费套餐", 5, newTypes, newLines),
	"DP_Plus":   paid("个人专业版", 120, newTypes, newLines),
	"DP_Extra":  paid("企业创业版", 60, newTypes, newLines),
	"DP_Expert": paid("企业标准版", 10, newTypes, newLines),
	"DP_Ultra":  paid("企业旗舰版", 1, newTypes, newLines),
}

func free(title string, labels int, types []string, lines []line) grade {
	return grade{
		title: title, minTTL: 600, lockDays: 30, labels: labels, rotation: 2, urls: 5, nameservers: 20,
		ipv6: 20, services: plenty, aliases: 2, shares: 2, points: 2, types: types, lines: lines,
	}
}

func paid(title string, minTTL int, types []string, lines []line) grade {
	return grade{
		title: title, vip: true, minTTL: minTTL, lockDays: 90, labels: 5, rotation: 8, urls: 30, nameservers: plenty,
		ipv6: plenty, services: plenty, aliases: 6, shares: 4, points: 999, mixedWildcard: true, types: types, lines: lines,
	}
}

// purview is the list of Domain.Purview, in its order.
func (g grade) purview() array {
	item := func(name string, value any) object { return object{{"name", name}, {"value", value}} }
	return array{
		item("URL 转发条数", g.urls), item("NS 记录条数", g.nameservers), item("AAAA 记录条数", g.ipv6),
		item("SRV 记录条数", g.services), item("域名绑定个数", g.aliases), item("域名锁定天数", g.lockDays),
		item("域名共享个数", g.shares), item("子域名级数", g.labels), item("泛解析级数", g.labels-1),
		item("负载均衡数量", g.rotation), item("记录 TTL 最低", g.minTTL),
		item("混合泛解析支持", yesNo(g.mixedWildcard)), item("增强线路类型", yesNo(g.vip)),
		item("分省线路类型", yesNo(g.vip)), item("分大洲线路类型", yesNo(g.vip)),
	}
}

func (g grade) line(matches func(line) bool) (line, bool) {
	i := slices.IndexFunc(g.lines, matches)
	if i < 0 {
		return line{}, false
	}
	return g.lines[i], true
}
