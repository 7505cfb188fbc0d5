//go:build browser

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// binary builds the panel once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "tangelo-e2e-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "panel")
	build := exec.Command("go", "build", "-o", path, "../cmd/panel")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the panel: %w\n%s", err, out)
	}
	return path, nil
})

// program is one running process of the panel.
type program struct {
	cmd  *exec.Cmd
	line demoLine // what it printed with --json
	log  *lockedBuffer
}

// demoLine is what "panel demo --json" prints; "panel sandbox --json" prints
// the part without url and accounts.
type demoLine struct {
	Control string `json:"control"`
	CNDNS   struct {
		API      string `json:"api"`
		DMCheck  string `json:"dmcheck"`
		Support  string `json:"support"`
		Username string `json:"username"`
		Password string `json:"password"`
		Email    string `json:"email"`
	} `json:"cndns"`
	DNSPod struct {
		URL        string `json:"url"`
		LoginToken string `json:"login_token"`
		Email      string `json:"email"`
		Password   string `json:"password"`
	} `json:"dnspod"`
	URL      string `json:"url"`
	Accounts []struct {
		Role     string `json:"role"`
		Email    string `json:"email"`
		Password string `json:"password"`
	} `json:"accounts"`
}

// start runs the panel with arguments and environment, and kills it when the
// test ends. With json it waits for the line on standard output.
func start(t *testing.T, wantLine bool, env []string, args ...string) *program {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{cmd: exec.Command(path, args...), log: &lockedBuffer{}} //nolint:noctx // killed by stop
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("log of panel %s:\n%s", strings.Join(args, " "), p.log.tail(6000))
		}
	})
	if wantLine {
		p.readLine(t, out)
	}
	return p
}

func (p *program) readLine(t *testing.T, out io.Reader) {
	t.Helper()
	lines := make(chan string, 1)
	go func() {
		scanner := bufio.NewScanner(out)
		scanner.Buffer(nil, 1<<20)
		if scanner.Scan() {
			lines <- scanner.Text()
		}
		close(lines)
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case line, ok := <-lines:
		if !ok {
			t.Fatalf("the panel ended without its line; log:\n%s", p.log.tail(4000))
		}
		if err := json.Unmarshal([]byte(line), &p.line); err != nil {
			t.Fatalf("line %q: %v", line, err)
		}
	case <-time.After(time.Minute):
		t.Fatalf("the panel printed nothing for a minute; log:\n%s", p.log.tail(4000))
	}
}

// kill is kill -9: the process gets no chance to tidy up.
func (p *program) kill() {
	if p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	}
}

// startDemo starts a demo on a free port.
func startDemo(t *testing.T, args ...string) *program {
	t.Helper()
	return start(t, true, nil, append([]string{"demo", "--json", "--verbose", "--addr", "127.0.0.1:0"}, args...)...)
}

// hurried makes a demo in which an hour of vendors takes 15 seconds: what
// nothing can prove is held after 75 minutes.
var hurried = []string{"--speed", "240"}

// waitHTTP waits until an address answers.
func waitHTTP(t *testing.T, url string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s does not answer", url)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// control asks the simulators' control API; body nil is a GET. into may be nil.
func (p *program) control(t *testing.T, method, path string, body, into any) {
	t.Helper()
	var payload io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		payload = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, p.line.Control+path, payload)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= http.StatusBadRequest {
		t.Fatalf("control %s %s: %s %s %v", method, path, resp.Status, text, err)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatalf("control %s: %v in %s", path, err, text)
		}
	}
}

// purchase is one purchase by the vendor's own truth.
type purchase struct {
	Call string `json:"call"`
	Name string `json:"name"`
	Fen  int64  `json:"fen"`
}

// vendorTruth is what the tests read of the simulated registrar's own account
// of its customer.
type vendorTruth struct {
	Domains map[string]struct {
		State   string `json:"state"`
		Expires string `json:"expires"`
		Records []struct {
			Host  string `json:"host"`
			Value string `json:"value"`
		} `json:"records"`
	} `json:"domains"`
	Contacts  map[string]json.RawMessage `json:"contacts"`
	Hosts     map[string]json.RawMessage `json:"hosts"`
	Purchases []purchase                 `json:"purchases"`
}

func (p *program) truth(t *testing.T) vendorTruth {
	t.Helper()
	var all struct {
		Accounts map[string]vendorTruth `json:"accounts"`
	}
	p.control(t, http.MethodGet, "/truth/cndns", nil, &all)
	account, there := all.Accounts[p.line.CNDNS.Username]
	if !there {
		t.Fatalf("the simulated registrar knows no account %q", p.line.CNDNS.Username)
	}
	return account
}

// purchases lists what the simulated registrar executed and charged.
func (p *program) purchases(t *testing.T, call string) (found []purchase) {
	t.Helper()
	for _, one := range p.truth(t).Purchases {
		if one.Call == call {
			found = append(found, one)
		}
	}
	return found
}

// calls counts what the vendors were asked by name of the call.
func (p *program) calls(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	var state struct {
		Calls map[string]json.RawMessage `json:"calls"`
	}
	p.control(t, http.MethodGet, "/state", nil, &state)
	return state.Calls
}

// trouble sets a switch of the simulators.
func (p *program) trouble(t *testing.T, fault map[string]any) {
	t.Helper()
	p.control(t, http.MethodPost, "/faults", fault, nil)
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) tail(n int) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	text := b.text.String()
	return text[max(0, len(text)-n):]
}

// eventually waits until something is true, at most a minute.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("never came true: %s", what)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// TestMain lets more tests run at once than there are processors: they mostly
// wait for vendors. A number that is asked for counts.
func TestMain(m *testing.M) {
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		if err := flag.Set("test.parallel", "5"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
