package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestLogsKeepNoAddressOfCallbacks sends notices to an address that opens, right
// and not quite right, before and after the database has gone.
func TestLogsKeepNoAddressOfCallbacks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const secret = "c2VjcmV0LWFkZHJlc3M"
	b.ask("/customers/7", nil).must(t, "an ordinary page", http.StatusNotFound)
	for _, path := range []string{"/callbacks/cndns/", "/callbacks/", "//callbacks/cndns/", "/callbacks/cndns/x/", "/callbacks/alipay/"} {
		b.ask(path+secret, nil)
		b.ask(path+secret+"/", url.Values{"a": {"b"}})
	}
	if err := b.db.Close(); err != nil {
		t.Fatal(err)
	}
	b.ask("/callbacks/cndns/"+secret, url.Values{"a": {"b"}}).must(t, "a notice without a database", http.StatusInternalServerError)

	log := b.log.text.String()
	if strings.Contains(log, secret) {
		t.Error("a log keeps what opens an address of callbacks")
	}
	for _, kept := range []string{`"path":"/customers/7"`, `"path":"/callbacks/cndns/{token}"`, `"msg":"request failed","path":"/callbacks/cndns/{token}"`} {
		if !strings.Contains(log, kept) {
			t.Errorf("the log does not say %s", kept)
		}
	}
}
