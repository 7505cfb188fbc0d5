// Package architecture holds the rules of the source tree as data: who may import whom, how long a file
// may be, which words may not stand where. Its tests read the tree and fail on what breaks a rule.
package architecture

import (
	"path"
	"strings"
)

// module is the path of the module in go.mod.
const module = "tangelo"

// layer is what one folder, or a family of folders, may import. A folder is written as its path in the
// module; "*" stands for one element, and "/..." at the end for the folder and everything below.
type layer struct {
	folder   string
	knows    string
	may      []string // folders of ours
	never    []string // import paths of others, each with all below it
	standard bool     // nothing but the standard library
}

var (
	web      = []string{"github.com/a-h/templ", "github.com/go-chi", "github.com/gorilla"}
	database = []string{"database/sql", "github.com/jackc", "github.com/pressly/goose", "modernc.org"}
	queue    = []string{"github.com/riverqueue"}
	parts    = []string{"web/templates/ui", "web/i18n", "web/static"}
	// nouns are the areas whose badges, names and addresses other areas show.
	nouns = []string{"web/templates/products", "web/templates/orders", "web/templates/jobs", "web/templates/cloud", "web/templates/prices"}
)

// layers is the import table. The first line that fits a package holds; a package without a line is a
// finding, so that every new folder is placed on purpose. Files of tests are free: they may bring a client
// and its sandbox together.
var layers = []layer{
	{folder: "cmd/panel/...", knows: "everything, and decides nothing", may: []string{"internal/...", "web/...", "migrations", "cmd/panel/..."}},

	{folder: "internal/panel", knows: "what an order, a price, a role is, and what is legal", standard: true},
	{folder: "internal/vault", knows: "how a secret rests", never: join(web, database, queue)},
	{folder: "internal/journal", knows: "what was about to be sent", standard: true},
	{folder: "migrations", knows: "the schema"},
	{folder: "internal/db", knows: "tables, SQL, transactions", may: []string{"internal/panel", "migrations"}, never: web},
	{folder: "internal/db/pgtest", knows: "how a test gets a database"},

	{folder: "internal/vendors/endpoint", knows: "how a tagged struct becomes a call", never: join(web, database, queue)},
	{folder: "internal/vendors/vendortest", knows: "what every vendor's package must show", may: []string{"internal/vendors/endpoint", "internal/sandbox", "internal/sandbox/trouble"}, never: join(web, database, queue)},
	{folder: "internal/vendors/judges", knows: "what clients of others take for granted", standard: true},
	{folder: "internal/vendors/*", knows: "one vendor's document", may: []string{"internal/vendors/endpoint"}, never: join(web, database, queue)},
	{folder: "internal/sandbox/trouble", knows: "what can go wrong, and when", never: join(web, database, queue)},
	{folder: "internal/sandbox/*", knows: "the same document, read a second time", may: []string{"internal/sandbox/trouble"}, never: join(web, database, queue)},
	{folder: "internal/demo", knows: "an invented shop, for the simulators and for the database", may: []string{"internal/panel", "internal/db", "internal/service", "internal/vault", "internal/sandbox/..."}, never: join(web, queue)},
	{folder: "internal/chaos", knows: "a bad day, and how its damage is counted", may: []string{"internal/panel", "internal/db", "internal/service", "internal/vault", "internal/demo", "internal/sandbox/..."}, never: join(web, queue)},
	{folder: "internal/sandbox", knows: "all simulated vendors together", may: []string{"internal/sandbox/*"}, never: join(web, database, queue)},

	{folder: "internal/service", knows: "who may do what, in which order, what is recorded", may: []string{"internal/panel", "internal/db", "internal/journal", "internal/vault", "internal/vendors/*"}, never: join(web, queue)},
	{folder: "internal/service/*", knows: "a contract that several vendors keep", may: []string{"internal/panel", "internal/service"}, never: join(web, queue)},
	{folder: "internal/jobs", knows: "when to stop, wait, give up", may: []string{"internal/panel", "internal/service"}, never: web},
	{folder: "internal/handlers", knows: "forms, statuses, redirects", may: []string{"internal/panel", "internal/service", "web/..."}, never: join(database, queue)},

	{folder: "web/i18n", knows: "what the panel says, in every language", never: join(database, queue)},
	{folder: "web/static", knows: "styles, scripts, icons", never: join(database, queue)},
	{folder: "web/templates/ui", knows: "how a field, a table, a badge looks", may: []string{"web/i18n", "web/static"}, never: join(database, queue)},
	{folder: "web/templates/layout", knows: "the frame of every page", may: parts, never: join(database, queue)},
	{folder: "web/templates/*", knows: "the pages of one area, and how the nouns it mentions are shown", may: join(parts, nouns, []string{"web/templates/layout", "internal/panel"}), never: join(database, queue)},
	{folder: "web/gallery", knows: "every part in every state", may: join(parts, []string{"web/templates/...", "internal/panel"}), never: join(database, queue)},

	{folder: "e2e/...", knows: "the story as a person lives it", may: []string{"internal/...", "e2e/..."}},
	{folder: "internal/architecture", knows: "this table", standard: true},
	{folder: "scripts/vendordocs", knows: "how declarations become pages", may: []string{"internal/vendors/*"}},
	{folder: "scripts/*", knows: "how the tests are run", standard: true},
}

func join(lists ...[]string) []string {
	var all []string
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// layerOf returns the line of the table for a folder of the module.
func layerOf(folder string) (layer, bool) {
	for _, l := range layers {
		if fits(folder, l.folder) {
			return l, true
		}
	}
	return layer{}, false
}

// fits reports whether a folder is meant by a pattern of the table.
func fits(folder, pattern string) bool {
	if above, ok := strings.CutSuffix(pattern, "/..."); ok {
		return folder == above || strings.HasPrefix(folder, above+"/")
	}
	match, err := path.Match(pattern, folder)
	return match && err == nil
}

// objection says why code in folder may not import a path, or "" when it may.
func objection(folder, imported string) string {
	from, ok := layerOf(folder)
	if !ok {
		return folder + " has no line in the import table"
	}
	if ours, ok := strings.CutPrefix(imported, module+"/"); ok {
		return from.objectionToOurs(folder, ours)
	}
	if from.standard && strings.Contains(strings.Split(imported, "/")[0], ".") {
		return folder + " lives on the standard library"
	}
	for _, never := range from.never {
		if fits(imported, never+"/...") {
			return folder + " knows " + from.knows + "; it never imports " + never
		}
	}
	return ""
}

func (l layer) objectionToOurs(folder, imported string) string {
	switch {
	case fits(imported, "cmd/...") && !fits(folder, "cmd/..."):
		return "nobody imports a command"
	case forTests(imported) && !forTests(folder):
		return imported + " is for tests"
	}
	for _, may := range l.may {
		if fits(imported, may) {
			return ""
		}
	}
	return folder + " knows " + l.knows + "; it never imports " + imported
}

// forTests reports whether a package is made for tests, as its name then says.
func forTests(folder string) bool {
	return strings.HasSuffix(folder, "test") || fits(folder, "e2e/...")
}
