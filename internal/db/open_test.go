package db_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tangelo/internal/db"
)

func TestASecondServerIsKeptAwayFromTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "panel.db")
	open := func() *db.DB {
		d, err := db.Open(t.Context(), "sqlite://"+path, (&clock{now: start}).Now)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first, second := open(), open()
	if err := first.HoldAlone(); err != nil {
		t.Fatal(err)
	}
	if err := second.HoldAlone(); !errors.Is(err, db.ErrInUse) {
		t.Errorf("second server: %v, want %v", err, db.ErrInUse)
	}

	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	if err := second.HoldAlone(); err != nil {
		t.Errorf("after the first ended: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the file = %v, %v; want 0600", info.Mode(), err)
	}
}
