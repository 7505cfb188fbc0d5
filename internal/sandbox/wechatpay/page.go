package wechatpay

import (
	"bytes"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"tangelo/internal/sandbox/trouble"
)

// phonePage is what the customer sees after scanning; a person gives it the code by hand.
var phonePage = template.Must(template.New("phone").Parse(`<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>微信支付（模拟）</title>
<style>body{font:16px sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem}b{font-size:2rem}button,input{font:inherit;padding:.6rem 1.2rem}</style>
</head><body><h1>微信支付 · 模拟手机</h1>
{{if .Words}}<p>{{.Words}}</p>{{end}}
{{if .Order}}<p>{{.Order.Description}}<br>订单号 <code>{{.Order.OutTradeNo}}</code></p><p><b>¥ {{.Amount}}</b></p>
<form method="post" action="/pay"><input type="hidden" name="out_trade_no" value="{{.Order.OutTradeNo}}"><button>付款 Pay</button></form>
{{else}}<form method="get" action="/pay"><input name="code" placeholder="weixin://wxpay/bizpayurl?pr=…"> <button>扫码 Scan</button></form>{{end}}
</body></html>
`))

type phoneView struct {
	Words, Amount string
	Order         *Order
}

// showPhone shows the payment that a code (code=…) leads to.
func (s *Server) showPhone(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	code := strings.TrimSpace(r.FormValue("code"))
	view := phoneView{}
	i := slices.IndexFunc(s.orders, func(o *Order) bool { return o.Code == code })
	switch {
	case i >= 0:
		view.Order, view.Amount = s.orders[i], yuan(s.orders[i].Fen)
	case code != "":
		view.Words = "二维码已失效 The code leads nowhere"
	}
	view.answer().Write(w)
}

// phone is the customer's click.
func (s *Server) phone(w http.ResponseWriter, r *http.Request) {
	view := phoneView{Words: "完成 Done"}
	if err := s.Pay(r.PostFormValue("out_trade_no")); err != nil {
		view.Words = err.Error()
	}
	view.answer().Write(w)
}

func (v phoneView) answer() trouble.Answer {
	var out bytes.Buffer
	if err := phonePage.Execute(&out, v); err != nil {
		return trouble.Answer{Status: http.StatusInternalServerError, Body: []byte("Internal Server Error")}
	}
	return trouble.Answer{Body: out.Bytes()}
}
