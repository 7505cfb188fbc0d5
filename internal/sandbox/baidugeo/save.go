package baidugeo

import (
	"encoding/json"
	"errors"
	"fmt"
)

// saved is the whole state of a Server.
type saved struct {
	Account Account `json:"account"`
	Sites   []Site  `json:"sites"`
	LastID  int     `json:"last_id"`
	Count   int     `json:"count"` // of answers
}

// Save writes down the whole state, secrets included.
func (s *Server) Save() (json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, err := json.Marshal(saved{Account: s.account, Sites: s.sites, LastID: s.lastID, Count: s.count})
	if err != nil {
		return nil, fmt.Errorf("save baidugeo: %w", err)
	}
	return data, nil
}

// Restore takes up a state that Save wrote, in place of what is there. An error
// leaves the server as it was.
func (s *Server) Restore(data json.RawMessage) error {
	var in saved
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("restore baidugeo: %w", err)
	}
	if in.Account == (Account{}) {
		return errors.New("restore baidugeo: the account is missing")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account, s.sites, s.lastID, s.count = in.Account, in.Sites, in.LastID, in.Count
	return nil
}
