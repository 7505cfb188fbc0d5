package dnspod

import (
	"context"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// Records, "记录相关".
var (
	recordTypes = endpoint.Endpoint[GradeRequest, TypesResponse]{
		Name: "dnspod.record.types", Path: "/Record.Type",
		Effect: endpoint.Read, Doc: "获取等级允许的记录类型", Errors: gradeCodes,
	}
	recordLines = endpoint.Endpoint[GradeRequest, LinesResponse]{
		Name: "dnspod.record.lines", Path: "/Record.Line",
		Effect: endpoint.Read, Doc: "获取等级允许的记录线路", Errors: gradeCodes,
	}
	recordCreate = endpoint.Endpoint[RecordCreateRequest, RecordWriteResponse]{
		Name: "dnspod.record.create", Path: "/Record.Create",
		Effect: endpoint.Set, Doc: "添加记录", Errors: recordCreateCodes,
	}
	recordList = endpoint.Endpoint[RecordListRequest, RecordListResponse]{
		Name: "dnspod.record.list", Path: "/Record.List",
		Effect: endpoint.Read, Doc: "记录列表", Errors: recordListCodes,
	}
	recordModify = endpoint.Endpoint[RecordModifyRequest, RecordWriteResponse]{
		Name: "dnspod.record.modify", Path: "/Record.Modify",
		Effect: endpoint.Set, Doc: "修改记录", Errors: recordModifyCodes,
	}
	recordRemove = endpoint.Endpoint[RecordRequest, Answer]{
		Name: "dnspod.record.remove", Path: "/Record.Remove",
		Effect: endpoint.Destroy, Doc: "删除记录", Errors: recordRemoveCodes,
	}
	recordSetRemark = endpoint.Endpoint[RecordRemarkRequest, Answer]{
		Name: "dnspod.record.set_remark", Path: "/Record.Remark",
		Effect: endpoint.Set, Doc: "设置记录备注", Errors: noRecordCodes,
	}
	recordInfo = endpoint.Endpoint[RecordRequest, RecordInfoResponse]{
		Name: "dnspod.record.info", Path: "/Record.Info",
		Effect: endpoint.Read, Doc: "获取记录信息", Errors: recordInfoCodes,
	}
	recordSetStatus = endpoint.Endpoint[RecordStatusRequest, RecordStatusResponse]{
		Name: "dnspod.record.set_status", Path: "/Record.Status",
		Effect: endpoint.Set, Doc: "设置记录状态", Errors: recordRemoveCodes,
	}
)

// DefaultLine is the line every zone has, in the vendor's spelling.
const DefaultLine = "默认"

// GradeRequest asks what a grade of domain allows: D_Free, D_Plus, D_Extra, D_Expert or
// D_Ultra in the document, others today. The domain's id helps when the grade is new.
type GradeRequest struct {
	Grade    string `param:"domain_grade" rule:"required@!domain_id"`
	DomainID string `param:"domain_id" rule:"pattern=digits"`
}

// TypesResponse lists record types in capitals.
type TypesResponse struct {
	Answer
	Types []string `answer:"types"`
}

// LinesResponse lists lines by their Chinese names; IDs are given since 2016.
type LinesResponse struct {
	Answer
	Lines []string          `answer:"lines"`
	IDs   map[string]string `answer:"line_ids"`
}

// RecordData is what a person decides about a record. Sub is the host label, "@" for the
// apex. MX is 1 to 20; TTL is in seconds, its least depends on the grade.
type RecordData struct {
	Sub   string `param:"sub_domain" rule:"required,pattern=record"`
	Type  string `param:"record_type" rule:"required,pattern=upper"`
	Line  string `param:"record_line" rule:"required"`
	Value string `param:"value" rule:"required,pattern=ipv4@record_type=A,pattern=ipv6@record_type=AAAA,pattern=target@record_type=CNAME|MX|NS"`
	MX    int    `param:"mx" rule:"required@record_type=MX,min=1,max=20"`
	TTL   int    `param:"ttl" rule:"required,min=1,max=604800"`
}

// RecordCreateRequest adds a record.
type RecordCreateRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits"`
	RecordData
}

// RecordModifyRequest replaces a record.
type RecordModifyRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits"`
	RecordID string `param:"record_id" rule:"required,pattern=digits"`
	RecordData
}

// RecordWriteResponse holds the id of the record written.
type RecordWriteResponse struct {
	Answer
	Record Record `answer:"record,required"`
}

// RecordListRequest lists records, all or those of one host label. More than 3000 come in
// pages only.
type RecordListRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits"`
	Offset   int    `param:"offset" rule:"min=1"`
	Length   int    `param:"length" rule:"min=1,max=3000"`
	Sub      string `param:"sub_domain" rule:"pattern=record"`
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

// RecordRequest names a record.
type RecordRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits"`
	RecordID string `param:"record_id" rule:"required,pattern=digits"`
}

// RecordRemarkRequest sets a remark; an empty one deletes it.
type RecordRemarkRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits"`
	RecordID string `param:"record_id" rule:"required,pattern=digits"`
	Remark   string `param:"remark" rule:"send-empty"`
}

// RecordInfoResponse is one record.
type RecordInfoResponse struct {
	Answer
	Domain Domain `answer:"domain"`
	Record Record `answer:"record,required"`
}

// RecordStatusRequest enables or pauses a record.
type RecordStatusRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits"`
	RecordID string `param:"record_id" rule:"required,pattern=digits"`
	Status   string `param:"status" rule:"required,enum=enable|disable"`
}

// RecordStatusResponse holds the record today, nothing in the document.
type RecordStatusResponse struct {
	Answer
	Record Record `answer:"record"`
}

// RecordCreate adds a record and returns its id.
func (c *Client) RecordCreate(ctx context.Context, req RecordCreateRequest) (RecordWriteResponse, error) {
	return recordCreate.Call(ctx, c.line, req)
}

// RecordList reads one page of records; no records are an empty page.
func (c *Client) RecordList(ctx context.Context, req RecordListRequest) (RecordListResponse, error) {
	return emptied(recordList.Call(ctx, c.line, req))("10")
}

// RecordModify replaces a record whatever it is now; RecordChange compares first.
func (c *Client) RecordModify(ctx context.Context, req RecordModifyRequest) (RecordWriteResponse, error) {
	return recordModify.Call(ctx, c.line, req)
}

// RecordRemove deletes a record.
func (c *Client) RecordRemove(ctx context.Context, req RecordRequest) error {
	return done(recordRemove.Call(ctx, c.line, req))
}

// RecordSetRemark sets the remark of a record.
func (c *Client) RecordSetRemark(ctx context.Context, req RecordRemarkRequest) error {
	return done(recordSetRemark.Call(ctx, c.line, req))
}

// RecordInfo reads one record.
func (c *Client) RecordInfo(ctx context.Context, req RecordRequest) (RecordInfoResponse, error) {
	return recordInfo.Call(ctx, c.line, req)
}

// RecordSetStatus enables or pauses a record whatever it is now; RecordEnable compares.
func (c *Client) RecordSetStatus(ctx context.Context, req RecordStatusRequest) error {
	_, err := recordSetStatus.Call(ctx, c.line, req)
	return err
}
