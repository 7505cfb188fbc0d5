-- +goose Up
-- Who did what. Rows of one chain (a reseller, 0 = the platform) are linked by
-- hashes: changing, removing or reordering one breaks all after it.

CREATE TABLE audit_heads (
    chain BIGINT PRIMARY KEY,
    seq   BIGINT NOT NULL,
    hash  TEXT   NOT NULL
);

CREATE TABLE audit_log (
    chain       BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    user_id     BIGINT NOT NULL,
    who         TEXT   NOT NULL,
    acting_as   TEXT   NOT NULL,
    action      TEXT   NOT NULL,
    object_kind TEXT   NOT NULL,
    object_id   BIGINT NOT NULL,
    object_name TEXT   NOT NULL,
    before_value TEXT  NOT NULL,
    after_value TEXT   NOT NULL,
    result      TEXT   NOT NULL, -- begun, done, denied, refused, failed, unknown
    note        TEXT   NOT NULL,
    request_id  TEXT   NOT NULL,
    ip          TEXT   NOT NULL,
    prev_hash   TEXT   NOT NULL,
    hash        TEXT   NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE INDEX audit_by_time ON audit_log (at, chain, seq);
CREATE INDEX audit_by_object ON audit_log (chain, object_kind, object_id, seq);

{{range $table := .AppendOnly}}
{{if $.SQLite}}
-- +goose StatementBegin
CREATE TRIGGER {{$table}}_no_update BEFORE UPDATE ON {{$table}}
BEGIN SELECT RAISE(ABORT, '{{$table}} is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER {{$table}}_no_delete BEFORE DELETE ON {{$table}}
BEGIN SELECT RAISE(ABORT, '{{$table}} is append-only'); END;
-- +goose StatementEnd
{{else}}
-- +goose StatementBegin
CREATE FUNCTION {{$table}}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{{$table}} is append-only'; END $$;
-- +goose StatementEnd
CREATE TRIGGER {{$table}}_append_only BEFORE UPDATE OR DELETE ON {{$table}}
    FOR EACH ROW EXECUTE FUNCTION {{$table}}_append_only();
{{end}}
{{end}}

-- +goose Down
