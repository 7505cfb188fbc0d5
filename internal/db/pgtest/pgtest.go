// Package pgtest gives tests fresh databases on a real PostgreSQL.
//
// The server is the one of PANEL_TEST_POSTGRES_URL when that is set. Otherwise the first test that asks
// starts one from the installed binaries; it ends with the test process, also when that is killed.
package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience bounds every step of making or dropping a database on a busy machine.
const patience = time.Minute

// URL returns the URL of an empty database that is dropped when the test ends.
// The test fails, and is not skipped, when there is no PostgreSQL.
func URL(t testing.TB) string {
	t.Helper()
	return create(t, serverURL(t), "template0")
}

// Template returns the URL of a copy of the database that prepare filled, dropped when the test ends.
// The first test that names the template runs prepare, which must close its connections; the others wait
// for it. A copy costs about as much as an empty database. The template itself stays for the life of the
// server, under a name that begins with "pgtest_".
func Template(t testing.TB, name string, prepare func(ctx context.Context, url string) error) string {
	t.Helper()
	server := serverURL(t)
	found, _ := templates.LoadOrStore(name, &template{})
	source, err := found.(*template).database(t.Context(), server, prepare)
	if err != nil {
		t.Fatalf("template %s: %v", name, err)
	}
	return create(t, server, source)
}

// Copy returns the URL of a copy of another test database as it stands, as a backup is, dropped when the
// test ends. Nobody may be connected to the other one.
func Copy(t testing.TB, source string) string {
	t.Helper()
	u, err := url.Parse(source)
	if err != nil {
		t.Fatalf("test database: %v", err)
	}
	return create(t, serverURL(t), strings.TrimPrefix(u.Path, "/"))
}

var templates sync.Map // name -> *template

type template struct {
	once sync.Once
	name string
	err  error
}

// database prepares the template once and returns the name of its database.
func (m *template) database(
	ctx context.Context, server string, prepare func(ctx context.Context, url string) error,
) (string, error) {
	m.once.Do(func() {
		// The other tests need the template even if this one ends early.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		m.name = freshName()
		m.err = m.fill(ctx, server, prepare)
	})
	return m.name, m.err
}

func (m *template) fill(
	ctx context.Context, server string, prepare func(ctx context.Context, url string) error,
) error {
	if err := execute(ctx, server, `CREATE DATABASE `+m.name+` TEMPLATE template0`); err != nil {
		return err
	}
	target, err := withDatabase(server, m.name)
	if err != nil {
		return err
	}
	if err := prepare(ctx, target); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	// A connection left open would make every copy wait and then fail.
	return execute(
		ctx, server,
		`ALTER DATABASE `+m.name+` WITH ALLOW_CONNECTIONS false`,
		`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '`+m.name+`'`,
	)
}

func create(t testing.TB, server, source string) string {
	t.Helper()
	name := freshName()
	target, err := withDatabase(server, name)
	if err != nil {
		t.Fatalf("test database: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := execute(ctx, server, `CREATE DATABASE `+name+` TEMPLATE `+source); err != nil {
		t.Fatalf("test database: %v", err)
	}
	t.Cleanup(func() { drop(t, server, name) })
	return target
}

func drop(t testing.TB, server, name string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
	defer cancel()
	// Force: a test that was ended early may leave connections behind.
	if err := execute(ctx, server, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`); err != nil {
		t.Errorf("test database: %v", err)
	}
}

// execute runs statements one by one on a connection of their own: databases cannot be made in a transaction.
func execute(ctx context.Context, server string, statements ...string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// freshName is unique among all test processes that share a server.
func freshName() string {
	return fmt.Sprintf("pgtest_%d_%s", os.Getpid(), strings.ToLower(rand.Text()[:12]))
}

func withDatabase(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", fmt.Errorf("server URL: %w", err)
	}
	u.Path = "/" + name
	return u.String(), nil
}
