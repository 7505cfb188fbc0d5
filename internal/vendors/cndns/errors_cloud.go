package cndns

import "tangelo/internal/vendors/endpoint"

// Error codes of cloud hosts, by call, in the order of the document.
var (
	cloudBuyCodes = endpoint.Codes{ // cndns.cloud.buy
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"17001": endpoint.Invalid.Means("CPU 参数非法", "illegal CPU value", "cpu"),
		"17002": endpoint.Invalid.Means("内存参数非法", "illegal memory value", "ram"),
		"17003": endpoint.Invalid.Means("空间参数非法", "illegal disk value", "HD"),
		"17004": endpoint.Invalid.Means("带宽参数非法", "illegal bandwidth value", "BD"),
		"17005": endpoint.Invalid.Means("操作系统参数非法", "illegal operating system value", "os"),
		"17006": endpoint.Invalid.Means("机房参数非法", "illegal data centre value", "place"),
		"17007": endpoint.Invalid.Means("购买时限参数非法", "illegal time unit value", "tmetpe"),
		"17008": endpoint.Invalid.Means("产品信息错误", "wrong product information"),
		"17009": endpoint.Failed.Means("购买失败", "purchase failed"),
		"10042": endpoint.Missing.Means("优惠券不存在", "coupon does not exist", "signature"),
		"10043": endpoint.Conflict.Means("当前优惠券码不能使用", "coupon cannot be used", "signature"),
		"10046": endpoint.Missing.Means("代金券不存在", "voucher does not exist", "voucherid"),
	}

	cloudCreateHostCodes = endpoint.Codes{ // cndns.cloud.create_host
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17101": endpoint.Invalid.Means("密码非法", "illegal password", "password"),
		"17102": endpoint.Missing.Means("产品不在代理商名下", "product does not belong to the reseller"),
		"17103": endpoint.AlreadyDone.Means("主机已开通无需再次开通", "host already created"),
		"17104": endpoint.Unclear.Means("主机更新密码失败", "updating the host password failed"),
		"17105": endpoint.Failed.Means("主机开通失败", "creating the host failed"),
	}

	cloudModifyPlatformPasswordCodes = endpoint.Codes{ // cndns.cloud.modify_platform_password
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17101": endpoint.Invalid.Means("密码非法", "illegal password", "password"),
		"17106": endpoint.Failed.Means("密码修改失败", "password change failed"),
	}

	cloudStateCodes = endpoint.Codes{ // cndns.cloud.state
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
	}

	cloudRestartCodes = endpoint.Codes{ // cndns.cloud.restart
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17108": endpoint.Conflict.Means("主机非运行态无法重启", "host is not running, cannot restart"),
		"17109": endpoint.Failed.Means("主机重启失败", "restart failed"),
	}

	cloudShutdownCodes = endpoint.Codes{ // cndns.cloud.shutdown
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17108": endpoint.Conflict.Means("主机非运行态无法重启", "host is not running, cannot restart"),
		"17110": endpoint.Failed.Means("主机参数获取失败", "failed to read the host parameters"),
		"17111": endpoint.Conflict.Means("主机非运行态无法关机", "host is not running, cannot shut down"),
		"17112": endpoint.Failed.Means("主机关机失败", "shutdown failed"),
	}

	cloudPowerOffCodes = endpoint.Codes{ // cndns.cloud.power_off
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17115": endpoint.AlreadyDone.Means("主机已关机无法再关闭", "host already off"),
		"17116": endpoint.Failed.Means("主机关闭电源失败", "power-off failed"),
	}

	cloudStartCodes = endpoint.Codes{ // cndns.cloud.start
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17113": endpoint.Conflict.Means("主机非关机状态无法开机", "host is not off, cannot start"),
		"17114": endpoint.Failed.Means("主机开机失败", "start failed"),
	}

	cloudSnapshotCreateCodes = endpoint.Codes{ // cndns.cloud.snapshot_create
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17117": endpoint.Failed.Means("主机快照失败", "snapshot failed"),
	}

	cloudSnapshotDeleteCodes = endpoint.Codes{ // cndns.cloud.snapshot_delete
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17119": endpoint.Missing.Means("主机无快照无需删除操作", "no snapshot to delete"),
		"17120": endpoint.Failed.Means("主机快照删除失败", "snapshot deletion failed"),
	}

	cloudSnapshotRestoreCodes = endpoint.Codes{ // cndns.cloud.snapshot_restore
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17118": endpoint.Failed.Means("主机照还原失败", "snapshot restore failed"),
	}

	cloudRebuildSystemListCodes = endpoint.Codes{ // cndns.cloud.rebuild_system_list
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17121": endpoint.Failed.Means("系统列表获取失败", "failed to read the system list"),
	}

	cloudRebuildCodes = endpoint.Codes{ // cndns.cloud.rebuild
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17101": endpoint.Invalid.Means("密码非法", "illegal password", "cloudpass"),
		"17005": endpoint.Invalid.Means("系统参数非法", "illegal system value", "cloudsystem"),
		"17107": endpoint.Conflict.Means("系统状态非法", "illegal state"),
		"17010": endpoint.Conflict.Means("主机有快照无法重装系统", "host has a snapshot, cannot rebuild"),
		"17122": endpoint.Failed.Means("主机关机失败", "shutdown failed"),
		"17123": endpoint.Failed.Means("主机重装系统失败", "rebuild failed"),
	}

	cloudModifySystemPasswordCodes = endpoint.Codes{ // cndns.cloud.modify_system_password
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17101": endpoint.Invalid.Means("密码非法", "illegal password", "cloudpassword"),
		"17005": endpoint.Invalid.Means("系统参数非法", "illegal system value"),
		"17107": endpoint.Conflict.Means("系统状态非法", "illegal state"),
		"17124": endpoint.Conflict.Means("主机非关机状态无法修改密码", "host is not off, cannot change the password"),
		"17125": endpoint.Failed.Means("修改密码失败", "password change failed"),
	}

	cloudBindDomainCodes = endpoint.Codes{ // cndns.cloud.bind_domain
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17138": endpoint.Invalid.Means("域名非法", "illegal domain", "domainname"),
		"17139": endpoint.Conflict.Means("服务器所在机房不支持", "not supported in this data centre"),
		"17140": endpoint.Conflict.Means("域名未备案无法绑定", "domain has no ICP filing, cannot be bound", "domainname"),
		"17110": endpoint.Failed.Means("系统参数获取失败", "failed to read the host parameters (check host and order)"),
		"17141": endpoint.AlreadyDone.Means("域名已绑定过无法再次绑定", "domain already bound"),
		"17142": endpoint.Failed.Means("域名绑定失败", "binding the domain failed"),
		"13150": endpoint.Invalid.Means("域名性质非法", "illegal domain holder kind", "domaintype"),
		"13151": endpoint.Invalid.Means("单位名称/个人名称非法", "illegal company or person name", "domainowner"),
		"13152": endpoint.Invalid.Means("单位组织机构代码证非法(请填写9位的数字)", "illegal organisation code (9 digits)", "orgcode"),
		"13153": endpoint.Invalid.Means("联系地址非法", "illegal address", "address"),
		"13154": endpoint.Invalid.Means("联系电话非法", "illegal telephone", "telephone"),
		"13155": endpoint.Invalid.Means("网站名称非法", "illegal web site name", "webdesc"),
		"13156": endpoint.Invalid.Means("主办人证件号码非法", "illegal organiser ID number", "ownerid"),
		"13157": endpoint.Invalid.Means("应急联系人非法", "illegal emergency contact", "contact"),
		"13158": endpoint.Invalid.Means("证件号码非法", "illegal ID number", "contactid"),
		"13159": endpoint.Invalid.Means("固定电话非法", "illegal landline", "connecttele"),
		"13160": endpoint.Invalid.Means("移动电话非法", "illegal mobile phone", "connectmobile"),
		"13161": endpoint.Invalid.Means("电子邮件非法", "illegal e-mail", "email"),
		"13163": endpoint.Failed.Means("域名备案号获取失败", "failed to read the ICP number"),
		"13164": endpoint.Conflict.Means("域名还未备案无法绑定", "domain has no ICP filing, cannot be bound"),
		"13165": endpoint.Conflict.Means("域名备案状态非法", "illegal ICP filing state"),
		"13166": endpoint.Failed.Means("域名信息提交失败", "submitting the domain information failed"),
	}

	cloudUnbindDomainCodes = endpoint.Codes{ // cndns.cloud.unbind_domain
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17138": endpoint.Invalid.Means("域名非法", "illegal domain", "domainname"),
		"17143": endpoint.Missing.Means("域名并未绑定过无需删除", "domain is not bound"),
		"17144": endpoint.Failed.Means("域名删除失败", "removing the domain failed"),
	}

	cloudUpgradeListCodes = endpoint.Codes{ // cndns.cloud.upgrade_list
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17110": endpoint.Failed.Means("系统参数获取失败", "failed to read the host parameters"),
	}

	cloudUpgradeCodes = endpoint.Codes{ // cndns.cloud.upgrade
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17001": endpoint.Invalid.Means("CPU 参数非法", "illegal CPU value", "CPUNum"),
		"17002": endpoint.Invalid.Means("内存参数非法", "illegal memory value", "RAMNum"),
		"17003": endpoint.Invalid.Means("空间参数非法", "illegal disk value", "HDNum"),
		"17004": endpoint.Invalid.Means("带宽参数非法", "illegal bandwidth value", "BDNum"),
		"17017": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17127": endpoint.Conflict.Means("主机有快照无法升级", "host has a snapshot, cannot upgrade"),
		"17128": endpoint.Conflict.Means("非关机状态无法升级", "host is not off, cannot upgrade"),
		"17110": endpoint.Invalid.Means("主机参数非法", "illegal host parameters"),
		"17129": endpoint.Invalid.Means("CPU 超限无法升级", "CPU over the limit", "CPUNum"),
		"17130": endpoint.Invalid.Means("内存超限无法升级", "memory over the limit", "RAMNum"),
		"17131": endpoint.Invalid.Means("空间超限无法升级", "disk over the limit", "HDNum"),
		"17132": endpoint.Invalid.Means("带宽超限无法升级", "bandwidth over the limit", "BDNum"),
		"17133": endpoint.Failed.Means("升级失败", "upgrade failed"),
	}

	cloudBuyIPCodes = endpoint.Codes{ // cndns.cloud.buy_ip
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17134": endpoint.Conflict.Means("IP 值超出最大限制", "too many IPs"),
		"17107": endpoint.Conflict.Means("主机状态非法", "illegal host state"),
		"17135": endpoint.Conflict.Means("有快照无法购买 IP", "host has a snapshot, cannot buy an IP"),
		"17136": endpoint.Conflict.Means("非关机状态无法购买 IP", "host is not off, cannot buy an IP"),
		"17137": endpoint.Failed.Means("购买 IP 失败", "buying the IP failed"),
		"10021": endpoint.Unfunded.Means("代理商金额不够", "insufficient balance"),
	}

	cloudRenewCodes = endpoint.Codes{ // cndns.cloud.renew
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17007": endpoint.Invalid.Means("时间类型非法", "illegal time unit", "timetype"),
		"17008": endpoint.Invalid.Means("产品信息非法", "illegal product information"),
		"10021": endpoint.Unfunded.Means("代理商金额不足", "insufficient balance"),
		"17126": endpoint.Failed.Means("续费失败", "renewal failed"),
		"10042": endpoint.Missing.Means("优惠券不存在", "coupon does not exist", "signature"),
		"10043": endpoint.Conflict.Means("当前优惠券码不能使用", "coupon cannot be used", "signature"),
		"10046": endpoint.Missing.Means("代金券不存在", "voucher does not exist", "voucherid"),
	}

	// The document lists no codes for this call; these are what its kin answer.
	cloudInfoCodes = endpoint.Codes{ // cndns.cloud.info
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17102": endpoint.Missing.Means("产品不在代理商名下", "product does not belong to the reseller"),
	}

	cloudChangePortCodes = endpoint.Codes{ // cndns.cloud.change_port
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"10015": endpoint.Invalid.Means("管理名称为空", "management name is empty", "cloudname"),
		"17148": endpoint.Invalid.Means("管理名称非法", "illegal management name", "cloudname"),
		"17102": endpoint.Missing.Means("产品不属于客户名下", "product does not belong to the customer"),
		"17149": endpoint.Conflict.Means("上海双线不支持", "not supported in Shanghai dual-line"),
		"17150": endpoint.Conflict.Means("非 windows 主机, 不支持切换", "not a Windows host: cannot switch"),
		"17151": endpoint.Conflict.Means("仅含有内网 IP 的主机支持", "only hosts with an intranet IP only"),
		"17152": endpoint.Conflict.Means("请先关机再切换端口号", "shut down before switching the port"),
		"17153": endpoint.Failed.Means("主机端口切换失败", "switching the port failed"),
	}

	cloudPriceCodes = endpoint.Codes{ // cndns.cloud.price
		"10014": endpoint.Invalid.Means("代理商用户名为空", "reseller user name is empty"),
		"17001": endpoint.Invalid.Means("CPU 参数非法", "illegal CPU value", "cpu"),
		"17002": endpoint.Invalid.Means("内存参数非法", "illegal memory value", "ram"),
		"17003": endpoint.Invalid.Means("空间参数非法", "illegal disk value", "HD"),
		"17004": endpoint.Invalid.Means("带宽参数非法", "illegal bandwidth value", "BD"),
		"17005": endpoint.Invalid.Means("操作系统参数非法", "illegal operating system value", "os"),
		"17006": endpoint.Invalid.Means("机房参数非法", "illegal data centre value", "place"),
		"17007": endpoint.Invalid.Means("购买时限参数非法", "illegal time unit value", "tmetpe"),
		"17008": endpoint.Invalid.Means("产品信息错误", "wrong product information"),
		"17009": endpoint.Failed.Means("购买失败", "purchase failed"),
		"17011": endpoint.Conflict.Means("该机房目前被禁止购买", "buying in this data centre is barred"),
		"17013": endpoint.Failed.Means("获取系统价格错误", "failed to obtain the system price"),
		"17014": endpoint.Failed.Means("获取硬盘价格错误", "failed to obtain the disk price"),
		"17015": endpoint.Failed.Means("获取流量价格错误", "failed to obtain the traffic price"),
		"17016": endpoint.Failed.Means("获取cpu价格错误", "failed to obtain the CPU price"),
		"17017": endpoint.Failed.Means("获取内存价格错误", "failed to obtain the memory price"),
		"17018": endpoint.Failed.Means("获取ip价格错误", "failed to obtain the IP price"),
	}
)
