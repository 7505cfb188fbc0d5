package cndns

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// DNS records, "二、域名 7、解析相关". Only for domains on the vendor's own nameservers.
var (
	recordList = endpoint.Endpoint[DomainRequest, RecordListResponse]{
		Name: "cndns.dns_record.list", Path: "/domains/RecList.aspx",
		Effect: endpoint.Read, Doc: "二、7、a)", Errors: recordListCodes,
	}
	recordCreate = endpoint.Endpoint[RecordCreateRequest, RecordCreateResponse]{
		Name: "cndns.dns_record.create", Path: "/domains/AddRec.aspx",
		Effect: endpoint.Set, Doc: "二、7、b)", Errors: recordCreateCodes,
	}
	recordModify = endpoint.Endpoint[RecordModifyRequest, Nothing]{
		Name: "cndns.dns_record.modify", Path: "/domains/ModifyRec.aspx",
		Effect: endpoint.Set, Doc: "二、7、c)", Errors: recordModifyCodes,
	}
	recordDelete = endpoint.Endpoint[RecordDeleteRequest, Nothing]{
		Name: "cndns.dns_record.delete", Path: "/domains/DeleteRec.aspx",
		Effect: endpoint.Destroy, Doc: "二、7、d)", Errors: recordDeleteCodes,
	}
)

// RecordTypes are the types the vendor keeps.
var RecordTypes = []string{"A", "CNAME", "MX", "TXT", "NS", "SRV", "AAAA", "CAA"}

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

// RecordCreateRequest adds a record. Level is the priority as digits, for it may be 0;
// TTL in seconds is 600 when 0.
type RecordCreateRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain"`
	Item       string `param:"rec_item" rule:"required,pattern=record"`
	Type       string `param:"rec_type" rule:"required,enum=A|CNAME|MX|TXT|NS|SRV|AAAA|CAA"`
	Level      string `param:"rec_level" rule:"required@rec_type=MX,pattern=digits,max=65535"`
	Value      string `param:"rec_value" rule:"required,pattern=ipv4@rec_type=A,pattern=ipv6@rec_type=AAAA,pattern=target-dot@rec_type=CNAME|MX,len=..255@rec_type=TXT,no-han@rec_type=TXT"`
	TTL        int    `param:"rec_ttl" rule:"min=300"`
}

// RecordCreateResponse holds the new record's id.
type RecordCreateResponse struct {
	ID string `answer:".,required"`
}

// RecordModifyRequest changes value and TTL (seconds); anything else needs a new record.
// Type is not sent: it lets the value be checked, and may be empty.
type RecordModifyRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain"`
	ID         string `param:"rec_id" rule:"required,pattern=digits"`
	TTL        int    `param:"rec_ttl" rule:"required,min=300"`
	Value      string `param:"rec_value" rule:"required,pattern=ipv4@rec_type=A,pattern=ipv6@rec_type=AAAA,pattern=target-dot@rec_type=CNAME|MX,len=..255@rec_type=TXT,no-han@rec_type=TXT"`
	Type       string `param:"rec_type" rule:"unsent"`
}

// RecordDeleteRequest deletes one record.
type RecordDeleteRequest struct {
	DomainName string `param:"domainname" rule:"required,pattern=domain"`
	ID         string `param:"rec_id" rule:"required,pattern=digits"`
}

// RecordList reads all records of a zone; the document knows no paging.
func (c *Client) RecordList(ctx context.Context, req DomainRequest) (RecordListResponse, error) {
	return recordList.Call(ctx, c.line, req)
}

// RecordCreate adds a record and returns its id.
func (c *Client) RecordCreate(ctx context.Context, req RecordCreateRequest) (RecordCreateResponse, error) {
	return recordCreate.Call(ctx, c.line, req)
}

// RecordModify changes the value and TTL of a record.
func (c *Client) RecordModify(ctx context.Context, req RecordModifyRequest) error {
	return done(recordModify.Call(ctx, c.line, req))
}

// RecordDelete deletes a record.
func (c *Client) RecordDelete(ctx context.Context, req RecordDeleteRequest) error {
	return done(recordDelete.Call(ctx, c.line, req))
}
