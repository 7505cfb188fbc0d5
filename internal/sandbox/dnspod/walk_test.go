package dnspod_test

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox/dnspod"
	"tangelo/internal/sandbox/trouble"
)

// everything is one set of parameters that fits most calls.
func (w *watched) everything(more ...string) []string {
	return watch(append([]string{
		"domain_id", w.zone, "domain", "watched.example", "record_id", w.record, "monitor_id", w.monitor, "sub_domain", "www",
		"subdomain", "www", "record_type", "A", "record_line", "默认", "value", "192.0.2.1", "domain_grade", "DP_Free",
		"email", other.Email, "mode", "rw", "group_id", "2", "group_name", "客户", "remark", "备注", "is_mark", "yes", "hours", "1",
		"telephone", "15913810101", "days", "1", "status", "enable",
	}, more...)...)
}

func TestEveryCallMeetsTrouble(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	for name, path := range dnspod.Paths() {
		w.pod.SetDocumentCodes(false)
		before := w.pod.Truth()
		w.board.Set(trouble.Fault{Call: name, Kind: trouble.Refuse, Code: "-99", Count: 1})
		w.wantCode("-99", path, w.everything()...)
		if diff := cmp.Diff(before, w.pod.Truth()); diff != "" {
			t.Errorf("%s: a refused call changed (-before +after):\n%s", path, diff)
		}
	}
}

// The calls that list these codes refuse domains in these states, whatever else
// is asked.
func TestStatesThatEveryCallRefusesThatListsThem(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	owners := map[string]dnspod.Account{
		"-7":  {UserID: 1, Email: "firm@a.example", TokenID: "1", Token: "t", UserType: "enterprise"},
		"-8":  {UserID: 2, Email: "client@a.example", TokenID: "2", Token: "t", Under: 9},
		"-15": {UserID: 3, Email: "spam@a.example", TokenID: "3", Token: "t"},
	}
	for refusal, owner := range owners {
		status := map[bool]string{true: "spam", false: "enable"}[refusal == "-15"]
		w.pod.AddAccount(owner)
		for _, path := range dnspod.Paths() {
			name := strings.ToLower(path) + "." + owner.Email[:4]
			id := strconv.FormatInt(w.pod.Plant(dnspod.Zone{Name: name, Owner: owner.Email, Status: status}), 10)
			got := code(t, w.as(owner, path, w.everything("domain_id", id)...))
			if listed := slices.Contains(dnspod.Codes(path), refusal); listed != (got == refusal) {
				t.Errorf("%s: code = %s, want %s = %t", path, got, refusal, listed)
			}
		}
	}
}

func TestNonsenseMeetsAListedCode(t *testing.T) {
	t.Parallel()
	for _, nonsense := range []string{"", " ", "0", "-1", "99999999999999999999", "x", "'", "汉字", "a,b", strings.Repeat("x", 300)} {
		w := serveWatched(t)
		var pairs []string
		for parameter := range strings.SplitSeq("domain_id domain record_id monitor_id alias_id sub_domain subdomain record_type "+
			"record_line value mx ttl domain_grade email mode group_id group_name remark is_mark hours telephone days status "+
			"lock_code code offset length type keyword old_password new_password old_email new_email password real_name nick im "+
			"port monitor_interval host monitor_type monitor_path points bak_ip sms_notice email_notice callback_url", " ") {
			pairs = append(pairs, parameter, nonsense)
		}
		for _, path := range dnspod.Paths() {
			listed := slices.Concat(dnspod.Codes(path), dnspod.Common())
			for _, known := range [][]string{nil, {"domain_id", w.zone}, {"domain_id", w.zone, "record_id", w.record}, {"monitor_id", w.monitor}} {
				got := code(t, w.call(path, append(slices.Clone(pairs), known...)...))
				if !slices.Contains(listed, got) {
					t.Errorf("%s %q %v: code = %s, want one of %v", path, nonsense, known, got, listed)
				}
			}
		}
	}
}

func TestEveryAnswerIsXMLUnlessAskedForJSON(t *testing.T) {
	t.Parallel()
	w := serveWatched(t)
	for name, path := range dnspod.Paths() {
		values := w.signed(w.everything("lang", "cn")...)
		values.Del("format")
		answer := w.send(path, values)
		if !strings.HasPrefix(answer.body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dnspod>\n<status>\n<code>") {
			t.Errorf("%s: answer = %s, want a document", name, answer.body)
		}
		decoder := xml.NewDecoder(strings.NewReader(answer.body))
		for {
			_, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Errorf("%s: %v in %s", name, err, answer.body)
				break
			}
		}
	}
}

// A call is marked as reading if, and only if, it changes nothing.
func TestReadingCallsChangeNothing(t *testing.T) {
	t.Parallel()
	for name, path := range dnspod.Paths() {
		if !dnspod.Reads(path) {
			continue
		}
		w := serveWatched(t)
		before := saved(t, w.pod)
		w.call(path, w.everything()...)
		after := saved(t, w.pod)
		before["accounts"], after["accounts"] = nil, nil // they count the calls
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s (-before +after):\n%s", name, diff)
		}
	}
}
