package handlers_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/handlers"
	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/internal/vault"
)

// rule is one line of testdata/authz.tsv: who may use a route, written by
// hand, and what kind of thing each {parameter} of its address names.
type rule struct {
	method, pattern string
	who             []string // public, any, admin, owner, customer, or a permission that staff may be granted
	objects         []string // by parameter, in order
}

func readRules(t *testing.T) map[string]rule {
	t.Helper()
	file, err := os.Open("testdata/authz.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rules := map[string]rule{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if lines.Text() == "" || strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		f := append(strings.Split(lines.Text(), "\t"), "")
		r := rule{method: f[0], pattern: f[1], who: strings.Split(f[2], ",")}
		if f[3] != "" {
			r.objects = strings.Split(f[3], ",")
		}
		rules[r.method+" "+r.pattern] = r
	}
	return rules
}

// world is a panel with two resellers whose every text is a canary.
type world struct {
	app   *service.App
	db    *db.DB
	site  http.Handler
	north tenant // the one whose things are asked for
	south tenant // the stranger
}

type tenant struct {
	reseller int64
	objects  map[string]string // kind of thing → its id in addresses
	people   map[string]string // who → session id
}

func TestEveryRouteHasARuleAndEveryRuleARoute(t *testing.T) {
	t.Parallel()
	rules := readRules(t)
	w := newWorld(t)
	for _, rt := range handlers.New(w.app, handlers.Config{Rehearsal: &handlers.Rehearsal{}}).Routes() {
		key := rt.Method + " " + rt.Pattern
		if _, ok := rules[key]; !ok {
			t.Errorf("route %s (%s) is in no line of testdata/authz.tsv", key, rt.Permission)
		}
		if rt.Permission == "" {
			t.Errorf("route %s has no permission", key)
		}
		delete(rules, key)
	}
	for key := range rules {
		t.Errorf("testdata/authz.tsv speaks of %s, which is no route", key)
	}
}

var parameter = regexp.MustCompile(`\{[^}]+\}`)

// address fills the parameters of a pattern with north's things.
func (w *world) address(t *testing.T, r rule, from tenant) string {
	t.Helper()
	i := 0
	return parameter.ReplaceAllStringFunc(r.pattern, func(string) string {
		if i >= len(r.objects) {
			t.Fatalf("%s %s: the line names too few objects", r.method, r.pattern)
		}
		id, ok := from.objects[r.objects[i]]
		if !ok {
			id = r.objects[i] // a literal, such as an operation's name
		}
		i++
		return id
	})
}

// allowed reports whether a person of the name may use the route at all.
func (r rule) allowed(person string) bool {
	switch {
	case slices.Contains(r.who, "public"):
		return true
	case person == "nobody", person == "half":
		return false
	case slices.Contains(r.who, "any"):
		return true
	}
	role, grant, _ := strings.Cut(person, ":")
	switch role {
	case "staff-all":
		return slices.ContainsFunc(r.who, func(who string) bool { return slices.Contains(panel.StaffPermissions(), panel.Permission(who)) })
	case "staff":
		return grant != "" && slices.Contains(r.who, grant)
	case "customer", "sibling":
		return slices.Contains(r.who, "customer")
	}
	return slices.Contains(r.who, role)
}

// answer is what a person got.
type answer struct {
	status int
	body   string
	to     string
	retry  string // Retry-After
}

func (w *world) ask(session, method, address string, htmx bool) answer {
	req := httptest.NewRequestWithContext(context.Background(), method, address, strings.NewReader(url.Values{}.Encode()))
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if htmx {
		req.Header.Set("HX-Request", "true")
	}
	if session != "" {
		req.AddCookie(&http.Cookie{Name: "sid", Value: session})
	}
	ctx, cancel := context.WithTimeout(req.Context(), 2*time.Second)
	defer cancel()
	sum := sha256.Sum256([]byte(session))
	req.RemoteAddr = fmt.Sprintf("[2001:db8:%x:%x::1]:1", sum[:2], sum[2:4]) // everybody is elsewhere: too much of one sender is refused
	rec := httptest.NewRecorder()
	w.site.ServeHTTP(rec, req.WithContext(ctx))
	return answer{status: rec.Code, body: rec.Body.String(), to: rec.Header().Get("Location")}
}

