package trouble

import (
	"encoding/json"
	"errors"
	"fmt"
)

// savedBoard is the whole state of a Board.
type savedBoard struct {
	Faults  []Fault          `json:"faults"`
	LastID  int              `json:"last_id"`
	Tallies map[string]Tally `json:"tallies"`
	Late    []lateCall       `json:"late"`
}

// Save writes down the faults, the counters and the calls that wait for their
// time, with their parameters.
func (b *Board) Save() (json.RawMessage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	data, err := json.Marshal(savedBoard{Faults: b.faults, LastID: b.lastID, Tallies: b.tallies, Late: b.late})
	if err != nil {
		return nil, fmt.Errorf("save board: %w", err)
	}
	return data, nil
}

// Restore takes up what Save wrote; Resume then lets waiting calls go on. An
// error leaves the board as it was.
func (b *Board) Restore(data json.RawMessage) error {
	in := savedBoard{}
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("restore board: %w", err)
	}
	if in.Tallies == nil {
		return errors.New("restore board: no counters")
	}
	for _, one := range in.Late {
		if err := one.check(); err != nil {
			return fmt.Errorf("restore board: %w", err)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults, b.lastID, b.tallies, b.late = in.Faults, in.LastID, in.Tallies, in.Late
	return nil
}
