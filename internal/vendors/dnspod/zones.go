package dnspod

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// pageLength is the most that one call lists.
const pageLength = 3000

// DomainListAll reads all pages of domains of a type ("" all).
func (c *Client) DomainListAll(ctx context.Context, kind string) ([]Domain, error) {
	return pages(func(offset int) ([]Domain, int, error) {
		page, err := c.DomainList(ctx, DomainListRequest{Type: kind, Offset: offset, Length: pageLength})
		return page.Domains, page.Info.Matched, err
	}, func(d Domain) string { return d.ID })
}

// RecordListAll reads all pages of records of a domain.
func (c *Client) RecordListAll(ctx context.Context, domainID string) ([]Record, error) {
	return pages(func(offset int) ([]Record, int, error) {
		page, err := c.RecordList(ctx, RecordListRequest{DomainID: domainID, Offset: offset, Length: pageLength})
		return page.Records, page.Info.Records, err
	}, func(r Record) string { return r.ID })
}

// pages reads until the total is reached or a page brings nothing new. A row that moved
// between two pages is kept once.
func pages[T any](read func(offset int) ([]T, int, error), id func(T) string) ([]T, error) {
	all, seen := []T{}, map[string]bool{}
	for offset := 0; ; {
		page, total, err := read(offset)
		if err != nil {
			return nil, err
		}
		full := len(page) >= pageLength
		fresh := slices.DeleteFunc(page, func(row T) bool { return seen[id(row)] })
		for _, row := range fresh {
			seen[id(row)] = true
		}
		all = append(all, fresh...)
		offset += pageLength
		if len(fresh) == 0 || offset >= total && !full {
			return all, nil
		}
	}
}

// Same tells whether writing data would change nothing. Host names are compared without
// case and final dot, because the vendor adds the dot by itself.
func (r Record) Same(data RecordData) bool {
	return strings.EqualFold(r.Sub, data.Sub) && r.Type == data.Type && r.Line == data.Line &&
		r.TTL == data.TTL && (data.Type != "MX" || r.MX == data.MX) &&
		canonical(r.Type, r.Value) == canonical(data.Type, data.Value)
}

func canonical(kind, value string) string {
	switch kind {
	case "CNAME", "MX", "NS":
		return strings.ToLower(strings.TrimSuffix(value, "."))
	}
	return value
}

// RecordChange writes data into a record unless it is there already: the vendor locks
// records that are written again and again without a change. changed is false when
// nothing was sent.
func (c *Client) RecordChange(ctx context.Context, domainID string, current Record, data RecordData) (changed bool, err error) {
	if current.Same(data) {
		return false, nil
	}
	_, err = c.RecordModify(ctx, RecordModifyRequest{DomainID: domainID, RecordID: current.ID, RecordData: data})
	return err == nil, err
}

// RecordEnable enables or pauses a record unless it is so already.
func (c *Client) RecordEnable(ctx context.Context, domainID string, current Record, enabled bool) (changed bool, err error) {
	if current.Enabled == enabled {
		return false, nil
	}
	status := "disable"
	if enabled {
		status = "enable"
	}
	err = c.RecordSetStatus(ctx, RecordStatusRequest{DomainID: domainID, RecordID: current.ID, Status: status})
	return err == nil, err
}

// RecordNote sets a record's remark unless it is so already.
func (c *Client) RecordNote(ctx context.Context, domainID string, current Record, remark string) (changed bool, err error) {
	if current.Remark == remark {
		return false, nil
	}
	err = c.RecordSetRemark(ctx, RecordRemarkRequest{DomainID: domainID, RecordID: current.ID, Remark: remark})
	return err == nil, err
}

// gradeLife is how long types and lines of a grade are believed: 24 hours.
const gradeLife = 24 * time.Hour

// gradeCache keeps what a grade allows; the vendor asks its clients to.
type gradeCache struct {
	now  func() time.Time
	mu   sync.Mutex
	kept map[string]kept
}

type kept struct {
	list []string
	at   time.Time
}

func (g *gradeCache) get(key string, read func() ([]string, error)) ([]string, error) {
	g.mu.Lock()
	known, ok := g.kept[key]
	g.mu.Unlock()
	if ok && g.now().Sub(known.at) < gradeLife {
		return slices.Clone(known.list), nil
	}
	list, err := read()
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	g.kept[key] = kept{list: list, at: g.now()}
	g.mu.Unlock()
	return slices.Clone(list), nil
}

// RecordTypes lists the record types a grade allows, at most a day old.
func (c *Client) RecordTypes(ctx context.Context, req GradeRequest) ([]string, error) {
	return c.grades.get("types "+req.key(), func() ([]string, error) {
		answer, err := recordTypes.Call(ctx, c.line, req)
		return answer.Types, err
	})
}

// RecordLines lists the lines a grade allows, at most a day old.
func (c *Client) RecordLines(ctx context.Context, req GradeRequest) ([]string, error) {
	return c.grades.get("lines "+req.key(), func() ([]string, error) {
		answer, err := recordLines.Call(ctx, c.line, req)
		return answer.Lines, err
	})
}

func (r GradeRequest) key() string {
	if r.Grade != "" {
		return r.Grade
	}
	return "domain " + r.DomainID
}

// All describes every call of this package, in the order of the document.
func All() []endpoint.Description {
	return endpoint.DescribeAll(vendor,
		infoVersion, userDetail,
		domainCreate, domainList, domainRemove, domainSetStatus, domainInfo, domainLog,
		domainSetMark, domainSetRemark, domainPurview,
		recordTypes, recordLines, recordCreate, recordList, recordModify, recordRemove,
		recordSetRemark, recordInfo, recordSetStatus,
	)
}
