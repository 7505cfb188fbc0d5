package cndns

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// CDNPurge is a task that drops an address from the caches. How far it is follows from
// the time.
type CDNPurge struct {
	ID        string    `json:"id"`
	Domain    string    `json:"domain"`
	URL       string    `json:"url"`
	Directory bool      `json:"directory"`
	Created   time.Time `json:"created"`
}

const (
	purgeWaits  = 10 * time.Second
	purgeTakes  = 3 * time.Minute // from its start
	mostPurges  = 100             // in one call and in one answer
	listedRange = 90 * 24 * time.Hour
)

// purgeCDN drops addresses and lists the tasks of the domain, newest first. Without
// addresses it only lists, where the query says of what.
func purgeCDN(r *request) (any, error) {
	product, domain, err := r.boundCDN()
	if err != nil {
		return nil, err
	}
	from, to, err := r.window(listedRange)
	if err != nil {
		return nil, err
	}
	if r.get("refresh_url") != "" || r.get("id")+r.get("url")+r.get("starttime")+r.get("endtime") == "" {
		if err := r.addPurges(product, domain.Name); err != nil {
			return nil, err
		}
	}
	list := r.purges(product, domain.Name, from, to)
	cut := len(list) > mostPurges
	return row{{"truncated", cut}, {"details", list[:min(len(list), mostPurges)]}}, nil
}

// addPurges reads refresh_url: files, or directories that end in a slash.
func (r *request) addPurges(product *CDN, domain string) error {
	kind := r.get("refresh_type")
	urls := strings.Split(r.get("refresh_url"), ",")
	for i, url := range urls {
		urls[i] = strings.TrimSpace(url)
	}
	foreign := func(url string) bool {
		return !strings.HasPrefix(url, "http://"+domain+"/") && !strings.HasPrefix(url, "https://"+domain+"/")
	}
	if err := objections(
		objection{r.get("refresh_url") == "", "刷新路径不能为空"},
		objection{kind != "0" && kind != "1", "刷新类型错误"},
		objection{slices.ContainsFunc(urls, foreign), "刷新路径不属于该域名"},
		objection{len(urls) > mostPurges, "刷新路径超出限制"},
	); err != nil {
		return err
	}
	if slices.ContainsFunc(urls, func(url string) bool { return strings.HasSuffix(url, "/") != (kind == "1") }) {
		return refusal{text: "目录刷新必须以 / 结尾, 文件刷新不能以 / 结尾"}
	}
	if product.shown(r.now) != OrderRunning {
		return refusal{text: "产品状态非运行中,无法操作"}
	}
	for _, url := range urls {
		product.Purges = append(product.Purges, CDNPurge{itoa(r.server.nextID()), domain, url, kind == "1", r.now})
	}
	return nil
}

// purges lists the tasks of a domain by the filters id, url and time, newest first.
func (r *request) purges(product *CDN, domain string, from, to time.Time) []row {
	form := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(r.get("url")), `\*`, ".*") + "$")
	list := []row{}
	for _, p := range slices.Backward(product.Purges) {
		if p.Domain == domain && !p.Created.Before(from) && !p.Created.After(to) &&
			(r.get("id") == "" || p.ID == r.get("id")) && (r.get("url") == "" || form.MatchString(p.URL)) {
			list = append(list, p.row(r.now))
		}
	}
	return list
}

// row is a task as it stands. An address with "fail" in it fails at half its way.
func (p CDNPurge) row(now time.Time) row {
	start := p.Created.Add(purgeWaits)
	progress := within100(int(100 * now.Sub(start) / purgeTakes))
	status, end := "in-progress", start.Add(purgeTakes)
	switch {
	case strings.Contains(p.URL, "fail") && progress >= 50:
		status, progress, end = "failed", 50, start.Add(purgeTakes/2)
	case progress == 100:
		status = "completed"
	}
	kind := "file"
	if p.Directory {
		kind = "directory"
	}
	out := row{{"createdAt", javaDate(p.Created)}}
	if !now.Before(start) {
		out = append(out, column{"startedAt", javaDate(start)})
	}
	if status != "in-progress" {
		out = append(out, column{"finishedAt", javaDate(end)})
	}
	return append(out, row{{"task", row{{"type", kind}, {"url", p.URL}}}, {"progress", progress}, {"status", status}}...)
}

func within100(n int) int { return min(max(n, 0), 100) }
