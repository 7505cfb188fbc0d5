// Package migrations holds the schema as numbered, forward-only files. One
// text serves both engines: a file is a template in which {{.ID}} is the type
// of a generated key, {{.Bytes}} that of a byte string, and {{if .SQLite}}
// parts the few statements that differ, and {{.Refuse}} writes the triggers that
// guard rows. A released file never changes.
package migrations

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"
	"text/template"
)

//go:embed *.sql
var files embed.FS

// Words are what a migration may ask about its engine.
type Words struct {
	AppendOnly []string // tables whose rows are never changed or removed
	SQLite     bool
	ID         string
	Bytes      string
}

var appendOnly = []string{"audit_log", "order_events", "order_evidence"}

// Refuse is a trigger that refuses an event on a table ("UPDATE", "UPDATE OF
// column", "DELETE") for the rows that fit when, or for all when it is empty.
// On PostgreSQL the function refuse_change must exist.
func (w Words) Refuse(table, event, when string) string {
	name := table + "_no_" + strings.ToLower(strings.ReplaceAll(event, " ", "_"))
	if when != "" {
		when = " WHEN (" + when + ")"
	}
	if !w.SQLite {
		return fmt.Sprintf("CREATE TRIGGER %s BEFORE %s ON %s FOR EACH ROW%s EXECUTE FUNCTION refuse_change();", name, event, table, when)
	}
	return fmt.Sprintf("-- +goose StatementBegin\nCREATE TRIGGER %s BEFORE %s ON %s FOR EACH ROW%s\nBEGIN SELECT RAISE(ABORT, '%s of %s is refused'); END;\n-- +goose StatementEnd",
		name, event, table, when, event, table)
}

// The two engines.
var (
	SQLite   = Words{AppendOnly: appendOnly, SQLite: true, ID: "INTEGER PRIMARY KEY AUTOINCREMENT", Bytes: "BLOB"}
	Postgres = Words{AppendOnly: appendOnly, ID: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", Bytes: "BYTEA"}
)

// For returns the migrations in one engine's words.
func For(engine Words) (fs.FS, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	out := fstest.MapFS{}
	for _, name := range names {
		tmpl, err := template.ParseFS(files, name)
		if err != nil {
			return nil, fmt.Errorf("migration %s: %w", name, err)
		}
		var text bytes.Buffer
		if err := tmpl.Execute(&text, engine); err != nil {
			return nil, fmt.Errorf("migration %s: %w", name, err)
		}
		out[name] = &fstest.MapFile{Data: text.Bytes(), Mode: 0o444}
	}
	return out, nil
}
