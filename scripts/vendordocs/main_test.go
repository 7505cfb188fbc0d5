package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPagesAreFresh compares the committed pages with the declarations.
func TestPagesAreFresh(t *testing.T) {
	t.Parallel()
	for _, b := range books {
		file := filepath.Join("..", "..", "docs", "vendors", b.name+".md")
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != b.page() {
			t.Errorf("%s is stale: run make generate", file)
		}
		for _, d := range b.calls {
			if !strings.Contains(string(got), "\n### "+d.Name+"\n") {
				t.Errorf("%s lacks %s", file, d.Name)
			}
		}
	}
}

// TestEveryCatalogueHasAPage counts the calls of all catalogues: each is on a page, or is one
// that the panel does not make.
func TestEveryCatalogueHasAPage(t *testing.T) {
	t.Parallel()
	known, shown := 0, 0
	for _, b := range books {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", "vendors", b.name+".tsv"))
		if err != nil {
			t.Fatal(err)
		}
		page := b.page()
		for line := range strings.Lines(string(text)) {
			name, rest, _ := strings.Cut(line, "\t")
			if name == "name" {
				continue
			}
			known++
			notOurs := strings.HasPrefix(rest, "inbound\t") || strings.HasPrefix(rest, "browser\t") // the vendor calls, or a customer's browser
			if notOurs || strings.Contains(page, "\n### "+name+"\n") {
				shown++
			} else {
				t.Errorf("%s has no place on the page", name)
			}
		}
	}
	t.Logf("figure: all vendors: %d of %d calls of the catalogues", shown, known)
}
