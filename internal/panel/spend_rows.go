package panel

// makes is a call that makes a thing under a name of ours. thing is what the
// detail must agree with.
func makes(call, key, probe string, thing Words, more ...string) Spend {
	return Spend{
		Call: call, Class: SpendNamed, Key: []string{key}, Before: BeforeAbsence, Probes: append([]string{probe}, more...),
		Done: Words{
			Zh: "下单前没有，现在账户下有这个" + thing.Zh + "，规格和开通时间都对得上",
			En: "the " + thing.En + " was not there before and is in our account now, of the ordered kind and time",
		},
		NotDone: Words{
			Zh: "静默期之后，账户下仍没有这个" + thing.Zh,
			En: "after the quiet period the " + thing.En + " is still not in our account",
		},
		Unclear: Words{
			Zh: "有同名的" + thing.Zh + "，但规格或时间对不上，或名称已被占用却读不到详情",
			En: "a " + thing.En + " of that name is there, of another kind or time, or the name is taken and shows nothing",
		},
		Quiet: spendQuiet, Deadline: spendDeadline, Resend: 3, Coupon: couponPays,
	}
}

var spendsNamed = []Spend{
	makes("cndns.domain.create", "domainname", "cndns.domain.detail", Words{"域名", "domain"}),
	makes("cndns.hosting.create", "ftpname", "cndns.hosting.detail", Words{"虚拟主机", "virtual host"}),
	makes("cndns.database.create", "dbname", "cndns.database.detail", Words{"数据库", "database"}, "cndns.common.check_product_name"),
	makes("cndns.mail.create", "maildomain", "cndns.mail.detail", Words{"企业邮局", "mail product"}),
	{
		Call: "cndns.domain.transfer_in", Class: SpendSlow, Key: []string{"domainname"}, Before: BeforeAbsence,
		Probes: []string{"cndns.domain.transfer_in_status", "cndns.domain.detail"},
		Done: Words{
			"下单前没有转入订单，现在有一个正在办理或已完成的转入订单",
			"there was no transfer order before and there is one now, under way or complete",
		},
		NotDone: Words{"静默期之后，仍没有这个域名的转入订单", "after the quiet period there is still no transfer order for the domain"},
		Unclear: Words{
			"转入订单显示失败或已取消：可能是这一次的，也可能是以前的",
			"the transfer order has failed or was cancelled: it may be this one or an earlier one",
		},
		Quiet: spendQuiet, Deadline: spendDeadline, Coupon: couponPays,
	},
}

// renews is a call that moves the end of a thing.
func renews(call, key, probe string) Spend {
	return Spend{
		Call: call, Class: SpendChange, Key: []string{key}, Before: BeforeExpiry, Probes: []string{probe},
		Done:    Words{"到期日比下单前正好晚了所订的时长", "the expiry date is later than before by exactly what was ordered"},
		NotDone: Words{"静默期之后，到期日与下单前相同", "after the quiet period the expiry date is the same as before"},
		Unclear: Words{"到期日变了，但不是所订的时长，或读不到到期日", "the expiry date has moved by another span, or cannot be read"},
		Quiet:   spendQuiet, Deadline: spendDeadline, Resend: 2, Coupon: couponPays,
	}
}

var spendsRenewing = []Spend{
	renews("cndns.domain.renew", "domainname", "cndns.domain.detail"),
	renews("cndns.hosting.renew", "ftpname", "cndns.hosting.detail"),
	renews("cndns.database.renew", "dbname", "cndns.database.detail"),
	renews("cndns.mail.renew", "maildomain", "cndns.mail.detail"),
	renews("cndns.cloud.renew", "cloudname", "cndns.cloud.info"),
	renews("cndns.site_builder.renew", "webname", "cndns.site_builder.detail"),
	renews("cndns.qituibao.renew", "nme", "cndns.qituibao.detail"),
	renews("cndns.soukeyi.renew", "nme", "cndns.soukeyi.detail"),
	renews("cndns.cdn.renew", "nme", "cndns.cdn.info"),
	renews("cndns.bcc.renew", "pdtnme", "cndns.bcc.detail"),
	renews("cndns.ali_ecs.renew", "pdtnme", "cndns.ali_ecs.detail"),
}

