package cndns

import (
	"context"
	"net/url"

	"tangelo/internal/vendors/endpoint"
)

// ticketCalls are the calls of "十、有问必答". They have a host of their own, with codes of
// their own for the authentication.
var ticketCalls = []endpoint.Any{
	ticketCreate,
	ticketReply,
	ticketReplies,
}

// ticketCodes are the codes of the ticket host's authentication.
var ticketCodes = endpoint.Codes{
	"40001": endpoint.Denied.Means("会员名非法", "illegal member name"),
	"40002": endpoint.Denied.Means("来访 IP 非法", "illegal visiting IP"),
	"40003": endpoint.Denied.Means("提交时间非法", "illegal submission time"),
	"40004": endpoint.Denied.Means("签名非法", "wrong checksum"),
	"40005": endpoint.Denied.Means("会员不存在无法进行 API 交互", "member does not exist"),
	"40006": endpoint.Denied.Means("还未设置 API 信息", "API information not set up"),
	"40007": endpoint.Denied.Means("IP 非法", "IP address not allowed"),
}

var ticketCreate = endpoint.Endpoint[TicketCreateRequest, TicketCreateResponse]{
	Name: "cndns.ticket.create", Host: HostSupport, Path: "/api/Question.aspx",
	Title:  endpoint.Words{Zh: "问题提交", En: "Open a support ticket"},
	Effect: endpoint.Set, Slow: true, Doc: "十、1",
	Errors: ticketCodes.And(endpoint.Codes{
		"40008": endpoint.Invalid.Means("图片无法下载, 问题提交失败", "image could not be downloaded, ticket not submitted", "picaddr"),
		"40009": endpoint.Invalid.Means("问题分类非法", "illegal category", "cate"),
		"40010": endpoint.Invalid.Means("问题描述不能为空", "description is empty", "cnt"),
		"40011": endpoint.Denied.Means("用户邮箱不能为空, 请至主站设置您的邮箱信息", "the account has no e-mail address: set it on the main site"),
		"40012": endpoint.Invalid.Means("图片下载数与图片链接提交数不符, 问题提交失败", "number of downloaded images differs from the links given, ticket not submitted (JPG only)", "picaddr"),
		"40013": endpoint.Failed.Means("问题提交失败", "submission failed"),
	}),
}

// TicketCreateRequest is a question. The vendor downloads the images, JPG files that are
// open to everybody, during the call; their addresses carry no "http://". Category is one
// of TicketCategories. Like all texts the description holds no half-width comma.
type TicketCreateRequest struct {
	Description string   `param:"cnt" rule:"required" zh:"问题描述" en:"Description"`
	Images      []string `param:"picaddr" rule:"list,pattern=jpg" zh:"图片地址" en:"Image addresses"`
	Category    string   `param:"cate" rule:"required,enum=000000|000001|000002|000003|000004|000100|000101|000102|000200|000201|000202|000300|000301|000302|000400|000401|000402|000500|000501|000502|000800|000801|000802|000900|000901|000902|001101|001201" zh:"产品分类" en:"Product category"`
	Product     string   `param:"priname" also:"prname" zh:"产品名称" en:"Product's management name"`
}

// TicketCreateResponse is the new ticket's number, which every later call wants.
type TicketCreateResponse struct {
	Ticket string `answer:"questionid,required"`
}

// TicketCreate asks the vendor's support a question. A second sending asks it twice.
func (c *Client) TicketCreate(ctx context.Context, req TicketCreateRequest) (TicketCreateResponse, error) {
	return ticketCreate.Call(ctx, c.line, req)
}

