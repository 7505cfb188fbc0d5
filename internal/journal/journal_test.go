package journal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"tangelo/internal/journal"
)

func open(t *testing.T, path string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func write(t *testing.T, j *journal.Journal, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if err := j.Append(journal.Intent{ID: id, Input: map[string]string{"name": id}}); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, j *journal.Journal, from int64) (ids []string, end int64, broken int) {
	t.Helper()
	end, broken, err := j.After(from, func(i journal.Intent) error {
		ids = append(ids, i.ID)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, end, broken
}

func TestWhatWasWrittenIsReadAfterAReopening(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "on", "another", "volume.jsonl")
	first := open(t, path)
	write(t, first, "a", "b")
	_, middle, _ := read(t, first, 0)

	second := open(t, path)
	write(t, second, "c")

	if ids, _, _ := read(t, second, 0); !slices.Equal(ids, []string{"a", "b", "c"}) {
		t.Errorf("intents = %v, want a b c", ids)
	}
	if ids, end, _ := read(t, second, middle); !slices.Equal(ids, []string{"c"}) || end <= middle {
		t.Errorf("intents after the mark = %v up to %d, want c", ids, end)
	}
	if first.ID() != second.ID() || first.ID() == "" {
		t.Errorf("the journal is called %q and then %q", first.ID(), second.ID())
	}
}

// A process died in the middle of a line: what it meant was never sent, and the
// next line is whole.
func TestATornLineHidesNoOther(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	first := open(t, path)
	write(t, first, "a", "b")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	start := len(lines[0]) + len(lines[1])
	for cut := start + 1; cut < len(whole); cut++ {
		path := filepath.Join(t.TempDir(), "journal.jsonl")
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		j := open(t, path)
		write(t, j, "c")
		ids, _, broken := read(t, j, 0)
		complete := cut == len(whole)-1 // only its end of line was missing
		if want := map[bool][]string{true: {"a", "b", "c"}, false: {"a", "c"}}[complete]; !slices.Equal(ids, want) || (broken == 1) == complete {
			t.Fatalf("cut at %d: intents %v, %d broken; want %v", cut, ids, broken, want)
		}
	}
}

func TestTwoProcessesWriteOneJournal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	one, two := open(t, path), open(t, path)
	var wait sync.WaitGroup
	for n, j := range []*journal.Journal{one, two} {
		wait.Go(func() {
			for i := range 50 {
				if err := j.Append(journal.Intent{ID: fmt.Sprintf("%d-%d", n, i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	ids, _, broken := read(t, one, 0)
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) != 100 || broken != 0 {
		t.Errorf("intents = %d, %d broken; want 100", len(ids), broken)
	}
}

// Another process died in the middle of a line while this one goes on.
func TestALineThatAnotherProcessLeftHidesNoOther(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	living := open(t, path)
	write(t, living, "a")
	dead, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dead.WriteString(`{"intent":"half`); err != nil {
		t.Fatal(err)
	}
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, living, "b")
	if ids, _, broken := read(t, living, 0); !slices.Equal(ids, []string{"a", "b"}) || broken != 1 {
		t.Errorf("intents = %v, %d broken; want a b, 1", ids, broken)
	}
}

// Two processes that find no journal at the same moment make one of one name:
// for another name safe mode would begin.
func TestProcessesThatStartAtOnceShareOneName(t *testing.T) {
	t.Parallel()
	for range 50 {
		path := filepath.Join(t.TempDir(), "journal.jsonl")
		var wait sync.WaitGroup
		names := make([]string, 4)
		for n := range names {
			wait.Go(func() {
				j, err := journal.Open(path)
				if err != nil {
					t.Error(err)
					return
				}
				names[n] = j.ID()
				if err := j.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		names = append(names, open(t, path).ID())
		if all := slices.Compact(slices.Clone(names)); len(all) != 1 {
			t.Fatalf("one journal is called %v", names)
		}
	}
}

func TestAnotherFileIsNoJournal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(path, []byte("milk, bread\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Open(path); err == nil {
		t.Error("a file of something else was taken for a journal")
	}
}

func TestWhatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	j := open(t, filepath.Join(t.TempDir(), "journal.jsonl"))
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := j.Append(journal.Intent{ID: "a"}); err == nil {
		t.Error("an intent on a closed file counts as written")
	}
}
