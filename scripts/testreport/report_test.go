package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	good = `{"Action":"run","Package":"p/a","Test":"TestOne"}
{"Action":"output","Package":"p/a","Test":"TestOne","Output":"=== RUN   TestOne\n"}
{"Action":"pass","Package":"p/a","Test":"TestOne","Elapsed":0.1}
{"Action":"pass","Package":"p/a","Elapsed":0.25}
`
	bad = `{"Action":"output","Package":"p/b","Test":"TestTwo","Output":"=== RUN   TestTwo\n"}
{"Action":"output","Package":"p/b","Test":"TestTwo","Output":"    b_test.go:3: got 1, want 2\n"}
{"Action":"output","Package":"p/b","Test":"TestTwo","Output":"--- FAIL: TestTwo (0.00s)\n"}
{"Action":"fail","Package":"p/b","Test":"TestTwo","Elapsed":0}
{"Action":"fail","Package":"p/b","Elapsed":0.1}
`
	unbuilt = `{"ImportPath":"p/c","Action":"build-output","Output":"c.go:1:1: expected 'package'\n"}
{"ImportPath":"p/c","Action":"build-fail"}
{"Action":"start","Package":"p/c"}
{"Action":"output","Package":"p/c","Output":"FAIL\tp/c [build failed]\n"}
{"Action":"fail","Package":"p/c","Elapsed":0,"FailedBuild":"p/c"}
`
	skipped = `{"Action":"output","Package":"p/d","Test":"TestLater","Output":"    d_test.go:5: no network\n"}
{"Action":"output","Package":"p/d","Test":"TestLater","Output":"--- SKIP: TestLater (0.00s)\n"}
{"Action":"skip","Package":"p/d","Test":"TestLater","Elapsed":0}
{"Action":"pass","Package":"p/d","Elapsed":0}
`
	counted = `{"Action":"output","Package":"p/f","Test":"TestCount","Output":"    f_test.go:7: figure: 5 of 5 calls\n"}
{"Action":"pass","Package":"p/f","Test":"TestCount","Elapsed":0}
{"Action":"pass","Package":"p/f","Elapsed":0}
`
	empty = `{"Action":"output","Package":"p/e","Output":"testing: warning: no tests to run\n"}
{"Action":"pass","Package":"p/e","Elapsed":0}
`
)

func TestTheVerdict(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, stream, require, want string
	}{
		{"good", good, "", ""},
		{"required and run", good, "p/a", ""},
		{"required and not run", good, "p/e", "no test ran in p/e"},
		{"required folder above", good, "p", ""},
		{"a longer name is another folder", strings.ReplaceAll(good, "p/a", "p/ab"), "p/a", "no test ran in p/a"},
		{"failed", good + bad, "", "1 failed"},
		{"not built", good + unbuilt, "", "1 failed"},
		{"only skipped", skipped, "", "no test passed"},
		{"none", empty, "", "no test passed"},
		{"nothing at all", "", "", "no test passed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var required []string
			if test.require != "" {
				required = []string{test.require}
			}

			err := report(strings.NewReader(test.stream), &strings.Builder{}, required)

			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("verdict = %q, want %q", got, test.want)
			}
		})
	}
}

func TestTheReportIsShortAndKeepsWhatFailed(t *testing.T) {
	t.Parallel()
	var out strings.Builder

	err := report(strings.NewReader("go: downloading x\n"+good+bad+unbuilt+skipped+counted), &out, nil)

	if err == nil {
		t.Error("verdict = good, want a failure")
	}
	want := `go: downloading x
ok    p/a                                              1 tests     0.2s
    b_test.go:3: got 1, want 2
--- FAIL: TestTwo (0.00s)
FAIL  p/b TestTwo
c.go:1:1: expected 'package'
FAIL  p/c 
ok    p/f                                              1 tests     0.0s
skip  p/d TestLater: d_test.go:5: no network
      5 of 5 calls
2 passed, 2 failed, 1 skipped in 3 packages
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}
