package endpoint

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// Error is every failure of a call. Its text holds no address, parameter or body.
type Error struct {
	Class      Class
	Endpoint   string  // name, such as "cndns.domain.create"
	Code       string  // the vendor's code; "" when there was none
	Meaning    Meaning // zero when the code is in no table
	VendorText string  // what the vendor wrote, for showing to people; secrets removed
	RequestID  string  // the vendor's id of this exchange, when it gives one
	HTTPStatus int     // 0 when there was no answer
	Reason     string  // our own short words: "time-out", "html page", "broken answer"
	cause      error
}

// Error gives name, class, code and our own words for it.
func (e *Error) Error() string {
	parts := []string{e.Endpoint + ":", string(e.Class)}
	for _, part := range []string{e.Code, e.Meaning.En, e.Reason} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

// Unwrap returns a cause that is known to carry no address: an InvalidError, a gate's
// refusal, a context error, io.EOF or a system call's number.
func (e *Error) Unwrap() error { return e.cause }

// ClassOf returns the class of a call's error: OK for nil, Unknown for errors that do
// not come from a call.
func ClassOf(err error) Class {
	if err == nil {
		return OK
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Class
	}
	return Unknown
}

// KindOf returns the kind of a vendor's refusal, "" when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Meaning.Kind
	}
	return ""
}

// FieldProblem is one broken rule of one parameter. It never holds the value.
type FieldProblem struct {
	Param string // as the vendor calls it
	Rule  string // such as "required", "len", "pattern"
	Arg   string // the rule's argument, such as "2..96"
}

// InvalidError lists the parameters that break a declared rule. Nothing was sent.
type InvalidError struct{ Fields []FieldProblem }

// Error names the parameters and the rules they break.
func (e *InvalidError) Error() string {
	words := make([]string, 0, len(e.Fields))
	for _, f := range e.Fields {
		words = append(words, strings.TrimSuffix(f.Param+": "+f.Rule+" "+f.Arg, " "))
	}
	return "invalid parameters: " + strings.Join(words, "; ")
}

// harmless lists the causes that may be shown: their texts are fixed.
var harmless = []struct {
	err    error
	reason string
}{
	{context.Canceled, "cancelled"},
	{context.DeadlineExceeded, "time-out"},
	{os.ErrDeadlineExceeded, "time-out"},
	{syscall.ECONNREFUSED, "connection refused"},
	{syscall.ECONNRESET, "connection reset"},
	{syscall.EPIPE, "connection closed"},
	{io.ErrUnexpectedEOF, "answer cut off"},
	{io.EOF, "no answer"},
}

// sanitize turns a transport's error into a fixed reason and a cause without address.
func sanitize(err error) (reason string, cause error) {
	if errors.Is(err, ssrf.ErrProhibitedIP) {
		return "the address lies within a private network", ErrHost
	}
	for _, h := range harmless {
		if errors.Is(err, h.err) {
			return h.reason, h.err
		}
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return "time-out", context.DeadlineExceeded
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return "name not found", nil
	}
	return "connection failed", nil
}
