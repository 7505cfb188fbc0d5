-- +goose Up
-- Calls made by hand: an order for a thing excludes another for the same thing,
-- whichever way each was placed.

ALTER TABLE orders ADD COLUMN thing TEXT NOT NULL DEFAULT ''; -- what it claims while it is open, '' = nothing
UPDATE orders SET thing = operation || ' ' || lower(name) WHERE name <> '';
DROP INDEX orders_one_per_name;
CREATE UNIQUE INDEX orders_one_per_thing ON orders (account_id, thing)
    WHERE thing <> '' AND state NOT IN ('done', 'failed', 'cancelled');
CREATE INDEX jobs_by_key ON jobs (reseller_id, unique_key) WHERE unique_key <> '';

-- +goose Down
