package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// micros stores a moment as microseconds since 1970 UTC, the zero time as NULL.
func micros(t time.Time) driver.Value {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

type momentScanner struct{ to *time.Time }

// moment scans what micros stored.
func moment(to *time.Time) sql.Scanner { return momentScanner{to} }

func (s momentScanner) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*s.to = time.Time{}
	case int64:
		*s.to = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("a moment cannot be read from %T", value)
	}
	return nil
}

// orNull stores an id, 0 as NULL.
func orNull(id int64) driver.Value {
	if id == 0 {
		return nil
	}
	return id
}

type idScanner struct{ to *int64 }

// idOf scans what orNull stored.
func idOf(to *int64) sql.Scanner { return idScanner{to} }

func (s idScanner) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*s.to = 0
	case int64:
		*s.to = v
	default:
		return fmt.Errorf("an id cannot be read from %T", value)
	}
	return nil
}

// toJSON stores a value as JSON text. It panics on what JSON cannot hold,
// which only a mistake in our own types can cause.
func toJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("db: %T as JSON: %v", v, err))
	}
	return string(text)
}

type jsonScanner struct{ to any }

// fromJSON scans JSON text into a value; empty text leaves it as it is.
func fromJSON(to any) sql.Scanner { return jsonScanner{to} }

func (s jsonScanner) Scan(value any) error {
	var text []byte
	switch v := value.(type) {
	case string:
		text = []byte(v)
	case []byte:
		text = v
	case nil:
	default:
		return fmt.Errorf("JSON cannot be read from %T", value)
	}
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, s.to)
}

// containing makes a LIKE pattern (escape '\') for rows that contain text,
// which is compared in lower case.
func containing(text string) string {
	text = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(text))
	return "%" + text + "%"
}

// list runs a query and scans every row.
func list[T any](ctx context.Context, q Executor, scan func(scanner) (T, error), query string, args ...any) (found []T, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := rows.Close(); err == nil {
			err = closed
		}
	}()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

// scanner is a row to scan, of one or of many.
type scanner interface{ Scan(into ...any) error }

// changed reports how many rows a statement touched.
func changed(ctx context.Context, q Executor, query string, args ...any) (int64, error) {
	result, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
