package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
)

// Changes compares two JSON values field by field, fields sorted. What is the
// same on both sides is left out; what is no object is one nameless field.
func Changes(before, after string) []ui.Change {
	old, fresh := fields(before), fields(after)
	names := slices.Collect(maps.Keys(old))
	names = append(names, slices.Collect(maps.Keys(fresh))...)
	slices.Sort(names)
	var changes []ui.Change
	for _, name := range slices.Compact(names) {
		if old[name] != fresh[name] {
			changes = append(changes, ui.Change{Field: name, Before: old[name], After: fresh[name]})
		}
	}
	return changes
}

// fields is a JSON object as field and text.
func fields(text string) map[string]string {
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err == nil {
		out := make(map[string]string, len(object))
		for name, value := range object {
			out[name] = plain(value)
		}
		return out
	}
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil || value == nil {
		return map[string]string{}
	}
	return map[string]string{"": plain(value)}
}

func plain(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		parts := make([]string, 0, len(v))
		for _, part := range v {
			parts = append(parts, plain(part))
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(text)
	}
	return fmt.Sprint(value)
}

// note is the note of a row in words: a message key, with the vendor's word
// behind a colon.
func note(ctx context.Context, text string) string {
	key, word, _ := strings.Cut(text, ": ")
	if !i18n.Has(ctx, key) {
		return text
	}
	said := i18n.T(ctx, key, "Name", "", "Permission", "", "Seconds", "", "Vendor", "")
	if word = strings.TrimSpace(word); word != "" {
		said += " " + word
	}
	return said
}
