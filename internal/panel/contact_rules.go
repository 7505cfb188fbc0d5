package panel

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ContactRule is one rule of one field. Its text is the message
// "contacts.rule.<name>", which Args fill.
type ContactRule struct {
	Field string
	Name  string
	Args  []any
	when  func(values map[string]string) bool // nil = always
	holds func(value string) bool             // asked only when there is a value, unless Name is "required"
}

func (r ContactRule) broken(values map[string]string) bool {
	if r.when != nil && !r.when(values) {
		return false
	}
	value := values[r.Field]
	if r.Name == "required" {
		return strings.TrimSpace(value) == ""
	}
	return value != "" && !r.holds(value)
}

// Suffixes that have rules of their own.
var (
	domestic = []string{".cn", ".中国", ".公司", ".网络"}
	hongKong = []string{".hk", ".香港"}
)

// ContactRules is every rule of CNDNS 2.2.1, "二、域名 2、联系人 a)", with those
// that registering a domain adds (result codes 11001 to 11051, 11128, 11336).
// The first broken rule of a field is the one to show.
var ContactRules = slices.Concat(
	requiredRules("usertype", "company-cn", "lastname-cn", "firstname-cn", "country-cn", "state-cn", "city-cn", "address-cn",
		"company-en", "lastname-en", "firstname-en", "country-en", "state-en", "city-en", "address-en", "zipcode", "phone", "fax", "email"),
	[]ContactRule{
		{Field: "usertype", Name: "option", holds: oneOf(Organisation, Individual)},
		{Field: "usertype", Name: "hkcompany", when: meant(".com.hk", ".org.hk", ".edu.hk", ".net.hk", ".gov.hk"), holds: oneOf(Organisation)},
		{Field: "usertype", Name: "hkperson", when: meant(".idv.hk"), holds: oneOf(Individual)},

		{Field: "idtype", Name: "required", when: meant(slices.Concat(domestic, hongKong)...)},
		{Field: "idtype", Name: "required", when: given(ContactNumber)},
		{Field: "idtype", Name: "idtype.three", when: meant(".公司", ".网络"), holds: oneOf("SFZ", "YYZZ", "ORG")},
		{Field: "idtype", Name: "idtype.person", when: both(is(Individual), meant(".cn", ".中国")), holds: certificate(Individual, true, false)},
		{Field: "idtype", Name: "idtype.person", when: both(is(Individual), meant(hongKong...)), holds: certificate(Individual, false, true)},
		{Field: "idtype", Name: "idtype.person", when: is(Individual), holds: certificate(Individual, true, true)},
		{Field: "idtype", Name: "idtype.company", when: both(is(Organisation), meant(".cn", ".中国")), holds: certificate(Organisation, true, false)},
		{Field: "idtype", Name: "idtype.company", when: both(is(Organisation), meant(hongKong...)), holds: certificate(Organisation, false, true)},
		{Field: "idtype", Name: "idtype.company", when: is(Organisation), holds: certificate(Organisation, true, true)},

		{Field: ContactNumber, Name: "required", when: meant(slices.Concat(domestic, hongKong, []string{".asia"})...)},
		{Field: ContactNumber, Name: "required", when: given("idtype")},
		{Field: ContactNumber, Name: "nospace", holds: spaceless},

		{Field: "company-en", Name: "english", holds: english},
		{Field: "company-en", Name: "trimmed", holds: trimmed},
		{Field: "company-en", Name: "characters", Args: []any{"Min", 2, "Max", 96}, holds: characters(2, 96)},
		{Field: "company-en", Name: "space", holds: spaced},
		{Field: "lastname-en", Name: "english", holds: english},
		{Field: "lastname-en", Name: "characters", Args: []any{"Min", 1, "Max", 30}, holds: characters(1, 30)},
		{Field: "firstname-en", Name: "english", holds: english},
		{Field: "firstname-en", Name: "characters", Args: []any{"Min", 1, "Max", 30}, holds: characters(1, 30)},
		{Field: "country-en", Name: "country", holds: form(`^[A-Za-z]{2}$`)},
		{Field: "state-en", Name: "english", holds: english},
		{Field: "city-en", Name: "english", holds: english},
		{Field: "address-en", Name: "street.en", holds: form(`^[0-9A-Za-z \-]+$`)},
		{Field: "address-en", Name: "trimmed", holds: trimmed},
		{Field: "address-en", Name: "characters", Args: []any{"Min", 8, "Max", 122}, holds: characters(8, 122)},
		{Field: "address-en", Name: "space", holds: spaced},

		{Field: "company-cn", Name: "columns", Args: []any{"Min", 6, "Max", 64}, when: is(Organisation), holds: columns(6, 64)},
		{Field: "company-cn", Name: "columns", Args: []any{"Min", 2, "Max", 64}, when: is(Individual), holds: columns(2, 64)},
		{Field: "lastname-cn", Name: "columns", Args: []any{"Min", 1, "Max", 10}, when: given("suffix"), holds: columns(1, 10)},
		{Field: "firstname-cn", Name: "columns", Args: []any{"Min", 1, "Max", 10}, when: given("suffix"), holds: columns(1, 10)},
		{Field: "address-cn", Name: "nospace", holds: spaceless},
		{Field: "address-cn", Name: "street.cn", holds: form(`^[\p{Han}0-9A-Za-z\-]+$`)},
		{Field: "address-cn", Name: "least", Args: []any{"Min", 9}, holds: columns(9, 0)},

		{Field: "zipcode", Name: "zip", holds: form(`^[0-9A-Za-z][0-9A-Za-z \-]{2,9}$`)},
		{Field: "phone", Name: "phone", holds: form(`^\+[0-9]{1,4}\.[0-9]{5,15}$`)},
		{Field: "fax", Name: "phone", holds: form(`^\+[0-9]{1,4}\.[0-9]{5,15}$`)},
		{Field: "email", Name: "email", holds: allOf(ValidEmail, form(`^[^\s@,]+@[^\s@,]+\.[^\s@,.]+$`))},
	},
	chineseRules("company-cn", "lastname-cn", "firstname-cn", "country-cn", "state-cn", "city-cn", "address-cn"),
)

