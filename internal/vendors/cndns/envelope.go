package cndns

import (
	"bytes"
	"encoding/json"
	"errors"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tangelo/internal/vendors/endpoint"
)

// Open reads the envelope {"action", "status", "message"}, see "返回结果". The action is
// not looked at: the document copies it from other calls.
func (p *protocol) Open(reply endpoint.Reply) (endpoint.Opened, error) {
	return open(reply.Body)
}

func open(body []byte) (endpoint.Opened, error) {
	envelope, err := parse(body)
	if err != nil {
		return endpoint.Opened{}, err
	}
	if bare(body) {
		return endpoint.Opened{OK: true, Bare: true, Payload: envelope}, nil
	}
	text, _ := envelope["message"].(string)
	status, _ := envelope["status"].(string)
	switch strings.ToLower(strings.TrimSpace(status)) {
	case "success":
		return endpoint.Opened{OK: true, Payload: payload(envelope)}, nil
	case "failed":
		code, words := splitCode(text)
		return endpoint.Opened{Code: code, Text: words}, nil
	}
	return endpoint.Opened{}, endpoint.ErrStatus
}

// bare tells whether a whole body is {"details": [...]} with a time in each part, as the
// examples of GetstatTop are printed; nothing is repaired for it.
func bare(body []byte) bool {
	envelope, ok := object(strings.TrimSpace(string(body)))
	details, list := envelope["details"].([]any)
	if !ok || !list || len(envelope) != 1 {
		return false
	}
	return !slices.ContainsFunc(details, func(item any) bool {
		part, _ := item.(map[string]any)
		_, timed := part["timestamp"].(string)
		return !timed
	})
}

// payload is the message. ReplyDetail alone has more keys at the top; they travel as one
// object with it.
func payload(envelope map[string]any) any {
	if _, ok := envelope["hasreply"]; ok {
		delete(envelope, "action")
		delete(envelope, "status")
		return envelope
	}
	return envelope["message"]
}

var codeForm = regexp.MustCompile(`^\s*([0-9]{5})(?:[^0-9]|$)\s*`)

// splitCode parts "11318 text" into code and text. Some calls answer the bare code, some
// free text. The words keep the code's own text only.
func splitCode(text string) (code, words string) {
	m := codeForm.FindStringSubmatchIndex(text)
	if m == nil {
		return "", strings.TrimSpace(text)
	}
	return text[m[2]:m[3]], strings.TrimSpace(text[m[3]:])
}

// parse finds the envelope in an answer: clean JSON, JSON in a callback or a page, or
// JSON whose list was put into quotes without escaping.
func parse(body []byte) (map[string]any, error) {
	if !utf8.Valid(body) {
		return nil, endpoint.ErrCharset
	}
	text := strings.TrimSpace(strings.TrimPrefix(string(body), "\ufeff"))
	if text == "" {
		return nil, endpoint.ErrEmpty
	}
	for _, candidate := range candidates(text) {
		if envelope, ok := object(candidate); ok {
			return envelope, nil
		}
	}
	if strings.HasPrefix(text, "<") {
		return nil, endpoint.ErrPage
	}
	return nil, endpoint.ErrBroken
}

// candidates lists the readings of an answer, the least repaired first.
func candidates(text string) []string {
	list := []string{text}
	first, last := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}')
	if first < 0 || last < first {
		return list
	}
	inner := text[first : last+1]
	list = append(list, inner, unquoteList(inner))
	if strings.HasPrefix(text, "<") {
		list = append(list, html.UnescapeString(inner))
	}
	return list
}

// Quotes around a list or an object: the document prints DNSList so.
var (
	openQuote  = regexp.MustCompile(`:\s*"\s*([\[{]\s*[\[{"])`)
	closeQuote = regexp.MustCompile(`([}\]]\s*[}\]])\s*"(\s*[,}])`)
)

func unquoteList(text string) string {
	text = strings.ReplaceAll(text, `\"`, `"`)
	return closeQuote.ReplaceAllString(openQuote.ReplaceAllString(text, ":$1"), "$1$2")
}

// object reads one JSON object and nothing after it, with trimmed lower-case keys at the
// top. Two keys that differ in dirt only make it no envelope: which of them counts?
func object(text string) (map[string]any, bool) {
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber()
	var raw map[string]any
	if decoder.Decode(&raw) != nil || raw == nil {
		return nil, false
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, false
	}
	clean := make(map[string]any, len(raw))
	for key, value := range raw {
		name := strings.ToLower(strings.TrimSpace(key))
		if _, twice := clean[name]; twice {
			return nil, false
		}
		clean[name] = value
	}
	return clean, true
}
