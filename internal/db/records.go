package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/panel"
)

const recordColumns = `records.id, records.reseller_id, records.product_id, records.vendor_ref, records.name, records.type,
	records.value, records.ttl, records.mx, records.line, records.locked, records.enabled, records.state, records.wanted,
	records.problem, records.updated_at, records.version`

// A record belongs to whom its zone belongs.
const recordTables = ` FROM records JOIN products
	ON products.reseller_id = records.reseller_id AND products.id = records.product_id`

func scanRecord(row scanner) (r panel.Record, err error) {
	return r, row.Scan(&r.ID, &r.ResellerID, &r.ProductID, &r.VendorRef, &r.Name, &r.Type, &r.Value, &r.TTL, &r.MX, &r.Line,
		&r.Locked, &r.Enabled, &r.State, fromJSON(&r.Wanted), fromJSON(&r.Problem), moment(&r.UpdatedAt), &r.Version)
}

// orEmpty stores a value as JSON, nothing as an empty text.
func orEmpty[T any](v *T) string {
	if v == nil {
		return ""
	}
	return toJSON(v)
}

// ZoneRecord reads one record of a zone that the actor may see.
func (q Queries) ZoneRecord(ctx context.Context, a panel.Actor, zoneID, id int64) (panel.Record, error) {
	var f filter
	f.scopeProducts(a)
	f.and("records.product_id = ?", zoneID)
	f.and("records.id = ?", id)
	r, err := scanRecord(q.q.QueryRowContext(ctx, `SELECT `+recordColumns+recordTables+f.where(), f.args...))
	if err != nil {
		return r, absent(err, "record")
	}
	return r, nil
}

// RecordFilter narrows the records of a zone. Zero values do not narrow.
type RecordFilter struct {
	Search string // part of name or value
	Name   string // exactly
	Type   string
	Line   string
	State  panel.RecordState
	After  panel.Record // the last row of the page before: name, type and id
	Limit  int          // 0 = all
}

// Records lists the records of a zone by name and type.
func (q Queries) Records(ctx context.Context, zone panel.Product, want RecordFilter) ([]panel.Record, error) {
	var f filter
	f.and("records.reseller_id = ?", zone.ResellerID)
	f.and("records.product_id = ?", zone.ID)
	if want.Search != "" {
		text := containing(want.Search)
		f.and(`(records.name LIKE ? ESCAPE '\' OR lower(records.value) LIKE ? ESCAPE '\')`, text, text)
	}
	for _, one := range []struct{ column, value string }{
		{"name", want.Name}, {"type", want.Type}, {"line", want.Line}, {"state", string(want.State)},
	} {
		if one.value != "" {
			f.and("records."+one.column+" = ?", one.value)
		}
	}
	if want.After.ID != 0 {
		f.and("(records.name, records.type, records.id) > (?, ?, ?)", want.After.Name, want.After.Type, want.After.ID)
	}
	query := `SELECT ` + recordColumns + ` FROM records` + f.where() + ` ORDER BY records.name, records.type, records.id`
	if want.Limit > 0 {
		query += ` LIMIT ` + f.next(want.Limit)
	}
	return list(ctx, q.q, scanRecord, query, f.args...)
}

// PendingRecords counts the records of a zone whose change is under way, and
// gives a number that differs whenever one of the zone's rows does.
func (q Queries) PendingRecords(ctx context.Context, zone panel.Product) (pending int, version string, err error) {
	var n, versions, latest int64
	err = q.q.QueryRowContext(ctx, `SELECT count(*), cast(coalesce(sum(version), 0) AS bigint), coalesce(max(updated_at), 0),
			coalesce(sum(CASE WHEN state IN ('adding', 'changing', 'deleting') THEN 1 ELSE 0 END), 0)
		  FROM records WHERE reseller_id = $1 AND product_id = $2`, zone.ResellerID, zone.ID).Scan(&n, &versions, &latest, &pending)
	return pending, fmt.Sprintf("%d.%d.%d", n, versions, latest), err
}

