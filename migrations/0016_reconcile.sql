-- +goose Up
-- What the panel compares by the clock: a vendor account's balance with the
-- books, what vendors list with what the panel has, and the books with
-- themselves.

-- Incidents may be about no vendor account, as those of the books are; which
-- kinds there are is for the code to say.
{{if .SQLite}}
CREATE TABLE incidents_again (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    account_id  BIGINT,          -- NULL when it is about no vendor account
    order_id    BIGINT,          -- NULL when it is about no order
    lane        TEXT   NOT NULL, -- which it freezes, '' = none
    kind        TEXT   NOT NULL CHECK (kind <> ''),
    subject     TEXT   NOT NULL,
    freezes     BOOLEAN NOT NULL,
    detail      TEXT   NOT NULL, -- JSON
    times       BIGINT NOT NULL CHECK (times > 0),
    opened_at   BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    closed_at   BIGINT,
    closed_by   BIGINT NOT NULL, -- 0 while open, and when it closed by itself
    reason      TEXT   NOT NULL,
    CHECK (closed_at IS NULL OR reason <> ''),
    UNIQUE (reseller_id, id),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id),
    FOREIGN KEY (reseller_id, order_id) REFERENCES orders (reseller_id, id)
);
INSERT INTO incidents_again (id, reseller_id, account_id, order_id, lane, kind, subject, freezes, detail, times, opened_at, last_at, closed_at, closed_by, reason)
    SELECT id, reseller_id, account_id, order_id, lane, kind, subject, freezes, detail, times, opened_at, last_at, closed_at, closed_by, reason FROM incidents;
DROP TRIGGER incidents_no_delete;
DROP TABLE incidents;
ALTER TABLE incidents_again RENAME TO incidents;
CREATE INDEX incidents_by_time ON incidents (reseller_id, id);
CREATE INDEX incidents_by_order ON incidents (order_id) WHERE order_id IS NOT NULL;
{{.Refuse "incidents" "UPDATE" "OLD.closed_at IS NOT NULL"}}
{{.Refuse "incidents" "DELETE" ""}}
{{else}}
ALTER TABLE incidents DROP CONSTRAINT incidents_kind_check;
ALTER TABLE incidents ADD CHECK (kind <> '');
ALTER TABLE incidents ALTER COLUMN account_id DROP NOT NULL;
DROP INDEX incidents_one_open;
{{end}}
CREATE UNIQUE INDEX incidents_one_open ON incidents (reseller_id, coalesce(account_id, 0), kind, subject) WHERE closed_at IS NULL;

-- When each account was last looked after, by task.
CREATE TABLE account_checks (
    account_id  BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    task        TEXT   NOT NULL CHECK (task IN ('balance', 'sweep')),
    started_at  BIGINT NOT NULL,
    ended_at    BIGINT, -- of the latest that came to its end
    PRIMARY KEY (account_id, task),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id)
);

-- Every reading of a vendor account's balance, and what the books said then.
CREATE TABLE balance_readings (
    id             {{.ID}},
    reseller_id    BIGINT NOT NULL,
    account_id     BIGINT NOT NULL,
    at             BIGINT NOT NULL,
    balance_fen    BIGINT NOT NULL,
    available_fen  BIGINT NOT NULL,
    mirror_fen     BIGINT NOT NULL, -- posted
    pending_fen    BIGINT NOT NULL CHECK (pending_fen >= 0), -- held costs that the vendor may have charged
    unpriced       BIGINT NOT NULL CHECK (unpriced >= 0),    -- orders sent since it last added up, without a cost in the books
    verdict        TEXT   NOT NULL CHECK (verdict IN ('first', 'equal', 'within', 'undecided', 'off')),
    difference_fen BIGINT NOT NULL, -- what the books cannot explain
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id)
);
CREATE INDEX balance_readings_by_account ON balance_readings (account_id, id);
{{.Refuse "balance_readings" "UPDATE" ""}}
{{.Refuse "balance_readings" "DELETE" ""}}

-- What a vendor shows and the panel does not have ('orphan'), or the reverse
-- ('missing'), for as long as it is so.
CREATE TABLE sightings (
    account_id  BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    side        TEXT   NOT NULL CHECK (side IN ('orphan', 'missing')),
    kind        TEXT   NOT NULL, -- of product
    name        TEXT   NOT NULL,
    product_id  BIGINT, -- of what is missing
    times       BIGINT NOT NULL CHECK (times > 0), -- sweeps in a row
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    PRIMARY KEY (account_id, side, kind, name),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id)
);

-- Every check of a reseller's books.
CREATE TABLE ledger_checks (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    at          BIGINT NOT NULL,
    journal     BIGINT NOT NULL, -- rows
    transfers   BIGINT NOT NULL,
    accounts    BIGINT NOT NULL,
    faults      BIGINT NOT NULL,
    detail      TEXT   NOT NULL  -- JSON: the first faults
);
CREATE INDEX ledger_checks_by_reseller ON ledger_checks (reseller_id, id);
{{.Refuse "ledger_checks" "UPDATE" ""}}
{{.Refuse "ledger_checks" "DELETE" ""}}

-- +goose Down
