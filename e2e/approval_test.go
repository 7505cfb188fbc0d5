//go:build browser

package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// TestASecondPersonAnswersAndASecondFactorOpens is an owner's morning: an order
// of a colleague's waits for a word, and a second factor is set up and used.
func TestASecondPersonAnswersAndASecondFactorOpens(t *testing.T) {
	t.Parallel()
	p := startDemo(t)
	b := newBrowser(t, p.line.URL)
	b.login(p, "reseller")
	b.open("/")
	b.link(`main a[href="/approvals"]`)
	b.shows("songguo-approval.top", "陈静", "超过每单的限额")
	b.link(`main tbody a`)
	b.fill("reason", "客户已付款")
	b.screenshot("second-answer")
	b.leave(`#approval button[value=yes]`)
	b.truly("the order goes on", `document.querySelector("#approval") === null && !document.querySelector("h1 + .status").innerText.includes("待审批")`)
	b.away() // the page of the order loads itself

	b.open("/account/factor")
	b.send("#factor")
	b.both("second-enrol")
	code := b.nextCode(b.text("figure code"))
	b.fill("code", code)
	b.send("#factor")
	b.truly("ten recovery codes", `document.querySelector("figure code").innerText.trim().split("\n").length === 10`)
	b.both("second-codes")
	codes := strings.Fields(b.text("figure code"))

	b = newBrowser(t, p.line.URL) // another browser, without a session
	b.open("/login")
	b.fill("email", "reseller@demo.example")
	b.fill("password", "rehearsal-reseller")
	b.send("#login")
	b.truly("the code is asked for", `location.pathname === "/login/factor"`)
	b.open("/orders")
	b.truly("nobody has signed in yet", `location.pathname === "/login"`)
	b.open("/login/factor")
	b.fill("factor", code)
	b.send("#login")
	b.shows("不对，或已经用过")
	b.screenshot("second-login-wrong")
	b.fill("factor", codes[0])
	b.send("#login")
	b.truly("a recovery code opens", `location.pathname === "/"`)
}

// pictures takes a picture of a page at both widths.
func (b *browser) pictures(name string) {
	b.t.Helper()
	b.viewport(390, 844)
	b.screenshot(name + "-390")
	b.viewport(1440, 900)
	b.screenshot(name)
}

// both looks at a page at both widths.
func (b *browser) both(name string) {
	b.t.Helper()
	b.viewport(390, 844)
	b.axe(name + " at 390 px")
	b.overflow(name)
	b.screenshot(name + "-390")
	b.viewport(1440, 900)
	b.axe(name)
	b.screenshot(name)
}

// nextCode is what an app with the key shows, early enough to be typed.
func (b *browser) nextCode(key string) string {
	b.t.Helper()
	if left := 30 - time.Now().Unix()%30; left < 10 {
		time.Sleep(time.Duration(left+1) * time.Second) // the next code, as a person would take it
	}
	code, err := totp.GenerateCode(strings.TrimSpace(key), time.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	return code
}