// AddRecord stores a new record and returns its id.
func (tx *Tx) AddRecord(ctx context.Context, r panel.Record) (id int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO records (reseller_id, product_id, vendor_ref, name, type, value, ttl, mx, line,
			locked, enabled, state, wanted, problem, updated_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1) RETURNING id`,
		r.ResellerID, r.ProductID, r.VendorRef, r.Name, r.Type, r.Value, r.TTL, r.MX, r.Line,
		r.Locked, r.Enabled, r.State, orEmpty(r.Wanted), orEmpty(r.Problem), tx.Now.UnixMicro()).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add record %s %s: %w", r.Name, r.Type, err)
	}
	return id, nil
}

// SaveRecord stores a record as it stands now. It returns a Conflict error
// when somebody changed it since it was read.
func (tx *Tx) SaveRecord(ctx context.Context, r panel.Record) error {
	n, err := changed(ctx, tx.q, `UPDATE records
		   SET vendor_ref = $1, name = $2, type = $3, value = $4, ttl = $5, mx = $6, line = $7, locked = $8, enabled = $9,
		       state = $10, wanted = $11, problem = $12, updated_at = $13, version = version + 1
		 WHERE reseller_id = $14 AND id = $15 AND version = $16`,
		r.VendorRef, r.Name, r.Type, r.Value, r.TTL, r.MX, r.Line, r.Locked, r.Enabled,
		r.State, orEmpty(r.Wanted), orEmpty(r.Problem), tx.Now.UnixMicro(), r.ResellerID, r.ID, r.Version)
	if err != nil {
		return fmt.Errorf("save record %d: %w", r.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "error.record.moved")
	}
	return nil
}

// DropRecord forgets a record; that it is gone already is no error.
func (tx *Tx) DropRecord(ctx context.Context, r panel.Record) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM records WHERE reseller_id = $1 AND id = $2`, r.ResellerID, r.ID)
	if err != nil {
		return fmt.Errorf("drop record %d: %w", r.ID, err)
	}
	return nil
}

// DropTwins forgets other rows of the same vendor record: a reading of the
// zone may have met it before the job that added it said whose it is.
func (tx *Tx) DropTwins(ctx context.Context, r panel.Record) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM records
		WHERE reseller_id = $1 AND product_id = $2 AND vendor_ref = $3 AND id <> $4`, r.ResellerID, r.ProductID, r.VendorRef, r.ID)
	if err != nil {
		return fmt.Errorf("drop twins of record %d: %w", r.ID, err)
	}
	return nil
}

// OpenRecordJobs is the set of records of a zone that a job works for.
func (q Queries) OpenRecordJobs(ctx context.Context, zone panel.Product) (map[int64]bool, error) {
	open := map[int64]bool{}
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		var key string
		err := row.Scan(&key)
		if id, _, found := strings.Cut(strings.TrimPrefix(key, recordJobPrefix), ":"); found {
			n, broken := strconv.ParseInt(id, 10, 64)
			open[n] = broken == nil
		}
		return struct{}{}, err
	}, `SELECT unique_key FROM jobs
		WHERE reseller_id = $1 AND product_id = $2 AND state IN ('waiting', 'running') AND unique_key LIKE 'record:%'`, zone.ResellerID, zone.ID)
	return open, err
}

// JobOpen reports whether a job with this unique key is waiting or running.
func (q Queries) JobOpen(ctx context.Context, resellerID int64, key string) (bool, error) {
	var n int
	err := q.q.QueryRowContext(ctx, `SELECT count(*) FROM jobs
		WHERE reseller_id = $1 AND unique_key = $2 AND state IN ('waiting', 'running')`, resellerID, key).Scan(&n)
	return n > 0, err
}

// Nameservers is what the registrar last said of the domains with these names
// that the actor may see, by name.
func (q Queries) Nameservers(ctx context.Context, a panel.Actor, names []string) (map[string][]string, error) {
	found := map[string][]string{}
	if len(names) == 0 {
		return found, nil
	}
	var f filter
	f.scopeProducts(a)
	f.and("products.kind = ?", panel.KindDomain)
	values := make([]any, 0, len(names))
	for _, name := range names {
		values = append(values, name)
	}
	f.and("products.name IN (?"+strings.Repeat(", ?", len(names)-1)+")", values...)
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		var name string
		var facts panel.Facts
		err := row.Scan(&name, fromJSON(&facts))
		if facts.Domain != nil {
			found[name] = facts.Domain.Nameservers
		}
		return struct{}{}, err
	}, `SELECT products.name, products.facts FROM products`+f.where(), f.args...)
	return found, err
}

// MergeRecords makes a zone's rows what the vendor said when the reading
// began. Rows with a change under way or refused keep it, and rows that were
// written since the reading began are newer than it.
func (tx *Tx) MergeRecords(ctx context.Context, zone panel.Product, said []panel.Record, began time.Time) error {
	rows, err := tx.Records(ctx, zone, RecordFilter{})
	if err != nil {
		return fmt.Errorf("records of zone %d: %w", zone.ID, err)
	}
	open, err := tx.OpenRecordJobs(ctx, zone)
	if err != nil {
		return fmt.Errorf("jobs of zone %d: %w", zone.ID, err)
	}
	for _, step := range panel.MergeRecords(rows, said, began, func(id int64) bool { return open[id] }) {
		step.Record.ResellerID, step.Record.ProductID = zone.ResellerID, zone.ID
		switch step.Do {
		case panel.MergeAdd:
			_, err = tx.AddRecord(ctx, step.Record)
		case panel.MergeSave:
			err = tx.SaveRecord(ctx, step.Record)
		case panel.MergeDrop:
			err = tx.DropRecord(ctx, step.Record)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

const recordJobPrefix = "record:"

// RecordJobKey is the unique key of the job that carries out one change of a
// record: the version tells one change from the next.
func RecordJobKey(id, version int64) string {
	return fmt.Sprintf("%s%d:%d", recordJobPrefix, id, version)
}
