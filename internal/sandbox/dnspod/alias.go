package dnspod

import (
	"slices"
	"strings"
)

var aliasEndpoints = []endpoint{
	{
		name: "dnspod.domain_alias.list", path: "Domainalias.List", reads: true, handle: (*call).aliasList,
		texts: merge(upgradeTexts, domainIDTexts, texts{"7": {"No aliases", "没有绑定记录"}}),
	},
	{
		name: "dnspod.domain_alias.create", path: "Domainalias.Create", handle: (*call).aliasCreate,
		texts: merge(aliasTexts, texts{
			"7":  {"Alias is invalid", "要绑定的域名错误"},
			"8":  {"Alias already exists as a domain", "要绑定的域名已经被添加"},
			"9":  {"Alias is already bound", "要绑定的域名已经被绑定"},
			"10": {"Too many aliases", "绑定数量已经到达上限"},
		}),
	},
	{
		name: "dnspod.domain_alias.remove", path: "Domainalias.Remove", handle: (*call).aliasRemove,
		texts: merge(aliasTexts, texts{"7": {"Alias ID is invalid", "绑定 ID 错误"}}),
	},
}

var aliasTexts = merge(upgradeTexts, spamTexts, domainIDTexts, lockedTexts)

// alias is a second name under which the records of a zone are served.
type alias struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Punycode string `json:"punycode"`
}

// aliased is the zone of which name is an alias, or nil.
func (s *Server) aliased(name string) *zone {
	i := slices.IndexFunc(s.zones, func(z *zone) bool {
		return slices.ContainsFunc(z.Aliases, func(a alias) bool { return a.Name == name || a.Punycode == name })
	})
	if i < 0 {
		return nil
	}
	return s.zones[i]
}

func (c *call) aliasList() (object, error) {
	z, err := c.zone("6")
	switch {
	case err != nil:
		return nil, err
	case len(z.Aliases) == 0 && c.emptyIsError():
		return nil, refused("7")
	}
	list := array{}
	for _, a := range z.Aliases {
		list = append(list, object{{"id", itoa(a.ID)}, {"domain", a.Name}})
	}
	return object{{"alias", list}}, nil
}

// aliasCreate has the alias in the parameter domain: the zone is known by its
// ID only.
func (c *call) aliasCreate() (object, error) {
	if c.form.Get("domain_id") == "" {
		return nil, refused("6")
	}
	z, err := c.editable("6")
	if err != nil {
		return nil, err
	}
	name := strings.ToLower(strings.TrimSpace(c.form.Get("domain")))
	switch {
	case !validDomain(name):
		return nil, refused("7")
	case c.named(name) != nil:
		return nil, refused("8")
	case c.aliased(name) != nil:
		return nil, refused("9")
	case len(z.Aliases) >= grades[z.grade].aliases:
		return nil, refused("10")
	}
	c.lastAlias++
	added := alias{ID: c.lastAlias, Name: name, Punycode: punycode(name)}
	z.Aliases = append(z.Aliases, added)
	c.changed(z, 0, "添加域名绑定 "+name)
	return object{{"alias", object{{"id", itoa(added.ID)}, {"punycode", added.Punycode}}}}, nil
}

func (c *call) aliasRemove() (object, error) {
	z, err := c.editable("6")
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(z.Aliases, func(a alias) bool { return itoa(a.ID) == c.form.Get("alias_id") })
	if i < 0 {
		return nil, refused("7")
	}
	c.changed(z, 0, "删除域名绑定 "+z.Aliases[i].Name)
	z.Aliases = slices.Delete(z.Aliases, i, i+1)
	return object{}, nil
}