// changes is a call that makes a known thing larger or better. what is the
// part of the detail that shows it.
func changes(call, key string, what Words, coupon bool, probes ...string) Spend {
	return Spend{
		Call: call, Class: SpendChange, Key: []string{key}, Before: BeforeSize, Probes: probes,
		Done:    Words{Zh: what.Zh + "从下单前的值变成了所订的值", En: "the " + what.En + " went from what it was to what was ordered"},
		NotDone: Words{Zh: "静默期之后，" + what.Zh + "与下单前相同", En: "after the quiet period the " + what.En + " is the same as before"},
		Unclear: Words{Zh: what.Zh + "变成了别的值，或供应商不显示它", En: "the " + what.En + " became something else, or the vendor does not show it"},
		Quiet:   spendQuiet, Deadline: spendDeadline, Resend: 2, Coupon: coupon,
	}
}

// points is a call that buys points for an account.
func points(call, probe, rest string) Spend {
	s := changes(call, "account", Words{"已购点数", "number of points bought"}, onlyBalancePay, probe, rest)
	s.Before = BeforePoints
	return s
}

var spendsChanging = []Spend{
	changes("cndns.hosting.upgrade", "ftpname", Words{"主机的类型、容量和线路", "host's type, size and line"}, onlyBalancePay, "cndns.hosting.detail"),
	changes("cndns.database.upgrade", "dbname", Words{"数据库的类型和容量", "database's type and size"}, onlyBalancePay, "cndns.database.detail"),
	changes("cndns.mail.upgrade", "maildomain", Words{"邮箱数和总容量", "number of mailboxes and the capacity"}, onlyBalancePay, "cndns.mail.detail"),
	changes("cndns.cloud.upgrade", "cloudname", Words{"CPU、内存、硬盘和带宽", "cores, memory, disk and bandwidth"}, onlyBalancePay, "cndns.cloud.info"),
	changes("cndns.cloud.buy_ip", "cloudname", Words{"附加 IP 的数目", "number of extra addresses"}, onlyBalancePay, "cndns.cloud.info"),
	changes("cndns.site_builder.create_side_product", "webname", Words{"网站的版本 (PC、手机)", "versions of the site (PC, mobile)"}, couponPays, "cndns.site_builder.detail"),
	changes("cndns.site_builder.upgrade", "webname", Words{"网站的空间和流量，以及可升级列表", "site's space and traffic, and the list of its upgrades"}, onlyBalancePay, "cndns.site_builder.detail", "cndns.site_builder.upgrade_list"),
	changes("cndns.qituibao.upgrade", "nme", Words{"产品版本", "product"}, onlyBalancePay, "cndns.qituibao.detail"),
	changes("cndns.soukeyi.upgrade", "nme", Words{"产品版本", "product"}, onlyBalancePay, "cndns.soukeyi.detail"),
	changes("cndns.cdn.upgrade", "nme", Words{"流量单位和倍数", "unit and multiple of the traffic"}, couponPays, "cndns.cdn.info"),
	changes("cndns.bcc.upgrade", "pdtnme", Words{"CPU、内存、磁盘和带宽", "cores, memory, disks and bandwidth"}, couponPays, "cndns.bcc.detail"),
	points("cndns.edm.buy_points", "cndns.edm.detail", "cndns.edm.rest_points"),
	points("cndns.sms.buy_points", "cndns.sms.detail", "cndns.sms.rest_points"),
	{ // no call shows which templates a site has bought
		Call: "cndns.site_builder.buy_template", Class: SpendChange, Key: []string{"webname"}, Before: BeforeBalance,
		Probes:  []string{"cndns.common.account_finance"},
		Done:    Words{"有人在供应商处看到网站已有这个模板", "a person has seen at the vendor's that the site has the template"},
		NotDone: Words{"有人在供应商处看到网站没有这个模板", "a person has seen at the vendor's that the site does not have the template"},
		Unclear: Words{"没有接口能显示已购模板：只能看余额少了多少", "no call shows the templates that were bought: only the balance can be compared"},
		Quiet:   spendQuietGen, Deadline: spendDeadGen, Coupon: couponPays,
	},
}

