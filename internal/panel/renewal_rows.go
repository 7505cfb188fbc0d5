package panel

// The vendor's document names few times. What it says is cited; what it is
// silent about is set so that nothing is promised that may not hold: no grace,
// no redemption, and a window that opens late where it speaks of "soon".
const (
	saidThirty = 30 // CNDNS 2.2.1, 二、域名 4: 超过 30 天的域名将无法续费; 11603 域名已进入删除队列
	soon       = 90 // 快到截止日期, 快过期, 快到期: no number is given
	paidAhead  = 10 * 12
	oneYear    = 12
)

var (
	usualTries     = []int{15, 7, 3, 1}
	usualReminders = []int{30, 15, 7, 3, 1}
)

// renewalRules is one row per call that renews; of domains, rows of single
// suffixes come first.
var renewalRules = []RenewalRule{
	{ // registries abroad, by another registrar (二、域名 3): whether its grace is ours, nobody says. The account is asked a month early.
		Call: "cndns.domain.renew", Operation: "domain.renew", Kind: KindDomain, Suffixes: []string{".cm", ".sh", ".io", ".ac"},
		Tries: []int{30, 15, 7, 3, 1}, Reminders: []int{45, 30, 15, 7, 3, 1}, Months: oneYear, Ceiling: 5 * 12,
	},
	{ // sold for ten years only (二、域名 3), which leaves no room before the end
		Call: "cndns.domain.renew", Operation: "domain.renew", Kind: KindDomain, Suffixes: []string{".tm"},
		Tries: []int{30, 15, 7, 3, 1}, Reminders: []int{45, 30, 15, 7, 3, 1}, Opens: 30, Months: 10 * 12,
	},
	{ // one to five years, not four (二、域名 3). The document names no beginning; the registry of Hong Kong takes renewals from three months before.
		Call: "cndns.domain.renew", Operation: "domain.renew", Kind: KindDomain, Suffixes: []string{".hk", ".com.hk", ".香港"},
		Tries: usualTries, Reminders: usualReminders, Opens: soon, Grace: saidThirty, Months: oneYear, Ceiling: 5 * 12,
	},
	{ // no beginning is named; registries take ten years ahead in all. Redemption: silent.
		Call: "cndns.domain.renew", Operation: "domain.renew", Kind: KindDomain,
		Tries: usualTries, Reminders: usualReminders, Grace: saidThirty, Months: oneYear, Ceiling: paidAhead,
	},
	{ // 八、橙云主机 22: 为快到期的主机续费; by the month, half-year or year. Sold by the month, so it is not renewed half a month early.
		Call: "cndns.cloud.renew", Operation: "cloud.renew", Kind: KindCloud,
		Tries: []int{7, 3, 1}, Reminders: []int{15, 7, 3, 1}, Months: 1, Ceiling: paidAhead,
	},
	// Of these the panel keeps no products yet. 三、虚拟主机 3: 快到截止日期时; 以免由于过期导致您无法继续使用.
	{Call: "cndns.hosting.renew", Tries: usualTries, Reminders: usualReminders, Opens: soon, Months: oneYear},
	// 五、数据库 3: 快过期; one to five years.
	{Call: "cndns.database.renew", Tries: usualTries, Reminders: usualReminders, Opens: soon, Months: oneYear, Ceiling: 5 * 12},
	// 六、企业邮局 2: 快过期; one to five years. 15011 过期无法升级请先续费: renewed after its end it can be, for how long is not said.
	{Call: "cndns.mail.renew", Tries: usualTries, Reminders: usualReminders, Opens: soon, Months: oneYear, Ceiling: 5 * 12},
	// 十二、建站之星 5: 快到期.
	{Call: "cndns.site_builder.renew", Tries: usualTries, Reminders: usualReminders, Opens: soon, Months: oneYear},
	// 十五、企推宝 2 and 十六、搜客易 2: years, nothing else.
	{Call: "cndns.qituibao.renew", Tries: usualTries, Reminders: usualReminders, Opens: soon, Months: oneYear},
	{Call: "cndns.soukeyi.renew", Tries: usualTries, Reminders: usualReminders, Opens: soon, Months: oneYear},
	// 十八、CDN 2: the term is years or months; nothing of its times.
	{Call: "cndns.cdn.renew", Tries: []int{7, 3, 1}, Reminders: []int{15, 7, 3, 1}, Opens: soon, Months: 1},
	// 二十、百度云 3: one to nine months or one to three years. 阿里云 3: or one to two years.
	{Call: "cndns.bcc.renew", Tries: []int{7, 3, 1}, Reminders: []int{15, 7, 3, 1}, Opens: soon, Months: 1, Ceiling: 3 * 12},
	{Call: "cndns.ali_ecs.renew", Tries: []int{7, 3, 1}, Reminders: []int{15, 7, 3, 1}, Opens: soon, Months: 1, Ceiling: 2 * 12},
}
