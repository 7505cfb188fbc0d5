package cndns_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// entry is a line of the catalogue that was taken from the vendor's document.
type entry struct {
	Methods, Host, Path string
	Params              []string
}

func catalogue(t *testing.T) map[string]entry {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "docs", "vendors", "cndns.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	reader := csv.NewReader(file)
	reader.Comma = '\t'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]entry{}
	for _, row := range rows[1:] {
		params := strings.Fields(row[4])
		slices.Sort(params)
		all[row[0]] = entry{Methods: row[1], Host: row[2], Path: row[3], Params: params}
	}
	return all
}

func TestEveryEndpointIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	known := catalogue(t)
	seen := map[string]bool{}
	for _, d := range cndns.All() {
		if seen[d.Name] {
			t.Errorf("%s is declared twice", d.Name)
		}
		seen[d.Name] = true
		if d.Doc == "" || d.Effect == "" {
			t.Errorf("%s: doc %q and effect %q must be set", d.Name, d.Doc, d.Effect)
		}
		want, ok := known[d.Name]
		if !ok {
			t.Errorf("%s is not in the catalogue", d.Name)
			continue
		}
		if !strings.Contains(want.Methods, d.Method) {
			t.Errorf("%s: method = %s, want one of %s", d.Name, d.Method, want.Methods)
		}
		got := entry{Methods: want.Methods, Host: d.Host, Path: d.Path, Params: sentNames(d)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-catalogue +declared):\n%s", d.Name, diff)
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

// TestChaptersAreComplete holds the chapters of this package against the catalogue.
func TestChaptersAreComplete(t *testing.T) {
	t.Parallel()
	declared := map[string]bool{}
	for _, d := range cndns.All() {
		declared[d.Name] = true
	}
	for name := range catalogue(t) {
		chapter := strings.Split(name, ".")[1]
		ours := slices.Contains([]string{"common", "domain", "contact", "dns_record", "real_name_audit", "cloud"}, chapter)
		if ours && !declared[name] {
			t.Errorf("%s is not declared", name)
		}
	}
}

// TestErrorFieldsAreParameters finds error codes that point at a field the call lacks.
func TestErrorFieldsAreParameters(t *testing.T) {
	t.Parallel()
	for _, d := range cndns.All() {
		names := sentNames(d)
		for code, meaning := range d.Errors {
			if meaning.Zh == "" || meaning.En == "" || meaning.Kind == "" {
				t.Errorf("%s %s: meaning is incomplete: %+v", d.Name, code, meaning)
			}
			if meaning.Field != "" && !slices.Contains(names, meaning.Field) {
				t.Errorf("%s %s: field %q is no parameter", d.Name, code, meaning.Field)
			}
		}
	}
}

// TestDocumentedAnswersDecode reads the document's example answers: each endpoint has at
// least one, and nothing in a success is unknown.
func TestDocumentedAnswersDecode(t *testing.T) {
	t.Parallel()
	for _, d := range cndns.All() {
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			exact, err := filepath.Glob(filepath.Join("testdata", d.Name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			more, err := filepath.Glob(filepath.Join("testdata", d.Name+".*.json"))
			if err != nil {
				t.Fatal(err)
			}
			if len(exact) == 0 {
				t.Error("no example answer")
			}
			for _, file := range append(exact, more...) {
				decodeExample(t, d, file)
			}
		})
	}
}

func decodeExample(t *testing.T, d endpoint.Description, file string) {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := cndns.Open(body)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if !opened.OK {
		_, own := d.Errors[opened.Code]
		_, common := cndns.CommonCodes[opened.Code]
		if !own && !common && !d.FreeText {
			t.Errorf("%s: code %q is in no table", file, opened.Code)
		}
		return
	}
	_, unread, err := d.Decode(opened.Payload)
	if err != nil || unread != nil {
		t.Errorf("%s: decode = unread %v, error %v", file, unread, err)
	}
}

// TestIDTypesMatchTheRule compares the list for forms with the rule that checks.
func TestIDTypesMatchTheRule(t *testing.T) {
	t.Parallel()
	for _, one := range cndns.IDTypes {
		for _, owner := range []cndns.UserType{cndns.Individual, cndns.Organisation} {
			for _, suffix := range []string{".com", ".cn", ".hk"} {
				contact := goodContact()
				contact.UserType, contact.IDType, contact.IDNumber, contact.Suffix = owner, one.Code, "123456", suffix
				want := owner == one.Owner && (suffix == ".com" || one.HK == (suffix == ".hk"))
				if got := !breaks(t, contact, "idtype"); got != want {
					t.Errorf("%s for %s %s: accepted = %t, want %t", one.Code, owner, suffix, got, want)
				}
			}
		}
	}
}

func breaks(t *testing.T, contact cndns.ContactData, param string) bool {
	t.Helper()
	_, err := nowhere().ContactCreate(t.Context(), cndns.ContactCreateRequest{ContactData: contact})
	var invalid *endpoint.InvalidError
	if !errors.As(err, &invalid) {
		return false
	}
	return slices.ContainsFunc(invalid.Fields, func(f endpoint.FieldProblem) bool { return f.Param == param })
}

func TestDescriptionsAreData(t *testing.T) {
	t.Parallel()
	for _, d := range cndns.All() {
		if _, err := json.Marshal(d.Params); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
}
