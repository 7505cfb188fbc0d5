package dnspod

import (
	"context"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// recordCalls are the calls of "记录相关" that list, add, change and remove records, and the
// two about what a grade of domain allows.
var recordCalls = []endpoint.Any{
	recordTypes,
	recordLines,
	recordCreate,
	recordList,
	recordModify,
	recordRemove,
}

// DefaultLine is the line every zone has, in the vendor's spelling.
const DefaultLine = "默认"

// gradeCodes are about a grade that does not exist.
var gradeCodes = endpoint.Codes{
	"6": endpoint.Invalid.Means("等级代码不正确", "wrong grade code", "domain_grade"),
}

var recordTypes = endpoint.Endpoint[GradeRequest, TypesResponse]{
	Name: "dnspod.record.types", Path: "/Record.Type",
	Title:  endpoint.Words{Zh: "获取等级允许的记录类型", En: "List record types of a grade"},
	Effect: endpoint.Read, Doc: "获取等级允许的记录类型", Errors: gradeCodes,
}

// GradeRequest asks what a grade of domain allows: D_Free, D_Plus, D_Extra, D_Expert or
// D_Ultra in the document, others today. The domain's id helps when the grade is new.
type GradeRequest struct {
	Grade    string `param:"domain_grade" rule:"required@!domain_id" zh:"域名等级" en:"Domain grade"`
	DomainID string `param:"domain_id" rule:"pattern=digits" zh:"域名 ID" en:"Domain ID"`
}

func (r GradeRequest) key() string {
	if r.Grade != "" {
		return r.Grade
	}
	return "domain " + r.DomainID
}

// TypesResponse lists record types in capitals.
type TypesResponse struct {
	Answer
	Types []string `answer:"types"`
}

// RecordTypes lists the record types a grade allows, at most a day old.
func (c *Client) RecordTypes(ctx context.Context, req GradeRequest) ([]string, error) {
	return shelved(c.shelf, "types "+req.key(), func() ([]string, error) {
		answer, err := recordTypes.Call(ctx, c.line, req)
		return answer.Types, err
	})
}

var recordLines = endpoint.Endpoint[GradeRequest, LinesResponse]{
	Name: "dnspod.record.lines", Path: "/Record.Line",
	Title:  endpoint.Words{Zh: "获取等级允许的记录线路", En: "List record lines of a grade"},
	Effect: endpoint.Read, Doc: "获取等级允许的记录线路", Errors: gradeCodes,
}

// LinesResponse lists lines by their Chinese names; IDs are given since 2016.
type LinesResponse struct {
	Answer
	Lines []string          `answer:"lines"`
	IDs   map[string]string `answer:"line_ids"`
}

// RecordLines lists the lines a grade allows, at most a day old.
func (c *Client) RecordLines(ctx context.Context, req GradeRequest) ([]string, error) {
	return shelved(c.shelf, "lines "+req.key(), func() ([]string, error) {
		answer, err := recordLines.Call(ctx, c.line, req)
		return answer.Lines, err
	})
}

// hostCodes are about the place of a record: its host label and line. The last two are of
// today, for 25.
var hostCodes = endpoint.Codes{
	"22":     endpoint.Invalid.Means("子域名不合法", "illegal sub-domain", "sub_domain"),
	"23":     endpoint.Conflict.Means("子域名级数超出限制", "too many sub-domain levels", "sub_domain"),
	"24":     endpoint.Invalid.Means("泛解析子域名错误", "wrong wildcard sub-domain", "sub_domain"),
	"25":     endpoint.Conflict.Means("轮循记录数量超出限制", "too many records in rotation"),
	"26":     endpoint.Invalid.Means("记录线路错误", "wrong record line", "record_line"),
	"500025": endpoint.Conflict.Means("轮循记录数量超出限制", "too many records in rotation"),
	"500026": endpoint.Conflict.Means("CNAME 轮循记录数量超出限制", "too many CNAME records in rotation"),
}

// valueCodes are about what a record says. 29 and 35 are listed for changes only, but both
// calls take the same values; 104 is of today, as are the second halves of 31 and 32.
var valueCodes = hostCodes.And(endpoint.Codes{
	"27":  endpoint.Invalid.Means("记录类型错误", "wrong record type", "record_type"),
	"29":  endpoint.Invalid.Means("TTL 值太小", "TTL too small", "ttl"),
	"30":  endpoint.Invalid.Means("MX 值错误, 1-20", "wrong MX value, 1-20", "mx"),
	"31":  endpoint.Conflict.Means("URL 记录数超出限制,或记录冲突", "too many URL records, or a conflicting record"),
	"32":  endpoint.Conflict.Means("NS 记录数超出限制,或 TTL 受限", "too many NS records, or a TTL below the grade's least"),
	"33":  endpoint.Conflict.Means("AAAA 记录数超出限制", "too many AAAA records"),
	"34":  endpoint.Invalid.Means("记录值非法", "illegal record value", "value"),
	"35":  endpoint.Conflict.Means("添加的 IP 不允许", "IP not allowed", "value"),
	"36":  endpoint.Conflict.Means("@主机的 NS 纪录只能添加默认线路", "NS records of the @ host can only use the default line", "record_line"),
	"104": endpoint.AlreadyDone.Means("记录已存在", "the record exists already"),
})

var recordCreate = endpoint.Endpoint[RecordCreateRequest, RecordWriteResponse]{
	Name: "dnspod.record.create", Path: "/Record.Create",
	Title:  endpoint.Words{Zh: "添加记录", En: "Add a record"},
	Effect: endpoint.Set, Doc: "记录相关 添加记录",
	Errors: bannedCodes.And(upgradeCodes).And(noRightCodes).And(lockedCodes).And(valueCodes).And(endpoint.Codes{
		"6": endpoint.Invalid.Means("缺少参数或者参数错误", "missing or wrong parameter"),
	}),
}

// RecordData is what a person decides about a record. Sub is the host label, "@" for the
// apex. MX is 1 to 20; TTL is in seconds, its least depends on the grade.
type RecordData struct {
	Sub   string `param:"sub_domain" rule:"required,pattern=record" zh:"主机记录" en:"Host label"`
	Type  string `param:"record_type" rule:"required,pattern=upper" zh:"记录类型" en:"Record type"`
	Line  string `param:"record_line" rule:"required" zh:"记录线路" en:"Line"`
	Value string `param:"value" rule:"required,pattern=ipv4@record_type=A,pattern=ipv6@record_type=AAAA,pattern=target@record_type=CNAME|MX|NS" zh:"记录值" en:"Value"`
	MX    int    `param:"mx" rule:"required@record_type=MX,min=1,max=20" zh:"MX 优先级" en:"MX priority"`
	TTL   int    `param:"ttl" rule:"required,min=1,max=604800" zh:"TTL (秒)" en:"TTL (seconds)"`
}

// RecordCreateRequest adds a record.
type RecordCreateRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	RecordData
}

