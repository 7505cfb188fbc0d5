-- +goose Up
-- Which process has a job, so that its next run can go on with it at once; and
-- whether it was woken while it ran, so that it goes on at once when it pauses.

ALTER TABLE jobs ADD COLUMN claimed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN nudged BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
