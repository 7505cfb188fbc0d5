package panel

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Effect is what an operation does to the world.
type Effect string

// The effects.
const (
	EffectRead    Effect = "read"
	EffectSet     Effect = "set"     // to a value; repeating does no harm
	EffectBuy     Effect = "buy"     // spends money; goes through an order
	EffectDestroy Effect = "destroy" // loses data or a binding
)

// Confirm is how much an operation asks before it acts.
type Confirm int

// The levels of confirmation.
const (
	ConfirmNone Confirm = iota // act at once
	ConfirmAsk                 // ask once, name the object
	ConfirmType                // the person types the object's name
)

// FieldType is what a field of an operation holds.
type FieldType string

// The types of fields.
const (
	FieldText        FieldType = "text"
	FieldPassword    FieldType = "password" // secret: sealed, never shown again
	FieldNumber      FieldType = "number"
	FieldSelect      FieldType = "select"
	FieldDomain      FieldType = "domain"
	FieldNameservers FieldType = "nameservers" // one per line
)

// Field is one thing an operation asks for. Label and hint are the messages
// "op.<operation>.<name>" and "op.<operation>.<name>.hint".
type Field struct {
	Name     string
	Type     FieldType
	Required bool
	Min, Max int            // of the number, or of the text's length in characters; 0, 0 = no bound
	Pattern  *regexp.Regexp // of the whole text
	Options  []string       // of a select; option labels are "op.<operation>.<name>.<option>"
	Catalog  string         // of a select whose options the vendor lists: the catalogue's name
	Default  string
}

// Operation is something a person can do to a product: a value that one
// handler, one form, one audit path and one test walk serve.
type Operation struct {
	Name       string // "cloud.restart"; title and help are the messages "op.<name>" and "op.<name>.help"
	Kind       ProductKind
	Vendors    []Vendor
	Effect     Effect
	Confirm    Confirm
	States     []ProductState // the product must be in one of these; empty = any
	Powers     []string       // a cloud host must be in one of these power states; empty = any
	NoSnapshot bool           // a cloud host must have none
	Fields     []Field
	Portal     bool     // a reseller may allow it to customers
	Completes  string   // a right of customers that brings this one along, for it completes what that began; "" = none
	Endpoints  []string // the vendor calls it makes, by name
	Icon       string
}

// Available reports whether the operation fits the product as it stands, or
// the message key that says why not.
func (o Operation) Available(p Product) (bool, string) {
	switch {
	case o.Kind != p.Kind || !slices.Contains(o.Vendors, p.Vendor):
		return false, "op.unavailable.kind"
	case len(o.States) > 0 && !slices.Contains(o.States, p.State):
		return false, "op.unavailable.state"
	case len(o.Powers) > 0 && (p.Facts.Cloud == nil || !slices.Contains(o.Powers, p.Facts.Cloud.Power)):
		return false, "op.unavailable.power"
	case o.NoSnapshot && p.Facts.Cloud != nil && p.Facts.Cloud.Snapshot:
		return false, "op.unavailable.snapshot"
	}
	return true, ""
}

// Permission is what staff need to run the operation.
func (o Operation) Permission() Permission {
	if o.Effect == EffectBuy {
		return PlaceOrders
	}
	return UseProducts
}

// Forgets reports whether a job that carries the operation out can be tried
// again only with a form filled in anew: what was secret is dropped at its end.
func (o Operation) Forgets() bool {
	return slices.ContainsFunc(o.Fields, func(f Field) bool { return f.Type == FieldPassword })
}

// Check holds input against the fields and returns what is wrong. input may
// hold other names; they are no concern of the operation.
func (o Operation) Check(input map[string]string) []Problem {
	var problems []Problem
	for _, f := range o.Fields {
		if p, bad := f.check(input[f.Name]); bad {
			problems = append(problems, p)
		}
	}
	return problems
}

// Split parts input into what may be stored in the clear and the secrets.
// Unknown names are dropped, empty fields take their default.
func (o Operation) Split(input map[string]string) (clear, secret map[string]string) {
	clear, secret = map[string]string{}, map[string]string{}
	for _, f := range o.Fields {
		value := input[f.Name]
		if value == "" {
			value = f.Default
		}
		if f.Type == FieldPassword {
			secret[f.Name] = value
		} else {
			clear[f.Name] = value
		}
	}
	return clear, secret
}

func (f Field) check(value string) (Problem, bool) {
	if value == "" {
		return Problem{Field: f.Name, Key: "problem.required"}, f.Required
	}
	if p, bad := fieldChecks[f.Type](f, value); bad {
		return p, true
	}
	return Problem{Field: f.Name, Key: "problem.pattern." + f.Name}, f.Pattern != nil && !f.Pattern.MatchString(value)
}

// fieldChecks is what each type of field asks of a value that is given.
var fieldChecks = map[FieldType]func(f Field, value string) (Problem, bool){
	FieldText:        Field.checkLength,
	FieldPassword:    Field.checkLength,
	FieldNumber:      Field.checkNumber,
	FieldNameservers: func(f Field, value string) (Problem, bool) { return checkNameservers(f.Name, value) },
	FieldSelect: func(f Field, value string) (Problem, bool) {
		return Problem{Field: f.Name, Key: "problem.option"}, len(f.Options) > 0 && !slices.Contains(f.Options, value)
	},
	FieldDomain: func(f Field, value string) (Problem, bool) {
		return Problem{Field: f.Name, Key: "problem.domain"}, !ValidHostname(value)
	},
}

func (f Field) checkLength(value string) (Problem, bool) {
	n := utf8.RuneCountInString(value)
	return Problem{Field: f.Name, Key: "problem.length", Args: []any{"Min", f.Min, "Max", f.Max}}, f.Max > 0 && (n < f.Min || n > f.Max)
}

func (f Field) checkNumber(value string) (Problem, bool) {
	n, err := strconv.Atoi(value)
	if err != nil {
		return Problem{Field: f.Name, Key: "problem.number"}, true
	}
	if f.Max > 0 && (n < f.Min || n > f.Max) {
		return Problem{Field: f.Name, Key: "problem.range", Args: []any{"Min", f.Min, "Max", f.Max}}, true
	}
	return Problem{}, false
}

func checkNameservers(field, value string) (Problem, bool) {
	hosts := strings.Fields(value)
	if len(hosts) < 2 || len(hosts) > 6 {
		return Problem{Field: field, Key: "problem.nameservers.count"}, true
	}
	for i, h := range hosts {
		if !ValidHostname(h) {
			return Problem{Field: field, Key: "problem.nameservers.host", Args: []any{"Host", h}}, true
		}
		if slices.Contains(hosts[:i], h) {
			return Problem{Field: field, Key: "problem.nameservers.twice", Args: []any{"Host", h}}, true
		}
	}
	return Problem{}, false
}

// OperationNamed finds an operation by its name.
func OperationNamed(name string) (Operation, error) {
	for _, o := range operations {
		if o.Name == name {
			return o, nil
		}
	}
	return Operation{}, Errorf(NotFound, fmt.Errorf("no operation %q", name), "error.notfound")
}

// Operations lists every operation, in the order people see them.
func Operations() []Operation { return slices.Clone(operations) }

// OperationsFor lists the operations of a product's kind and vendor.
func OperationsFor(p Product) []Operation {
	return slices.DeleteFunc(Operations(), func(o Operation) bool {
		return o.Kind != p.Kind || !slices.Contains(o.Vendors, p.Vendor)
	})
}
