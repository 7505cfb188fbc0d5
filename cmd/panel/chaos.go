//go:build chaos

package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/service"
)

// PANEL_CHAOS shortens waiting times and plants a mistake: hurry, limit of a
// call, name of the mistake.
func init() {
	tuned = func(environment map[string]string) (t tuning, err error) {
		parts := strings.Split(environment["PANEL_CHAOS"], ",")
		if len(parts) != 3 {
			return t, usagef("PANEL_CHAOS must be hurry, limit and mistake")
		}
		if t.hurry, err = strconv.ParseFloat(parts[0], 64); err != nil {
			return t, fmt.Errorf("PANEL_CHAOS: %w", err)
		}
		if t.callLimit, err = time.ParseDuration(parts[1]); err != nil {
			return t, fmt.Errorf("PANEL_CHAOS: %w", err)
		}
		return t, service.Plant(parts[2])
	}
}
