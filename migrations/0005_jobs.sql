-- +goose Up
-- Long work. The row decides; the queue only wakes it.

CREATE TABLE jobs (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    account_id  BIGINT NOT NULL, -- 0 when it talks to no vendor
    kind        TEXT   NOT NULL,
    product_id  BIGINT NOT NULL, -- 0 when it is about none
    order_id    BIGINT NOT NULL,
    customer_id BIGINT NOT NULL, -- whose product it is about; 0 = none
    subject     TEXT   NOT NULL,
    unique_key  TEXT   NOT NULL, -- '' = any number may run at once
    state       TEXT   NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    input       TEXT   NOT NULL, -- JSON, nothing secret
    sealed      {{.Bytes}},
    attempt     BIGINT NOT NULL,
    steps       BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    lease_until BIGINT,
    cancel_asked BOOLEAN NOT NULL,
    error_key   TEXT   NOT NULL,
    error_code  TEXT   NOT NULL,
    error_text  TEXT   NOT NULL,
    created_by  BIGINT NOT NULL,
    request_id  TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    ended_at    BIGINT,
    version     BIGINT NOT NULL,
    UNIQUE (reseller_id, id)
);
CREATE INDEX jobs_by_state ON jobs (state, next_at);
CREATE INDEX jobs_by_reseller ON jobs (reseller_id, state, id);
CREATE INDEX jobs_by_product ON jobs (product_id, id);
CREATE UNIQUE INDEX jobs_one_per_key ON jobs (reseller_id, unique_key)
    WHERE unique_key <> '' AND state IN ('waiting', 'running');

CREATE TABLE job_events (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    job_id      BIGINT NOT NULL,
    key         TEXT   NOT NULL,
    args        TEXT   NOT NULL, -- JSON list of names and values
    tone        TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    FOREIGN KEY (reseller_id, job_id) REFERENCES jobs (reseller_id, id)
);
CREATE INDEX job_events_by_job ON job_events (job_id, id);

-- Every callback that came, before anything was made of it.
CREATE TABLE callbacks (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    account_id  BIGINT NOT NULL,
    body_hash   TEXT   NOT NULL,
    name        TEXT   NOT NULL, -- product name it speaks of
    tag         TEXT   NOT NULL,
    result      TEXT   NOT NULL,
    genuine     BOOLEAN NOT NULL, -- the signature fits
    known       BOOLEAN NOT NULL, -- the product is this account's
    times       BIGINT NOT NULL,  -- how often the same came
    remote      TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    UNIQUE (account_id, body_hash)
);

-- +goose Down
