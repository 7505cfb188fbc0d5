package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

const (
	priceAge      = 24 * time.Hour     // a cost is believed for so long
	hostPriceAge  = time.Hour          // that of a host
	staleAge      = 7 * 24 * time.Hour // and for so long when the vendor cannot be asked
	askAgainAfter = time.Minute        // nobody asks twice within
)

func priceJobs() map[string]jobKind {
	return map[string]jobKind{
		"prices.sync": {step: (*App).syncPrices, attempts: 6},
		"prices.ask":  {step: (*App).askCost, attempts: 4},
	}
}

// Sources of costs: the vendor's calls.
const (
	sourceProduct = "cndns.common.product_price"
	sourceRenewal = "cndns.common.renew_price"
	sourceHost    = "cndns.cloud.price"
)

// unitMonths is how long the vendor's units of time are.
var unitMonths = map[string]int{string(cndns.Month): 1, string(cndns.HalfYear): 6, string(cndns.Year): 12}

// sale is something about to be sold, or only to be priced.
type sale struct {
	Offer      panel.Offer
	ResellerID int64
	AccountID  int64
	CustomerID int64             // 0 = nobody is charged
	ProductID  int64             // 0 = something new
	Input      map[string]string // of the order
}

// sales says what each operation sells. What is absent is named no price by
// the vendor: transfers, upgrades and addresses of hosts.
var sales = map[string]func(input map[string]string, product panel.Product) (panel.Offer, bool){
	"domain.register": func(input map[string]string, _ panel.Product) (panel.Offer, bool) {
		return panel.DomainOffer(NameUnicode(input["name"]), number(input["years"]), panel.PriceBuy)
	},
	"domain.renew": func(input map[string]string, product panel.Product) (panel.Offer, bool) {
		return panel.DomainOffer(NameUnicode(product.Name), number(input["years"]), panel.PriceRenew)
	},
	"cloud.buy": func(input map[string]string, _ panel.Product) (panel.Offer, bool) {
		return hostOffer(hostVariant(input), input, panel.PriceBuy)
	},
	"cloud.renew": func(input map[string]string, _ panel.Product) (panel.Offer, bool) {
		return hostOffer(input["unit"], input, panel.PriceRenew)
	},
}

func hostOffer(variant string, input map[string]string, action panel.PriceAction) (panel.Offer, bool) {
	months := unitMonths[input["unit"]] * number(input["count"])
	return panel.Offer{Kind: panel.KindCloud, Variant: variant, Months: months, Action: action}, months > 0
}

// hostSize are the fields of a new host that its cost depends on.
var hostSize = []string{"cpu", "memory", "disk", "bandwidth", "place", "os", "unit"}

func hostVariant(input map[string]string) string {
	parts := make([]string, 0, len(hostSize))
	for _, name := range hostSize {
		parts = append(parts, input[name])
	}
	return strings.Join(parts, ":")
}

// askInput is what it takes to ask for the cost of a sale again.
func (s sale) askInput() map[string]string {
	names := []string{"years", "unit", "count"}
	if s.Offer.Kind == panel.KindCloud && s.Offer.Action == panel.PriceBuy {
		names = append(append([]string{}, hostSize...), "count")
	}
	input := map[string]string{}
	for _, name := range names {
		if value := s.Input[name]; value != "" {
			input[name] = value
		}
	}
	return input
}

func (s sale) cost() panel.OfferCost {
	c := panel.OfferCost{Offer: s.Offer, ResellerID: s.ResellerID, AccountID: s.AccountID, Input: s.askInput()}
	if s.Offer.Action == panel.PriceRenew {
		c.ProductID = s.ProductID // the vendor prices the renewal of each product by its name
	}
	return c
}

