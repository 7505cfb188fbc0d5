package vendortest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/endpoint"
)

// Declared holds the declarations of a vendor's calls against its catalogue, in both
// directions, and against the document's example answers in testdata.
func (v Vendor) Declared(t *testing.T) {
	known := Catalogue(t, v.Name)
	declared := map[string]bool{}
	t.Run("calls", func(t *testing.T) {
		for _, d := range v.All {
			if declared[d.Name] {
				t.Errorf("%s is declared twice", d.Name)
			}
			declared[d.Name] = true
			t.Run(d.Name, func(t *testing.T) {
				t.Parallel()
				v.declared(t, d, known)
			})
		}
	})
	for name := range known {
		if _, inbound := v.Inbound[name]; !declared[name] && !inbound {
			t.Errorf("%s is in the catalogue but not declared", name)
		}
	}
	t.Logf("figure: %s: %d of %d calls declared as the catalogue has them, each with an example answer that decodes wholly",
		v.Name, len(declared)+len(v.Inbound), len(known))
}

func (v Vendor) declared(t *testing.T, d endpoint.Description, known map[string]Entry) {
	t.Helper()
	want, ok := known[d.Name]
	if !ok {
		t.Fatal("it is not in the catalogue")
	}
	v.compare(t, d, want)
	v.complete(t, d)
	v.examples(t, d)
}

func (v Vendor) compare(t *testing.T, d endpoint.Description, want Entry) {
	t.Helper()
	if !slices.Contains(strings.Split(want.Methods, "|"), d.Method) {
		t.Errorf("method = %s, want one of %s", d.Method, want.Methods)
	}
	got := Entry{Methods: want.Methods, Host: d.Host, Path: d.Path, Params: sentNames(d), Codes: want.Codes}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-catalogue +declared):\n%s", diff)
	}
	for _, code := range want.Codes {
		_, own := d.Errors[code]
		if _, common := v.Common[code]; !own && !common {
			t.Errorf("code %s of the catalogue has no meaning", code)
		}
	}
}

// complete finds what a declaration leaves open.
func (v Vendor) complete(t *testing.T, d endpoint.Description) {
	t.Helper()
	if d.Doc == "" || d.Effect == "" || d.Title.Zh == "" || d.Title.En == "" {
		t.Errorf("doc %q, effect %q and title %v must be set", d.Doc, d.Effect, d.Title)
	}
	for _, p := range d.Params {
		if p.Label.Zh == "" || p.Label.En == "" {
			t.Errorf("parameter %s lacks a label: %v", p.Name, p.Label)
		}
	}
	v.meanings(t, d)
	if _, err := json.Marshal(d.Params); err != nil {
		t.Errorf("parameters are no data: %v", err)
	}
}

// meanings finds error codes that say too little or point at a field the call lacks.
func (v Vendor) meanings(t *testing.T, d endpoint.Description) {
	t.Helper()
	names := sentNames(d)
	for code, meaning := range d.Errors {
		if meaning.Zh == "" || meaning.En == "" || meaning.Kind == "" {
			t.Errorf("code %s: meaning is incomplete: %+v", code, meaning)
		}
		if meaning.Field != "" && !slices.Contains(names, meaning.Field) {
			t.Errorf("code %s: field %q is no parameter", code, meaning.Field)
		}
	}
}

func sentNames(d endpoint.Description) []string {
	names := []string{}
	for _, p := range d.Params {
		if p.Sent() {
			names = append(names, p.Name)
		}
	}
	slices.Sort(names)
	return names
}

// examples reads the example answers: testdata/<name>.json is a success and must be there;
// of testdata/<name>.*.json each success decodes wholly and each failure has a meaning.
func (v Vendor) examples(t *testing.T, d endpoint.Description) {
	t.Helper()
	more, err := filepath.Glob(filepath.Join("testdata", d.Name+".*.json"))
	if err != nil {
		t.Fatal(err)
	}
	main := filepath.Join("testdata", d.Name+".json")
	if !v.example(t, d, main) {
		t.Errorf("%s is no success", main)
	}
	for _, file := range more {
		v.example(t, d, file)
	}
}

func (v Vendor) example(t *testing.T, d endpoint.Description, file string) (success bool) {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := v.Open(body)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if !opened.OK {
		_, own := d.Errors[opened.Code]
		_, common := v.Common[opened.Code]
		if !own && !common && !d.FreeText {
			t.Errorf("%s: code %q is in no table", file, opened.Code)
		}
		return false
	}
	_, unread, err := d.Decode(opened.Payload)
	if err != nil || unread != nil {
		t.Errorf("%s: decode = unread %v, error %v", file, unread, err)
	}
	return true
}
