package architecture

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// foreign lists folders that are not source of ours.
var foreign = []string{"bin", "node_modules", "testdata", "web/static/vendor"}

// file is one file of the source tree.
type file struct {
	name string // with forward slashes, from the root of the module
	text []byte
}

// source reads every file of the module that contains the working folder, without other modules in it,
// hidden folders but those named, and what is not ours.
func source() ([]file, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	tree := os.DirFS(root)
	var files []file
	err = fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && skipped(tree, name):
			return fs.SkipDir
		case !entry.Type().IsRegular():
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		files = append(files, file{name, text})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the source tree: %w", err)
	}
	return files, nil
}

func skipped(tree fs.FS, folder string) bool {
	if folder == "." || folder == ".ci" {
		return false
	}
	base := path.Base(folder)
	if strings.HasPrefix(base, ".") || slices.Contains(foreign, base) || slices.Contains(foreign, folder) {
		return true
	}
	_, err := fs.Stat(tree, folder+"/go.mod")
	return err == nil
}

func moduleRoot() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("working folder: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			return "", errors.New("no go.mod above the working folder")
		}
		folder = above
	}
}

func (f file) is(suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(f.name, suffix) })
}

func (f file) generated() bool {
	return f.is("_templ.go", "package-lock.json", "go.sum")
}

func (f file) lines() int {
	return bytes.Count(f.text, []byte("\n"))
}

// lineAt returns the number of the line of an offset, from 1.
func (f file) lineAt(offset int) int {
	return 1 + bytes.Count(f.text[:offset], []byte("\n"))
}

// packageComment is a comment that names its package, or belongs to a command, right above the package clause.
var packageComment = regexp.MustCompile(`(?m)^// (Package .*(\n//.*)*\npackage \w+|[A-Z].*(\n//.*)*\npackage main)$`)

// documents reports whether a Go file or a template says what its package knows.
func (f file) documents() bool {
	return packageComment.Match(f.text)
}

// imports returns what a Go file imports.
func (f file) imports() ([]string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), f.name, f.text, parser.ImportsOnly)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	var paths []string
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, fmt.Errorf("import in %s: %w", f.name, err)
		}
		paths = append(paths, imported)
	}
	return paths, nil
}
