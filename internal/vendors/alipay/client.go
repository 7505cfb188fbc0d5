// Package alipay takes customers' payments by Alipay page pay, in the words of Alipay's open
// platform: an address to send the customer to, query, refund, close, the daily bill, and the
// notices that Alipay sends. Every request, answer and notice is signed with RSA2.
package alipay

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// The keys of Config.BaseURLs.
const (
	HostAPI  = "api"
	HostBill = "bill" // where the files of bills lie
)

// DefaultBaseURLs are the addresses of the documents.
func DefaultBaseURLs() map[string]string {
	return map[string]string{HostAPI: "https://openapi.alipay.com", HostBill: "https://dwbillcenter.alipay.com"}
}

var beijing = time.FixedZone("Asia/Shanghai", 8*3600)

var vendor = endpoint.Vendor{Name: "alipay", Method: http.MethodPost, Common: commonCodes, Zone: beijing, Hosts: DefaultBaseURLs()}

// commonCodes are the codes of the gateway.
var commonCodes = endpoint.Codes{
	"isv.missing-app-id":               endpoint.Invalid.Means("缺少 APP_ID", "the app id is missing"),
	"isv.missing-signature":            endpoint.Invalid.Means("缺少签名", "the signature is missing"),
	"isv.invalid-app-id":               endpoint.Denied.Means("无效的 APP_ID", "unknown app id"),
	"isv.invalid-signature":            endpoint.Denied.Means("签名不正确,请检查应用私钥", "wrong signature: check the application's private key"),
	"isv.invalid-signature-type":       endpoint.Denied.Means("签名类型不正确", "wrong type of signature"),
	"isv.invalid-timestamp":            endpoint.Denied.Means("时间戳不正确,请检查本机时间", "wrong timestamp: check this machine's clock"),
	"isv.invalid-parameter":            endpoint.Invalid.Means("参数无效", "a parameter is not valid"),
	"isv.insufficient-isv-permissions": endpoint.Denied.Means("应用没有此接口的权限", "the application may not use this call"),
	"isv.app-call-limited":             endpoint.Busy.Means("应用调用次数超限", "the application calls too often"),
	"isp.unknow-error":                 endpoint.Unclear.Means("支付宝系统繁忙,结果未知", "Alipay is busy; the outcome is not known"),
	"aop.unknow-error":                 endpoint.Unclear.Means("支付宝系统繁忙,结果未知", "Alipay is busy; the outcome is not known"),
	"ACQ.SYSTEM_ERROR":                 endpoint.Unclear.Means("支付宝系统错误,结果未知", "system error at Alipay; the outcome is not known"),
	"ACQ.INVALID_PARAMETER":            endpoint.Invalid.Means("参数无效", "a parameter is not valid"),
	"ACQ.TRADE_NOT_EXIST":              endpoint.Missing.Means("交易不存在,顾客可能还没有登录收银台", "no such trade; perhaps the customer has not signed in at the cashier"),
}

// Config is one application of a seller.
type Config struct {
	Account   string          // our id of the account, for log and gate
	AppID     string          // of the application
	SellerID  string          // the seller's user number, 2088…
	AppKey    endpoint.Secret // the application's private key: PEM, or base64 as Alipay's tool prints it
	AlipayKey string          // Alipay's public key, in the same forms
	BaseURLs  map[string]string
	Hosts     endpoint.Hosts // where calls may go besides to the vendor's own hosts
	Timeout   time.Duration  // when 0, 30 s for reads and 120 s for effects
	Recorder  endpoint.Recorder
	Gate      endpoint.Gate
	Now       func() time.Time
}

// Client calls Alipay for one application. It is safe for concurrent use.
type Client struct {
	line     *endpoint.Line
	protocol protocol
	sellerID string
}

// New returns a client; nothing is sent yet. The error is about a key and holds nothing of it.
func New(c Config) (*Client, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	key, err := privateKey(c.AppKey)
	if err != nil {
		return nil, err
	}
	theirs, err := publicKey(c.AlipayKey)
	if err != nil {
		return nil, err
	}
	hosts := DefaultBaseURLs()
	maps.Copy(hosts, c.BaseURLs)
	p := protocol{appID: c.AppID, text: c.AppKey, key: key, theirs: theirs, now: c.Now}
	return &Client{sellerID: c.SellerID, protocol: p, line: endpoint.Line{
		Vendor: vendor, Account: c.Account, BaseURLs: hosts, Hosts: c.Hosts, Timeout: c.Timeout, Recorder: c.Recorder, Gate: c.Gate,
		Now: c.Now, Protocol: p,
	}.Open()}, nil
}

// Line is the application's connection, for calling a Description by name.
func (c *Client) Line() *endpoint.Line { return c.line }

// Format prints the account only: a client holds a key.
func (c Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "alipay.Client(%s)", c.line.Account)
}

