// Package ui holds the parts every page is made of: buttons, fields, tables,
// badges, messages. Parts take plain values and know no business word. They
// work without JavaScript; app.js and htmx only make them quicker.
package ui

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/a-h/templ"

	"tangelo/web/i18n"
)

// Tone is what a state means to the person who looks at it. The word beside it
// carries the meaning too: colour is never the only signal.
type Tone string

// The tones.
const (
	OK   Tone = "ok"   // as it should be
	Busy Tone = "busy" // moving by itself
	Warn Tone = "warn" // needs a look
	Bad  Tone = "bad"  // failed or refused
	Mute Tone = "mute" // off, over, unknown
)

// HX gives htmx attributes together with the page's nonce, without which the
// hx-csp extension removes them: HX(ctx, "hx-get", "/x", "hx-target", "#list").
func HX(ctx context.Context, pairs ...string) templ.Attributes {
	attributes := templ.Attributes{}
	for i := 0; i+1 < len(pairs); i += 2 {
		attributes[pairs[i]] = pairs[i+1]
	}
	if nonce := templ.GetNonce(ctx); nonce != "" {
		attributes["hx-nonce"] = nonce
	}
	return attributes
}

// Problem is what is wrong with one field, in the reader's language.
type Problem struct {
	Field string // the field's name
	ID    string // the field's id, when it is not the usual one
	Text  string
}

// Problems are the problems of a form in the order of its fields.
type Problems []Problem

// For is the text for the named field, empty when the field is fine.
func (ps Problems) For(field string) string {
	for _, p := range ps {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

// FieldID is the id of the control of a named field: letters, digits and "-".
func FieldID(name string) string {
	return "f-" + notID.ReplaceAllString(name, "-")
}

var notID = regexp.MustCompile(`[^A-Za-z0-9-]+`)

func (p Problem) href() templ.SafeURL {
	id := p.ID
	if id == "" {
		id = FieldID(p.Field)
	}
	return templ.SafeURL("#" + id)
}

func toneClass(base string, tone Tone) string {
	if tone == "" {
		return base
	}
	return base + " " + base + "-" + string(tone)
}

func (t Tone) icon() string {
	switch t {
	case OK:
		return "circle-check"
	case Warn:
		return "triangle-alert"
	case Bad:
		return "circle-x"
	case Busy, Mute:
	}
	return "info"
}

func (t Tone) or(other Tone) Tone {
	if t == "" {
		return other
	}
	return t
}

// joinIDs writes the ids that are there as a list for aria-describedby.
func joinIDs(ids ...string) string {
	return strings.Join(strings.Fields(strings.Join(ids, " ")), " ")
}

func count(n int) string { return fmt.Sprint(n) }

func languageName(ctx context.Context, lang string) string {
	return i18n.T(ctx, "ui.language."+lang)
}
