package dnspod

import (
	"context"
	"slices"
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
