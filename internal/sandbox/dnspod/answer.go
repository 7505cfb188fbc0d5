package dnspod

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"tangelo/internal/sandbox/trouble"
)

var beijing = time.FixedZone("CST", 8*60*60)

const (
	stampLayout = "2006-01-02 15:04:05"
	dayLayout   = "2006-01-02"
)

func stamp(t time.Time) string { return t.In(beijing).Format(stampLayout) }
func day(t time.Time) string   { return t.In(beijing).Format(dayLayout) }

// object is a JSON object or XML element with its keys in order, since the
// status comes first in every answer. Values are object, array, string, int,
// int64, bool and nil.
type object []field

type field struct {
	key   string
	value any
}

type array []any

// refusal is a code of the document. An empty text means the listed one.
type refusal struct {
	code string
	text text
}

func (r refusal) Error() string { return "refused with code " + r.code }

func refused(code string) error { return refusal{code: code} }

func (c *call) success(data object) trouble.Answer {
	message := common["1"]
	if c.endpoint.name == "dnspod.info.version" {
		message = text{en: apiVersion, cn: apiVersion}
	}
	return c.render(append(object{c.status("1", message)}, data...))
}

func (c *call) failure(err error) trouble.Answer {
	r := refusal{code: "3"}
	errors.As(err, &r)
	if r.text == (text{}) {
		r.text = c.endpoint.texts.find(r.code)
	}
	return c.render(object{c.status(r.code, r.text)})
}

func (c *call) status(code string, message text) field {
	words := message.en
	if c.form.Get("lang") == "cn" {
		words = message.cn
	}
	return field{"status", object{
		{"code", code}, {"message", words}, {"created_at", stamp(c.now)},
	}}
}

// render writes what production writes: HTTP 200 whatever happened, JSON only
// when asked for.
func (c *call) render(answer object) trouble.Answer {
	var body bytes.Buffer
	contentType := "text/html;charset=UTF-8"
	if c.form.Get("format") == "json" {
		writeJSON(&body, answer)
	} else {
		contentType = "text/xml;charset=UTF-8"
		body.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
		writeXML(&body, "dnspod", answer)
	}
	header := http.Header{
		"Cache-Control": {"no-store, no-cache, must-revalidate, post-check=0, pre-check=0"},
		"Pragma":        {"no-cache"},
		"Server":        {"nginx"},
	}
	for _, cookie := range append([]*http.Cookie{c.sessionCookie(body.Bytes())}, c.answered...) {
		header.Add("Set-Cookie", cookie.String())
	}
	return trouble.Answer{Status: http.StatusOK, ContentType: contentType, Header: header, Body: body.Bytes()}
}

func (c *call) sessionCookie(seed []byte) *http.Cookie {
	sum := sha256.Sum256(append(seed, c.ip...))
	return &http.Cookie{Name: "DNSPODID", Value: hex.EncodeToString(sum[:13]), Path: "/", Secure: true, HttpOnly: true}
}

func nginxPage(status int, words string) trouble.Answer {
	title := fmt.Sprintf("%d %s", status, words)
	body := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body bgcolor=\"white\">\r\n<center><h1>" +
		title + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	return trouble.Answer{
		Status: status, ContentType: "text/html", Header: http.Header{"Server": {"nginx"}}, Body: []byte(body),
	}
}

func writeJSON(b *bytes.Buffer, value any) {
	switch v := value.(type) {
	case object:
		b.WriteByte('{')
		for i, f := range v {
			separate(b, i)
			writeText(b, f.key)
			b.WriteByte(':')
			writeJSON(b, f.value)
		}
		b.WriteByte('}')
	case array:
		b.WriteByte('[')
		for i, item := range v {
			separate(b, i)
			writeJSON(b, item)
		}
		b.WriteByte(']')
	case string:
		writeText(b, v)
	case nil:
		b.WriteString("null")
	default:
		fmt.Fprint(b, v)
	}
}

func separate(b *bytes.Buffer, index int) {
	if index > 0 {
		b.WriteByte(',')
	}
}

// writeText escapes like PHP's json_encode: "/" and everything beyond ASCII.
func writeText(b *bytes.Buffer, words string) {
	short := map[rune]string{'\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}
	b.WriteByte('"')
	for _, r := range words {
		switch {
		case short[r] != "":
			b.WriteString(short[r])
		case strings.ContainsRune(`"\/`, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= ' ' && r < 0x7f:
			b.WriteRune(r)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(b, `\u%04x`, unit)
			}
		}
	}
	b.WriteByte('"')
}

func writeXML(b *bytes.Buffer, name string, value any) {
	b.WriteString("<" + name + ">")
	switch v := value.(type) {
	case object:
		b.WriteByte('\n')
		for _, f := range v {
			writeXML(b, f.key, f.value)
		}
	case array:
		b.WriteByte('\n')
		for _, item := range v {
			writeXML(b, "item", item)
		}
	case bool:
		if v {
			b.WriteByte('1')
		}
	case nil:
	case string:
		b.WriteString(character(v))
	default:
		fmt.Fprint(b, v)
	}
	b.WriteString("</" + name + ">\n")
}

var plainText = regexp.MustCompile(`^[A-Za-z0-9 ._:@*=-]*$`)

func character(words string) string {
	if plainText.MatchString(words) {
		return words
	}
	return "<![CDATA[" + strings.ReplaceAll(words, "]]>", "]]]]><![CDATA[>") + "]]>"
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
