package service

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

// CloudForm is a wish for a host. Staff say its time in the vendor's units
// (unit, count), customers as a term in months; a customer's host is always
// opened at once.
type CloudForm struct {
	AccountID, CustomerID int64             // 0 = the first account; nobody's yet
	Input                 map[string]string // cpu, memory (MB), disk (GB), bandwidth (Mbps), place, os, unit, count or term, coupon, voucher, open
	Password              string            // of the system
	Deal                  Deal
	FormKey               string
}

// cloudTerms lists the terms that customers choose from, in months.
var cloudTerms = []int{1, 3, 6, 12, 24, 36}

// Terms lists the terms, in months, that can be made up of the units on sale.
func (s CloudShop) Terms() []int {
	return slices.DeleteFunc(slices.Clone(cloudTerms), func(months int) bool {
		unit, _ := s.unitsOf(months)
		return unit == ""
	})
}

// unitsOf is a term of some months in the longest unit that it is whole in; ""
// when no unit on sale fits.
func (s CloudShop) unitsOf(months int) (unit string, count int) {
	longest := 0
	for _, o := range s.Options["unit"] {
		if n := unitMonths[o.Value]; n > longest && months > 0 && months%n == 0 {
			longest, unit, count = n, o.Value, months/n
		}
	}
	return unit, count
}

// by is the form as the actor may fill it in.
func (f CloudForm) by(actor panel.Actor, shop CloudShop) CloudForm {
	f.AccountID, f.CustomerID = forWhom(actor, f.AccountID, f.CustomerID)
	f.Input = maps.Clone(f.Input)
	if term := number(f.Input["term"]); actor.Role == panel.RoleCustomer {
		delete(f.Input, "coupon")
		delete(f.Input, "voucher")
		f.Input["open"], f.Input["unit"], f.Input["count"] = "1", "", ""
		if slices.Contains(shop.Terms(), term) {
			unit, count := shop.unitsOf(term)
			f.Input["unit"], f.Input["count"] = unit, strconv.Itoa(count)
		}
	}
	delete(f.Input, "term")
	return f
}

// check holds a wish against the rules and the account's catalogue.
func (s CloudShop) check(input map[string]string) []panel.Problem {
	problems := checkHost(input)
	wrong := func(field string) bool {
		return slices.ContainsFunc(problems, func(p panel.Problem) bool { return p.Field == field })
	}
	for field, options := range s.Options {
		if !wrong(field) && !slices.ContainsFunc(options, func(o Option) bool { return o.Value == input[field] }) {
			problems = append(problems, panel.Problem{Field: field, Key: "problem.option"})
		}
	}
	for field, span := range map[string]Span{"disk": s.Disk, "bandwidth": s.Bandwidth} {
		if span.Max > 0 && !wrong(field) && !cndns.Range(span).Holds(number(input[field])) {
			problems = append(problems, panel.Problem{Field: field, Key: "cloud.problem.span", Args: []any{"Min", span.Min, "Max", span.Max, "Step", max(span.Step, 1)}})
		}
	}
	return problems
}

// asTerm moves what is wrong with a number of units to the one field that a
// customer chose it in.
func asTerm(problems []panel.Problem) []panel.Problem {
	for i, p := range problems {
		if p.Field == "unit" || p.Field == "count" {
			problems[i] = panel.Problem{Field: "term", Key: "problem.option"}
		}
	}
	return oncePerField(problems)
}

// cloudWish turns the form into an order without its password, and says what is
// wrong with it.
func (a *App) cloudWish(ctx context.Context, actor panel.Actor, f CloudForm) (wish PlaceOrder, err error) {
	shop, err := a.CloudShop(ctx, actor, f.AccountID)
	if err != nil {
		return wish, err
	}
	if shop.Account.ID == 0 {
		return wish, panel.Errorf(panel.Conflict, nil, "domains.error.noaccount")
	}
	f = f.by(actor, shop)
	problems := shop.check(f.Input)
	if actor.Role == panel.RoleCustomer {
		problems = asTerm(problems)
	}
	if f.CustomerID != 0 {
		if _, err := a.DB.Customer(ctx, deskOf(actor), f.CustomerID); err != nil {
			problems = append(problems, panel.Problem{Field: "customer", Key: "problem.option"})
		}
	}
	wish = PlaceOrder{Operation: "cloud.buy", AccountID: shop.Account.ID, CustomerID: f.CustomerID, Input: f.Input, FormKey: f.FormKey}
	return wish, panel.InvalidFields(problems)
}

// draftCloud is the order that the form asks for, with its password.
func (a *App) draftCloud(ctx context.Context, actor panel.Actor, f CloudForm) (wish PlaceOrder, err error) {
	if wish, err = a.cloudWish(ctx, actor, f); err != nil || wish.Input["open"] == "" {
		return wish, err
	}
	op, err := panel.OperationNamed("cloud.create")
	if err != nil {
		return wish, err
	}
	wish.Secrets = map[string]string{"password": f.Password}
	return wish, panel.InvalidFields(op.Check(wish.Secrets))
}

// CloudPrice is the price of a new host for its page, by the rules of PriceTag.
func (a *App) CloudPrice(ctx context.Context, actor panel.Actor, f CloudForm, fix bool) (panel.PriceTag, error) {
	wish, err := a.cloudWish(ctx, actor, f)
	if err != nil {
		return panel.PriceTag{}, err
	}
	return a.PriceTag(ctx, actor, wish, f.FormKey, fix)
}

// BuyCloud places the order for a host.
func (a *App) BuyCloud(ctx context.Context, actor panel.Actor, f CloudForm) (orderID int64, err error) {
	wish, err := a.draftCloud(ctx, actor, f)
	if err != nil {
		return 0, err
	}
	if err := a.priced(ctx, actor, &wish, f.Deal); err != nil {
		return 0, err
	}
	return a.Place(ctx, actor, wish)
}
