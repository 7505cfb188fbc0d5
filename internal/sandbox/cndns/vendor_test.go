package cndns

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// wall is the wall clock of the tests; the virtual clock starts there and
// stands still until a test moves it.
var wall = time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)

// vendor is a simulator behind real HTTP and the reseller who calls it.
type vendor struct {
	*Server
	t       *testing.T
	api     string
	check   string
	support string
	clock   *trouble.Clock
	board   *trouble.Board
	sent    atomic.Int64

	username, password, email string
}

func start(t *testing.T, change ...func(*Options)) *vendor {
	t.Helper()
	clock, board := trouble.NewClock(wall, 0), trouble.NewBoard()
	options := Options{Clock: clock, Board: board, Now: func() time.Time { return wall }, Seed: 1}
	for _, f := range change {
		f(&options)
	}
	s := New(options)
	api, check, support := httptest.NewServer(s.API()), httptest.NewServer(s.DMCheck()), httptest.NewServer(s.Support())
	t.Cleanup(func() {
		clock.Close()
		api.CloseClientConnections()
		api.Close()
		check.Close()
		support.Close()
		s.Close()
	})
	v := &vendor{Server: s, t: t, api: api.URL, check: check.URL, support: support.URL, clock: clock, board: board}
	v.username, v.password, v.email = s.Credentials()
	return v
}

// base is where a host answers.
func (v *vendor) base(host hostName) string {
	return map[hostName]string{apiHost: v.api, checkHost: v.check, supportHost: v.support}[host]
}

// sign is the tests' own reading of chapter 1.
func (v *vendor) sign(form url.Values) url.Values {
	otime := wall.In(beijing).Add(time.Duration(v.sent.Add(1)) * time.Millisecond).Format("20060102150405.000")
	otime = strings.Replace(otime, ".", "", 1)
	form.Set("username", v.username)
	form.Set("otime", otime)
	form.Set("checksum", md5Hex(v.username+md5Hex(v.password)+otime+v.email))
	return form
}

// reply is what came back.
type reply struct {
	HTTP    int
	Body    string
	Status  string
	Message json.RawMessage
}

func values(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// call sends a signed GET; pairs are parameter names and values.
func (v *vendor) call(path string, pairs ...string) reply {
	v.t.Helper()
	return v.get(v.api + path + "?" + v.sign(values(pairs...)).Encode())
}

func (v *vendor) post(path string, pairs ...string) reply {
	v.t.Helper()
	form := strings.NewReader(v.sign(values(pairs...)).Encode())
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.api+path, form)
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.send(request)
}

func (v *vendor) get(address string) reply {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.send(request)
}

func (v *vendor) send(request *http.Request) reply {
	v.t.Helper()
	got, err := exchange(request)
	if err != nil {
		v.t.Fatal(err)
	}
	return got
}

// client keeps no connection, so that a purchase is never sent twice.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func exchange(request *http.Request) (reply, error) {
	response, err := client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return reply{}, err
	}
	out := reply{HTTP: response.StatusCode, Body: string(body)}
	var envelope map[string]json.RawMessage
	if json.Unmarshal(body, &envelope) == nil {
		_ = json.Unmarshal(envelope["status"], &out.Status)
		out.Message = envelope["message"]
	}
	return out, nil
}

// text is a message that is bare text.
func (r reply) text() string {
	var text string
	if json.Unmarshal(r.Message, &text) != nil {
		return string(r.Message)
	}
	return text
}

// row is a message that is an object or an array of one, keys in lower case,
// stray spaces gone.
func (r reply) row(t *testing.T) map[string]string {
	t.Helper()
	rows := r.rows(t)
	if len(rows) != 1 {
		t.Fatalf("message holds %d rows, want 1: %s", len(rows), r.Body)
	}
	return rows[0]
}

func (r reply) rows(t *testing.T) []map[string]string {
	t.Helper()
	var list []map[string]string
	if json.Unmarshal(r.Message, &list) != nil {
		var one map[string]string
		if err := json.Unmarshal(r.Message, &one); err != nil {
			t.Fatalf("message is neither object nor array: %s", r.Body)
		}
		list = append(list, one)
	}
	for i, one := range list {
		list[i] = map[string]string{}
		for key, value := range one {
			list[i][strings.ToLower(key)] = strings.TrimSpace(value)
		}
	}
	return list
}

// must calls and expects success.
func (v *vendor) must(path string, pairs ...string) reply {
	v.t.Helper()
	got := v.call(path, pairs...)
	if got.Status != "success" {
		v.t.Fatalf("%s %v = %s, want success", path, pairs, got.Body)
	}
	return got
}

// refused calls and expects a code.
func (v *vendor) refused(code, path string, pairs ...string) {
	v.t.Helper()
	got := v.call(path, pairs...)
	if strings.Contains(got.text(), "未知错误") {
		v.t.Errorf("%s %v = %s: the call's table lacks the code", path, pairs, got.Body)
	}
	if got.Status != "failed" || !strings.HasPrefix(got.text(), code) {
		v.t.Errorf("%s %v = %s, want %s", path, pairs, got.Body, code)
	}
}

// company is a contact that breaks no rule.
func company() map[string]string {
	return map[string]string{
		"company-en": "Hangzhou Juzi Keji", "lastname-en": "zhang", "firstname-en": "san", "country-en": "CN",
		"state-en": "zhejiang", "city-en": "hangzhou", "address-en": "wen san lu 18 hao", "zipcode": "310000",
		"company-cn": "杭州橘子科技有限公司", "lastname-cn": "张", "firstname-cn": "三", "country-cn": "中国",
		"state-cn": "浙江", "city-cn": "杭州市", "address-cn": "文三路18号橘子大厦", "phone": "+86.057187654321",
		"fax": "+86.057187654321", "email": "zhang@customer.example", "usertype": "O", "idtype": "YYZZ",
		"idnumber": "330100000012345",
	}
}

func pairs(fields map[string]string, changes ...string) []string {
	fields = maps.Clone(fields)
	for i := 0; i < len(changes); i += 2 {
		fields[changes[i]] = changes[i+1]
	}
	var out []string
	for name, value := range fields {
		out = append(out, name, value)
	}
	return out
}

// contact makes a company contact through the API.
func (v *vendor) contact(changes ...string) string {
	v.t.Helper()
	return v.must("/domains/CreateContact.aspx", pairs(company(), changes...)...).text()
}

// running plants a domain whose zone can be edited.
func (v *vendor) running(name string) string {
	v.t.Helper()
	v.PlantDomain(Domain{Name: name, ContactID: v.PlantContact(Contact{Values: company()})})
	return name
}

// detail reads a field of a domain.
func (v *vendor) detail(name, field string) string {
	v.t.Helper()
	return v.must("/domains/DomainDetail.aspx", "domainname", name).row(v.t)[strings.ToLower(field)]
}

func (v *vendor) expectState(name, want string) {
	v.t.Helper()
	if got := v.detail(name, "runstate"); got != want {
		v.t.Errorf("runstate of %s = %q, want %q", name, got, want)
	}
}

func (v *vendor) expectPurchases(want ...string) {
	v.t.Helper()
	var got []string
	for _, p := range v.Purchases() {
		got = append(got, fmt.Sprintf("%s %s %d", p.Call, p.Name, p.Fen))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		v.t.Errorf("purchases =\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// refusals is a table of calls and the codes they are refused with.
type refusals []struct {
	code  string
	path  string
	pairs []string
}

func (list refusals) walk(v *vendor) {
	v.t.Helper()
	for _, one := range list {
		v.refused(one.code, one.path, one.pairs...)
	}
}
