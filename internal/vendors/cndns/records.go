package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// DNS records, "二、域名 7、解析相关". Only for domains on the vendor's own nameservers.
var recordCalls = []endpoint.Any{
	recordList,
	recordCreate,
	recordModify,
	recordDelete,
}

// RecordTypes are the types the vendor keeps.
var RecordTypes = []string{"A", "CNAME", "MX", "TXT", "NS", "SRV", "AAAA", "CAA"}

var recordList = endpoint.Endpoint[DomainRequest, RecordListResponse]{
	Name: "cndns.dns_record.list", Title: endpoint.Words{Zh: "解析列表", En: "List DNS records"},
	Path:   "/domains/RecList.aspx",
	Effect: endpoint.Read, Doc: "二、7、a)",
	Errors: endpoint.Codes{
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
	},
}

// RecordListResponse holds the records of a zone.
type RecordListResponse struct {
	Records []Record `answer:"."`
}

// Record is a DNS record. Level is the priority, called rec_mx here and rec_level when
// creating. CNAME and MX values end with a dot.
type Record struct {
	ID         string `answer:"rec_id"`
	DomainName string `answer:"domainname"`
	Item       string `answer:"rec_item"` // host label
	Type       string `answer:"rec_type"`
	Level      int    `answer:"rec_mx"`
	Value      string `answer:"rec_value"`
	TTL        int    `answer:"rec_ttl"` // seconds
}

// RecordList reads all records of a zone; the document knows no paging.
func (c *Client) RecordList(ctx context.Context, req DomainRequest) (RecordListResponse, error) {
	return recordList.Call(ctx, c.line, req)
}

var recordCreate = endpoint.Endpoint[RecordCreateRequest, RecordCreateResponse]{
	Name: "cndns.dns_record.create", Title: endpoint.Words{Zh: "新增解析", En: "Add a DNS record"},
	Path:   "/domains/AddRec.aspx",
	Effect: endpoint.Set, Doc: "二、7、b)",
	Errors: endpoint.Codes{
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
	},
}

// RecordCreateRequest adds a record. Level is the priority as digits, for it may be 0;
// TTL in seconds is 600 when 0.
type RecordCreateRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	Item       string `param:"rec_item" rule:"required,pattern=record" zh:"主机记录" en:"Host"`
	Type       string `param:"rec_type" rule:"required,enum=A|CNAME|MX|TXT|NS|SRV|AAAA|CAA" zh:"记录类型" en:"Record type"`
	Level      string `param:"rec_level" rule:"required@rec_type=MX,pattern=digits,max=65535" zh:"优先级" en:"Priority"`
	Value      string `param:"rec_value" rule:"required,pattern=ipv4@rec_type=A,pattern=ipv6@rec_type=AAAA,pattern=target-dot@rec_type=CNAME|MX,len=..255@rec_type=TXT,no-han@rec_type=TXT" zh:"记录值" en:"Record value"`
	TTL        int    `param:"rec_ttl" rule:"min=300" zh:"TTL (秒)" en:"TTL (seconds)"`
}

// RecordCreateResponse holds the new record's id.
type RecordCreateResponse struct {
	ID string `answer:".,required"`
}

// RecordCreate adds a record and returns its id.
func (c *Client) RecordCreate(ctx context.Context, req RecordCreateRequest) (RecordCreateResponse, error) {
	return recordCreate.Call(ctx, c.line, req)
}

var recordModify = endpoint.Endpoint[RecordModifyRequest, Nothing]{
	Name: "cndns.dns_record.modify", Title: endpoint.Words{Zh: "修改解析", En: "Modify a DNS record"},
	Path:   "/domains/ModifyRec.aspx",
	Effect: endpoint.Set, Doc: "二、7、c)",
	Errors: endpoint.Codes{
		"11301": endpoint.Invalid.Means("域名为空", "domain is empty", "domainname"),
		"11305": endpoint.Invalid.Means("记录值为空", "record value is empty", "rec_value"),
		"11317": endpoint.Invalid.Means("记录 ID 为空", "record ID is empty", "rec_id"),
		"11307": endpoint.Conflict.Means("域名 DNS 服务器非我司", "domain does not use CNDNS name servers"),
		"11308": endpoint.Conflict.Means("域名状态错误", "wrong domain state"),
		"11318": endpoint.Missing.Means("解析记录获取失败, 请确认是否存在", "record could not be read, check that it exists", "rec_id"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11320": endpoint.Failed.Means("解析记录修改失败", "record change failed"),
	},
}

// RecordModifyRequest changes value and TTL (seconds); anything else needs a new record.
// Type is not sent: it lets the value be checked, and may be empty.
type RecordModifyRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	ID         string `param:"rec_id" rule:"required,pattern=digits" zh:"解析记录 ID" en:"Record ID"`
	TTL        int    `param:"rec_ttl" rule:"required,min=300" zh:"TTL (秒)" en:"TTL (seconds)"`
	Value      string `param:"rec_value" rule:"required,pattern=ipv4@rec_type=A,pattern=ipv6@rec_type=AAAA,pattern=target-dot@rec_type=CNAME|MX,len=..255@rec_type=TXT,no-han@rec_type=TXT" zh:"记录值" en:"Record value"`
	Type       string `param:"rec_type" rule:"unsent" zh:"记录类型" en:"Record type"`
}

// RecordModify changes the value and TTL of a record.
func (c *Client) RecordModify(ctx context.Context, req RecordModifyRequest) error {
	return done(recordModify.Call(ctx, c.line, req))
}

var recordDelete = endpoint.Endpoint[RecordDeleteRequest, Nothing]{
	Name: "cndns.dns_record.delete", Title: endpoint.Words{Zh: "删除解析", En: "Delete a DNS record"},
	Path:   "/domains/DeleteRec.aspx",
	Effect: endpoint.Destroy, Doc: "二、7、d)",
	Errors: endpoint.Codes{
		"11301": endpoint.Invalid.Means("域名不能为空", "domain is empty", "domainname"),
		"11317": endpoint.Invalid.Means("解析记录 ID 不能为空", "record ID is empty", "rec_id"),
		"11307": endpoint.Conflict.Means("DNS 服务器不是我司", "domain does not use CNDNS name servers"),
		"11308": endpoint.Conflict.Means("域名运行态错误", "wrong domain running state"),
		"11318": endpoint.Missing.Means("解析记录获取失败, 请确认解析记录 ID 正确", "record could not be read, check the record ID", "rec_id"),
		"11302": endpoint.Missing.Means("域名不在代理商名下", "domain does not belong to the reseller"),
		"11321": endpoint.Failed.Means("域名解析删除失败", "record deletion failed"),
	},
}

// RecordDeleteRequest deletes one record.
type RecordDeleteRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain" zh:"域名" en:"Domain name"`
	ID         string `param:"rec_id" rule:"required,pattern=digits" zh:"解析记录 ID" en:"Record ID"`
}

// RecordDelete deletes a record.
func (c *Client) RecordDelete(ctx context.Context, req RecordDeleteRequest) error {
	return done(recordDelete.Call(ctx, c.line, req))
}
