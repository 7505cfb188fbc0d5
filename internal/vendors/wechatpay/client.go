// Package wechatpay takes customers' payments by WeChat Pay Native, in the words of its API v3:
// a code to scan, query, close, refunds, the daily bill, and the notices that WeChat Pay sends.
// Requests, answers and notices are signed; what a notice says is encrypted besides.
package wechatpay

import (
	"bytes"
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

// HostAPI is the only key of Config.BaseURLs.
const HostAPI = "api"

// DefaultBaseURL is the main address of the documents.
const DefaultBaseURL = "https://api.mch.weixin.qq.com"

var beijing = time.FixedZone("Asia/Shanghai", 8*3600)

var vendor = endpoint.Vendor{
	Name: "wechatpay", Method: http.MethodPost, Common: commonCodes, Zone: beijing,
	Hosts: map[string]string{HostAPI: DefaultBaseURL},
}

// commonCodes are the codes that any call may answer.
var commonCodes = endpoint.Codes{
	"PARAM_ERROR":        endpoint.Invalid.Means("参数错误", "a parameter is not valid"),
	"INVALID_REQUEST":    endpoint.Conflict.Means("请求不符合订单状态", "the order's state forbids this"),
	"SIGN_ERROR":         endpoint.Denied.Means("签名不正确,请检查商户号、证书序列号和私钥", "wrong signature: check merchant, certificate's serial number and private key"),
	"NO_AUTH":            endpoint.Denied.Means("商户没有此接口的权限", "the merchant may not use this call"),
	"FREQUENCY_LIMITED":  endpoint.Busy.Means("频率超限", "too many calls"),
	"RATELIMIT_EXCEEDED": endpoint.Busy.Means("频率超限", "too many calls"),
	"SYSTEM_ERROR":       endpoint.Unclear.Means("微信支付系统错误,结果未知", "system error at WeChat Pay; the outcome is not known"),
}

// Config is one merchant.
type Config struct {
	Account    string          // our id of the account, for log and gate
	MchID      string          // the merchant's number
	AppID      string          // the application that is bound to the merchant
	SerialNo   string          // of the merchant's certificate
	PrivateKey endpoint.Secret // apiclient_key.pem
	APIv3Key   endpoint.Secret // 32 bytes, which notices are encrypted with
	Platform   []PlatformKey   // how WeChat Pay is known; the first is what it is asked to sign with
	BaseURLs   map[string]string
	Hosts      endpoint.Hosts // where calls may go besides to the vendor's own hosts
	Timeout    time.Duration  // when 0, 30 s for reads and 120 s for effects
	Recorder   endpoint.Recorder
	Gate       endpoint.Gate
	Now        func() time.Time
}

// Client calls WeChat Pay for one merchant. It is safe for concurrent use.
type Client struct {
	line     *endpoint.Line
	protocol protocol
}

// New returns a client; nothing is sent yet. The error is about a key and holds nothing of it.
func New(c Config) (*Client, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	key, err := privateKey(c.PrivateKey)
	if err != nil {
		return nil, err
	}
	if len(c.APIv3Key) != 32 {
		return nil, ErrAPIKey
	}
	p := protocol{
		mchID: c.MchID, appID: c.AppID, serial: c.SerialNo, text: c.PrivateKey, key: key, notices: c.APIv3Key, now: c.Now,
		platform: map[string]*rsa.PublicKey{},
	}
	for _, known := range c.Platform {
		id, theirs, err := known.read()
		if err != nil {
			return nil, err
		}
		if p.wanted == "" {
			p.wanted = id
		}
		p.platform[id] = theirs
	}
	if p.wanted == "" {
		return nil, ErrPlatformKey
	}
	hosts := map[string]string{HostAPI: DefaultBaseURL}
	maps.Copy(hosts, c.BaseURLs)
	return &Client{protocol: p, line: endpoint.Line{
		Vendor: vendor, Account: c.Account, BaseURLs: hosts, Hosts: c.Hosts, Timeout: c.Timeout, Recorder: c.Recorder, Gate: c.Gate,
		Now: c.Now, Protocol: p,
	}.Open()}, nil
}

// Line is the merchant's connection, for calling a Description by name.
func (c *Client) Line() *endpoint.Line { return c.line }

// Format prints the account only: a client holds keys.
func (c Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "wechatpay.Client(%s)", c.line.Account)
}

// CommonCodes is the table of codes that any call may answer.
func CommonCodes() endpoint.Codes { return maps.Clone(commonCodes) }

// protocol signs requests and checks the signatures of answers.
type protocol struct {
	mchID, appID, serial string
	text, notices        endpoint.Secret
	key                  *rsa.PrivateKey
	platform             map[string]*rsa.PublicKey // by the name that headers give
	wanted               string
	now                  func() time.Time
}

// Secrets are the private key as it was given, and the key of notices.
func (p protocol) Secrets() []endpoint.Secret { return []endpoint.Secret{p.text, p.notices} }

// Format prints nothing of the keys.
func (protocol) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "wechatpay.protocol") }

