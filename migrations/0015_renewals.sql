-- +goose Up
-- Renewals: which products renew themselves, what was decided of each, plans of
-- many at once, messages to customers, and from when on a balance is low.

ALTER TABLE products ADD COLUMN auto_renew BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX products_by_auto_renewal ON products (expires_at, reseller_id, id) WHERE auto_renew;

-- What was decided of a product on a day of its rule. A decision to wait is
-- made again; any other stands.
CREATE TABLE renewal_tries (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    product_id  BIGINT NOT NULL,
    expires_on  BIGINT NOT NULL CHECK (expires_on BETWEEN 19700101 AND 99991231), -- the day it ends in China, as yyyymmdd
    day         BIGINT NOT NULL CHECK (day >= 0),                                 -- of the rule: so many days before
    verdict     TEXT   NOT NULL CHECK (verdict IN ('renew', 'wait', 'stop')),
    why         TEXT   NOT NULL,
    cost_fen    BIGINT NOT NULL CHECK (cost_fen >= 0),
    price_fen   BIGINT NOT NULL CHECK (price_fen >= 0),
    order_id    BIGINT,
    at          BIGINT NOT NULL,
    UNIQUE (reseller_id, id),
    UNIQUE (product_id, expires_on, day),
    FOREIGN KEY (reseller_id, product_id) REFERENCES products (reseller_id, id),
    FOREIGN KEY (reseller_id, order_id) REFERENCES orders (reseller_id, id),
    CHECK ((verdict = 'renew') = (order_id IS NOT NULL))
);
CREATE INDEX renewal_tries_by_reseller ON renewal_tries (reseller_id, id);
{{.Refuse "renewal_tries" "UPDATE" "OLD.verdict <> 'wait'"}}
{{.Refuse "renewal_tries" "DELETE" ""}}

CREATE TABLE renewal_batches (
    id           {{.ID}},
    reseller_id  BIGINT NOT NULL REFERENCES resellers (id),
    state        TEXT   NOT NULL CHECK (state IN ('asking', 'planned', 'running', 'paused', 'done', 'dropped')),
    form_key     TEXT   NOT NULL CHECK (form_key <> ''),
    wanted       TEXT   NOT NULL, -- JSON: what was chosen
    created_by   BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    planned_at   BIGINT,
    confirmed_by BIGINT NOT NULL, -- 0 = not yet
    confirmed_at BIGINT,
    version      BIGINT NOT NULL,
    UNIQUE (reseller_id, id),
    UNIQUE (reseller_id, form_key)
);

CREATE TABLE renewal_lines (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    batch_id    BIGINT NOT NULL,
    product_id  BIGINT NOT NULL,
    expires_on  BIGINT NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('asking', 'blocked', 'ready', 'ordered', 'stopped')),
    why         TEXT   NOT NULL,
    opens_at    BIGINT,          -- when the vendor takes it, of a line that comes too early
    months      BIGINT NOT NULL,
    cost_fen    BIGINT NOT NULL CHECK (cost_fen >= 0),
    price_fen   BIGINT NOT NULL CHECK (price_fen >= 0),
    order_id    BIGINT,
    UNIQUE (reseller_id, id),
    UNIQUE (batch_id, product_id),
    FOREIGN KEY (reseller_id, batch_id) REFERENCES renewal_batches (reseller_id, id),
    FOREIGN KEY (reseller_id, product_id) REFERENCES products (reseller_id, id),
    FOREIGN KEY (reseller_id, order_id) REFERENCES orders (reseller_id, id),
    CHECK ((state = 'ordered') = (order_id IS NOT NULL))
);
CREATE INDEX renewal_lines_by_state ON renewal_lines (batch_id, state, id);
CREATE UNIQUE INDEX renewal_lines_one_per_order ON renewal_lines (order_id) WHERE order_id IS NOT NULL;

-- Messages to customers, shown in their portal.
CREATE TABLE notices (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    product_id  BIGINT NOT NULL,
    notice_key  TEXT   NOT NULL CHECK (notice_key <> ''), -- the same thing is said once
    kind        TEXT   NOT NULL,
    args        TEXT   NOT NULL, -- JSON
    created_at  BIGINT NOT NULL,
    read_at     BIGINT,
    UNIQUE (reseller_id, id),
    UNIQUE (reseller_id, notice_key),
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id),
    FOREIGN KEY (reseller_id, product_id) REFERENCES products (reseller_id, id)
);
CREATE INDEX notices_by_customer ON notices (reseller_id, customer_id, id);

-- From when on the balance of a vendor account is low.
CREATE TABLE balance_limits (
    reseller_id BIGINT NOT NULL,
    account_id  BIGINT NOT NULL PRIMARY KEY,
    days        BIGINT NOT NULL CHECK (days >= 0),       -- it must cover so many days of renewals
    amount_fen  BIGINT NOT NULL CHECK (amount_fen >= 0), -- and be at least this
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id)
);

-- +goose Down
