//go:build browser

package e2e

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"tangelo/web/i18n"
)

// words is a message as the pages write it for Chinese readers, so that tests
// break on a wrong state and not on a better wording.
func words(key string, pairs ...any) string {
	return i18n.T(i18n.With(context.Background(), i18n.Chinese), key, pairs...)
}

// truly waits until a script is true, and fails with what was waited for.
func (b *browser) truly(what, script string) {
	b.t.Helper()
	if !b.eventually(script) {
		b.fail("never came true: %s", what)
	}
}

// evaluate is the value of a script. A page that loads itself anew at that very
// moment is asked again.
func evaluate[T any](b *browser, script string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	for tries := 0; err != nil && tries < 50 && ctx.Err() == nil; tries++ {
		time.Sleep(100 * time.Millisecond)
		value, err = chromedp.Run(ctx, chromedp.Evaluate[T](script))
	}
	if err != nil {
		b.fail("%v", err)
	}
	return value
}

// pick chooses a radio button, or ticks a box, by the value it sends.
func (b *browser) pick(name, value string) {
	b.t.Helper()
	b.truly(name+"="+value+" can be picked", fmt.Sprintf(`(() => {
		const e = document.querySelector('main input[name=%q][value=%q]');
		if (e && !e.checked) e.click();
		return Boolean(e && e.checked);
	})()`, name, value))
}

// send presses the button of a form and waits for the page that answers. The
// page before is marked, so that one of the same address is told apart.
func (b *browser) send(form string) {
	b.t.Helper()
	b.leave(fmt.Sprintf(`main form%s :is(button[type=submit], button:not([type]))`, form))
}

// leave clicks what leads to another page, and waits until that is there.
func (b *browser) leave(selector string) {
	b.t.Helper()
	b.truly(selector+" is there", fmt.Sprintf(`Boolean(document.querySelector(%q))`, selector))
	evaluate[bool](b, `(document.documentElement.dataset.left = "not yet") !== ""`)
	b.click(selector)
	b.truly("a new page after "+selector, `!document.documentElement.dataset.left && document.readyState === "complete"`)
}

// upload chooses a file.
func (b *browser) upload(name, path string) {
	b.t.Helper()
	b.do(chromedp.SetUploadFiles(chromedp.CSS(fmt.Sprintf(`main input[type=file][name=%q]`, name)), []string{path}))
}

// tone waits until the head of the page shows a state of a tone.
func (b *browser) tone(tone string) {
	b.t.Helper()
	b.truly("the head's state is "+tone, fmt.Sprintf(`document.querySelector('main .page-head .status.status-%s') !== null`, tone))
}

// state waits until the head of the page shows a state, loading the page anew
// now and then, as a person does who waits.
func (b *browser) state(want string) {
	b.t.Helper()
	head := fmt.Sprintf(`document.querySelector('main .page-head .status')?.innerText.trim() === %q`, want)
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		for range 20 {
			if b.now(head) {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		b.do(chromedp.Reload())
	}
	b.fail("the head never showed %q", want)
}

// href waits for a link that a selector finds and is its path.
func (b *browser) href(selector string) string {
	b.t.Helper()
	b.truly("a link "+selector, fmt.Sprintf(`Boolean(document.querySelector(%q)?.href)`, selector))
	return evaluate[string](b, fmt.Sprintf(`(u => u.pathname + u.search)(new URL(document.querySelector(%q).href))`, selector))
}

// link follows the link that a selector finds.
func (b *browser) link(selector string) {
	b.t.Helper()
	b.open(b.href(selector))
}

var numbers = regexp.MustCompile(`/(\d+)`)

// id is the first number in the present address.
func (b *browser) id() string {
	b.t.Helper()
	found := numbers.FindStringSubmatch(b.path())
	if found == nil {
		b.fail("no number in the address")
	}
	return found[1]
}

// row waits until the table row that holds a text is settled, and says so in
// the tone of its state.
func (b *browser) row(text, tone string) {
	b.t.Helper()
	b.truly("the row with "+text+" is "+tone, fmt.Sprintf(
		`[...document.querySelectorAll('main tbody tr')].some(r => r.innerText.includes(%q) && r.querySelector('.status.status-%s'))`, text, tone))
}

// noRow waits until no row holds a text.
func (b *browser) noRow(text string) {
	b.t.Helper()
	b.truly("no row with "+text, fmt.Sprintf(`![...document.querySelectorAll('main tbody tr')].some(r => r.innerText.includes(%q))`, text))
}

// rowHref is the address of a link in the row that holds a text; end is how it ends.
func (b *browser) rowHref(text, end string) string {
	b.t.Helper()
	script := fmt.Sprintf(`([...document.querySelectorAll('main tbody tr')].find(r => r.innerText.includes(%q))?.querySelector('a[href$=%q]')?.pathname ?? "")`, text, end)
	b.truly("a link to "+end+" in the row with "+text, script+` !== ""`)
	return evaluate[string](b, script)
}

// picture writes a JPEG of noise, as large as the registrar wants a document to be.
func picture(t *testing.T) string {
	t.Helper()
	noise := image.NewRGBA(image.Rect(0, 0, 360, 240))
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // noise
	for y := range 240 {
		for x := range 360 {
			noise.Set(x, y, color.RGBA{R: uint8(r.Uint32()), G: uint8(r.Uint32()), B: uint8(r.Uint32()), A: 255}) //nolint:gosec // noise
		}
	}
	var text bytes.Buffer
	if err := jpeg.Encode(&text, noise, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	if n := text.Len(); n < 55<<10 || n > 1<<20 {
		t.Fatalf("the picture has %d bytes, which the registrar does not take", n)
	}
	path := filepath.Join(t.TempDir(), "id.jpg")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
