// Package endpoint is what a vendor's call is: a value that names path, effect, rules and
// error codes, and one way to check, send, classify and record it. It knows no vendor.
package endpoint

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Vendor is what all calls of one vendor share.
type Vendor struct {
	Name   string
	Method string         // of calls that name none
	Common Codes          // codes any call may answer, after the call's own table
	Rules  string         // added to every text parameter that is not marked "list"
	Comma  string         // between the parts of a list; "" is ","
	Zone   *time.Location // of times in answers that carry no offset
	// ByText names the codes that mean one thing in Common and another in a call's own
	// table, with words that only the common meaning's text has.
	ByText map[string][]string
	Hosts  map[string]string // the documented base URLs, by host key
}

// meaning looks a code up: in the call's own table, then in the common one, unless the
// vendor's words show that the common meaning is meant.
func (v Vendor) meaning(own Codes, code, text string) (Meaning, bool) {
	common, ok := v.Common[code]
	if slices.ContainsFunc(v.ByText[code], func(word string) bool { return strings.Contains(text, word) }) {
		return common, ok
	}
	if m, listed := own[code]; listed {
		return m, true
	}
	return common, ok
}

// comma is what stands between the parts of a list.
func (v Vendor) comma() string {
	if v.Comma == "" {
		return ","
	}
	return v.Comma
}

// ruled adds the vendor's rules and its comma to a parameter.
func (v Vendor) ruled(p Param) Param {
	if p.Kind == List {
		p.Comma = v.comma()
	}
	if v.Rules == "" || p.has("list") || p.Kind != Text && p.Kind != Hidden {
		return p
	}
	p.Rules = append(p.Rules[:len(p.Rules):len(p.Rules)], parseRules(v.Rules)...)
	return p
}

// Acceptance tells which calls answer "success" when they have only begun: "" none,
// "always", or the name of the parameter that makes them so.
type Acceptance string

// Always marks a call whose success only means that the vendor took the order.
const Always Acceptance = "always"

// By tells whether a success under these parameters only means "begun".
func (a Acceptance) By(params []Value) bool {
	for _, p := range params {
		if a != "" && p.Name == string(a) && p.Text != "" {
			return true
		}
	}
	return a == Always
}

// Words are a name or a short text in both languages of the panel.
type Words struct{ Zh, En string }

// Endpoint is one call of a vendor. Req is a struct of tagged parameters, Resp a struct
// of tagged answer fields.
type Endpoint[Req, Resp any] struct {
	Name     string // as the catalogue calls it, such as "cndns.domain.create"
	Title    Words
	Method   string // "" is the vendor's default
	Host     string // key of the base URL; "" is "api"
	Path     string
	Effect   Effect
	Slow     bool       // the document warns of long waits
	Accepts  Acceptance // documented in-progress answers
	FreeText bool       // failures carry no code: any failure text is a refusal
	Bare     bool       // a success may come without the vendor's envelope
	Doc      string     // section of the vendor's document
	Errors   Codes
}

// Call checks the request, sends it over the line and decodes the answer. Every error is
// an *Error; after a nil error the vendor has done it, or begun it where Accepts says so.
func (e Endpoint[Req, Resp]) Call(ctx context.Context, line *Line, req Req) (Resp, error) {
	var resp, none Resp
	params, err := e.Prepare(line.Vendor, req)
	if err != nil {
		return none, err
	}
	if err := line.exchange(ctx, e.info(), params, &resp); err != nil {
		return none, err
	}
	return resp, nil
}

// Prepare checks a request and lists what would be sent, for a call that not we make but a
// browser. The error is an *Error of class NotSent.
func (e Endpoint[Req, Resp]) Prepare(vendor Vendor, req Req) ([]Value, error) {
	params, err := prepare(req, vendor)
	if err != nil {
		return nil, &Error{Class: NotSent, Endpoint: e.Name, Reason: "invalid parameters", cause: err}
	}
	return params, nil
}

func (e Endpoint[Req, Resp]) info() Info {
	host := e.Host
	if host == "" {
		host = "api"
	}
	return Info{
		Name: e.Name, Title: e.Title, Method: e.Method, Host: host, Path: e.Path,
		Effect: e.Effect, Slow: e.Slow, Accepts: e.Accepts, FreeText: e.FreeText, Bare: e.Bare, Doc: e.Doc, Errors: e.Errors,
	}
}

// Info is an endpoint without its types.
type Info struct {
	Name                    string
	Title                   Words
	Method, Host, Path, Doc string
	Effect                  Effect
	Slow, FreeText, Bare    bool
	Accepts                 Acceptance
	Errors                  Codes
}

// Any is an Endpoint of whatever types.
type Any interface {
	Describe(vendor Vendor) Description
}

// Description is everything a form, a test or a catalogue wants to know of an endpoint.
type Description struct {
	Info
	Params []Param
	// Decode reads the payload of an answer. unread names what the answer type does not
	// know or could not read.
	Decode func(payload any) (answer any, unread []string, err error)
	// Explain says what a code means, by this call's table or the vendor's common one. text
	// is what the vendor wrote. False when neither lists the code.
	Explain func(code, text string) (Meaning, bool)
	// Check holds parameters by name against the rules, as Invoke does, and lists what
	// would be sent. Its error is an *InvalidError.
	Check func(params map[string]string) ([]Value, error)
	// Invoke calls the endpoint with parameters by name.
	Invoke func(ctx context.Context, line *Line, params map[string]string) (answer any, err error)
	// Probe is Invoke without the rules, for asking a simulator what it refuses by itself.
	// Nothing but tests may call it.
	Probe func(ctx context.Context, line *Line, params map[string]string) (answer any, err error)
}

// Describe returns the untyped view.
func (e Endpoint[Req, Resp]) Describe(vendor Vendor) Description {
	info := e.info()
	if info.Method == "" {
		info.Method = vendor.Method
	}
	return Description{
		Info:   info,
		Params: paramsOf(reflect.TypeFor[Req](), vendor),
		Decode: func(payload any) (any, []string, error) {
			var resp Resp
			unread, err := decode(payload, &resp, vendor.Zone)
			return resp, unread, err
		},
		Explain: func(code, text string) (Meaning, bool) { return vendor.meaning(e.Errors, code, text) },
		Check: func(params map[string]string) ([]Value, error) {
			req, err := fill(reflect.TypeFor[Req](), vendor, params)
			if err != nil {
				return nil, err
			}
			return prepare(req.Interface(), vendor)
		},
		Invoke: func(ctx context.Context, line *Line, params map[string]string) (any, error) {
			req, err := fill(reflect.TypeFor[Req](), vendor, params)
			if err != nil {
				return nil, &Error{Class: NotSent, Endpoint: e.Name, Reason: "invalid parameters", cause: err}
			}
			return e.Call(ctx, line, req.Interface().(Req))
		},
		Probe: func(ctx context.Context, line *Line, params map[string]string) (any, error) {
			var resp Resp
			err := line.exchange(ctx, info, unchecked(reflect.TypeFor[Req](), vendor, params), &resp)
			return resp, err
		},
	}
}

// DescribeAll returns the untyped views of a vendor's endpoints, in the order given.
func DescribeAll(vendor Vendor, all ...Any) []Description {
	list := make([]Description, 0, len(all))
	for _, e := range all {
		list = append(list, e.Describe(vendor))
	}
	return list
}
