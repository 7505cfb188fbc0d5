-- +goose Up
-- The books of each reseller: double entry in integer fen. Transfers move
-- money between two accounts; the journal links every event of them by hashes.
-- Corrections are new transfers. What stands here holds even if code is wrong.

-- The end of a reseller's journal. Its row lock makes the changes of one
-- ledger queue up; at never falls, so the journal is in the order of time.
CREATE TABLE ledger_heads (
    reseller_id BIGINT PRIMARY KEY REFERENCES resellers (id),
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    hash        TEXT   NOT NULL
);

CREATE TABLE ledger_accounts (
    id              {{.ID}},
    reseller_id     BIGINT NOT NULL REFERENCES resellers (id),
    kind            TEXT   NOT NULL CHECK (kind IN ('wallet', 'revenue', 'cost', 'vendor', 'bank', 'cash', 'online', 'adjust')),
    customer_id     BIGINT, -- of a wallet
    account_id      BIGINT, -- vendor account of a cost or of a mirror
    debit_fen       BIGINT NOT NULL CHECK (debit_fen >= 0),
    credit_fen      BIGINT NOT NULL CHECK (credit_fen >= 0),
    debit_held_fen  BIGINT NOT NULL CHECK (debit_held_fen >= 0),
    credit_held_fen BIGINT NOT NULL CHECK (credit_held_fen >= 0),
    created_at      BIGINT NOT NULL,
    UNIQUE (reseller_id, id),
    FOREIGN KEY (reseller_id, customer_id) REFERENCES customers (reseller_id, id),
    FOREIGN KEY (reseller_id, account_id) REFERENCES vendor_accounts (reseller_id, id),
    CHECK ((kind = 'wallet') = (customer_id IS NOT NULL)),
    CHECK ((kind IN ('cost', 'vendor')) = (account_id IS NOT NULL)),
    CHECK (kind <> 'wallet' OR debit_fen + debit_held_fen <= credit_fen) -- a wallet is never below zero
);
CREATE UNIQUE INDEX ledger_accounts_once ON ledger_accounts (reseller_id, kind, coalesce(customer_id, 0), coalesce(account_id, 0));

CREATE TABLE ledger_transfers (
    id          {{.ID}},
    reseller_id BIGINT NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind <> ''),
    state       TEXT   NOT NULL CHECK (state IN ('pending', 'posted', 'voided')),
    debit_id    BIGINT NOT NULL,
    credit_id   BIGINT NOT NULL,
    amount_fen  BIGINT NOT NULL CHECK (amount_fen > 0),
    idem_key    TEXT   NOT NULL CHECK (idem_key <> ''),
    fingerprint TEXT   NOT NULL, -- of everything that was asked for under the key
    order_id    BIGINT,
    of_id       BIGINT, -- the transfer that is given back
    reference   TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    value_on    BIGINT, -- the day the money came
    created_by  BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    settled_by  BIGINT NOT NULL,
    settled_at  BIGINT,
    UNIQUE (reseller_id, id),
    UNIQUE (reseller_id, idem_key),
    FOREIGN KEY (reseller_id, debit_id) REFERENCES ledger_accounts (reseller_id, id),
    FOREIGN KEY (reseller_id, credit_id) REFERENCES ledger_accounts (reseller_id, id),
    FOREIGN KEY (reseller_id, order_id) REFERENCES orders (reseller_id, id),
    FOREIGN KEY (reseller_id, of_id) REFERENCES ledger_transfers (reseller_id, id),
    CHECK (debit_id <> credit_id),
    CHECK ((state = 'pending') = (settled_at IS NULL))
);
CREATE INDEX ledger_transfers_by_debit ON ledger_transfers (debit_id, state, id);
CREATE INDEX ledger_transfers_by_credit ON ledger_transfers (credit_id, id);
CREATE INDEX ledger_transfers_by_order ON ledger_transfers (reseller_id, order_id);
CREATE INDEX ledger_transfers_by_of ON ledger_transfers (of_id);
CREATE INDEX ledger_transfers_by_reference ON ledger_transfers (reseller_id, reference) WHERE reference <> '';

-- Every event of every transfer, with all that was said.
CREATE TABLE ledger_journal (
    reseller_id BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    event       TEXT   NOT NULL CHECK (event IN ('hold', 'record', 'post', 'void')),
    transfer_id BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    debit_id    BIGINT NOT NULL,
    credit_id   BIGINT NOT NULL,
    amount_fen  BIGINT NOT NULL CHECK (amount_fen > 0),
    idem_key    TEXT   NOT NULL,
    order_id    BIGINT,
    of_id       BIGINT,
    reference   TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    value_on    BIGINT,
    user_id     BIGINT NOT NULL,
    prev_hash   TEXT   NOT NULL,
    hash        TEXT   NOT NULL,
    PRIMARY KEY (reseller_id, seq),
    FOREIGN KEY (reseller_id, transfer_id) REFERENCES ledger_transfers (reseller_id, id)
);
-- A transfer begins once and is settled once.
CREATE UNIQUE INDEX ledger_journal_begun ON ledger_journal (transfer_id) WHERE event IN ('hold', 'record');
CREATE UNIQUE INDEX ledger_journal_settled ON ledger_journal (transfer_id) WHERE event IN ('record', 'post', 'void');

