package dnspod

import (
	"crypto/hmac"
	"crypto/sha1" // one-time codes are defined over SHA-1 (RFC 6238)
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Account is a user of DNSPod. He may log in by e-mail and password or by token.
type Account struct {
	UserID    int64
	Email     string
	Password  string
	TokenID   string // digits
	Token     string
	DToken    string // secret of the D token; empty = not enabled
	RealName  string
	Nick      string
	UserType  string // personal or enterprise; empty = personal
	Telephone string
	IM        string
	Agent     bool  // may act for the users under him, by user_id
	Under     int64 // UserID of the agent that he is under; 0 = none
}

// DefaultAccount is the account of a server that was not told another one.
var DefaultAccount = Account{
	UserID: 1446297, Email: "dns@reseller.example", Password: "sandbox-dnspod-password",
	TokenID: "730060", Token: "e1a617ab6dd94014bf8bd3ca39f0a9fc",
	RealName: "示例网络", Nick: "示例", Telephone: "13800138000", IM: "10000",
}

// LoginToken is the value of the parameter login_token.
func (a Account) LoginToken() string { return a.TokenID + "," + a.Token }

type account struct {
	Account
	belongings
	recent      []time.Time // calls of the last 15 s, by Options.Now
	bannedUntil time.Time
}

// belongings are what calls give to an account; they are saved as they are.
type belongings struct {
	Unverified bool      `json:"unverified,omitempty"` // the telephone
	Verifying  verifying `json:"verifying"`
	Groups     []group   `json:"groups,omitempty"`
	Log        []string  `json:"log,omitempty"`
}

// verifying is a code that awaits its SMS.
type verifying struct {
	Telephone string `json:"telephone,omitempty"`
	Code      string `json:"code,omitempty"`
}

// AddAccount adds a user with a UserID of his own; zones of one user are invisible to the others unless
// they are shared. A telephone given here counts as verified.
func (s *Server) AddAccount(a Account) {
	defer s.edit()()
	if a.UserType == "" {
		a.UserType = "personal"
	}
	s.accounts = append(s.accounts, &account{Account: a, belongings: belongings{Unverified: a.Telephone == ""}})
}

// ChangeAccount changes the account that has an e-mail, by hand: its type, its
// agent, its D token. It tells whether there is one.
func (s *Server) ChangeAccount(email string, change func(*Account)) bool {
	defer s.edit()()
	a := s.registered(email)
	if a != nil {
		change(&a.Account)
	}
	return a != nil
}

// Account is the first account, with its credentials.
func (s *Server) Account() Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accounts[0].Account
}

