package baidugeo

import (
	"context"
	"maps"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// All describes every call of this package.
func All() []endpoint.Description { return endpoint.DescribeAll(vendor, siteCalls...) }

// siteCalls are the calls of 站点.
var siteCalls = []endpoint.Any{siteQuery}

var siteQuery = endpoint.Endpoint[SiteQueryRequest, SitesResponse]{
	Name: "baidugeo.site.query", Title: endpoint.Words{Zh: "查询站点", En: "Query sites"},
	Path: "/v2/geo/site", Effect: endpoint.Read, Doc: "查询站点接口",
	Errors: endpoint.Codes{
		"400": endpoint.Invalid.Means("接口请求参数无效", "a parameter is not valid"),
		"403": endpoint.Missing.Means("该域名不属于用户,用户不可操作", "the domain is not this user's", "site"),
	},
}

// SiteQueryRequest asks for one site by its whole name, or for all that a keyword and a state
// fit; Keyword does not count beside Site. PageNo counts from 1; a page holds ten when
// PageSize is 0.
type SiteQueryRequest struct {
	Site     string `param:"site" rule:"pattern=domain" zh:"站点名称" en:"Site"`
	Keyword  string `param:"keyword" zh:"关键字" en:"Keyword"`
	State    string `param:"status" rule:"enum=ALL|RUNNING|STOPPED|OVERDUE|OPERATING" zh:"站点状态" en:"State"`
	PageNo   int    `param:"pageNo" rule:"min=1" zh:"页码" en:"Page"`
	PageSize int    `param:"pageSize" rule:"min=1" zh:"每页个数" en:"Rows per page"`
}

// SitesResponse is one page of sites. Total counts the elements of the answer, by the
// document's words.
type SitesResponse struct {
	Total    int    `answer:"total"`
	Sites    []Site `answer:"sites"`
	PageNo   int    `answer:"pageno"`
	PageSize int    `answer:"pagesize"`
}

// SiteState is the state of a site.
type SiteState string

// The states of a site. Operating stands in the filter only, by the document.
const (
	Running   SiteState = "RUNNING"
	Stopped   SiteState = "STOPPED"
	Overdue   SiteState = "OVERDUE"
	Operating SiteState = "OPERATING"
)

// Ownership tells how far the proof of ownership by DNS has come.
type Ownership string

// The states of the proof of ownership.
const (
	NotProven   Ownership = "0"
	Proven      Ownership = "1" // or none is needed
	ProofFailed Ownership = "2"
)

// Site is a site with its plan. The table calls the plan a list and the examples show an
// object: Plans holds what came.
type Site struct {
	ID        string    `answer:"id,required"`
	Name      string    `answer:"site,required"`
	UserID    string    `answer:"uid"`
	State     SiteState `answer:"status"`
	Region    string    `answer:"region"` // "mainland_china"
	PlanID    string    `answer:"planid"`
	Plans     []Plan    `answer:"plan"`
	Ownership Ownership `answer:"dnsverify"`
	CreatedAt time.Time `answer:"createdat"`
}

// Plan is what a site was bought with. The vendor writes its times in Beijing time, in UTC or
// as seconds since 1970.
type Plan struct {
	ID          string    `answer:"planid"`
	Spec        string    `answer:"spec"` // Basic, Standard, Advanced or Enterprise
	Start       time.Time `answer:"start"`
	End         time.Time `answer:"end"`
	AutoRenewal bool      `answer:"autorenewal"`
	CreatedAt   time.Time `answer:"createdat"`
}

// SiteQuery reads a page of sites.
func (c *Client) SiteQuery(ctx context.Context, req SiteQueryRequest) (SitesResponse, error) {
	return siteQuery.Call(ctx, c.line, req)
}

// CommonCodes are the codes that any call may answer, besides its own table.
func CommonCodes() endpoint.Codes { return maps.Clone(commonCodes) }
