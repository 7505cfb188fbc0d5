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
