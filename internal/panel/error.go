package panel

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what an error means to the person who caused it.
type Kind int

// The kinds of errors. What is not one of ours is Internal.
const (
	Internal    Kind = iota // a fault of ours; the person sees only a reference
	Invalid                 // the input is wrong; Fields says where
	NotFound                // absent, or not visible to this actor
	Forbidden               // visible, but this actor may not do this
	Conflict                // the state changed under the caller
	Unavailable             // a vendor is down or busy; trying later may help
	Refused                 // a vendor said no, with a code
	Uncertain               // a vendor may or may not have acted; never repeat blindly
	SignIn                  // nobody is signed in
	Throttled               // too many tries; After says how long to wait
)

// Error is an error for people. Key names the message to show, Args fill it;
// the cause is for logs only and never reaches a page.
type Error struct {
	Kind   Kind
	Key    string
	Args   []any
	Fields []Problem
	Vendor VendorWord
	Cause  error
}

// VendorWord is what a vendor said when it refused.
type VendorWord struct {
	Endpoint, Code, Text, Meaning, RequestID string
}

// Problem is one thing wrong with one field of a form. Key names the message,
// Args fill it (pairs of name and value). Text, if not empty, is a vendor's own
// word and is shown as it is.
type Problem struct {
	Field string `json:"field"`
	Key   string `json:"key"`
	Args  []any  `json:"args,omitempty"`
	Text  string `json:"text,omitempty"`
}

// Errorf makes an Error of a kind whose message key is key. args are pairs of
// name and value for the message.
func Errorf(kind Kind, cause error, key string, args ...any) error {
	return &Error{Kind: kind, Key: key, Args: args, Cause: cause}
}

// InvalidFields makes an Invalid error of problems, or nil when there are none.
func InvalidFields(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "error.invalid", Fields: problems}
}

// Error says the kind, the message key and the cause; it is for logs.
func (e *Error) Error() string {
	text := e.Kind.String() + ": " + e.Key
	if len(e.Fields) > 0 {
		names := make([]string, 0, len(e.Fields))
		for _, p := range e.Fields {
			names = append(names, p.Field+" "+p.Key)
		}
		text += " (" + strings.Join(names, ", ") + ")"
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// String is the kind's name in logs and metrics.
func (k Kind) String() string {
	names := [...]string{
		"internal", "invalid", "not found", "forbidden", "conflict", "unavailable",
		"refused", "uncertain", "sign in", "throttled",
	}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("kind(%d)", int(k))
}

// KindOf is the kind of the first Error in err's chain, or Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is an Error of the kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// Problems returns the field problems of err, or nil when it has none.
func Problems(err error) []Problem {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// Slug is the kind's name in message keys.
func (k Kind) Slug() string { return strings.ReplaceAll(k.String(), " ", "") }