func requiredRules(fields ...string) []ContactRule {
	rules := make([]ContactRule, 0, len(fields))
	for _, f := range fields {
		rules = append(rules, ContactRule{Field: f, Name: "required"})
	}
	return rules
}

// chineseRules ask for Chinese where a domestic name is meant.
func chineseRules(fields ...string) []ContactRule {
	rules := make([]ContactRule, 0, len(fields))
	for _, f := range fields {
		rules = append(rules, ContactRule{Field: f, Name: "chinese", when: meant(domestic...), holds: chinese})
	}
	return rules
}

func meant(suffixes ...string) func(map[string]string) bool {
	return func(values map[string]string) bool { return endsIn(values["suffix"], suffixes) }
}

func endsIn(name string, suffixes []string) bool {
	return slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(name, s) })
}

func is(usertype string) func(map[string]string) bool {
	return func(values map[string]string) bool { return values["usertype"] == usertype }
}

func given(field string) func(map[string]string) bool {
	return func(values map[string]string) bool { return values[field] != "" }
}

func both(a, b func(map[string]string) bool) func(map[string]string) bool {
	return func(values map[string]string) bool { return a(values) && b(values) }
}

func allOf(a, b func(string) bool) func(string) bool {
	return func(v string) bool { return a(v) && b(v) }
}

func oneOf(options ...string) func(string) bool {
	return func(v string) bool { return slices.Contains(options, v) }
}

func certificate(owner string, mainland, hk bool) func(string) bool {
	return func(v string) bool {
		return slices.ContainsFunc(Certificates, func(c Certificate) bool {
			return c.Code == v && c.Owner == owner && (c.HK && hk || !c.HK && mainland)
		})
	}
}

func characters(least, most int) func(string) bool {
	return func(v string) bool { n := utf8.RuneCountInString(v); return n >= least && n <= most }
}

// columns bounds a length that counts a Chinese character as two; most 0 = no bound.
func columns(least, most int) func(string) bool {
	return func(v string) bool { n := Columns(v); return n >= least && (most == 0 || n <= most) }
}

// Columns is the length of a text as GBK counts it: an ASCII character is one
// column, any other is two.
func Columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

func form(pattern string) func(string) bool { return regexp.MustCompile(pattern).MatchString }

func english(v string) bool {
	return !strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r > '~' })
}

func chinese(v string) bool {
	return strings.ContainsFunc(v, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func trimmed(v string) bool   { return strings.TrimSpace(v) == v }
func spaced(v string) bool    { return strings.Contains(v, " ") }
func spaceless(v string) bool { return !strings.ContainsFunc(v, unicode.IsSpace) }

// ContactRuleNames lists every rule that a problem of a contact can name.
func ContactRuleNames() []string {
	var names []string
	for _, r := range ContactRules {
		names = append(names, r.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
