package cndns

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxBody   = 9 << 20
	memoryMax = 4 << 20
)

// request is one call by one account while it is executed; the server is
// locked.
type request struct {
	server  *Server
	call    *call
	params  params
	posted  bool
	account *Account
	now     time.Time
}

// params are the parameters by lower-case name, as ASP.NET matches them.
type params map[string]string

// readParams reads query and form. A name that is given twice has its values
// joined with commas, as ASP.NET does.
func readParams(r *http.Request) (params, error) {
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(memoryMax)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		return nil, fmt.Errorf("read parameters: %w", err)
	}
	lists := map[string][]string{}
	for name, values := range r.Form {
		key := strings.ToLower(strings.TrimSpace(name))
		lists[key] = append(lists[key], values...)
	}
	out := params{}
	for key, values := range lists {
		out[key] = strings.Join(values, ",")
	}
	return out, nil
}

// raw is a parameter as it was sent.
func (r *request) raw(name string) string { return r.params[strings.ToLower(name)] }

// get is a parameter without spaces around it.
func (r *request) get(name string) string { return strings.TrimSpace(r.raw(name)) }

// number reads a parameter that must be a plain decimal number of at most nine digits.
func (r *request) number(name string) (int, bool) { return plainNumber(r.get(name)) }

func plainNumber(text string) (int, bool) {
	if !digits(text) || len(text) > 9 {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// length is the optional parameter years, 1 when absent.
func (r *request) length() (int, bool) {
	if r.get("years") == "" {
		return 1, true
	}
	n, ok := r.number("years")
	return n, ok && n >= 1 && n <= 10
}

func digits(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(c rune) bool { return c < '0' || c > '9' })
}

// perform authenticates, checks the parameters' characters and runs the call.
func (r *request) perform() (any, error) {
	if !r.call.open {
		if err := r.authenticate(); err != nil {
			return nil, err
		}
	}
	if err := r.checkCharacters(); err != nil {
		return nil, err
	}
	return r.call.run(r)
}

// checkCharacters refuses what appendix 2 of the document forbids: commas,
// except in parameters that are defined as lists. Text that is not UTF-8 or
// looks like an attack is refused the same way.
func (r *request) checkCharacters() error {
	for name, value := range r.params {
		listed := slices.Contains(r.call.lists, name)
		if utf8.ValidString(value) && (listed || !strings.Contains(value, ",")) && !attack(value) {
			continue
		}
		if _, documented := codes[r.call.name]["10011"]; documented {
			return fail("10011")
		}
		return fail("10022")
	}
	return nil
}

func attack(value string) bool {
	lower := strings.ToLower(value)
	return slices.ContainsFunc(
		[]string{"<script", "drop table", "insert into", "delete from", "xp_cmdshell"},
		func(mark string) bool { return strings.Contains(lower, mark) },
	)
}

// refusal is a documented failure. With an empty text the call's table gives
// it; suffix is put behind it. Without a code the text stands alone.
type refusal struct {
	code   string
	text   string
	suffix string
}

func (e refusal) Error() string { return e.code + " " + e.text + e.suffix }

func fail(code string) error { return refusal{code: code} }

var errPrice = refusal{text: "价格查询失败"}

// message is what the envelope carries for an error.
func (c *call) message(err error) string {
	var no refusal
	if !errors.As(err, &no) {
		return err.Error()
	}
	if c.bareCode && no.code != "" {
		return no.code
	}
	text := no.text
	if text == "" {
		text = c.text(no.code)
	}
	if _, known := shared[no.code]; known && c.freeText {
		return text
	}
	return strings.TrimSpace(no.code + " " + text + no.suffix)
}

// checks runs tests in order and returns the code of the first that failed.
func checks(list ...check) error {
	for _, one := range list {
		if one.bad {
			return fail(one.code)
		}
	}
	return nil
}

type check struct {
	bad  bool
	code string
}
