package db

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tangelo/internal/panel"
)

// SetAutoRenew says whether products renew themselves.
func (tx *Tx) SetAutoRenew(ctx context.Context, p panel.Product, on bool) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE products SET auto_renew = $1, version = version + 1 WHERE reseller_id = $2 AND id = $3`, on, p.ResellerID, p.ID)
	if err != nil {
		return fmt.Errorf("automatic renewal of product %d: %w", p.ID, err)
	}
	return nil
}

// RenewalFilter narrows products that end. Zero values do not narrow.
type RenewalFilter struct {
	IDs        []int64
	Kind       panel.ProductKind
	Endings    []string // of the name, any of them
	Others     []string // endings that it must not have
	CustomerID int64
	Own        bool // without a customer
	Auto       *bool
	From       time.Time // of the end
	Until      time.Time // before it
	Search     string
	AfterEnd   time.Time // the last row of the page before: its end and id
	AfterID    int64
	Limit      int // 0 = all
}

func (want RenewalFilter) into(f *filter) {
	f.and("products.expires_at IS NOT NULL")
	f.and("products.kind IN ('domain', 'cloud')")
	f.and("products.vendor = 'cndns'")
	f.and("products.state <> 'gone'")
	if want.IDs != nil {
		f.in("products.id", want.IDs)
	}
	if want.Kind != "" {
		f.and("products.kind = ?", want.Kind)
	}
	if want.CustomerID != 0 {
		f.and("products.customer_id = ?", want.CustomerID)
	}
	if want.Own {
		f.and("products.customer_id IS NULL")
	}
	if want.Auto != nil {
		f.and("products.auto_renew = ?", *want.Auto)
	}
	if !want.From.IsZero() {
		f.and("products.expires_at >= ?", want.From.UnixMicro())
	}
	if !want.Until.IsZero() {
		f.and("products.expires_at < ?", want.Until.UnixMicro())
	}
	if want.Search != "" {
		f.and(`lower(products.name) LIKE ? ESCAPE '\'`, containing(want.Search))
	}
	if want.AfterID != 0 {
		f.and("(products.expires_at, products.id) > (?, ?)", want.AfterEnd.UnixMicro(), want.AfterID)
	}
	if len(want.Endings) > 0 {
		f.and(endings(want.Endings))
	}
	if len(want.Others) > 0 {
		f.and("NOT " + endings(want.Others))
	}
}

// endings is the condition that a product's name ends in one of some texts,
// which are our own.
func endings(all []string) string {
	condition := "(1 = 0"
	for _, end := range all {
		condition += ` OR products.name LIKE '%` + end + `'`
	}
	return condition + ")"
}

// in narrows a column to some ids.
func (f *filter) in(column string, ids []int64) {
	condition, values := column+" IN (0", []any{}
	for _, id := range ids {
		condition += ", ?"
		values = append(values, id)
	}
	f.and(condition+")", values...)
}

// Ending lists products that can be renewed, those that end first, first.
func (q Queries) Ending(ctx context.Context, a panel.Actor, want RenewalFilter) ([]panel.Product, error) {
	var f filter
	f.scopeProducts(a)
	want.into(&f)
	query := `SELECT ` + productColumns + productTables + f.where() + ` ORDER BY products.expires_at, products.id`
	if want.Limit > 0 {
		query += ` LIMIT ` + f.next(want.Limit)
	}
	found, err := list(ctx, q.q, scanProduct, query, f.args...)
	if err != nil {
		return nil, fmt.Errorf("products that end: %w", err)
	}
	return found, nil
}

// CountEnding counts what Ending lists.
func (q Queries) CountEnding(ctx context.Context, a panel.Actor, want RenewalFilter) (n int, err error) {
	var f filter
	f.scopeProducts(a)
	want.into(&f)
	err = q.q.QueryRowContext(ctx, `SELECT count(*) FROM products`+f.where(), f.args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count products that end: %w", err)
	}
	return n, nil
}

// RenewingResellers lists the resellers with products that end before a moment
// and renew themselves, or of which customers are to be reminded.
func (q Queries) RenewingResellers(ctx context.Context, from, before time.Time) ([]int64, error) {
	return list(ctx, q.q, scanID, `SELECT DISTINCT reseller_id FROM products
		WHERE expires_at >= $1 AND expires_at < $2 AND (auto_renew OR customer_id IS NOT NULL) AND kind IN ('domain', 'cloud') AND state <> 'gone'
		ORDER BY reseller_id`, from.UnixMicro(), before.UnixMicro())
}

