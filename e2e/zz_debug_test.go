//go:build browser

package e2e

import ("testing";"time";"fmt";"context";"net/http";"net/http/httptest"
"github.com/chromedp/chromedp")

func TestZZ(t *testing.T) {
	t0 := time.Now()
	say := func(s ...any) { fmt.Println(time.Since(t0), s) }
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { say("got", r.URL.Path); fmt.Fprint(w, "<main>hello</main>") }))
	defer srv.Close()
	parent, err := chromium()
	say("chromium", err)
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	defer cancel()
	one := func(what string, a chromedp.Action[chromedp.Void]) {
		c, cancel := context.WithTimeout(ctx, 8*time.Second); defer cancel()
		say(what, chromedp.Do(c, a))
	}
	one("viewport", chromedp.EmulateViewport(1440, 900))
	one("blank", chromedp.Navigate("about:blank"))
	one("nav", chromedp.Navigate(srv.URL))
	v, err := chromedp.Run(ctx, chromedp.Evaluate[string]("location.href+document.body.innerText")); say(v, err)
	one("nav parent", func(c context.Context, tg *chromedp.Target) (chromedp.Void, error) { return chromedp.Void{}, chromedp.Do(parent, chromedp.Navigate(srv.URL)) })
}
