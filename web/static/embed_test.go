package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func get(t *testing.T, path string, header http.Header) answer {
	t.Helper()
	server := httptest.NewServer(Handler())
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, body}
}

func TestAddressesWithTheHashMayBeKept(t *testing.T) {
	t.Parallel()
	stale := strings.Replace(URL("app.css"), assets["app.css"].hash, "000000000000", 1)
	tests := []struct {
		path   string
		status int
		cache  string
	}{
		{URL("app.css"), 200, "public, max-age=31536000, immutable"},
		{URL("app.js"), 200, "public, max-age=31536000, immutable"},
		{stale, 200, "no-cache"},
		{Prefix + "app.css", 200, "no-cache"},
		{Prefix + "no-such-file.js", 404, ""},
		{Prefix + "vendor/README.md", 404, ""},
		{Prefix + "../go.mod", 404, ""},
	}
	for _, tt := range tests {
		got := get(t, tt.path, http.Header{})
		if got.status != tt.status || got.header.Get("Cache-Control") != tt.cache {
			t.Errorf("GET %s = %d, %q, want %d, %q", tt.path, got.status, got.header.Get("Cache-Control"), tt.status, tt.cache)
		}
	}
}

func TestFilesAreSentCompressedWhenWanted(t *testing.T) {
	t.Parallel()
	packed := get(t, URL("app.css"), http.Header{"Accept-Encoding": {"gzip"}})
	if got, want := packed.header.Get("Content-Encoding"), "gzip"; got != want {
		t.Fatalf("Content-Encoding = %q, want %q", got, want)
	}
	reader, err := gzip.NewReader(bytes.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, assets["app.css"].content) {
		t.Errorf("unpacked style sheet has %d bytes, want the %d of the file", len(got), len(assets["app.css"].content))
	}
}

func TestKnownFilesAreNotSentAgain(t *testing.T) {
	t.Parallel()
	first := get(t, URL("app.js"), http.Header{})
	again := get(t, URL("app.js"), http.Header{"If-None-Match": {first.header.Get("ETag")}})
	if again.status != http.StatusNotModified {
		t.Errorf("status with the ETag = %d, want 304", again.status)
	}
}

func TestContentTypes(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "favicon.svg": "image/svg+xml",
	} {
		if got := get(t, URL(name), http.Header{}).header.Get("Content-Type"); got != want {
			t.Errorf("content type of %s = %q, want %q", name, got, want)
		}
	}
}

func TestBudgets(t *testing.T) {
	t.Parallel()
	if got, limit := len(squeeze(assets["app.css"].content)), 14<<10; got > limit {
		t.Errorf("style sheet = %d bytes packed, limit %d", got, limit)
	}
	if got, limit := bytes.Count(assets["app.js"].content, []byte("\n")), 300; got > limit {
		t.Errorf("app.js = %d lines, limit %d", got, limit)
	}
}

func TestScriptMakesNoMarkupFromText(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "new Function", "document.write"} {
		if bytes.Contains(assets["app.js"].content, []byte(bad)) {
			t.Errorf("app.js uses %s", bad)
		}
	}
}

func TestLockFileNamesNoRegistry(t *testing.T) {
	t.Parallel()
	lock, err := os.ReadFile(filepath.Join("..", "..", "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{`"resolved"`, "http:", "https:"} {
		if bytes.Contains(lock, []byte(bad)) {
			t.Errorf("package-lock.json contains %s", bad)
		}
	}
}

var (
	iconLine = regexp.MustCompile(`(?m)^[a-z0-9-]+$`)
	iconUse  = regexp.MustCompile(`(?:\bIcon\(|\bIcon:\s*)"([a-z0-9-]+)"`)
)

func TestIconsInUseAreInTheSprite(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("icons.txt")
	if err != nil {
		t.Fatal(err)
	}
	icons := iconLine.FindAllString(string(list), -1)
	if !slices.IsSorted(icons) {
		t.Error("icons.txt is not sorted")
	}
	pages, err := filepath.Glob(filepath.Join("..", "templates", "*", "*.templ"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("templates found = %d, %v", len(pages), err)
	}
	for _, page := range pages {
		content, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range iconUse.FindAllStringSubmatch(string(content), -1) {
			if !slices.Contains(icons, match[1]) {
				t.Errorf("%s: icon %q is not in icons.txt", page, match[1])
			}
		}
	}
}

func TestSpriteHasTheListedIcons(t *testing.T) {
	t.Parallel()
	sprite, ok := assets["vendor/icons.svg"]
	if !ok {
		t.Skip("vendor folder not filled; pages use plain shapes")
	}
	list, err := os.ReadFile("icons.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, icon := range iconLine.FindAllString(string(list), -1) {
		if !bytes.Contains(sprite.content, []byte(`<symbol id="`+icon+`"`)) {
			t.Errorf("icon %q is not in the sprite: run assets.mjs", icon)
		}
	}
}
