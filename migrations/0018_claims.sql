-- +goose Up
-- Which process has a job, so that its next run can go on with it at once.

ALTER TABLE jobs ADD COLUMN claimed_by TEXT NOT NULL DEFAULT '';

-- +goose Down
