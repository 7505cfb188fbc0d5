-- +goose Up
-- What came to addresses of callbacks and was not followed: a row for each kind,
-- address and hour, so that a flood fills no table.
CREATE TABLE stray_callbacks (
    id          {{.ID}},
    kind        TEXT   NOT NULL CHECK (kind <> ''),
    vendor      TEXT   NOT NULL,
    reseller_id BIGINT,          -- NULL when it is nobody's
    account_id  BIGINT,          -- NULL when no account is known
    hour_at     BIGINT NOT NULL, -- in which all of the row came
    times       BIGINT NOT NULL CHECK (times > 0),
    remote      TEXT   NOT NULL,
    body_hash   TEXT   NOT NULL,
    sample      TEXT   NOT NULL, -- of the first, its signs apart
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id)
);
CREATE UNIQUE INDEX stray_callbacks_one_an_hour ON stray_callbacks (hour_at, kind, vendor, coalesce(account_id, 0));

ALTER TABLE users ADD COLUMN factor_reset_at BIGINT; -- another took the second factor away; NULL once the person was told

-- +goose Down
ALTER TABLE users DROP COLUMN factor_reset_at;
DROP TABLE stray_callbacks;
