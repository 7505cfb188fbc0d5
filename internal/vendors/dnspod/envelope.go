package dnspod

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tangelo/internal/vendors/endpoint"
)

var (
	errCharset = errors.New("the answer is not UTF-8")
	errEmpty   = errors.New("the answer is empty")
	errPage    = errors.New("the answer is a web page")
	errBroken  = errors.New("the answer is broken JSON")
	errStatus  = errors.New("the answer has no status")
)

// Answer is what every answer of DNSPod holds besides its data.
type Answer struct {
	Status Status `answer:"status"`
}

// Status is the vendor's verdict, "1" for success, with its clock.
type Status struct {
	Code      string    `answer:"code"`
	Message   string    `answer:"message"`
	CreatedAt time.Time `answer:"created_at"`
}

// Open reads {"status": {code, message, created_at}, …} and remembers a failed login.
func (p *protocol) Open(reply endpoint.Reply) (endpoint.Opened, error) {
	opened, err := open(reply.Body)
	p.mu.Lock()
	defer p.mu.Unlock()
	if loginFailed(opened) {
		p.stopped = true
	}
	if cookie := remembered(reply.Header); cookie != "" {
		p.credentials.Remembered = endpoint.Secret(cookie)
	}
	return opened, err
}

// loginWords are in the text of a -8 that is about the login.
var loginWords = []string{"登录", "登陆", "login", "Login"}

// loginFailed tells whether an answer is about the login. -8 has a second meaning, so
// only its words tell.
func loginFailed(o endpoint.Opened) bool {
	if o.OK {
		return false
	}
	banned := o.Code == "-8" && slices.ContainsFunc(loginWords, func(word string) bool { return strings.Contains(o.Text, word) })
	return banned || loginCodes[o.Code]
}

var rememberForm = regexp.MustCompile(`^t'?[0-9]+$`)

// remembered finds the cookie named t and the user's id.
func remembered(header http.Header) string {
	for _, cookie := range (&http.Response{Header: header}).Cookies() {
		if rememberForm.MatchString(cookie.Name) && cookie.Value != "" {
			return cookie.Name + "=" + cookie.Value
		}
	}
	return ""
}

func open(body []byte) (endpoint.Opened, error) {
	if !utf8.Valid(body) {
		return endpoint.Opened{}, errCharset
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	switch {
	case len(text) == 0:
		return endpoint.Opened{}, errEmpty
	case text[0] == '<':
		return endpoint.Opened{}, errPage
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	if decoder.Decode(&object) != nil {
		return endpoint.Opened{}, errBroken
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return endpoint.Opened{}, errBroken
	}
	return verdict(object)
}

func verdict(object map[string]any) (endpoint.Opened, error) {
	status, _ := object["status"].(map[string]any)
	var code string
	switch v := status["code"].(type) {
	case string:
		code = strings.TrimSpace(v)
	case json.Number:
		code = v.String()
	}
	message, _ := status["message"].(string)
	switch code {
	case "":
		return endpoint.Opened{}, errStatus
	case "1":
		return endpoint.Opened{OK: true, Payload: object}, nil
	}
	return endpoint.Opened{Code: code, Text: strings.TrimSpace(message)}, nil
}
