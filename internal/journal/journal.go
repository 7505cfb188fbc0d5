// Package journal is the journal of intents: one line for every call that
// spends money, on the disk before its first byte is sent. It lies on a path of
// its own, best on another volume than the database, so that a restored backup
// of the database can be found to be older than what was sent.
package journal

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Intent is one line: enough to make the order anew when the database has lost
// it. It holds no secret.
type Intent struct {
	ID         string            `json:"intent"`
	At         time.Time         `json:"at"`
	ResellerID int64             `json:"reseller"`
	AccountID  int64             `json:"account"` // vendor account that pays
	CustomerID int64             `json:"customer,omitempty"`
	ProductID  int64             `json:"product,omitempty"`
	OrderID    int64             `json:"order"`
	FormKey    string            `json:"key"` // names the order for ever; a restored database gives its number away again
	Attempt    int               `json:"attempt"`
	Operation  string            `json:"kind"`
	Name       string            `json:"name,omitempty"`
	Claims     string            `json:"claims,omitempty"` // operation whose orders for the same name it excludes
	Lane       string            `json:"lane,omitempty"`
	CostFen    int64             `json:"cost_fen,omitempty"`
	PriceFen   int64             `json:"price_fen,omitempty"`
	CreatedBy  int64             `json:"by,omitempty"`
	Input      map[string]string `json:"input,omitempty"`
	Before     string            `json:"before,omitempty"` // JSON: the before-value
}

// heading is the first line of a journal.
type heading struct {
	Journal string `json:"journal"`
}

// Journal is an open journal. Several processes may write to one: every line is
// a single write at the end of the file.
type Journal struct {
	mu   sync.Mutex
	file *os.File
	id   string
	path string
}

// Open opens the journal at a path, and makes it when there is none.
func Open(path string) (*Journal, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("journal folder: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Journal{file: file, path: path}
	if err := j.begin(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return j, nil
}

// begin reads the heading, and before writes one into a fresh file.
func (j *Journal) begin() error {
	size, err := j.Size()
	if err != nil {
		return err
	}
	if size == 0 {
		if err := j.found(); err != nil {
			return err
		}
		if size, err = j.Size(); err != nil {
			return err
		}
	}
	// Another process may have found the same file fresh: the first heading counts.
	line, err := bufio.NewReader(io.NewSectionReader(j.file, 0, size)).ReadBytes('\n')
	var h heading
	if err != nil || json.Unmarshal(line, &h) != nil || h.Journal == "" {
		return fmt.Errorf("%s is no journal of intents", j.path)
	}
	j.id = h.Journal
	return nil
}

// found names a fresh journal, and makes its name in the folder durable.
func (j *Journal) found() error {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	if err := j.write(heading{Journal: hex.EncodeToString(b)}); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(j.path))
	if err != nil {
		return fmt.Errorf("journal folder: %w", err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// ID names the journal for as long as its file lives.
func (j *Journal) ID() string { return j.id }

// Path is where the file is.
func (j *Journal) Path() string { return j.path }

// Size is the length of the file in bytes: the position after the last line.
func (j *Journal) Size() (int64, error) {
	info, err := j.file.Stat()
	if err != nil {
		return 0, fmt.Errorf("journal: %w", err)
	}
	return info.Size(), nil
}

// Append writes one intent. When it returns nil the line is on the disk; when
// it does not, nothing may be sent.
func (j *Journal) Append(i Intent) error { return j.write(i) }

func (j *Journal) write(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if err := j.add(append(line, '\n')); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// add puts a line at the end of the file, after what closes a torn one.
func (j *Journal) add(line []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	torn, err := j.torn()
	if err != nil {
		return err
	}
	if torn {
		line = append([]byte{'\n'}, line...)
	}
	if _, err := j.file.Write(line); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// torn tells whether the last line is not whole: this process or another died,
// or found the disk full, in the middle of it. Nothing was sent for it.
func (j *Journal) torn() (bool, error) {
	size, err := j.Size()
	if err != nil || size == 0 {
		return false, err
	}
	last := make([]byte, 1)
	if _, err := j.file.ReadAt(last, size-1); err != nil {
		return false, fmt.Errorf("journal: %w", err)
	}
	return last[0] != '\n', nil
}

// After calls each for every intent after a position, in order, and returns the
// position after the last whole line and the number of lines that could not be
// read. A line that is not whole was never acted upon.
func (j *Journal) After(position int64, each func(Intent) error) (end int64, broken int, err error) {
	size, err := j.Size()
	if err != nil {
		return position, 0, err
	}
	lines := bufio.NewReader(io.NewSectionReader(j.file, position, size-position))
	for end = position; ; {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return end, broken, nil
		}
		if err != nil {
			return end, broken, fmt.Errorf("journal: %w", err)
		}
		end += int64(len(line))
		var i Intent
		switch {
		case len(line) == 1: // what closes a torn line
		case json.Unmarshal(line, &i) != nil:
			broken++
		case i.ID == "": // the heading
		default:
			if err := each(i); err != nil {
				return end, broken, err
			}
		}
	}
}

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }
