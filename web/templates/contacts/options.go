package contacts

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
)

func stateOptions(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Label: i18n.T(ctx, "contacts.state.any")}}
	for _, s := range panel.ContactStates {
		options = append(options, ui.Option{Value: string(s), Label: i18n.T(ctx, "contacts.state."+string(s))})
	}
	return options
}

func customerOptions(customers []panel.Customer, none string) []ui.Option {
	options := []ui.Option{{Value: "0", Label: none}}
	for _, c := range customers {
		options = append(options, ui.Option{Value: fmt.Sprint(c.ID), Label: c.Name})
	}
	return options
}

func accountOptions(accounts []panel.VendorAccount) []ui.Option {
	var options []ui.Option
	for _, v := range accounts {
		options = append(options, ui.Option{Value: fmt.Sprint(v.ID), Label: v.Label})
	}
	return options
}

// fieldOptions are the choices of a field that has some: nil for a text.
func fieldOptions(ctx context.Context, f panel.ContactField) []ui.Option {
	if f.Name == "idtype" {
		return certificateOptions(ctx)
	}
	var options []ui.Option
	for _, value := range f.Options {
		options = append(options, ui.Option{Value: value, Label: i18n.T(ctx, "contacts."+f.Name+"."+value)})
	}
	return options
}

func certificateOptions(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Label: i18n.T(ctx, "contacts.idtype.none")}}
	for _, c := range panel.Certificates {
		whose := i18n.T(ctx, "contacts.usertype."+c.Owner)
		options = append(options, ui.Option{Value: c.Code, Label: whose + " · " + i18n.T(ctx, "contacts.idtype."+c.Code)})
	}
	return options
}

func userType(ctx context.Context, c panel.Contact) string {
	if c.Fields["usertype"] == "" {
		return ""
	}
	return i18n.T(ctx, "contacts.usertype."+c.Fields["usertype"])
}

// fieldProps is a field of the form with what was typed and what is wrong.
func (p FormPage) fieldProps(ctx context.Context, f panel.ContactField) ui.FieldProps {
	props := ui.FieldProps{
		Name: f.Name, Label: i18n.T(ctx, "contacts.field."+f.Name), Value: p.Contact.Fields[f.Name], Problem: p.Problems.For(f.Name),
		Required: f.Group != "identity", Unmarked: f.Group == "identity", Autocomplete: "off",
	}
	if key := "contacts.field." + f.Name + ".hint"; i18n.Has(ctx, key) {
		props.Hint = i18n.T(ctx, key)
	}
	switch f.Group {
	case "native":
		props.Lang = "zh-CN"
	case "latin":
		props.Lang = "en"
	case "reach":
		props.Type = map[string]string{"phone": "tel", "fax": "tel", "email": "email"}[f.Name]
	}
	if f.Name == "country-en" || f.Name == "zipcode" {
		props.Short = true
	}
	return props
}

func group(name string) []panel.ContactField {
	var fields []panel.ContactField
	for _, f := range panel.ContactFields {
		if f.Group == name {
			fields = append(fields, f)
		}
	}
	return fields
}

// pairs sets fields side by side.
func pairs(fields []panel.ContactField) [][]panel.ContactField {
	var rows [][]panel.ContactField
	for len(fields) > 2 {
		rows, fields = append(rows, fields[:2]), fields[2:]
	}
	return append(rows, fields)
}
