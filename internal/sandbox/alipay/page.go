package alipay

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tangelo/internal/sandbox/trouble"
)

// mostFen is the dearest payment: a hundred million CNY.
const mostFen = 10_000_000_000

// defaultLife is how long a payment waits for its customer when nothing else is said.
const defaultLife = 15 * 24 * time.Hour

var tradeNumber = regexp.MustCompile(`^[0-9A-Za-z_]{1,64}$`)

// showCashier checks what the seller sent the customer with, and shows the page to pay at.
func (c *call) showCashier() trouble.Answer {
	if err := c.admit(); err != nil {
		return c.refusePage(err)
	}
	defer c.edit()()
	c.at = c.clock.Now()
	order, err := c.order()
	if err != nil {
		return c.refusePage(err)
	}
	t := c.find(order.OutTradeNo)
	switch {
	case t == nil:
		t = &order
		c.trades = append(c.trades, t)
	case t.Fen != order.Fen || t.Subject != order.Subject:
		return c.refusePage(refuse("ACQ.CONTEXT_INCONSISTENT"))
	case !t.Paid.IsZero():
		return c.refusePage(refuse("ACQ.TRADE_HAS_SUCCESS"))
	}
	if c.status(t) == Closed {
		return c.refusePage(refuse("ACQ.TRADE_HAS_CLOSE"))
	}
	return page(cashierPage, map[string]string{"Number": t.OutTradeNo, "Subject": t.Subject, "Amount": yuan(t.Fen)})
}

func (c *call) refusePage(err error) trouble.Answer {
	r, _ := err.(refusal) //nolint:errorlint // only refusals are given
	return page(failedPage, r.complete())
}

// order reads the business content.
func (c *call) order() (Trade, error) {
	fen, ok := parseYuan(c.text("total_amount"))
	subject := c.text("subject")
	switch {
	case !ok || fen < 1 || fen > mostFen,
		!tradeNumber.MatchString(c.text("out_trade_no")),
		subject == "" || utf8.RuneCountInString(subject) > 256 || strings.ContainsAny(subject, "/=&"),
		c.text("product_code") != "FAST_INSTANT_TRADE_PAY":
		return Trade{}, refuse("ACQ.INVALID_PARAMETER")
	}
	expires, ok := c.expiry()
	if !ok {
		return Trade{}, refuse("ACQ.INVALID_PARAMETER")
	}
	return Trade{
		OutTradeNo: c.text("out_trade_no"), Fen: fen, Subject: subject, Passback: c.text("passback_params"),
		NotifyURL: c.form.Get("notify_url"), ReturnURL: c.form.Get("return_url"), Expires: expires,
	}, nil
}

// expiry is the latest moment of payment.
func (c *call) expiry() (time.Time, bool) {
	now := c.now()
	if text := c.text("time_expire"); text != "" {
		at, err := time.ParseInLocation(layout, text, beijing)
		return at, err == nil && at.Before(now.Add(defaultLife+time.Hour))
	}
	text := c.text("timeout_express")
	if text == "" {
		return now.Add(defaultLife), true
	}
	unit, ok := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[text[len(text)-1]]
	n, err := strconv.Atoi(text[:len(text)-1])
	life := time.Duration(n) * unit
	return now.Add(life), ok && err == nil && n > 0 && life <= defaultLife
}

// cashier is the customer's click.
func (s *Server) cashier(w http.ResponseWriter, r *http.Request) {
	number := r.PostFormValue("out_trade_no")
	act := s.Pay
	if r.PostFormValue("act") == "sign-in" {
		act = s.SignIn
	}
	if err := act(number); err != nil {
		page(failedPage, refusal{sub: "CASHIER", text: err.Error()}).Write(w)
		return
	}
	if address := s.wayBack(number); address != "" {
		http.Redirect(w, r, address, http.StatusSeeOther)
		return
	}
	page(donePage, number).Write(w)
}

// wayBack is the seller's page for the customer after his payment, "" when there is none. What it
// is told is signed, but no proof of a payment.
func (s *Server) wayBack(number string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.find(number)
	if t == nil || t.Paid.IsZero() || t.ReturnURL == "" {
		return ""
	}
	account := s.Account()
	form := url.Values{
		"charset": {"utf-8"}, "out_trade_no": {t.OutTradeNo}, "method": {pagePay + ".return"}, "total_amount": {yuan(t.Fen)},
		"trade_no": {t.TradeNo}, "auth_app_id": {account.AppID}, "version": {"1.0"}, "app_id": {account.AppID},
		"seller_id": {account.SellerID}, "timestamp": {stamp(s.now())},
	}
	form.Set("sign", s.signature(content(form)))
	form.Set("sign_type", "RSA2")
	mark := "?"
	if strings.Contains(t.ReturnURL, "?") {
		mark = "&"
	}
	return t.ReturnURL + mark + form.Encode()
}

const frame = `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>支付宝（模拟）</title>
<style>body{font:16px sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem}b{font-size:2rem}button{font:inherit;padding:.6rem 1.2rem}</style>
</head><body><h1>支付宝 · 模拟收银台</h1>{{block "body" .}}{{end}}</body></html>
`

func pageOf(body string) *template.Template {
	return template.Must(template.Must(template.New("page").Parse(frame)).Parse(`{{define "body"}}` + body + `{{end}}`))
}

var (
	cashierPage = pageOf(`<p>{{.Subject}}<br>订单号 <code>{{.Number}}</code></p><p><b>¥ {{.Amount}}</b></p>
<form method="post" action="/cashier"><input type="hidden" name="out_trade_no" value="{{.Number}}">
<button name="act" value="pay">付款 Pay</button> <button name="act" value="sign-in">只登录 Only sign in</button></form>`)
	donePage   = pageOf(`<p>完成 Done: <code>{{.}}</code></p>`)
	failedPage = pageOf(`<p>{{.Text}}</p><p><code>{{.Sub}}</code></p>`)
)

// page fills a page.
func page(t *template.Template, data any) trouble.Answer {
	if r, ok := data.(refusal); ok {
		data = struct{ Sub, Text string }{r.sub, r.text}
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return trouble.Answer{Status: http.StatusInternalServerError, Body: []byte("Internal Server Error")}
	}
	return trouble.Answer{Body: out.Bytes()}
}
