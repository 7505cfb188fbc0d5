package dnspod

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"tangelo/internal/vendors/endpoint"
)

var errContradiction = errors.New("the answer contradicts itself")

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
	object, err := endpoint.Object(body)
	if err != nil {
		return endpoint.Opened{}, err
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
		return endpoint.Opened{}, endpoint.ErrStatus
	case "1":
		return endpoint.Opened{OK: true, Payload: object}, nil
	}
	if len(object) > 1 || resemblesSuccess(message) {
		return endpoint.Opened{}, errContradiction
	}
	return endpoint.Opened{Code: code, Text: strings.TrimSpace(message)}, nil
}

// successes are the vendor's words for a success, and how many letters of them in a row give
// it away.
var successes = map[string]int{"Action completed successful": 6, "操作已经成功完成": 3}

// resemblesSuccess tells whether the words of a refusal are those of a success, or none. A
// refusal holds nothing but its status, and says why.
func resemblesSuccess(message string) bool {
	for words, enough := range successes {
		letters := []rune(words)
		for i := 0; i+enough <= len(letters); i++ {
			if strings.Contains(message, string(letters[i:i+enough])) {
				return true
			}
		}
	}
	return endpoint.Columns(strings.Map(onlyLetters, message)) < 4
}

func onlyLetters(r rune) rune {
	if unicode.IsLetter(r) {
		return r
	}
	return -1
}
