package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tangelo/internal/vendors/alipay"
	"tangelo/internal/vendors/baidugeo"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/sendcloud"
	"tangelo/internal/vendors/wechatpay"
)

// book is the page of one vendor.
type book struct {
	name, title string
	about       string
	calls       []endpoint.Description
	common      endpoint.Codes
}

var books = []book{
	{"cndns", "CNDNS 美橙互联", "CNDNS API 接口说明帮助文档 2.2.1", cndns.All(), cndns.CommonCodes()},
	{"dnspod", "DNSPod", "DNSPod 用户 API 文档 V4.6", dnspod.All(), dnspod.CommonCodes()},
	{"sendcloud", "SendCloud", "SendCloud 域名, 追踪域名 (API 2)", sendcloud.All(), sendcloud.CommonCodes()},
	{"baidugeo", "Baidu GEO", "Baidu GEO 查询站点接口 v2", baidugeo.All(), baidugeo.CommonCodes()},
	{"alipay", "Alipay 支付宝", "支付宝开放平台 电脑网站支付", alipay.All(), alipay.CommonCodes()},
	{"wechatpay", "WeChat Pay 微信支付", "微信支付 API v3 Native 支付", wechatpay.All(), wechatpay.CommonCodes()},
}

func (b book) page() string {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\nWritten by `make generate` from the declarations in `internal/vendors/%s`, which follow the vendor's document, \"%s\".\n",
		b.title, b.name, b.about)
	fmt.Fprintf(&out, "%d calls. Names of parameters are the vendor's own.\n\n", len(b.calls))
	b.index(&out)
	if len(b.common) > 0 {
		out.WriteString("\n## Codes that any call may answer\n\n")
		codes(&out, b.common)
	}
	product := ""
	for _, d := range b.calls {
		if p := productOf(d); p != product {
			product = p
			fmt.Fprintf(&out, "\n## %s\n", p)
		}
		call(&out, d)
	}
	return out.String()
}

// productOf is the middle part of a call's name.
func productOf(d endpoint.Description) string { return strings.Split(d.Name, ".")[1] }

func (b book) index(out *strings.Builder) {
	out.WriteString("| call | 名称 | name | effect |\n|---|---|---|---|\n")
	for _, d := range b.calls {
		fmt.Fprintf(out, "| [`%s`](#%s) | %s | %s | %s |\n", d.Name, anchor(d.Name), cell(d.Title.Zh), cell(d.Title.En), d.Effect)
	}
}

// anchor is the address that a heading gets.
func anchor(heading string) string { return strings.ReplaceAll(heading, ".", "") }

func call(out *strings.Builder, d endpoint.Description) {
	fmt.Fprintf(out, "\n### %s\n\n%s · %s\n\n", d.Name, d.Title.Zh, d.Title.En)
	fmt.Fprintf(out, "`%s %s` at host `%s`", d.Method, d.Path, d.Host)
	fmt.Fprintf(out, " · effect %s · section %s", d.Effect, d.Doc)
	if d.Slow {
		out.WriteString(" · slow")
	}
	out.WriteString("\n")
	if len(d.Params) > 0 {
		out.WriteString("\n| parameter | 含义 | meaning | kind | rules |\n|---|---|---|---|---|\n")
		for _, p := range d.Params {
			fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n", spelling(p), cell(p.Label.Zh), cell(p.Label.En), p.Kind, rules(p))
		}
	}
	if len(d.Errors) > 0 {
		out.WriteString("\n")
		codes(out, d.Errors)
	}
}

// spelling is how a parameter goes over the wire.
func spelling(p endpoint.Param) string {
	switch {
	case !p.Sent():
		return "`" + p.Name + "` (not sent)"
	case p.Also != "":
		return "`" + p.Name + "`, also `" + p.Also + "`"
	}
	return "`" + p.Name + "`"
}

// silent are the rules that say how a value is written, not what it may be.
var silent = []string{"unsent", "zero", "list", "send-empty"}

func rules(p endpoint.Param) string {
	var list []string
	for _, r := range p.Rules {
		if slices.Contains(silent, r.Name) {
			continue
		}
		text := r.Name
		if r.Arg != "" {
			text += " " + r.Arg
		}
		list = append(list, "`"+strings.ReplaceAll(text, "|", "\\|")+"`"+conditions(r.When))
	}
	return strings.Join(list, ", ")
}

func conditions(when []endpoint.Condition) string {
	var list []string
	for _, c := range when {
		list = append(list, condition(c))
	}
	if list == nil {
		return ""
	}
	return " when " + strings.Join(list, " and ")
}

func condition(c endpoint.Condition) string {
	values := strings.Join(c.Values, " or ")
	switch c.Op {
	case "set":
		return c.Param + " is given"
	case "unset":
		return c.Param + " is not given"
	case "=":
		return c.Param + " is " + values
	case "!=":
		return c.Param + " is not " + values
	}
	return c.Param + " ends in " + values
}

func codes(out *strings.Builder, table endpoint.Codes) {
	out.WriteString("| code | 含义 | meaning | kind | parameter |\n|---|---|---|---|---|\n")
	for _, code := range slices.SortedFunc(maps.Keys(table), byNumber) {
		m := table[code]
		field := ""
		if m.Field != "" {
			field = "`" + m.Field + "`"
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n", code, cell(m.Zh), cell(m.En), m.Kind, field)
	}
}

// byNumber orders codes as numbers, and those that are none behind them.
func byNumber(a, b string) int {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX != nil || errY != nil {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	}
	return cmp.Compare(x, y)
}

func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }
