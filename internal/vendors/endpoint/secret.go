package endpoint

import (
	"fmt"
	"io"
	"log/slog"
)

// redacted stands wherever a secret would have been printed.
const redacted = "[redacted]"

// Secret is a text that no log, error, page or job row may show: a password, an auth
// code, a certificate number, an image of a certificate. Only Reveal gives it away.
type Secret string

// Reveal returns the secret itself, for sending it or storing it encrypted.
func (s Secret) Reveal() string { return string(s) }

// String returns a fixed mark instead of the secret.
func (Secret) String() string { return redacted }

// GoString returns a fixed mark instead of the secret.
func (Secret) GoString() string { return redacted }

// Format prints a fixed mark for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue gives loggers a fixed mark.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON writes a fixed mark.
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalText writes a fixed mark.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