// RecordWriteResponse holds the id of the record written.
type RecordWriteResponse struct {
	Answer
	Record Record `answer:"record,required"`
}

// Record is a record as the vendor keeps it. Record.List and Record.Info name its fields
// differently. Hold marks the vendor's own NS records, which cannot be changed.
type Record struct {
	ID            string    `answer:"id"`
	Sub           string    `answer:"name|sub_domain"`
	Line          string    `answer:"line|record_line"`
	LineID        string    `answer:"line_id|record_line_id"`
	Type          string    `answer:"type|record_type"`
	TTL           int       `answer:"ttl"` // seconds
	Value         string    `answer:"value"`
	MX            int       `answer:"mx"`
	Enabled       bool      `answer:"enabled"`
	Status        string    `answer:"status"`
	MonitorStatus string    `answer:"monitor_status"`
	Remark        string    `answer:"remark"`
	UpdatedAt     time.Time `answer:"updated_on"`
	DomainID      string    `answer:"domain_id"`
	Hold          string    `answer:"hold"`
}

// RecordCreate adds a record and returns its id.
func (c *Client) RecordCreate(ctx context.Context, req RecordCreateRequest) (RecordWriteResponse, error) {
	return recordCreate.Call(ctx, c.line, req)
}

var recordList = endpoint.Endpoint[RecordListRequest, RecordListResponse]{
	Name: "dnspod.record.list", Path: "/Record.List",
	Title:  endpoint.Words{Zh: "记录列表", En: "List records"},
	Effect: endpoint.Read, Doc: "记录相关 记录列表",
	Errors: readCodes.And(endpoint.Codes{
		"7":  endpoint.Invalid.Means("记录开始的偏移无效", "invalid offset", "offset"),
		"8":  endpoint.Invalid.Means("共要获取的记录的数量无效", "invalid length", "length"),
		"9":  endpoint.Denied.Means("不是域名所有者", "not the domain owner"),
		"10": endpoint.Missing.Means("没有记录", "no records"),
	}),
}

// RecordListRequest lists records, all or those of one host label. More than 3000 come in
// pages only.
type RecordListRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Offset   int    `param:"offset" rule:"min=1" zh:"起始偏移" en:"Offset of the first row"`
	Length   int    `param:"length" rule:"min=1,max=3000" zh:"获取数量" en:"Number of rows"`
	Sub      string `param:"sub_domain" rule:"pattern=record" zh:"主机记录" en:"Host label"`
}

// RecordListResponse is one page of records. Domain is given today, not in the document.
type RecordListResponse struct {
	Answer
	Info    RecordTotals `answer:"info"`
	Domain  Domain       `answer:"domain"`
	Records []Record     `answer:"records"`
}

// RecordTotals counts the records of the request.
type RecordTotals struct {
	Records int `answer:"record_total"`
}

// RecordList reads one page of records; no records are an empty page.
func (c *Client) RecordList(ctx context.Context, req RecordListRequest) (RecordListResponse, error) {
	return emptied(recordList.Call(ctx, c.line, req))("10")
}

var recordModify = endpoint.Endpoint[RecordModifyRequest, RecordWriteResponse]{
	Name: "dnspod.record.modify", Path: "/Record.Modify",
	Title:  endpoint.Words{Zh: "修改记录", En: "Change a record"},
	Effect: endpoint.Set, Doc: "记录相关 修改记录", Errors: changeCodes.And(valueCodes),
}

// RecordModifyRequest replaces a record.
type RecordModifyRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	RecordID string `param:"record_id" rule:"required,pattern=digits" zh:"记录 ID" en:"Record ID"`
	RecordData
}

// RecordModify replaces a record whatever it is now; RecordChange compares first.
func (c *Client) RecordModify(ctx context.Context, req RecordModifyRequest) (RecordWriteResponse, error) {
	return recordModify.Call(ctx, c.line, req)
}

var recordRemove = endpoint.Endpoint[RecordRequest, Answer]{
	Name: "dnspod.record.remove", Path: "/Record.Remove",
	Title:  endpoint.Words{Zh: "删除记录", En: "Delete a record"},
	Effect: endpoint.Destroy, Doc: "记录相关 删除记录", Errors: changeCodes,
}

// RecordRequest names a record.
type RecordRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	RecordID string `param:"record_id" rule:"required,pattern=digits" zh:"记录 ID" en:"Record ID"`
}

// RecordRemove deletes a record.
func (c *Client) RecordRemove(ctx context.Context, req RecordRequest) error {
	return done(recordRemove.Call(ctx, c.line, req))
}
