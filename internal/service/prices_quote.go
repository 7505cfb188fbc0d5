package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// quoteAge is how long a price holds once it was shown.
const quoteAge = 30 * time.Minute

// Deal is what a person saw and typed before an order.
type Deal struct {
	Seen    string // the price on the page, in yuan; "" = the page showed none
	Consent string // typed to sell in spite of a risk: the price's ConsentWord
}

// saleOf finds out what an order sells; ok is false when it has no price.
func (a *App) saleOf(ctx context.Context, actor panel.Actor, wish PlaceOrder) (s sale, ok bool, err error) {
	offer, priced := sales[wish.Operation]
	if !priced {
		return s, false, nil
	}
	var product panel.Product
	if wish.ProductID != 0 {
		if product, err = a.DB.Product(ctx, actor, wish.ProductID); err != nil {
			return s, false, err
		}
	}
	account, err := a.DB.VendorAccount(ctx, panel.SystemActor(actor.ResellerID), wish.AccountID)
	if err != nil {
		return s, false, err
	}
	s = sale{ResellerID: account.ResellerID, AccountID: account.ID, CustomerID: wish.CustomerID, ProductID: wish.ProductID, Input: wish.Input}
	s.Offer, ok = offer(wish.Input, product)
	return s, ok, nil
}

