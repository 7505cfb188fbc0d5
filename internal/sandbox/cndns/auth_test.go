package cndns

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

const checkPath = "/checkapi.aspx"

func TestAuthenticationRefusals(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		change func(v *vendor, form url.Values)
		want   string
	}{
		{"no user", func(_ *vendor, f url.Values) { f.Del("username") }, "10007"},
		{"stranger", func(_ *vendor, f url.Values) { f.Set("username", "nobody") }, "10007"},
		{"no time", func(_ *vendor, f url.Values) { f.Del("otime") }, "10035"},
		{"time with letters", func(_ *vendor, f url.Values) { f.Set("otime", "2026050410000000x") }, "10035"},
		{"time too short", func(_ *vendor, f url.Values) { f.Set("otime", "2026504") }, "10035"},
		{"no such day", func(_ *vendor, f url.Values) { f.Set("otime", "20261304100000000") }, "10035"},
		{"no checksum", func(_ *vendor, f url.Values) { f.Del("checksum") }, "10008"},
		{"upper-case checksum", func(_ *vendor, f url.Values) { f.Set("checksum", strings.ToUpper(f.Get("checksum"))) }, "10008"},
		{"yesterday", func(v *vendor, f url.Values) { v.stamp(f, "20260503235959999") }, "10041"},
		{"the UTC day of a Beijing morning", func(v *vendor, f url.Values) { v.stamp(f, "20260505000000000") }, "10041"},
		{"a comma", func(_ *vendor, f url.Values) { f.Set("x", "a,b") }, "10022"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := start(t)
			form := v.sign(url.Values{})
			c.change(v, form)

			got := v.get(v.api + checkPath + "?" + form.Encode())

			if got.Status != "failed" || !strings.HasPrefix(got.text(), c.want+" ") {
				t.Errorf("answer = %s, want %s", got.Body, c.want)
			}
		})
	}
}

func (v *vendor) stamp(form url.Values, otime string) {
	form.Set("otime", otime)
	form.Set("checksum", md5Hex(v.username+md5Hex(v.password)+otime+v.email))
}

func TestReplayIsRefused(t *testing.T) {
	t.Parallel()
	v := start(t)
	query := "?" + v.sign(url.Values{}).Encode()

	first, again, other := v.get(v.api+checkPath+query), v.get(v.api+checkPath+query), v.get(v.api+"/user/userdetail.aspx"+query)

	if first.Status != "success" || other.Status != "success" {
		t.Errorf("first = %s, another call with its signature = %s, want success", first.Body, other.Body)
	}
	if got := again.text(); !strings.HasPrefix(got, "10036") {
		t.Errorf("the same again = %q, want 10036", got)
	}
}

func TestTimeFormsOfTheField(t *testing.T) {
	t.Parallel()
	unix := "1777860000" // 2026-05-04 02:00:00 UTC
	for _, otime := range []string{"20260504100000123", "20260504100000", "202605041000", "20260504123", unix, unix + "123"} {
		t.Run(otime, func(t *testing.T) {
			t.Parallel()
			v := start(t)
			form := v.sign(url.Values{})
			v.stamp(form, otime)
			if got := v.get(v.api + checkPath + "?" + form.Encode()); got.Status != "success" {
				t.Errorf("answer = %s, want success", got.Body)
			}
		})
	}
}

func TestPathsKeysAndMethodsAreLenient(t *testing.T) {
	t.Parallel()
	v := start(t)
	form := v.sign(url.Values{})
	upper := url.Values{}
	for key := range form {
		upper.Set(strings.ToUpper(key), form.Get(key))
	}
	if got := v.get(v.api + "/USER/UserDetail.ASPX?" + upper.Encode()); got.Status != "success" {
		t.Errorf("other case = %s, want success", got.Body)
	}
	if got := v.post("/user/userdetail.aspx"); got.Status != "success" {
		t.Errorf("POST = %s, want success", got.Body)
	}
	if got := v.get(v.api + "/nothing.aspx"); got.HTTP != 404 {
		t.Errorf("unknown path = %d, want 404", got.HTTP)
	}
}

func TestMissingUserHasTheCodeOfItsCall(t *testing.T) {
	t.Parallel()
	v := start(t)
	for path, want := range map[string]string{
		"/cloud/BuyCloud.aspx": "10014", "/domains/DomainRenew.aspx": "10012", "/domains/DeleteContact.aspx": "11034",
	} {
		if got := v.get(v.api + path); !strings.HasPrefix(got.text(), want+" ") {
			t.Errorf("%s without user = %s, want %s", path, got.Body, want)
		}
	}
}

func TestAccountsAreSeparate(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.AddAccount("second", "secret", "second@sandbox.example")
	v.running("first.com")

	v.username, v.password, v.email = "second", "secret", "second@sandbox.example"

	v.refused("10019", "/domains/DomainDetail.aspx", "domainname", "first.com")
	v.refused("10025", "/domains/DomainDetail.aspx", "domainname", "nobody.com")
}

func TestReadOtimeKeepsTheBeijingDay(t *testing.T) {
	t.Parallel()
	got, ok := readOtime("1777917600") // 2026-05-04 18:00 UTC is the fifth in Beijing
	if !ok || got.Format(time.DateOnly) != "2026-05-05" {
		t.Errorf("day = %s %t, want 2026-05-05", got.Format(time.DateOnly), ok)
	}
}
