// Package i18n speaks to people in their language. Messages live in
// messages/<area>.<language>.json, one pair of files per area; keys begin with
// the area's name. The language and the clock travel in the context.
package i18n

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// The languages of the interface.
const (
	Chinese = "zh-CN"
	English = "en"
)

// Cookie is the name of the cookie that keeps a person's choice of language.
const Cookie = "lang"

// Languages lists the languages of the interface, the default first.
func Languages() []string { return []string{Chinese, English} }

// Clock tells the time; ages are measured against it.
type Clock func() time.Time

//go:embed messages/*.json
var files embed.FS

var (
	matcher                = language.NewMatcher([]language.Tag{language.MustParse(Chinese), language.English})
	speakers, customersOwn = mustLoad(files)
)

// ForCustomer is the end of the key of a message that customers read in place of
// the one with the rest of its key: theirs speaks of no vendor.
const ForCustomer = ".portal"

// speaker answers in one language. Messages without parameters are in plain
// and cost one map lookup; the others go through the localizer.
type speaker struct {
	lang      string
	plain     map[string]string
	localizer *goi18n.Localizer
	own       map[string]string // key → key of the message for these readers; nil = all read the same
}

type (
	speakerKey struct{}
	clockKey   struct{}
)

// With returns a context whose messages are in lang; an unknown lang is Chinese.
func With(ctx context.Context, lang string) context.Context {
	s, ok := speakers[lang]
	if !ok {
		s = speakers[Chinese]
	}
	return context.WithValue(ctx, speakerKey{}, s)
}

// WithCustomer returns a context whose messages are for a customer: where a
// message has one of its own for customers, that is said.
func WithCustomer(ctx context.Context) context.Context {
	s := *speakerOf(ctx)
	s.own = customersOwn
	return context.WithValue(ctx, speakerKey{}, &s)
}

// WithClock returns a context whose ages are measured against clock.
func WithClock(ctx context.Context, clock Clock) context.Context {
	return context.WithValue(ctx, clockKey{}, clock)
}

// Now is the time of the context's clock in UTC, the system's without one.
func Now(ctx context.Context) time.Time {
	if clock, ok := ctx.Value(clockKey{}).(Clock); ok {
		return clock().UTC()
	}
	return time.Now().UTC()
}

// Lang is the language of the context, Chinese without one.
func Lang(ctx context.Context) string { return speakerOf(ctx).lang }

// T is the message with this key in the context's language. Parameters come as
// pairs of a name and a value; "Count" also chooses the plural form. A key
// without a message is returned as it is.
func T(ctx context.Context, key string, pairs ...any) string {
	s := speakerOf(ctx)
	if own, ok := s.own[key]; ok {
		key = own
	}
	if text, ok := s.plain[key]; ok {
		return text
	}
	data := parameters(pairs)
	text, err := s.localizer.Localize(&goi18n.LocalizeConfig{
		MessageID: key, TemplateData: data, PluralCount: data["Count"],
	})
	if err != nil && text == "" {
		return key
	}
	return text
}

// Has tells whether the key has a message in the context's language, for keys
// that are put together while running.
func Has(ctx context.Context, key string) bool {
	s := speakerOf(ctx)
	if _, ok := s.plain[key]; ok {
		return true
	}
	_, _, err := s.localizer.LocalizeWithTag(&goi18n.LocalizeConfig{MessageID: key, PluralCount: 2})
	return err == nil
}

// Negotiate chooses a language: the cookie, then Accept-Language, then Chinese.
func Negotiate(r *http.Request) string {
	if c, err := r.Cookie(Cookie); err == nil {
		if _, ok := speakers[c.Value]; ok {
			return c.Value
		}
	}
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(wanted) == 0 {
		return Chinese
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return Chinese
	}
	return Languages()[index]
}

func speakerOf(ctx context.Context) *speaker {
	if s, ok := ctx.Value(speakerKey{}).(*speaker); ok {
		return s
	}
	return speakers[Chinese]
}

func parameters(pairs []any) map[string]any {
	data := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			data[name] = pairs[i+1]
		}
	}
	return data
}

// mustLoad panics on a message file that cannot be read: the files are part of
// the binary, so this is a fault of the build and every test shows it.
func mustLoad(messages fs.FS) (loaded map[string]*speaker, own map[string]string) {
	loaded, own, err := load(messages)
	if err != nil {
		panic(err)
	}
	return loaded, own
}

// load reads all messages, and which of them have one for customers.
func load(messages fs.FS) (all map[string]*speaker, own map[string]string, err error) {
	bundle := goi18n.NewBundle(language.MustParse(Chinese))
	all, own = map[string]*speaker{}, map[string]string{}
	for _, lang := range Languages() {
		all[lang] = &speaker{lang: lang, plain: map[string]string{}}
	}
	names, err := fs.Glob(messages, "messages/*.json")
	if err != nil {
		return nil, nil, fmt.Errorf("list message files: %w", err)
	}
	for _, name := range names {
		lang := languageOf(name)
		if all[lang] == nil {
			return nil, nil, fmt.Errorf("message file %s: unknown language %q", name, lang)
		}
		file, err := bundle.LoadMessageFileFS(messages, name)
		if err != nil {
			return nil, nil, fmt.Errorf("message file %s: %w", name, err)
		}
		for _, m := range file.Messages {
			if key, theirs := strings.CutSuffix(m.ID, ForCustomer); theirs {
				own[key] = m.ID
			}
			if isPlain(m) {
				all[lang].plain[m.ID] = m.Other
			}
		}
	}
	for _, lang := range Languages() {
		all[lang].localizer = goi18n.NewLocalizer(bundle, lang)
	}
	return all, own, nil
}

func isPlain(m *goi18n.Message) bool {
	return m.One == "" && !strings.Contains(m.Other, "{{")
}

// languageOf reads "zh-CN" out of "messages/ui.zh-CN.json".
func languageOf(name string) string {
	base := strings.TrimSuffix(path.Base(name), ".json")
	_, lang, _ := strings.Cut(base, ".")
	return lang
}
