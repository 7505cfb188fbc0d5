package sendcloud

import (
	"context"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// trackCalls are the calls of 追踪域名: the domains that links in mails lead through. An
// account has at most five.
var trackCalls = []endpoint.Any{trackList, trackAdd, trackUpdate, trackCheckConfig, trackDelete}

// TrackDomain is a tracking domain with the CNAME that it needs. The validity of the
// certificate is zero without one.
type TrackDomain struct {
	ID         string    `answer:"id,required"`
	Name       string    `answer:"name"`
	Configured bool      `answer:"cname"`
	CNAMEHost  string    `answer:"cname.domain|cname domain"`
	CNAMEValue string    `answer:"cname.value|cname value"`
	HTTPS      bool      `answer:"https"`
	ValidFrom  time.Time `answer:"certivaliditystart"`
	ValidUntil time.Time `answer:"certivalidityend"`
	CreatedAt  time.Time `answer:"gmtcreated"`
	UpdatedAt  time.Time `answer:"gmtupdated"`
}

// TrackDomainsResponse is a list of tracking domains. Total counts those of all pages; 0 where
// the call has no pages.
type TrackDomainsResponse struct {
	Domains []TrackDomain `answer:"datalist"`
	Count   int           `answer:"count"`
	Total   int           `answer:"total"`
}

// TrackDomainResponse is one tracking domain.
type TrackDomainResponse struct {
	Domain TrackDomain `answer:"data,required"`
}

var trackList = endpoint.Endpoint[TrackListRequest, TrackDomainsResponse]{
	Name: "sendcloud.track_domain.list", Title: endpoint.Words{Zh: "追踪域名列表", En: "List tracking domains"},
	Path: "/api/trackDomain/list", Effect: endpoint.Read, Doc: "追踪域名、查询",
}

// TrackListRequest filters and pages. Limit is at most 100, which is also its default.
type TrackListRequest struct {
	Names []string `param:"name" rule:"list,pattern=domain" zh:"追踪域名" en:"Tracking domains"`
	Start int      `param:"start" rule:"min=0" zh:"起始位置" en:"Start"`
	Limit int      `param:"limit" rule:"min=1,max=100" zh:"查询个数" en:"Rows"`
}

// TrackList lists tracking domains.
func (c *Client) TrackList(ctx context.Context, req TrackListRequest) (TrackDomainsResponse, error) {
	return trackList.Call(ctx, c.line, req)
}

var trackAdd = endpoint.Endpoint[TrackAddRequest, TrackDomainResponse]{
	Name: "sendcloud.track_domain.add", Title: endpoint.Words{Zh: "添加追踪域名", En: "Add a tracking domain"},
	Path: "/api/trackDomain/add", Effect: endpoint.Set, Doc: "追踪域名、添加",
}

// TrackAddRequest names a new tracking domain, which is no sending domain, and the
// certificate and key for HTTPS in PEM: both or neither.
type TrackAddRequest struct {
	Name        string          `param:"name" rule:"required,pattern=domain,len=..255" zh:"追踪域名" en:"Tracking domain"`
	Certificate string          `param:"certContent" rule:"required@certKey,pattern=pem" zh:"证书内容 (PEM)" en:"Certificate (PEM)"`
	Key         endpoint.Secret `param:"certKey" rule:"required@certContent,pattern=pem" zh:"证书私钥 (PEM)" en:"Private key (PEM)"`
}

// TrackAdd adds a tracking domain and returns the CNAME to configure.
func (c *Client) TrackAdd(ctx context.Context, req TrackAddRequest) (TrackDomainResponse, error) {
	return trackAdd.Call(ctx, c.line, req)
}

var trackUpdate = endpoint.Endpoint[TrackUpdateRequest, TrackDomainResponse]{
	Name: "sendcloud.track_domain.update", Title: endpoint.Words{Zh: "修改追踪域名", En: "Change a tracking domain"},
	Path: "/api/trackDomain/update", Effect: endpoint.Set, Doc: "追踪域名、修改",
}

// TrackUpdateRequest changes name or certificate. Whether Name may be left out to change the
// certificate alone is not documented: give it.
type TrackUpdateRequest struct {
	ID          string          `param:"id" rule:"required,pattern=digits" zh:"追踪域名 ID" en:"Tracking domain ID"`
	Name        string          `param:"name" rule:"pattern=domain,len=..255" zh:"新追踪域名" en:"New tracking domain"`
	Certificate string          `param:"certContent" rule:"required@certKey,pattern=pem" zh:"证书内容 (PEM)" en:"Certificate (PEM)"`
	Key         endpoint.Secret `param:"certKey" rule:"required@certContent,pattern=pem" zh:"证书私钥 (PEM)" en:"Private key (PEM)"`
}

// TrackUpdate changes a tracking domain.
func (c *Client) TrackUpdate(ctx context.Context, req TrackUpdateRequest) (TrackDomainResponse, error) {
	return trackUpdate.Call(ctx, c.line, req)
}

var trackCheckConfig = endpoint.Endpoint[TrackCheckRequest, TrackDomainsResponse]{
	Name: "sendcloud.track_domain.check_config", Title: endpoint.Words{Zh: "验证追踪域名", En: "Check tracking domains"},
	Path: "/api/trackDomain/checkConfig", Effect: endpoint.Set, Doc: "追踪域名、验证",
}

// TrackCheckRequest names tracking domains, by id or by name.
type TrackCheckRequest struct {
	IDs   []string `param:"id" rule:"list,required@!name,pattern=digits" zh:"追踪域名 ID" en:"Tracking domain IDs"`
	Names []string `param:"name" rule:"list,required@!id,pattern=domain" zh:"追踪域名" en:"Tracking domains"`
}

// TrackCheckConfig makes the vendor look at the CNAMEs now, and returns what it found.
func (c *Client) TrackCheckConfig(ctx context.Context, req TrackCheckRequest) (TrackDomainsResponse, error) {
	return trackCheckConfig.Call(ctx, c.line, req)
}

var trackDelete = endpoint.Endpoint[TrackRequest, CountResponse]{
	Name: "sendcloud.track_domain.delete", Title: endpoint.Words{Zh: "删除追踪域名", En: "Delete a tracking domain"},
	Path: "/api/trackDomain/delete", Effect: endpoint.Destroy, Doc: "追踪域名、删除",
}

// TrackRequest names one tracking domain.
type TrackRequest struct {
	ID string `param:"id" rule:"required,pattern=digits" zh:"追踪域名 ID" en:"Tracking domain ID"`
}

// TrackDelete deletes a tracking domain.
func (c *Client) TrackDelete(ctx context.Context, req TrackRequest) (CountResponse, error) {
	return trackDelete.Call(ctx, c.line, req)
}