var ticketReply = endpoint.Endpoint[TicketReplyRequest, TicketReplyResponse]{
	Name: "cndns.ticket.reply", Host: HostSupport, Path: "/api/Reply.aspx",
	Title:  endpoint.Words{Zh: "问题追问", En: "Add to a support ticket"},
	Effect: endpoint.Set, Slow: true, Doc: "十、2",
	Errors: ticketCodes.And(endpoint.Codes{
		"40008": endpoint.Invalid.Means("图片无法下载, 问题提交失败", "image could not be downloaded, reply not submitted", "picaddr"),
		"40010": endpoint.Invalid.Means("问题描述不能为空", "text is empty", "cnt"),
		"40012": endpoint.Invalid.Means("图片下载数与图片链接提交数不符, 问题提交失败", "number of downloaded images differs from the links given, reply not submitted (JPG only)", "picaddr"),
		"40014": endpoint.Missing.Means("问题编号非法", "no such ticket", "Question"),
		"40015": endpoint.Conflict.Means("问题已被关闭无法回复/追问", "ticket is closed"),
		"40016": endpoint.Failed.Means("问题追问失败", "reply failed"),
	}),
}

// TicketReplyRequest adds to a ticket, with images as in TicketCreateRequest.
type TicketReplyRequest struct {
	Text   string   `param:"cnt" rule:"required" zh:"追问内容" en:"Text"`
	Images []string `param:"picaddr" rule:"list,pattern=jpg" zh:"图片地址" en:"Image addresses"`
	Ticket string   `param:"Question" rule:"required,pattern=digits" zh:"问题编号" en:"Ticket number"`
}

// TicketReplyResponse is the number of what was added.
type TicketReplyResponse struct {
	Reply string `answer:"replyid,required"`
}

// TicketReply adds to an open ticket. A second sending adds it twice.
func (c *Client) TicketReply(ctx context.Context, req TicketReplyRequest) (TicketReplyResponse, error) {
	return ticketReply.Call(ctx, c.line, req)
}

var ticketReplies = endpoint.Endpoint[TicketRepliesRequest, TicketRepliesResponse]{
	Name: "cndns.ticket.replies", Host: HostSupport, Path: "/api/ReplyDetail.aspx",
	Title:  endpoint.Words{Zh: "获取问题回复", En: "Get the replies of a support ticket"},
	Effect: endpoint.Read, Doc: "十、3",
	Errors: ticketCodes.And(endpoint.Codes{
		"40014": endpoint.Missing.Means("问题编号非法", "no such ticket", "Question"),
	}),
}

// TicketRepliesRequest names a ticket.
type TicketRepliesRequest struct {
	Ticket string `param:"Question" rule:"required,pattern=digits" zh:"问题编号" en:"Ticket number"`
}

// TicketState is how far the vendor is with a ticket.
type TicketState string

// The states of a ticket. A closed one takes no more replies.
const (
	TicketWaiting    TicketState = "waiting"
	TicketProcessing TicketState = "processing"
	TicketFinished   TicketState = "finish"
	TicketClosed     TicketState = "close"
)

// TicketRepliesResponse is a ticket's state and what the support wrote. Answered is the
// vendor's own word, and false in the document's example though a reply stands there.
type TicketRepliesResponse struct {
	State    TicketState    `answer:"state,required"`
	Answered bool           `answer:"hasreply"`
	Replies  []TicketAnswer `answer:"message"`
}

// TicketAnswer is one reply of the support.
type TicketAnswer struct {
	ID        string     `answer:"a_id,required"`
	Text      TicketText `answer:"a_cnt"`
	WrittenAt Time       `answer:"a_addtme"`
}

// TicketText is a reply as the vendor sends it, percent-encoded.
type TicketText string

// HTML is the text of a reply, or the text as it came when it cannot be decoded. It is the
// vendor's HTML: escape or clean it before it is shown.
func (t TicketText) HTML() string {
	text, err := url.QueryUnescape(string(t))
	if err != nil {
		return string(t)
	}
	return text
}

// TicketReplies reads what the support wrote.
func (c *Client) TicketReplies(ctx context.Context, req TicketRepliesRequest) (TicketRepliesResponse, error) {
	return ticketReplies.Call(ctx, c.line, req)
}
