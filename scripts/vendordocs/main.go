// Command vendordocs writes docs/vendors/<vendor>.md from the declarations of the vendors'
// calls: parameters with their rules, and error codes in both languages.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := write("docs/vendors"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(folder string) error {
	for _, b := range books {
		if err := os.WriteFile(filepath.Join(folder, b.name+".md"), []byte(b.page()), 0o644); err != nil {
			return fmt.Errorf("write page of %s: %w", b.name, err)
		}
	}
	return nil
}
