package cndns

import (
	"slices"
	"strings"
)

// Lookup answers what this vendor's name servers say about a name without final dot, and
// whether a domain above the name is registered here, with its name servers.
func (s *Server) Lookup(name, kind string) (values, servers []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	domain := s.above(strings.ToLower(name))
	if domain == nil {
		return nil, nil
	}
	serves := slices.ContainsFunc(domain.NameServers, func(host string) bool { return slices.Contains(ownServers, host) })
	if !serves || domain.state(s.clock.Now()) != Running {
		return nil, domain.NameServers
	}
	host := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(name), domain.Name), ".")
	for _, record := range domain.Records {
		if record.Type == kind && strings.EqualFold(record.Host, or(host, "@")) {
			values = append(values, record.Value)
		}
	}
	return values, domain.NameServers
}

// above is the domain of any account that a name belongs to.
func (s *Server) above(name string) *Domain {
	for {
		if account := s.owner(name); account != nil {
			return account.Domains[name]
		}
		_, rest, more := strings.Cut(name, ".")
		if !more {
			return nil
		}
		name = rest
	}
}
