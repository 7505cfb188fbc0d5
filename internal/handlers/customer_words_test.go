package handlers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
)

// vendorWord is in every place where words, codes and names of vendors rest;
// ownReason is in the one that a customer may read.
const (
	vendorWord = "what-a-vendor-said"
	ownReason  = "the picture is out of focus"
)

// vendorColumns hold what vendors said, or how they are called, in whichever
// table they are.
var vendorColumns = []string{"vendor_text", "vendor_code", "vendor_ref", "error_text", "error_code", "code", "text", "answer", "label", "note"}

// ownColumns are those of the names of vendorColumns that hold something else.
var ownColumns = map[string]string{
	"top_ups.code": "what the customer pays by", "domain_searches.label": "what the customer looked for", "price_rules.label": "the reseller's",
	"coupons.code": "never shown",
}

// TestCustomersNeverReadAVendorsWords seeds a word in every place that holds
// vendors' words, and fetches every page that a customer can fetch, whole and
// for htmx, in both languages. No page shows it, nor speaks of vendors at all.
func TestCustomersNeverReadAVendorsWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.vendorsSpeak(t)
	pages := w.customerPages(t)
	for _, page := range pages {
		for _, lang := range i18n.Languages() {
			for _, htmx := range []bool{false, true} {
				if htmx && strings.HasSuffix(page, "/stream") {
					continue // the same
				}
				w.readsNoVendor(t, page, lang, w.read(t, w.north.people["customer"], page, lang, htmx))
			}
		}
	}
	if len(pages) < 40 {
		t.Errorf("%d pages were read: the walk has lost its way", len(pages))
	}
	for _, page := range []string{"/jobs/" + w.north.objects["job"], "/orders/" + w.north.objects["order"], "/zones/" + w.north.objects["zone"]} {
		if got := w.read(t, w.north.people["owner"], page, i18n.Chinese, false); !strings.Contains(got, vendorWord) {
			t.Errorf("the reseller does not read the vendor's words on %s", page)
		}
	}
	if got := w.read(t, w.north.people["customer"], "/my/products/"+w.north.objects["domain"], i18n.Chinese, false); !strings.Contains(got, ownReason) {
		t.Error("the customer does not read why the customer's own papers were refused")
	}
	w.anyEndIsTold(t)
}

// anyEndIsTold shows the customer's job with each line of history and each
// error that there is.
func (w *world) anyEndIsTold(t *testing.T) {
	t.Helper()
	page := "/jobs/" + w.north.objects["job"]
	told := 0
	consoleOnly := regexp.MustCompile(`^job\.(adopt|balance|call|vendor|sweep)\.|^gallery\.`) // of jobs that are no customer's
	for _, key := range messageKeys(t, regexp.MustCompile(`(^|\.)(job|error)\.`)) {
		if consoleOnly.MatchString(key) {
			continue
		}
		w.exec(t, `UPDATE jobs SET error_key = ?`, key)
		w.exec(t, `UPDATE job_events SET key = ?`, key)
		told++
		for _, lang := range i18n.Languages() {
			w.readsNoVendor(t, key+" on "+page, lang, w.read(t, w.north.people["customer"], page, lang, false))
		}
	}
	if told < 100 {
		t.Errorf("%d messages were told", told)
	}
}

// vendorsSpeak puts vendorWord wherever a vendor's word can rest.
func (w *world) vendorsSpeak(t *testing.T) {
	t.Helper()
	for _, trigger := range w.list(t, `SELECT name FROM sqlite_master WHERE type = 'trigger'`) {
		w.exec(t, `DROP TRIGGER `+trigger) // what is written once can be written over here
	}
	for _, table := range w.tables(t) {
		for _, column := range w.list(t, `SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'`, table) {
			if slices.Contains(vendorColumns, column) && ownColumns[table+"."+column] == "" {
				w.exec(t, fmt.Sprintf(`UPDATE %s SET %s = ? || rowid`, table, column), vendorWord)
			}
		}
	}
	args := toJSON(t, []any{"Code", vendorWord, "Text", vendorWord, "Label", vendorWord, "Ref", vendorWord, "Vendor", vendorWord, "Reason", "CNDNS " + vendorWord, "Field", vendorWord})
	w.exec(t, `INSERT INTO job_events (reseller_id, job_id, key, args, tone, at) SELECT reseller_id, id, 'job.order.refused', ?, 'bad', created_at FROM jobs`, args)
	w.exec(t, `UPDATE jobs SET state = 'failed', error_key = 'error.vendor.refused', ended_at = created_at`)
	w.exec(t, `UPDATE orders SET state = 'failed', before_state = ?, lane = ?`, toJSON(t, vendorWord), vendorWord)
	w.exec(t, `UPDATE records SET state = 'failed', problem = ?`,
		toJSON(t, panel.RecordProblem{Action: panel.AddRecord, Key: "error.vendor.refused", Code: vendorWord, Text: vendorWord}))
	for kind, facts := range map[panel.ProductKind]panel.Facts{
		panel.KindDomain: {Domain: &panel.DomainFacts{
			RunState: vendorWord, RegistrantID: vendorWord, Description: vendorWord, Transfer: panel.Transfer{Code: vendorWord, Text: vendorWord},
			Audit: panel.Audit{State: panel.AuditUnpass, Reason: ownReason},
		}},
		panel.KindZone:  {Zone: &panel.ZoneFacts{Grade: vendorWord, Status: vendorWord}},
		panel.KindCloud: {Cloud: &panel.CloudFacts{Number: vendorWord, Power: vendorWord, FreeDomain: vendorWord, TimeType: vendorWord}},
	} {
		w.exec(t, `UPDATE products SET facts = ? WHERE kind = ?`, toJSON(t, facts), kind)
	}
}

