package dnspod

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const apiVersion = "4.6"

var infoEndpoints = []endpoint{
	{name: "dnspod.info.version", path: "Info.Version", reads: true, handle: (*call).version},
}

var userEndpoints = []endpoint{
	{name: "dnspod.user.detail", path: "User.Detail", reads: true, handle: (*call).userDetail},
	{name: "dnspod.user.modify", path: "User.Modify", handle: (*call).userModify, texts: texts{
		"8": {"Telephone is invalid", "手机号码不正确"},
		"9": {"QQ number is invalid", "用户 qq 不正确"},
	}},
	{name: "dnspod.user.modify_password", path: "Userpasswd.Modify", handle: (*call).passwordModify, texts: texts{
		"8": {"Old password is wrong", "旧密码错误"},
		"9": {"New password is invalid", "新密码错误"},
	}},
	{name: "dnspod.user.modify_email", path: "Useremail.Modify", handle: (*call).emailModify, texts: texts{
		"8":  {"Old e-mail is wrong", "旧邮箱错误"},
		"9":  {"New e-mail is invalid", "新邮箱错误"},
		"10": {"Current password is wrong", "当前密码错误"},
	}},
	{name: "dnspod.user.telephone_verify_code", path: "Telephoneverify.Code", handle: (*call).telephoneCode, texts: texts{
		"4": {"Telephone is already verified", "用户已经通过手机验证"},
		"5": {"Telephone is invalid", "手机号码非法"},
	}},
	{name: "dnspod.user.log", path: "User.Log", reads: true, handle: (*call).userLog},
}

var (
	mobile     = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	qqNumber   = regexp.MustCompile(`^[1-9][0-9]{4,10}$`)
	mailbox    = regexp.MustCompile(`^[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}$`)
	passPhrase = regexp.MustCompile(`^[!-~]{6,32}$`)
)

// version has its answer in the message of the status.
func (c *call) version() (object, error) { return object{}, nil }

func (c *call) userDetail() (object, error) {
	a := c.account
	info := object{{"user", object{
		{"id", itoa(a.UserID)},
		{"email", a.Email},
		{"status", "enabled"},
		{"email_verified", "yes"},
		{"telephone_verified", yesNo(!a.Unverified)},
		{"agent_pending", false},
		{"real_name", a.RealName},
		{"user_type", a.UserType},
		{"telephone", a.Telephone},
		{"im", a.IM},
		{"nick", a.Nick},
		{"balance", "0"},
		{"smsbalance", "0"},
	}}}
	if a.Agent {
		info = append(info, field{"agent", object{
			{"user_id", itoa(a.UserID)}, {"discount", "50"}, {"points", "0"}, {"users", itoa(c.usersUnder(a))},
		}})
	}
	return object{{"info", info}}, nil
}

// noted records an executed change of the account in the truth and in its log.
func (c *call) noted(words string) {
	c.changes = append(c.changes, Change{At: c.now, Call: c.endpoint.name})
	c.account.note(c, words)
}

func (a *account) note(c *call, words string) {
	a.Log = append(a.Log, stamp(c.now)+"(API): "+c.ip+" "+words)
}

func (c *call) notedProfile() { c.noted("修改用户资料 " + itoa(c.account.UserID)) }

// userModify keeps what is absent or empty. A new telephone has to be verified
// again.
func (c *call) userModify() (object, error) {
	a := c.account
	telephone, im := or(c.form.Get("telephone"), a.Telephone), or(c.form.Get("im"), a.IM)
	switch {
	case telephone != a.Telephone && !mobile.MatchString(telephone):
		return nil, refused("8")
	case im != a.IM && !qqNumber.MatchString(im):
		return nil, refused("9")
	}
	a.Unverified = a.Unverified || telephone != a.Telephone
	a.Telephone, a.IM = telephone, im
	a.RealName, a.Nick = or(c.form.Get("real_name"), a.RealName), or(c.form.Get("nick"), a.Nick)
	c.notedProfile()
	return object{}, nil
}

func (a *account) hasPassword(tried string) bool {
	return subtle.ConstantTimeCompare([]byte(a.Password), []byte(tried)) == 1
}

// passwordModify takes 6 to 32 printable characters: the document gives no rule.
func (c *call) passwordModify() (object, error) {
	wanted := c.form.Get("new_password")
	switch {
	case !c.account.hasPassword(c.form.Get("old_password")):
		return nil, refused("8")
	case !passPhrase.MatchString(wanted):
		return nil, refused("9")
	}
	c.account.Password = wanted
	c.notedProfile()
	return object{}, nil
}

func (c *call) emailModify() (object, error) {
	wanted := c.form.Get("new_email")
	switch {
	case !strings.EqualFold(c.form.Get("old_email"), c.account.Email):
		return nil, refused("8")
	case !mailbox.MatchString(wanted) || c.registered(wanted) != nil:
		return nil, refused("9")
	case !c.account.hasPassword(c.form.Get("password")):
		return nil, refused("10")
	}
	c.account.Email = wanted
	c.notedProfile()
	return object{}, nil
}

// registered is the account that has an e-mail, or nil.
func (s *Server) registered(email string) *account {
	for _, a := range s.accounts {
		if strings.EqualFold(a.Email, email) {
			return a
		}
	}
	return nil
}

// smsNumber is where codes are sent to: the number of the document is damaged.
const smsNumber = "1069000000000320"

// telephoneCode gives a code that the user sends by SMS from his telephone; see
// Server.ReceiveSMS.
func (c *call) telephoneCode() (object, error) {
	telephone := c.form.Get("telephone")
	switch {
	case !c.account.Unverified:
		return nil, refused("4")
	case !mobile.MatchString(telephone):
		return nil, refused("5")
	}
	code := digits(6, c.account.UserID, telephone, stamp(c.now))
	c.account.Verifying = verifying{Telephone: telephone, Code: code}
	c.changes = append(c.changes, Change{At: c.now, Call: c.endpoint.name})
	return object{{"user", object{
		{"verify_code", code},
		{"verify_desc", "请使用 " + telephone + " 编辑短信，将 " + code + " 发送至号码 " + smsNumber},
	}}}, nil
}

// ReceiveSMS is a message to the number that Telephoneverify.Code names. It
// verifies the telephone of the account that code was given to, and tells
// whether there is one.
func (s *Server) ReceiveSMS(from, code string) bool {
	defer s.edit()()
	for _, a := range s.accounts {
		if code != "" && a.Verifying == (verifying{Telephone: from, Code: code}) {
			a.Telephone, a.Unverified, a.Verifying = from, false, verifying{}
			return true
		}
	}
	return false
}

// digits makes a number of n digits that looks random and is the same for the
// same seed.
func digits(n int, seed ...any) string {
	sum := sha256.Sum256(fmt.Append(nil, seed...))
	text := fmt.Sprintf("%020d", binary.BigEndian.Uint64(sum[:]))
	return text[len(text)-n:]
}

func (c *call) userLog() (object, error) { return object{{"log", newestFirst(c.account.Log)}}, nil }

func newestFirst(lines []string) array {
	list := array{}
	for _, line := range slices.Backward(lines) {
		list = append(list, line)
	}
	return list
}
