package cndns

import (
	"slices"
	"strings"
)

// Kinds of template (tpl_belong_type).
const (
	templatePC     = "1"
	templateMobile = "2"
	templateBoth   = "3"
	templateMini   = "4"
)

// siteTemplate is a design. One with a price is a fine one.
type siteTemplate struct {
	id, name, category, color, kind string
	level                           int   // user_level: which plans may use it
	fen                             int64 // 0 is free
}

var siteTemplates = []siteTemplate{
	{"2926", "pets-7", "2", "white", templatePC, 1, 0},
	{"2906", "pets-3", "2", "orange", templatePC, 1, 0},
	{"3160", "business-12", "1", "blue", templatePC, 2, 0},
	{"2701", "business-4", "1", "red", templatePC, 2, 0},
	{"3205", "business-31", "1", "gray", templatePC, 3, 0},
	{"3318", "shop-9", "3", "green", templatePC, 4, 0},
	{"5044", "mobile-44", "1", "blue", templateMobile, 1, 0},
	{"3122", "mobile-22", "2", "white", templateMobile, 2, 0},
	{"5130", "mobile-130", "3", "red", templateMobile, 4, 0},
	{"6010", "both-10", "1", "black", templateBoth, 2, 0},
	{"7001", "mini-1", "3", "green", templateMini, 3, 0},
	{"7002", "mini-2", "3", "orange", templateMini, 4, 0},
	{"4212", "fine-12", "1", "blue", templatePC, 2, 30_000},
	{"4250", "fine-50", "3", "red", templatePC, 3, 50_000},
	{"4310", "fine-mobile-10", "1", "white", templateMobile, 2, 20_000},
	{"4405", "fine-both-5", "1", "black", templateBoth, 2, 45_000},
	{"4501", "fine-mini-1", "3", "green", templateMini, 3, 36_000},
}

var templateGroups = []struct{ id, name string }{{"1", "商业"}, {"2", "宠物"}, {"3", "网店"}}

func templateOf(id string) (siteTemplate, bool) {
	at := slices.IndexFunc(siteTemplates, func(t siteTemplate) bool { return t.id == id })
	if at < 0 {
		return siteTemplate{}, false
	}
	return siteTemplates[at], true
}

// templates are those of a kind and a sort: plain for "", "0", fine for "1".
func templatesBy(kind, refinement string) []siteTemplate {
	var list []siteTemplate
	for _, t := range siteTemplates {
		if t.kind == kind && (t.fen > 0) == (refinement == "1") {
			list = append(list, t)
		}
	}
	return list
}

func templateCategories(r *request) (any, error) {
	kind := or(r.get("type"), templatePC)
	list := []row{}
	for _, group := range templateGroups {
		amount := 0
		for _, t := range templatesBy(kind, r.get("refinement")) {
			if t.category == group.id {
				amount++
			}
		}
		if amount > 0 {
			list = append(list, row{
				{"tpl_belong_type", kind}, {"tpl_category_id", group.id}, {"tpl_category_name", group.name}, {"amount", amount},
			})
		}
	}
	return list, nil
}

func listTemplates(r *request) (any, error) {
	kind := map[string]string{
		"": templatePC, "0": templatePC, "1": templateMobile, "2": templateBoth, "3": templateMini,
	}[r.get("mobile")]
	list := []row{}
	for _, t := range templatesBy(kind, r.get("refinement")) {
		if category := r.get("category"); category == "" || category == t.category {
			list = append(list, t.row())
		}
	}
	return list, nil
}

func (t siteTemplate) row() row {
	const shots = "http://screenshots.websiteonline.cn/screenshots/"
	out := row{
		{"tpl_id", t.id},
		{"tpl_name", t.name},
		{"tpl_category_id", t.category},
		{"tpl_belong_color", t.color},
		{"tpl_level", "1"},
		{"tpl_domain", "http://" + t.name + ".view.sitestar.cn"},
		{"tpl_belong_type", t.kind},
		{"user_level", itoa(t.level)},
		{"tpl_pic_screenshot", shots + t.name + "-a.jpg"},
		{"tpl_pic_big", shots + t.name + "-b.jpg"},
	}
	if t.fen > 0 {
		out = append(out, column{"tpl_price", yuan(t.fen)})
	}
	return out
}

var caseColors = []string{
	"红色", "橙色", "黄色", "绿色", "浅蓝色", "蓝色", "浅紫色", "紫色", "白色", "灰色", "棕色", "黑色", "色彩缤纷",
}

// siteCase is a site that the vendor shows. kind: 0 PC, 1 mobile, 2 micro site, 3 all three.
type siteCase struct{ name, host, parent, sub, color, kind string }

var siteCases = []siteCase{
	{"如皋权盛机械制造有限公司", "www.machines.example", "1", "42", "10", "0"},
	{"安防器材有限公司", "www.guard.example", "6", "54", "1,6,9", "0"},
	{"监控器材商城", "www.camera.example", "6", "55", "12", "0"},
	{"权盛机械手机站", "m.machines.example", "1", "42", "6,9", "1"},
	{"安防微站", "w.guard.example", "6", "54", "1", "2"},
	{"监控三合一", "all.camera.example", "6", "55", "13", "3"},
}

// caseFilters answers two objects in one list; categories nest twice, as printed.
func caseFilters(*request) (any, error) {
	var colors []row
	for i, color := range caseColors {
		colors = append(colors, row{{"id", itoa(i + 1)}, {"color", color}})
	}
	leaf := func(id, name string) row { return row{{"subcateid", id}, {"subcatename", name}} }
	branch := func(id, name string, below ...row) row {
		return row{{"cateid", id}, {"catename", name}, {"subcategory", below}}
	}
	return []row{
		{{"colordetail", colors}},
		{{"category", []row{branch("1", "机械、工业制品",
			branch("6", "安防、监控器材", leaf("54", "安防"), leaf("55", "监控器材")),
			branch("7", "机械设备", leaf("42", "机械制造")),
		)}}},
	}, nil
}

// listCases filters by category under its documented name and under those of the example.
func listCases(r *request) (any, error) {
	list := []row{}
	kind := or(r.get("mobile"), "0")
	for _, c := range siteCases {
		in := func(param string, values ...string) bool {
			return r.get(param) == "" || slices.Contains(values, r.get(param))
		}
		if c.kind == kind && in("category", c.parent, c.sub) && in("parentcategory", c.parent) && in("subcategory", c.sub) &&
			in("color", strings.Split(c.color, ",")...) {
			list = append(list, c.row())
		}
	}
	return list, nil
}

func (c siteCase) row() row {
	code := ""
	if c.kind == "1" {
		code = "http://image.sitestar.cn/ewm/" + c.host + ".png"
	}
	return row{
		{"webname", c.name},
		{"viewurl", "http://" + c.host},
		{"picurl", "http://image.sitestar.cn/upload/" + c.host + ".jpg"},
		{"parentcategory", c.parent},
		{"subcategory", c.sub},
		{"color", c.color},
		{"ewm", code},
	}
}
