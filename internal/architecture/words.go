package architecture

import (
	"fmt"
	"path"
	"regexp"
	"slices"
)

// limit is the most lines a file may have; the first that fits holds.
type limit struct {
	suffix string
	lines  int
}

var limits = []limit{{"_test.go", 600}, {".go", 400}, {".templ", 400}, {".js", 400}, {".sh", 150}, {"Makefile", 150}}

// ban is a pattern that may not stand in files of some kinds.
type ban struct {
	kinds   []string // suffixes of file names
	except  string   // a file or folder that may
	pattern *regexp.Regexp
	because string
}

var code = []string{".go", ".templ", ".sql", ".css", ".js", ".mjs", ".sh", ".yml", "Makefile", "Dockerfile", ".ci/run"}

var templates = []string{".templ"}

// bans is the list of what may not be written. The marks of unfinished work are put together here, so that
// this file does not break its own rule.
var bans = []ban{
	{code, "", regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b($|[^(]|\([^#]|\(#\D)`), "unfinished work names an issue, as in (#12)"},
	{code, "", regexp.MustCompile(`\b(X` + `XX|HA` + `CK)\b:`), "unfinished work names an issue"},
	{[]string{".go"}, "internal/architecture", regexp.MustCompile(`(?m)^package (utils?|common|helpers?|misc|types|models)$`), "a package is named after what it knows"},
	{templates, "", regexp.MustCompile(`\sstyle(=|\?=|\s*\{)`), "the content security policy stops inline styles"},
	{templates, "", regexp.MustCompile(`\son[a-z]+(=|\?=)`), "the content security policy stops inline handlers"},
	{templates, "", regexp.MustCompile(`\shx-on\b`), "htmx compiles hx-on at run time, which the policy stops"},
	{templates, "", regexp.MustCompile(`["'` + "`" + `](js|javascript):`), "the content security policy stops code in attributes"},
	{templates, "", regexp.MustCompile(`(?m)^(css|script) \w+\(`), "templ writes these inline, which the policy stops"},
	{templates, "", regexp.MustCompile(`<style\b`), "styles stand in web/static"},
	{templates, "", regexp.MustCompile(`<script>`), "scripts stand in web/static"},
	{templates, "web/templates/ui", regexp.MustCompile(`templ\.Raw\(`), "text is escaped; only parts may write markup"},
}

// findings returns one line for each rule that a file breaks.
func findings(f file) []string {
	if f.generated() {
		return nil
	}
	var found []string
	if i := slices.IndexFunc(limits, func(l limit) bool { return f.is(l.suffix) }); i >= 0 && f.lines() > limits[i].lines {
		found = append(found, fmt.Sprintf("%s: %d lines, want at most %d", f.name, f.lines(), limits[i].lines))
	}
	for _, b := range bans {
		if !f.is(b.kinds...) || b.except != "" && fits(path.Dir(f.name), b.except+"/...") {
			continue
		}
		for _, at := range b.pattern.FindAllIndex(f.text, -1) {
			found = append(found, fmt.Sprintf("%s:%d: %q: %s", f.name, f.lineAt(at[0]), f.text[at[0]:at[1]], b.because))
		}
	}
	return found
}
