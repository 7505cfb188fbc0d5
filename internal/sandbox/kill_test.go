package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tangelo/internal/sandbox/cndns"
)

const serveWord = "serve-a-world"

// TestMain turns the test program into a sandbox of its own when it is asked to,
// so that a test can kill it.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == serveWord {
		if err := serveWorld(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serveWorld serves until standard input ends.
func serveWorld(file string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w, err := Start(ctx, Options{Fresh: true, Speed: 60, StateFile: file})
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(w.Line()); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin) // until the parent lets go
	return errors.Join(err, w.Close())
}

// spawn starts a sandbox as a process; kill ends it as signal 9 does.
func spawn(t *testing.T, file string) (line Line, kill func()) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, serveWord, file)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		_ = in.Close()
	})
	t.Cleanup(kill)
	if err := json.NewDecoder(out).Decode(&line); err != nil {
		t.Fatal(err)
	}
	return line, kill
}

// buy orders one cloud host and tells whether that was acknowledged.
func buy(ctx context.Context, line Line, now time.Time, turn int64) bool {
	day := now.In(time.FixedZone("CST", 8*60*60)).Format("20060102")
	otime := day + fmt.Sprintf("%09d", turn)
	form := url.Values{
		"username": {line.CNDNS.Username}, "otime": {otime},
		"checksum": {digest(line.CNDNS.Username + digest(line.CNDNS.Password) + otime + line.CNDNS.Email)},
		"cpu":      {"1"}, "ram": {"1024"}, "HD": {"50"}, "BD": {"1"}, "place": {"1"}, "os": {"debian8_64"}, "tmetpe": {"2"},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, line.CNDNS.API+"/cloud/BuyCloud.aspx", strings.NewReader(form.Encode()))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		Status string `json:"status"`
	}
	return json.NewDecoder(response.Body).Decode(&answer) == nil && answer.Status == "success"
}

// Whatever the moment of a signal 9, what was acknowledged has happened, and
// nothing has happened twice.
func TestSignal9LosesNoAcknowledgedPurchase(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "sandbox.json")
	var sent, acknowledged atomic.Int64
	for range 3 {
		line, kill := spawn(t, file)
		var buyers sync.WaitGroup
		enough := make(chan struct{})
		goal := acknowledged.Load() + 25
		for range 4 {
			buyers.Go(func() {
				for {
					if !buy(t.Context(), line, time.Now(), sent.Add(1)) {
						return
					}
					if acknowledged.Add(1) == goal {
						close(enough)
					}
				}
			})
		}
		select {
		case <-enough:
		case <-time.After(30 * time.Second):
			t.Error("the purchases do not go through")
		}
		kill()
		buyers.Wait()
	}

	line, _ := spawn(t, file)
	response := read(t, line.Control+"/truth/cndns")
	var truth cndns.Truth
	if err := json.Unmarshal([]byte(response), &truth); err != nil {
		t.Fatal(err)
	}
	account := truth.Accounts[line.CNDNS.Username]
	got := int64(len(truth.Purchases))
	if got < acknowledged.Load() || got > sent.Load() || int(got) != len(account.Hosts) {
		t.Errorf("%d purchases and %d hosts, want between %d acknowledged and %d sent",
			got, len(account.Hosts), acknowledged.Load(), sent.Load())
	}
	if paid := 10_000_000 - account.Balance; paid != got*9500 {
		t.Errorf("paid %d fen for %d purchases, want 9500 each", paid, got)
	}
}

func read(t *testing.T, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	status, body := send(t, request)
	if status != http.StatusOK {
		t.Fatalf("GET %s = %d %s", address, status, body)
	}
	return body
}
