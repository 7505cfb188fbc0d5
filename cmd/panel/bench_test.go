package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The benchmarks run the program itself, as it is installed, on the demo's
// data, and print the limit of the same run beside it: a plain net/http hello.

// benchShop is the program's path and a data folder that holds the demo's shop.
type benchShop struct{ binary, data string }

var benchSetup = sync.OnceValues(func() (benchShop, error) {
	dir, err := os.MkdirTemp("", "tangelo-bench-")
	if err != nil {
		return benchShop{}, err
	}
	s := benchShop{binary: filepath.Join(dir, "panel"), data: filepath.Join(dir, "data")}
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", s.binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return s, fmt.Errorf("build: %w\n%s", err, out)
	}
	return s, s.fill()
})

// fill lets a demo seed the data folder, then stops it.
func (s benchShop) fill() error {
	demo := exec.Command(s.binary, "demo", "--json", "--addr", "127.0.0.1:0", "--data", s.data) //nolint:noctx // stopped below
	out, err := demo.StdoutPipe()
	if err != nil {
		return err
	}
	if err := demo.Start(); err != nil {
		return err
	}
	_, err = bufio.NewReader(out).ReadString('\n')
	_ = demo.Process.Signal(os.Interrupt)
	_, _ = io.Copy(io.Discard, out)
	return errors.Join(err, demo.Wait())
}

// serving is a running "panel serve" over the shop.
type serving struct {
	cmd *exec.Cmd
	url string
}

func (s benchShop) serve(b *testing.B) serving {
	b.Helper()
	cmd := exec.Command(s.binary, "serve", "--addr", "127.0.0.1:0") //nolint:noctx // stopped by the cleanup
	cmd.Env = append(os.Environ(), "PANEL_DATA="+s.data)
	logs, err := cmd.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	scanner := bufio.NewScanner(logs)
	v := serving{cmd: cmd}
	for v.url == "" && scanner.Scan() {
		var line struct{ Msg, URL string }
		if json.Unmarshal(scanner.Bytes(), &line) == nil && line.Msg == "serving" {
			v.url = line.URL
		}
	}
	go func() { _, _ = io.Copy(io.Discard, logs) }()
	return v
}

func (v serving) stop() {
	_ = v.cmd.Process.Signal(os.Interrupt)
	_ = v.cmd.Wait()
}

// visitor has one keep-alive connection and a cookie jar.
func visitor(b *testing.B) *http.Client {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	return &http.Client{Jar: jar, Transport: &http.Transport{MaxConnsPerHost: 1, DisableCompression: true}}
}

func (v serving) login(b *testing.B, client *http.Client) {
	b.Helper()
	form := url.Values{"email": {"reseller@demo.example"}, "password": {"rehearsal-reseller"}}
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, v.url+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || strings.HasSuffix(resp.Request.URL.Path, "/login") {
		b.Fatalf("login: %s at %s", resp.Status, resp.Request.URL)
	}
}

// fetch reads a page whole and returns its size in bytes.
func fetch(b *testing.B, client *http.Client, address string) int64 {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	n, err := io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s %v", address, resp.Status, err)
	}
	return n
}

// quantiles times get over b.N rounds and reports p50 and p99 in ms.
func quantiles(b *testing.B, get func()) {
	b.Helper()
	for range 50 {
		get()
	}
	times := make([]time.Duration, 0, b.N)
	for b.Loop() {
		began := time.Now()
		get()
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	at := func(q float64) float64 { return float64(times[int(q*float64(len(times)-1))].Microseconds()) / 1000 }
	b.ReportMetric(at(0.50), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
}

// BenchmarkHello is the limit: net/http alone, one connection.
func BenchmarkHello(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello\n") }))
	defer server.Close()
	client := visitor(b)
	quantiles(b, func() { fetch(b, client, server.URL) })
}

// BenchmarkPages times pages of the served demo data, one connection, logged in.
func BenchmarkPages(b *testing.B) {
	shop, err := benchSetup()
	if err != nil {
		b.Fatal(err)
	}
	v := shop.serve(b)
	defer v.stop()
	for _, page := range []struct{ name, path string }{
		{"overview", "/"}, {"product-list-50", "/products"}, {"domain-list-50", "/domains"}, {"orders", "/orders"}, {"customers", "/customers"},
	} {
		b.Run(page.name, func(b *testing.B) {
			client := visitor(b)
			v.login(b, client)
			size := fetch(b, client, v.url+page.path)
			quantiles(b, func() { fetch(b, client, v.url+page.path) })
			b.ReportMetric(float64(size)/1024, "KB")
		})
	}
}

// BenchmarkStart is the time from exec to the first page.
func BenchmarkStart(b *testing.B) {
	shop, err := benchSetup()
	if err != nil {
		b.Fatal(err)
	}
	var times []time.Duration
	for b.Loop() {
		began := time.Now()
		v := shop.serve(b)
		fetch(b, http.DefaultClient, v.url+"/login")
		times = append(times, time.Since(began))
		v.stop()
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "median-ms")
}

// BenchmarkIdleMemory is the resident memory of a server three seconds after
// its start, and of one that idles for three seconds after a login and a page.
func BenchmarkIdleMemory(b *testing.B) {
	shop, err := benchSetup()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		v := shop.serve(b)
		time.Sleep(3 * time.Second)
		b.ReportMetric(residentMB(b, v.cmd.Process.Pid), "idle-RSS-MB")
		client := visitor(b)
		v.login(b, client)
		fetch(b, client, v.url+"/products")
		time.Sleep(3 * time.Second)
		b.ReportMetric(residentMB(b, v.cmd.Process.Pid), "used-RSS-MB")
		v.stop()
	}
}

func residentMB(b *testing.B, pid int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skipf("resident memory is read from /proc: %v", err)
	}
	for line := range strings.Lines(string(text)) {
		var kb float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kb); err == nil {
			return kb / 1024
		}
	}
	b.Fatal("no VmRSS in /proc")
	return 0
}
