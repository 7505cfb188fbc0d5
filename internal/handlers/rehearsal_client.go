package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"tangelo/internal/panel"
	"tangelo/web/templates/rehearsal"
)

// control talks to the switches of the simulated vendors, on this machine.
var control = &http.Client{Timeout: 2 * time.Second}

// fault is one switch for trouble, as the control API writes it.
type fault struct {
	ID      int    `json:"id,omitempty"`
	Call    string `json:"call"`
	Kind    string `json:"kind"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	Delay   string `json:"delay,omitempty"`
	Match   string `json:"match,omitempty"`
	Count   int    `json:"count,omitempty"`
}

// rehearsalState is the answer of GET /state.
type rehearsalState struct {
	Clock struct {
		Now   time.Time `json:"now"`
		Speed float64   `json:"speed"`
	} `json:"clock"`
	Faults []fault `json:"faults"`
	Calls  map[string]struct {
		Requests int `json:"requests"`
		Troubled int `json:"troubled"`
	} `json:"calls"`
}

func (c rehearsalState) tallies() []rehearsal.Tally {
	all := make([]rehearsal.Tally, 0, len(c.Calls))
	for _, name := range slices.Sorted(maps.Keys(c.Calls)) {
		all = append(all, rehearsal.Tally{Call: name, Requests: c.Calls[name].Requests, Troubled: c.Calls[name].Troubled})
	}
	return all
}

func (h *Rehearsal) state(ctx context.Context) (s rehearsalState, err error) {
	return s, h.call(ctx, http.MethodGet, "/state", nil, &s)
}

// refusal is what the control API said no with.
type refusal struct{ text string }

func (r refusal) Error() string { return r.text }

func refusalOf(err error) string {
	var said refusal
	if errors.As(err, &said) {
		return said.text
	}
	return ""
}

// call makes one call of the control API. Its refusals are Invalid errors, an
// API that cannot be reached is Unavailable.
func (h *Rehearsal) call(ctx context.Context, method, path string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("rehearsal %s: %w", path, err)
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(h.Control, "/")+path, bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("rehearsal %s: %w", path, err)
	}
	answer, err := control.Do(request)
	if err != nil {
		return panel.Errorf(panel.Unavailable, err, "error.rehearsal.away")
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= http.StatusBadRequest {
		var said struct {
			Error string `json:"error"`
		}
		if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
			return panel.Errorf(panel.Unavailable, err, "error.rehearsal.away")
		}
		return panel.Errorf(panel.Invalid, refusal{said.Error}, "error.invalid")
	}
	if into == nil {
		return nil
	}
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		return fmt.Errorf("rehearsal %s: %w", path, err)
	}
	return nil
}
