package prices

import (
	"fmt"
	"strings"
	"time"

	"tangelo/internal/panel"
)

const (
	sparkWidth  = 320
	sparkHeight = 64
	sparkEdge   = 4
)

// sparkLines draws the history of a cost as steps: the points of one polyline
// for every stretch in which it was known.
func sparkLines(history []panel.CostNote, now time.Time) (lines []string) {
	if len(history) == 0 {
		return nil
	}
	low, high := bounds(history)
	first := history[0].At
	span := max(now.Sub(first), time.Second)
	x := func(t time.Time) float64 {
		return sparkEdge + (sparkWidth-2*sparkEdge)*min(float64(t.Sub(first))/float64(span), 1)
	}
	y := func(f panel.Fen) float64 {
		if high == low {
			return sparkHeight / 2
		}
		return sparkHeight - sparkEdge - (sparkHeight-2*sparkEdge)*float64(f-low)/float64(high-low)
	}
	var line []string
	for i, n := range history {
		end := now
		if i+1 < len(history) {
			end = history[i+1].At
		}
		if n.Cost > 0 {
			line = append(line, fmt.Sprintf("%.1f,%.1f", x(n.At), y(n.Cost)), fmt.Sprintf("%.1f,%.1f", x(end), y(n.Cost)))
		}
		if n.Cost == 0 || i+1 == len(history) {
			if len(line) > 0 {
				lines = append(lines, strings.Join(line, " "))
			}
			line = nil
		}
	}
	return lines
}

// bounds are the least and the greatest known cost.
func bounds(history []panel.CostNote) (low, high panel.Fen) {
	for _, n := range history {
		if n.Cost == 0 {
			continue
		}
		if low == 0 || n.Cost < low {
			low = n.Cost
		}
		high = max(high, n.Cost)
	}
	return low, high
}
