package panel

import (
	"net/mail"
	"strings"
)

// ValidEmail reports whether text is one plain address, without a name.
func ValidEmail(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && strings.Contains(text[strings.LastIndexByte(text, '@'):], ".")
}
