package architecture

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestImportsFollowTheTable(t *testing.T) {
	t.Parallel()
	packages := 0
	for folder, files := range goFolders(t) {
		packages++
		for _, f := range files {
			paths, _, err := f.imports()
			if err != nil {
				t.Error(err)
			}
			if _, placed := layerOf(folder); !placed {
				t.Errorf("%s has no line in the import table (internal/architecture/table.go)", folder)
				break
			}
			if f.is("_test.go") {
				continue
			}
			for _, imported := range paths {
				if why := objection(folder, imported); why != "" {
					t.Errorf("%s imports %s: %s", f.name, imported, why)
				}
			}
		}
	}
	if packages < 5 {
		t.Errorf("packages found = %d, want the whole tree", packages)
	}
}

func TestEveryPackageHasADocComment(t *testing.T) {
	t.Parallel()
	for folder, files := range goFolders(t) {
		documented := slices.ContainsFunc(files, func(f file) bool {
			_, doc, _ := f.imports()
			return strings.HasPrefix(doc, "Package ") || strings.HasPrefix(doc, "Command ")
		})
		if !documented {
			t.Errorf("no file of %s says what the package knows", folder)
		}
	}
}

func TestFilesKeepTheRules(t *testing.T) {
	t.Parallel()
	for _, f := range files(t) {
		for _, finding := range findings(f) {
			t.Error(finding)
		}
	}
}

func TestTheRulesFindWhatBreaksThem(t *testing.T) {
	t.Parallel()
	mark := "TO" + "DO"
	for _, test := range []struct {
		name, text, want string // want is part of the finding, "" when there is none
	}{
		{"a.go", "package a // " + mark + ": later", "names an issue"},
		{"a.go", "package a // " + mark + "(#12): later", ""},
		{"a.go", "package a // " + mark, "names an issue"},
		{"a.go", "package a // " + mark + "(me): later", "names an issue"},
		{"a.go", "package utils", "what it knows"},
		{"a.go", strings.Repeat("\n", 401), "401 lines"},
		{"a_test.go", strings.Repeat("\n", 401), ""},
		{"a_test.go", strings.Repeat("\n", 601), "601 lines"},
		{"a_templ.go", strings.Repeat("\n", 999), ""},
		{"web/templates/dns/a.templ", `<p style="color: red">`, "inline styles"},
		{"web/templates/dns/a.templ", `<p style={ x }>`, "inline styles"},
		{"web/templates/dns/a.templ", `<link rel="stylesheet" href="x">`, ""},
		{"web/templates/dns/a.templ", `<a onclick="go()">`, "inline handlers"},
		{"web/templates/dns/a.templ", `<a data-on="x" hx-get="/x">`, ""},
		{"web/templates/dns/a.templ", `<a hx-on:click="go()">`, "hx-on"},
		{"web/templates/dns/a.templ", `<a href="javascript:go()">`, "in attributes"},
		{"web/templates/dns/a.templ", `<script>go()</script>`, "web/static"},
		{"web/templates/dns/a.templ", `<script src="/a.js" defer></script>`, ""},
		{"web/templates/dns/a.templ", "css red() {\n}", "writes these inline"},
		{"web/templates/dns/a.templ", `@templ.Raw(x)`, "escaped"},
		{"web/templates/ui/a.templ", `@templ.Raw(x)`, ""},
	} {
		got := strings.Join(findings(file{test.name, []byte(test.text)}), "\n")
		if match, _ := regexp.MatchString(test.want, got); !match || (test.want == "") != (got == "") {
			t.Errorf("%s with %.40q: findings = %q, want %q", test.name, test.text, got, test.want)
		}
	}
}

func files(t *testing.T) []file {
	t.Helper()
	all, err := source()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// goFolders returns the Go files of the module by folder.
func goFolders(t *testing.T) map[string][]file {
	t.Helper()
	folders := map[string][]file{}
	for _, f := range files(t) {
		if f.is(".go") {
			folders[path.Dir(f.name)] = append(folders[path.Dir(f.name)], f)
		}
	}
	return folders
}
