-- +goose Up
-- PostgreSQL leaves room beside rows that change several times in their lives:
-- a change of a column without an index then touches no index.

{{if not .SQLite}}
ALTER TABLE orders SET (fillfactor = 50);
ALTER TABLE products SET (fillfactor = 70);
ALTER TABLE order_attempts SET (fillfactor = 70);
ALTER TABLE ledger_transfers SET (fillfactor = 70);
{{end}}

-- +goose Down
