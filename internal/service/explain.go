package service

import (
	"errors"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// words names form fields by the vendor's parameters, so that a refusal shows
// at the right field: {"rec_value": "value"}.
type words map[string]string

// explain turns a vendor client's error into one for people. It is the only
// place that does.
func explain(err error, fields words) error {
	if errors.Is(err, cndns.ErrPriceUnknown) {
		return panel.Errorf(panel.Conflict, err, "error.vendor.noprice")
	}
	var e *endpoint.Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	said := panel.VendorWord{
		Endpoint: e.Endpoint, Code: e.Code, Text: e.VendorText, Meaning: e.Meaning.Zh, RequestID: e.RequestID,
	}
	out := &panel.Error{Vendor: said, Cause: err}
	switch e.Class {
	case endpoint.NotSent:
		return explainNotSent(e, out, fields)
	case endpoint.Refused:
		out.Kind, out.Key = panel.Refused, "error.vendor.refused"
		if e.Meaning.Kind == endpoint.Busy {
			out.Kind, out.Key = panel.Unavailable, "error.vendor.busy"
		}
		if field := fields.of(e.Meaning.Field); field != "" {
			out.Fields = []panel.Problem{{Field: field, Key: "problem.vendor", Text: e.VendorText}}
		}
	case endpoint.OK, endpoint.Accepted, endpoint.Unknown:
		out.Kind, out.Key = panel.Uncertain, "error.vendor.unknown"
	}
	return out
}

func explainNotSent(e *endpoint.Error, out *panel.Error, fields words) error {
	var invalid *endpoint.InvalidError
	if errors.As(e, &invalid) {
		out.Kind, out.Key = panel.Invalid, "error.invalid"
		out.Fields = ruleProblems(invalid, fields)
		return out
	}
	var ours *panel.Error
	if errors.As(e, &ours) {
		return ours // the gate's own word
	}
	out.Kind, out.Key = panel.Unavailable, "error.vendor.unreachable"
	if errors.Is(e, endpoint.ErrHost) {
		out.Key = "error.vendor.host"
	}
	return out
}

func (w words) of(param string) string { return w[param] }

// class is the reply class of a vendor call's error, after or before explain.
func class(err error) endpoint.Class {
	var e *endpoint.Error
	if errors.As(err, &e) {
		return e.Class
	}
	if err == nil {
		return endpoint.OK
	}
	var ours *panel.Error
	if errors.As(err, &ours) && ours.Kind != panel.Uncertain && ours.Kind != panel.Internal {
		return endpoint.NotSent // refused by our own rules or gate before anything was sent
	}
	return endpoint.Unknown
}
