package cndns

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// callbackKey is printed in the document and the same for every reseller: a valid sign
// proves nothing about the sender.
const callbackKey = "CUP&S,#v6!g0viBZqnf+5Sp!aydXG*"

// ErrCallbackSigns means that a callback's signs do not fit its name and tag.
var ErrCallbackSigns = errors.New("the callback's signs do not match")

// Callback is the vendor's notice that a cloud host was created or rebuilt, "附录 1、回调
// 接口说明". It comes once. The signs leave out the result, so it is a hint only: read
// CloudInfo before believing it.
type Callback struct {
	Product string // management name
	Tag     string // "procreate"; others are not documented
	Success bool   // what the sender claims
}

// ParseCallback reads a callback from a query or form and verifies its signs. It returns
// ErrCallbackSigns, or an error that names the missing or wrong field.
func ParseCallback(form url.Values) (Callback, error) {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	for _, name := range []string{"proname", "tag", "signs", "result"} {
		if get(name) == "" {
			return Callback{}, fmt.Errorf("callback: %s is missing", name)
		}
	}
	want := md5Hex(get("proname") + get("tag") + callbackKey)
	if subtle.ConstantTimeCompare([]byte(strings.ToLower(get("signs"))), []byte(want)) != 1 {
		return Callback{}, ErrCallbackSigns
	}
	result := get("result")
	if result != "1" && result != "2" {
		return Callback{}, errors.New("callback: result is neither 1 nor 2")
	}
	return Callback{Product: get("proname"), Tag: get("tag"), Success: result == "1"}, nil
}
