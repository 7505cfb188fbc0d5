// Package vault encrypts secrets at rest: AES-256-GCM by a tink keyset in a
// file that lies outside the database and its backups. What is sealed for one
// place (tenant/table/row/column) opens in no other.
package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Vault seals and opens.
type Vault struct{ primitive tink.AEAD }

// Place says where a secret lives; it is bound to the ciphertext.
type Place struct {
	Reseller int64
	Table    string
	Row      string // a key that never changes
	Column   string
}

func (p Place) associated() []byte {
	return fmt.Appendf(nil, "%d/%s/%s/%s", p.Reseller, p.Table, p.Row, p.Column)
}

// Open reads the keyset file, or makes it (mode 0600) when there is none.
func Open(path string) (*Vault, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return create(path)
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	defer file.Close()
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(file))
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return with(handle)
}

func create(path string) (*Vault, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("new key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	// O_EXCL: of two processes starting at once only one makes the key.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return Open(path)
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	err = insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(file))
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, fmt.Errorf("write key file: %w", err)
	}
	return with(handle)
}

func with(handle *keyset.Handle) (*Vault, error) {
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	return &Vault{primitive: primitive}, nil
}

// Seal encrypts plain for a place.
func (v *Vault) Seal(at Place, plain []byte) ([]byte, error) {
	sealed, err := v.primitive.Encrypt(plain, at.associated())
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", at.Table, at.Column, err)
	}
	return sealed, nil
}

// Open decrypts what was sealed for the same place.
func (v *Vault) Open(at Place, sealed []byte) ([]byte, error) {
	plain, err := v.primitive.Decrypt(sealed, at.associated())
	if err != nil {
		return nil, fmt.Errorf("open %s.%s: %w", at.Table, at.Column, err)
	}
	return plain, nil
}

// SealMap encrypts names and values; an empty map seals to nothing.
func (v *Vault) SealMap(at Place, values map[string]string) ([]byte, error) {
	if len(values) == 0 {
		return nil, nil
	}
	plain, err := json.Marshal(values)
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", at.Table, at.Column, err)
	}
	return v.Seal(at, plain)
}

// OpenMap decrypts what SealMap sealed; nothing opens to an empty map.
func (v *Vault) OpenMap(at Place, sealed []byte) (map[string]string, error) {
	values := map[string]string{}
	if len(sealed) == 0 {
		return values, nil
	}
	plain, err := v.Open(at, sealed)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(plain, &values); err != nil {
		return nil, fmt.Errorf("open %s.%s: %w", at.Table, at.Column, err)
	}
	return values, nil
}
