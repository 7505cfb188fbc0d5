// Package baidugeo speaks to Baidu GEO in the words of its document 查询站点接口 (query sites).
package baidugeo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/baidubce/bce-sdk-go/auth"
	bce "github.com/baidubce/bce-sdk-go/http"

	"tangelo/internal/vendors/endpoint"
)

// HostAPI is the only key of Config.BaseURLs.
const HostAPI = "api"

// DefaultBaseURL is the address of the document, which names no scheme.
const DefaultBaseURL = "https://geo.baidubce.com"

var vendor = endpoint.Vendor{
	Name: "baidugeo", Method: http.MethodPost, Common: commonCodes,
	Zone:  time.FixedZone("Asia/Shanghai", 8*3600),
	Hosts: map[string]string{HostAPI: DefaultBaseURL},
}

// commonCodes are the codes of the platform that stand for themselves. Other failures go by
// the HTTP status, as the document lists them.
var commonCodes = endpoint.Codes{
	"InvalidAccessKeyId":    endpoint.Denied.Means("Access Key 不存在", "the access key does not exist"),
	"InvalidHTTPAuthHeader": endpoint.Denied.Means("签名格式不正确", "the signature has a wrong form"),
	"RequestExpired":        endpoint.Denied.Means("请求已过期,请检查本机时间", "the request has expired: check this machine's clock"),
	"SignatureDoesNotMatch": endpoint.Denied.Means("签名不正确,请检查 Secret Key", "wrong signature: check the secret key"),
	"ServiceUnavailable":    endpoint.Busy.Means("服务暂不可用", "service unavailable"),
}

// Config is one account at Baidu's cloud.
type Config struct {
	Account   string // our id of the vendor account, for log and gate
	AccessKey string
	SecretKey endpoint.Secret
	BaseURLs  map[string]string // by host key; DefaultBaseURL when missing
	Hosts     endpoint.Hosts    // where calls may go besides to the vendor's own hosts
	Timeout   time.Duration     // 30 s when 0
	Recorder  endpoint.Recorder
	Gate      endpoint.Gate
	Now       func() time.Time
}

// Client calls Baidu GEO for one account. It is safe for concurrent use.
type Client struct{ line *endpoint.Line }

// New returns a client; nothing is sent yet.
func New(c Config) *Client {
	if c.Now == nil {
		c.Now = time.Now
	}
	hosts := map[string]string{HostAPI: DefaultBaseURL}
	if address := c.BaseURLs[HostAPI]; address != "" {
		hosts[HostAPI] = address
	}
	return &Client{line: endpoint.Line{
		Vendor: vendor, Account: c.Account, BaseURLs: hosts, Hosts: c.Hosts, Timeout: c.Timeout, Recorder: c.Recorder, Gate: c.Gate,
		Now: c.Now, Protocol: protocol{accessKey: c.AccessKey, secretKey: c.SecretKey, now: c.Now},
	}.Open()}
}

// Line is the account's connection, for calling a Description by name.
func (c *Client) Line() *endpoint.Line { return c.line }

// Format prints the account only: a client holds a key.
func (c Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "baidugeo.Client(%s)", c.line.Account)
}

// protocol writes a request as JSON and signs it with bce-auth-v1.
type protocol struct {
	accessKey string
	secretKey endpoint.Secret
	now       func() time.Time
}

var (
	errCredentials = errors.New("no credentials are set")
	errNumber      = errors.New("a number is malformed")
)

// Secrets is the secret key.
func (p protocol) Secrets() []endpoint.Secret { return []endpoint.Secret{p.secretKey} }

// Format prints nothing of the credentials.
func (protocol) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "baidugeo.protocol") }

const contentType = "application/json; charset=utf-8"

// Request signs at this moment. The action in the query is the last part of the call's name.
func (p protocol) Request(
	ctx context.Context, info endpoint.Info, target *url.URL, params []endpoint.Value,
) (*http.Request, error) {
	credentials, err := auth.NewBceCredentials(p.accessKey, p.secretKey.Reveal())
	if err != nil {
		return nil, errCredentials
	}
	body, err := document(params)
	if err != nil {
		return nil, err
	}
	action := info.Name[strings.LastIndexByte(info.Name, '.')+1:]
	target.RawQuery = url.Values{"action": {action}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, endpoint.ErrAddress
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", "Tangelo/1.0")
	req.Header.Set("Authorization", p.sign(credentials, target, len(body)))
	return req, nil
}

// document is the body: numbers as numbers, all else as texts, as they are.
func document(params []endpoint.Value) ([]byte, error) {
	object := map[string]any{}
	for _, v := range params {
		object[v.Name] = v.Text
		if v.Number {
			n, err := strconv.Atoi(v.Text)
			if err != nil {
				return nil, errNumber
			}
			object[v.Name] = n
		}
	}
	return json.Marshal(object)
}

// signedHeaders are those that the platform asks for by default.
var signedHeaders = map[string]struct{}{"host": {}, "content-length": {}, "content-type": {}}

// lifetime is how long a signature holds, in seconds: the platform's default.
const lifetime = 1800

func (p protocol) sign(credentials *auth.BceCredentials, target *url.URL, length int) string {
	r := &bce.Request{}
	r.SetMethod(http.MethodPost)
	r.SetUri(target.Path)
	r.SetParams(map[string]string{"action": target.Query().Get("action")})
	r.SetHeaders(map[string]string{
		"Host": target.Host, "Content-Length": strconv.Itoa(length), "Content-Type": contentType,
	})
	new(auth.BceV1Signer).Sign(r, credentials, &auth.SignOptions{
		HeadersToSign: signedHeaders, Timestamp: p.now().Unix(), ExpireSeconds: lifetime,
	})
	return r.Header("Authorization")
}

// Open reads a page of sites with status 200, or {requestId, code, message} with another.
func (protocol) Open(reply endpoint.Reply) (endpoint.Opened, error) {
	return open(reply.Status, reply.Body)
}

func open(status int, body []byte) (endpoint.Opened, error) {
	object, err := endpoint.Object(body)
	if err != nil {
		return endpoint.Opened{}, err
	}
	return verdict(status, object)
}

func verdict(status int, object map[string]any) (endpoint.Opened, error) {
	code, _ := object["code"].(string)
	message, _ := object["message"].(string)
	id, _ := object["requestId"].(string)
	switch {
	case code == "" && status == http.StatusOK:
		return endpoint.Opened{OK: true, RequestID: id, Payload: object}, nil
	case code == "" || status < http.StatusBadRequest:
		return endpoint.Opened{RequestID: id}, endpoint.ErrStatus
	}
	text := strings.TrimSpace(code + " " + message)
	if _, own := commonCodes[code]; !own {
		code = strconv.Itoa(status)
	}
	return endpoint.Opened{Code: code, Text: text, RequestID: id}, nil
}
