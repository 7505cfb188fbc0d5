package endpoint

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// ParamKind is how a parameter is written.
type ParamKind string

// The kinds of parameter.
const (
	Text   ParamKind = "text"
	Number ParamKind = "number"
	List   ParamKind = "list"   // joined by the vendor's comma
	Hidden ParamKind = "hidden" // a Secret
)

// Param is one declared parameter of a call, for checks, forms and catalogues.
type Param struct {
	Name  string // on the wire
	Label Words
	Also  string // more spellings that are sent with the same value, or "name=value" as it stands; commas between
	Kind  ParamKind
	Rules []Rule

	Comma string // between the parts of a list
}

// Sent is false for a parameter that only serves the rules of others.
func (p Param) Sent() bool { return !p.has("unsent") }

// Required is true when the parameter must be given whatever the others are.
func (p Param) Required() bool {
	for _, r := range p.Rules {
		if r.Name == "required" && len(r.When) == 0 {
			return true
		}
	}
	return false
}

func (p Param) has(rule string) bool {
	for _, r := range p.Rules {
		if r.Name == rule {
			return true
		}
	}
	return false
}

// Value is one parameter ready to be sent.
type Value struct {
	Name, Text string
	Hidden     bool // a secret
	Number     bool // for protocols that write numbers in another way than texts
}

// field is a Param with its place in the request struct.
type field struct {
	Param
	index []int
}

var fieldCache sync.Map // reflect.Type to []field

// fieldsOf reads the tags of a request struct, once per type. Embedded structs are
// flattened. A malformed tag is a mistake in the declaration and panics.
func fieldsOf(t reflect.Type) []field {
	if known, ok := fieldCache.Load(t); ok {
		return known.([]field)
	}
	var fields []field
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("param"); name != "" {
			fields = append(fields, field{index: f.Index, Param: Param{
				Name: name, Label: Words{Zh: f.Tag.Get("zh"), En: f.Tag.Get("en")},
				Also: f.Tag.Get("also"), Kind: kindOf(t, f), Rules: parseRules(f.Tag.Get("rule")),
			}})
		}
	}
	fieldCache.Store(t, fields)
	return fields
}

var secretType = reflect.TypeFor[Secret]()

func kindOf(t reflect.Type, f reflect.StructField) ParamKind {
	switch {
	case f.Type == secretType:
		return Hidden
	case f.Type.Kind() == reflect.String:
		return Text
	case f.Type.Kind() == reflect.Int || f.Type.Kind() == reflect.Int64:
		return Number
	case f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.String:
		return List
	}
	panic(fmt.Sprintf("%s.%s: a parameter cannot be a %s", t, f.Name, f.Type))
}

// paramsOf returns the declared parameters of a request type, with a vendor's own rules
// added to every text.
func paramsOf(t reflect.Type, vendor Vendor) []Param {
	var params []Param
	for _, f := range fieldsOf(t) {
		params = append(params, vendor.ruled(f.Param))
	}
	return params
}

// values reads a request, in the order of its declaration. A number 0 counts as not
// given, unless its rules say "zero".
func values(request reflect.Value, vendor Vendor) map[string]string {
	given := map[string]string{}
	for _, f := range fieldsOf(request.Type()) {
		if text := textOf(request.FieldByIndex(f.index), vendor, f.has("zero")); text != "" {
			given[f.Name] = text
		}
	}
	return given
}

func textOf(v reflect.Value, vendor Vendor, zero bool) string {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		if v.Int() == 0 && !zero {
			return ""
		}
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = v.Index(i).String()
		}
		return strings.Join(parts, vendor.comma())
	default:
		return v.String()
	}
}

// prepare checks a request against its rules and lists what to send.
func prepare(request any, vendor Vendor) ([]Value, error) {
	v := reflect.ValueOf(request)
	given := values(v, vendor)
	var list []Value
	var problems []FieldProblem
	for _, p := range paramsOf(v.Type(), vendor) {
		if problem, broken := p.check(given); broken {
			problems = append(problems, problem)
			continue
		}
		list = append(list, p.send(given[p.Name])...)
	}
	if problems != nil {
		return nil, &InvalidError{Fields: problems}
	}
	return list, nil
}

func (p Param) send(text string) []Value {
	if !p.Sent() || text == "" && !p.has("send-empty") {
		return nil
	}
	one := Value{Name: p.Name, Text: text, Hidden: p.Kind == Hidden, Number: p.Kind == Number}
	list := []Value{one}
	for also := range strings.SplitSeq(p.Also, ",") {
		name, fixed, ok := strings.Cut(also, "=")
		switch {
		case ok:
			list = append(list, Value{Name: name, Text: fixed})
		case name != "":
			one.Name = name
			list = append(list, one)
		}
	}
	return list
}

// unchecked lists parameters by name in the order of their declaration, whatever their
// rules say.
func unchecked(t reflect.Type, vendor Vendor, given map[string]string) []Value {
	var list []Value
	for _, p := range paramsOf(t, vendor) {
		list = append(list, p.send(given[p.Name])...)
	}
	return list
}

// fill builds a request of type t from texts, for tools that know parameters by name.
func fill(t reflect.Type, vendor Vendor, given map[string]string) (reflect.Value, error) {
	request := reflect.New(t).Elem()
	for _, f := range fieldsOf(t) {
		text, ok := given[f.Name]
		if !ok || text == "" {
			continue
		}
		if err := setText(request.FieldByIndex(f.index), vendor, text); err != nil {
			return request, &InvalidError{Fields: []FieldProblem{{Param: f.Name, Rule: "number"}}}
		}
	}
	return request, nil
}

func setText(v reflect.Value, vendor Vendor, text string) error {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fmt.Errorf("read number: %w", err)
		}
		v.SetInt(n)
	case reflect.Slice:
		for part := range strings.SplitSeq(text, vendor.comma()) {
			v.Set(reflect.Append(v, reflect.ValueOf(part).Convert(v.Type().Elem())))
		}
	default:
		v.SetString(text)
	}
	return nil
}
