// Package dnspod speaks to DNSPod in the words of its document, "DNSPod 用户 API 文档"
// V4.6, and lives with what the service of today does differently.
package dnspod

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// HostAPI is the only key of Config.BaseURLs.
const HostAPI = "api"

// DefaultBaseURL is the address of the document; plain http can get an account banned.
const DefaultBaseURL = "https://dnsapi.cn"

// beijing is the zone of the vendor's clock.
var beijing = time.FixedZone("Asia/Shanghai", 8*3600)

var vendor = endpoint.Vendor{
	Name: "dnspod", Method: http.MethodPost, Common: commonCodes, Zone: beijing,
	ByText: commonWords, Hosts: map[string]string{HostAPI: DefaultBaseURL},
}

// Credentials log an account in: a login token ("ID,TOKEN"), or e-mail and password with
// the D token's code where the account uses one.
type Credentials struct {
	LoginToken endpoint.Secret
	Email      string
	Password   endpoint.Secret
	Code       endpoint.Secret // of the D token; it changes every 30 seconds
	Remembered endpoint.Secret // cookie "t123456=…" of an earlier login with a code, valid for a month
}

// Config is one account at DNSPod.
type Config struct {
	Account     string // our id of the vendor account, for log and gate
	Credentials Credentials
	UserID      string            // of the customer for whom an agent's account works; "" works for itself
	Mail        string            // whom the vendor may write to; goes into the User-Agent
	BaseURLs    map[string]string // by host key; DefaultBaseURL when missing
	Hosts       endpoint.Hosts    // where calls may go besides to the vendor's own hosts
	Timeout     time.Duration     // when 0, 30 s for reads and 120 s for effects
	Recorder    endpoint.Recorder
	Gate        endpoint.Gate
	Now         func() time.Time
}

// Client calls DNSPod for one account. It is safe for concurrent use.
type Client struct {
	line     *endpoint.Line
	protocol *protocol
	shelf    *shelf
}

// New returns a client; nothing is sent yet.
func New(c Config) *Client {
	if c.Now == nil {
		c.Now = time.Now
	}
	hosts := map[string]string{HostAPI: DefaultBaseURL}
	for key, address := range c.BaseURLs {
		if address != "" {
			hosts[key] = address
		}
	}
	p := &protocol{agent: "Tangelo/1.0 (" + c.Mail + ")", userID: c.UserID, credentials: c.Credentials}
	return &Client{
		protocol: p,
		shelf:    newShelf(c.Now),
		line: endpoint.Line{
			Vendor: vendor, Account: c.Account, BaseURLs: hosts, Hosts: c.Hosts, Timeout: c.Timeout,
			Recorder: c.Recorder, Gate: c.Gate, Now: c.Now, Protocol: p,
		}.Open(),
	}
}

// Line is the account's connection, for calling a Description by name. What the methods do
// beside the call is the caller's then: SetCredentials after a new password or e-mail, and
// not asking again for the lists that this client keeps.
func (c *Client) Line() *endpoint.Line { return c.line }

// Format prints the account only: a client holds credentials.
func (c Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "dnspod.Client(%s)", c.line.Account)
}

// SetCredentials changes how the account logs in, and lets calls pass again after a
// failed login.
func (c *Client) SetCredentials(credentials Credentials) {
	c.protocol.mu.Lock()
	defer c.protocol.mu.Unlock()
	c.protocol.credentials, c.protocol.stopped = credentials, false
}

// Remembered returns the cookie that replaces the D token's code for a month, "" when
// the vendor gave none. Keep it encrypted and give it back in Credentials.
func (c *Client) Remembered() endpoint.Secret {
	c.protocol.mu.Lock()
	defer c.protocol.mu.Unlock()
	return c.protocol.credentials.Remembered
}

// ErrLoginFailed means that an earlier login failed. Nothing is sent before the
// credentials change, for a few more failures would bar the account.
var ErrLoginFailed = errors.New("the last login failed: change the credentials first")

var errCredentials = errors.New("no credentials are set")

// protocol logs in and opens answers, "公共参数".
type protocol struct {
	agent  string
	userID string

	mu          sync.Mutex
	credentials Credentials
	stopped     bool
}

// Format prints nothing of the credentials.
func (*protocol) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "dnspod.protocol") }

// Secrets are the credentials, and the token's second half alone.
func (p *protocol) Secrets() []endpoint.Secret {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.credentials
	_, token, _ := strings.Cut(c.LoginToken.Reveal(), ",")
	_, cookie, _ := strings.Cut(c.Remembered.Reveal(), "=")
	return []endpoint.Secret{
		c.LoginToken, endpoint.Secret(token), c.Password, c.Code, c.Remembered, endpoint.Secret(cookie),
	}
}

// Request builds a form with login and common parameters, then the call's own.
func (p *protocol) Request(
	ctx context.Context, _ endpoint.Info, target *url.URL, params []endpoint.Value,
) (*http.Request, error) {
	login, cookie, err := p.login()
	if err != nil {
		return nil, err
	}
	all := append(login,
		endpoint.Value{Name: "format", Text: "json"},
		endpoint.Value{Name: "lang", Text: "cn"},
		endpoint.Value{Name: "error_on_empty", Text: "no"})
	if p.userID != "" {
		all = append(all, endpoint.Value{Name: "user_id", Text: p.userID})
	}
	form := strings.NewReader(encode(append(all, params...)))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), form)
	if err != nil {
		return nil, endpoint.ErrAddress
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	req.Header.Set("User-Agent", p.agent)
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	return req, nil
}

func (p *protocol) login() (login []endpoint.Value, cookie string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.credentials
	switch {
	case p.stopped:
		return nil, "", ErrLoginFailed
	case c.LoginToken != "":
		return []endpoint.Value{{Name: "login_token", Text: c.LoginToken.Reveal()}}, "", nil
	case c.Email == "" || c.Password == "":
		return nil, "", errCredentials
	}
	login = []endpoint.Value{{Name: "login_email", Text: c.Email}, {Name: "login_password", Text: c.Password.Reveal()}}
	if c.Remembered == "" && c.Code != "" {
		login = append(login,
			endpoint.Value{Name: "login_code", Text: c.Code.Reveal()},
			endpoint.Value{Name: "login_remember", Text: "yes"})
	}
	return login, c.Remembered.Reveal(), nil
}

// relogin takes over an e-mail or a password that the account has just been given: going on
// with the old one would bar it.
func (p *protocol) relogin(email string, password endpoint.Secret) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if email != "" {
		p.credentials.Email = email
	}
	if password != "" && p.credentials.Password != "" {
		p.credentials.Password = password
	}
}

func encode(params []endpoint.Value) string {
	parts := make([]string, 0, len(params))
	for _, p := range params {
		parts = append(parts, url.QueryEscape(p.Name)+"="+url.QueryEscape(p.Text))
	}
	return strings.Join(parts, "&")
}
