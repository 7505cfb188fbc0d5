-- +goose Up
-- Who may spend how much without a second person, and second factors.
-- Limits are fen; -1 = none, 0 = every order asks.

CREATE TABLE approval_rules (
    reseller_id        BIGINT  PRIMARY KEY REFERENCES resellers (id),
    owner_exempt       BOOLEAN NOT NULL,
    staff_order_fen    BIGINT  NOT NULL CHECK (staff_order_fen >= -1),
    staff_day_fen      BIGINT  NOT NULL CHECK (staff_day_fen >= -1),
    customer_order_fen BIGINT  NOT NULL CHECK (customer_order_fen >= -1),
    customer_day_fen   BIGINT  NOT NULL CHECK (customer_day_fen >= -1),
    customer_automatic BOOLEAN NOT NULL, -- what the panel orders for a customer by itself counts, too
    first_fen          BIGINT  NOT NULL CHECK (first_fen >= -1),
    resolve_fen        BIGINT  NOT NULL CHECK (resolve_fen >= -1),
    changed_at         BIGINT  NOT NULL
);

-- The limits of one member of staff or of one customer, instead of the usual.
CREATE TABLE spending_limits (
    id          {{.ID}},
    reseller_id BIGINT  NOT NULL REFERENCES resellers (id),
    user_id     BIGINT,
    customer_id BIGINT,
    order_fen   BIGINT  NOT NULL CHECK (order_fen >= -1),
    day_fen     BIGINT  NOT NULL CHECK (day_fen >= -1),
    automatic   BOOLEAN NOT NULL,
    changed_at  BIGINT  NOT NULL,
    UNIQUE (reseller_id, user_id),
    UNIQUE (reseller_id, customer_id),
    FOREIGN KEY (reseller_id, user_id) REFERENCES users (reseller_id, id),
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id),
    CHECK ((user_id IS NULL) <> (customer_id IS NULL))
);

CREATE INDEX orders_by_creator ON orders (reseller_id, created_by, created_at);

CREATE TABLE second_factors (
    user_id      BIGINT PRIMARY KEY REFERENCES users (id),
    sealed       {{.Bytes}} NOT NULL, -- encrypted key of the codes
    confirmed_at BIGINT,              -- NULL until the first code was right
    last_step    BIGINT NOT NULL,     -- time step of the last code that counted: none counts twice
    created_at   BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    user_id   BIGINT NOT NULL REFERENCES users (id),
    code_hash TEXT   NOT NULL, -- SHA-256; the codes are random enough
    used_at   BIGINT,
    PRIMARY KEY (user_id, code_hash)
);

ALTER TABLE sessions ADD COLUMN half BOOLEAN NOT NULL DEFAULT FALSE; -- the password was right, the second factor is awaited
ALTER TABLE sessions ADD COLUMN stepped_up_at BIGINT;                -- last time a factor was given

-- +goose Down
