package endpoint

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

func matches(form string) func(string) bool { return regexp.MustCompile(form).MatchString }

// mixed is the form of a password with letters, digits and signs, and nothing else.
func mixed(signs string) func(string) bool {
	signs = regexp.QuoteMeta(signs)
	only, sign := matches(`^[0-9A-Za-z`+signs+`]+$`), matches(`[`+signs+`]`)
	letter, digit := matches(`[A-Za-z]`), matches(`[0-9]`)
	return func(s string) bool { return only(s) && sign(s) && letter(s) && digit(s) }
}

// standby tells whether a text says what to do when a host is down: one word, or addresses.
func standby(s string) bool {
	return s == "pass" || s == "pause" || s == "auto" ||
		!slices.ContainsFunc(strings.Split(s, ","), func(part string) bool {
			a, err := netip.ParseAddr(part)
			return err != nil || !a.Is4()
		})
}

// path tells whether a text is a path of files without steps upwards.
func path(v string) bool {
	return strings.Trim(v, "/") != "" && !strings.ContainsAny(v, `\:*?"<>|,`) && !strings.ContainsFunc(v, unicode.IsControl) &&
		!slices.Contains(strings.Split(v, "/"), "..")
}

// patterns are the forms that the pattern rule knows by name.
var patterns = map[string]func(string) bool{
	"alnum":       matches(`^[0-9A-Za-z]+$`),
	"ascii":       matches(`^[\x20-\x7e]+$`),
	"bare-url":    matches(`^[0-9A-Za-z][0-9A-Za-z.\-]*(:[0-9]+)?/[!-~]+$`),
	"base64":      matches(`^[0-9A-Za-z+/]+={0,2}$`),
	"box-pass":    matches(`^[0-9A-Za-z~!@()_\-=\[{]+$`),
	"company":     matches(`^[\p{Han}0-9A-Za-z.]+$`),
	"country":     matches(`^[A-Za-z]{2}$`),
	"date":        matches(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`),
	"digits":      matches(`^[0-9]+$`),
	"domain":      matches(`^[0-9A-Za-z\p{Han}]([0-9A-Za-z\p{Han}\-]*)(\.[0-9A-Za-z\p{Han}\-]+)+$`),
	"email":       matches(`^[^\s@,]+@[^\s@,]+\.[^\s@,.]+$`),
	"han-alnum":   matches(`^[\p{Han}0-9A-Za-z]+$`),
	"han-label":   matches(`^[^.]*\p{Han}`),
	"has-digit":   matches(`[0-9]`),
	"has-letter":  matches(`[A-Za-z]`),
	"has-sign":    matches(`[!-/:-@\[-\x60{-~]`),
	"host":        matches(`^[0-9A-Za-z\p{Han}]([0-9A-Za-z\p{Han}\-.]*[0-9A-Za-z\p{Han}])?$`),
	"id-card":     matches(`^[0-9]{17}[0-9Xx]$`),
	"id-number":   matches(`^[0-9A-Za-z\-]+:[1-9][0-9]*$`),
	"ip-span":     matches(`^[0-9]{1,3}(\.([0-9]{1,3}|\*)){1,3}$`),
	"ipv4":        func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is4() },
	"ipv6":        func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() && a.Zone() == "" },
	"jpg":         matches(`^[0-9A-Za-z][0-9A-Za-z.\-]*/[^\s,]+\.(?i:jpe?g)$`),
	"label":       matches(`^[0-9A-Za-z\p{Han}\-]+$`),
	"landline":    matches(`^0[0-9]{9,11}$`),
	"letter-1st":  matches(`^[A-Za-z]`),
	"letters":     matches(`^[A-Za-z]+$`),
	"line":        matches(`^[^\p{Cc}]+$`),
	"lower-alnum": matches(`^[0-9a-z]+$`),
	"mixed-pass":  mixed("!@$%^*_~"),
	"mobile":      matches(`^1[0-9]{10}$`),
	"no-puny":     func(s string) bool { return !strings.Contains(strings.ToLower(s), "xn--") },
	"number":      matches(`^[0-9]+(\.[0-9]+)?$`),
	"one-brace":   func(s string) bool { return !strings.Contains(s, "{") || !strings.Contains(s, "}") },
	"org-code":    matches(`^[0-9]{9}$`),
	"origins":     matches(`^[0-9A-Za-z\p{Han}]([0-9A-Za-z\p{Han}\-.]*[0-9A-Za-z\p{Han}])?(\|[0-9A-Za-z\p{Han}]([0-9A-Za-z\p{Han}\-.]*[0-9A-Za-z\p{Han}])?)*$`),
	"page":        matches(`^[0-9A-Za-z_\-]+(\.[0-9A-Za-z]+)+$`),
	"path":        path,
	"pem":         matches(`^\s*-----BEGIN [A-Z ]+-----\s[\s0-9A-Za-z+/=]+-----END [A-Z ]+-----\s*$`),
	"phone":       matches(`^\+[0-9]{1,4}\.[0-9]{5,15}$`),
	"record":      matches(`^(@|\*|(\*\.)?[0-9A-Za-z_\p{Han}]([0-9A-Za-z_\-.\p{Han}]*[0-9A-Za-z_\p{Han}])?)$`),
	"signs-of-10": mixed("!@#$%^&()*"),
	"signs-of-8":  mixed("!@#%^*()"),
	"standby":     standby,
	"street-cn":   matches(`^[\p{Han}0-9A-Za-z\-]+$`),
	"street-en":   matches(`^[0-9A-Za-z \-]+$`),
	"suffix":      matches(`^\.?[A-Za-z\p{Han}]+(\.[A-Za-z\p{Han}]+)*$`),
	"target":      matches(`^[0-9A-Za-z_\p{Han}]([0-9A-Za-z_\-\p{Han}.]*[0-9A-Za-z_\p{Han}])?\.?$`),
	"target-dot":  matches(`^([0-9A-Za-z_\p{Han}]([0-9A-Za-z_\-\p{Han}]*)\.)+$`),
	"two-numbers": matches(`^(0:[1-9][0-9]*|[1-9][0-9]*:[0-9]+)$`),
	"upper":       matches(`^[A-Z]+$`),
	"url":         matches(`^(https?://)?[0-9A-Za-z\[][0-9A-Za-z.\-:\]]*(/[!-~]*)?$`),
	"utc-time":    matches(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$`),
	"verify":      matches(`^[<>]?[0-9]{1,3}$`),
	"web-folder":  matches(`^[^\s,]+/$`),
	"web-url":     matches(`^https?://[^\s,/]+/[^\s,]*$`),
	"zip":         matches(`^[0-9A-Za-z][0-9A-Za-z \-]{2,9}$`),
}
