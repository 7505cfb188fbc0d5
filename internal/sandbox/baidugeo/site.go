package baidugeo

import (
	"strconv"
	"strings"
	"time"
)

// TimeStyle is one of the three forms that a plan's start and end may have.
type TimeStyle string

// The three forms. The empty style is Beijing.
const (
	Beijing TimeStyle = "beijing" // 2025-01-01 10:00:00
	UTC     TimeStyle = "utc"     // 2025-01-01T02:00:00Z
	Unix    TimeStyle = "unix"    // 1735696800
)

// Site is one site of the user, for planting and as truth. Zero values of a
// planted site get defaults: running, verified, a Basic plan of a year.
type Site struct {
	ID        int       `json:"id"`
	Name      string    `json:"name"`
	Status    string    `json:"status"` // RUNNING, STOPPED, OVERDUE or OPERATING
	DNSVerify int       `json:"dnsVerify"`
	Created   time.Time `json:"created"`
	Plan      Plan      `json:"plan"`
}

// Plan is what a site was bought with.
type Plan struct {
	ID          int       `json:"id"`
	Spec        string    `json:"spec"` // Basic, Standard, Advanced or Enterprise
	Start       time.Time `json:"start"`
	End         time.Time `json:"end"`
	AutoRenewal *bool     `json:"autoRenewal,omitempty"` // nil is left out of the answer
	Style       TimeStyle `json:"style,omitempty"`
}

// The values of Site.DNSVerify.
const (
	NotVerified = 0
	Verified    = 1 // or not needed
	VerifyFail  = 2
)

// PlantSite adds a site of the user without any rule and returns its id.
func (s *Server) PlantSite(site Site) int {
	defer s.edit()()
	s.lastID++
	site.ID, site.Name = s.lastID, strings.ToLower(site.Name)
	if site.Status == "" {
		site.Status, site.DNSVerify = "RUNNING", Verified
	}
	if site.Created.IsZero() {
		site.Created = s.clock.Now()
	}
	if site.Plan.Start.IsZero() {
		site.Plan.Start = site.Created
	}
	if site.Plan.End.IsZero() {
		site.Plan.End = site.Plan.Start.AddDate(1, 0, 0)
	}
	if site.Plan.Spec == "" {
		site.Plan.Spec = "Basic"
	}
	site.Plan.ID = s.lastID
	s.sites = append(s.sites, site)
	return site.ID
}

// Truth is everything the server holds, as it knows it itself.
type Truth struct {
	Sites []Site `json:"sites"`
}

// Truth is a copy of the state.
func (s *Server) Truth() Truth {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Truth{Sites: append([]Site{}, s.sites...)}
}

// Reset forgets all sites.
func (s *Server) Reset() {
	defer s.edit()()
	s.sites = nil
}

type siteRow struct {
	ID        int    `json:"id"`
	CreatedAt string `json:"createdAt"`
	UID       string `json:"uid"`
	Status    string `json:"status"`
	Region    string `json:"region"`
	Site      string `json:"site"`
	PlanID    int    `json:"planId"`
	Plan      any    `json:"plan"`
	DNSVerify int    `json:"dnsVerify"`
}

type planRow struct {
	Start       string `json:"start"`
	End         string `json:"end"`
	AutoRenewal *bool  `json:"autoRenewal,omitempty"`
	CreatedAt   string `json:"createdAt"`
	Spec        string `json:"spec"`
	PlanID      int    `json:"planId"`
}

// row is a site in an answer. The only region is mainland China.
func (s *Server) row(site Site) siteRow {
	plan := planRow{
		Start: site.Plan.Style.write(site.Plan.Start), End: site.Plan.Style.write(site.Plan.End),
		AutoRenewal: site.Plan.AutoRenewal, CreatedAt: Beijing.write(site.Created),
		Spec: site.Plan.Spec, PlanID: site.Plan.ID,
	}
	row := siteRow{
		ID: site.ID, CreatedAt: Beijing.write(site.Created), UID: s.account.UserID, Status: site.Status,
		Region: "mainland_china", Site: site.Name, PlanID: site.Plan.ID, Plan: plan, DNSVerify: site.DNSVerify,
	}
	if s.planAsList {
		row.Plan = []planRow{plan}
	}
	return row
}

var beijing = time.FixedZone("CST", 8*60*60)

func (style TimeStyle) write(t time.Time) string {
	switch style {
	case UTC:
		return t.UTC().Format(time.RFC3339)
	case Unix:
		return strconv.FormatInt(t.Unix(), 10)
	case Beijing:
	}
	return t.In(beijing).Format(time.DateTime)
}
