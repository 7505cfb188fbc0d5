package service

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tangelo/internal/panel"
)

// CartDomains is a wish to register several names alike.
type CartDomains struct {
	BuyDomain        // what they have in common; Name is not used
	Names     string // separated as in a search
}

// AddDomains puts a registration of every name into the cart. The problems of
// an Invalid error name the fields of the form.
func (a *App) AddDomains(ctx context.Context, actor panel.Actor, f CartDomains) error {
	if err := checkFormKey(f.FormKey); err != nil {
		return err
	}
	words := searchWords(f.Names)
	if len(words) == 0 || len(words) > panel.CartLines {
		return panel.InvalidFields([]panel.Problem{{Field: "names", Key: "cart.problem.names", Args: []any{"Max", panel.CartLines}}})
	}
	wishes, problems := make([]PlaceOrder, 0, len(words)), []panel.Problem(nil)
	for _, name := range words {
		f.Name = name
		wish, err := a.draftDomain(ctx, actor, "domain.register", f.BuyDomain)
		if fields := panel.Problems(err); fields != nil {
			problems = append(problems, ofName(name, fields)...)
		} else if err != nil {
			return err
		}
		wish.FormKey = fmt.Sprintf("%s/%s", f.FormKey, wish.Input["name"])
		wishes = append(wishes, wish)
	}
	if len(problems) > 0 {
		return panel.InvalidFields(oncePerField(problems))
	}
	return asNames(a.addToCart(ctx, actor, wishes))
}

// ofName moves problems of one name to the field that holds all of them.
func ofName(name string, problems []panel.Problem) []panel.Problem {
	moved := slices.Clone(problems)
	for i, p := range moved {
		if p.Field == "name" {
			moved[i] = panel.Problem{Field: "names", Key: "cart.problem.name", Args: []any{"Name", name}}
		}
	}
	return moved
}

// asNames is an error of adding lines, in the words of a form for names.
func asNames(err error) error {
	problems := panel.Problems(err)
	for i := range problems {
		if problems[i].Field == "name" {
			problems[i].Field = "names"
		}
	}
	return err
}

func oncePerField(problems []panel.Problem) []panel.Problem {
	slices.SortStableFunc(problems, func(x, y panel.Problem) int { return strings.Compare(x.Field, y.Field) })
	return slices.CompactFunc(problems, func(x, y panel.Problem) bool { return x.Field == y.Field })
}

// AddOperation puts an operation on a product into the cart of the customer
// who has it.
func (a *App) AddOperation(ctx context.Context, actor panel.Actor, productID int64, name string, input map[string]string, formKey string) (customerID int64, err error) {
	product, op, err := a.operable(ctx, actor, productID, name)
	if err != nil {
		return 0, err
	}
	if op.Effect != panel.EffectBuy {
		return 0, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	if err := panel.InvalidFields(op.Check(input)); err != nil {
		return 0, err
	}
	clear, secret := op.Split(input)
	return product.CustomerID, a.addToCart(ctx, actor, []PlaceOrder{operationWish(op, product, clear, secret, formKey)})
}

// AddCloud puts a new host into the cart.
func (a *App) AddCloud(ctx context.Context, actor panel.Actor, f CloudForm) error {
	wish, err := a.draftCloud(ctx, actor, f)
	if err != nil {
		return err
	}
	return a.addToCart(ctx, actor, []PlaceOrder{wish})
}
