package endpoint_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/endpoint"
)

type answer struct {
	ID    string            `answer:"id"`
	Count int               `answer:"count"`
	Money endpoint.Fen      `answer:"money"`
	On    bool              `answer:"on"`
	At    time.Time         `answer:"at"`
	Rows  []row             `answer:"rows|list"`
	One   row               `answer:"one"`
	Map   map[string]string `answer:"map"`
	Words []string          `answer:"words"`
	Open  endpoint.Raw      `answer:"open"`
}

type row struct {
	N int `answer:"n"`
}

func decode(t *testing.T, text string) (any, []string, error) {
	t.Helper()
	var payload any
	if err := json.Unmarshal([]byte(text), &payload); err != nil {
		t.Fatal(err)
	}
	beijing := time.FixedZone("CST", 8*3600)
	return endpoint.Endpoint[struct{}, answer]{}.Describe(endpoint.Vendor{Zone: beijing}).Decode(payload)
}

func TestDecode(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)
	for text, want := range map[string]answer{
		`{"id":7,"count":"12","on":"yes"}`:            {ID: "7", Count: 12, On: true},
		`{" ID ":" 7 ","COUNT":12,"on":true}`:         {ID: "7", Count: 12, On: true},
		`{"id":false,"count":"","on":"0"}`:            {},
		`{"id":null,"count":null,"at":null}`:          {},
		`[{"id":"7"}]`:                                {ID: "7"},
		`"[{\"id\":\"7\"}]"`:                          {ID: "7"},
		`[]`:                                          {},
		`""`:                                          {},
		`{"money":"2097.31"}`:                         {Money: 209731},
		`{"money":"-610.00"}`:                         {Money: -61000},
		`{"open":[{"a":1},"b"]}`:                      {Open: `[{"a":1},"b"]`},
		`{"open":null}`:                               {},
		`{"money":20.5}`:                              {Money: 2050},
		`{"money":"1,799,512.10"}`:                    {Money: 179951210},
		`{"at":"2026/3/1 12:0:0"}`:                    {At: at},
		`{"at":"-"}`:                                  {},
		`{"rows":[{"n":"1"},{"n":2}]}`:                {Rows: []row{{1}, {2}}},
		`{"rows":{"n":"1"}}`:                          {Rows: []row{{1}}},
		`{"rows":{}}`:                                 {Rows: []row{}},
		`{"rows":""}`:                                 {Rows: []row{}},
		`{"list":"[{\"n\":1}]"}`:                      {Rows: []row{{1}}},
		`{"one":[{"n":"3"}]}`:                         {One: row{3}},
		`{"one":{"n":"3"}}`:                           {One: row{3}},
		`{"map":{"a":1," b ":"x"},"words":["a","b"]}`: {Map: map[string]string{"a": "1", "b": "x"}, Words: []string{"a", "b"}},
		`{"words":"a"}`:                               {Words: []string{"a"}},
	} {
		got, unread, err := decode(t, text)
		if err != nil || unread != nil {
			t.Errorf("%s: unread %v, error %v", text, unread, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestDecodeRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"count":"HUNTER2"}`:  "/count is not a number",
		`{"count":1.5}`:        "/count is not a number",
		`{"on":"HUNTER2"}`:     "/on is not yes or no",
		`{"money":"0.001"}`:    "/money is not a number",
		`{"money":"1.-5"}`:     "/money is not a number",
		`{"id":{"a":1}}`:       "/id is no text or number",
		`{"one":"HUNTER2"}`:    "/one is no object",
		`"HUNTER2"`:            "the answer is no object",
		`{"rows":[{"n":"x"}]}`: "/rows/0/n is not a number",
	} {
		_, _, err := decode(t, text)
		if err == nil || err.Error() != want {
			t.Errorf("%s: error = %v, want %s", text, err, want)
		}
	}
}

func TestDecodeNamesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	_, unread, err := decode(t, `{"surprise":1,"one":{"m":2},"at":"soon"}`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"/at", "/one/m", "/surprise"}, unread); diff != "" {
		t.Errorf("unread (-want +got):\n%s", diff)
	}
}

func TestRawStaysJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(map[string]endpoint.Raw{"a": `[1]`, "b": ""})
	if string(text) != `{"a":[1],"b":null}` || err != nil {
		t.Errorf("JSON = %s, error %v", text, err)
	}
}