func (s sale) fingerprint() string {
	text, err := json.Marshal([]any{s.Offer.Key(), s.AccountID, s.CustomerID, s.ProductID, s.Input})
	if err != nil {
		panic("service: fingerprint: " + err.Error()) // strings and numbers only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// offered is a price for a sale as it stands, with what its quote needs.
type offered struct {
	tag     panel.PriceTag
	version int64
	coupon  panel.Coupon
	code    string
}

// offer prices a sale. The vendor is asked when its cost is not known: for an
// order only where prices are made of it.
func (a *App) offer(ctx context.Context, actor panel.Actor, s sale, order bool) (o offered, err error) {
	prices, err := a.DB.Prices(ctx, s.ResellerID)
	if err != nil {
		return o, err
	}
	cost, asking, err := a.costOf(ctx, actor, s, !order || prices.ID != 0 && s.CustomerID != 0)
	if err != nil {
		return o, err
	}
	group, err := a.DB.GroupOf(ctx, s.ResellerID, s.CustomerID)
	if err != nil {
		return o, err
	}
	o.version = prices.Version
	o.tag = panel.PriceTag{
		Price: panel.PriceOf(prices.Rules, s.Offer, cost.Cost, group, a.Now()), InUse: prices.ID != 0, Asking: asking, Inside: s.CustomerID == 0,
	}
	o.tag.Agreed = prices.Agreed(o.tag.Price, cost)
	if o.coupon, o.tag.Worth, o.code, err = a.couponFor(ctx, s, cost.Cost); err != nil {
		return o, err
	}
	o.tag.Coupon = o.coupon.Title
	o.tag = o.tag.Judged()
	return o, nil
}

// PriceTag is the price of a wish for a page. When key names a quote that was
// made for it, it is that one. With fix a price that is known and stops nobody
// is fixed under the key.
func (a *App) PriceTag(ctx context.Context, actor panel.Actor, wish PlaceOrder, key string, fix bool) (panel.PriceTag, error) {
	if key != "" {
		if err := checkFormKey(key); err != nil {
			return panel.PriceTag{}, err
		}
	}
	s, ok, err := a.saleOf(ctx, actor, wish)
	if err != nil || !ok {
		return panel.PriceTag{}, err
	}
	tag, err := a.tagOf(ctx, actor, s, key, fix)
	return tagFor(actor, tag), err
}

func (a *App) tagOf(ctx context.Context, actor panel.Actor, s sale, key string, fix bool) (panel.PriceTag, error) {
	if quote, err := a.quoteOf(ctx, actor, s, key); err != nil || quote.ID != 0 {
		return tagOfQuote(quote), err
	}
	o, err := a.offer(ctx, actor, s, false)
	if err != nil || !fix || key == "" || o.tag.Asking || o.tag.Stop != panel.RiskNone || actor.Role == panel.RoleCustomer && !o.tag.InUse {
		return o.tag, err
	}
	quote, err := a.addQuote(ctx, actor, s, o, key, panel.RiskNone)
	return tagOfQuote(quote), err
}

func tagOfQuote(quote panel.Quote) panel.PriceTag {
	return panel.PriceTag{
		Price: quote.Price, InUse: quote.Version != 0, Fixed: quote.ExpiresAt, Coupon: quote.Coupon.Title, Worth: quote.CouponWorth,
		Agreed: true, Inside: quote.CustomerID == 0,
	}
}

// quoteOf reads the quote of a key that still counts for a sale; one without ID
// when there is none.
func (a *App) quoteOf(ctx context.Context, actor panel.Actor, s sale, key string) (panel.Quote, error) {
	if key == "" {
		return panel.Quote{}, nil
	}
	quote, err := a.DB.Quote(ctx, actor, key)
	switch {
	case panel.Is(err, panel.NotFound):
		return panel.Quote{}, nil
	case err != nil:
		return panel.Quote{}, err
	case quote.Fingerprint != s.fingerprint():
		return panel.Quote{}, panel.Errorf(panel.Conflict, nil, "error.order.formreused")
	case quote.UsedAt.IsZero() && !a.Now().Before(quote.ExpiresAt):
		late := panel.Problem{Field: "price", Key: "prices.error.expired"}
		return panel.Quote{}, &panel.Error{Kind: panel.Conflict, Key: late.Key, Fields: []panel.Problem{late}}
	}
	return quote, nil
}

func (a *App) addQuote(ctx context.Context, actor panel.Actor, s sale, o offered, key string, consent panel.Risk) (panel.Quote, error) {
	quote, err := a.draftQuote(actor, s, o, key, consent)
	if err != nil {
		return quote, err
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		quote, err = tx.AddQuote(ctx, quote)
		return err
	})
	return quote, err
}

// draftQuote is a quote that is not recorded yet.
func (a *App) draftQuote(actor panel.Actor, s sale, o offered, key string, consent panel.Risk) (quote panel.Quote, err error) {
	quote = panel.Quote{
		ResellerID: s.ResellerID, AccountID: s.AccountID, CustomerID: s.CustomerID, ProductID: s.ProductID, Key: key, Fingerprint: s.fingerprint(),
		Input: s.Input, Price: o.tag.Price, Version: o.version, Coupon: o.coupon, CouponWorth: o.tag.Worth, Consent: consent, CreatedBy: actor.UserID,
		ExpiresAt: a.Now().UTC().Add(quoteAge).Truncate(time.Microsecond),
	}
	if o.code != "" {
		if quote.Sealed, err = a.Vault.SealMap(quotePlace(s.ResellerID, key), map[string]string{"coupon": o.code}); err != nil {
			return quote, err
		}
	}
	return quote, nil
}

// priced fixes the price of a wish, as it was shown, and has the order use it.
// A price that changed, or that the reseller would lose by, stops the order.
func (a *App) priced(ctx context.Context, actor panel.Actor, wish *PlaceOrder, deal Deal) error {
	s, ok, err := a.saleOf(ctx, actor, *wish)
	if err != nil {
		return err
	}
	if !ok || wish.FormKey == "" {
		return unpriced(actor)
	}
	quote, err := a.dealOf(ctx, actor, s, wish.FormKey, deal)
	if err != nil {
		return err
	}
	wish.Cost, wish.Quote = quote.Price.Cost, quote.Key
	if s.CustomerID != 0 {
		wish.Price = quote.Price.Fen
	}
	if len(quote.Sealed) > 0 {
		code, err := a.Vault.OpenMap(quotePlace(s.ResellerID, quote.Key), quote.Sealed)
		if err != nil {
			return err
		}
		wish.Secrets = withInput(wish.Secrets, code)
	}
	return nil
}

// dealOf is the quote under a form's key, which is made when there is none.
func (a *App) dealOf(ctx context.Context, actor panel.Actor, s sale, key string, deal Deal) (panel.Quote, error) {
	if err := checkFormKey(key); err != nil {
		return panel.Quote{}, err
	}
	quote, err := a.quoteOf(ctx, actor, s, key)
	if err == nil && quote.ID == 0 {
		quote, err = a.dealt(ctx, actor, s, key, deal)
	}
	if err == nil && (quote.Version == 0 || quote.Price.Fen <= 0) {
		err = unpriced(actor)
	}
	return quote, err
}

// unpriced says whether the actor may order what no price is named for:
// customers may not.
func unpriced(actor panel.Actor) error {
	if actor.Role == panel.RoleCustomer {
		return panel.Errorf(panel.Conflict, nil, "prices.error.ask")
	}
	return nil
}

// dealt makes the quote of an order whose price was not fixed before.
func (a *App) dealt(ctx context.Context, actor panel.Actor, s sale, key string, deal Deal) (panel.Quote, error) {
	o, err := a.offer(ctx, actor, s, true)
	if err != nil {
		return panel.Quote{}, err
	}
	if err := deal.fits(dealtWith(actor, o.tag), actor.Role == panel.RoleCustomer); err != nil {
		return panel.Quote{}, err
	}
	if o.tag.Stop != panel.RiskNone {
		err := a.record(ctx, actor, act{
			Action: "price.consent", Kind: "customer", ID: s.CustomerID, Name: s.Offer.Key(), ResellerID: s.ResellerID,
			After: map[string]any{"risk": o.tag.Stop, "cost": o.tag.Cost, "price": o.tag.Fen, "input": s.Input},
		}, panel.ResultDone, "")
		if err != nil {
			return panel.Quote{}, err
		}
	}
	return a.addQuote(ctx, actor, s, o, key, o.tag.Stop)
}

// dealtWith is the price as staff agree to it. What customers are shown is less,
// and is judged by the whole.
func dealtWith(actor panel.Actor, t panel.PriceTag) panel.PriceTag {
	if actor.Role == panel.RoleCustomer {
		return t
	}
	return tagFor(actor, t)
}

// fits says why an order must not go on at a price: it is not the one that was
// shown, or nobody who may has agreed to its risk.
func (d Deal) fits(t panel.PriceTag, customer bool) error {
	charged := t.InUse && !t.Inside
	switch now := t.Fen.Yuan(); {
	case customer && !t.InUse: // nothing is ever free
		return panel.Errorf(panel.Conflict, nil, "prices.error.ask")
	case charged && t.Asking:
		return panel.InvalidFields([]panel.Problem{{Field: "price", Key: "prices.problem.asking"}})
	case charged && d.Seen != "" && d.Seen != now:
		return panel.InvalidFields([]panel.Problem{{Field: "price", Key: "prices.problem.changed", Args: []any{"Was", d.Seen, "Now", now}}})
	case t.Stop == panel.RiskNone:
		return nil
	case customer:
		return panel.Errorf(panel.Conflict, nil, "prices.error.ask")
	case d.Consent != t.ConsentWord():
		return panel.InvalidFields([]panel.Problem{{Field: "consent", Key: "prices.problem.consent." + t.Consent(), Args: []any{"Word", t.ConsentWord()}}})
	}
	return nil
}
