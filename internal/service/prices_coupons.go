package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
	"tangelo/internal/vendors/cndns"
)

// couponCatalog names the stored list of an account's coupons.
const couponCatalog = "coupons"

// storedCoupons is what is kept of an account's coupons: whoever knows a code
// can spend it, so the codes are sealed.
type storedCoupons struct {
	Coupons []panel.Coupon `json:"coupons"`
	Sealed  []byte         `json:"sealed"` // the codes by id
}

func couponPlace(resellerID, accountID int64) vault.Place {
	return vault.Place{Reseller: resellerID, Table: "vendor_catalogs", Row: fmt.Sprint(accountID), Column: couponCatalog}
}

func quotePlace(resellerID int64, key string) vault.Place {
	return vault.Place{Reseller: resellerID, Table: "quotes", Row: key, Column: "sealed"}
}

// learnCoupons reads which coupons an account has, and returns how many can be
// spent.
func (a *App) learnCoupons(ctx context.Context, job *panel.Job) (usable int, err error) {
	client, err := a.cndns(ctx, job.AccountID)
	if err != nil {
		return 0, err
	}
	answer, err := client.GiftCouponList(ctx, cndns.GiftCouponListRequest{})
	if err != nil {
		return 0, explain(err, nil)
	}
	var stored storedCoupons
	codes := map[string]string{}
	for _, c := range answer.Coupons {
		sum := sha256.Sum256([]byte(c.Code))
		coupon := panel.Coupon{
			ID: hex.EncodeToString(sum[:8]), Title: c.Title, Products: panel.CouponProducts(c.Products), Kind: c.Kind,
			From: c.ValidFrom, Until: c.ValidUntil, Worth: panel.Fen(c.Amount), Usable: c.Usable,
		}
		stored.Coupons, codes[coupon.ID] = append(stored.Coupons, coupon), string(c.Code)
		if c.Usable {
			usable++
		}
	}
	if stored.Sealed, err = a.Vault.SealMap(couponPlace(job.ResellerID, job.AccountID), codes); err != nil {
		return 0, err
	}
	return usable, a.DB.Within(ctx, func(tx *db.Tx) error { return tx.SaveCatalog(ctx, job.AccountID, couponCatalog, stored) })
}

// freeCoupons lists the coupons of an account that no quote counts on.
func (a *App) freeCoupons(ctx context.Context, accountID int64) (stored storedCoupons, err error) {
	if _, err = a.DB.Catalog(ctx, accountID, couponCatalog, &stored); err != nil || len(stored.Coupons) == 0 {
		return stored, err
	}
	bound, err := a.DB.BoundCoupons(ctx, accountID)
	stored.Coupons = slices.DeleteFunc(stored.Coupons, func(c panel.Coupon) bool { return bound[c.ID] })
	return stored, err
}

// couponFor chooses the coupon for a sale, unless the person named one; code
// is what spends it.
func (a *App) couponFor(ctx context.Context, s sale, cost panel.Fen) (c panel.Coupon, worth panel.Fen, code string, err error) {
	if strings.TrimSpace(s.Input["coupon"]+s.Input["voucher"]) != "" {
		return c, 0, "", nil
	}
	stored, err := a.freeCoupons(ctx, s.AccountID)
	if err != nil {
		return c, 0, "", err
	}
	c, worth, found := panel.BestCoupon(stored.Coupons, s.Offer, cost, a.Now())
	if !found {
		return panel.Coupon{}, 0, "", nil
	}
	codes, err := a.Vault.OpenMap(couponPlace(s.ResellerID, s.AccountID), stored.Sealed)
	return c, worth, codes[c.ID], err
}

// Coupons lists the coupons of the actor's vendor accounts that can still be
// spent, by account, with the time they were read.
func (a *App) Coupons(ctx context.Context, actor panel.Actor) (all []panel.Coupon, read time.Time, err error) {
	if err := require(actor, panel.ViewPrices); err != nil {
		return nil, read, err
	}
	accounts, err := a.registrars(ctx, actor)
	if err != nil {
		return nil, read, err
	}
	for _, account := range accounts {
		stored, err := a.freeCoupons(ctx, account.ID)
		if err != nil {
			return nil, read, err
		}
		for _, c := range stored.Coupons {
			if c.Usable && (c.Until.IsZero() || a.Now().Before(c.Until.Add(24*time.Hour))) {
				all = append(all, c)
			}
		}
		var none storedCoupons
		if at, err := a.DB.Catalog(ctx, account.ID, couponCatalog, &none); err == nil && at.After(read) {
			read = at
		}
	}
	return all, read, nil
}

// coupon is the code that an order spends: the one that was typed, or the one
// that was chosen for it.
func (p *purchase) coupon() string {
	if typed := p.order.Input["coupon"]; typed != "" {
		return typed
	}
	return p.secrets["coupon"]
}
