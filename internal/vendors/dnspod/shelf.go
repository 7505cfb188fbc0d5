package dnspod

import (
	"slices"
	"sync"
	"time"
)

// shelfLife is how long an answer on the shelf is believed: 24 hours.
const shelfLife = 24 * time.Hour

// shelf keeps what the vendor asks its clients to keep: the types and lines of grades, the
// limits of domains, the groups.
type shelf struct {
	now  func() time.Time
	mu   sync.Mutex
	kept map[string]kept
}

// kept is one list; changes counts how often it was forgotten before.
type kept struct {
	list    any
	at      time.Time
	changes int
}

func newShelf(now func() time.Time) *shelf { return &shelf{now: now, kept: map[string]kept{}} }

// forget drops a list that has changed.
func (s *shelf) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[key] = kept{changes: s.kept[key].changes + 1}
}

func (s *shelf) look(key string) kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[key]
}

// keep puts a list on the shelf unless it was forgotten while it was read.
func (s *shelf) keep(key string, list any, changes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[key].changes == changes {
		s.kept[key] = kept{list: list, at: s.now(), changes: changes}
	}
}

// shelved returns a list from the shelf, or reads it and keeps it.
func shelved[T any](s *shelf, key string, read func() ([]T, error)) ([]T, error) {
	known := s.look(key)
	if list, ok := known.list.([]T); ok && s.now().Sub(known.at) < shelfLife {
		return slices.Clone(list), nil
	}
	list, err := read()
	if err != nil {
		return nil, err
	}
	s.keep(key, slices.Clone(list), known.changes)
	return list, nil
}