func (w *world) exec(t *testing.T, query string, args ...any) {
	t.Helper()
	if _, err := w.db.SQLite().ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func (w *world) list(t *testing.T, query string, args ...any) (names []string) {
	t.Helper()
	rows, err := w.db.SQLite().QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}

// customerPages are the addresses of all that a customer can read: every route
// with the customer's own things in it, every operation, every order and job.
func (w *world) customerPages(t *testing.T) (pages []string) {
	t.Helper()
	for _, r := range readRules(t) {
		if r.method != http.MethodGet || !r.allowed("customer") || slices.Contains(r.who, "public") {
			continue
		}
		for _, kind := range []string{"domain", "zone", "cloud"} {
			if kind != "domain" && slices.Contains(r.objects, "domain.renew") {
				continue // no operation of the others
			}
			from := w.north
			from.objects = map[string]string{"product": w.north.objects[kind]}
			for name, id := range w.north.objects {
				if name != "product" {
					from.objects[name] = id
				}
			}
			pages = append(pages, w.address(t, r, from))
		}
	}
	for _, op := range panel.Operations() {
		if op.Portal {
			pages = append(pages, "/my/products/"+w.north.objects[string(op.Kind)]+"/do/"+op.Name)
		}
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}

// read is what somebody gets under an address; of a stream the part that came
// within a moment.
func (w *world) read(t *testing.T, session, address, lang string, htmx bool) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 600*time.Millisecond) // a stream may have nothing to say
	defer cancel()
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	req.AddCookie(&http.Cookie{Name: "sid", Value: session})
	req.AddCookie(&http.Cookie{Name: i18n.Cookie, Value: lang})
	if htmx {
		req.Header.Set("HX-Request", "true")
	}
	rec := &streamed{httptest.NewRecorder()}
	w.site.ServeHTTP(rec, req)
	if !slices.Contains([]int{http.StatusOK, http.StatusSeeOther, http.StatusUnprocessableEntity}, rec.Code) {
		t.Errorf("GET %s = %d: nothing was read", address, rec.Code)
	}
	return rec.Body.String()
}

// streamed is a recorder that a stream can be sent to; it takes one part.
type streamed struct{ *httptest.ResponseRecorder }

func (s *streamed) SetWriteDeadline(time.Time) error { return nil }

func (s *streamed) Write(part []byte) (int, error) {
	n, err := s.ResponseRecorder.Write(part)
	if strings.HasPrefix(s.Header().Get("Content-Type"), "text/event-stream") {
		return n, http.ErrHandlerTimeout // the reader leaves
	}
	return n, err
}

var (
	tags    = regexp.MustCompile(`<[^>]*>`)
	vendors = regexp.MustCompile(`(?i)供应商|解析商|美橙|\bvendors?\b|\bcndns\b|\bdnspod\b|\bsendcloud\b`)
)

// readsNoVendor checks a page as a person reads it; the canary may not even be
// in what is not shown.
func (w *world) readsNoVendor(t *testing.T, page, lang, body string) {
	t.Helper()
	text := html.UnescapeString(tags.ReplaceAllString(body, " "))
	if at := strings.Index(body, vendorWord); at >= 0 {
		t.Errorf("%s (%s) shows a vendor's words: …%s…", page, lang, body[max(0, at-120):min(len(body), at+60)])
	}
	if said := vendors.FindStringIndex(text); said != nil {
		t.Errorf("%s (%s) speaks of vendors: …%s…", page, lang, strings.Join(strings.Fields(text[max(0, said[0]-60):min(len(text), said[1]+60)]), " "))
	}
}

// messageKeys are the keys of all messages that a pattern fits, but for those
// that are customers' own already.
func messageKeys(t *testing.T, fits *regexp.Regexp) (keys []string) {
	t.Helper()
	files, err := filepath.Glob("../../web/i18n/messages/*." + i18n.Chinese + ".json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]any
		if err := json.Unmarshal(raw, &all); err != nil {
			t.Fatal(err)
		}
		for key := range all {
			if fits.MatchString(key) && !strings.HasSuffix(key, i18n.ForCustomer) {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

func toJSON(t *testing.T, value any) string {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
