-- +goose Up
-- What a vendor answered to a call that spends, whole, for whoever must decide
-- what came of it.

ALTER TABLE evidence ADD COLUMN sealed {{.Bytes}}; -- encrypted reply, as it came; NULL without one

-- +goose Down
ALTER TABLE evidence DROP COLUMN sealed;
