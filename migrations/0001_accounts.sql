-- +goose Up
-- Who uses the panel: resellers, their customers, everybody's accounts and
-- sessions. Times are microseconds since 1970 UTC; NULL means never.

CREATE TABLE resellers (
    id         {{.ID}},
    name       TEXT    NOT NULL CHECK (name <> ''),
    created_at BIGINT  NOT NULL
);

CREATE TABLE customers (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    name        TEXT   NOT NULL CHECK (name <> ''),
    kind        TEXT   NOT NULL CHECK (kind IN ('person', 'company')),
    email       TEXT   NOT NULL,
    phone       TEXT   NOT NULL,
    notes       TEXT   NOT NULL,
    search      TEXT   NOT NULL, -- lower-cased name, email and phone
    created_at  BIGINT NOT NULL,
    UNIQUE (reseller_id, id)
);
CREATE INDEX customers_by_name ON customers (reseller_id, name, id);

CREATE TABLE users (
    id                  {{.ID}},
    reseller_id         BIGINT REFERENCES resellers (id),
    customer_id         BIGINT,
    role                TEXT    NOT NULL CHECK (role IN ('admin', 'owner', 'staff', 'customer')),
    email               TEXT    NOT NULL UNIQUE CHECK (email = lower(email)),
    name                TEXT    NOT NULL,
    password_hash       TEXT    NOT NULL,
    disabled_at         BIGINT,
    password_changed_at BIGINT  NOT NULL,
    created_at          BIGINT  NOT NULL,
    UNIQUE (reseller_id, id),
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id),
    CHECK ((role = 'admin') = (reseller_id IS NULL)),
    CHECK ((role = 'customer') = (customer_id IS NOT NULL))
);
CREATE INDEX users_by_customer ON users (reseller_id, customer_id);

CREATE TABLE staff_permissions (
    reseller_id BIGINT NOT NULL,
    user_id     BIGINT NOT NULL,
    permission  TEXT   NOT NULL,
    PRIMARY KEY (user_id, permission),
    FOREIGN KEY (reseller_id, user_id) REFERENCES users (reseller_id, id)
);

CREATE TABLE sessions (
    id_hash    TEXT   PRIMARY KEY, -- SHA-256 of the cookie's id: a copied database opens no session
    public_id  TEXT   NOT NULL UNIQUE, -- names the session on pages
    user_id    BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    auth_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ip         TEXT   NOT NULL,
    user_agent TEXT   NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE flashes (
    id         {{.ID}},
    id_hash    TEXT   NOT NULL REFERENCES sessions (id_hash) ON DELETE CASCADE,
    tone       TEXT   NOT NULL,
    key        TEXT   NOT NULL,
    args       TEXT   NOT NULL
);
CREATE INDEX flashes_by_session ON flashes (id_hash);

-- One row per bucket of login tries: an account, a known device of an
-- account, an address.
CREATE TABLE login_buckets (
    bucket   TEXT   PRIMARY KEY,
    failures BIGINT NOT NULL,
    open_at  BIGINT NOT NULL, -- no try counts before this moment
    last_at  BIGINT NOT NULL
);

CREATE TABLE known_devices (
    token_hash TEXT   PRIMARY KEY,
    user_id    BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);

-- +goose Down
