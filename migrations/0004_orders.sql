-- +goose Up
-- Orders: intent before call, one decision per row. The unique indexes hold
-- even if code is wrong.

CREATE TABLE orders (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    customer_id BIGINT,
    account_id  BIGINT NOT NULL,
    product_id  BIGINT,
    operation   TEXT   NOT NULL,
    name        TEXT   NOT NULL, -- natural key, '' when the vendor makes the name up
    lane        TEXT   NOT NULL, -- product family whose names the vendor makes up, '' otherwise
    state       TEXT   NOT NULL CHECK (state IN ('submitted', 'approval', 'ready', 'sending', 'accepted',
                                                 'unknown', 'held', 'done', 'failed', 'cancelled')),
    form_key    TEXT   NOT NULL, -- idempotency key: the one-time key of the form
    fingerprint TEXT   NOT NULL, -- of the form's content
    input       TEXT   NOT NULL, -- JSON
    sealed      {{.Bytes}},      -- encrypted secrets of the input, dropped when the order ends
    cost_fen    BIGINT NOT NULL CHECK (cost_fen >= 0),
    price_fen   BIGINT NOT NULL CHECK (price_fen >= 0),
    attempts    BIGINT NOT NULL CHECK (attempts >= 0),
    before_state TEXT  NOT NULL, -- JSON: the before-value
    vendor_code TEXT   NOT NULL,
    vendor_text TEXT   NOT NULL,
    not_before  BIGINT,
    deadline    BIGINT,
    job_id      BIGINT NOT NULL,
    created_by  BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    UNIQUE (reseller_id, id),
    UNIQUE (reseller_id, form_key),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id),
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id),
    FOREIGN KEY (reseller_id, product_id) REFERENCES products (reseller_id, id)
);
CREATE INDEX orders_by_state ON orders (reseller_id, state, id);
CREATE INDEX orders_by_customer ON orders (reseller_id, customer_id, id);
CREATE UNIQUE INDEX orders_one_per_name ON orders (account_id, operation, name)
    WHERE name <> '' AND state NOT IN ('done', 'failed', 'cancelled');
CREATE UNIQUE INDEX orders_one_per_lane ON orders (account_id, lane)
    WHERE lane <> '' AND state IN ('sending', 'unknown');

-- One row per time an order was sent.
CREATE TABLE order_attempts (
    reseller_id BIGINT NOT NULL,
    order_id    BIGINT NOT NULL,
    no          BIGINT NOT NULL,
    instance    TEXT   NOT NULL,
    lease_until BIGINT NOT NULL,
    sent_at     BIGINT NOT NULL,
    class       TEXT   NOT NULL, -- '' while under way
    code        TEXT   NOT NULL,
    text        TEXT   NOT NULL,
    ended_at    BIGINT,
    PRIMARY KEY (order_id, no),
    FOREIGN KEY (reseller_id, order_id) REFERENCES orders (reseller_id, id)
);

-- Every move of an order, kept for ever; the panel only inserts here.
CREATE TABLE order_events (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    order_id    BIGINT NOT NULL,
    from_state  TEXT   NOT NULL,
    to_state    TEXT   NOT NULL,
    driver      TEXT   NOT NULL,
    user_id     BIGINT NOT NULL,
    note        TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    FOREIGN KEY (reseller_id, order_id) REFERENCES orders (reseller_id, id)
);
CREATE INDEX order_events_by_order ON order_events (order_id, id);

-- What was learnt of an order from outside: answers, probes, callbacks, persons.
CREATE TABLE order_evidence (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    order_id    BIGINT NOT NULL,
    attempt     BIGINT NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('before', 'answer', 'probe', 'callback', 'person')),
    body        TEXT   NOT NULL, -- JSON, secrets redacted
    at          BIGINT NOT NULL,
    FOREIGN KEY (reseller_id, order_id) REFERENCES orders (reseller_id, id)
);
CREATE INDEX order_evidence_by_order ON order_evidence (order_id, id);

-- +goose Down
