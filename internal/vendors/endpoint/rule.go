package endpoint

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Rule is one rule of a parameter, as its tag declares it:
//
//	required                    must be given
//	required@usertype=O         must be given when usertype is O
//	required@!userid            must be given when userid is not
//	empty@userid                must not be given when userid is
//	enum=SFZ|HZ@usertype=I      one of these, when usertype is I
//	max=5@domainname~.hk|.co    at most 5, when domainname ends in .hk or .co
//
// Several conditions are joined by "&". See checks for the names.
type Rule struct {
	Name, Arg string
	When      []Condition
}

// Condition compares another parameter: Op is "=" or "!=" one of Values, "~" for "ends
// in one of Values", "set" or "unset".
type Condition struct {
	Param, Op string
	Values    []string
}

var conditionForm = regexp.MustCompile(`^(!?)([\w-]+)(?:(!=|=|~)(.+))?$`)

func parseRules(tag string) []Rule {
	var rules []Rule
	for text := range strings.SplitSeq(tag, ",") {
		if text == "" {
			continue
		}
		body, when, _ := strings.Cut(text, "@")
		name, arg, _ := strings.Cut(body, "=")
		rule := Rule{Name: name, Arg: arg, When: parseConditions(when)}
		if err := rule.sound(); err != nil {
			panic(fmt.Sprintf("rule %q: %v", text, err))
		}
		rules = append(rules, rule)
	}
	return rules
}

func parseConditions(text string) []Condition {
	var list []Condition
	for part := range strings.SplitSeq(text, "&") {
		m := conditionForm.FindStringSubmatch(part)
		switch {
		case part == "":
		case m == nil:
			panic(fmt.Sprintf("condition %q is malformed", part))
		case m[3] != "":
			list = append(list, Condition{Param: m[2], Op: m[3], Values: strings.Split(m[4], "|")})
		case m[1] != "":
			list = append(list, Condition{Param: m[2], Op: "unset"})
		default:
			list = append(list, Condition{Param: m[2], Op: "set"})
		}
	}
	return list
}

// sound tells whether the rule's name exists and its argument can be read.
func (r Rule) sound() error {
	switch r.Name {
	case "required", "empty", "unsent", "zero", "list", "send-empty":
		return nil
	case "pattern":
		if patterns[r.Arg] == nil {
			return fmt.Errorf("no pattern %q", r.Arg)
		}
		return nil
	}
	if checks[r.Name] == nil {
		return fmt.Errorf("no rule %q", r.Name)
	}
	return nil
}

func (c Condition) holds(given map[string]string) bool {
	value := given[c.Param]
	switch c.Op {
	case "set":
		return value != ""
	case "unset":
		return value == ""
	case "=":
		return slices.Contains(c.Values, value)
	case "!=":
		return !slices.Contains(c.Values, value)
	default:
		return slices.ContainsFunc(c.Values, func(suffix string) bool {
			return strings.HasSuffix(strings.ToLower(value), suffix)
		})
	}
}

func (r Rule) applies(given map[string]string) bool {
	return !slices.ContainsFunc(r.When, func(c Condition) bool { return !c.holds(given) })
}

// check returns the first rule that the parameter breaks.
func (p Param) check(given map[string]string) (FieldProblem, bool) {
	value, set := given[p.Name]
	for _, r := range p.Rules {
		if !r.applies(given) {
			continue
		}
		for _, part := range p.parts(r.Name, value) {
			if r.broken(part, set, given) {
				return FieldProblem{Param: p.Name, Rule: r.Name, Arg: r.Arg}, true
			}
		}
	}
	return FieldProblem{}, false
}

// parts are what a rule is held against: what one thing may be, against every item of a
// list; everything else against the whole value.
func (p Param) parts(rule, value string) []string {
	if p.Kind == List && (rule == "enum" || rule == "pattern") {
		return strings.Split(value, p.Comma)
	}
	return []string{value}
}