// protocol signs requests and checks the signatures of answers.
type protocol struct {
	appID  string
	text   endpoint.Secret
	key    *rsa.PrivateKey
	theirs *rsa.PublicKey
	now    func() time.Time
}

// Secrets is the private key as it was given.
func (p protocol) Secrets() []endpoint.Secret { return []endpoint.Secret{p.text} }

// Format prints nothing of the keys.
func (protocol) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "alipay.protocol") }

const gatewayPath = "/gateway.do"

// Request signs at this moment. Parameters travel as one JSON object beside the common ones.
func (p protocol) Request(
	ctx context.Context, info endpoint.Info, target *url.URL, params []endpoint.Value,
) (*http.Request, error) {
	if info.Name == billFile.Name {
		return fileRequest(ctx, target, params)
	}
	form, err := p.form(info.Name, params, nil)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return nil, endpoint.ErrAddress
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
	req.Header.Set("User-Agent", "Tangelo/1.0")
	return req, nil
}

// form is a signed set of parameters. more are common ones besides the usual.
func (p protocol) form(method string, params []endpoint.Value, more url.Values) (url.Values, error) {
	content := map[string]string{}
	for _, v := range params {
		content[v.Name] = v.Text
	}
	text, err := json.Marshal(content)
	if err != nil {
		return nil, errors.New("the parameters cannot be written")
	}
	form := url.Values{
		"app_id": {p.appID}, "method": {method}, "format": {"JSON"}, "charset": {"utf-8"}, "sign_type": {"RSA2"}, "version": {"1.0"},
		"timestamp": {p.now().In(beijing).Format(timeLayout)}, "biz_content": {string(text)},
	}
	maps.Copy(form, more)
	sign, err := p.sign(signedText(form, "sign"))
	if err != nil {
		return nil, err
	}
	form.Set("sign", sign)
	return form, nil
}

const timeLayout = "2006-01-02 15:04:05"

var (
	errUnsigned = errors.New("the answer is not signed")
	errSigns    = errors.New("the answer's signature is wrong")
)

// envelope is an answer before its signature is checked.
type envelope struct {
	endpoint.Opened
	node []byte // what the signature covers
	sign string
}

// Open checks the signature over exactly the bytes that hold the answer. A refusal may come
// unsigned, for the gateway signs none where it could not make out the caller; a success may
// not. The files of bills come from elsewhere, without a frame.
func (p protocol) Open(reply endpoint.Reply) (endpoint.Opened, error) {
	if reply.Status == http.StatusOK && isZip(reply.Body) {
		return endpoint.Opened{OK: true, Payload: base64.StdEncoding.EncodeToString(reply.Body)}, nil
	}
	in, err := read(reply.Body)
	switch {
	case err != nil:
		return endpoint.Opened{}, err
	case in.sign == "" && in.OK:
		return endpoint.Opened{}, errUnsigned
	case in.sign != "" && !p.verify(string(in.node), in.sign):
		return endpoint.Opened{}, errSigns
	}
	return in.Opened, nil
}

// read takes {"<method>_response": {...}, "sign": "..."} apart.
func read(body []byte) (envelope, error) {
	if _, err := endpoint.Object(body); err != nil {
		return envelope{}, err
	}
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(strings.TrimPrefix(string(body), "\ufeff")), &members) != nil {
		return envelope{}, endpoint.ErrBroken
	}
	var in envelope
	nodes := 0
	for name, raw := range members {
		switch {
		case name == "sign":
			if json.Unmarshal(raw, &in.sign) != nil {
				return envelope{}, endpoint.ErrBroken
			}
		case strings.HasSuffix(name, "_response"):
			in.node = raw
			nodes++
		}
	}
	if nodes != 1 {
		return envelope{}, endpoint.ErrStatus
	}
	var err error
	in.Opened, err = verdict(in.node)
	return in, err
}

// verdict reads the node of an answer. The finer code stands for the failure; a failure without
// one proves nothing.
func verdict(node []byte) (endpoint.Opened, error) {
	object, err := endpoint.Object(node)
	if err != nil {
		return endpoint.Opened{}, err
	}
	word := func(name string) string {
		text, _ := object[name].(string)
		delete(object, name)
		return text
	}
	code, sub, subMsg := word("code"), word("sub_code"), word("sub_msg")
	delete(object, "msg")
	switch {
	case code == "10000" && sub == "":
		return endpoint.Opened{OK: true, Payload: object}, nil
	case code == "" || code == "10000" || sub == "":
		return endpoint.Opened{}, endpoint.ErrStatus
	}
	return endpoint.Opened{Code: sub, Text: strings.TrimSpace(sub + " " + subMsg)}, nil
}

// CommonCodes is the table of codes that any call may answer.
func CommonCodes() endpoint.Codes { return maps.Clone(commonCodes) }