// RenewalCosts reads what the vendors said of renewals of single products, by
// product and offer key. Under product 0 stand the list prices of renewals by
// vendor account and offer key, as ListCost writes it.
func (q Queries) RenewalCosts(ctx context.Context, resellerID int64) (map[int64]map[string]panel.OfferCost, error) {
	costs := map[int64]map[string]panel.OfferCost{}
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		c, err := scanOffer(row)
		if costs[c.ProductID] == nil {
			costs[c.ProductID] = map[string]panel.OfferCost{}
		}
		key := c.Key()
		if c.ProductID == 0 {
			key = ListCost(c.AccountID, c.Offer)
		}
		costs[c.ProductID][key] = c
		return struct{}{}, err
	}, `SELECT `+offerColumns+offerTables+` WHERE offers.reseller_id = $1 AND offers.action = 'renew'`, resellerID)
	if err != nil {
		return nil, fmt.Errorf("costs of renewals: %w", err)
	}
	return costs, nil
}

// ListCost is the key of a list price among RenewalCosts.
func ListCost(accountID int64, o panel.Offer) string { return fmt.Sprint(accountID, " ", o.Key()) }

// WalletsOf reads what is available in the wallets of a reseller's customers.
func (q Queries) WalletsOf(ctx context.Context, resellerID int64) (map[int64]panel.Fen, error) {
	wallets := map[int64]panel.Fen{}
	_, err := list(ctx, q.q, func(row scanner) (id int64, err error) {
		var fen panel.Fen
		err = row.Scan(&id, &fen)
		wallets[id] = fen
		return id, err
	}, `SELECT customer_id, credit_fen - debit_fen - debit_held_fen FROM ledger_accounts WHERE reseller_id = $1 AND kind = 'wallet'`, resellerID)
	if err != nil {
		return nil, fmt.Errorf("wallets: %w", err)
	}
	return wallets, nil
}

// ProductsWithOrders lists a reseller's products with open orders, and those
// with orders that open incidents freeze.
func (q Queries) ProductsWithOrders(ctx context.Context, resellerID int64) (open, frozen map[int64]bool, err error) {
	read := func(query string, args ...any) (map[int64]bool, error) {
		found := map[int64]bool{}
		_, err := list(ctx, q.q, func(row scanner) (id int64, err error) {
			err = row.Scan(&id)
			found[id] = true
			return id, err
		}, query, args...)
		return found, err
	}
	open, err = read(`SELECT DISTINCT product_id FROM orders
		WHERE reseller_id = $1 AND product_id IS NOT NULL AND state NOT IN ('done', 'failed', 'cancelled')`, resellerID)
	if err != nil {
		return nil, nil, fmt.Errorf("open orders: %w", err)
	}
	frozen, err = read(`SELECT DISTINCT orders.product_id FROM incidents
		JOIN orders ON orders.reseller_id = incidents.reseller_id AND orders.id = incidents.order_id
		WHERE incidents.reseller_id = $1 AND incidents.freezes = $2 AND incidents.closed_at IS NULL AND orders.product_id IS NOT NULL`, resellerID, true)
	if err != nil {
		return nil, nil, fmt.Errorf("frozen orders: %w", err)
	}
	return open, frozen, nil
}

// RenewalOrders lists the orders that renewals were placed as, by product.
func (q Queries) RenewalOrders(ctx context.Context, resellerID int64) (map[int64][]panel.RenewalOrder, error) {
	orders := map[int64][]panel.RenewalOrder{}
	_, err := list(ctx, q.q, func(row scanner) (o panel.RenewalOrder, err error) {
		var key string
		var state panel.OrderState
		var productID int64
		if err = row.Scan(&key, &state, &productID); err != nil {
			return o, err
		}
		if o, ok := panel.ParseRenewalKey(key); ok && o.ProductID == productID {
			o.State = state
			orders[o.ProductID] = append(orders[o.ProductID], o)
		}
		return o, nil
	}, `SELECT form_key, state, coalesce(product_id, 0) FROM orders WHERE reseller_id = $1 AND form_key LIKE 'renew:%'`, resellerID)
	if err != nil {
		return nil, fmt.Errorf("orders of renewals: %w", err)
	}
	return orders, nil
}

const tryColumns = `renewal_tries.id, renewal_tries.reseller_id, renewal_tries.product_id, renewal_tries.expires_on, renewal_tries.day,
	renewal_tries.verdict, renewal_tries.why, renewal_tries.cost_fen, renewal_tries.price_fen, renewal_tries.order_id, renewal_tries.at,
	products.kind, products.name, coalesce(products.customer_id, 0), coalesce(customers.name, ''), coalesce(orders.state, '')`

const tryTables = ` FROM renewal_tries
	JOIN products ON products.reseller_id = renewal_tries.reseller_id AND products.id = renewal_tries.product_id
	LEFT JOIN customers ON customers.reseller_id = products.reseller_id AND customers.id = products.customer_id
	LEFT JOIN orders ON orders.reseller_id = renewal_tries.reseller_id AND orders.id = renewal_tries.order_id`