func (r Rule) broken(value string, set bool, given map[string]string) bool {
	switch r.Name {
	case "required":
		return strings.TrimSpace(value) == ""
	case "empty":
		return set
	}
	test := checks[r.Name]
	return set && test != nil && !test(value, r.Arg, given)
}

// checks are the rules by name. They see only values that are given.
var checks = map[string]func(value, arg string, given map[string]string) bool{
	"enum":      func(v, arg string, _ map[string]string) bool { return slices.Contains(strings.Split(arg, "|"), v) },
	"min":       func(v, arg string, _ map[string]string) bool { return number(v) >= number(arg) },
	"max":       func(v, arg string, _ map[string]string) bool { return number(v) <= number(arg) },
	"not":       func(v, arg string, _ map[string]string) bool { return !slices.Contains(strings.Split(arg, "|"), v) },
	"ends":      func(v, arg string, _ map[string]string) bool { return ends(v, arg) },
	"len":       func(v, arg string, _ map[string]string) bool { return within(utf8.RuneCountInString(v), arg) },
	"cols":      func(v, arg string, _ map[string]string) bool { return within(Columns(v), arg) },
	"bytes":     func(v, arg string, _ map[string]string) bool { return within(len(v), arg) },
	"pattern":   func(v, arg string, _ map[string]string) bool { return patterns[arg](v) },
	"has-space": func(v, _ string, _ map[string]string) bool { return strings.Contains(v, " ") },
	"no-space":  func(v, _ string, _ map[string]string) bool { return !strings.ContainsFunc(v, unicode.IsSpace) },
	"trimmed":   func(v, _ string, _ map[string]string) bool { return strings.TrimSpace(v) == v },
	"no-comma":  func(v, _ string, _ map[string]string) bool { return !strings.Contains(v, ",") },
	"no-han":    func(v, _ string, _ map[string]string) bool { return !strings.ContainsFunc(v, han) },
	"han":       func(v, _ string, _ map[string]string) bool { return strings.ContainsFunc(v, han) },
	"without": func(v, arg string, _ map[string]string) bool {
		return !slices.ContainsFunc(strings.Split(arg, "|"), func(word string) bool { return strings.Contains(strings.ToLower(v), word) })
	},
	"amounts": func(v, arg string, _ map[string]string) bool { return amounts(v, arg) },
	"differs": func(v, arg string, given map[string]string) bool {
		return !slices.ContainsFunc(strings.Split(arg, "|"), func(other string) bool {
			return strings.EqualFold(given[other], v)
		})
	},
}

// RuleNames lists every rule that a FieldProblem can name, sorted, so that a test can
// hold the texts for people against it.
func RuleNames() []string {
	names := slices.Collect(maps.Keys(checks))
	names = append(names, "required", "empty", "number")
	slices.Sort(names)
	return names
}

// PatternNames lists every Arg that a FieldProblem of rule "pattern" can have, sorted.
func PatternNames() []string { return slices.Sorted(maps.Keys(patterns)) }

// Columns is the length of a text the way GBK counts it: an ASCII character is one
// column, any other is two.
func Columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// within tells whether n lies in a span such as "2..96", "..30" or "9..".
func within(n int, span string) bool {
	low, high, _ := strings.Cut(span, "..")
	return n >= int(number(low)) && (high == "" || n <= int(number(high)))
}

// ends tells whether a text ends in one of the endings and has more than that, in any case.
func ends(v, endings string) bool {
	return slices.ContainsFunc(strings.Split(endings, "|"), func(ending string) bool {
		return len(v) > len(ending) && strings.HasSuffix(strings.ToLower(v), ending)
	})
}

// amounts tells whether a text is a list such as "eff=40|ssd=50", with the names and the
// span of "eff|ssd:40..32768".
func amounts(v, arg string) bool {
	names, span, _ := strings.Cut(arg, ":")
	return !slices.ContainsFunc(strings.Split(v, "|"), func(part string) bool {
		name, text, _ := strings.Cut(part, "=")
		n := number(text)
		return !slices.Contains(strings.Split(names, "|"), name) || strconv.FormatInt(n, 10) != text || !within(int(n), span)
	})
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }
