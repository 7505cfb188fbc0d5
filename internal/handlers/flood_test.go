package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// from posts to an address of callbacks as one of many senders.
func (t *till) from(remote, token, body string, header http.Header) answer {
	t.Helper()
	header = header.Clone()
	header.Set("X-Forwarded-For", remote)
	return t.send("", http.MethodPost, "/callbacks/"+string(t.vendor)+"/"+token, strings.NewReader(body), header)
}

// turned is what admins see of what was turned away, by kind.
func (t *till) turned() map[panel.StrayKind]int64 {
	t.Helper()
	t.no(t.app.TallyStrays(t.Context()))
	all, err := t.db.StrayCallbacks(t.Context(), panel.SystemActor(0), 0, 100)
	t.no(err)
	kinds := map[panel.StrayKind]int64{}
	for _, s := range all {
		kinds[s.Kind] += s.Times
	}
	return kinds
}

// callbacks counts the rows and all times of what was kept.
func (t *till) callbacks() (rows int, times int64) {
	t.Helper()
	all, err := t.db.Callbacks(t.Context(), panel.SystemActor(0), db.CallbackFilter{Limit: 1000})
	t.no(err)
	for _, c := range all {
		times += c.Times
	}
	return len(all), times
}

// TestAFloodOfNoticesIsRefusedAndLosesNoMoney floods the address of an account
// from everywhere, so that the provider's own notice is refused, too.
func TestAFloodOfNoticesIsRefusedAndLosesNoMoney(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		t.quiet()
		for i := range 10 { // as a provider sends them: each is taken
			top := t.begin(fmt.Sprintf("%d.00", i+1))
			t.no(t.pay(top.Number))
			header, body := t.notice(top.Number, nil)
			if a := t.from("192.0.2.1", t.account.CallbackToken, body, header); a.status >= 300 || a.body == "fail" {
				t.Errorf("notice %d of a burst = %d %q", i+1, a.status, a.body)
			}
		}
		t.wallet(5500)
		top := t.begin("12.30")
		t.no(t.pay(top.Number))
		header, body := t.notice(top.Number, nil)
		t.stop()
		for i := range panel.CallbacksOfAccount.Burst {
			t.from(fmt.Sprintf("198.51.100.%d", i%250), t.account.CallbackToken, "junk", header)
		}
		rows, times := t.callbacks()
		before := t.turned()
		for i := range 300 {
			a := t.from(fmt.Sprintf("203.0.113.%d", i%250), t.account.CallbackToken, fmt.Sprint("junk ", i), header)
			wait, err := strconv.Atoi(a.retry)
			if a.status != http.StatusTooManyRequests || err != nil || wait < 1 {
				t.Fatalf("flood = %d %q, retry %q", a.status, a.body, a.retry)
			}
		}
		if a := t.from("192.0.2.1", t.account.CallbackToken, body, header); a.status != http.StatusTooManyRequests {
			t.Fatalf("the genuine notice in the flood = %d", a.status)
		}
		if r, n := t.callbacks(); r != rows || n != times {
			t.Errorf("callbacks kept = %d rows of %d, want %d of %d as before the flood", r, n, rows, times)
		}
		if got := t.turned(); got[panel.StrayFlood] != before[panel.StrayFlood]+301 {
			t.Errorf("turned away = %v, %v before; want 301 more", got, before)
		}
		t.seenOnce("过于频繁，已拒收", "till")
		t.wallet(5500)

		t.pass(2 * time.Minute)
		t.no(t.app.SettleTopUps(t.Context()))
		t.wallet(6730)
		if a := t.from("192.0.2.1", t.account.CallbackToken, body, header); a.status >= 300 {
			t.Errorf("the notice that comes again = %d", a.status)
		}
		t.wallet(6730)
	})
}

// seenOnce wants one row in the admin's list that says words.
func (t *till) seenOnce(words ...string) {
	t.Helper()
	page := t.get(t.admin, "/admin/callbacks/strays")
	rows := 0
	for _, row := range strings.Split(page.body, "<tr")[1:] {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(row, w) }) {
			rows++
		}
	}
	if page.status != http.StatusOK || rows != 1 {
		t.Errorf("list of strays = %d with %d rows saying %q, want one", page.status, rows, words)
	}
}

// TestStrangersAreSeenByAdmins sends what no account can be found for, what
// comes early and what is too long, from one sender until it is refused.
func TestStrangersAreSeenByAdmins(t *testing.T) {
	t.Parallel()
	tills(t, func(t *till) {
		t.quiet()
		top := t.begin("12.30")
		t.stop()
		header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		long := "<script>alert(1)</script>\x00" + strings.Repeat("a", 2000) + "the end"
		for range 40 {
			if a := t.from("192.0.2.9", "nowhere", long, header); a.status != http.StatusNotFound {
				t.Fatalf("an unknown address = %d", a.status)
			}
		}
		if a := t.from("192.0.2.9", t.account.CallbackToken, strings.Repeat("a", 64<<10+1), header); a.status != http.StatusRequestEntityTooLarge {
			t.Errorf("a long one = %d", a.status)
		}
		early := map[string]any{"trade_status": "TRADE_SUCCESS", "total_amount": "12.30", "trade_no": "42"}
		if t.vendor == panel.VendorWeChatPay {
			early = map[string]any{"trade_state": "SUCCESS", "transaction_id": "42", "amount": map[string]any{"total": 1230, "currency": "CNY"}}
		}
		signed, body := t.notice(top.Number, early)
		t.from("192.0.2.9", t.account.CallbackToken, body, signed)
		refused := 0
		for range 100 {
			if t.from("192.0.2.9", "nowhere", "x", header).status == http.StatusTooManyRequests {
				refused++
			}
		}
		if want := 100 - (panel.CallbacksOfRemote.Burst - 42); refused != want {
			t.Errorf("refused = %d, want %d", refused, want)
		}
		if a := t.from("192.0.2.10", "nowhere", "x", header); a.status != http.StatusNotFound {
			t.Errorf("another sender = %d", a.status)
		}
		got := t.turned()
		if got[panel.StrayUnknown] != 59 || got[panel.StrayFlood] != int64(refused) || got[panel.StrayLarge] != 1 || got[panel.StrayEarly] != 1 {
			t.Errorf("turned away = %v", got)
		}
		t.seenOnce("地址不存在")
		t.seenOnce("过早或暂时无法核对", "till")
		t.seenOnce("内容过长，已拒收")
		if page := t.get(t.admin, "/admin/callbacks/strays").body; strings.Contains(page, "alert(1)</") || strings.Contains(page, "the end") {
			t.Error("a stranger's words stand on the page as they came, or all of them")
		}
		if a := t.get(t.owner, "/admin/callbacks/strays"); a.status != http.StatusNotFound {
			t.Errorf("an owner reads everybody's strays: %d", a.status)
		}
	})
}
