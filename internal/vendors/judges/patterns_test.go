package judges

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tangelo/internal/sandbox"
)

// step is a request of a released client and what the client looks for in the answer. The
// clients are shell scripts, a C program and programs that cannot be imported; they read
// JSON with patterns, so that spaces, escapes, the order of keys and quoted numbers count.
type step struct {
	path, form string
	keep       string // name for what the pattern's group matches, which later forms hold in braces
	pattern    string
}

// flows are by User-Agent, as these clients send it. {login} is the token, {mail} the login
// by e-mail and password.
var flows = map[string][]step{
	// acme.sh, dns_dp: finds the zone label by label, and the record's id on the line that
	// holds the value.
	"acme.sh/3.1.1 (https://github.com/acmesh-official/acme.sh)": {
		{"Domain.Info", "{login}&lang=en&domain=www.zone-here.com", "", `"code":"13","message":"Domain is not exists"`},
		{"Domain.Info", "{login}&lang=en&domain=zone-here.com", "zone", `successful.*[^_]"id":"([^"]*)"`},
		{
			"Record.Create", "{login}&lang=en&domain_id={zone}&sub_domain=_acme-challenge.www&record_type=TXT&value=tok_1-aB" +
				"&record_line=%E9%BB%98%E8%AE%A4", "", "successful",
		},
		{
			"Record.Create", "{login}&lang=en&domain_id={zone}&sub_domain=_acme-challenge.www&record_type=TXT&value=tok_1-aB" +
				"&record_line=%E9%BB%98%E8%AE%A4", "", "Domain record already exists",
		},
		{"Record.List", "{login}&lang=en&domain_id={zone}&sub_domain=_acme-challenge.www", "record", `\{"id":"(\d+)"[^{]*tok_1-aB`},
		{"Record.Remove", "{login}&lang=en&domain_id={zone}&record_id={record}", "", "successful"},
		{"Record.List", "{login}&lang=en&domain_id={zone}&sub_domain=_acme-challenge.www", "", "No records"},
	},
	// ArDNSPod: creates the record of its type if the list has none, and compares addresses.
	"AnripDdns/6.5.0(wang@rehiy.com)": {
		{"Record.List", "{login}&lang=en&domain=zone-here.com&sub_domain=home&record_type=A", "", `"message":"No records on the list"`},
		{
			"Record.Create", "{login}&lang=en&domain=zone-here.com&sub_domain=home&record_type=A&value=192.0.2.5" +
				"&record_line=%e9%bb%98%e8%ae%a4", "record", `\{"code":"1".*\{"id":"([0-9]*)"`,
		},
		{"Record.List", "{login}&lang=en&domain=zone-here.com&sub_domain=home&record_type=AAAA", "", "No records on the list"},
		{"Record.Info", "{login}&lang=en&domain=zone-here.com&record_id={record}", "", `,"value":"192\.0\.2\.5"`},
		{
			"Record.Ddns", "{login}&lang=en&domain=zone-here.com&sub_domain=home&record_id={record}&record_type=A&value=192.0.2.6" +
				"&record_line=%e9%bb%98%e8%ae%a4", "", `\{"code":"1".*,"value":"192\.0\.2\.6"`,
		},
	},
	// inadyn: the first record's id follows the bracket; it wants its address in the answer.
	"inadyn/2.10.0 https://github.com/troglobit/inadyn/issues": {
		{"Record.Create", "{login}&domain=zone-here.com&sub_domain=dyn&record_type=A&record_line_id=0&value=192.0.2.7", "", `"code":"1"`},
		{"Record.List", "{login}&domain=zone-here.com&length=1&sub_domain=dyn", "record", `\[\{"id":"(\d+)"`},
		{
			"Record.Ddns", "{login}&domain=zone-here.com&record_id={record}&record_line=%E9%BB%98%E8%AE%A4&value=192.0.2.8&sub_domain=dyn",
			"", `192\.0\.2\.8`,
		},
	},
	// A script of 2014 without format: it goes through the words of the XML, the id of a
	// domain or record before its name.
	"curl/7.88.1": {
		{"Domain.List", "{mail}", "zone", `(?s)\s<id>(\d+)</id>\s.*\s<name>zone-here\.com</name>\s`},
		{"Record.List", "{mail}&domain_id={zone}&sub_domain=@", "record", `<item>\s<id>(\d+)</id>\s<name>@</name>`},
		{"Record.Info", "{mail}&domain_id={zone}&record_id={record}", "", `<record_line><!\[CDATA\[默认\]\]></record_line>`},
	},
	// ddns-go: changes the first record of the name and type, at the apex beside the
	// nameservers too.
	"Go-http-client/2.0": {
		{"Record.List", "{login}&domain=zone-here.com&record_type=A&sub_domain=@", "", `"code":"10"`},
		{"Record.Create", "{login}&domain=zone-here.com&sub_domain=@&record_type=A&value=192.0.2.9&ttl=600&record_line=默认", "", `"code":"1"`},
		{"Record.List", "{login}&domain=zone-here.com&record_type=A&sub_domain=@", "record", `"records":\[\{"id":"(\d+)".*"type":"A"`},
		{
			"Record.Modify", "{login}&domain=zone-here.com&sub_domain=@&record_type=A&value=192.0.2.10&ttl=600&record_id={record}" +
				"&record_line=默认", "", `"code":"1"`,
		},
	},
	// A Python script that writes paths in small letters and reads the types of the list.
	"dnspod-python/0.01 (im@example.com)": {
		{"domain.list", "{login}", "zone", `"id":(\d+),.*"name":"zone-here\.com"`},
		{"record.list", "{login}&domain_id={zone}", "record", `"id":"(\d+)"`},
	},
}

func TestAnswersFitTheirPatterns(t *testing.T) {
	t.Parallel()
	for agent, steps := range flows {
		t.Run(agent, func(t *testing.T) {
			t.Parallel()
			world, err := sandbox.Start(t.Context(), sandbox.Options{Fresh: true, Speed: -1})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = world.Close() })
			world.DNSPod.PlantZone("zone-here.com")
			at := world.Line().DNSPod
			known := []string{
				"{login}", "format=json&login_token=" + url.QueryEscape(at.LoginToken),
				"{mail}", url.Values{"login_email": {at.Email}, "login_password": {at.Password}}.Encode(),
			}
			for _, s := range steps {
				body := post(t, agent, at.URL+"/"+s.path, strings.NewReplacer(known...).Replace(s.form))
				found := regexp.MustCompile(s.pattern).FindStringSubmatch(body)
				if found == nil {
					t.Fatalf("%s %s = %s, want a match for %s", s.path, s.form, body, s.pattern)
				}
				if s.keep != "" {
					known = append(known, "{"+s.keep+"}", found[1])
				}
			}
		})
	}
}

func post(t *testing.T, agent, address, form string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("User-Agent", agent)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
