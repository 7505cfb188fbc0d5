package panel

// Words are a name or a short text in both languages of the panel.
type Words struct{ Zh, En string }

// Call is a declared call of a vendor as people see it: what its form asks for
// and what it does.
type Call struct {
	Name    string // as the catalogue calls it: "cndns.cloud.renew"
	Vendor  Vendor
	Product string // the family it belongs to: "cloud"
	Title   Words
	Effect  Effect
	Slow    bool // the vendor's document warns of long waits
	Begins  bool // its success may only mean that the vendor has begun
	Method  string
	Host    string // key of the base URL
	Path    string
	Doc     string // section of the vendor's document
	Subject string // the field that names what the call is about; "" when none does
	Fields  []CallField
	Codes   []CallCode // the documented refusals of this call, by code
}

// Field finds a field by its name on the wire.
func (c Call) Field(name string) (CallField, bool) {
	for _, f := range c.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return CallField{}, false
}

// Word is what must be typed before the call is sent with the given input: what
// it is about, or its own name.
func (c Call) Word(input map[string]string) string {
	if c.Subject == "" {
		return c.Name
	}
	return input[c.Subject]
}

// Confirms reports whether the call is sent only after a word was typed.
func (c Call) Confirms() bool { return c.Effect == EffectDestroy || c.Effect == EffectBuy }

// CallFieldType is what a field of a call holds.
type CallFieldType string

// The types of fields.
const (
	CallText   CallFieldType = "text"
	CallNumber CallFieldType = "number"
	CallList   CallFieldType = "list"   // parts with Comma between them
	CallSecret CallFieldType = "secret" // never shown again
)

// CallField is one parameter of a call.
type CallField struct {
	Name     string // on the wire
	Label    Words
	Type     CallFieldType
	Required bool
	Comma    string     // between the parts of a list
	Unsent   bool       // only serves the rules of other fields
	Options  []string   // it must be one of these, whatever the other fields are
	Rules    []CallRule // the others, for hints
}

// CallRule is one rule of a field. Key names the message "problem.rule.…", Arg
// fills it. It holds when every condition does.
type CallRule struct {
	Key, Arg string
	When     []CallCondition
}

// CallCondition compares another field: Op is "=", "!=" or "~" (ends in) with
// one of Values, "set" or "unset".
type CallCondition struct {
	Field, Op string
	Values    []string
}

// CallCode is a documented refusal.
type CallCode struct {
	Code    string
	Meaning Words
}

// CallPreview is the request that would be made, without credentials and
// signature.
type CallPreview struct {
	Method, Host, Address, Path string // Address is the host's base URL
	Values                      []CallValue
}

// CallValue is one parameter of a request. Text is "" when it is Hidden.
type CallValue struct {
	Name, Text string
	Hidden     bool
}
