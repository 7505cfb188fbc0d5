package dnspod

import (
	"slices"
	"strings"
)

var shareEndpoints = []endpoint{
	{
		name: "dnspod.domain_share.create", path: "Domainshare.Create", handle: (*call).shareCreate,
		texts: merge(shareTexts, texts{
			"9":  {"The share already exists", "共享已经存在"},
			"10": {"Too many shares", "共享数量已经到达上限"},
		}),
	},
	{
		name: "dnspod.domain_share.list", path: "Domainshare.List", reads: true, handle: (*call).shareList,
		texts: merge(upgradeTexts, domainIDTexts, texts{"7": {"No shares", "没有共享记录"}}),
	},
	{name: "dnspod.domain_share.modify", path: "Domainshare.Modify", handle: (*call).shareModify, texts: shareTexts},
	{name: "dnspod.domain_share.remove", path: "Domainshare.Remove", handle: (*call).shareRemove, texts: shareTexts},
}

// shareTexts have 21 beyond the document, which says of no call but those on
// records what a locked domain answers.
var shareTexts = merge(upgradeTexts, spamTexts, domainIDTexts, lockedTexts, texts{
	"7": {"E-mail is invalid", "要共享到的邮箱错误"},
	"8": {"E-mail does not exist", "要共享到的邮箱不存在"},
	"9": {"There is no share with this e-mail", "此邮箱的共享不存在"},
})

// share lets another account into a zone.
type share struct {
	To   int64  `json:"to"`   // UserID
	Mode string `json:"mode"` // r or rw
}

var shareModes = map[string]string{"r": "r", "rw": "rw"}

// mode is how a zone is shared with an account; "" when it is not.
func (z *zone) mode(a *account) string {
	if i := z.shareWith(a); i >= 0 {
		return z.Shares[i].Mode
	}
	return ""
}

func (z *zone) shareWith(a *account) int {
	return slices.IndexFunc(z.Shares, func(one share) bool { return one.To == a.UserID })
}

// open tells whether the caller may use this call on a zone: the owner may use
// all of them, others the reading ones, and with rw those marked so.
func (c *call) open(z *zone) bool {
	mode := z.mode(c.account)
	return z.owner == c.account || mode != "" && c.endpoint.reads || mode == "rw" && c.endpoint.shared
}

// addressee is the account of the parameter email, which is not the owner.
func (c *call) addressee(z *zone) (*account, error) {
	email := strings.TrimSpace(c.form.Get("email"))
	if !mailbox.MatchString(email) || strings.EqualFold(email, z.owner.Email) {
		return nil, refused("7")
	}
	if a := c.registered(email); a != nil {
		return a, nil
	}
	return nil, refused("8")
}

func (c *call) shareCreate() (object, error) {
	z, err := c.editable("6")
	if err != nil {
		return nil, err
	}
	to, err := c.addressee(z)
	if err != nil {
		return nil, err
	}
	mode, err := choose(c, "mode", shareModes)
	switch {
	case err != nil:
		return nil, err
	case z.shareWith(to) >= 0:
		return nil, refused("9")
	case len(z.Shares) >= grades[z.grade].shares:
		return nil, refused("10")
	}
	z.Shares = append(z.Shares, share{To: to.UserID, Mode: mode})
	c.changed(z, 0, "添加域名共享 "+to.Email+" "+mode)
	return object{}, nil
}

func (c *call) shareList() (object, error) {
	z, err := c.zone("6")
	switch {
	case err != nil:
		return nil, err
	case len(z.Shares) == 0 && c.emptyIsError():
		return nil, refused("7")
	}
	list := array{}
	for _, one := range z.Shares {
		list = append(list, object{{"share_to", c.emailOf(one.To)}, {"mode", one.Mode}})
	}
	return object{{"share", list}}, nil
}

func (s *Server) emailOf(user int64) string {
	if a := s.user(user); a != nil {
		return a.Email
	}
	return ""
}

// emptyIsError is the common parameter error_on_empty.
func (c *call) emptyIsError() bool { return c.form.Get("error_on_empty") != "no" }

// existingShare finds the share that email names, by its place.
func (c *call) existingShare() (*zone, int, error) {
	z, err := c.editable("6")
	if err != nil {
		return nil, 0, err
	}
	to, err := c.addressee(z)
	if err != nil {
		return nil, 0, err
	}
	i := z.shareWith(to)
	if i < 0 {
		return nil, 0, refused("9")
	}
	return z, i, nil
}

func (c *call) shareModify() (object, error) {
	z, i, err := c.existingShare()
	if err != nil {
		return nil, err
	}
	mode, err := choose(c, "mode", shareModes)
	if err != nil {
		return nil, err
	}
	z.Shares[i].Mode = mode
	c.changed(z, 0, "修改域名共享 "+c.emailOf(z.Shares[i].To)+" "+mode)
	return object{}, nil
}

func (c *call) shareRemove() (object, error) {
	z, i, err := c.existingShare()
	if err != nil {
		return nil, err
	}
	c.changed(z, 0, "删除域名共享 "+c.emailOf(z.Shares[i].To))
	z.Shares = slices.Delete(z.Shares, i, i+1)
	return object{}, nil
}