var (
	browsers        = regexp.MustCompile(`^(Mozilla|Opera)/`)
	documentedAgent = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ._-]*/[0-9][0-9A-Za-z.-]* \([^@\s()]+@[^@\s()]+\)$`)
)

// checkAgent keeps rule 7 of the document. It says that a bad User-Agent bans
// the account; the code is not stated, so "no right to use this API".
func (c *call) checkAgent() error {
	refuse := c.agent == "" || browsers.MatchString(c.agent)
	if c.options.StrictUserAgent {
		refuse = !documentedAgent.MatchString(c.agent)
	}
	if refuse {
		return refused("-7")
	}
	return nil
}

const (
	attemptWindow = 5 * time.Minute
	attemptLimit  = 30
	attemptLock   = time.Hour
	rateWindow    = 15 * time.Second
	dTokenStep    = 30 * time.Second
	dTokenStay    = 30 * 24 * time.Hour
)

// attempts are the failed logins of one identity.
type attempts struct {
	failed      []time.Time
	lockedUntil time.Time
}

// login finds the account. More than 30 failures in five minutes bar the
// identity for an hour, even with the right password.
func (c *call) login() error {
	found, identity, err := c.identify()
	tries := c.Server.attempts[identity]
	if tries == nil {
		tries = &attempts{}
		c.Server.attempts[identity] = tries
	}
	if c.now.Before(tries.lockedUntil) {
		return refused("-8")
	}
	if err == nil {
		c.account = found
		return c.checkDToken()
	}
	tries.failed = append(since(tries.failed, c.now.Add(-attemptWindow)), c.now)
	if len(tries.failed) > attemptLimit {
		tries.failed, tries.lockedUntil = nil, c.now.Add(attemptLock)
		return refused("-8")
	}
	return err
}

// identify compares the credentials and names the identity that tried. Both
// ways into one account are one identity.
func (c *call) identify() (*account, string, error) {
	if token := c.form.Get("login_token"); token != "" {
		id, secret, _ := strings.Cut(token, ",")
		return c.match(id, secret, "10002", func(a *account) (string, string) { return a.TokenID, a.Token })
	}
	return c.match(c.form.Get("login_email"), c.form.Get("login_password"), "-1",
		func(a *account) (string, string) { return a.Email, a.Password })
}

func (c *call) match(
	name, secret, unknown string, credentials func(*account) (string, string),
) (*account, string, error) {
	for _, a := range c.accounts {
		wantName, wantSecret := credentials(a)
		if name == "" || !strings.EqualFold(name, wantName) {
			continue
		}
		identity := fmt.Sprintf("user %d", a.UserID)
		if wantSecret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(wantSecret)) == 0 {
			return nil, identity, refused("-1")
		}
		return a, identity, nil
	}
	return nil, "name " + strings.ToLower(name), refused(unknown)
}

// checkDToken asks a password login for the code of the D token, or for the
// cookie that an earlier answer set. A login_token needs neither.
func (c *call) checkDToken() error {
	switch {
	case c.form.Get("login_token") != "":
		return nil
	case c.account.DToken == "" && c.form.Get("login_code") != "":
		return refused("51")
	case c.account.DToken == "":
		return nil
	}
	name := "t" + itoa(c.account.UserID)
	if c.rememberedUntil(c.cookies[name]).After(c.now) {
		return nil
	}
	switch c.form.Get("login_code") {
	case "":
		return refused("50")
	case dTokenCode(c.account.DToken, c.now):
	default:
		return refused("52")
	}
	if c.form.Get("login_remember") != "no" {
		until := c.now.Add(dTokenStay).Truncate(time.Second)
		c.answered = append(c.answered, &http.Cookie{
			Name: name, Value: c.seal(until), Path: "/", MaxAge: int(dTokenStay / time.Second),
		})
	}
	return nil
}

// seal makes the value of the cookie: the time it ends, and its proof.
func (c *call) seal(until time.Time) string {
	stamp := until.UTC().Format(time.RFC3339)
	mac := hmac.New(sha256.New, []byte(c.account.DToken))
	mac.Write([]byte(stamp))
	return hex.EncodeToString([]byte(stamp)) + "." + hex.EncodeToString(mac.Sum(nil))
}

func (c *call) rememberedUntil(cookie string) time.Time {
	first, _, _ := strings.Cut(cookie, ".")
	stamp, err := hex.DecodeString(first)
	if err != nil {
		return time.Time{}
	}
	until, err := time.Parse(time.RFC3339, string(stamp))
	if err != nil || !hmac.Equal([]byte(c.seal(until)), []byte(cookie)) {
		return time.Time{}
	}
	return until
}

// DTokenCode is what the D token of the first account shows at this moment.
func (s *Server) DTokenCode() string {
	return dTokenCode(s.Account().DToken, s.clock.Now())
}

func dTokenCode(secret string, now time.Time) string {
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(now.Unix()/int64(dTokenStep/time.Second)))
	mac := hmac.New(sha1.New, []byte(secret))
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	number := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0x0f:]) & 0x7fffffff
	return fmt.Sprintf("%06d", number%1000000)
}

// checkRate lets RateLimit calls pass in 15 s.
func (c *call) checkRate() error {
	a := c.account
	if c.now.Before(a.bannedUntil) {
		return refused("-2")
	}
	now := c.options.Now()
	a.recent = since(a.recent, now.Add(-rateWindow))
	if len(a.recent) >= c.options.RateLimit {
		a.bannedUntil = c.now.Add(c.options.AbuseBan)
		return refused("-2")
	}
	a.recent = append(a.recent, now)
	return nil
}

// since drops the times up to start.
func since(times []time.Time, start time.Time) []time.Time {
	return slices.DeleteFunc(times, func(t time.Time) bool { return !t.After(start) })
}
