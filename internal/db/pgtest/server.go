package pgtest

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// serveScript starts PostgreSQL and removes it once its standard input ends.
//
//go:embed serve.sh
var serveScript string

// shared is the one server of this test process. It stays referenced, and so its lifeline stays open until
// the process ends, however it ends; the kernel closes it then.
var shared = sync.OnceValues(func() (server, error) {
	if given := os.Getenv("PANEL_TEST_POSTGRES_URL"); given != "" {
		return server{url: given}, nil
	}
	return start()
})

func serverURL(t testing.TB) string {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("start PostgreSQL for the tests: %v", err)
	}
	return s.url
}

// server is a running PostgreSQL; closing its lifeline ends it.
type server struct {
	url      string
	lifeline io.Closer
	ended    func() error
}

func start() (server, error) {
	// No test's context may end the server under the others.
	cmd := exec.CommandContext(context.Background(), "sh", "-c", serveScript)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // an interrupt at the terminal is for the tests
	lifeline, err := cmd.StdinPipe()
	if err != nil {
		return server{}, fmt.Errorf("lifeline: %w", err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return server{}, fmt.Errorf("output: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return server{}, fmt.Errorf("shell: %w", err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return server{}, errors.Join(fmt.Errorf("no answer: %w", err), lifeline.Close(), cmd.Wait())
	}
	line = strings.TrimSpace(line)
	if reason, failed := strings.CutPrefix(line, "error: "); failed {
		_ = cmd.Wait() // it says no more than the reason does
		return server{}, errors.New(reason)
	}
	return server{url: line, lifeline: lifeline, ended: cmd.Wait}, nil
}
