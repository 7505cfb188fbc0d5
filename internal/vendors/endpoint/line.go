package endpoint

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// maxLogged bounds the answer that is kept of a call: 16 KB.
const maxLogged = 16 << 10

// Protocol is how one vendor account signs its requests and wraps its answers.
type Protocol interface {
	// Request builds the request at the moment of sending. Its error means NotSent and
	// must name no value.
	Request(ctx context.Context, info Info, target *url.URL, params []Value) (*http.Request, error)
	// Open reads the envelope. Its error means Unknown; its text is shown to people and
	// must hold nothing of the answer.
	Open(reply Reply) (Opened, error)
	// Secrets are the credentials, which no word of the vendor may carry into a log.
	Secrets() []Secret
}

// Opened is an answer taken out of its envelope.
type Opened struct {
	OK        bool
	Bare      bool   // a success that the vendor's envelope is missing from
	Code      string // of a failure; "" when the vendor gave none
	Text      string // the vendor's words
	RequestID string
	Payload   any // JSON value: map[string]any, []any, string, json.Number, bool or nil
}

// Line is the connection of one vendor account. All fields are set before the first call.
type Line struct {
	Vendor   Vendor
	Account  string
	Protocol Protocol
	BaseURLs map[string]string // by host key
	Hosts    Hosts             // where calls may go besides to the vendor's own hosts
	Timeout  time.Duration     // of a call; when 0, 30 s for reads and 120 s for effects
	Slow     time.Duration     // of a call marked slow; 120 s when 0
	Recorder Recorder          // nil keeps nothing
	Gate     Gate              // nil always passes
	Now      func() time.Time

	wires wires
}

// Open prepares the line for calls and fills in defaults.
func (l Line) Open() *Line {
	l.wires = newWires(l.Hosts)
	if l.Now == nil {
		l.Now = time.Now
	}
	return &l
}

// Base is the address that calls to one of the vendor's hosts begin with. The error names no
// address; it is ErrHost when calls may not go there.
func (l *Line) Base(host string) (*url.URL, error) {
	base, err := url.Parse(l.BaseURLs[host])
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("no address is set for %s", host)
	}
	if !l.Hosts.Allow(base.String(), l.Vendor.Hosts) {
		return nil, ErrHost
	}
	return base, nil
}

// Format prints vendor and account only: the protocol holds credentials.
func (l Line) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "endpoint.Line(%s %s)", l.Vendor.Name, l.Account)
}

// attempt is one call under way.
type attempt struct {
	line   *Line
	info   Info
	params []Value
	reply  Reply
	answer any // pointer to the typed answer
	failed *Error
}

// exchange sends, classifies and records one call. answer is a pointer; the error is an
// *Error.
func (l *Line) exchange(ctx context.Context, info Info, params []Value, answer any) error {
	a := &attempt{line: l, info: info, params: params, answer: answer}
	started := l.Now()
	a.pass(ctx)
	a.record(context.WithoutCancel(ctx), started)
	if a.failed != nil {
		return a.failed
	}
	return nil
}

// pass goes through the gate and does the exchange.
func (a *attempt) pass(ctx context.Context) {
	if err := ctx.Err(); err != nil {
		a.fail(NotSent, "cancelled", err)
		return
	}
	gate := a.line.Gate
	if gate == nil {
		a.run(ctx)
		return
	}
	leave, err := gate.Enter(ctx, a.line.Account, a.info.Name, a.info.Effect)
	if err != nil {
		a.fail(NotSent, "gate closed", err)
		return
	}
	outcome, busy := Unknown, false
	defer func() { leave(context.WithoutCancel(ctx), outcome, busy) }()
	a.run(ctx)
	outcome, busy = a.class(), a.busy()
}

// run sends the request and reads the answer. A call with an effect outlives its caller:
// a person who closes the page must not turn an order into an unknown one.
func (a *attempt) run(ctx context.Context) {
	if a.info.Effect != Read {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, a.line.limit(a.info))
	defer cancel()
	target, err := a.line.Base(a.info.Host)
	if err != nil {
		a.fail(NotSent, err.Error(), err)
		return
	}
	if !a.send(ctx, target.JoinPath(a.info.Path)) {
		return
	}
	a.open()
}

// send does the one exchange of an attempt and tells whether an answer came in whole. There
// is no second: not even "404 Not Found" proves that nothing was carried out.
func (a *attempt) send(ctx context.Context, target *url.URL) bool {
	req, err := a.line.Protocol.Request(ctx, a.info, target, a.params)
	if err != nil {
		a.fail(NotSent, err.Error(), err)
		return false
	}
	reply, connected, err := a.line.wires.send(ctx, a.info.Effect, req)
	a.reply = reply
	if err != nil {
		a.lost(connected, err)
		return false
	}
	return true
}

