package sendcloud

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// saved is the whole state of a Server.
type saved struct {
	Account Account             `json:"account"`
	Domains []savedDomain       `json:"domains"`
	Tracks  []savedTrack        `json:"tracks"`
	Records map[string][]string `json:"records"`
	Changes []Change            `json:"changes"`
	LastID  int64               `json:"last_id"`
}

type savedDomain struct {
	Truth     Domain    `json:"truth"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
	Refreshed time.Time `json:"refreshed"`
}

type savedTrack struct {
	Truth     Track     `json:"truth"`
	CertStart time.Time `json:"cert_start,omitzero"`
	CertEnd   time.Time `json:"cert_end,omitzero"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
}

// Save writes down the whole state, secrets included.
func (s *Server) Save() (json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := saved{Account: s.account, Records: s.records, Changes: s.changes, LastID: s.lastID}
	for _, d := range s.domains {
		truth := Domain{Name: d.name, Test: d.test, Bound: d.bound, Verify: d.verify}
		out.Domains = append(out.Domains, savedDomain{truth, d.created, d.updated, d.refreshed})
	}
	for _, t := range s.tracks {
		truth := Track{ID: t.id, Name: t.name, CNAME: t.cname, HTTPS: t.https}
		out.Tracks = append(out.Tracks, savedTrack{truth, t.certStart, t.certEnd, t.created, t.updated})
	}
	data, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("save sendcloud: %w", err)
	}
	return data, nil
}

// Restore takes up a state that Save wrote, in place of what is there. An error
// leaves the server as it was.
func (s *Server) Restore(data json.RawMessage) error {
	var in saved
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("restore sendcloud: %w", err)
	}
	if in.Records == nil || in.Account == (Account{}) {
		return errors.New("restore sendcloud: account or records are missing")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account, s.records, s.changes, s.lastID = in.Account, in.Records, in.Changes, in.LastID
	s.domains, s.tracks = nil, nil
	for _, d := range in.Domains {
		s.domains = append(s.domains, &domain{
			name: d.Truth.Name, test: d.Truth.Test, bound: d.Truth.Bound, verify: d.Truth.Verify,
			created: d.Created, updated: d.Updated, refreshed: d.Refreshed,
		})
	}
	for _, t := range in.Tracks {
		s.tracks = append(s.tracks, &track{
			id: t.Truth.ID, name: t.Truth.Name, cname: t.Truth.CNAME, https: t.Truth.HTTPS,
			certStart: t.CertStart, certEnd: t.CertEnd, created: t.Created, updated: t.Updated,
		})
	}
	return nil
}