// identity tells which calls name merchant or application among their parameters.
var identity = map[string][]string{
	nativePrepay.Name: {"appid", "mchid"}, transactionQuery.Name: {"mchid"}, transactionClose.Name: {"mchid"},
}

// Request signs at this moment. Parameters stand in the path where it names them, else in the
// query of a GET or the JSON body of a POST.
func (p protocol) Request(
	ctx context.Context, info endpoint.Info, target *url.URL, params []endpoint.Value,
) (*http.Request, error) {
	for _, name := range identity[info.Name] {
		params = append(params, endpoint.Value{Name: name, Text: map[string]string{"appid": p.appID, "mchid": p.mchID}[name]})
	}
	body, accept := "", "application/json"
	switch {
	case info.Name == billFile.Name:
		if err := follow(target, params); err != nil {
			return nil, err
		}
		accept = "*/*"
	case info.Method == http.MethodGet:
		target.RawQuery = query(along(target, params)).Encode()
	default:
		text, err := document(along(target, params))
		if err != nil {
			return nil, err
		}
		body = string(text)
	}
	method := info.Method
	if method == "" {
		method = vendor.Method
	}
	req, err := p.signed(ctx, method, target, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", accept)
	return req, nil
}

func (p protocol) signed(ctx context.Context, method string, target *url.URL, body string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, target.String(), strings.NewReader(body))
	if err != nil {
		return nil, endpoint.ErrAddress
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("User-Agent", "Tangelo/1.0")
	req.Header.Set("Wechatpay-Serial", p.wanted)
	authorization, err := p.authorize(method, req.URL.RequestURI(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", authorization)
	return req, nil
}

// along puts parameters into the path where it names them and returns the rest.
func along(target *url.URL, params []endpoint.Value) []endpoint.Value {
	var rest []endpoint.Value
	for _, v := range params {
		if place := "{" + v.Name + "}"; strings.Contains(target.Path, place) {
			target.Path, target.RawPath = strings.ReplaceAll(target.Path, place, v.Text), ""
			continue
		}
		rest = append(rest, v)
	}
	return rest
}

func query(params []endpoint.Value) url.Values {
	form := url.Values{}
	for _, v := range params {
		form.Set(v.Name, v.Text)
	}
	return form
}

// document is the body: "amount.total" is the member total of the object amount.
func document(params []endpoint.Value) ([]byte, error) {
	object := map[string]any{}
	for _, v := range params {
		at, name := object, v.Name
		if outer, inner, nested := strings.Cut(v.Name, "."); nested {
			if object[outer] == nil {
				object[outer] = map[string]any{}
			}
			at, name = object[outer].(map[string]any), inner
		}
		at[name] = v.Text
		if v.Number {
			at[name] = json.Number(v.Text)
		}
	}
	text, err := json.Marshal(object)
	if err != nil {
		return nil, errors.New("the parameters cannot be written")
	}
	return text, nil
}

var (
	errUnsigned = errors.New("the answer is not signed")
	errSigns    = errors.New("the answer's signature is wrong")
)

// Open checks the signature of an answer. A refusal may come unsigned, for who cannot be made out
// gets none, and to believe one falsely costs nothing: every call may be repeated under its own
// number. A success may not. The files of bills are not signed; a checksum in a signed answer
// proves them.
func (p protocol) Open(reply endpoint.Reply) (endpoint.Opened, error) {
	id := reply.Header.Get("Request-ID")
	if reply.Status == http.StatusOK && isGzip(reply.Body) {
		return endpoint.Opened{OK: true, RequestID: id, Payload: base64.StdEncoding.EncodeToString(reply.Body)}, nil
	}
	opened, err := read(reply.Status, reply.Body)
	opened.RequestID = id
	if err != nil {
		return opened, err
	}
	switch signed := reply.Header.Get("Wechatpay-Signature") != ""; {
	case !signed && !opened.OK:
		return opened, nil
	case !signed:
		return endpoint.Opened{RequestID: id}, errUnsigned
	case p.verify(reply.Header, reply.Body) != nil:
		return endpoint.Opened{RequestID: id}, errSigns
	}
	return opened, nil
}

func isGzip(body []byte) bool { return bytes.HasPrefix(body, []byte("\x1f\x8b")) }

// read takes a success, which is an object or nothing, or {code, message} with a status of
// failure.
func read(status int, body []byte) (endpoint.Opened, error) {
	if status == http.StatusNoContent && len(body) == 0 {
		return endpoint.Opened{OK: true}, nil
	}
	object, err := endpoint.Object(body)
	if err != nil {
		return endpoint.Opened{}, err
	}
	code, failed := object["code"].(string)
	message, _ := object["message"].(string)
	switch {
	case status == http.StatusOK && !failed:
		return endpoint.Opened{OK: true, Payload: object}, nil
	case status < http.StatusBadRequest || code == "":
		return endpoint.Opened{}, endpoint.ErrStatus
	}
	return endpoint.Opened{Code: code, Text: strings.TrimSpace(code + " " + message)}, nil
}
