package baidugeo_test

import (
	"testing"
	"time"

	"tangelo/internal/sandbox"
	sim "tangelo/internal/sandbox/baidugeo"
	"tangelo/internal/vendors/baidugeo"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/vendortest"
)

type (
	params  = vendortest.Params
	refusal = vendortest.Refusal
	stage   = vendortest.Shop
)

func suite() vendortest.Vendor {
	return vendortest.Vendor{
		Name: "baidugeo", All: baidugeo.All(), Common: baidugeo.CommonCodes(), Open: baidugeo.Open,
		Connect: func(world *sandbox.World, log endpoint.Recorder) *endpoint.Line {
			return as(world, log, "", "", time.Now)
		},
		Login:   []string{"action"},
		Secrets: func(world *sandbox.World) []string { return []string{world.Line().BaiduGEO.SecretKey} },
		Proofs: []vendortest.Proof{{
			Call: "baidugeo.site.query", Before: plant, Given: params{"keyword": "shop", "status": "RUNNING", "pageNo": "2", "pageSize": "1"},
			Check: check,
			Refused: []refusal{
				{Code: "400", But: params{"pageNo": "-1"}},
				{Code: "400", But: params{"status": "ASLEEP"}},
				{Code: "403", But: params{"site": "nobodys.example"}},
				{Code: "InvalidAccessKeyId", Line: func(s *stage) *endpoint.Line { return as(s.World, s.Log, "nobody", "", time.Now) }},
				{Code: "SignatureDoesNotMatch", Line: func(s *stage) *endpoint.Line { return as(s.World, s.Log, "", "nobodys-key", time.Now) }},
				{Code: "RequestExpired", Line: func(s *stage) *endpoint.Line { return as(s.World, s.Log, "", "", lastYear) }},
			},
		}},
	}
}

func TestDeclarations(t *testing.T) { t.Parallel(); suite().Declared(t) }

func TestProofs(t *testing.T) { t.Parallel(); suite().Prove(t) }

func FuzzSuccess(f *testing.F) { suite().FuzzSuccess(f) }

func lastYear() time.Time { return time.Now().AddDate(-1, 0, 0) }

// as is the line of whoever says these keys, the account's own where they are empty.
func as(world *sandbox.World, log endpoint.Recorder, access, secret string, now func() time.Time) *endpoint.Line {
	at := world.Line().BaiduGEO
	if access == "" {
		access = at.AccessKey
	}
	if secret == "" {
		secret = at.SecretKey
	}
	return baidugeo.New(baidugeo.Config{
		Account: "1", AccessKey: access, SecretKey: endpoint.Secret(secret), Recorder: log, Now: now,
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{baidugeo.HostAPI: at.URL}, Timeout: 5 * time.Second,
	}).Line()
}

var start = time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC)

func plant(s *stage) {
	renew := true
	for _, site := range []sim.Site{
		{Name: "first-shop.example"},
		{Name: "second-shop.example", Plan: sim.Plan{Spec: "Advanced", Start: start, AutoRenewal: &renew, Style: sim.Unix}},
		{Name: "third-shop.example", Status: "STOPPED"},
		{Name: "other.example"},
	} {
		s.World.BaiduGEO.PlantSite(site)
	}
}

func check(s *stage, answer any) {
	page := answer.(baidugeo.SitesResponse)
	if len(page.Sites) != 1 || page.PageNo != 2 || page.PageSize != 1 {
		s.Fatalf("page = %+v, want the second of two", page)
	}
	site := page.Sites[0]
	if site.Name != "second-shop.example" || site.State != baidugeo.Running || site.Ownership != baidugeo.Proven || len(site.Plans) != 1 {
		s.Fatalf("site = %+v", site)
	}
	if plan := site.Plans[0]; !plan.Start.Equal(start) || !plan.AutoRenewal || plan.Spec != "Advanced" {
		s.Errorf("plan = %+v, want it from %s", plan, start)
	}
}

// TestPlanShapes reads a plan as a list, as the table has it, and in three forms of time.
func TestPlanShapes(t *testing.T) {
	t.Parallel()
	for name, plan := range map[string]string{
		"Beijing": `{"start":"2026-01-01 10:00:00"}`, "UTC": `[{"start":"2026-01-01T02:00:00Z"}]`, "seconds": `[{"start":"1767232800"}]`,
	} {
		body := `{"total":1,"sites":[{"id":1,"site":"a.example","plan":` + plan + `}],"pageNo":1,"pageSize":10}`
		opened, err := baidugeo.Open([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		answer, _, err := baidugeo.All()[0].Decode(opened.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if got := answer.(baidugeo.SitesResponse).Sites[0].Plans[0].Start; !got.Equal(start) {
			t.Errorf("%s: start = %s, want %s", name, got, start)
		}
	}
}

// TestFailuresGoByStatusOrCode reads the two kinds of failure, and what is neither.
func TestFailuresGoByStatusOrCode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		code   string
		fails  bool
	}{
		"documented":  {400, `{"requestId":"r","code":"InappropriateJSON","message":"x"}`, "400", false},
		"signature":   {400, `{"requestId":"r","code":"SignatureDoesNotMatch","message":"x"}`, "SignatureDoesNotMatch", false},
		"overloaded":  {503, `{"requestId":"r","code":"Overload","message":"x"}`, "503", false},
		"no code":     {403, `{"requestId":"r"}`, "", true},
		"code at 200": {200, `{"requestId":"r","code":"AccessDenied"}`, "", true},
		"page":        {502, `<html>`, "", true},
	} {
		opened, err := baidugeo.OpenWith(c.status, []byte(c.body))
		if opened.OK || opened.Code != c.code || (err != nil) != c.fails {
			t.Errorf("%s = %+v, %v", name, opened, err)
		}
	}
}
