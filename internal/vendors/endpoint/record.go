package endpoint

import (
	"context"
	"time"
)

// Call is one exchange with a vendor as the log keeps it. Secrets are replaced by type,
// and the answer is the decoded one, so that a field nobody modelled is not kept.
type Call struct {
	Endpoint   string
	Account    string
	Effect     Effect
	Host       string // key of the base URL, such as "api"
	Started    time.Time
	Duration   time.Duration
	Class      Class
	Code       string
	RequestID  string
	Reason     string            // our own words when Class is NotSent or Unknown
	Params     map[string]string // redacted
	Answer     string            // redacted JSON or the vendor's text, at most 16 KB
	HTTPStatus int               // 0 when there was no answer
	Bytes      int               // length of the answer's body
	Body       func() []byte     // the answer as it came, at most 1 MB; nil without one. It may hold secrets, and what is a function prints none
	BodyHash   string            // SHA-256 of Body, in hex; "" without one
}

// Recorder keeps calls. It must not fail the call: what it cannot keep it reports itself.
type Recorder interface {
	Record(ctx context.Context, call Call)
}

// Gate is the rate budget and the circuit breaker of an account. Enter may wait; its
// error means the call is not sent. The Leave of every Enter that returned no error is
// called once.
type Gate interface {
	Enter(ctx context.Context, account, endpoint string, effect Effect) (Leave, error)
}

// Leave says how a call ended. busy is true when the vendor said it is overloaded.
type Leave func(ctx context.Context, outcome Class, busy bool)

// Origin says who or what caused a call. Zero fields are unknown.
type Origin struct {
	ActorID   int64
	JobID     int64
	RequestID string // of the page request
}

type originKey struct{}

// WithOrigin returns a context whose calls are recorded under this origin.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// OriginOf returns the origin of a context, zero when none was set.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}
