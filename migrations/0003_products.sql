-- +goose Up
-- Registrants, products and DNS records.

CREATE TABLE contacts (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    account_id  BIGINT NOT NULL,
    customer_id BIGINT,
    vendor_ref  TEXT   NOT NULL, -- the vendor's contact id, '' until it is created there
    state       TEXT   NOT NULL CHECK (state IN ('pending', 'active', 'failed', 'deleted')),
    problem     TEXT   NOT NULL, -- JSON list of problems after a refusal
    fields      TEXT   NOT NULL, -- JSON, identity number apart
    sealed      {{.Bytes}},      -- encrypted identity number
    search      TEXT   NOT NULL,
    facts_at    BIGINT,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    UNIQUE (reseller_id, id),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id),
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id)
);

CREATE TABLE products (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    account_id  BIGINT NOT NULL,
    customer_id BIGINT,
    order_id    BIGINT,
    kind        TEXT   NOT NULL,
    vendor      TEXT   NOT NULL,
    name        TEXT   NOT NULL CHECK (name <> ''),
    vendor_ref  TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    expires_at  BIGINT,
    facts       TEXT   NOT NULL, -- JSON
    facts_at    BIGINT,
    version     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (reseller_id, id),
    UNIQUE (account_id, kind, name), -- one resource of a vendor belongs to one row
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id),
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id)
);
CREATE INDEX products_by_name ON products (reseller_id, kind, name, id);
CREATE INDEX products_by_customer ON products (reseller_id, customer_id, kind, name, id);
CREATE INDEX products_by_expiry ON products (reseller_id, kind, expires_at, id);
CREATE INDEX products_by_state ON products (reseller_id, kind, state, name, id);

-- What a customer's user may do with a product; product 0 stands for all of
-- the customer's products. action is an operation's name, "view" or "dns".
CREATE TABLE product_rights (
    reseller_id BIGINT NOT NULL,
    user_id     BIGINT NOT NULL,
    product_id  BIGINT NOT NULL,
    action      TEXT   NOT NULL,
    PRIMARY KEY (user_id, product_id, action),
    FOREIGN KEY (reseller_id, user_id) REFERENCES users (reseller_id, id)
);

CREATE TABLE records (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    product_id  BIGINT NOT NULL, -- the zone
    vendor_ref  TEXT   NOT NULL, -- the vendor's record id, '' until it is created there
    name        TEXT   NOT NULL, -- "@" is the apex
    type        TEXT   NOT NULL,
    value       TEXT   NOT NULL, -- host names without a final dot
    ttl         BIGINT NOT NULL, -- seconds
    mx          BIGINT NOT NULL, -- priority, 0 unless the type has one
    line        TEXT   NOT NULL, -- '' where the vendor has none
    locked      BOOLEAN NOT NULL, -- the vendor's own, cannot be changed
    enabled     BOOLEAN NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('ok', 'adding', 'changing', 'deleting', 'failed')),
    wanted      TEXT   NOT NULL, -- JSON of the change under way, '' when none
    problem     TEXT   NOT NULL, -- JSON: what went wrong with the last change, '' when nothing
    updated_at  BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    UNIQUE (reseller_id, id),
    FOREIGN KEY (reseller_id, product_id) REFERENCES products (reseller_id, id)
);
CREATE INDEX records_by_zone ON records (reseller_id, product_id, name, type, id);

-- Pictures for real-name audits, encrypted, until their day of deletion.
CREATE TABLE identity_documents (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    product_id  BIGINT NOT NULL,
    part        TEXT   NOT NULL, -- which picture of the form it is
    sealed      {{.Bytes}} NOT NULL,
    created_at  BIGINT NOT NULL,
    delete_at   BIGINT NOT NULL,
    FOREIGN KEY (reseller_id, product_id) REFERENCES products (reseller_id, id)
);

-- A search for free names, filled row by row while the answers come.
CREATE TABLE domain_searches (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    user_id     BIGINT NOT NULL,
    account_id  BIGINT NOT NULL,
    label       TEXT   NOT NULL,
    job_id      BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (reseller_id, id),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id)
);
CREATE TABLE domain_checks (
    search_id   BIGINT NOT NULL REFERENCES domain_searches (id),
    position    BIGINT NOT NULL,
    suffix      TEXT   NOT NULL,
    name        TEXT   NOT NULL, -- punycode
    state       TEXT   NOT NULL CHECK (state IN ('asking', 'free', 'taken', 'error')),
    cost_fen    BIGINT,
    problem     TEXT   NOT NULL,
    answered_at BIGINT,
    PRIMARY KEY (search_id, position)
);

-- +goose Down
