package dnspod

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
)

// settingEndpoints change one property of a domain.
var settingEndpoints = []endpoint{
	{name: "dnspod.domain.set_status", path: "Domain.Status", handle: (*call).domainStatus, texts: settingTexts},
	{name: "dnspod.domain.set_remark", path: "Domain.Remark", handle: (*call).domainRemark, texts: domainIDTexts},
	{name: "dnspod.domain.set_mark", path: "Domain.Ismark", handle: (*call).domainMark, texts: domainIDTexts},
	{
		name: "dnspod.domain.set_searchengine_push", path: "Domain.Searchenginepush",
		handle: (*call).domainPush, texts: settingTexts,
	},
	{name: "dnspod.domain.set_url_in_cn", path: "Domain.Urlincn", handle: (*call).domainURLInCN, texts: settingTexts},
	{
		name: "dnspod.domain.lock", path: "Domain.Lock", shared: true, handle: (*call).domainLock,
		texts: merge(upgradeTexts, spamTexts, domainIDTexts, rightTexts, texts{
			"8":  {"Days of the lock are invalid", "锁定天数错误"},
			"9":  {"Days of the lock are beyond the limit", "锁定天数超出限制"},
			"21": {"Domain is already locked", "域名已经被锁定"},
		}),
	},
	{
		name: "dnspod.domain.lock_status", path: "Domain.Lockstatus", reads: true, handle: (*call).domainLockStatus,
		texts: merge(upgradeTexts, spamTexts, domainIDTexts, texts{"7": {"Domain is not locked", "域名没有锁定"}}),
	},
	{
		name: "dnspod.domain.unlock", path: "Domain.Unlock", shared: true, handle: (*call).domainUnlock,
		texts: merge(upgradeTexts, spamTexts, domainIDTexts, rightTexts, texts{
			"8": {"Domain is not locked", "域名没有锁定"},
			"9": {"Unlock code is invalid", "解锁码错误"},
		}),
	},
}

// settable finds a zone whose properties may change now.
func (c *call) settable() (*zone, error) {
	z, err := c.zone("8")
	switch {
	case err != nil:
		return nil, err
	case z.locked(c.now):
		return nil, refused("7")
	}
	return z, nil
}

// choose maps the value of a parameter; one that is not listed has no code of
// its own in the document and is answered like a wrong domain ID.
func choose[T any](c *call, parameter string, choices map[string]T) (T, error) {
	chosen, known := choices[c.form.Get(parameter)]
	if !known {
		return chosen, refused("6")
	}
	return chosen, nil
}

var yesOrNo = map[string]bool{"yes": true, "no": false}

func (c *call) domainStatus() (object, error) {
	z, err := c.settable()
	if err != nil {
		return nil, err
	}
	status, err := choose(c, "status", map[string]string{"enable": "enable", "disable": "pause"})
	if err != nil {
		return nil, err
	}
	z.status = status
	c.changed(z, 0, map[string]string{"enable": "启用", "pause": "暂停"}[status]+" 域名解析")
	return object{}, nil
}

func (c *call) domainRemark() (object, error) {
	z, err := c.zone("6")
	if err != nil {
		return nil, err
	}
	z.remark = c.form.Get("remark")
	c.changed(z, 0, "修改域名备注")
	return object{}, nil
}

func (c *call) domainMark() (object, error) {
	z, err := c.zone("6")
	if err != nil {
		return nil, err
	}
	marked, err := choose(c, "is_mark", yesOrNo)
	if err != nil {
		return nil, err
	}
	z.marked = marked
	c.changed(z, 0, "设置域名星标")
	return object{}, nil
}

func (c *call) domainPush() (object, error) {
	return c.toggle("设置搜索引擎推送", func(z *zone, on bool) { z.push = on })
}

func (c *call) domainURLInCN() (object, error) {
	return c.toggle("设置国内 URL 转发", func(z *zone, on bool) { z.urlInCN = on })
}

func (c *call) toggle(words string, set func(*zone, bool)) (object, error) {
	z, err := c.settable()
	if err != nil {
		return nil, err
	}
	on, err := choose(c, "status", yesOrNo)
	if err != nil {
		return nil, err
	}
	set(z, on)
	c.changed(z, 0, words)
	return object{}, nil
}

func (c *call) domainLock() (object, error) {
	z, err := c.zone("7")
	if err != nil {
		return nil, err
	}
	days, err := strconv.Atoi(c.form.Get("days"))
	switch {
	case err != nil || days < 1:
		return nil, refused("8")
	case days > grades[z.grade].lockDays:
		return nil, refused("9")
	case z.locked(c.now):
		return nil, refused("21")
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", z.id, stamp(c.now)))
	z.lock = lock{code: hex.EncodeToString(sum[:3]), start: c.now, end: c.now.AddDate(0, 0, days)}
	c.changed(z, 0, "锁定域名")
	return object{{"lock", object{
		{"domain_id", z.id}, {"lock_code", z.lock.code}, {"lock_end", day(z.lock.end)},
	}}}, nil
}

// domainLockStatus answers an unlocked domain with code 7, as documented.
func (c *call) domainLockStatus() (object, error) {
	z, err := c.zone("6")
	switch {
	case err != nil:
		return nil, err
	case z.status == "spam":
		return nil, refused("-15")
	case !z.locked(c.now):
		return nil, refused("7")
	}
	return object{{"lock", object{
		{"lock_status", "yes"}, {"start_at", day(z.lock.start)}, {"end_at", day(z.lock.end)},
	}}}, nil
}

func (c *call) domainUnlock() (object, error) {
	z, err := c.zone("7")
	switch {
	case err != nil:
		return nil, err
	case z.status == "spam":
		return nil, refused("-15")
	case !z.locked(c.now):
		return nil, refused("8")
	case c.form.Get("lock_code") != z.lock.code:
		return nil, refused("9")
	}
	z.lock = lock{}
	c.changed(z, 0, "解锁域名")
	return object{}, nil
}
