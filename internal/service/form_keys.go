package service

import (
	"strings"

	"tangelo/internal/panel"
)

// formKeyLength bounds the key of a form, with the name of the thing that a form
// for many things adds.
const formKeyLength = 400

// checkFormKey takes the one-time key that came with a person's form. The
// panel's own keys (of a renewal, for one) can be guessed and hold a colon:
// nobody may take one of those for an order or a quote, which would keep the
// panel from its own.
func checkFormKey(key string) error {
	if key == "" || len(key) > formKeyLength || strings.ContainsRune(key, ':') {
		return panel.Errorf(panel.Invalid, nil, "error.order.formkey")
	}
	return nil
}
