package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// What is wrong with an answer before anything of it can be read. The texts are shown to
// people and hold nothing of the answer.
var (
	ErrCharset = errors.New("the answer is not UTF-8")
	ErrEmpty   = errors.New("the answer is empty")
	ErrPage    = errors.New("the answer is a web page")
	ErrBroken  = errors.New("the answer is broken JSON")
	ErrStatus  = errors.New("the answer has no status")
	ErrAddress = errors.New("the address is malformed") // of a request
)

// Object reads an answer that is one JSON object and nothing after it, numbers as
// json.Number. A byte-order mark is passed over.
func Object(body []byte) (map[string]any, error) {
	text := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	switch {
	case !utf8.Valid(text):
		return nil, ErrCharset
	case len(text) == 0:
		return nil, ErrEmpty
	case text[0] == '<':
		return nil, ErrPage
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	if decoder.Decode(&object) != nil || object == nil {
		return nil, ErrBroken
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, ErrBroken
	}
	return object, nil
}