// costOf is what the vendor charges for a sale as far as that is known, and
// whether it is being asked. With ask it starts the job when the cost is not
// known or old.
func (a *App) costOf(ctx context.Context, actor panel.Actor, s sale, ask bool) (c panel.OfferCost, asking bool, err error) {
	want := s.cost()
	if c, err = a.DB.CostOf(ctx, s.AccountID, want.ProductID, s.Offer); err != nil {
		return c, false, err
	}
	within := priceAge
	if s.Offer.Kind == panel.KindCloud {
		within = hostPriceAge
	}
	if c.Fresh(a.Now(), within) {
		return c, false, nil
	}
	subject := fmt.Sprintf("%s #%d", want.Key(), want.ProductID)
	recent, err := a.DB.Jobs(ctx, panel.SystemActor(s.ResellerID), db.JobFilter{Kind: "prices.ask", AccountID: s.AccountID, Limit: 50})
	if err != nil {
		return c, false, err
	}
	for _, j := range recent {
		switch {
		case j.Subject != subject:
		case !j.State.Final():
			return c, true, nil
		case a.Now().Sub(j.EndedAt) < askAgainAfter:
			return a.stale(c), false, nil // it was asked for just now, and there is no answer
		}
	}
	if !ask {
		return a.stale(c), false, nil
	}
	return c, true, a.DB.Within(ctx, func(tx *db.Tx) error {
		_, err := a.startJob(ctx, tx, actor, db.NewJob{
			Job: panel.Job{
				ResellerID: s.ResellerID, AccountID: s.AccountID, Kind: "prices.ask", Subject: subject,
				Input: map[string]string{"cost": askedText(want)},
			},
			UniqueKey: fmt.Sprintf("prices.ask:%d:%s", s.AccountID, subject),
		}, nil)
		return err
	})
}

// stale is an old cost while the vendor cannot be asked; after a week nobody
// believes it any more.
func (a *App) stale(c panel.OfferCost) panel.OfferCost {
	if !c.Fresh(a.Now(), staleAge) {
		c.Cost = 0
	}
	return c
}

func askedText(c panel.OfferCost) string {
	text, err := json.Marshal(c)
	if err != nil {
		panic("service: offer as JSON: " + err.Error()) // strings, numbers and times only
	}
	return string(text)
}

// askCost is the step of "prices.ask".
func (a *App) askCost(ctx context.Context, job *panel.Job) (next, error) {
	var c panel.OfferCost
	if err := json.Unmarshal([]byte(job.Input["cost"]), &c); err != nil {
		return next{}, fmt.Errorf("offer of job %d: %w", job.ID, err)
	}
	c.ResellerID, c.AccountID = job.ResellerID, job.AccountID
	if _, err := a.learnCost(ctx, c, job.ID); err != nil {
		return next{}, err
	}
	return over()
}

// learnCost asks the vendor what an offer costs and stores the answer; that it
// names no price is an answer too. moved reports whether the cost changed.
func (a *App) learnCost(ctx context.Context, c panel.OfferCost, jobID int64) (moved bool, err error) {
	client, err := a.cndns(ctx, c.AccountID)
	if err != nil {
		return false, err
	}
	fen, source, err := a.askVendor(ctx, client, c)
	if err != nil && !errors.Is(err, cndns.ErrPriceUnknown) {
		return false, explain(err, nil)
	}
	c.Cost = panel.Fen(fen)
	err = a.DB.Within(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		moved, err = tx.SaveCost(ctx, c, source, jobID)
		return err
	})
	return moved, err
}

func (a *App) askVendor(ctx context.Context, client *cndns.Client, c panel.OfferCost) (fen endpoint.Fen, source string, err error) {
	switch {
	case c.ProductID != 0:
		product, err := a.DB.Product(ctx, panel.SystemActor(c.ResellerID), c.ProductID)
		if err != nil {
			return 0, sourceRenewal, err
		}
		req := cndns.RenewPriceRequest{Type: cndns.PriceDomain, Product: NameUnicode(product.Name), Years: c.Months / 12}
		if product.Kind == panel.KindCloud {
			req = cndns.RenewPriceRequest{Type: cndns.PriceCloud, Product: product.Name, Years: number(c.Input["count"]), TimeUnit: cndns.TimeUnit(c.Input["unit"])}
		}
		fen, err = client.RenewPrice(ctx, req)
		return fen, sourceRenewal, err
	case c.Kind == panel.KindCloud && c.Action == panel.PriceBuy:
		fen, err = client.CloudPrice(ctx, hostSpec(c.Input))
		return fen, sourceHost, err
	}
	tag := "dme"
	if c.Variant == panel.VariantHan {
		tag = "dmc"
	}
	fen, err = client.ProductPrice(ctx, cndns.ProductPriceRequest{
		Type: cndns.PriceDomain, Years: c.Months / 12, Tag: tag, Suffix: c.Suffix, ForRenewal: strconv.Itoa(map[bool]int{true: 1}[c.Action == panel.PriceRenew]),
	})
	return fen, sourceProduct, err
}
