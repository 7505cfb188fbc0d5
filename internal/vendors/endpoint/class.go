package endpoint

import "maps"

// Class says what an answer, or the lack of one, proves about the world.
type Class string

// The classes of a reply. Only OK, Accepted, Refused and NotSent prove anything.
const (
	OK       Class = "ok"       // the vendor says it is done
	Accepted Class = "accepted" // the vendor took the order and works on it; follow it
	Refused  Class = "refused"  // a documented code says it was not done
	NotSent  Class = "not_sent" // nothing left this machine, or no connection was ever made
	Unknown  Class = "unknown"  // it may or may not have been done; never repeat a purchase
)

// Effect says what a call does to the world.
type Effect string

// The effects, from harmless to irreversible.
const (
	Read    Effect = "read"
	Set     Effect = "set"
	Buy     Effect = "buy"
	Destroy Effect = "destroy"
)

// Kind groups a vendor's codes by what a caller can do about them.
type Kind string

// The kinds of refusal. The zero Kind is a code that is in no table.
const (
	Denied      Kind = "denied"       // credentials, allow-list or contract: a person must act
	Missing     Kind = "missing"      // no such thing, or it belongs to someone else
	Unfunded    Kind = "unfunded"     // the balance at the vendor is too low
	Busy        Kind = "busy"         // trying later may help
	Conflict    Kind = "conflict"     // the state of the thing forbids it now
	Invalid     Kind = "invalid"      // a parameter is wrong; Field names it when known
	AlreadyDone Kind = "already_done" // it exists already, perhaps by our own earlier call
	Failed      Kind = "failed"       // the vendor tried and failed
	Unclear     Kind = "unclear"      // the text does not prove that nothing happened
)

// Meaning is what a code of one endpoint says, in two languages, and which parameter
// it is about ("" when none).
type Meaning struct {
	Zh, En string
	Kind   Kind
	Field  string
}

// Means builds a Meaning of this kind; field is the parameter the code is about.
func (k Kind) Means(zh, en string, field ...string) Meaning {
	m := Meaning{Zh: zh, En: en, Kind: k}
	if len(field) > 0 {
		m.Field = field[0]
	}
	return m
}

// Codes is an error table: code to meaning.
type Codes map[string]Meaning

// And returns a table of both; more wins where both have a code.
func (c Codes) And(more Codes) Codes {
	all := maps.Clone(c)
	maps.Copy(all, more)
	return all
}

// classify gives the class of a documented refusal. "Exists already" is no refusal of a
// purchase, for it may be our own earlier try; an unclear text proves nothing unless the
// call only read.
func classify(effect Effect, m Meaning) Class {
	switch {
	case m.Kind == "":
		return Unknown
	case m.Kind == AlreadyDone && effect == Buy:
		return Unknown
	case m.Kind == Unclear && effect != Read:
		return Unknown
	}
	return Refused
}
