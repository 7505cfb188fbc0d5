package dnspod

import (
	"fmt"
	"strings"
)

// Lookup answers like the nameservers of DNSPod on the default line: the values
// of the enabled records of one name and type, an MX as "preference host". A
// paused zone, or one that is not here, has none.
func (s *Server) Lookup(name, kind string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	s.settle(s.clock.Now())
	z, apex := s.holding(name)
	if z == nil || z.status != "enable" {
		return nil
	}
	label := strings.TrimSuffix(strings.TrimSuffix(name, apex), ".")
	if label == "" {
		return z.answers("@", kind)
	}
	if found := z.answers(label, kind); found != nil || z.has(label) {
		return found
	}
	_, parent, nested := strings.Cut(label, ".")
	if !nested {
		return z.answers("*", kind)
	}
	return z.answers("*."+parent, kind)
}

// holding is the zone with the longest name, or alias, that ends name.
func (s *Server) holding(name string) (best *zone, apex string) {
	for _, z := range s.zones {
		names := []string{z.punycode}
		for _, a := range z.Aliases {
			names = append(names, a.Punycode)
		}
		for _, one := range names {
			if (name == one || strings.HasSuffix(name, "."+one)) && len(one) > len(apex) {
				best, apex = z, one
			}
		}
	}
	return best, apex
}

func (z *zone) has(label string) bool {
	for _, r := range z.records {
		if r.Name == label && !r.Disabled && r.Line == defaultLine {
			return true
		}
	}
	return false
}

func (z *zone) answers(label, kind string) []string {
	var found []string
	for _, r := range z.records {
		if r.Name != label || r.Type != kind || r.Disabled || r.Line != defaultLine {
			continue
		}
		value := r.Value
		if kind == "MX" {
			value = fmt.Sprintf("%d %s", r.MX, r.Value)
		}
		found = append(found, value)
	}
	return found
}
