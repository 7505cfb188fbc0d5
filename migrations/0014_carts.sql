-- +goose Up
-- Carts: wishes that one person collects for one customer and orders at once.
-- A cart that was ordered is the record of that purchase.

CREATE TABLE carts (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    user_id     BIGINT NOT NULL,
    customer_id BIGINT,          -- NULL = for the reseller itself
    version     BIGINT NOT NULL, -- counts the changes of its lines
    created_at  BIGINT NOT NULL,
    ordered_at  BIGINT,          -- NULL = open
    UNIQUE (reseller_id, id),
    FOREIGN KEY (reseller_id, user_id) REFERENCES users (reseller_id, id),
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id)
);
CREATE UNIQUE INDEX carts_one_open ON carts (user_id, coalesce(customer_id, 0)) WHERE ordered_at IS NULL;
{{.Refuse "carts" "UPDATE" "OLD.ordered_at IS NOT NULL"}}

CREATE TABLE cart_lines (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    cart_id     BIGINT NOT NULL,
    account_id  BIGINT NOT NULL,
    product_id  BIGINT,
    operation   TEXT   NOT NULL,
    name        TEXT   NOT NULL, -- natural key, '' when the vendor makes the name up
    input       TEXT   NOT NULL, -- JSON
    sealed      {{.Bytes}},      -- encrypted secrets of the input, dropped when it is ordered
    form_key    TEXT   NOT NULL, -- one-time key of the form that added it
    line_key    TEXT   NOT NULL, -- one-time key of its quote and of its order: the form's until the quote expires
    was_fen     BIGINT NOT NULL CHECK (was_fen >= 0), -- price of its quote that expired last, 0 = none did
    added_at    BIGINT NOT NULL,
    order_id    BIGINT,
    UNIQUE (reseller_id, form_key),
    UNIQUE (reseller_id, line_key),
    FOREIGN KEY (reseller_id, cart_id) REFERENCES carts (reseller_id, id),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id),
    FOREIGN KEY (reseller_id, product_id) REFERENCES products (reseller_id, id),
    FOREIGN KEY (reseller_id, order_id) REFERENCES orders (reseller_id, id)
);
CREATE UNIQUE INDEX cart_lines_one_per_name ON cart_lines (cart_id, operation, name) WHERE name <> '';
CREATE INDEX cart_lines_by_cart ON cart_lines (cart_id, id);
CREATE INDEX cart_lines_by_order ON cart_lines (order_id) WHERE order_id IS NOT NULL;
{{.Refuse "cart_lines" "DELETE" "OLD.order_id IS NOT NULL"}}

-- What of new things a reseller sells to customers in the portal.
CREATE TABLE portal_sales (
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    operation   TEXT   NOT NULL,
    PRIMARY KEY (reseller_id, operation)
);

-- +goose Down
