-- +goose Up
-- Who let a plan of renewals run last: its orders are placed in that name.

ALTER TABLE renewal_batches ADD COLUMN started_by BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE renewal_batches DROP COLUMN started_by;
