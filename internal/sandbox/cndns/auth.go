package cndns

import (
	"crypto/md5" // the vendor's signature is MD5
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// beijing is the zone of every time the vendor prints or reads.
var beijing = time.FixedZone("CST", 8*60*60)

// authenticate checks username, otime and checksum (chapter 1) and remembers
// the request so that it cannot be sent again.
func (r *request) authenticate() error {
	username := r.get("username")
	if username == "" {
		return fail(r.call.noUser())
	}
	account, ok := r.server.accounts[username]
	if !ok {
		return r.call.unsigned("10007")
	}
	if account.password == "" {
		return r.call.unsigned("10006")
	}
	otime := r.get("otime")
	now := r.server.options.Now().In(beijing)
	sent, ok := readOtime(otime)
	switch {
	case !ok:
		return r.call.unsigned("10035")
	case r.get("checksum") != account.checksum(otime):
		return r.call.unsigned("10008")
	case sent.Format(time.DateOnly) != now.Format(time.DateOnly):
		return r.call.unsigned("10041")
	case !r.server.options.Forgetful && !account.firstUse(r.fingerprint(), now.Format(time.DateOnly)):
		return r.call.unsigned("10036")
	}
	r.account = account
	return nil
}

// supportCodes are the support host's own codes (chapter 10) for those of chapter 1.
var supportCodes = map[string]string{
	"10006": "40006", "10007": "40005", "10008": "40004", "10035": "40003", "10036": "40003", "10041": "40003",
}

// unsigned refuses a signature with a code of chapter 1, or what the call's host
// has in its place.
func (c *call) unsigned(code string) error {
	if own, ok := supportCodes[code]; ok && c.host == supportHost {
		return fail(own)
	}
	return fail(code)
}

// noUser is the code for a missing user name, which differs from call to call.
func (c *call) noUser() string {
	if c.host == supportHost {
		return "40001"
	}
	for code, text := range codes[c.name] {
		if strings.Contains(text, "代理商用户名") || strings.Contains(text, "代理商会员名") {
			return code
		}
	}
	return "10007"
}

func (a *Account) checksum(otime string) string {
	return md5Hex(a.Username + md5Hex(a.password) + otime + a.email)
}

// fingerprint stands for a request with all that it sends. One signature may carry several
// requests: programs in the field sign once and then ask for a whole list of prices.
func (r *request) fingerprint() string {
	sent := url.Values{}
	for name, value := range r.params {
		sent.Set(name, value)
	}
	return md5Hex(r.call.name + "?" + sent.Encode())
}

// firstUse tells whether a request is new; older days are refused by the day anyway.
func (a *Account) firstUse(fingerprint, day string) bool {
	if a.day != day {
		a.day, a.used = day, map[string]bool{}
	}
	if a.used[fingerprint] {
		return false
	}
	a.used[fingerprint] = true
	return true
}

// readOtime reads yyyyMMddHHmmssfff, and the shorter digit forms that clients
// in the field send: a date with any part of the time, or a Unix time in
// seconds or milliseconds. Only its day matters.
func readOtime(text string) (time.Time, bool) {
	if !digits(text) || len(text) < 8 || len(text) > 17 {
		return time.Time{}, false
	}
	if unix, err := strconv.ParseInt(text, 10, 64); err == nil && text[0] == '1' {
		switch len(text) {
		case 10:
			return time.Unix(unix, 0).In(beijing), true
		case 13:
			return time.UnixMilli(unix).In(beijing), true
		}
	}
	layout := "20060102"
	if len(text) >= 14 {
		layout, text = "20060102150405", text[:14]
	} else {
		text = text[:8]
	}
	at, err := time.ParseInLocation(layout, text, beijing)
	return at, err == nil
}

func md5Hex(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}
