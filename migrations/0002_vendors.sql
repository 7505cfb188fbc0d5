-- +goose Up
-- Vendor accounts, what was said to vendors, and how fast we may say it.

CREATE TABLE vendor_accounts (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    vendor      TEXT   NOT NULL CHECK (vendor IN ('cndns', 'dnspod', 'sendcloud', 'baidugeo')),
    label       TEXT   NOT NULL CHECK (label <> ''),
    settings    TEXT   NOT NULL, -- JSON: user name, base URLs; nothing secret
    sealed      {{.Bytes}} NOT NULL, -- encrypted JSON of the credentials
    state       TEXT   NOT NULL CHECK (state IN ('untested', 'ok', 'failed')),
    tested_at   BIGINT,
    test_code   TEXT   NOT NULL,
    test_text   TEXT   NOT NULL,
    balance_fen BIGINT,
    balance_at  BIGINT,
    callback_token TEXT NOT NULL UNIQUE, -- the unguessable part of the callback address
    created_at  BIGINT NOT NULL,
    UNIQUE (reseller_id, id)
);

-- Rate budget and circuit breaker of an account, shared by all nodes.
CREATE TABLE vendor_gates (
    account_id  BIGINT PRIMARY KEY REFERENCES vendor_accounts (id),
    window_at   BIGINT NOT NULL, -- start of the current second
    used        BIGINT NOT NULL, -- calls in it
    failures    BIGINT NOT NULL, -- in a row
    open_until  BIGINT           -- the breaker is open until then
);

CREATE TABLE vendor_calls (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    account_id  BIGINT NOT NULL,
    endpoint    TEXT   NOT NULL,
    effect      TEXT   NOT NULL,
    user_id     BIGINT NOT NULL, -- 0 when no person asked
    job_id      BIGINT NOT NULL, -- 0 when no job asked
    request_id  TEXT   NOT NULL,
    started_at  BIGINT NOT NULL,
    micros      BIGINT NOT NULL,
    class       TEXT   NOT NULL,
    code        TEXT   NOT NULL,
    vendor_request_id TEXT NOT NULL,
    http_status BIGINT NOT NULL,
    params      TEXT   NOT NULL, -- JSON, secrets redacted
    answer      TEXT   NOT NULL, -- bounded, secrets redacted
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id)
);
CREATE INDEX vendor_calls_by_time ON vendor_calls (reseller_id, id);
CREATE INDEX vendor_calls_by_account ON vendor_calls (account_id, id);
CREATE INDEX vendor_calls_by_job ON vendor_calls (job_id, id);

-- What a vendor lists for choosing from: plans, systems, places, prices.
CREATE TABLE vendor_catalogs (
    account_id BIGINT NOT NULL REFERENCES vendor_accounts (id),
    name       TEXT   NOT NULL,
    body       TEXT   NOT NULL, -- JSON
    fetched_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, name)
);

-- +goose Down
