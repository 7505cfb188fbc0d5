package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tangelo/internal/panel"
)

const transferColumns = `ledger_transfers.id, ledger_transfers.reseller_id, ledger_transfers.kind, ledger_transfers.state,
	ledger_transfers.debit_id, ledger_transfers.credit_id, ledger_transfers.amount_fen, ledger_transfers.idem_key,
	ledger_transfers.order_id, ledger_transfers.of_id, ledger_transfers.reference, ledger_transfers.reason, ledger_transfers.value_on,
	ledger_transfers.created_by, ledger_transfers.created_at, ledger_transfers.settled_by, ledger_transfers.settled_at,
	coalesce(wallets.customer_id, 0), coalesce(customers.name, ''), coalesce(users.name, ''), coalesce(orders.operation, ''), coalesce(orders.name, ''),
	(SELECT cast(coalesce(sum(back.amount_fen), 0) AS BIGINT) FROM ledger_transfers AS back WHERE back.of_id = ledger_transfers.id)`

// transferTables joins a transfer with the wallet on either of its sides.
const transferTables = ` FROM ledger_transfers
	LEFT JOIN ledger_accounts AS wallets ON wallets.kind = 'wallet' AND wallets.id IN (ledger_transfers.debit_id, ledger_transfers.credit_id)
	LEFT JOIN customers ON customers.reseller_id = wallets.reseller_id AND customers.id = wallets.customer_id
	LEFT JOIN users ON users.id = ledger_transfers.created_by
	LEFT JOIN orders ON orders.reseller_id = ledger_transfers.reseller_id AND orders.id = ledger_transfers.order_id`

func scanTransfer(row scanner) (t panel.LedgerTransfer, err error) {
	return t, row.Scan(&t.ID, &t.ResellerID, &t.Kind, &t.State, &t.DebitID, &t.CreditID, &t.Amount, &t.Key,
		idOf(&t.OrderID), idOf(&t.OfID), &t.Reference, &t.Reason, moment(&t.ValueOn),
		&t.By, moment(&t.CreatedAt), &t.SettledBy, moment(&t.SettledAt),
		&t.CustomerID, &t.Customer, &t.Creator, &t.Operation, &t.Name, &t.GivenBack)
}

// byKey reads a transfer of a reseller by its idempotency key.
func (q Queries) byKey(ctx context.Context, resellerID int64, key string) (t panel.LedgerTransfer, fingerprint string, err error) {
	row := q.q.QueryRowContext(ctx, `SELECT `+transferColumns+`, ledger_transfers.fingerprint`+transferTables+
		` WHERE ledger_transfers.reseller_id = $1 AND ledger_transfers.idem_key = $2`, resellerID, key)
	t, err = scanTransfer(also{row, &fingerprint})
	if err != nil {
		return t, "", absent(err, "transfer")
	}
	return t, fingerprint, nil
}

// also scans one more column behind those of a row.
type also struct {
	scanner
	last any
}

func (a also) Scan(into ...any) error { return a.scanner.Scan(append(into, a.last)...) }

// TransferByKey reads a transfer of a reseller by its idempotency key; NotFound
// when the key stands for none.
func (q Queries) TransferByKey(ctx context.Context, resellerID int64, key string) (panel.LedgerTransfer, error) {
	t, _, err := q.byKey(ctx, resellerID, key)
	return t, err
}

// scopeLedger narrows a filter to the actor's own books; of a customer's, to
// what touches the customer's wallet. accounts is the table of the account.
func (f *filter) scopeLedger(a panel.Actor, table, accounts string) {
	if a.ResellerID == 0 && a.System {
		return
	}
	f.and(table+".reseller_id = ?", a.ResellerID)
	if a.Role == panel.RoleCustomer {
		f.and(accounts+".customer_id = ?", a.CustomerID)
	}
}

// TransferFilter narrows a list of transfers. Zero values do not narrow.
type TransferFilter struct {
	State      panel.TransferState
	Kind       panel.TransferKind
	CustomerID int64
	OrderID    int64
	Reference  string // exactly
	Search     string // part of a reference, a reason, a customer's or an order's name
	Before     int64  // only ids below, for the next page
	Limit      int
}

