package dnspod_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
)

// entry is a line of the catalogue that was taken from the vendor's document.
type entry struct {
	Methods, Host, Path string
	Params              []string
}

func catalogue(t *testing.T) map[string]entry {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "docs", "vendors", "dnspod.tsv"))
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
	for _, d := range dnspod.All() {
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

// TestErrorFieldsAreParameters finds error codes that point at a field the call lacks.
func TestErrorFieldsAreParameters(t *testing.T) {
	t.Parallel()
	for _, d := range dnspod.All() {
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
	for _, d := range dnspod.All() {
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
	opened, err := dnspod.Open(body)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if !opened.OK {
		_, own := d.Errors[opened.Code]
		_, common := dnspod.CommonCodes[opened.Code]
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

func TestDescriptionsAreData(t *testing.T) {
	t.Parallel()
	for _, d := range dnspod.All() {
		if _, err := json.Marshal(d.Params); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
}
