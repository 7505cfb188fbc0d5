// Package migrations holds the schema as numbered, forward-only files. One
// text serves both engines: a file is a template in which {{.ID}} is the type
// of a generated key, {{.Bytes}} that of a byte string, and {{if .SQLite}}
// parts the few statements that differ (triggers). A released file never
// changes.
package migrations

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
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
