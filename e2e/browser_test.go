//go:build browser

package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a test waits for a page to show something.
const patience = 60 * time.Second

// browser is one person's browser: cookies of its own, one tab.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string
	last string // address that was opened last
	lost int    // looks in a row at a tab that did not answer

	mu     sync.Mutex
	errors []string // console errors, exceptions, CSP violations
}

// chromium starts one browser process for all tests.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path := os.Getenv("PANEL_TEST_CHROMIUM")
	for _, name := range []string{"chromium", "google-chrome"} {
		if path == "" {
			path, _ = exec.LookPath(name)
		}
	}
	if path == "" {
		return nil, fmt.Errorf("no chromium is installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		// A page kept for the back button, or loaded ahead, takes the tab's session with it.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,BackForwardCache,Prerender2"), chromedp.Flag("lang", "zh-CN"), chromedp.Flag("accept-lang", "zh-CN"), chromedp.WindowSize(1440, 900),
		chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("disable-lcd-text", true))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator)
	return ctx, chromedp.Do(ctx)
})

// newBrowser opens a browser window of a person who has never been here.
func newBrowser(t *testing.T, base string) *browser {
	t.Helper()
	parent, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &browser{t: t, base: base}
	b.sit(ctx)
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, e := range b.errors {
			t.Errorf("browser: %s", e)
		}
	})
	return b
}

// sit makes a tab the one the person looks at.
func (b *browser) sit(ctx context.Context) {
	b.t.Helper()
	b.ctx = ctx
	// The window lives as long as the context that runs first: no deadline here.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900)); err != nil {
		b.t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		b.t.Fatal(err)
	}
	go b.answer(chromedp.Events(ctx, page.JavascriptDialogOpening))
}

// reopen opens the last address in a new tab, with the same cookies. Chromium
// now and then loses the session of a tab whose server goes away under it.
func (b *browser) reopen() {
	b.t.Helper()
	b.t.Logf("the tab at %s was lost; a new one is opened", b.last)
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	b.sit(ctx)
	if err := chromedp.Do(ctx, chromedp.Navigate(b.last)); err != nil {
		b.t.Fatal(err)
	}
}

// listen collects what must not happen. Answers 4xx are the pages' own words
// for what a person did wrong, and no error of theirs.
func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			said := "console " + string(e.Type) + ":"
			for _, arg := range e.Args {
				said += " " + string(arg.Value) + arg.Description
			}
			b.errors = append(b.errors, said)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && !strings.Contains(e.Entry.Text, "responded with a status of 4") {
			b.errors = append(b.errors, "log: "+e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// busy reports whether a page was loading itself anew at the very moment of a
// command, which then did nothing.
func busy(err error) bool {
	return err != nil && strings.Contains(err.Error(), "Not attached to an active page")
}

// overtaken reports whether a page's own loading was given up for another.
func overtaken(err error) bool { return strings.Contains(err.Error(), "net::ERR_ABORTED") }

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	err := chromedp.Do(ctx, steps...)
	for tries := 0; busy(err) && tries < 50; tries++ {
		time.Sleep(100 * time.Millisecond)
		err = chromedp.Do(ctx, steps...)
	}
	if busy(err) {
		b.reopen()
		err = chromedp.Do(b.ctx, steps...)
	}
	if err != nil {
		b.fail("%v", err)
	}
}

// fail ends the test with what the page shows.
func (b *browser) fail(format string, args ...any) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	b.t.Fatalf("%s\npage: %.3000s", fmt.Sprintf(format, args...), text)
}

// open goes to a page of the panel.
func (b *browser) open(path string) {
	b.t.Helper()
	b.last = b.base + path
	b.navigate(b.last)
}

// navigate goes to an address. A page that loads itself anew at that very moment
// may take the event away that tells of the end, or end its own loading in place
// of ours: then it is gone to once more.
func (b *browser) navigate(address string) {
	b.t.Helper()
	for tries := 1; ; tries++ {
		ctx, cancel := context.WithTimeout(b.ctx, patience/4)
		err := chromedp.Do(ctx, chromedp.Navigate(address))
		cancel()
		switch {
		case err == nil:
			return
		case tries < 4 && (busy(err) || overtaken(err) || errors.Is(err, context.DeadlineExceeded)):
			b.t.Logf("going to %s, again: %v", address, err)
		default:
			b.fail("going to %s: %v", address, err)
		}
	}
}

