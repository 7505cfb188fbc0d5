package service

import "tangelo/internal/panel"

// viewed is a row that customers read differently.
type viewed[T any] interface{ ForCustomer() T }

// viewedBy is a row as the actor may read it. Every use case that hands rows to
// whoever asks ends with it; what decides and writes works on the row itself.
func viewedBy[T viewed[T]](actor panel.Actor, row T) T {
	if actor.Role == panel.RoleCustomer {
		return row.ForCustomer()
	}
	return row
}

// allViewedBy is viewedBy for all rows of a list.
func allViewedBy[T viewed[T]](actor panel.Actor, rows []T) []T {
	for i, row := range rows {
		rows[i] = viewedBy(actor, row)
	}
	return rows
}
