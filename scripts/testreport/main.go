// Command testreport reads the stream of "go test -json" and prints one line per package, the whole
// output of what failed, and a count. It fails when a test failed, when no test ran at all, and when a
// package named by -require ran none.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	require := flag.String("require", "", "package path prefixes, parted by commas, that must each have run a test")
	flag.Parse()
	var required []string
	if *require != "" {
		required = strings.Split(*require, ",")
	}
	if err := report(os.Stdin, os.Stdout, required); err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
}