// generates is a call that makes a thing whose name the vendor makes up, so
// that nothing the panel could ask for proves what became of it. detail reads
// the thing whose name a person gives.
func generates(call, lane, detail string) Spend {
	return Spend{
		Call: call, Class: SpendGenerated, Lane: lane, Before: BeforeBalance, Probes: []string{"cndns.common.account_finance", detail},
		Done: Words{
			"有人给出供应商起的名称，账户下有它，在下单之后开通，且不属于别的订单",
			"a person names what the vendor made: it is in our account, made after the order, and no other order's",
		},
		NotDone: Words{"给出的名称不在账户下，或属于别的订单", "what was named is not in our account, or is another order's"},
		Unclear: Words{"供应商自己起名，也没有列表：只能看余额少了多少", "the vendor makes the name up and lists nothing: only the balance can be compared"},
		Quiet:   spendQuietGen, Deadline: spendDeadGen, Coupon: couponPays,
	}
}

var spendsGenerated = []Spend{
	generates("cndns.cloud.buy", "cloud", "cndns.cloud.info"),
	generates("cndns.site_builder.create", "site_builder", "cndns.site_builder.detail"),
	generates("cndns.site_builder.copy", "site_builder", "cndns.site_builder.detail"),
	generates("cndns.edm.create", "edm", "cndns.edm.detail"),
	generates("cndns.soukeyi.create", "soukeyi", "cndns.soukeyi.detail"),
	generates("cndns.cdn.create", "cdn", "cndns.cdn.info"),
	generates("cndns.ddos.buy", "ddos", "cndns.ddos.detail"),
	generates("cndns.bcc.create", "bcc", "cndns.bcc.detail"),
	generates("cndns.ali_ecs.create", "ali_ecs", "cndns.ali_ecs.detail"),
	qituibaoOrder(),
	smsOrder(),
}

// qituibaoOrder: the vendor makes the name up, but says whether a company's
// name is in use, and a company has one order.
func qituibaoOrder() Spend {
	s := generates("cndns.qituibao.create", "qituibao", "cndns.qituibao.detail")
	s.Probes = append([]string{"cndns.common.check_product_name"}, s.Probes...)
	s.NotDone = Words{"静默期之后，公司名称仍未被使用", "after the quiet period the company's name is still not in use"}
	s.Unclear = Words{
		"公司名称已被使用，多半已经买到：请到供应商处找出订单名称",
		"the company's name is in use now, so it was most likely bought: find the order's name at the vendor's",
	}
	return s
}

// smsOrder: people at the vendor review the order for a working day. The
// answer names the account; without the answer nothing does.
func smsOrder() Spend {
	s := generates("cndns.sms.create", "sms", "cndns.sms.detail")
	s.Class = SpendSlow
	s.Done = Words{
		"供应商给出的账户能读到详情：订单成立，审核与否由供应商另行决定",
		"the account that the vendor named shows its detail: the order stands, and its review is the vendor's",
	}
	s.NotDone = Words{"给出的账户不在我们名下，或属于别的订单", "the account that was named is not ours, or is another order's"}
	s.Unclear = Words{
		"不知道账户名称，或审核未通过后已读不到：只能看余额少了多少",
		"the account's name is not known, or a review has refused it: only the balance can be compared",
	}
	return s
}