// TestNobodySeesOrChangesWhatIsNotTheirs walks routes × people × both tenants ×
// full page and htmx. Denied cells come first and must change no row.
func TestNobodySeesOrChangesWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cells := 0
	before := w.fingerprint(t)
	for _, r := range readRules(t) {
		if strings.HasSuffix(r.pattern, "/logout") {
			continue // ends the session that the next cell needs
		}
		address := w.address(t, r, w.north)
		for _, htmx := range []bool{false, true} {
			for person, session := range w.north.people {
				if !r.allowed(person) {
					cells++
					w.mustBeDenied(t, r, "north "+person, address, w.ask(session, r.method, address, htmx), htmx, anonymous(person))
				}
			}
			for person, session := range w.south.people {
				if r.allowed(person) && (len(r.objects) == 0 || slices.Contains(r.who, "public")) {
					continue // its own page
				}
				cells++
				got := w.ask(session, r.method, address, htmx)
				if got.status == http.StatusForbidden && strings.HasPrefix(person, "staff") && w.ask(w.north.people[person], r.method, address, htmx).status == http.StatusForbidden {
					continue // a second permission is missing, for one's own things as well: nothing is given away
				}
				w.mustBeDenied(t, r, "south "+person, address, got, htmx, anonymous(person))
			}
		}
	}
	if after := w.fingerprint(t); after != before {
		t.Errorf("denied requests changed rows: %s", difference(before, after))
	}
	t.Logf("denied cells: %d", cells)
}

// anonymous reports whether a person has not signed in: has no session at all,
// or one that waits for the second factor.
func anonymous(person string) bool { return person == "nobody" || person == "half" }

func (w *world) mustBeDenied(t *testing.T, r rule, who, address string, a answer, htmx, anonymous bool) {
	t.Helper()
	switch {
	case anonymous && r.method == http.MethodGet && !htmx:
		if a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/login") {
			t.Errorf("%s: %s %s = %d to %q, want the login page", who, r.method, address, a.status, a.to)
		}
	case anonymous:
		if a.status != http.StatusUnauthorized {
			t.Errorf("%s: %s %s = %d, want 401", who, r.method, address, a.status)
		}
	case a.status != http.StatusNotFound:
		t.Errorf("%s: %s %s = %d, want 404", who, r.method, address, a.status)
	}
	if strings.HasPrefix(who, "south") && strings.Contains(a.body, canary("north")) {
		t.Errorf("%s: %s %s shows north's words", who, r.method, address)
	}
}

// TestEverybodyReachesWhatIsTheirs is the other half: every route has somebody
// who may use it, and the stranger's own pages never show north's words.
func TestEverybodyReachesWhatIsTheirs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cells := 0
	for _, r := range readRules(t) {
		if r.method != http.MethodGet || slices.ContainsFunc([]string{"/stream", "/progress", "/pictures/{part}", "/admin/rehearsal", "{token}", "/setup"}, func(end string) bool { return strings.HasSuffix(r.pattern, end) }) {
			continue // streams never end here; the others need a picture, a simulator, a vendor or an empty panel
		}
		for person, session := range w.north.people {
			if !r.allowed(person) || (person == "sibling" && len(r.objects) > 0) || strings.HasPrefix(person, "staff:") {
				continue // staff with a single permission may lack a second one that the page needs
			}
			cells++
			a := w.ask(session, r.method, w.address(t, r, w.north), false)
			if a.status == http.StatusNotFound || a.status == http.StatusForbidden || a.status >= http.StatusInternalServerError {
				t.Errorf("%s: GET %s = %d", person, w.address(t, r, w.north), a.status)
			}
		}
		for person, session := range w.south.people {
			if r.allowed(person) && len(r.objects) == 0 {
				cells++
				if a := w.ask(session, r.method, r.pattern, false); strings.Contains(a.body, canary("north")) && person != "admin" {
					t.Errorf("south %s: GET %s shows north's words", person, r.pattern)
				}
			}
		}
	}
	t.Logf("allowed cells: %d", cells)
}

