package cndns

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// window reads startTime and endTime, days or points in time: the last day where they are
// not given. most bounds the span; 0 does not.
func (r *request) window(most time.Duration) (from, to time.Time, err error) {
	to, toOK := readPoint(r.get("endtime"), r.now, 24*time.Hour-time.Second)
	from, fromOK := readPoint(r.get("starttime"), to.Add(-24*time.Hour), 0)
	return from, to, objections(
		objection{!fromOK, "开始时间格式错误"},
		objection{!toOK, "结束时间格式错误"},
		objection{from.After(to), "开始时间不能大于结束时间"},
		objection{most > 0 && to.Sub(from) > most+24*time.Hour, "时间跨度不能超过 90 天"},
	)
}

// readPoint reads "2017-11-11" in Beijing time, to which rest is added, or
// "2016-10-13T00:00:00Z".
func readPoint(text string, missing time.Time, rest time.Duration) (time.Time, bool) {
	if text == "" {
		return missing, true
	}
	if at, err := time.ParseInLocation(time.DateOnly, text, beijing); err == nil {
		return at.Add(rest), true
	}
	at, err := time.Parse(time.RFC3339, text)
	return at, err == nil
}

// cdnLogs lists a file for each day. The document describes no columns; these are those of
// the network behind it.
func cdnLogs(r *request) (any, error) {
	_, domain, err := r.boundCDN()
	if err != nil {
		return nil, err
	}
	from, to, err := r.window(0)
	if err != nil {
		return nil, err
	}
	from, to = later(from, domain.Added).In(beijing), earlier(to, r.now)
	list := []row{}
	for day := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, beijing); !day.After(to); day = day.AddDate(0, 0, 1) {
		name := day.Format("20060102") + "_" + domain.Name + ".gz"
		list = append(list, row{
			{"logTimeBegin", day.UTC().Format(time.RFC3339)},
			{"logTimeEnd", day.AddDate(0, 0, 1).UTC().Format(time.RFC3339)},
			{"logFileName", name},
			{"size", itoa(1000 + drawn(domain.Name, day, "size", 1<<20))},
			{"url", "http://logs.bdydns.com/" + name + "?sign=" + md5Hex(name)},
		})
	}
	return list, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// drawn is a figure below most that is always the same for a domain, a time and a use.
func drawn(domain string, at time.Time, use string, most int) int {
	hash := fnv.New32a()
	_, _ = fmt.Fprint(hash, domain, at.Unix(), use)
	return int(hash.Sum32()>>1) % most
}

// statKind is one of the queries: how its values are named and made.
type statKind struct {
	period bool // the parameter period gives the distance of the points
	java   bool // times as Java prints them
	values func(domain string, at time.Time) row
	split  bool // has regions
}

var statKinds = map[string]statKind{
	"1": {values: counters("http://%s/path/to/file1.png", "http://%s/path/to/file2.gif", "http://%s/path/to/file7.flv")},
	"2": {values: counters("-", "i1.%s", "i2.%s")},
	"3": {values: figures("uv"), split: true},
	"4": {values: figures("pv", "qps"), split: true, period: true},
	"5": {values: counters("504", "206", "200", "304", "404"), split: true},
	"6": {values: figures("bps", "flow"), java: true},
}

// figures names plain numbers.
func figures(names ...string) func(string, time.Time) row {
	return func(domain string, at time.Time) row {
		var out row
		for _, name := range names {
			out = append(out, column{name, drawn(domain, at, name, 100_000)})
		}
		return out
	}
}

// counters names numbers in a list, the greatest first; %s is the domain.
func counters(names ...string) func(string, time.Time) row {
	return func(domain string, at time.Time) row {
		var list []row
		most := 100_000
		for _, name := range names {
			most = 1 + drawn(domain, at, name, most)
			list = append(list, row{{"name", strings.ReplaceAll(name, "%s", domain)}, {"value", most}})
		}
		return row{{"counters", list}}
	}
}

// cdnStatistics answers the six queries of GetstatTop.
func cdnStatistics(r *request) (any, error) {
	_, domain, err := r.boundCDN()
	if err != nil {
		return nil, err
	}
	kind, ok := statKinds[r.get("type")]
	if !ok {
		return nil, refusal{text: "查询类型错误"}
	}
	if other := strings.ToLower(r.get("domain")); other != "" && other != domain.Name {
		return nil, refusal{text: "域名不在该产品下"}
	}
	return r.series(kind, domain)
}

// cdnFlow answers the same figures as query 6: the document shows none of its own.
func cdnFlow(r *request) (any, error) {
	_, domain, err := r.boundCDN()
	if err != nil {
		return nil, err
	}
	return r.series(statKinds["6"], domain)
}

// series is a query's points, which begin when the domain was added.
func (r *request) series(kind statKind, domain *CDNDomain) (any, error) {
	from, to, err := r.window(listedRange)
	if err != nil {
		return nil, err
	}
	step, regions := time.Hour, kind.split && slices.Contains([]string{"true", "1"}, strings.ToLower(r.get("withregion")))
	if kind.period {
		seconds, ok := r.number("period")
		if text := r.get("period"); text != "" && (!ok || !slices.Contains([]int{60, 300, 3600}, seconds)) {
			return nil, refusal{text: "查询粒度错误"}
		} else if text == "" {
			seconds = 300
		}
		step = time.Duration(seconds) * time.Second
	}
	list := []row{}
	for at := later(from, domain.Added.Truncate(step)).Truncate(step); !at.After(earlier(to, r.now)); at = at.Add(step) {
		list = append(list, kind.row(domain.Name, at, regions))
	}
	if regions && len(list) > 64 {
		return nil, refusal{text: "包含访问分布时记录数不能超过 64 个"}
	}
	return row{{"details", list}}, nil
}

// row is one point, with where the visitors are if that is asked for.
func (k statKind) row(domain string, at time.Time, regions bool) row {
	stamp := at.UTC().Format(time.RFC3339)
	if k.java {
		stamp = javaDate(at)
	}
	out := append(row{{"timestamp", stamp}}, k.values(domain, at)...)
	if !regions {
		return out
	}
	var list []row
	for _, place := range []string{"上海", "北京"} {
		list = append(list, append(row{{"location", place}, {"isp", "电信"}}, k.values(domain+place, at)...))
	}
	return append(out, column{"regions", list})
}
