package db_test

import (
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// TestTheFirstAccountIsMadeOnce asks for it a second time while the first is not
// yet committed.
func TestTheFirstAccountIsMadeOnce(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		second := make(chan bool, 1)
		within(t, d, func(tx *db.Tx) error {
			if empty, err := tx.NoUserYet(t.Context()); err != nil || !empty {
				t.Errorf("an empty panel: %t, %v", empty, err)
			}
			go func() {
				_ = d.Within(t.Context(), func(tx *db.Tx) error {
					empty, err := tx.NoUserYet(t.Context())
					second <- empty
					return err
				})
			}()
			select {
			case <-second:
				t.Fatal("a second setup did not wait for the first")
			case <-time.After(300 * time.Millisecond):
			}
			_, err := tx.AddUser(t.Context(), panel.User{Role: panel.RoleAdmin, Email: "admin@panel.example", Name: "Admin", PasswordHash: "x"})
			return err
		})
		if <-second {
			t.Error("a second setup found no account after the first")
		}
	})
}
