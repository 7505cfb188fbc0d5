package cndns

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"tangelo/internal/sandbox/trouble"
)

// row is a JSON object that keeps its order. Every value the vendor sends is
// text, apart from nested lists.
type row []column

type column struct {
	name  string
	value any
}

// MarshalJSON writes the object in its order.
func (r row) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, c := range r {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(encode(c.name))
		out.WriteByte(':')
		out.Write(encode(c.value))
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// encode writes JSON as the vendor does, with &, < and > as they are.
func encode(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return []byte(`""`)
	}
	return bytes.TrimSpace(out.Bytes())
}

// enveloped is a result whose envelope holds more than action, status and message.
type enveloped struct {
	extra   row
	message any
}

func (s *Server) answer(c *call, result any, err error) trouble.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answerLocked(c, result, err)
}

// answerLocked wraps a result in the envelope {action, status, message}.
func (s *Server) answerLocked(c *call, result any, err error) trouble.Answer {
	turn := s.answered[c.name]
	s.answered[c.name]++
	status, message := "success", result
	if err != nil {
		status, message = "failed", any(c.message(err))
	}
	var extra row
	if more, ok := message.(enveloped); ok {
		extra, message = more.extra, more.message
	}
	if message == nil {
		message = ""
	}
	if s.options.Dirty && turn%3 == 1 {
		message = otherCase(message)
	}
	if s.options.Dirty && c.bare && err == nil && turn%2 == 1 {
		return trouble.Answer{Body: encode(message)}
	}
	return trouble.Answer{Body: encode(s.envelope(turn, c.action, status, extra, message))}
}

// envelope is the outermost object, with stray spaces in every third answer of a dirty server.
func (s *Server) envelope(turn int, action, status string, extra row, message any) row {
	first := "action"
	if s.options.Dirty && turn%3 == 2 {
		first, status = " action", " "+status
	}
	return append(append(row{{first, action}, {"status", status}}, extra...), column{"message", message})
}

// otherCase turns the first letter of every key, as the lists and the examples
// of the document disagree about it.
func otherCase(message any) any {
	switch message := message.(type) {
	case row:
		out := make(row, 0, len(message))
		for _, c := range message {
			out = append(out, column{turnFirst(c.name), otherCase(c.value)})
		}
		return out
	case []row:
		out := make([]row, 0, len(message))
		for _, one := range message {
			turned, _ := otherCase(one).(row)
			out = append(out, turned)
		}
		return out
	default:
		return message
	}
}

func turnFirst(name string) string {
	letters := []rune(name)
	// A domain name is a key too; its case is known to be lower.
	if len(letters) == 0 || strings.Contains(name, ".") {
		return name
	}
	if unicode.IsUpper(letters[0]) {
		letters[0] = unicode.ToLower(letters[0])
	} else {
		letters[0] = unicode.ToUpper(letters[0])
	}
	return string(letters)
}

func notFound() trouble.Answer {
	return trouble.Answer{Status: http.StatusNotFound, Body: []byte(
		"<!DOCTYPE html><html><head><title>The resource cannot be found.</title></head>" +
			"<body><h1>Server Error in '/' Application.</h1><h2><i>The resource cannot be found.</i></h2></body></html>")}
}

func gatewayTimeout() trouble.Answer {
	return trouble.Answer{Status: http.StatusGatewayTimeout, Body: []byte(
		"<html><head><title>504 Gateway Time-out</title></head><body><h1>504 Gateway Time-out</h1></body></html>")}
}

// dotNet prints a time as .NET does in its Chinese default: Beijing time,
// month, day and hour unpadded.
func dotNet(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(beijing)
	return fmt.Sprintf("%d/%d/%d %d:%02d:%02d", t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second())
}

// yuan prints fen as a price: "55", "55.5".
func yuan(fen int64) string {
	text := money(fen)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// money prints fen with two decimals: "2097.31".
func money(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}
