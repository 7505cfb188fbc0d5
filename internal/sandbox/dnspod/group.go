package dnspod

import (
	"slices"
	"strings"
	"unicode/utf8"
)

var groupEndpoints = []endpoint{
	{name: "dnspod.domain_group.list", path: "Domaingroup.List", reads: true, handle: (*call).groupList},
	{name: "dnspod.domain_group.create", path: "Domaingroup.Create", handle: (*call).groupCreate, texts: groupTexts},
	{
		name: "dnspod.domain_group.modify", path: "Domaingroup.Modify", handle: (*call).groupModify,
		texts: merge(groupTexts, groupIDTexts),
	},
	{name: "dnspod.domain_group.remove", path: "Domaingroup.Remove", handle: (*call).groupRemove, texts: groupIDTexts},
	{
		name: "dnspod.domain.change_group", path: "Domain.Changegroup", handle: (*call).domainChangeGroup,
		texts: merge(domainIDTexts, texts{"7": {"Group ID is invalid", "分组 ID 错误"}}),
	},
}

var (
	groupIDTexts = texts{"6": {"Group ID is invalid", "分组 ID 错误"}}
	groupTexts   = texts{
		"7": {"Group name is invalid", "分组名称错误"},
		"8": {"Group name already exists", "分组名称已经存在"},
		"9": {"Too many groups", "分组数量超出限制"},
	}
)

// group is one of the user's own groups.
type group struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// systemGroups can be neither changed nor removed; their ids are their places.
var systemGroups = []string{"默认分组", "经常修改", "很少修改", "即将到期", "私人域名", "公司域名", "客户域名", "与我共享"}

const (
	defaultGroup = "1"
	sharedGroup  = "8" // holds what others share, and nothing else
	groupLimit   = 20  // the document gives no number
	groupName    = 20  // characters, as well
)

// group is the place of one of the user's own groups, or -1.
func (a *account) group(id string) int {
	return slices.IndexFunc(a.Groups, func(g group) bool { return itoa(g.ID) == id })
}

// takes tells whether domains can be put into a group.
func (a *account) takes(id string) bool {
	return len(id) == 1 && id >= defaultGroup && id < sharedGroup || a.group(id) >= 0
}

// groupSeen is the group in which an account sees a zone.
func (z *zone) groupSeen(a *account) string {
	if z.owner != a {
		return sharedGroup
	}
	return z.group
}

func (c *call) groupList() (object, error) {
	list := array{}
	row := func(id int64, name, kind string) {
		list = append(list, object{{"group_id", id}, {"group_name", name}, {"group_type", kind}})
	}
	for i, name := range systemGroups {
		row(int64(i+1), name, "system")
	}
	for _, g := range c.account.Groups {
		row(g.ID, g.Name, "user")
	}
	return object{{"groups", list}}, nil
}

// groupNamed reads a name that no other group of the account has.
func (c *call) groupNamed(self int) (string, error) {
	name := strings.TrimSpace(c.form.Get("group_name"))
	if name == "" || utf8.RuneCountInString(name) > groupName {
		return "", refused("7")
	}
	i := slices.IndexFunc(c.account.Groups, func(g group) bool { return g.Name == name })
	if slices.Contains(systemGroups, name) || i >= 0 && i != self {
		return "", refused("8")
	}
	return name, nil
}

func (c *call) groupCreate() (object, error) {
	name, err := c.groupNamed(-1)
	switch {
	case err != nil:
		return nil, err
	case len(c.account.Groups) >= groupLimit:
		return nil, refused("9")
	}
	c.lastGroup++
	c.account.Groups = append(c.account.Groups, group{ID: c.lastGroup, Name: name})
	c.noted("添加域名分组 " + name)
	return object{{"groups", object{{"id", itoa(c.lastGroup)}}}}, nil
}

func (c *call) groupModify() (object, error) {
	i := c.account.group(c.form.Get("group_id"))
	if i < 0 {
		return nil, refused("6")
	}
	name, err := c.groupNamed(i)
	if err != nil {
		return nil, err
	}
	c.account.Groups[i].Name = name
	c.noted("修改域名分组 " + name)
	return object{}, nil
}

// groupRemove moves the domains of the group to the default group.
func (c *call) groupRemove() (object, error) {
	id := c.form.Get("group_id")
	i := c.account.group(id)
	if i < 0 {
		return nil, refused("6")
	}
	c.noted("删除域名分组 " + c.account.Groups[i].Name)
	c.account.Groups = slices.Delete(c.account.Groups, i, i+1)
	for _, z := range c.zones {
		if z.owner == c.account && z.group == id {
			z.group = defaultGroup
		}
	}
	return object{}, nil
}

func (c *call) domainChangeGroup() (object, error) {
	z, err := c.zone("6")
	switch {
	case err != nil:
		return nil, err
	case !c.account.takes(c.form.Get("group_id")):
		return nil, refused("7")
	}
	z.group = c.form.Get("group_id")
	c.changed(z, 0, "设置域名分组 "+z.group)
	return object{}, nil
}
