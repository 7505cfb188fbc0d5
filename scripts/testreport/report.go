package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// event is one line of "go test -json" (go doc test2json, go help buildjson).
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
	Elapsed float64 // seconds
}

// results collects what the stream says about every package.
type results struct {
	out      io.Writer
	packages map[string]*pkg
	passed   int
	failed   int
	skipped  []string
	figures  []string // what tests counted
}

type pkg struct {
	tests  int
	cached bool
	output map[string][]string // by test; "" is the package itself
	failed []string
}

// report prints the stream from in to out in short and returns why the run as a whole is not good.
func report(in io.Reader, out io.Writer, required []string) error {
	r := &results{out: out, packages: map[string]*pkg{}}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			r.line(line)
		}
		if errors.Is(err, io.EOF) {
			return r.verdict(required)
		}
		if err != nil {
			return fmt.Errorf("read the stream: %w", err)
		}
	}
}

func (r *results) line(line string) {
	var e event
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		_, _ = io.WriteString(r.out, line) // what go says besides, such as downloads
		return
	}
	switch {
	case e.Action == "build-output":
		_, _ = io.WriteString(r.out, e.Output)
	case e.Package == "":
	case e.Test == "":
		r.ofPackage(e)
	default:
		r.ofTest(e)
	}
}

func (r *results) pkg(name string) *pkg {
	if r.packages[name] == nil {
		r.packages[name] = &pkg{output: map[string][]string{}}
	}
	return r.packages[name]
}

func (r *results) ofTest(e event) {
	p := r.pkg(e.Package)
	switch e.Action {
	case "output":
		p.output[e.Test] = append(p.output[e.Test], e.Output)
		if _, figure, ok := strings.Cut(e.Output, "figure: "); ok {
			r.figures = append(r.figures, strings.TrimSpace(figure))
		}
		return
	case "pass":
		r.passed++
		p.tests++
	case "fail":
		r.failed++
		p.tests++
		p.failed = append(p.failed, e.Test)
		return
	case "skip":
		r.skipped = append(r.skipped, e.Package+" "+e.Test+reason(p.output[e.Test]))
	default:
		return
	}
	delete(p.output, e.Test)
}

func (r *results) ofPackage(e event) {
	p := r.pkg(e.Package)
	switch e.Action {
	case "output":
		p.cached = p.cached || strings.Contains(e.Output, "(cached)")
		p.output[""] = append(p.output[""], e.Output)
	case "pass":
		if p.tests > 0 {
			_, _ = fmt.Fprintf(r.out, "ok    %-44s %5d tests %8s\n", e.Package, p.tests, duration(p, e))
		}
		p.output = nil
	case "fail":
		r.showFailure(e.Package, p)
	}
}

// showFailure prints everything that failed and unfinished tests said, then what the package said (panics, time-outs).
func (r *results) showFailure(name string, p *pkg) {
	if len(p.failed) == 0 {
		r.failed++ // the package could not be built, or ended before its tests did
	}
	tests := slices.Sorted(maps.Keys(p.output))
	if len(tests) > 0 && tests[0] == "" {
		tests = append(tests[1:], "")
	}
	for _, test := range tests {
		for _, text := range p.output[test] {
			if !noise(text) {
				_, _ = io.WriteString(r.out, text)
			}
		}
	}
	_, _ = fmt.Fprintf(r.out, "FAIL  %s %s\n", name, strings.Join(p.failed, " "))
	p.output = nil
}

// verdict prints the count and the skipped tests, and says what is wrong with the run.
func (r *results) verdict(required []string) error {
	withTests := 0
	for _, p := range r.packages {
		if p.tests > 0 {
			withTests++
		}
	}
	for _, skipped := range r.skipped {
		_, _ = fmt.Fprintln(r.out, "skip ", skipped)
	}
	for _, figure := range slices.Sorted(slices.Values(r.figures)) {
		_, _ = fmt.Fprintln(r.out, "      "+figure)
	}
	_, _ = fmt.Fprintf(r.out, "%d passed, %d failed, %d skipped in %d packages\n",
		r.passed, r.failed, len(r.skipped), withTests)

	var problems []error
	if r.failed > 0 {
		problems = append(problems, fmt.Errorf("%d failed", r.failed))
	}
	if r.passed == 0 {
		problems = append(problems, errors.New("no test passed"))
	}
	for _, prefix := range required {
		if !r.ran(prefix) {
			problems = append(problems, fmt.Errorf("no test ran in %s", prefix))
		}
	}
	return errors.Join(problems...)
}

func (r *results) ran(prefix string) bool {
	for name, p := range r.packages {
		if p.tests > 0 && (name == prefix || strings.HasPrefix(name, prefix+"/")) {
			return true
		}
	}
	return false
}

// noise is what the test runner says about every test.
func noise(line string) bool {
	line = strings.TrimSpace(line)
	for _, prefix := range []string{"=== RUN", "=== PAUSE", "=== CONT", "=== NAME", "--- PASS", "PASS", "FAIL"} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

// reason is what a skipped test said last but for the runner's own line.
func reason(output []string) string {
	for _, line := range slices.Backward(output) {
		line = strings.TrimSpace(line)
		if line != "" && !noise(line) && !strings.HasPrefix(line, "--- SKIP") {
			return ": " + line
		}
	}
	return ""
}

func duration(p *pkg, e event) string {
	if p.cached {
		return "cached"
	}
	return fmt.Sprintf("%.1fs", e.Elapsed)
}
