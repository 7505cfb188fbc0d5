package db

import (
	"context"
	"time"

	"tangelo/internal/panel"
)

// CodeCount is how often one call ended in one way, and when last.
type CodeCount struct {
	Endpoint, Class, Code string
	Count                 int
	LastID                int64
	LastAt                time.Time
}

// CallCodes groups those of the actor's last 500 vendor calls that did not
// end well, the most frequent first.
func (q Queries) CallCodes(ctx context.Context, a panel.Actor) ([]CodeCount, error) {
	var f filter
	f.scopeReseller(a, "vendor_calls")
	return list(ctx, q.q, func(row scanner) (c CodeCount, err error) {
		return c, row.Scan(&c.Endpoint, &c.Class, &c.Code, &c.Count, &c.LastID, moment(&c.LastAt))
	}, `SELECT endpoint, class, code, count(*), max(id), max(started_at)
		FROM (SELECT id, endpoint, class, code, started_at FROM vendor_calls`+f.where()+` ORDER BY id DESC LIMIT 500) AS recent
		WHERE class NOT IN ('ok', 'accepted')
		GROUP BY endpoint, class, code ORDER BY count(*) DESC, endpoint, code LIMIT 20`, f.args...)
}
