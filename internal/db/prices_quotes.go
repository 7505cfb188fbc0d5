package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

const quoteColumns = `quotes.id, quotes.reseller_id, quotes.account_id, quotes.customer_id, quotes.product_id, quotes.quote_key, quotes.fingerprint,
	quotes.input, quotes.explained, quotes.version, quotes.coupon, quotes.coupon_fen, quotes.sealed, quotes.consent, quotes.created_by,
	quotes.created_at, quotes.expires_at, quotes.used_at, quotes.order_id`

func scanQuote(row scanner) (quote panel.Quote, err error) {
	return quote, row.Scan(&quote.ID, &quote.ResellerID, &quote.AccountID, idOf(&quote.CustomerID), idOf(&quote.ProductID), &quote.Key, &quote.Fingerprint,
		fromJSON(&quote.Input), fromJSON(&quote.Price), &quote.Version, fromJSON(&quote.Coupon), &quote.CouponWorth, &quote.Sealed, &quote.Consent, &quote.CreatedBy,
		moment(&quote.CreatedAt), moment(&quote.ExpiresAt), moment(&quote.UsedAt), &quote.OrderID)
}

// AddQuote records a price that holds until quote.ExpiresAt. The same key gives
// the quote that exists; for something else it is a Conflict.
func (tx *Tx) AddQuote(ctx context.Context, quote panel.Quote) (panel.Quote, error) {
	p := quote.Price
	coupon := ""
	if quote.Coupon.ID != "" {
		coupon = toJSON(quote.Coupon)
	}
	n, err := changed(ctx, tx.q, `INSERT INTO quotes (reseller_id, account_id, customer_id, product_id, quote_key, fingerprint, offer, input, cost_fen,
			price_fen, version, explained, coupon, coupon_fen, sealed, consent, created_by, created_at, expires_at, order_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0)
		ON CONFLICT (reseller_id, quote_key) DO NOTHING`,
		quote.ResellerID, quote.AccountID, orNull(quote.CustomerID), orNull(quote.ProductID), quote.Key, quote.Fingerprint, p.Offer.Key(), toJSON(quote.Input),
		costOrNull(p.Cost), costOrNull(p.Fen), quote.Version, toJSON(p), coupon, quote.CouponWorth, quote.Sealed, quote.Consent, quote.CreatedBy,
		tx.Now.UnixMicro(), quote.ExpiresAt.UnixMicro())
	if err != nil {
		return quote, fmt.Errorf("add quote: %w", err)
	}
	stored, err := tx.quote(ctx, quote.ResellerID, quote.Key)
	if err == nil && n == 0 && stored.Fingerprint != quote.Fingerprint {
		return quote, panel.Errorf(panel.Conflict, nil, "error.order.formreused")
	}
	return stored, err
}

func (q Queries) quote(ctx context.Context, resellerID int64, key string) (panel.Quote, error) {
	found, err := scanQuote(q.q.QueryRowContext(ctx, `SELECT `+quoteColumns+` FROM quotes WHERE reseller_id = $1 AND quote_key = $2`, resellerID, key))
	if err != nil {
		return found, absent(err, "quote")
	}
	return found, nil
}

// Quote reads the quote of a key that the actor may see.
func (q Queries) Quote(ctx context.Context, a panel.Actor, key string) (panel.Quote, error) {
	var f filter
	f.scope(a, "quotes")
	f.and("quotes.quote_key = ?", key)
	found, err := scanQuote(q.q.QueryRowContext(ctx, `SELECT `+quoteColumns+` FROM quotes`+f.where(), f.args...))
	if err != nil {
		return found, absent(err, "quote")
	}
	return found, nil
}

// UseQuote spends a quote for an order: once, and before it expires. It is
// called in the transaction that places the order; a Conflict undoes that.
func (tx *Tx) UseQuote(ctx context.Context, resellerID int64, key string, orderID int64) error {
	n, err := changed(ctx, tx.q, `UPDATE quotes SET used_at = $1, order_id = $2
		 WHERE reseller_id = $3 AND quote_key = $4 AND used_at IS NULL AND expires_at > $1`, tx.Now.UnixMicro(), orderID, resellerID, key)
	if err != nil {
		return fmt.Errorf("use quote: %w", err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "prices.error.expired")
	}
	return nil
}

// BoundCoupons lists the ids of the coupons of a vendor account that a quote
// counts on: one that still may be used, or whose order was not given up.
func (q Queries) BoundCoupons(ctx context.Context, accountID int64) (map[string]bool, error) {
	bound := map[string]bool{}
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		var c panel.Coupon
		err := row.Scan(fromJSON(&c))
		bound[c.ID] = true
		return struct{}{}, err
	}, `SELECT quotes.coupon FROM quotes LEFT JOIN orders ON orders.reseller_id = quotes.reseller_id AND orders.id = quotes.order_id
		WHERE quotes.account_id = $1 AND quotes.coupon <> '' AND (
			(quotes.used_at IS NULL AND quotes.expires_at > $2) OR
			(quotes.used_at IS NOT NULL AND coalesce(orders.state, '') NOT IN ('failed', 'cancelled')))`,
		accountID, q.now().UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("coupons of quotes: %w", err)
	}
	return bound, nil
}
