package dnspod

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// recordSettingCalls are the calls of "记录相关" about one record.
var recordSettingCalls = []endpoint.Any{
	recordDDNS,
	recordSetRemark,
	recordInfo,
	recordSetStatus,
}

var recordDDNS = endpoint.Endpoint[RecordDDNSRequest, RecordWriteResponse]{
	Name: "dnspod.record.ddns", Path: "/Record.Ddns",
	Title:  endpoint.Words{Zh: "更新动态 DNS 记录", En: "Update a dynamic DNS record"},
	Effect: endpoint.Set, Doc: "记录相关 更新动态 DNS 记录", Errors: changeCodes.And(hostCodes),
}

// RecordDDNSRequest names a record, and its host label and line once more.
type RecordDDNSRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	RecordID string `param:"record_id" rule:"required,pattern=digits" zh:"记录 ID" en:"Record ID"`
	Sub      string `param:"sub_domain" rule:"required,pattern=record" zh:"主机记录" en:"Host label"`
	Line     string `param:"record_line" rule:"required" zh:"记录线路" en:"Line"`
}

// RecordDDNS points a record at the address that the call comes from, whatever it is now;
// the answer names it. RecordPoint compares.
func (c *Client) RecordDDNS(ctx context.Context, req RecordDDNSRequest) (Record, error) {
	answer, err := recordDDNS.Call(ctx, c.line, req)
	return answer.Record, err
}

var recordSetRemark = endpoint.Endpoint[RecordRemarkRequest, Answer]{
	Name: "dnspod.record.set_remark", Path: "/Record.Remark",
	Title:  endpoint.Words{Zh: "设置记录备注", En: "Set the remark of a record"},
	Effect: endpoint.Set, Doc: "记录相关 设置记录备注", Errors: noDomainCodes.And(noRecordCodes),
}

// RecordRemarkRequest sets a remark; an empty one deletes it.
type RecordRemarkRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	RecordID string `param:"record_id" rule:"required,pattern=digits" zh:"记录 ID" en:"Record ID"`
	Remark   string `param:"remark" rule:"send-empty" zh:"记录备注" en:"Remark"`
}

// RecordSetRemark sets the remark of a record whatever it is now; RecordNote compares.
func (c *Client) RecordSetRemark(ctx context.Context, req RecordRemarkRequest) error {
	return done(recordSetRemark.Call(ctx, c.line, req))
}

var recordInfo = endpoint.Endpoint[RecordRequest, RecordInfoResponse]{
	Name: "dnspod.record.info", Path: "/Record.Info",
	Title:  endpoint.Words{Zh: "获取记录信息", En: "Get record information"},
	Effect: endpoint.Read, Doc: "记录相关 获取记录信息", Errors: recordCodes,
}

// RecordInfoResponse is one record.
type RecordInfoResponse struct {
	Answer
	Domain Domain `answer:"domain"`
	Record Record `answer:"record,required"`
}

// RecordInfo reads one record.
func (c *Client) RecordInfo(ctx context.Context, req RecordRequest) (RecordInfoResponse, error) {
	return recordInfo.Call(ctx, c.line, req)
}

var recordSetStatus = endpoint.Endpoint[RecordStatusRequest, RecordStatusResponse]{
	Name: "dnspod.record.set_status", Path: "/Record.Status",
	Title:  endpoint.Words{Zh: "设置记录状态", En: "Enable or pause a record"},
	Effect: endpoint.Set, Doc: "记录相关 设置记录状态", Errors: changeCodes,
}

// RecordStatusRequest enables or pauses a record.
type RecordStatusRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	RecordID string `param:"record_id" rule:"required,pattern=digits" zh:"记录 ID" en:"Record ID"`
	Status   string `param:"status" rule:"required,enum=enable|disable" zh:"记录状态" en:"Record state"`
}

// RecordStatusResponse holds the record today, nothing in the document.
type RecordStatusResponse struct {
	Answer
	Record Record `answer:"record"`
}

// RecordSetStatus enables or pauses a record whatever it is now; RecordEnable compares.
func (c *Client) RecordSetStatus(ctx context.Context, req RecordStatusRequest) error {
	_, err := recordSetStatus.Call(ctx, c.line, req)
	return err
}
