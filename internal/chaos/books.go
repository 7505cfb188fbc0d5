package chaos

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"
)

func (o Options) databaseURL() string {
	if o.Database != "" {
		return o.Database
	}
	return "sqlite://" + filepath.Join(o.Data, "panel.db")
}

// NewDatabase makes an empty database on a PostgreSQL server; drop removes it.
func NewDatabase(ctx context.Context, server string) (address string, drop func() error, err error) {
	at, err := url.Parse(server)
	if err != nil {
		return "", nil, errors.New("the address of the PostgreSQL server cannot be read") // the cause may quote a password
	}
	d, err := sql.Open("pgx", server)
	if err != nil {
		return "", nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	name := "chaos_" + strings.ToLower(rand.Text())
	if _, err := d.ExecContext(ctx, `CREATE DATABASE `+name+` TEMPLATE template0`); err != nil {
		return "", nil, errors.Join(fmt.Errorf("make a database: %w", err), d.Close())
	}
	at.Path = "/" + name
	return at.String(), func() error {
		_, err := d.ExecContext(context.WithoutCancel(ctx), `DROP DATABASE `+name+` WITH (FORCE)`)
		return errors.Join(err, d.Close())
	}, nil
}

// books opens the panel's database to read beside the panel.
func (o Options) books(context.Context) (*sql.DB, error) {
	if path, lite := strings.CutPrefix(o.databaseURL(), "sqlite://"); lite {
		return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro&_pragma=busy_timeout(10000)")
	}
	return sql.Open("pgx", o.Database)
}

// readOrders is what the panel says of all orders.
func readOrders(ctx context.Context, books *sql.DB) (all []Told, err error) {
	rows, err := books.QueryContext(ctx, `SELECT orders.id, orders.form_key, orders.state, orders.price_fen, coalesce(products.name, '')
		FROM orders LEFT JOIN products ON products.reseller_id = orders.reseller_id AND products.id = orders.product_id ORDER BY orders.id`)
	if err != nil {
		return nil, fmt.Errorf("read orders: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var o Told
		if err := rows.Scan(&o.ID, &o.Key, &o.State, &o.PriceFen, &o.Resource); err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, rows.Err()
}

// readStates counts the orders by state.
func readStates(ctx context.Context, books *sql.DB) (states map[string]int, err error) {
	return tallied(ctx, books, `SELECT state, count(*) FROM orders GROUP BY state`)
}

// readSenders counts how often each panel has sent an order.
func readSenders(ctx context.Context, books *sql.DB) (senders map[string]int, err error) {
	return tallied(ctx, books, `SELECT instance, count(*) FROM order_attempts GROUP BY instance`)
}

// tallied is what a query of names and numbers gives.
func tallied(ctx context.Context, books *sql.DB, query string) (all map[string]int, err error) {
	rows, err := books.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("count orders: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	all = map[string]int{}
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			return nil, err
		}
		all[name] = n
	}
	return all, rows.Err()
}

// unsettled counts the orders that neither ended nor are held.
func unsettled(states map[string]int) (n int) {
	for state, count := range states {
		switch state {
		case "done", "failed", "cancelled", "held":
		default:
			n += count
		}
	}
	return n
}

// ledgerChecks each count what does not balance. A ledger's tables may not be
// there: then there are no books to be wrong.
var ledgerChecks = []struct{ name, query string }{
	{"resellers whose entries do not add up to zero", `SELECT count(*) FROM (
		SELECT reseller_id FROM ledger_entries GROUP BY reseller_id HAVING sum(amount_fen) <> 0) AS uneven`},
	{"accounts whose balance is not that of their entries", `SELECT count(*) FROM ledger_accounts a
		WHERE a.debit_fen - a.credit_fen <> (SELECT coalesce(sum(e.amount_fen), 0) FROM ledger_entries e WHERE e.account_id = a.id)`},
	{"transfers that are pending for an order that has ended", `SELECT count(*) FROM ledger_transfers t
		JOIN orders o ON o.reseller_id = t.reseller_id AND o.id = t.order_id
		WHERE t.state = 'pending' AND o.state IN ('done', 'failed', 'cancelled')`},
	{"orders whose money is not where they stand", `SELECT count(*) FROM orders o
		LEFT JOIN ledger_transfers t ON t.reseller_id = o.reseller_id AND t.order_id = o.id AND t.kind = 'charge'
		WHERE o.customer_id IS NOT NULL AND o.price_fen > 0 AND coalesce(t.state, 'none') <>
			CASE WHEN o.state = 'done' THEN 'posted' WHEN o.state IN ('failed', 'cancelled') THEN 'voided' ELSE 'pending' END`},
	{"wallets below zero", `SELECT count(*) FROM ledger_accounts WHERE kind = 'wallet' AND credit_fen - debit_fen - debit_held_fen < 0`},
}

// readLedger counts what is wrong with the books at this moment.
func readLedger(ctx context.Context, books *sql.DB) (wrong int, notes []string, err error) {
	if _, err := books.ExecContext(ctx, `SELECT 1 FROM ledger_entries LIMIT 1`); err != nil {
		return 0, nil, nil //nolint:nilerr // no ledger, no books
	}
	for _, c := range ledgerChecks {
		var n int
		if err := books.QueryRowContext(ctx, c.query).Scan(&n); err != nil {
			return wrong, notes, fmt.Errorf("check the ledger: %w", err)
		}
		if n > 0 {
			wrong += n
			notes = append(notes, fmt.Sprintf("ledger: %d %s", n, c.name))
		}
	}
	return wrong, notes, nil
}
