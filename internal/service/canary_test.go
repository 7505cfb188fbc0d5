package service

import (
	"bytes"
	"log/slog"
	"os"
	"sync"
	"testing"

	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
)

// keeper keeps everything that is logged.
type keeper struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (k *keeper) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.Write(p)
}

// TestNoSecretRestsInTheClear buys and opens a host through troubles, changes
// its password, transfers a domain in, and then searches the database file,
// its journal and the log for everything that was secret.
func TestNoSecretRestsInTheClear(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	log := &keeper{}
	s.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var path string
	s.must(s.DB.SQLite().QueryRowContext(t.Context(), `SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&path))
	secrets := map[string]string{
		"system password": "canary-host-1", "second password": "canary-host-2", "auth code": "canary-auth-3",
		"API password": s.world.Line().CNDNS.Password, "login token": s.world.Line().DNSPod.LoginToken,
	}
	for _, call := range []string{"cndns.cloud.create_host", "cndns.cloud.modify_system_password", "cndns.domain.transfer_in"} {
		s.world.Board.Set(trouble.Fault{Call: call, Kind: trouble.Status500, Count: 1})
	}

	host := s.finishOrder(s.orderHost(secrets["system password"]))
	for len(s.open()) > 0 {
		s.pass(30e9)
	}
	p := s.product(host.ProductID)
	for _, step := range []struct {
		op    string
		input map[string]string
	}{{"cloud.shutdown", nil}, {"cloud.password", map[string]string{"password": secrets["second password"]}}} {
		started, err := s.RunOperation(t.Context(), s.owner, p.ID, step.op, step.input, "", "")
		s.must(err)
		s.finish(started.JobID)
	}
	s.finishOrder(s.ordered(s.BuyDomain(t.Context(), s.owner, "domain.transfer_in",
		BuyDomain{Name: "tangelo-canary.top", ContactID: s.contact().ID, AuthCode: secrets["auth code"], FormKey: NewFormKey()})))

	places := map[string][]byte{"log": log.text.Bytes()}
	for _, file := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(file)
		s.must(err)
		places[file] = content
	}
	for place, content := range places {
		if len(content) < 100 {
			t.Errorf("%s holds %d bytes: nothing was searched", place, len(content))
		}
		for what, secret := range secrets {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds the %s in the clear", place, what)
			}
		}
	}
	if p.State != panel.StateActive {
		t.Errorf("the host = %s, want active: the secrets were not used", p.State)
	}
}
