package architecture

import "testing"

// arrows says once more, import by import, what the table says by folder.
var arrows = []struct {
	from, to string
	legal    bool
}{
	{"cmd/panel", "tangelo/internal/handlers", true},
	{"cmd/panel", "tangelo/internal/sandbox", true},
	{"cmd/panel", "tangelo/internal/db/pgtest", false},
	{"internal/handlers", "tangelo/cmd/panel", false},

	{"internal/panel", "strings", true},
	{"internal/panel", "github.com/google/uuid", false},
	{"internal/panel", "tangelo/internal/db", false},

	{"internal/db", "tangelo/internal/panel", true},
	{"internal/db", "tangelo/migrations", true},
	{"internal/db", "github.com/jackc/pgx/v5", true},
	{"internal/db", "tangelo/internal/service", false},
	{"internal/db", "tangelo/internal/vendors/cndns", false},

	{"internal/vendors/endpoint", "net/http", true},
	{"internal/vendors/endpoint", "tangelo/internal/panel", false},
	{"internal/vendors/endpoint", "tangelo/internal/vendors/cndns", false},
	{"internal/vendors/cndns", "tangelo/internal/vendors/endpoint", true},
	{"internal/vendors/cndns", "tangelo/internal/vendors/dnspod", false},
	{"internal/vendors/cndns", "tangelo/internal/sandbox/cndns", false},
	{"internal/vendors/cndns", "tangelo/internal/panel", false},

	{"internal/sandbox", "tangelo/internal/sandbox/cndns", true},
	{"internal/sandbox/cndns", "tangelo/internal/sandbox/trouble", true},
	{"internal/sandbox/cndns", "tangelo/internal/sandbox/dnspod", false},
	{"internal/sandbox/cndns", "tangelo/internal/vendors/cndns", false},
	{"internal/sandbox/cndns", "tangelo/internal/vendors/endpoint", false},
	{"internal/sandbox/cndns", "tangelo/internal/panel", false},

	{"internal/service", "tangelo/internal/db", true},
	{"internal/service", "tangelo/internal/vendors/cndns", true},
	{"internal/service", "tangelo/internal/handlers", false},
	{"internal/service", "tangelo/internal/jobs", false},
	{"internal/service", "tangelo/internal/sandbox", false},
	{"internal/service", "tangelo/web/templates/dns", false},
	{"internal/service", "github.com/go-chi/chi/v5", false},
	{"internal/service", "github.com/riverqueue/river", false},

	{"internal/jobs", "tangelo/internal/service", true},
	{"internal/jobs", "github.com/riverqueue/river", true},
	{"internal/jobs", "tangelo/internal/db", false},
	{"internal/jobs", "tangelo/internal/vendors/cndns", false},
	{"internal/jobs", "tangelo/internal/handlers", false},
	{"internal/jobs", "tangelo/web/templates/dns", false},

	{"internal/handlers", "tangelo/internal/service", true},
	{"internal/handlers", "tangelo/internal/panel", true},
	{"internal/handlers", "tangelo/web/templates/dns", true},
	{"internal/handlers", "github.com/go-chi/chi/v5", true},
	{"internal/handlers", "tangelo/internal/db", false},
	{"internal/handlers", "tangelo/internal/jobs", false},
	{"internal/handlers", "tangelo/internal/vendors/endpoint", false},
	{"internal/handlers", "tangelo/internal/sandbox", false},
	{"internal/handlers", "github.com/jackc/pgx/v5/pgxpool", false},
	{"internal/handlers", "database/sql", false},

	{"web/templates/ui", "tangelo/web/i18n", true},
	{"web/templates/ui", "tangelo/web/static", true},
	{"web/templates/ui", "tangelo/internal/panel", false},
	{"web/templates/ui", "tangelo/web/templates/layout", false},
	{"web/templates/layout", "tangelo/web/templates/ui", true},
	{"web/templates/layout", "tangelo/internal/panel", false},
	{"web/templates/dns", "tangelo/internal/panel", true},
	{"web/templates/dns", "tangelo/web/templates/layout", true},
	{"web/templates/dns", "tangelo/web/templates/orders", true},
	{"web/templates/dns", "tangelo/web/templates/customers", false},
	{"web/templates/dns", "tangelo/internal/service", false},
	{"web/templates/dns", "tangelo/internal/db", false},

	{"internal/surprise", "strings", false},
	{"internal/panel/deeper", "strings", false},
}

func TestTheTableSaysWhatTheDesignSays(t *testing.T) {
	t.Parallel()
	for _, arrow := range arrows {
		if got := objection(arrow.from, arrow.to); (got == "") != arrow.legal {
			t.Errorf("%s imports %s: objection = %q, want legal = %t", arrow.from, arrow.to, got, arrow.legal)
		}
	}
}
