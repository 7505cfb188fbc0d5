// Package sendcloud speaks to SendCloud in the words of its documents 域名 (sending domains)
// and 追踪域名 (tracking domains), API 2.
package sendcloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// HostAPI is the only key of Config.BaseURLs.
const HostAPI = "api"

// DefaultBaseURL is the address of the documents.
const DefaultBaseURL = "https://api2.sendcloud.net"

// vendor is what all calls share. Everything is sent by POST, so that the key stays out of
// addresses; the times of answers are UTC+8.
var vendor = endpoint.Vendor{
	Name: "sendcloud", Method: http.MethodPost, Common: commonCodes, Comma: ";",
	Zone:  time.FixedZone("Asia/Shanghai", 8*3600),
	Hosts: map[string]string{HostAPI: DefaultBaseURL},
}

// commonCodes are known from the service of today; the documents list none.
var commonCodes = endpoint.Codes{
	"40000": endpoint.Unclear.Means("重复请求", "repeated request"),
	"40002": endpoint.Invalid.Means("start 格式错误", "wrong start"),
	"40004": endpoint.Invalid.Means("limit 格式错误", "wrong limit"),
	"40005": endpoint.Denied.Means("认证失败", "authentication failed"),
	"41012": endpoint.Conflict.Means("最多只能添加 5 个域名", "no more than 5 domains"),
	"41014": endpoint.Missing.Means("域名不存在", "domain does not exist"),
	"41015": endpoint.Failed.Means("域名创建失败", "the domain could not be created"),
	"41016": endpoint.Failed.Means("域名修改失败", "the domain could not be changed"),
	"50000": endpoint.Busy.Means("请求过于频繁", "too many requests"),
}

// Config is one account at SendCloud.
type Config struct {
	Account  string // our id of the vendor account, for log and gate
	APIUser  string
	APIKey   endpoint.Secret
	BaseURLs map[string]string // by host key; DefaultBaseURL when missing
	Hosts    endpoint.Hosts    // where calls may go besides to the vendor's own hosts
	Timeout  time.Duration     // when 0, 30 s for reads and 120 s for effects
	Recorder endpoint.Recorder
	Gate     endpoint.Gate
	Now      func() time.Time
}

// Client calls SendCloud for one account. It is safe for concurrent use.
type Client struct{ line *endpoint.Line }

// New returns a client; nothing is sent yet.
func New(c Config) *Client {
	hosts := map[string]string{HostAPI: DefaultBaseURL}
	if address := c.BaseURLs[HostAPI]; address != "" {
		hosts[HostAPI] = address
	}
	return &Client{line: endpoint.Line{
		Vendor: vendor, Account: c.Account, BaseURLs: hosts, Hosts: c.Hosts, Timeout: c.Timeout,
		Recorder: c.Recorder, Gate: c.Gate, Now: c.Now, Protocol: protocol{user: c.APIUser, key: c.APIKey},
	}.Open()}
}

// Line is the account's connection, for calling a Description by name.
func (c *Client) Line() *endpoint.Line { return c.line }

// Format prints the account only: a client holds a key.
func (c Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "sendcloud.Client(%s)", c.line.Account)
}

// All describes every call of this package, in the order of the documents.
func All() []endpoint.Description {
	return endpoint.DescribeAll(vendor, slices.Concat(domainCalls, trackCalls)...)
}

// protocol puts apiUser and apiKey before the parameters of every call.
type protocol struct {
	user string
	key  endpoint.Secret
}

var errCredentials = errors.New("no credentials are set")

// Secrets is the API key.
func (p protocol) Secrets() []endpoint.Secret { return []endpoint.Secret{p.key} }

// Format prints nothing of the credentials.
func (protocol) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "sendcloud.protocol") }

// Request builds a form.
func (p protocol) Request(
	ctx context.Context, _ endpoint.Info, target *url.URL, params []endpoint.Value,
) (*http.Request, error) {
	if p.user == "" || p.key == "" {
		return nil, errCredentials
	}
	form := url.Values{"apiUser": {p.user}, "apiKey": {p.key.Reveal()}}
	for _, v := range params {
		form.Set(v.Name, v.Text)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return nil, endpoint.ErrAddress
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	req.Header.Set("User-Agent", "Tangelo/1.0")
	return req, nil
}

// Open reads the envelope {result, statusCode, message, info}. A success has result true and
// status code 200; words are not looked at, for their language depends on the host.
func (protocol) Open(reply endpoint.Reply) (endpoint.Opened, error) { return open(reply.Body) }

func open(body []byte) (endpoint.Opened, error) {
	object, err := endpoint.Object(body)
	if err != nil {
		return endpoint.Opened{}, err
	}
	result, said := object["result"].(bool)
	code, _ := object["statusCode"].(json.Number)
	message, _ := object["message"].(string)
	switch {
	case !said || code == "" || result != (code == "200"):
		return endpoint.Opened{}, endpoint.ErrStatus
	case result:
		return endpoint.Opened{OK: true, Payload: object["info"]}, nil
	}
	return endpoint.Opened{Code: code.String(), Text: message}, nil
}

// CommonCodes are the codes that any call may answer, besides its own table.
func CommonCodes() endpoint.Codes { return maps.Clone(commonCodes) }
