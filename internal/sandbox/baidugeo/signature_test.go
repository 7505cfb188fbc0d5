package baidugeo

import (
	"net/url"
	"testing"
)

// The example that Baidu publishes for bce-auth-v1, with an empty list of
// signed headers.
func TestTheVendorsOwnExample(t *testing.T) {
	t.Parallel()
	const (
		secretKey = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		prefix    = "bce-auth-v1/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/2015-04-27T08:23:49Z/1800"
		want      = "d74a04362e6a848f5b39b15421cb449427f419c95a480fd6b8cf9fc783e2999e"
	)
	in := signed{
		method: "PUT", path: "/v1/test/myfolder/readme.txt",
		query: url.Values{"partNumber": {"9"}, "uploadId": {"a44cc9bab11cbd156984767aad637851"}},
		headers: map[string]string{
			"host": "bj.bcebos.com", "date": "Mon, 27 Apr 2015 16:23:49 +0800", "content-type": "text/plain",
			"content-length": "8", "content-md5": "NFzcPqhviddjRNnSOGo4rw==", "x-bce-date": "2015-04-27T08:23:49Z",
		},
	}

	got := hexHMAC(hexHMAC(secretKey, prefix), canonicalRequest(in, nil))

	if got != want {
		t.Errorf("signature = %s, want %s", got, want)
	}
}

func TestCanonicalParts(t *testing.T) {
	t.Parallel()
	headers := map[string]string{"host": "a.example:81", "x-bce-empty": " ", "x-bce-b": " two words ", "x-other": "x"}
	for _, c := range []struct{ name, got, want string }{
		{"empty path", canonicalPath(""), "/"},
		{"path", canonicalPath("/a b/中"), "/a%20b/%E4%B8%AD"},
		{
			"vendor's query", canonicalQuery(url.Values{"text": {""}, "text1": {"测试"}, "text10": {"test"}}),
			"text10=test&text1=%E6%B5%8B%E8%AF%95&text=",
		},
		{"query", canonicalQuery(url.Values{"b": {"1"}, "a": {""}, "Authorization": {"x"}, "c d": {"~*"}}), "a=&b=1&c%20d=~%2A"},
		{"default headers", canonicalHeaders(headers, nil), "host:a.example%3A81\nx-bce-b:two%20words"},
		{"listed headers", canonicalHeaders(headers, []string{"x-other"}), "x-other:x"},
	} {
		if c.got != c.want {
			t.Errorf("%s = %q, want %q", c.name, c.got, c.want)
		}
	}
}
