package cndns

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// contactFields are the parameters of CreateContact and the columns in which
// the lists print them, in the order of the lists.
var contactFields = []struct {
	param    string
	column   string
	required bool
	spaced   bool // the examples print it with a space in front
}{
	{param: "company-en", column: "ownername", required: true},
	{param: "firstname-en", column: "firstname", required: true, spaced: true},
	{param: "lastname-en", column: "lastname", required: true, spaced: true},
	{param: "country-en", column: "country", required: true},
	{param: "state-en", column: "province", required: true},
	{param: "city-en", column: "city", required: true},
	{param: "address-en", column: "address", required: true},
	{param: "zipcode", column: "postcode", required: true},
	{param: "phone", column: "phone", required: true},
	{param: "fax", column: "fax", required: true},
	{param: "email", column: "email", required: true},
	{param: "company-cn", column: "ownername_cn", required: true},
	{param: "firstname-cn", column: "firstname_cn", required: true},
	{param: "country-cn", column: "country_cn", required: true},
	{param: "state-cn", column: "province_cn", required: true},
	{param: "city-cn", column: "city_cn", required: true},
	{param: "address-cn", column: "address_cn", required: true},
	{param: "lastname-cn", column: "lastname_cn", required: true},
	{param: "domainid", column: "domainid"},
	{param: "usertype", column: "domaintype", required: true},
	{param: "idtype", column: "licencetype"},
	{param: "idnumber", column: "licencenumber"},
}

var (
	emailForm     = regexp.MustCompile(`^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$`)
	phoneForm     = regexp.MustCompile(`^\+\d{1,4}\.\d{4,20}$`)
	zipForm       = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z -]{1,9}$`)
	addressEnForm = regexp.MustCompile(`^[A-Za-z0-9 -]+$`)
	addressCnForm = regexp.MustCompile(`^[\p{Han}A-Za-z0-9-]+$`)
)

// personIDs and companyIDs are the certificate types by who may use them.
var (
	personIDs = []string{
		"SFZ", "HZ", "GATXZ", "JGZ", "TWJM", "WGJM", "HKID", "OTHID", "PASSNO", "BIRTHCERT",
	}
	companyIDs = []string{
		"YYZZ", "ORG", "QT", "SHXYZS", "SYDWFR", "SHTTFR", "MBFQY", "LSSWS", "SFJD", "ZJHD", "JJHFR",
		"BDDH", "JDDW", "WGQY", "WGZH", "WGZFLY", "CI", "BR", "CRS", "HKSARG",
	}
)

// contactRule holds or refuses with code; an empty code is the call's general
// failure.
type contactRule struct {
	param string
	code  string
	holds func(value string, all map[string]string) bool
}

func plain(test func(string) bool) func(string, map[string]string) bool {
	return func(value string, _ map[string]string) bool { return test(value) }
}

func matches(form *regexp.Regexp) func(string, map[string]string) bool {
	return plain(form.MatchString)
}

func atMost(n int) func(string, map[string]string) bool {
	return plain(func(v string) bool { return len([]rune(v)) <= n })
}

// contactRules are the checks of CreateContact in the order of its result
// table. The -cn fields take Chinese or, for domains that are not domestic,
// English; that a domestic domain needs Chinese is checked at registration.
var contactRules = []contactRule{
	{"company-en", "11001", plain(english)},
	{"company-en", "11003", plain(func(v string) bool { return !strings.HasPrefix(v, " ") })},
	{"company-en", "11004", plain(func(v string) bool { return !strings.HasSuffix(v, " ") })},
	{"company-en", "11001", plain(func(v string) bool { return strings.Contains(v, " ") })},
	{"company-en", "11002", plain(func(v string) bool { return within(len(v), 2, 96) })},
	{"lastname-en", "11006", plain(english)},
	{"lastname-en", "11007", atMost(30)},
	{"firstname-en", "11008", plain(english)},
	{"firstname-en", "11009", atMost(30)},
	{"country-en", "11010", plain(english)},
	{"state-en", "11011", plain(english)},
	{"city-en", "11012", plain(english)},
	{"address-en", "11013", plain(func(v string) bool { return english(v) && strings.Contains(strings.TrimSpace(v), " ") })},
	{"address-en", "11014", plain(func(v string) bool { return within(len(v), 8, 122) })},
	{"address-en", "11049", matches(addressEnForm)},
	{"company-cn", "11015", plain(chineseOrEnglish)},
	{"company-cn", "11016", ownerLength},
	{"lastname-cn", "11017", plain(chineseOrEnglish)},
	{"firstname-cn", "11018", plain(chineseOrEnglish)},
	{"country-cn", "11019", plain(chineseOrEnglish)},
	{"state-cn", "11020", plain(chineseOrEnglish)},
	{"city-cn", "11021", plain(chineseOrEnglish)},
	{"address-cn", "11022", plain(chineseOrEnglish)},
	{"address-cn", "11023", plain(func(v string) bool { return units(v) > 8 })},
	{"address-cn", "11024", plain(func(v string) bool { return !strings.Contains(v, " ") })},
	{"address-cn", "11048", matches(addressCnForm)},
	{"phone", "11025", matches(phoneForm)},
	{"fax", "11026", matches(phoneForm)},
	{"email", "11028", matches(emailForm)},
	{"zipcode", "11005", matches(zipForm)},
	{"usertype", "", plain(func(v string) bool { return v == "O" || v == "I" })},
	{"idtype", "", idTypeFits},
}

// ownerLength is 6 to 64 units for a company and 2 to 64 for a person.
func ownerLength(value string, all map[string]string) bool {
	if all["usertype"] == "O" {
		return within(units(value), 6, 64)
	}
	return within(units(value), 2, 64)
}

func idTypeFits(value string, all map[string]string) bool {
	switch {
	case value == "":
		return true
	case all["usertype"] == "O":
		return slices.Contains(companyIDs, value)
	default:
		return slices.Contains(personIDs, value)
	}
}

// chineseOrEnglish accepts Han characters with full-width punctuation, or
// plain English, and nothing else.
func chineseOrEnglish(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool {
		return !unicode.Is(unicode.Han, c) && (c < ' ' || c > '~') && !strings.ContainsRune("（）·、", c)
	})
}