// answer says yes to every dialog that would hold the page. Only leaving a form
// with typed text opens one, so the test that did so is told.
func (b *browser) answer(dialogs iter.Seq2[page.EventJavascriptDialogOpening, error]) {
	for d, err := range dialogs {
		if err != nil {
			return
		}
		b.mu.Lock()
		b.errors = append(b.errors, "dialog: "+string(d.Type)+" "+d.Message+" on "+d.URL)
		b.mu.Unlock()
		if _, err := chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}); err != nil {
			return
		}
	}
}

// fill types into the field with a name, as it stands in the form that shows it.
func (b *browser) fill(name, value string) {
	b.t.Helper()
	selector := fmt.Sprintf(`main [name=%q]:not([type=hidden])`, name)
	b.truly("a field "+name, fmt.Sprintf(`(e => { if (e) e.value = ""; return Boolean(e); })(document.querySelector(%q))`, selector))
	if value != "" {
		b.do(chromedp.SendKeys(chromedp.CSS(selector), value))
	}
}

// choose selects an option by its value.
func (b *browser) choose(name, value string) {
	b.t.Helper()
	b.truly("the option "+value+" of "+name, fmt.Sprintf(`(e => {
		if (!e) return false;
		e.value = %[2]q;
		e.dispatchEvent(new Event("input", {bubbles: true}));
		e.dispatchEvent(new Event("change", {bubbles: true}));
		return e.value === %[2]q;
	})(document.querySelector('main select[name=%[1]q]'))`, name, value))
}

// click clicks what a CSS selector finds.
func (b *browser) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// eventually waits until a script is true.
func (b *browser) eventually(script string) bool {
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		if b.now(script) {
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false
}

// now reports whether a script is true; a page that is being left is not.
func (b *browser) now(script string) bool {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
	if !busy(err) {
		b.lost = 0
		return err == nil && ok
	}
	if b.lost++; b.lost == 50 {
		b.reopen()
	}
	return false
}

// at waits until the address contains a part.
func (b *browser) at(part string) {
	b.t.Helper()
	if !b.eventually(fmt.Sprintf(`location.href.includes(%q)`, part)) {
		b.fail("the browser never came to %q", part)
	}
}

// path is the address of the present page without the host.
func (b *browser) path() string {
	b.t.Helper()
	return evaluate[string](b, `location.pathname + location.search`)
}

// text is what a selector shows.
func (b *browser) text(selector string) string {
	b.t.Helper()
	return evaluate[string](b, fmt.Sprintf(`(document.querySelector(%q)||{innerText:""}).innerText`, selector))
}

// login signs in with one of the demo's accounts.
func (b *browser) login(p *program, role string) {
	b.t.Helper()
	for _, a := range p.line.Accounts {
		if a.Role == role {
			b.signIn(a.Email, a.Password)
			return
		}
	}
	b.t.Fatalf("no account of role %q in %v", role, p.line.Accounts)
}

func (b *browser) signIn(email, password string) {
	b.t.Helper()
	b.open("/login")
	b.fill("email", email)
	b.fill("password", password)
	b.click(`main form#login button[type=submit]`)
	if !b.eventually(`location.pathname !== "/login"`) {
		b.fail("%s could not sign in", email)
	}
}

// viewport sets the size of the window and the colour scheme.
func (b *browser) viewport(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

// screenshot writes the whole page to a file in the folder that
// PANEL_SCREENSHOTS names; without it nothing is written.
func (b *browser) screenshot(name string) {
	b.t.Helper()
	dir := os.Getenv("PANEL_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil && b.eventually(`document.readyState === "complete"`) { // the page had just loaded itself anew
		png, err = chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	}
	if err != nil {
		b.fail("screenshot: %v", err)
	}
	if err := os.WriteFile(dir+"/"+name+".png", png, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// axe runs axe-core on the page and reports every violation of WCAG 2.2 A and
// AA and of its best practices.
func (b *browser) axe(what string) {
	b.t.Helper()
	if !b.now(`"axe" in window`) {
		source, err := os.ReadFile("../node_modules/axe-core/axe.min.js")
		if err != nil {
			b.t.Fatalf("axe-core is missing (make assets): %v", err)
		}
		evaluate[bool](b, string(source)+`;true`)
	}
	script := `axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations.map(v =>
		v.id + ': ' + v.help + ' — ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))))`
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.fail("axe on %s: %v", what, err)
	}
	var violations []string
	if err := json.Unmarshal([]byte(text), &violations); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range violations {
		b.t.Errorf("axe on %s: %s", what, v)
	}
}

// overflow reports a page that is wider than its window.
func (b *browser) overflow(what string) {
	b.t.Helper()
	wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	if err != nil {
		b.fail("%v", err)
	}
	if wide > 0 {
		b.t.Errorf("%s is %d px wider than the window", what, wide)
	}
}
