package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	stateVersion = 1
	// saveSoon bounds how long a change that nobody was told of may wait: that a
	// signature was used by a call that changed nothing, or a counter.
	saveSoon = time.Second
)

// state is the file that a world outlives its process with.
type state struct {
	Version   int                        `json:"version"`
	Now       time.Time                  `json:"now"`       // virtual time
	Addresses map[string]string          `json:"addresses"` // host:port by server
	Parts     map[string]json.RawMessage `json:"-"`
}

// part is one piece of the state. Its bytes are kept, so that a change at one
// vendor does not write down the others anew.
type part struct {
	name    string
	save    func() (json.RawMessage, error)
	restore func(json.RawMessage) error
	always  bool // changes without telling
	dirty   atomic.Bool
	data    json.RawMessage
}

// keeper writes the state of a world into its file. Without a file it does nothing.
type keeper struct {
	path    string
	parts   []*part
	head    func() state
	live    atomic.Bool  // between start and end
	paused  atomic.Bool  // while a reset is under way
	changes atomic.Int64 // asked to be saved

	mu    sync.Mutex
	saved int64 // of changes
	err   error // of the last save

	timing sync.Mutex
	timer  *time.Timer
}

// readState reads a state file; the error is fs.ErrNotExist without one.
func readState(path string) (state, error) {
	if path == "" {
		return state{}, fs.ErrNotExist
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return state{}, fmt.Errorf("read state: %w", err)
	}
	var in state
	if err := errors.Join(json.Unmarshal(data, &in), json.Unmarshal(data, &in.Parts)); err != nil {
		return state{}, fmt.Errorf("read state %s: %w", path, err)
	}
	if in.Version != stateVersion || in.Now.IsZero() {
		return state{}, fmt.Errorf("read state %s: it is not of version %d", path, stateVersion)
	}
	return in, nil
}

// restore gives every part what was saved of it.
func (k *keeper) restore(in state) error {
	for _, p := range k.parts {
		if err := p.restore(in.Parts[p.name]); err != nil {
			return fmt.Errorf("state %s: %w", k.path, err)
		}
	}
	return nil
}

// hook is what a vendor tells its changes to. An urgent one is in the file when
// it returns.
func (k *keeper) hook(name string) func(urgent bool) {
	p := &part{name: name, always: name == boardPart}
	k.parts = append(k.parts, p)
	return func(urgent bool) {
		p.dirty.Store(true)
		switch {
		case k.path == "":
		case urgent:
			k.save()
		default:
			k.soon()
		}
	}
}

// keepable is what a state consists of.
type keepable interface {
	Save() (json.RawMessage, error)
	Restore(data json.RawMessage) error
}

// boardPart is the board, whose counters change without telling.
const boardPart = "board"

// bind tells how the part of a hook is saved and restored.
func (k *keeper) bind(name string, kept keepable) {
	for _, p := range k.parts {
		if p.name == name {
			p.save, p.restore = kept.Save, kept.Restore
		}
	}
}

// pause has nothing saved until the end it returns, which saves all.
func (k *keeper) pause() (end func()) {
	k.paused.Store(true)
	return func() {
		k.paused.Store(false)
		k.all()
	}
}

// all marks everything as changed and saves it.
func (k *keeper) all() {
	for _, p := range k.parts {
		p.dirty.Store(true)
	}
	k.save()
}

// save writes the file; when it returns, all that had changed before is in it.
// Changes that come while another save is writing share the next one.
func (k *keeper) save() {
	if k.path == "" || !k.live.Load() || k.paused.Load() {
		return
	}
	mine := k.changes.Add(1)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.saved >= mine || !k.live.Load() {
		return
	}
	upTo := k.changes.Load()
	if k.err = k.write(); k.err == nil {
		k.saved = upTo
	}
}

// soon saves within saveSoon.
func (k *keeper) soon() {
	k.timing.Lock()
	defer k.timing.Unlock()
	if k.timer == nil && k.live.Load() {
		k.timer = time.AfterFunc(saveSoon, k.late)
	}
}

func (k *keeper) late() {
	k.timing.Lock()
	k.timer = nil
	k.timing.Unlock()
	k.save()
}

// write replaces the file as a whole: a process that ends at any moment leaves
// the old or the new one.
func (k *keeper) write() error {
	data, err := k.encode()
	if err != nil {
		return err
	}
	next := k.path + ".next"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("clear the way for the state: %w", err)
	}
	if err := os.WriteFile(next, data, 0o600); err != nil {
		return fmt.Errorf("write state: %w", err)
	}
	if err := os.Rename(next, k.path); err != nil {
		return fmt.Errorf("replace state: %w", err)
	}
	return nil
}

func (k *keeper) encode() ([]byte, error) {
	var out bytes.Buffer
	head := k.head()
	addresses, err := json.Marshal(head.Addresses)
	if err != nil {
		return nil, fmt.Errorf("save addresses: %w", err)
	}
	fmt.Fprintf(&out, `{"version":%d,"now":%q,"addresses":%s`, stateVersion, head.Now.Format(time.RFC3339Nano), addresses)
	for _, p := range k.parts {
		if err := p.refresh(); err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, ",\n%q:%s", p.name, p.data)
	}
	out.WriteString("}\n")
	return out.Bytes(), nil
}

// refresh writes the part down anew when it has changed.
func (p *part) refresh() error {
	if !p.dirty.Swap(false) && !p.always && p.data != nil {
		return nil
	}
	data, err := p.save()
	if err != nil {
		p.dirty.Store(true)
		return err
	}
	p.data = data
	return nil
}

// problem is why the last save failed, nil when it did not.
func (k *keeper) problem() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.err
}

// close saves for the last time.
func (k *keeper) close() error {
	k.timing.Lock()
	if k.timer != nil {
		k.timer.Stop()
	}
	k.timing.Unlock()
	k.all()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.live.Store(false)
	return k.err
}
