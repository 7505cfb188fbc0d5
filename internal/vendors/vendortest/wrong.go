package vendortest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tangelo/internal/vendors/endpoint"
)

// least is how many wrong inputs a call with rules must refuse.
const least = 3

// wrongInputs makes inputs from the declaration that break its rules, at least three for a
// call that has rules, and shows that each is refused at its field and that nothing is sent.
func (v Vendor) wrongInputs(s *Shop, seen *tally, d endpoint.Description, p Proof) {
	s.Helper()
	given := s.Fill(p.Given)
	if _, err := d.Check(given); err != nil {
		s.Fatalf("the proof's own parameters: %v", err)
	}
	before, tried, ruled := len(s.Log.Calls()), 0, false
	for _, param := range d.Params {
		for _, rule := range param.Rules {
			ruled = ruled || rule.Name != "unsent" && rule.Name != "zero" && rule.Name != "list" && rule.Name != "send-empty"
		}
		for _, value := range wrongValues(param) {
			input := maps.Clone(given)
			input[param.Name] = value
			tried += v.wrong(s, d, param, input)
		}
	}
	if ruled && tried < least {
		s.Errorf("%d wrong inputs, want at least %d", tried, least)
	}
	if after := len(s.Log.Calls()); after != before {
		s.Errorf("wrong inputs were sent %d times", after-before)
	}
	seen.wrong.Add(int64(tried))
}

// wrong makes one call and counts it when it is refused at the parameter's field. Values
// that the rules allow after all, for a condition is not met, are not sent.
func (v Vendor) wrong(s *Shop, d endpoint.Description, param endpoint.Param, input map[string]string) int {
	s.Helper()
	if _, err := d.Check(input); err == nil {
		return 0
	}
	_, err := d.Invoke(s.Ctx, s.Line, input)
	var invalid *endpoint.InvalidError
	if endpoint.ClassOf(err) != endpoint.NotSent || !errors.As(err, &invalid) {
		s.Errorf("%s wrong: error = %v, want it not sent", param.Name, err)
		return 0
	}
	named := func(f endpoint.FieldProblem) bool { return f.Param == param.Name }
	if !slices.ContainsFunc(invalid.Fields, named) {
		return 0 // another field's condition was met
	}
	return 1
}

// wrongValues are values that a rule of the parameter may refuse.
func wrongValues(p endpoint.Param) []string {
	values := map[string]bool{}
	for _, r := range p.Rules {
		for _, value := range wrongFor(r) {
			values[value] = true
		}
	}
	if p.Kind == endpoint.Number {
		values["nine"] = true
	}
	return slices.Sorted(maps.Keys(values))
}

// wrongFixed are values for rules whose argument does not matter.
var wrongFixed = map[string][]string{
	"required": {"", " "},
	"enum":     {"no-such-value", "999"},
	"no-comma": {"a,b"},
	"no-space": {"a b"},
	"empty":    {"1"},
	"pattern":  {"\x01", "!~ ~!", "-", "xn--a b"},
}

func wrongFor(r endpoint.Rule) []string {
	if values, ok := wrongFixed[r.Name]; ok {
		return values
	}
	switch r.Name {
	case "min":
		return []string{fmt.Sprint(number(r.Arg) - 1)}
	case "max":
		return []string{fmt.Sprint(number(r.Arg) + 1)}
	case "not", "without":
		return strings.Split(r.Arg, "|")
	case "len", "cols", "bytes":
		return wrongLengths(r.Arg)
	}
	return []string{"!", " ", ",,", "橘", strings.Repeat("9", 40)}
}

// wrongLengths are texts just outside a span such as "2..96".
func wrongLengths(span string) []string {
	low, high, _ := strings.Cut(span, "..")
	var out []string
	if n := number(low); n > 1 {
		out = append(out, strings.Repeat("a", n-1))
	}
	if high != "" {
		out = append(out, strings.Repeat("a", number(high)+1))
	}
	return out
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
