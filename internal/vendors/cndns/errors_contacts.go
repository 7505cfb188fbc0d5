package cndns

import "tangelo/internal/vendors/endpoint"

// Error codes of contacts, by call, in the order of the document.
var (
	contactCreateCodes = endpoint.Codes{ // cndns.contact.create
		"10011": endpoint.Invalid.Means("参数包含非法关键字", "parameter contains a forbidden keyword"),
		"10012": endpoint.Invalid.Means("参数为空", "parameter is empty"),
		"11001": endpoint.Invalid.Means("所有者(英) 必须为英文输入", "owner (English) must be in English", "company-en"),
		"11002": endpoint.Invalid.Means("所有者(英) 长度只能 2-96 位", "owner (English) must be 2-96 characters", "company-en"),
		"11003": endpoint.Invalid.Means("所有者(英) 头部不能为空格", "owner (English) must not begin with a space", "company-en"),
		"11004": endpoint.Invalid.Means("所有者(英) 尾部不能为空格", "owner (English) must not end with a space", "company-en"),
		"11006": endpoint.Invalid.Means("姓(英) 不是英文输入", "family name (English) is not English", "lastname-en"),
		"11007": endpoint.Invalid.Means("姓(英) 长度不能超过 30 位", "family name (English) longer than 30", "lastname-en"),
		"11008": endpoint.Invalid.Means("名(英) 不是英文输入", "given name (English) is not English", "firstname-en"),
		"11009": endpoint.Invalid.Means("名(英) 长度不能超过 30 位", "given name (English) longer than 30", "firstname-en"),
		"11010": endpoint.Invalid.Means("国家代码(英) 必须英文输入", "country code (English) must be in English", "country-en"),
		"11011": endpoint.Invalid.Means("省份(英) 必须英文输入", "province (English) must be in English", "state-en"),
		"11012": endpoint.Invalid.Means("城市(英) 必须英文输入", "city (English) must be in English", "city-en"),
		"11013": endpoint.Invalid.Means("联系地址(英) 必须英文输入且包含一个空格", "address (English) must be in English and contain a space", "address-en"),
		"11014": endpoint.Invalid.Means("联系地址(英) 长度 8 - 122 位", "address (English) must be 8-122 characters", "address-en"),
		"11049": endpoint.Invalid.Means("联系地址(英) 仅支持英文、数字、中线", "address (English): only letters, digits, hyphen", "address-en"),
		"11015": endpoint.Invalid.Means("所有者(中) 必须中文输入", "owner (Chinese) must be in Chinese", "company-cn"),
		"11016": endpoint.Invalid.Means("所有者(中) 长度必须 2-64 位(针对个人) 所有者(中) 长度必须为 6-64 位(针对企业)", "owner (Chinese) must be 2-64 units (individual) or 6-64 units (enterprise)", "company-cn"),
		"11017": endpoint.Invalid.Means("姓(中) 必须中文输入", "family name (Chinese) must be in Chinese", "lastname-cn"),
		"11018": endpoint.Invalid.Means("名(中) 必须中文输入", "given name (Chinese) must be in Chinese", "firstname-cn"),
		"11019": endpoint.Invalid.Means("国家代码(中) 必须中文输入", "country (Chinese) must be in Chinese", "country-cn"),
		"11020": endpoint.Invalid.Means("省份(中) 必须中文输入", "province (Chinese) must be in Chinese", "state-cn"),
		"11021": endpoint.Invalid.Means("城市(中) 必须中文输入", "city (Chinese) must be in Chinese", "city-cn"),
		"11022": endpoint.Invalid.Means("联系地址(中) 必须中文输入", "address (Chinese) must be in Chinese", "address-cn"),
		"11023": endpoint.Invalid.Means("联系地址(中) 长度必须大于 8 位", "address (Chinese) must be longer than 8 units", "address-cn"),
		"11024": endpoint.Invalid.Means("联系地址(中) 不能包含空格", "address (Chinese) must not contain spaces", "address-cn"),
		"11048": endpoint.Invalid.Means("联系地址(中) 仅支持中文、字母、数字、中线", "address (Chinese): only Chinese, letters, digits, hyphen", "address-cn"),
		"11025": endpoint.Invalid.Means("电话不规范邮编不规范", "malformed phone number (the text also says postcode)", "phone"),
		"11026": endpoint.Invalid.Means("传真不规范", "malformed fax number", "fax"),
		"11028": endpoint.Invalid.Means("电子邮件不规范", "malformed e-mail address", "email"),
		"11005": endpoint.Invalid.Means("邮政编码不规范", "malformed postcode", "zipcode"),
		"11036": endpoint.Failed.Means("联系人 ID 获取失败", "failed to obtain the contact ID"),
		"11045": endpoint.Failed.Means("联系人创建失败", "contact creation failed"),
	}

	contactModifyCodes = endpoint.Codes{ // cndns.contact.modify
		"10012": endpoint.Invalid.Means("参数不能为空", "parameter is empty"),
		"11035": endpoint.Invalid.Means("域名或联系人 ID 请至少选填一项", "give at least one of domain and contact ID", "userid"),
		"11037": endpoint.Conflict.Means("联系人已审核禁止修改", "contact already reviewed, cannot be changed"),
		"11038": endpoint.Conflict.Means("免检联系人信息禁止修改", "review-exempt contact cannot be changed"),
		"11039": endpoint.Conflict.Means("待 CNNIC 审核联系人信息禁止修改", "contact awaiting CNNIC review cannot be changed"),
		"11047": endpoint.Failed.Means("联系人 ID 修改失败", "contact change failed"),
		"11057": endpoint.Conflict.Means("当前模板状态不允许修改", "current template state does not allow changes"),
	}

	contactDeleteCodes = endpoint.Codes{ // cndns.contact.delete
		"10012": endpoint.Invalid.Means("参数不能为空", "parameter is empty"),
		"11033": endpoint.Invalid.Means("联系人 ID 不能为空", "contact ID is empty", "userid"),
		"11034": endpoint.Invalid.Means("代理商用户名不能为空", "reseller user name is empty"),
		"11043": endpoint.Conflict.Means("联系人信息禁止删除(可能名下包含了域名或是免审信息)", "contact cannot be deleted (it may hold domains or be review-exempt)"),
		"11046": endpoint.Failed.Means("联系人删除失败", "contact deletion failed"),
		"11055": endpoint.Conflict.Means("当前模板状态不能操作删除", "current template state does not allow deletion"),
		"11056": endpoint.Conflict.Means("当前模板已有关联域名不能操作删除", "template has domains and cannot be deleted"),
	}

	contactInfoCodes = endpoint.Codes{ // cndns.contact.info
		"11302": endpoint.Missing.Means("域名不在代理名下", "domain does not belong to the reseller", "domainname"),
		"11305": endpoint.Invalid.Means("联系人 ID 或域名至少选填一项", "give at least one of contact ID and domain", "userid"),
	}
)
