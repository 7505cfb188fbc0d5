-- +goose Up
-- What vendors charge, what the reseller charges, and prices that are fixed
-- for a while. An amount that is NULL is unknown; nothing is ever free.

CREATE TABLE customer_groups (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    name        TEXT   NOT NULL CHECK (name <> ''),
    created_at  BIGINT NOT NULL,
    UNIQUE (reseller_id, id),
    UNIQUE (reseller_id, name)
);

-- A customer is in one group at most.
CREATE TABLE customer_group_members (
    reseller_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL PRIMARY KEY,
    group_id    BIGINT NOT NULL,
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id),
    FOREIGN KEY (reseller_id, group_id) REFERENCES customer_groups (reseller_id, id)
);
CREATE INDEX customer_group_members_by_group ON customer_group_members (reseller_id, group_id);

-- What a vendor account can be asked a price for, with the last answer.
CREATE TABLE offers (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    account_id  BIGINT NOT NULL,
    product_id  BIGINT NOT NULL, -- whose renewal it is, 0 = anybody's: the vendor's list price
    offer       TEXT   NOT NULL, -- its key
    kind        TEXT   NOT NULL,
    suffix      TEXT   NOT NULL,
    variant     TEXT   NOT NULL,
    months      BIGINT NOT NULL CHECK (months >= 0),
    action      TEXT   NOT NULL CHECK (action IN ('buy', 'renew', 'upgrade')),
    input       TEXT   NOT NULL, -- JSON: what it takes to ask again
    cost_fen    BIGINT CHECK (cost_fen > 0),
    checked_at  BIGINT NOT NULL, -- when the vendor said so last
    changed_at  BIGINT NOT NULL, -- since when it says so
    UNIQUE (reseller_id, id),
    UNIQUE (account_id, product_id, offer),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id)
);
CREATE INDEX offers_by_reseller ON offers (reseller_id, product_id, kind, suffix, id);

-- Every change of a cost, kept for ever.
CREATE TABLE offer_costs (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    offer_id    BIGINT NOT NULL,
    cost_fen    BIGINT CHECK (cost_fen > 0),
    source      TEXT   NOT NULL, -- the vendor's call that said so
    job_id      BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    FOREIGN KEY (reseller_id, offer_id) REFERENCES offers (reseller_id, id)
);
CREATE INDEX offer_costs_by_offer ON offer_costs (offer_id, id);

-- A version of a reseller's price rules. What is published never changes.
CREATE TABLE price_lists (
    id           {{.ID}},
    reseller_id  BIGINT NOT NULL REFERENCES resellers (id),
    version      BIGINT NOT NULL CHECK (version > 0),
    state        TEXT   NOT NULL CHECK (state IN ('draft', 'published')),
    valid_from   BIGINT, -- of a published one
    note         TEXT   NOT NULL,
    consents     TEXT   NOT NULL, -- JSON: by offer, the loss that was agreed to
    created_by   BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    published_by BIGINT NOT NULL, -- 0 = not yet
    published_at BIGINT,
    UNIQUE (reseller_id, id),
    UNIQUE (reseller_id, version),
    CHECK ((state = 'published') = (valid_from IS NOT NULL))
);
CREATE UNIQUE INDEX price_lists_one_draft ON price_lists (reseller_id) WHERE state = 'draft';

CREATE TABLE price_rules (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    list_id     BIGINT NOT NULL,
    label       TEXT   NOT NULL,
    kind        TEXT   NOT NULL, -- '' and 0 = any
    suffix      TEXT   NOT NULL,
    months      BIGINT NOT NULL,
    action      TEXT   NOT NULL,
    group_id    BIGINT,
    base        TEXT   NOT NULL CHECK (base IN ('cost', 'fixed')),
    percent     BIGINT NOT NULL, -- hundredths of a percent
    amount_fen  BIGINT NOT NULL,
    floor_fen   BIGINT NOT NULL CHECK (floor_fen >= 0),
    per_months  BIGINT NOT NULL,
    step_fen    BIGINT NOT NULL CHECK (step_fen > 0),
    valid_from  BIGINT,
    valid_until BIGINT,
    UNIQUE (reseller_id, id),
    FOREIGN KEY (reseller_id, list_id) REFERENCES price_lists (reseller_id, id),
    FOREIGN KEY (reseller_id, group_id) REFERENCES customer_groups (reseller_id, id),
    CHECK (base = 'cost' OR amount_fen > 0)
);
CREATE INDEX price_rules_by_list ON price_rules (list_id, id);

-- A price that holds for one purchase until a moment.
CREATE TABLE quotes (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    account_id  BIGINT NOT NULL,
    customer_id BIGINT,
    product_id  BIGINT,
    quote_key   TEXT   NOT NULL CHECK (quote_key <> ''), -- one-time key
    fingerprint TEXT   NOT NULL, -- of its inputs
    offer       TEXT   NOT NULL,
    input       TEXT   NOT NULL, -- JSON
    cost_fen    BIGINT CHECK (cost_fen > 0),
    price_fen   BIGINT CHECK (price_fen > 0),
    version     BIGINT NOT NULL, -- of the price list, 0 = none
    explained   TEXT   NOT NULL, -- JSON: how the price came about
    coupon      TEXT   NOT NULL, -- JSON: which of the vendor's coupons, '' = none
    coupon_fen  BIGINT NOT NULL CHECK (coupon_fen >= 0),
    sealed      {{.Bytes}},      -- encrypted code of the coupon
    consent     TEXT   NOT NULL, -- the risk that was agreed to, '' = none
    created_by  BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT,
    order_id    BIGINT NOT NULL, -- 0 = not used
    UNIQUE (reseller_id, id),
    UNIQUE (reseller_id, quote_key),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id),
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id),
    FOREIGN KEY (reseller_id, product_id) REFERENCES products (reseller_id, id),
    CHECK ((used_at IS NULL) = (order_id = 0))
);
CREATE INDEX quotes_by_coupon ON quotes (account_id, id) WHERE coupon <> '';

{{if .SQLite}}
-- +goose StatementBegin
CREATE TRIGGER offer_costs_no_update BEFORE UPDATE ON offer_costs
BEGIN SELECT RAISE(ABORT, 'offer_costs is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER offer_costs_no_delete BEFORE DELETE ON offer_costs
BEGIN SELECT RAISE(ABORT, 'offer_costs is append-only'); END;
-- +goose StatementEnd
{{else}}
-- +goose StatementBegin
CREATE FUNCTION offer_costs_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'offer_costs is append-only'; END $$;
-- +goose StatementEnd
CREATE TRIGGER offer_costs_append_only BEFORE UPDATE OR DELETE ON offer_costs
    FOR EACH ROW EXECUTE FUNCTION offer_costs_append_only();
{{end}}

-- +goose Down
