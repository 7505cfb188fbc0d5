package cndns_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

func TestEnvelope(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want endpoint.Opened
		err  string
	}{
		"success":             {`{"action":"a","status":"success","message":"91"}`, endpoint.Opened{OK: true, Payload: "91"}, ""},
		"stray spaces":        {`{ " action" : " x" , " status" : " success" , " message " : "91" }`, endpoint.Opened{OK: true, Payload: "91"}, ""},
		"other case":          {`{"Status":"SUCCESS","Message":"91"}`, endpoint.Opened{OK: true, Payload: "91"}, ""},
		"byte order mark":     {"\ufeff" + `{"status":"success","message":"91"}`, endpoint.Opened{OK: true, Payload: "91"}, ""},
		"in a callback":       {`cb({"status":"success","message":"91"});`, endpoint.Opened{OK: true, Payload: "91"}, ""},
		"in a page":           {`<html><pre>{"status":"success","message":"91"}</pre></html>`, endpoint.Opened{OK: true, Payload: "91"}, ""},
		"escaped in a page":   {`<pre>{&quot;status&quot;:&quot;success&quot;,&quot;message&quot;:&quot;91&quot;}</pre>`, endpoint.Opened{OK: true, Payload: "91"}, ""},
		"failed":              {`{"status":"failed","message":"11318 解析信息不存在"}`, endpoint.Opened{Code: "11318", Text: "解析信息不存在"}, ""},
		"failed, no space":    {`{"status":" failed","message":" 10008校验失败"}`, endpoint.Opened{Code: "10008", Text: "校验失败"}, ""},
		"bare code":           {`{"status":"failed","message":"17011"}`, endpoint.Opened{Code: "17011"}, ""},
		"free text":           {`{"status":"failed","message":"具体消息"}`, endpoint.Opened{Text: "具体消息"}, ""},
		"a longer number":     {`{"status":"failed","message":"113180 x"}`, endpoint.Opened{Text: "113180 x"}, ""},
		"code inside words":   {`{"status":"failed","message":"at 11318"}`, endpoint.Opened{Text: "at 11318"}, ""},
		"neither":             {`{"status":"maybe","message":""}`, endpoint.Opened{}, "the answer has no status"},
		"no status":           {`{"message":"11318 x"}`, endpoint.Opened{}, "the answer has no status"},
		"two statuses":        {`{"status":"success","Status":"failed","message":"11318 x"}`, endpoint.Opened{}, "the answer is broken JSON"},
		"a page":              {`<html><style>a{b:c}</style><body>error 11318</body></html>`, endpoint.Opened{}, "the answer is a web page"},
		"empty":               {" \n", endpoint.Opened{}, "the answer is empty"},
		"cut off":             {`{"status":"failed","message":"11318 x`, endpoint.Opened{}, "the answer is broken JSON"},
		"the document's slip": {`{ "action" : "Rec list", "status" : "failed", "success" : "message":[] }`, endpoint.Opened{}, "the answer is broken JSON"},
		"not UTF-8":           {"{\"status\":\"failed\",\"message\":\"11318 \xbd\xe2\"}", endpoint.Opened{}, "the answer is not UTF-8"},
		"bare":                {`{"details":[]}`, endpoint.Opened{OK: true, Bare: true, Payload: map[string]any{"details": []any{}}}, ""},
		"bare in a page":      {`<pre>{"details":[]}</pre>`, endpoint.Opened{}, "the answer has no status"},
		"bare and more":       {`{"details":[],"truncated":false}`, endpoint.Opened{}, "the answer has no status"},
		"bare without a time": {`{"details":[{"progress":0}]}`, endpoint.Opened{}, "the answer has no status"},
		"bare and failed":     {`{"details":[],"status":"failed","message":"x"}`, endpoint.Opened{Text: "x"}, ""},
		"two objects":         {`{"status":"failed","message":"11318"}{"status":"success"}`, endpoint.Opened{}, "the answer is broken JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := cndns.Open([]byte(c.body))
			text := ""
			if err != nil {
				text = err.Error()
			}
			if text != c.err {
				t.Fatalf("error = %q, want %q", text, c.err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("opened (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDirtyPayloads reads the same facts from the ways the vendor writes them.
func TestDirtyPayloads(t *testing.T) {
	t.Parallel()
	printed := `{ "action" : "DNS list", "status" : "success", "message" : "[{"dns1": "ns7.cdncenter.com", "dns2" :"ns8.cdncenter.com", "dns3" : " ", "dns4" : " ", "dns5" : " ", "dns6" : " " }]" }`
	hosts := cndns.NameserversResponse{DNS1: "ns7.cdncenter.com", DNS2: "ns8.cdncenter.com"}
	record := cndns.RecordListResponse{Records: []cndns.Record{
		{ID: "7", Item: "www", Type: "MX", Level: 10, Value: "mx.a.com.", TTL: 600},
	}}
	for name, c := range map[string]struct {
		endpoint, body string
		want           any
	}{
		"list in quotes":   {"cndns.domain.dns_list", printed, hosts},
		"escaped in text":  {"cndns.domain.dns_list", `{"status":"success","message":"[{\"DNS1\":\"ns7.cdncenter.com\",\"dns2\":\"ns8.cdncenter.com\"}]"}`, hosts},
		"one object":       {"cndns.domain.dns_list", `{"status":"success","message":{"dns1":"ns7.cdncenter.com","dns2":"ns8.cdncenter.com"}}`, hosts},
		"empty zone":       {"cndns.dns_record.list", `{"status":"success","message":[]}`, cndns.RecordListResponse{Records: []cndns.Record{}}},
		"empty as text":    {"cndns.dns_record.list", `{"status":"success","message":""}`, cndns.RecordListResponse{}},
		"one record":       {"cndns.dns_record.list", `{"status":"success","message":{"rec_id":"7","rec_item":"www","rec_type":"MX","rec_mx":"10","rec_value":"mx.a.com.","rec_ttl":"600"}}`, record},
		"numbers":          {"cndns.dns_record.list", `{"status":"success","message":[{"rec_id":7,"Rec_Item":" www ","rec_type":"MX","rec_mx":10,"rec_value":"mx.a.com.","rec_ttl":600}]}`, record},
		"transfer":         {"cndns.domain.transfer_in_status", `{"status":"success","message":{"code":" 10"," title":" 转入成功"}}`, cndns.TransferStatusResponse{State: cndns.TransferDone, Title: "转入成功"}},
		"price":            {"cndns.cloud.price", `{"status":"success","message":"236.5"}`, cndns.PriceResponse{Price: 23650}},
		"price, a number":  {"cndns.cloud.price", `{"status":"success","message":236}`, cndns.PriceResponse{Price: 23600}},
		"JSON in a record": {"cndns.dns_record.list", `{"status":"success","message":[{"rec_id":"1","rec_value":"{\"a\":1}"}]}`, cndns.RecordListResponse{Records: []cndns.Record{{ID: "1", Value: `{"a":1}`}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opened, err := cndns.Open([]byte(c.body))
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := describe(t, c.endpoint).Decode(opened.Payload)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTimesOfTheVendor(t *testing.T) {
	t.Parallel()
	want := time.Date(2014, 1, 5, 1, 7, 9, 0, time.UTC)
	for _, text := range []string{
		"2014/1/5 9:07:09", "2014/01/05 09:07:09", "2014-1-5 9:7:9", "2014-01-05T01:07:09Z",
		"/Date(1388884029000+0800)/", "Sun Jan 5 09:07:09 CST 2014",
	} {
		payload := map[string]any{"runstate": "run", "RegistrationTime": text}
		answer, unread, err := describe(t, "cndns.domain.detail").Decode(payload)
		if err != nil || unread != nil {
			t.Fatalf("%s: unread %v, error %v", text, unread, err)
		}
		if got := answer.(cndns.DomainDetailResponse).RegisteredAt; !got.Equal(want) {
			t.Errorf("%s = %s, want %s", text, got, want)
		}
	}
}

func TestSuccessWithoutWhatItMustHold(t *testing.T) {
	t.Parallel()
	for name, payload := range map[string]any{
		"cndns.cloud.buy":      []any{map[string]any{"cloudNo": "1"}},
		"cndns.contact.create": "",
		"cndns.domain.detail":  []any{},
		"cndns.cloud.buy_ip":   []any{map[string]any{"cloudname": "S1"}},
	} {
		if _, _, err := describe(t, name).Decode(payload); err == nil || !strings.Contains(err.Error(), "missing") {
			t.Errorf("%s: error = %v, want one about what is missing", name, err)
		}
	}
}

func describe(t *testing.T, name string) endpoint.Description {
	t.Helper()
	for _, d := range cndns.All() {
		if d.Name == name {
			return d
		}
	}
	t.Fatalf("no endpoint %s", name)
	return endpoint.Description{}
}

func FuzzOpen(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte(`cb({"status":"failed","message":"[{"a":"b"}]"})`))
	f.Fuzz(func(t *testing.T, body []byte) {
		opened, err := cndns.Open(body)
		if err != nil && (opened.OK || opened.Code != "") {
			t.Errorf("an error came with a verdict: %+v", opened)
		}
		if opened.Code != "" && !strings.Contains(string(body), opened.Code) && json.Valid(body) && !strings.Contains(string(body), `\u`) {
			t.Errorf("code %q is not in the answer", opened.Code)
		}
		for _, d := range cndns.All() {
			_, _, _ = d.Decode(opened.Payload)
		}
	})
}