func canary(tenant string) string { return "canary-of-" + tenant }

// fingerprint is a hash of every table but those that a request may touch
// without doing anything: sessions, flashes, the audit log, what strangers knocked at.
func (w *world) fingerprint(t *testing.T) string {
	t.Helper()
	var all []string
	for _, name := range w.tables(t) {
		all = append(all, name+" "+w.hash(t, name))
	}
	return strings.Join(all, "\n")
}

func (w *world) tables(t *testing.T) (names []string) {
	t.Helper()
	rows, err := w.db.SQLite().QueryContext(t.Context(), `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'
		AND name NOT LIKE 'river%' AND name NOT LIKE 'audit%' AND name NOT IN ('sessions', 'flashes', 'login_buckets', 'stray_callbacks', 'goose_db_version') ORDER BY name`)
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

func (w *world) hash(t *testing.T, table string) string {
	t.Helper()
	rows, err := w.db.SQLite().QueryContext(t.Context(), `SELECT * FROM `+table) //nolint:gosec // a table of our own
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintln(sum, values...)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}

func difference(before, after string) string {
	was := strings.Split(before, "\n")
	return strings.Join(slices.DeleteFunc(strings.Split(after, "\n"), func(line string) bool { return slices.Contains(was, line) }), ", ")
}

// newWorld builds two tenants with one thing of every kind each.
func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	d, err := db.Open(t.Context(), "sqlite://"+filepath.Join(dir, "panel.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	keys, err := vault.Open(filepath.Join(dir, "key.json"))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	w := &world{db: d, app: service.New(service.Options{DB: d, Vault: keys, Now: time.Now, Log: log, PublicURL: "http://panel.example"})}
	w.site = handlers.New(w.app, handlers.Config{PublicURL: "http://panel.example", Log: log, Rehearsal: &handlers.Rehearsal{Control: "http://127.0.0.1:1"}}).Handler()
	w.north, w.south = w.newTenant(t, "north"), w.newTenant(t, "south")
	admin := w.session(t, service.NewAccount{Role: panel.RoleAdmin, Email: "admin@panel.example", Name: "admin"})
	w.north.people["admin"], w.north.people["nobody"] = admin, ""
	w.north.people["half"] = w.half(t, "half@north.example", w.north.reseller)
	return w
}

// half is the session of an owner of north whose password was right and whose
// code is awaited.
func (w *world) half(t *testing.T, email string, reseller int64) string {
	t.Helper()
	account := service.NewAccount{Role: panel.RoleOwner, Email: email, Name: canary("north"), ResellerID: reseller}
	id := w.session(t, account)
	actor, _, err := w.app.Resume(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.app.BeginFactor(t.Context(), actor, ""); err != nil {
		t.Fatal(err)
	}
	w.within(t, func(tx *db.Tx) error { return tx.ConfirmFactor(t.Context(), actor.UserID, nil) })
	in, err := w.app.Login(t.Context(), service.LoginForm{Email: email, Password: "long enough for all", IP: "192.0.2.1"})
	if err != nil || !in.Half {
		t.Fatalf("login of somebody with a second factor: half %t, %v", in.Half, err)
	}
	return in.SessionID
}

// session makes an account and signs it in.
func (w *world) session(t *testing.T, n service.NewAccount) string {
	t.Helper()
	n.Password = "long enough for all"
	if _, err := w.app.AddAccount(t.Context(), panel.Actor{System: true}, n); err != nil {
		t.Fatal(err)
	}
	in, err := w.app.Login(t.Context(), service.LoginForm{Email: n.Email, Password: n.Password, IP: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	return in.SessionID
}
