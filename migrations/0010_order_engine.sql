-- +goose Up
-- The order engine: attempts with what was known before and what came back,
-- evidence, incidents, safe mode after a restored backup.

{{if not .SQLite}}
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME; END $$;
-- +goose StatementEnd
{{end}}

ALTER TABLE orders ADD COLUMN vendor_ref TEXT NOT NULL DEFAULT ''; -- the vendor's name of what was bought, when it made it up
ALTER TABLE orders ADD COLUMN waiting TEXT NOT NULL DEFAULT '';    -- what keeps a ready order back
CREATE UNIQUE INDEX orders_one_per_ref ON orders (account_id, lane, vendor_ref) WHERE lane <> '' AND vendor_ref <> '';
{{.Refuse "orders" "UPDATE OF state" "OLD.state IN ('done', 'failed', 'cancelled') AND NEW.state <> OLD.state"}}
{{.Refuse "orders" "DELETE" ""}}

ALTER TABLE order_events ADD COLUMN cause TEXT NOT NULL DEFAULT '';

ALTER TABLE order_attempts ADD COLUMN intent TEXT NOT NULL DEFAULT '';             -- names it in the journal
ALTER TABLE order_attempts ADD COLUMN before_state TEXT NOT NULL DEFAULT 'null';   -- JSON
ALTER TABLE order_attempts ADD COLUMN reply_hash TEXT NOT NULL DEFAULT '';         -- SHA-256 of the reply's body
CREATE UNIQUE INDEX order_attempts_by_intent ON order_attempts (intent) WHERE intent <> '';
CREATE INDEX order_attempts_by_time ON order_attempts (sent_at);
CREATE INDEX order_attempts_open ON order_attempts (lease_until) WHERE class = '';
{{.Refuse "order_attempts" "UPDATE" "OLD.class <> ''"}}
{{.Refuse "order_attempts" "DELETE" ""}}

CREATE TABLE evidence (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    order_id    BIGINT NOT NULL,
    attempt     BIGINT NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('reply', 'callback', 'detail', 'list', 'balance', 'person')),
    verdict     TEXT   NOT NULL CHECK (verdict IN ('', 'did', 'didnot', 'waits', 'unclear')),
    body        TEXT   NOT NULL, -- JSON, secrets redacted
    at          BIGINT NOT NULL,
    FOREIGN KEY (reseller_id, order_id) REFERENCES orders (reseller_id, id)
);
INSERT INTO evidence (reseller_id, order_id, attempt, kind, verdict, body, at)
    SELECT reseller_id, order_id, attempt,
           CASE kind WHEN 'answer' THEN 'reply' WHEN 'before' THEN 'detail' WHEN 'probe' THEN 'detail' ELSE kind END, '', body, at
      FROM order_evidence ORDER BY id;
DROP TABLE order_evidence;
CREATE INDEX evidence_by_order ON evidence (order_id, id);
{{.Refuse "evidence" "UPDATE" ""}}
{{.Refuse "evidence" "DELETE" ""}}

CREATE TABLE incidents (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    account_id  BIGINT NOT NULL,
    order_id    BIGINT,          -- NULL when it is about no order
    lane        TEXT   NOT NULL, -- which it freezes, '' = none
    kind        TEXT   NOT NULL CHECK (kind IN ('DUPLICATE_SUSPECT', 'ORPHAN_RESOURCE', 'CONTRADICTION', 'BALANCE', 'FORGED_CALLBACK',
                                                'FOREIGN_CALLBACK', 'SPEND_CEILING', 'ORDER_HELD', 'JOURNAL_GAP')),
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
CREATE UNIQUE INDEX incidents_one_open ON incidents (account_id, kind, subject) WHERE closed_at IS NULL;
CREATE INDEX incidents_by_time ON incidents (reseller_id, id);
CREATE INDEX incidents_by_order ON incidents (order_id) WHERE order_id IS NOT NULL;
{{.Refuse "incidents" "UPDATE" "OLD.closed_at IS NOT NULL"}}
{{.Refuse "incidents" "DELETE" ""}}

-- While a row is open nothing is sent to any vendor that spends money.
CREATE TABLE safe_modes (
    id          {{.ID}},
    cause       TEXT   NOT NULL, -- gaps, journal
    instance    TEXT   NOT NULL,
    entered_at  BIGINT NOT NULL,
    left_at     BIGINT,
    left_by     BIGINT NOT NULL, -- 0 while it lasts
    reason      TEXT   NOT NULL,
    CHECK (left_at IS NULL OR reason <> '')
);
CREATE UNIQUE INDEX safe_modes_one_open ON safe_modes (cause) WHERE left_at IS NULL;
{{.Refuse "safe_modes" "UPDATE" "OLD.left_at IS NOT NULL"}}
{{.Refuse "safe_modes" "DELETE" ""}}

-- How far each journal of intents was compared with this database.
CREATE TABLE journal_marks (
    journal    TEXT   PRIMARY KEY,
    position   BIGINT NOT NULL,
    marked_at  BIGINT NOT NULL
);

-- Intents in the journal that this database did not know.
CREATE TABLE journal_gaps (
    intent     TEXT   PRIMARY KEY,
    line       TEXT   NOT NULL, -- JSON, as it stands in the journal
    sent_at    BIGINT NOT NULL,
    found_at   BIGINT NOT NULL,
    order_id   BIGINT NOT NULL, -- of the order it became; 0 when none could be made
    problem    TEXT   NOT NULL  -- why none could be made
);
{{.Refuse "journal_gaps" "DELETE" ""}}

ALTER TABLE callbacks ADD COLUMN body TEXT NOT NULL DEFAULT ''; -- as it came, its signs apart, at most 4 KB

-- +goose Down
