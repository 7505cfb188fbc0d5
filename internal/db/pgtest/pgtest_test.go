package pgtest

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestEveryDatabaseIsFreshAndSeparate(t *testing.T) {
	t.Parallel()
	first, second := connect(t, URL(t)), connect(t, URL(t))

	if _, err := first.Exec(t.Context(), `CREATE TABLE mark (id bigint)`); err != nil {
		t.Fatal(err)
	}

	if got := tables(t, first); got != 1 {
		t.Errorf("tables in the first database = %d, want 1", got)
	}
	if got := tables(t, second); got != 0 {
		t.Errorf("tables in the second database = %d, want 0", got)
	}
}

func TestATemplateIsPreparedOnceAndCopied(t *testing.T) {
	t.Parallel()
	var prepared atomic.Int32
	for range 8 {
		t.Run("copy", func(t *testing.T) {
			t.Parallel()
			conn := connect(t, Template(t, "mark", func(ctx context.Context, url string) error {
				prepared.Add(1)
				return execute(ctx, url, `CREATE TABLE mark (id bigint)`)
			}))
			if got := tables(t, conn); got != 1 {
				t.Errorf("tables in a copy = %d, want 1", got)
			}
			if _, err := conn.Exec(t.Context(), `CREATE TABLE other (id bigint)`); err != nil {
				t.Fatal(err)
			}
			if got := prepared.Load(); got != 1 {
				t.Errorf("prepared %d times, want 1", got)
			}
		})
	}
}

func TestADatabaseIsDroppedWithItsTest(t *testing.T) {
	t.Parallel()
	var target string
	t.Run("user", func(t *testing.T) {
		target = URL(t)
		connect(t, target) // still open when the database is dropped
	})

	conn, err := pgx.Connect(t.Context(), target)
	if err == nil {
		_ = conn.Close(t.Context())
		t.Error("the database of an ended test still takes connections")
	}
}

func TestTheServerEndsWithItsLifeline(t *testing.T) {
	t.Parallel()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	folder := parsed.Query().Get("host")
	if _, err := os.Stat(folder); err != nil {
		t.Fatalf("folder of a running server: %v", err)
	}

	if err := errors.Join(s.lifeline.Close(), s.ended()); err != nil {
		t.Fatal(err)
	}

	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("folder of an ended server: %v, want none", err)
	}
}

func TestAMissingPostgreSQLIsNamed(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	for _, tool := range []string{"sh", "ls", "sort", "dirname", "id", "rm"} {
		found, err := exec.LookPath(tool)
		if err == nil {
			err = os.Symlink(found, filepath.Join(path, tool))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	bare := strings.ReplaceAll(serveScript, "/usr/lib/postgresql", path)
	cmd := exec.CommandContext(t.Context(), "sh", "-c", bare)
	cmd.Env = []string{"PATH=" + path}

	got, err := cmd.Output()

	if err == nil || !bytes.HasPrefix(got, []byte("error: PostgreSQL is not installed")) {
		t.Errorf("answer = %q (%v), want the missing program named", got, err)
	}
}

func connect(t *testing.T, target string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Second)
		defer cancel()
		_ = conn.Close(ctx)
	})
	return conn
}

func tables(t *testing.T, conn *pgx.Conn) int {
	t.Helper()
	var n int
	const query = `SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'`
	if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
