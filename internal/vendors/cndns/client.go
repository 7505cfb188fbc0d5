// Package cndns speaks to CNDNS in the words of its document, "CNDNS API 接口说明帮助文档"
// 2.2.1: domains, contacts, DNS records, the real-name audit, cloud hosts and the account.
package cndns

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// Host keys of Config.BaseURLs.
const (
	HostAPI     = "api"
	HostCheck   = "dmcheck" // domain search
	HostSupport = "support" // tickets
)

// beijing is the zone of the vendor's clock; China has had no summer time since 1991.
var beijing = time.FixedZone("Asia/Shanghai", 8*3600)

// vendor is what all calls share. Appendix 2 forbids commas in parameters that are no
// lists.
var vendor = endpoint.Vendor{
	Name: "cndns", Method: http.MethodGet, Common: commonCodes, Rules: "no-comma", Zone: beijing,
	ByText: map[string][]string{"10001": {"IP"}}, // the price calls have a 10001 of their own
	Hosts:  DefaultBaseURLs(),
}

// DefaultBaseURLs are the addresses of the document.
func DefaultBaseURLs() map[string]string {
	return map[string]string{
		HostAPI:     "http://api.cndns.com",
		HostCheck:   "http://dmcheck.cndns.com",
		HostSupport: "http://support.cndns.com",
	}
}

// Config is one reseller account at CNDNS.
type Config struct {
	Account  string            // our id of the vendor account, for log and gate
	Username string            // registered on the vendor's site
	Email    string            // registered on the vendor's site; part of the checksum
	Password endpoint.Secret   // API password, not the one of the site
	BaseURLs map[string]string // by host key; a missing one keeps its default
	Hosts    endpoint.Hosts    // where calls may go besides to the vendor's own hosts
	Timeout  time.Duration     // of ordinary calls; when 0, 30 s for reads and 120 s for effects
	Slow     time.Duration     // of calls the document calls slow; 120 s when 0
	UsePOST  bool              // send every call as a form instead of a query
	Recorder endpoint.Recorder
	Gate     endpoint.Gate
	Now      func() time.Time
}

// Client calls CNDNS for one account. It is safe for concurrent use.
type Client struct{ line *endpoint.Line }

// New returns a client; nothing is sent yet.
func New(c Config) *Client {
	if c.Now == nil {
		c.Now = time.Now
	}
	hosts := DefaultBaseURLs()
	for key, address := range c.BaseURLs {
		if address != "" {
			hosts[key] = address
		}
	}
	return &Client{line: endpoint.Line{
		Vendor: vendor, Account: c.Account, BaseURLs: hosts, Hosts: c.Hosts, Timeout: c.Timeout, Slow: c.Slow,
		Recorder: c.Recorder, Gate: c.Gate, Now: c.Now,
		Protocol: &protocol{
			username: c.Username, email: c.Email, password: c.Password, post: c.UsePOST,
			clock: clock{now: c.Now},
		},
	}.Open()}
}

// Line is the account's connection, for calling a Description by name.
func (c *Client) Line() *endpoint.Line { return c.line }

// Format prints the account only: a client holds a password.
func (c Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "cndns.Client(%s)", c.line.Account)
}

// protocol signs and wraps, see "一、权限验证".
type protocol struct {
	username, email string
	password        endpoint.Secret
	post            bool
	clock           clock
}

// Format prints nothing of the credentials.
func (*protocol) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "cndns.protocol") }

// Secrets is the API password.
func (p *protocol) Secrets() []endpoint.Secret { return []endpoint.Secret{p.password} }

// Request signs at this moment and puts the parameters into the query, or into a form
// where the call or the account asks for POST.
func (p *protocol) Request(
	ctx context.Context, info endpoint.Info, target *url.URL, params []endpoint.Value,
) (*http.Request, error) {
	otime := p.clock.next()
	signed := append([]endpoint.Value{
		{Name: "username", Text: p.username},
		{Name: "otime", Text: otime},
		{Name: "checksum", Text: p.checksum(otime)},
	}, params...)
	text := encode(signed)
	post := p.post || info.Method == http.MethodPost
	var req *http.Request
	var err error
	if post {
		req, err = http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(text))
	} else {
		target.RawQuery = text
		req, err = http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	}
	if err != nil {
		return nil, endpoint.ErrAddress
	}
	if post {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	}
	req.Header.Set("User-Agent", "Tangelo/1.0")
	return req, nil
}

// encode keeps the order of the parameters and writes a space as %20.
func encode(params []endpoint.Value) string {
	parts := make([]string, 0, len(params))
	for _, p := range params {
		parts = append(parts, url.QueryEscape(p.Name)+"="+strings.ReplaceAll(url.QueryEscape(p.Text), "+", "%20"))
	}
	return strings.Join(parts, "&")
}

// checksum is md5(username + md5(password) + otime + email), in lower-case hex.
func (p *protocol) checksum(otime string) string {
	return md5Hex(p.username + md5Hex(p.password.Reveal()) + otime + p.email)
}

func md5Hex(s string) string {
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// clock makes otime values: Beijing time with milliseconds, 17 digits, each later than
// the one before, for the vendor refuses a value it has seen (10036).
type clock struct {
	now  func() time.Time
	mu   sync.Mutex
	last int64 // milliseconds since 1970
}

func (c *clock) next() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = max(c.now().UnixMilli(), c.last+1)
	return strings.Replace(time.UnixMilli(c.last).In(beijing).Format("20060102150405.000"), ".", "", 1)
}
