package panel

import (
	"slices"
	"strings"
)

// Customers read rows through ForCustomer: without what their reseller pays, and
// without the words, codes and numbers of whom their reseller buys from.

// ForCustomer is an order as the customer it is for reads it.
func (o Order) ForCustomer() Order {
	o.Cost, o.AccountID, o.Before, o.Lane, o.Ref, o.VendorCode, o.VendorText, o.Creator = 0, 0, "", "", "", "", "", ""
	o.Input = keep(o.Input, func(name string) bool { return !slices.Contains([]string{"coupon", "voucher", "contact"}, name) })
	return o
}

// ForCustomer is a move of an order without who made it and why.
func (e OrderEvent) ForCustomer() OrderEvent {
	e.Note, e.UserID, e.Who, e.Driver = "", 0, "", ""
	return e
}

// ForCustomer is a job as a customer reads it: of its input only what it does
// to which product.
func (j Job) ForCustomer() Job {
	j.AccountID, j.Sealed, j.ErrorCode, j.ErrorText = 0, nil, "", ""
	j.Input = keep(j.Input, func(name string) bool { return name == "operation" || name == "product" })
	return j
}

// ForCustomer is a line of a job's history with those of its arguments that are
// no vendor's words. Why papers were refused is about the customer's own papers
// and stays, unless it names a vendor.
func (e JobEvent) ForCustomer() JobEvent {
	var args []any
	for i := 0; i+1 < len(e.Args); i += 2 {
		switch e.Args[i] {
		case "Name", "Count":
			args = append(args, e.Args[i], e.Args[i+1])
		case "Reason":
			why, _ := e.Args[i+1].(string)
			args = append(args, "Reason", NamesNobody(why))
		}
	}
	e.Args = args
	return e
}

// ForCustomer is a product with the facts that are the customer's own.
func (p Product) ForCustomer() Product {
	p.AccountID, p.VendorRef = 0, ""
	if d := p.Facts.Domain; d != nil {
		p.Facts.Domain = &DomainFacts{RegisteredAt: d.RegisteredAt, Nameservers: d.Nameservers, Audit: d.Audit, Transfer: Transfer{Final: d.Transfer.Final, At: d.Transfer.At}}
		p.Facts.Domain.Audit.Reason = NamesNobody(d.Audit.Reason)
	}
	if z := p.Facts.Zone; z != nil {
		p.Facts.Zone = &ZoneFacts{MinTTL: z.MinTTL, Types: z.Types, Lines: z.Lines, Records: z.Records}
	}
	if c := p.Facts.Cloud; c != nil {
		host := *c
		host.Number, host.FreeDomain, host.TimeType = "", "", ""
		p.Facts.Cloud = &host
	}
	return p
}

// ForCustomer is a record whose refused change tells no vendor's words.
func (r Record) ForCustomer() Record {
	r.VendorRef = ""
	if r.Problem != nil {
		why := *r.Problem
		why.Code, why.Text = "", ""
		r.Problem = &why
	}
	return r
}

// ForCustomer is a search without what the names cost the reseller.
func (s DomainSearch) ForCustomer() DomainSearch {
	s.AccountID, s.Checks = 0, slices.Clone(s.Checks)
	for i := range s.Checks {
		s.Checks[i].Cost = 0
	}
	return s
}

// ForCustomer is an error without what a vendor said.
func (e *Error) ForCustomer() *Error {
	own := *e
	own.Vendor, own.Fields = VendorWord{}, slices.Clone(e.Fields)
	for i := range own.Fields {
		own.Fields[i].Text = ""
	}
	return &own
}

// vendorNames are words by which vendors are known.
var vendorNames = []string{"cndns", "dnspod", "sendcloud", "baidu", "美橙", "腾讯", "百度", "阿里"}

// NamesNobody is a text of a vendor's that customers may read as it is: all of
// it, or nothing when it names a vendor.
func NamesNobody(text string) string {
	folded := strings.ToLower(text)
	if slices.ContainsFunc(vendorNames, func(name string) bool { return strings.Contains(folded, name) }) {
		return ""
	}
	return text
}

func keep(input map[string]string, wanted func(name string) bool) map[string]string {
	kept := map[string]string{}
	for name, value := range input {
		if wanted(name) {
			kept[name] = value
		}
	}
	return kept
}
