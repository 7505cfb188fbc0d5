package workbench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
)

// Say is a text in the reader's language, in the other when it is missing.
func Say(ctx context.Context, w panel.Words) string {
	if i18n.Lang(ctx) == i18n.Chinese && w.Zh != "" || w.En == "" {
		return w.Zh
	}
	return w.En
}

// FieldName is the name of a call's parameter in the form, apart from the
// form's own fields.
func FieldName(param string) string { return "p." + param }

// CallHref is the address of a call's form; run is the job of an earlier call
// whose input is filled in, 0 for none.
func CallHref(account int64, call string, run int64) string {
	href := fmt.Sprintf("/workbench/%d/%s", account, call)
	if run != 0 {
		href += fmt.Sprintf("?run=%d", run)
	}
	return href
}

// RunHref is the address of a call made by hand.
func RunHref(job int64) string { return fmt.Sprintf("/workbench/runs/%d", job) }

// ProductName is what a family of a vendor's calls is called.
func ProductName(ctx context.Context, vendor panel.Vendor, product string) string {
	if key := "workbench.product." + string(vendor) + "." + product; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return product
}

var effectTones = map[panel.Effect]ui.Tone{
	panel.EffectRead: ui.Mute, panel.EffectSet: ui.Busy, panel.EffectBuy: ui.Warn, panel.EffectDestroy: ui.Bad,
}

// hints says what a field asks for besides being given: what holds always, and
// sentence by sentence what depends on other fields. Of the latter up to two
// stand with the former.
func hints(ctx context.Context, c panel.Call, f panel.CallField) (always string, depends []string) {
	var all []string
	if f.Type == panel.CallList {
		all = append(all, i18n.T(ctx, "workbench.hint.list", "Comma", f.Comma))
	}
	for _, r := range f.Rules {
		text := i18n.T(ctx, hintKey(ctx, r.Key), "Arg", RuleArg(ctx, c, r))
		if len(r.When) > 0 {
			text = i18n.T(ctx, "workbench.hint.when", "When", conditions(ctx, c, r.When), "Rule", text)
			depends = append(depends, text)
		} else if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	if f.Unsent {
		all = append(all, i18n.T(ctx, "workbench.hint.unsent"))
	}
	if len(depends) <= 2 {
		all, depends = append(all, depends...), nil
	}
	return strings.Join(all, i18n.T(ctx, "workbench.hint.and")), depends
}

// hintKey is the message that says what a rule asks for. Where the problem's
// own words only say that something is wrong there is one for hints.
func hintKey(ctx context.Context, key string) string {
	if hint := strings.Replace(key, "problem.rule.", "workbench.rule.", 1); i18n.Has(ctx, hint) {
		return hint
	}
	return key
}

// RuleArg writes the argument of a rule for people: spans as "2–96", lists with
// commas, other fields by their labels.
func RuleArg(ctx context.Context, c panel.Call, r panel.CallRule) string {
	switch strings.TrimPrefix(r.Key, "problem.rule.") {
	case "len", "cols", "bytes":
		return span(r.Arg)
	case "differs":
		return labels(ctx, c, strings.Split(r.Arg, "|"))
	}
	return strings.ReplaceAll(r.Arg, "|", ", ")
}

// span writes a span such as "2..96", "..30" or "9.." for people.
func span(text string) string {
	low, high, _ := strings.Cut(text, "..")
	switch {
	case high == "":
		return "≥ " + low
	case low == "":
		return "≤ " + high
	case low == high:
		return low
	}
	return low + "–" + high
}

func labels(ctx context.Context, c panel.Call, names []string) string {
	words := make([]string, 0, len(names))
	for _, name := range names {
		words = append(words, labelOf(ctx, c, name))
	}
	return strings.Join(words, ", ")
}

func labelOf(ctx context.Context, c panel.Call, name string) string {
	if f, known := c.Field(name); known {
		return Say(ctx, f.Label)
	}
	return name
}

func conditions(ctx context.Context, c panel.Call, all []panel.CallCondition) string {
	words := make([]string, 0, len(all))
	for _, one := range all {
		words = append(words, i18n.T(ctx, "workbench.when."+conditionWord[one.Op], "Field", labelOf(ctx, c, one.Field), "Values", strings.Join(one.Values, "/")))
	}
	return strings.Join(words, i18n.T(ctx, "workbench.when.and"))
}

// conditionWord names the comparisons in message keys.
var conditionWord = map[string]string{"=": "is", "!=": "not", "~": "ends", "set": "set", "unset": "unset"}

// maybe reports whether a field must be given under a condition.
func maybe(f panel.CallField) bool {
	return slices.ContainsFunc(f.Rules, func(r panel.CallRule) bool { return r.Key == "problem.rule.required" })
}

// long reports whether a field may hold more than a line: a certificate, or a
// text of no particular form that may be long.
func long(f panel.CallField) bool {
	formed, span := len(f.Options) > 0 || f.Type != panel.CallText, false
	for _, r := range f.Rules {
		if r.Key == "problem.rule.pattern.pem" {
			return true
		}
		_, high, _ := strings.Cut(r.Arg, "..")
		n, err := strconv.Atoi(high)
		formed = formed || strings.HasPrefix(r.Key, "problem.rule.pattern.")
		span = span || err == nil && n >= 200
	}
	return span && !formed
}

// readable is an answer as indented JSON, or as it stands when it is none.
func readable(answer string) string {
	var text bytes.Buffer
	if err := json.Indent(&text, []byte(answer), "", "  "); err != nil {
		return answer
	}
	return text.String()
}

// dots stand for a secret.
const dots = "••••••"