// Transfers lists transfers the actor may see, newest first.
func (q Queries) Transfers(ctx context.Context, a panel.Actor, want TransferFilter) ([]panel.LedgerTransfer, error) {
	var f filter
	f.scopeLedger(a, "ledger_transfers", "wallets")
	if want.State != "" {
		f.and("ledger_transfers.state = ?", want.State)
	}
	if want.Kind != "" {
		f.and("ledger_transfers.kind = ?", want.Kind)
	}
	if want.CustomerID != 0 {
		f.and("wallets.customer_id = ?", want.CustomerID)
		// Both sides are indexed by account: this narrows before the join does.
		wallet := "(SELECT own.id FROM ledger_accounts AS own WHERE own.reseller_id = ledger_transfers.reseller_id AND own.kind = 'wallet' AND own.customer_id = ?)"
		f.and("(ledger_transfers.debit_id IN "+wallet+" OR ledger_transfers.credit_id IN "+wallet+")", want.CustomerID, want.CustomerID)
	}
	if want.OrderID != 0 {
		f.and("ledger_transfers.order_id = ?", want.OrderID)
	}
	if want.Reference != "" {
		f.and("ledger_transfers.reference = ?", want.Reference)
	}
	if want.Search != "" {
		like := containing(want.Search)
		f.and(`(lower(ledger_transfers.reference) LIKE ? ESCAPE '\' OR lower(ledger_transfers.reason) LIKE ? ESCAPE '\'
			OR customers.search LIKE ? ESCAPE '\' OR lower(orders.name) LIKE ? ESCAPE '\')`, like, like, like, like)
	}
	if want.Before != 0 {
		f.and("ledger_transfers.id < ?", want.Before)
	}
	where := f.where()
	return list(ctx, q.q, scanTransfer, `SELECT `+transferColumns+transferTables+where+
		` ORDER BY ledger_transfers.id DESC LIMIT `+f.next(limit(want.Limit)), f.args...)
}

// LedgerTransfer reads one transfer that the actor may see.
func (q Queries) LedgerTransfer(ctx context.Context, a panel.Actor, id int64) (panel.LedgerTransfer, error) {
	var f filter
	f.scopeLedger(a, "ledger_transfers", "wallets")
	f.and("ledger_transfers.id = ?", id)
	t, err := scanTransfer(q.q.QueryRowContext(ctx, `SELECT `+transferColumns+transferTables+f.where(), f.args...))
	if err != nil {
		return t, absent(err, "transfer")
	}
	return t, nil
}

const ledgerColumns = `ledger_accounts.id, ledger_accounts.reseller_id, ledger_accounts.kind, coalesce(ledger_accounts.customer_id, 0),
	coalesce(ledger_accounts.account_id, 0), ledger_accounts.debit_fen, ledger_accounts.credit_fen, ledger_accounts.debit_held_fen,
	ledger_accounts.credit_held_fen, ledger_accounts.created_at, coalesce(customers.name, vendor_accounts.label, ''),
	coalesce(vendor_accounts.balance_fen, 0), vendor_accounts.balance_at`

const ledgerTables = ` FROM ledger_accounts
	LEFT JOIN customers ON customers.reseller_id = ledger_accounts.reseller_id AND customers.id = ledger_accounts.customer_id
	LEFT JOIN vendor_accounts ON vendor_accounts.reseller_id = ledger_accounts.reseller_id AND vendor_accounts.id = ledger_accounts.account_id`

func scanLedgerAccount(row scanner) (a panel.LedgerAccount, err error) {
	a.Accounts = 1
	return a, row.Scan(&a.ID, &a.ResellerID, &a.Kind, &a.CustomerID, &a.VendorID, &a.Debit, &a.Credit, &a.DebitHeld,
		&a.CreditHeld, moment(&a.CreatedAt), &a.Name, &a.VendorSays, moment(&a.VendorSaysAt))
}

// Wallet reads the wallet of a customer that the actor may see. One that was
// never used is empty.
func (q Queries) Wallet(ctx context.Context, a panel.Actor, customerID int64) (panel.LedgerAccount, error) {
	found, err := q.accounts(ctx, a, "ledger_accounts.kind = 'wallet' AND ledger_accounts.customer_id = ?", customerID)
	if err != nil || len(found) == 0 {
		return panel.LedgerAccount{AccountRef: panel.AccountRef{Kind: panel.AccountWallet, CustomerID: customerID}, ResellerID: a.ResellerID, Accounts: 1}, err
	}
	return found[0], nil
}

// VendorMirror reads the account that mirrors our balance at a vendor. One that
// was never used is empty.
func (q Queries) VendorMirror(ctx context.Context, a panel.Actor, vendorID int64) (panel.LedgerAccount, error) {
	found, err := q.accounts(ctx, a, "ledger_accounts.kind = 'vendor' AND ledger_accounts.account_id = ?", vendorID)
	if err != nil || len(found) == 0 {
		return panel.LedgerAccount{AccountRef: panel.AccountRef{Kind: panel.AccountVendor, VendorID: vendorID}, ResellerID: a.ResellerID, Accounts: 1}, err
	}
	return found[0], nil
}

// OwnAccounts lists a reseller's accounts other than wallets.
func (q Queries) OwnAccounts(ctx context.Context, a panel.Actor) ([]panel.LedgerAccount, error) {
	return q.accounts(ctx, a, "ledger_accounts.kind <> 'wallet'")
}

func (q Queries) accounts(ctx context.Context, a panel.Actor, condition string, values ...any) ([]panel.LedgerAccount, error) {
	var f filter
	f.scopeLedger(a, "ledger_accounts", "ledger_accounts")
	f.and(condition, values...)
	found, err := list(ctx, q.q, scanLedgerAccount, `SELECT `+ledgerColumns+ledgerTables+f.where()+` ORDER BY ledger_accounts.id`, f.args...)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return found, nil
}

// LedgerTotals sums the accounts of each kind in a reseller's books.
func (q Queries) LedgerTotals(ctx context.Context, a panel.Actor) ([]panel.LedgerAccount, error) {
	var f filter
	f.scopeReseller(a, "ledger_accounts")
	sum := func(column string) string { return "cast(sum(ledger_accounts." + column + ") AS BIGINT)" }
	columns := []string{sum("debit_fen"), sum("credit_fen"), sum("debit_held_fen"), sum("credit_held_fen")}
	return list(ctx, q.q, func(row scanner) (a panel.LedgerAccount, err error) {
		return a, row.Scan(&a.Kind, &a.Accounts, &a.Debit, &a.Credit, &a.DebitHeld, &a.CreditHeld)
	}, `SELECT ledger_accounts.kind, count(*), `+strings.Join(columns, ", ")+` FROM ledger_accounts`+f.where()+` GROUP BY ledger_accounts.kind`, f.args...)
}

// EntryFilter narrows the entries of a wallet.
type EntryFilter struct {
	CustomerID int64
	From, To   time.Time // From is included, To is not
	Before     int64     // only journal rows below, for the next page
	Oldest     bool      // oldest first
	Limit      int       // 0 = all
}

// WalletEntries lists the entries of a customer's wallet that the actor may
// see, newest first unless Oldest is set.
func (q Queries) WalletEntries(ctx context.Context, a panel.Actor, want EntryFilter) ([]panel.LedgerEntry, error) {
	f := walletFilter(a, want.CustomerID)
	if !want.From.IsZero() {
		f.and("ledger_entries.at >= ?", want.From.UnixMicro())
	}
	if !want.To.IsZero() {
		f.and("ledger_entries.at < ?", want.To.UnixMicro())
	}
	if want.Before != 0 {
		f.and("ledger_entries.seq < ?", want.Before)
	}
	tail := f.where() + " ORDER BY ledger_entries.seq"
	if !want.Oldest {
		tail += " DESC"
	}
	if want.Limit != 0 {
		tail += " LIMIT " + f.next(want.Limit)
	}
	return list(ctx, q.q, func(row scanner) (e panel.LedgerEntry, err error) {
		return e, row.Scan(&e.Seq, moment(&e.At), &e.TransferID, &e.Kind, &e.Amount, &e.Balance, idOf(&e.OrderID), &e.Operation, &e.Name,
			&e.Reference, &e.Reason, moment(&e.ValueOn), &e.By)
	}, `SELECT ledger_entries.seq, ledger_entries.at, ledger_entries.transfer_id, ledger_transfers.kind, -ledger_entries.amount_fen, -ledger_entries.balance_fen,
			ledger_transfers.order_id, coalesce(orders.operation, ''), coalesce(orders.name, ''), ledger_transfers.reference, ledger_transfers.reason,
			ledger_transfers.value_on, coalesce(users.name, '')
		FROM ledger_entries
		JOIN ledger_accounts ON ledger_accounts.reseller_id = ledger_entries.reseller_id AND ledger_accounts.id = ledger_entries.account_id
		JOIN ledger_transfers ON ledger_transfers.reseller_id = ledger_entries.reseller_id AND ledger_transfers.id = ledger_entries.transfer_id
		LEFT JOIN orders ON orders.reseller_id = ledger_transfers.reseller_id AND orders.id = ledger_transfers.order_id
		LEFT JOIN users ON users.id = ledger_transfers.created_by`+tail, f.args...)
}

func walletFilter(a panel.Actor, customerID int64) (f filter) {
	f.scopeLedger(a, "ledger_accounts", "ledger_accounts")
	f.and("ledger_accounts.kind = 'wallet' AND ledger_accounts.customer_id = ?", customerID)
	return f
}

// WalletAt is what a customer's wallet held just before a moment.
func (q Queries) WalletAt(ctx context.Context, a panel.Actor, customerID int64, at time.Time) (panel.Fen, error) {
	f := walletFilter(a, customerID)
	f.and("ledger_entries.at < ?", at.UnixMicro())
	found, err := list(ctx, q.q, func(row scanner) (balance panel.Fen, err error) { return balance, row.Scan(&balance) },
		`SELECT -ledger_entries.balance_fen FROM ledger_entries
		JOIN ledger_accounts ON ledger_accounts.reseller_id = ledger_entries.reseller_id AND ledger_accounts.id = ledger_entries.account_id`+
			f.where()+` ORDER BY ledger_entries.seq DESC LIMIT 1`, f.args...)
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0], nil
}
