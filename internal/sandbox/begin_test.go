package sandbox

import (
	"os"
	"path/filepath"
	"testing"

	"tangelo/internal/sandbox/cndns"
)

// A world may begin with the state of another, which it never writes to.
func TestBeginsWithAnotherWorldsState(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "begin.json")
	var planted error
	first, err := Start(t.Context(), Options{Speed: -1, StateFile: file, Plant: func(w *World) {
		w.CNDNS.AddAccount("second", "second-password", "second@sandbox.example")
		planted = w.CNDNS.PlantIn("second")
		w.CNDNS.PlantCloudHost(cndns.Host{Name: "S000001"})
	}})
	if err != nil || planted != nil {
		t.Fatal(err, planted)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}

	again, err := Start(t.Context(), Options{Speed: -1, BeginFile: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	if err := again.CNDNS.PlantIn("second"); err != nil {
		t.Fatal(err)
	}
	if hosts := again.CNDNS.CloudHosts(); len(hosts) != 1 || hosts[0].Name != "S000001" {
		t.Errorf("hosts = %v, want the one that was planted", hosts)
	}
	again.CNDNS.SetBalance(1)

	after, err := os.ReadFile(file)
	if err != nil || string(after) != string(before) {
		t.Errorf("the file was written to: %v", err)
	}
	if again.CNDNS.PlantIn("nobody") == nil {
		t.Error("planting in no account was accepted")
	}
	if _, err := Start(t.Context(), Options{BeginFile: file + ".missing"}); err == nil {
		t.Error("a world began with a file that is not there")
	}
}