// limit is how long a call may take. An answer that comes late settles a purchase that
// would otherwise be in doubt, so effects wait longer than reads.
func (l *Line) limit(info Info) time.Duration {
	switch {
	case info.Slow && l.Slow > 0:
		return l.Slow
	case !info.Slow && l.Timeout > 0:
		return l.Timeout
	case !info.Slow && info.Effect == Read:
		return 30 * time.Second
	}
	return 120 * time.Second
}

func (a *attempt) lost(connected bool, err error) {
	reason, cause := sanitize(err)
	switch {
	case errors.Is(err, errOversized):
		reason = errOversized.Error()
	case !connected:
		a.fail(NotSent, reason, cause)
		return
	case errors.Is(cause, context.Canceled):
		reason = "cancelled while waiting for the answer"
	}
	a.fail(Unknown, reason, cause)
}

// open judges an answer that came in whole.
func (a *attempt) open() {
	status := a.reply.Status
	if status >= 300 && status < 400 {
		a.fail(Unknown, "redirect", nil)
		return
	}
	opened, err := a.line.Protocol.Open(a.reply)
	switch {
	case err != nil && status >= 400:
		a.fail(Unknown, "http status "+strconv.Itoa(status), nil)
	case err != nil:
		a.fail(Unknown, err.Error(), nil)
	case opened.OK && status >= 400:
		a.fail(Unknown, "success with http status "+strconv.Itoa(status), nil)
	case !opened.OK:
		a.refuse(opened)
	case opened.Bare && !a.info.Bare:
		a.fail(Unknown, "the answer of another call", nil)
	default:
		a.read(opened.Payload)
	}
	if a.failed != nil {
		a.failed.RequestID = opened.RequestID
	}
}

func (a *attempt) refuse(opened Opened) {
	meaning, listed := a.line.Vendor.meaning(a.info.Errors, opened.Code, opened.Text)
	class, reason := classify(a.info.Effect, meaning), ""
	switch {
	case listed:
	case a.info.FreeText && opened.Code == "":
		class, meaning.Kind = Refused, Failed
	default:
		class, reason = Unknown, "a code the document does not list"
	}
	a.fail(class, reason, nil)
	a.failed.Code, a.failed.Meaning = opened.Code, meaning
	a.failed.VendorText = a.scrub(opened.Text)
}

// read decodes a success. An answer without what it must hold proves nothing.
func (a *attempt) read(payload any) {
	if _, err := decode(payload, a.answer, a.line.Vendor.Zone); err != nil {
		a.fail(Unknown, "success, but "+err.Error(), nil)
	}
}

func (a *attempt) fail(class Class, reason string, cause error) {
	a.failed = &Error{
		Class: class, Endpoint: a.info.Name, Reason: reason, HTTPStatus: a.reply.Status, cause: cause,
	}
}

func (a *attempt) class() Class {
	switch {
	case a.failed != nil:
		return a.failed.Class
	case a.info.Accepts.By(a.params):
		return Accepted
	}
	return OK
}

func (a *attempt) busy() bool {
	return a.reply.Status == http.StatusTooManyRequests || a.reply.Status == http.StatusServiceUnavailable ||
		a.failed != nil && a.failed.Meaning.Kind == Busy
}

// scrub removes secrets that the vendor's words repeat.
func (a *attempt) scrub(text string) string {
	secrets := a.line.Protocol.Secrets()
	for _, p := range a.params {
		if p.Hidden {
			secrets = append(secrets, Secret(p.Text))
		}
	}
	for _, s := range secrets {
		if len(s) >= 4 {
			text = strings.ReplaceAll(text, s.Reveal(), redacted)
		}
	}
	return clip(text)
}

func clip(text string) string {
	if len(text) > maxLogged {
		text = strings.ToValidUTF8(text[:maxLogged], "")
	}
	return text
}

func (a *attempt) record(ctx context.Context, started time.Time) {
	if a.line.Recorder == nil {
		return
	}
	call := Call{
		Endpoint: a.info.Name, Account: a.line.Account, Effect: a.info.Effect, Host: a.info.Host,
		Started: started.UTC(), Duration: a.line.Now().Sub(started), Class: a.class(),
		Params: map[string]string{}, HTTPStatus: a.reply.Status, Bytes: len(a.reply.Body),
	}
	if call.Bytes > 0 {
		sum := sha256.Sum256(a.reply.Body)
		call.BodyHash = hex.EncodeToString(sum[:])
		call.Body = func() []byte { return a.reply.Body }
	}
	for _, p := range a.params {
		call.Params[p.Name] = p.Text
		if p.Hidden {
			call.Params[p.Name] = redacted
		}
	}
	if a.failed == nil {
		call.Answer = a.answerText()
	} else {
		call.Code, call.RequestID, call.Reason = a.failed.Code, a.failed.RequestID, a.failed.Reason
		call.Answer = a.failed.VendorText
	}
	a.line.Recorder.Record(ctx, call)
}

// answerText is the decoded answer as JSON, in which secrets mark themselves.
func (a *attempt) answerText() string {
	text, err := json.Marshal(reflect.ValueOf(a.answer).Elem().Interface())
	if err != nil {
		return ""
	}
	return a.scrub(string(text))
}
