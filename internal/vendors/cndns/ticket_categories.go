package cndns

import "tangelo/internal/vendors/endpoint"

// TicketCategory is what a ticket is about.
type TicketCategory struct {
	Code string
	Name endpoint.Words
}

// TicketCategories are the categories of "产品分类明细", in the document's order.
var TicketCategories = []TicketCategory{
	{"000000", endpoint.Words{Zh: "域名: 业务咨询", En: "Domain: question"}},
	{"000001", endpoint.Words{Zh: "域名: 技术支持", En: "Domain: support"}},
	{"000002", endpoint.Words{Zh: "域名: 故障申告", En: "Domain: fault"}},
	{"000003", endpoint.Words{Zh: "域名: 转出/过户", En: "Domain: transfer out or new owner"}},
	{"000004", endpoint.Words{Zh: "域名: 域名转入", En: "Domain: transfer in"}},
	{"000100", endpoint.Words{Zh: "智能解析: 业务咨询", En: "DNS: question"}},
	{"000101", endpoint.Words{Zh: "智能解析: 技术支持", En: "DNS: support"}},
	{"000102", endpoint.Words{Zh: "智能解析: 故障申告", En: "DNS: fault"}},
	{"000200", endpoint.Words{Zh: "云虚拟主机: 业务咨询", En: "Virtual host: question"}},
	{"000201", endpoint.Words{Zh: "云虚拟主机: 技术支持", En: "Virtual host: support"}},
	{"000202", endpoint.Words{Zh: "云虚拟主机: 故障申告", En: "Virtual host: fault"}},
	{"000300", endpoint.Words{Zh: "数据库: 业务咨询", En: "Database: question"}},
	{"000301", endpoint.Words{Zh: "数据库: 技术支持", En: "Database: support"}},
	{"000302", endpoint.Words{Zh: "数据库: 故障申告", En: "Database: fault"}},
	{"000400", endpoint.Words{Zh: "企业建站: 业务咨询", En: "Site builder: question"}},
	{"000401", endpoint.Words{Zh: "企业建站: 技术支持", En: "Site builder: support"}},
	{"000402", endpoint.Words{Zh: "企业建站: 故障申告", En: "Site builder: fault"}},
	{"000500", endpoint.Words{Zh: "橙云主机: 业务咨询", En: "Cloud host: question"}},
	{"000501", endpoint.Words{Zh: "橙云主机: 技术支持", En: "Cloud host: support"}},
	{"000502", endpoint.Words{Zh: "橙云主机: 故障申告", En: "Cloud host: fault"}},
	{"000800", endpoint.Words{Zh: "企业邮局: 业务咨询", En: "Mail: question"}},
	{"000801", endpoint.Words{Zh: "企业邮局: 技术支持", En: "Mail: support"}},
	{"000802", endpoint.Words{Zh: "企业邮局: 故障申告", En: "Mail: fault"}},
	{"000900", endpoint.Words{Zh: "网店: 业务咨询", En: "Web shop: question"}},
	{"000901", endpoint.Words{Zh: "网店: 技术支持", En: "Web shop: support"}},
	{"000902", endpoint.Words{Zh: "网店: 故障申告", En: "Web shop: fault"}},
	{"001101", endpoint.Words{Zh: "EDM: 业务咨询", En: "Bulk mail: question"}},
	{"001201", endpoint.Words{Zh: "短信营销: 业务咨询", En: "SMS: question"}},
}