func scanTry(row scanner) (t panel.RenewalTry, err error) {
	err = row.Scan(&t.ID, &t.ResellerID, &t.ProductID, &t.Ends, &t.Day, &t.Verdict, &t.Why, &t.Cost, &t.Price, idOf(&t.OrderID), moment(&t.At),
		&t.Product.Kind, &t.Product.Name, &t.Product.CustomerID, &t.Product.Customer, &t.State)
	t.Product.ID, t.Product.ResellerID = t.ProductID, t.ResellerID
	return t, err
}

// TryFilter narrows a list of decisions. Zero values do not narrow.
type TryFilter struct {
	ProductID int64
	Verdict   panel.RenewalVerdict
	From      time.Time // of the end
	Before    int64     // only ids below, for the next page
	Limit     int       // 0 = all
}

// RenewalTries lists what was decided of the products of the actor's reseller,
// newest first.
func (q Queries) RenewalTries(ctx context.Context, a panel.Actor, want TryFilter) ([]panel.RenewalTry, error) {
	var f filter
	f.scopeReseller(a, "renewal_tries")
	if want.ProductID != 0 {
		f.and("renewal_tries.product_id = ?", want.ProductID)
	}
	if want.Verdict != "" {
		f.and("renewal_tries.verdict = ?", want.Verdict)
	}
	if !want.From.IsZero() {
		f.and("renewal_tries.expires_on >= ?", panel.DayNumber(want.From))
	}
	if want.Before != 0 {
		f.and("renewal_tries.id < ?", want.Before)
	}
	query := `SELECT ` + tryColumns + tryTables + f.where() + ` ORDER BY renewal_tries.id DESC`
	if want.Limit > 0 {
		query += ` LIMIT ` + f.next(want.Limit)
	}
	found, err := list(ctx, q.q, scanTry, query, f.args...)
	if err != nil {
		return nil, fmt.Errorf("decisions on renewals: %w", err)
	}
	return found, nil
}

// SaveTry records a decision. One to wait takes the place of one to wait;
// saved is false when another stands, which is left as it is.
func (tx *Tx) SaveTry(ctx context.Context, t panel.RenewalTry) (saved bool, err error) {
	n, err := changed(ctx, tx.q, `INSERT INTO renewal_tries (reseller_id, product_id, expires_on, day, verdict, why, cost_fen, price_fen, order_id, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (product_id, expires_on, day) DO UPDATE SET verdict = excluded.verdict, why = excluded.why, cost_fen = excluded.cost_fen,
			price_fen = excluded.price_fen, order_id = excluded.order_id, at = excluded.at
		WHERE renewal_tries.verdict = 'wait' AND (renewal_tries.why <> excluded.why OR excluded.verdict <> 'wait')`,
		t.ResellerID, t.ProductID, t.Ends, t.Day, t.Verdict, t.Why, t.Cost, t.Price, orNull(t.OrderID), tx.Now.UnixMicro())
	if err != nil {
		return false, fmt.Errorf("decision on product %d: %w", t.ProductID, err)
	}
	return n > 0, nil
}

// BalanceLimits reads from when on the balances of a reseller's accounts are
// low, by account; accounts for which nobody said so are absent.
func (q Queries) BalanceLimits(ctx context.Context, a panel.Actor) (map[int64]panel.BalanceLimit, error) {
	var f filter
	f.scopeReseller(a, "balance_limits")
	limits := map[int64]panel.BalanceLimit{}
	_, err := list(ctx, q.q, func(row scanner) (l panel.BalanceLimit, err error) {
		err = row.Scan(&l.ResellerID, &l.AccountID, &l.Days, &l.Amount)
		limits[l.AccountID] = l
		return l, err
	}, `SELECT reseller_id, account_id, days, amount_fen FROM balance_limits`+f.where(), f.args...)
	if err != nil {
		return nil, fmt.Errorf("limits of balances: %w", err)
	}
	return limits, nil
}

// SetBalanceLimit says from when on an account's balance is low.
func (tx *Tx) SetBalanceLimit(ctx context.Context, l panel.BalanceLimit) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO balance_limits (reseller_id, account_id, days, amount_fen) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id) DO UPDATE SET days = excluded.days, amount_fen = excluded.amount_fen`, l.ResellerID, l.AccountID, l.Days, l.Amount)
	if err != nil {
		return fmt.Errorf("limit of account %d: %w", l.AccountID, err)
	}
	return nil
}

// namesOf quotes our own words for an IN list.
func namesOf[T ~string](words []T) string {
	text := ""
	for i, w := range slices.Clone(words) {
		if i > 0 {
			text += ", "
		}
		text += "'" + string(w) + "'"
	}
	return text
}
