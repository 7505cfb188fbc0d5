-- +goose Up
-- Online payments: accounts at payment providers, top-ups, daily statements.

-- Payment providers are vendors whose calls take money in.
{{define "vendors"}}'cndns', 'dnspod', 'sendcloud', 'baidugeo'{{end}}
{{if .SQLite}}
-- A CHECK does not change what lies on disk, so its text is widened in place:
-- rebuilding the table would break the references of others to it.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''baidugeo''', '''baidugeo'', ''alipay'', ''wechatpay''') WHERE type = 'table' AND name = 'vendor_accounts';
PRAGMA writable_schema = RESET;
{{else}}
ALTER TABLE vendor_accounts DROP CONSTRAINT vendor_accounts_vendor_check;
ALTER TABLE vendor_accounts ADD CONSTRAINT vendor_accounts_vendor_check CHECK (vendor IN ({{template "vendors"}}, 'alipay', 'wechatpay'));
{{end}}
ALTER TABLE vendor_accounts ADD COLUMN disabled BOOLEAN NOT NULL DEFAULT FALSE; -- customers are not offered it

CREATE TABLE top_ups (
    id            {{.ID}},
    reseller_id   BIGINT NOT NULL REFERENCES resellers (id),
    account_id    BIGINT NOT NULL,
    customer_id   BIGINT NOT NULL,
    number        TEXT   NOT NULL UNIQUE CHECK (number <> ''), -- ours, at the provider
    form_key      TEXT   NOT NULL CHECK (form_key <> ''),
    amount_fen    BIGINT NOT NULL CHECK (amount_fen > 0),
    currency      TEXT   NOT NULL CHECK (currency = 'CNY'),
    state         TEXT   NOT NULL CHECK (state IN ('created', 'open', 'credited', 'closed', 'refunded', 'mismatch')),
    code          TEXT   NOT NULL, -- to be scanned, '' when the provider gives an address instead
    reference     TEXT   NOT NULL, -- the provider's, '' until it is paid
    transfer_id   BIGINT,          -- that credited the wallet
    job_id        BIGINT NOT NULL, -- that asks the provider soon, 0 = none yet
    checks        BIGINT NOT NULL, -- how often the provider was asked
    next_check_at BIGINT,          -- NULL when it need not be asked any more
    expires_at    BIGINT NOT NULL,
    paid_at       BIGINT,
    created_by    BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    UNIQUE (reseller_id, id),
    UNIQUE (reseller_id, form_key),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id),
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id),
    FOREIGN KEY (reseller_id, transfer_id) REFERENCES ledger_transfers (reseller_id, id),
    CHECK ((state = 'credited') = (transfer_id IS NOT NULL)),
    CHECK (state <> 'credited' OR reference <> '')
);
-- One payment at the provider credits one top-up.
CREATE UNIQUE INDEX top_ups_one_per_reference ON top_ups (account_id, reference) WHERE reference <> '';
CREATE UNIQUE INDEX top_ups_one_per_transfer ON top_ups (transfer_id) WHERE transfer_id IS NOT NULL;
CREATE INDEX top_ups_by_customer ON top_ups (customer_id, id);
CREATE INDEX top_ups_by_time ON top_ups (reseller_id, id);
CREATE INDEX top_ups_due ON top_ups (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX top_ups_paid ON top_ups (account_id, paid_at) WHERE paid_at IS NOT NULL;
{{.Refuse "top_ups" "UPDATE OF state" "OLD.state = 'credited' AND NEW.state <> OLD.state"}}
{{.Refuse "top_ups" "UPDATE OF amount_fen" ""}}
{{.Refuse "top_ups" "DELETE" ""}}

CREATE TABLE top_up_events (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    top_up_id   BIGINT NOT NULL,
    cause       TEXT   NOT NULL,
    state       TEXT   NOT NULL, -- after it
    detail      TEXT   NOT NULL, -- JSON: what the provider said
    user_id     BIGINT NOT NULL, -- 0 the panel
    at          BIGINT NOT NULL,
    FOREIGN KEY (reseller_id, top_up_id) REFERENCES top_ups (reseller_id, id)
);
CREATE INDEX top_up_events_by_top_up ON top_up_events (top_up_id, id);
{{.Refuse "top_up_events" "UPDATE" ""}}
{{.Refuse "top_up_events" "DELETE" ""}}

-- The comparison of a day's statement with our books, the latest of each day.
CREATE TABLE pay_statements (
    account_id  BIGINT NOT NULL,
    reseller_id BIGINT NOT NULL,
    day         TEXT   NOT NULL, -- in Beijing
    state       TEXT   NOT NULL CHECK (state IN ('same', 'differs', 'unread')),
    there       BIGINT NOT NULL, -- lines of the statement
    here        BIGINT NOT NULL, -- lines of our books
    paid_fen    BIGINT NOT NULL, -- sum of the statement's payments
    differences TEXT   NOT NULL, -- JSON
    error_key   TEXT   NOT NULL, -- why it could not be read
    tries       BIGINT NOT NULL,
    compared_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, day),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id)
);

-- +goose Down
