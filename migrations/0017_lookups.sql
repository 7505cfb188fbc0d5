-- +goose Up
-- Rows that are looked for often, and were not found without reading many.

CREATE INDEX jobs_by_account ON jobs (account_id, kind, id);
DROP INDEX jobs_by_product;
CREATE INDEX jobs_by_product ON jobs (reseller_id, product_id, id);
CREATE INDEX jobs_by_order ON jobs (reseller_id, order_id, id);

CREATE INDEX orders_by_product ON orders (reseller_id, product_id, id) WHERE product_id IS NOT NULL;
CREATE INDEX orders_by_account ON orders (account_id, state, id);
CREATE INDEX orders_open ON orders (state, id) WHERE state NOT IN ('done', 'failed', 'cancelled');

CREATE INDEX ledger_accounts_by_vendor ON ledger_accounts (account_id) WHERE kind = 'vendor';
CREATE INDEX ledger_transfers_pending ON ledger_transfers (credit_id) WHERE state = 'pending';
CREATE INDEX ledger_transfers_raised ON ledger_transfers (debit_id, created_at) WHERE kind IN ('vendor.up', 'vendor.down');
CREATE INDEX ledger_transfers_lowered ON ledger_transfers (credit_id, created_at) WHERE kind IN ('vendor.up', 'vendor.down');

CREATE INDEX incidents_freezing ON incidents (account_id) WHERE freezes AND closed_at IS NULL;

-- +goose Down
