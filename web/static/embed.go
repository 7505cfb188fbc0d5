// Package static carries the style sheet, the scripts and the icons inside the
// binary and serves them under addresses that change with their content.
//
// The vendor folder is filled by assets.mjs and is not committed: without it
// the pages keep working, without live updates and with plain shapes for icons.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

// Prefix is where Handler expects to be mounted.
const Prefix = "/static/"

//go:embed css/*.css app.js favicon.svg vendor
var files embed.FS

// assets holds every file by the name pages use: "app.css", "app.js",
// "vendor/htmx.min.js".
var assets = mustLoad(files)

// kinds gives the content types; the machine's own table may differ.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// asset is one file, ready to be sent.
type asset struct {
	content  []byte
	kind     string
	hash     string
	squeezed func() []byte
}

// URL is the address of a file. It changes when the content does, so browsers
// may keep the answer for ever. A file that is absent keeps its plain address.
func URL(name string) string {
	if a, ok := assets[name]; ok {
		return Prefix + a.hash + "/" + name
	}
	return Prefix + name
}

// Has tells whether the file is part of this build.
func Has(name string) bool {
	_, ok := assets[name]
	return ok
}

// Handler serves the files below Prefix. An address with the right hash may be
// cached for a year; any other is checked again every time.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash, name := split(strings.TrimPrefix(r.URL.Path, Prefix))
		a, ok := assets[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("ETag", `"`+a.hash+`"`)
		h.Set("Cache-Control", "no-cache")
		if hash == a.hash {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		a.send(w, r)
	})
}

// split takes the hash off "<hash>/vendor/htmx.min.js"; the hash is empty when
// the address has none.
func split(address string) (hash, name string) {
	first, rest, found := strings.Cut(address, "/")
	if found && assets[address] == nil {
		return first, rest
	}
	return "", address
}

func (a *asset) send(w http.ResponseWriter, r *http.Request) {
	body := a.content
	w.Header().Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && len(body) > 1024 {
		body = a.squeezed()
		w.Header().Set("Content-Encoding", "gzip")
	}
	if r.Header.Get("If-None-Match") == w.Header().Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the reader may have left; nothing to do about it
}

// mustLoad panics when the embedded files cannot be read, which only a broken
// build can cause.
func mustLoad(files fs.FS) map[string]*asset {
	all, err := load(files)
	if err != nil {
		panic(err)
	}
	return all
}

func load(files fs.FS) (map[string]*asset, error) {
	all := map[string]*asset{}
	var sheet bytes.Buffer
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		switch path.Ext(name) {
		case ".css":
			sheet.Write(content)
		case ".js", ".svg":
			all[name] = newAsset(name, content)
		}
		return nil
	})
	all["app.css"] = newAsset("app.css", sheet.Bytes())
	return all, err
}

func newAsset(name string, content []byte) *asset {
	sum := sha256.Sum256(content)
	return &asset{
		content:  content,
		kind:     kinds[path.Ext(name)],
		hash:     hex.EncodeToString(sum[:6]),
		squeezed: sync.OnceValue(func() []byte { return squeeze(content) }),
	}
}

func squeeze(content []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid constant
	_, _ = w.Write(content)                                 // a buffer does not fail
	_ = w.Close()
	return out.Bytes()
}
