package cndns

import "tangelo/internal/vendors/endpoint"

// Error codes of DNS records and the real-name audit, by call, in the order of the document.
var (
	recordListCodes = endpoint.Codes{ // cndns.dns_record.list
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
	}

	recordCreateCodes = endpoint.Codes{ // cndns.dns_record.create
		"11301": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"11303": endpoint.Invalid.Means("主机头不能为空", "host label is empty", "rec_item"),
		"11304": endpoint.Invalid.Means("MX 记录优先值不能为空", "MX priority is empty", "rec_level"),
		"11305": endpoint.Invalid.Means("记录值为空", "record value is empty", "rec_value"),
		"11306": endpoint.Invalid.Means("记录类型为空", "record type is empty", "rec_type"),
		"11307": endpoint.Conflict.Means("域名 DNS 不是美橙互联的 DNS", "domain does not use CNDNS name servers"),
		"11308": endpoint.Conflict.Means("域名状态错误", "wrong domain state"),
		"11309": endpoint.Invalid.Means("主机头值错误", "bad host label", "rec_item"),
		"11310": endpoint.Invalid.Means("CNAME 记录的主机头不能为空", "host label of a CNAME record is empty", "rec_item"),
		"11311": endpoint.Invalid.Means("优先值为空或非数字", "priority empty or not a number", "rec_level"),
		"11312": endpoint.Invalid.Means("A 记录的记录值非法", "illegal value of an A record", "rec_value"),
		"11313": endpoint.Invalid.Means("CNAME 记录的记录值错误或最后一位缺少点", "bad CNAME value or final dot missing", "rec_value"),
		"11314": endpoint.Invalid.Means("MX 记录的记录值错误或最后一位缺少点", "bad MX value or final dot missing", "rec_value"),
		"11315": endpoint.Invalid.Means("TXT 记录值长度不能超过 255 位", "TXT value longer than 255", "rec_value"),
		"11316": endpoint.Invalid.Means("TXT 记录值不能包含中文", "TXT value must not contain Chinese", "rec_value"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11319": endpoint.Failed.Means("域名解析添加失败", "adding the record failed"),
	}

	recordModifyCodes = endpoint.Codes{ // cndns.dns_record.modify
		"11301": endpoint.Invalid.Means("域名为空", "domain is empty", "domainname"),
		"11305": endpoint.Invalid.Means("记录值为空", "record value is empty", "rec_value"),
		"11317": endpoint.Invalid.Means("记录 ID 为空", "record ID is empty", "rec_id"),
		"11307": endpoint.Conflict.Means("域名 DNS 服务器非我司", "domain does not use CNDNS name servers"),
		"11308": endpoint.Conflict.Means("域名状态错误", "wrong domain state"),
		"11318": endpoint.Missing.Means("解析记录获取失败, 请确认是否存在", "record could not be read, check that it exists", "rec_id"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11320": endpoint.Failed.Means("解析记录修改失败", "record change failed"),
	}

	recordDeleteCodes = endpoint.Codes{ // cndns.dns_record.delete
		"11301": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"11317": endpoint.Invalid.Means("解析记录 ID 不能为空", "record ID is empty", "rec_id"),
		"11307": endpoint.Conflict.Means("DNS 服务器不是我司", "domain does not use CNDNS name servers"),
		"11308": endpoint.Conflict.Means("域名运行态错误", "wrong domain running state"),
		"11318": endpoint.Missing.Means("解析记录获取失败, 请确认解析记录 ID 正确", "record could not be read, check the record ID", "rec_id"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11321": endpoint.Failed.Means("域名解析删除失败", "record deletion failed"),
	}

	auditSubmitCodes = endpoint.Codes{ // cndns.real_name_audit.submit
		"11701": endpoint.Missing.Means("该域名不在您的名下无权提交资料", "domain is not yours", "domainname"),
		"11702": endpoint.Conflict.Means("非国内域名无需提交域名资料审核", "not a domestic domain: no audit needed"),
		"11703": endpoint.Conflict.Means("域名状态非法(仅限域名在我司等待提交资料状态)", "illegal domain state (only while waiting for documents)"),
		"11704": endpoint.Invalid.Means("注册人类型非法", "illegal registrant type", "ownertype"),
		"11705": endpoint.Invalid.Means("组织类型非法", "illegal organisation type", "orgtype"),
		"11706": endpoint.Invalid.Means("证件类型非法", "illegal certificate type", "ownerpictype"),
		"11707": endpoint.Invalid.Means("证件图片地址不能为空", "certificate image is missing", "ownerpiclink"),
		"11708": endpoint.Invalid.Means("证件编号不能为空", "certificate number is empty", "ownernumber"),
		"11709": endpoint.Invalid.Means("联系人身份证图片地址不能为空", "contact ID card image is missing", "contactidcardpiclink"),
		"11710": endpoint.Invalid.Means("图片下载地址非法请联系我司", "illegal image address, contact CNDNS"),
		"11711": endpoint.Failed.Means("目录创建失败请联系我司", "folder creation failed, contact CNDNS"),
		"11712": endpoint.Invalid.Means("域名所有者证件下载失败", "downloading the owner certificate failed", "ownerpiclink"),
		"11713": endpoint.Invalid.Means("联系人身份证下载失败", "downloading the contact ID card failed", "contactidcardpiclink"),
		"11714": endpoint.Invalid.Means("GOV 注册申请表下载失败", "downloading the GOV form failed", "govpiclink"),
		"11715": endpoint.Invalid.Means("联系人身份证号码非法", "illegal contact ID card number", "contactidcard"),
		"11716": endpoint.AlreadyDone.Means("域名资料已提交无需重复提交", "documents already submitted"),
		"11717": endpoint.Failed.Means("域名审核资料上传失败", "uploading the documents failed"),
		"11720": endpoint.Invalid.Means("图片大小只能是 55K-2M", "image must be 55K-2M"),
	}

	auditStatusCodes = endpoint.Codes{ // cndns.real_name_audit.status
		"10012": endpoint.Invalid.Means("参数不能为空", "parameter is empty"),
		"11719": endpoint.Failed.Means("状态查询失败", "status query failed"),
	}
)
