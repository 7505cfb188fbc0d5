package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

const offerColumns = `offers.id, offers.reseller_id, offers.account_id, offers.product_id, offers.kind, offers.suffix, offers.variant,
	offers.months, offers.action, offers.input, coalesce(offers.cost_fen, 0), offers.checked_at, offers.changed_at, vendor_accounts.label`

const offerTables = ` FROM offers JOIN vendor_accounts
	ON vendor_accounts.reseller_id = offers.reseller_id AND vendor_accounts.id = offers.account_id`

func scanOffer(row scanner) (c panel.OfferCost, err error) {
	return c, row.Scan(&c.ID, &c.ResellerID, &c.AccountID, &c.ProductID, &c.Kind, &c.Suffix, &c.Variant,
		&c.Months, &c.Action, fromJSON(&c.Input), &c.Cost, moment(&c.CheckedAt), moment(&c.ChangedAt), &c.Account)
}

// costOrNull stores an amount, 0 as NULL: unknown.
func costOrNull(f panel.Fen) any {
	if f <= 0 {
		return nil
	}
	return int64(f)
}

// SaveCost stores what a vendor account said just now that an offer costs; 0
// when it names no price. What changes goes into the history, and moved is
// true. source is the vendor's call.
func (tx *Tx) SaveCost(ctx context.Context, c panel.OfferCost, source string, jobID int64) (moved bool, err error) {
	now := tx.Now.UnixMicro()
	_, err = tx.q.ExecContext(ctx, `INSERT INTO offers (reseller_id, account_id, product_id, offer, kind, suffix, variant, months, action, input,
			cost_fen, checked_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, $11, 0) ON CONFLICT (account_id, product_id, offer) DO NOTHING`,
		c.ResellerID, c.AccountID, c.ProductID, c.Key(), c.Kind, c.Suffix, c.Variant, c.Months, c.Action, toJSON(c.Input), now)
	if err != nil {
		return false, fmt.Errorf("offer %s: %w", c.Key(), err)
	}
	var id int64
	// The update takes the row's lock, so that changes of one offer queue up. changed_at 0 is a row that was just made.
	err = tx.q.QueryRowContext(ctx, `UPDATE offers SET checked_at = $1, input = $2
		 WHERE account_id = $3 AND product_id = $4 AND offer = $5 RETURNING id`,
		now, toJSON(c.Input), c.AccountID, c.ProductID, c.Key()).Scan(&id)
	if err != nil {
		return false, fmt.Errorf("offer %s: %w", c.Key(), err)
	}
	n, err := changed(ctx, tx.q, `UPDATE offers SET cost_fen = cast($1 AS bigint), changed_at = $2
		 WHERE id = $3 AND (changed_at = 0 OR coalesce(cost_fen, 0) <> coalesce(cast($1 AS bigint), 0))`, costOrNull(c.Cost), now, id)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.q.ExecContext(ctx, `INSERT INTO offer_costs (reseller_id, offer_id, cost_fen, source, job_id, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.ResellerID, id, costOrNull(c.Cost), source, jobID, now)
	if err != nil {
		return false, fmt.Errorf("cost of offer %s: %w", c.Key(), err)
	}
	return true, nil
}

// OfferFilter narrows a list of offers. Zero values do not narrow.
type OfferFilter struct {
	Kind      panel.ProductKind
	Action    panel.PriceAction
	AccountID int64
	Search    string // part of the suffix or the size
	Products  bool   // the renewals of single products instead of list prices
	AfterID   int64  // only ids above, for the next page
	Limit     int
}

// Offers lists what the actor's reseller can buy, with its costs, by id.
func (q Queries) Offers(ctx context.Context, a panel.Actor, want OfferFilter) ([]panel.OfferCost, error) {
	var f filter
	f.scopeReseller(a, "offers")
	if want.Products {
		f.and("offers.product_id <> 0")
	} else {
		f.and("offers.product_id = 0")
	}
	if want.Kind != "" {
		f.and("offers.kind = ?", want.Kind)
	}
	if want.Action != "" {
		f.and("offers.action = ?", want.Action)
	}
	if want.AccountID != 0 {
		f.and("offers.account_id = ?", want.AccountID)
	}
	if want.Search != "" {
		like := containing(want.Search)
		f.and(`(lower(offers.suffix) LIKE ? ESCAPE '\' OR lower(offers.variant) LIKE ? ESCAPE '\')`, like, like)
	}
	if want.AfterID != 0 {
		f.and("offers.id > ?", want.AfterID)
	}
	where := f.where()
	found, err := list(ctx, q.q, scanOffer, `SELECT `+offerColumns+offerTables+where+` ORDER BY offers.id LIMIT `+f.next(limit(want.Limit)), f.args...)
	if err != nil {
		return nil, fmt.Errorf("offers: %w", err)
	}
	return found, nil
}

// Offer reads one offer of the actor's reseller.
func (q Queries) Offer(ctx context.Context, a panel.Actor, id int64) (panel.OfferCost, error) {
	var f filter
	f.scopeReseller(a, "offers")
	f.and("offers.id = ?", id)
	c, err := scanOffer(q.q.QueryRowContext(ctx, `SELECT `+offerColumns+offerTables+f.where(), f.args...))
	if err != nil {
		return c, absent(err, "offer")
	}
	return c, nil
}

// CostOf reads what a vendor account said of an offer, for a product (0 = list
// price); one that was never asked for has no CheckedAt.
func (q Queries) CostOf(ctx context.Context, accountID, productID int64, o panel.Offer) (panel.OfferCost, error) {
	found, err := list(ctx, q.q, scanOffer, `SELECT `+offerColumns+offerTables+
		` WHERE offers.account_id = $1 AND offers.product_id = $2 AND offers.offer = $3`, accountID, productID, o.Key())
	if err != nil {
		return panel.OfferCost{}, fmt.Errorf("cost of %s: %w", o.Key(), err)
	}
	if len(found) == 0 {
		return panel.OfferCost{Offer: o, AccountID: accountID, ProductID: productID}, nil
	}
	return found[0], nil
}

// CostHistory lists the changes of an offer's cost, oldest first, the latest n.
func (q Queries) CostHistory(ctx context.Context, a panel.Actor, offerID int64, n int) ([]panel.CostNote, error) {
	var f filter
	f.scopeReseller(a, "offer_costs")
	f.and("offer_costs.offer_id = ?", offerID)
	where := f.where()
	return list(ctx, q.q, func(row scanner) (c panel.CostNote, err error) {
		return c, row.Scan(&c.Cost, &c.Source, &c.JobID, moment(&c.At))
	}, `SELECT cost, source, job_id, at FROM (
			SELECT id, coalesce(cost_fen, 0) AS cost, source, job_id, at FROM offer_costs`+where+` ORDER BY id DESC LIMIT `+f.next(limit(n))+`
		) AS latest ORDER BY id`, f.args...)
}

// Renewing lists products with customers that can be renewed and whose date
// comes before a moment, those after id in order of id.
func (q Queries) Renewing(ctx context.Context, a panel.Actor, before time.Time, afterID int64, n int) ([]panel.Product, error) {
	var f filter
	f.scopeReseller(a, "products")
	f.and("products.expires_at < ?", before.UnixMicro())
	f.and("products.customer_id IS NOT NULL")
	f.and("products.kind IN ('domain', 'cloud')")
	f.and("products.state NOT IN ('gone', 'failed', 'transfer')")
	f.and("products.id > ?", afterID)
	where := f.where()
	found, err := list(ctx, q.q, scanProduct, `SELECT `+productColumns+productTables+where+` ORDER BY products.id LIMIT `+f.next(limit(n)), f.args...)
	if err != nil {
		return nil, fmt.Errorf("products to renew: %w", err)
	}
	return found, nil
}

// PriceSyncsDue lists vendor accounts whose reseller has published prices and
// whose costs nobody asked for since a moment.
func (q Queries) PriceSyncsDue(ctx context.Context, since time.Time) ([]panel.VendorAccount, error) {
	return list(ctx, q.q, func(row scanner) (v panel.VendorAccount, err error) {
		return v, row.Scan(&v.ID, &v.ResellerID, &v.Label)
	}, `SELECT vendor_accounts.id, vendor_accounts.reseller_id, vendor_accounts.label FROM vendor_accounts
		WHERE vendor_accounts.vendor = 'cndns' AND vendor_accounts.state = 'ok'
		  AND EXISTS (SELECT 1 FROM price_lists WHERE price_lists.reseller_id = vendor_accounts.reseller_id AND price_lists.state = 'published')
		  AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.account_id = vendor_accounts.id AND jobs.kind = 'prices.sync' AND jobs.created_at > $1)
		ORDER BY vendor_accounts.id`, since.UnixMicro())
}