-- Both sides of every posted transfer. Debits are positive, credits negative:
-- the sum over all accounts is zero.
CREATE TABLE ledger_entries (
    reseller_id BIGINT NOT NULL,
    seq         BIGINT NOT NULL, -- of the journal row that posted it
    account_id  BIGINT NOT NULL,
    transfer_id BIGINT NOT NULL,
    amount_fen  BIGINT NOT NULL CHECK (amount_fen <> 0),
    balance_fen BIGINT NOT NULL, -- debits less credits of the account, this entry included
    at          BIGINT NOT NULL,
    PRIMARY KEY (reseller_id, seq, account_id),
    UNIQUE (transfer_id, account_id),
    FOREIGN KEY (reseller_id, seq) REFERENCES ledger_journal (reseller_id, seq),
    FOREIGN KEY (reseller_id, account_id) REFERENCES ledger_accounts (reseller_id, id),
    FOREIGN KEY (reseller_id, transfer_id) REFERENCES ledger_transfers (reseller_id, id)
);
CREATE INDEX ledger_entries_by_account ON ledger_entries (account_id, seq);

-- Rows of the journal and entries are never touched again. A transfer changes
-- once, from pending to its end, and in nothing else; an account keeps what it
-- is. Nothing is deleted.
{{define "unchanged transfer"}}OLD.state <> 'pending' OR NEW.state = 'pending'
    OR (OLD.id, OLD.reseller_id, OLD.kind, OLD.debit_id, OLD.credit_id, OLD.amount_fen, OLD.idem_key, OLD.fingerprint, OLD.order_id,
        OLD.of_id, OLD.reference, OLD.reason, OLD.value_on, OLD.created_by, OLD.created_at)
    IS DISTINCT FROM (NEW.id, NEW.reseller_id, NEW.kind, NEW.debit_id, NEW.credit_id, NEW.amount_fen, NEW.idem_key, NEW.fingerprint, NEW.order_id,
        NEW.of_id, NEW.reference, NEW.reason, NEW.value_on, NEW.created_by, NEW.created_at){{end}}
{{define "unchanged account"}}(OLD.id, OLD.reseller_id, OLD.kind, OLD.customer_id, OLD.account_id, OLD.created_at)
    IS DISTINCT FROM (NEW.id, NEW.reseller_id, NEW.kind, NEW.customer_id, NEW.account_id, NEW.created_at){{end}}
{{define "sqlite keep"}}
-- +goose StatementBegin
CREATE TRIGGER {{.}}_no_delete BEFORE DELETE ON {{.}}
BEGIN SELECT RAISE(ABORT, '{{.}} is never deleted from'); END;
-- +goose StatementEnd
{{end}}
{{define "sqlite freeze"}}
-- +goose StatementBegin
CREATE TRIGGER {{.}}_no_update BEFORE UPDATE ON {{.}}
BEGIN SELECT RAISE(ABORT, '{{.}} is append-only'); END;
-- +goose StatementEnd
{{end}}
{{define "postgres keep"}}
CREATE TRIGGER {{.}}_no_delete BEFORE DELETE ON {{.}} FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER {{.}}_no_truncate BEFORE TRUNCATE ON {{.}} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
{{end}}
{{define "postgres freeze"}}
CREATE TRIGGER {{.}}_no_update BEFORE UPDATE ON {{.}} FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
{{end}}
{{if .SQLite}}
{{template "sqlite keep" "ledger_journal"}}{{template "sqlite freeze" "ledger_journal"}}
{{template "sqlite keep" "ledger_entries"}}{{template "sqlite freeze" "ledger_entries"}}
{{template "sqlite keep" "ledger_transfers"}}{{template "sqlite keep" "ledger_accounts"}}
-- +goose StatementBegin
CREATE TRIGGER ledger_transfers_no_update BEFORE UPDATE ON ledger_transfers
WHEN {{template "unchanged transfer"}}
BEGIN SELECT RAISE(ABORT, 'a transfer changes once, from pending to its end'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_accounts_no_update BEFORE UPDATE ON ledger_accounts
WHEN {{template "unchanged account"}}
BEGIN SELECT RAISE(ABORT, 'an account keeps what it is'); END;
-- +goose StatementEnd
{{else}}
-- +goose StatementBegin
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are kept as they are', TG_TABLE_NAME; END $$;
-- +goose StatementEnd
{{template "postgres keep" "ledger_journal"}}{{template "postgres freeze" "ledger_journal"}}
{{template "postgres keep" "ledger_entries"}}{{template "postgres freeze" "ledger_entries"}}
{{template "postgres keep" "ledger_transfers"}}{{template "postgres keep" "ledger_accounts"}}
CREATE TRIGGER ledger_transfers_no_update BEFORE UPDATE ON ledger_transfers FOR EACH ROW
    WHEN ({{template "unchanged transfer"}})
    EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_accounts_no_update BEFORE UPDATE ON ledger_accounts FOR EACH ROW
    WHEN ({{template "unchanged account"}})
    EXECUTE FUNCTION ledger_refuse();
{{end}}

-- +goose Down
