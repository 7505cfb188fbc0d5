package service

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"tangelo/internal/panel"
)

// Argon2id with 46 MiB, one pass, one lane (OWASP's second choice of equal
// strength): about 60 ms on a small machine. At most four run at once.
const (
	hashMemory = 46 << 10 // KiB
	hashTime   = 1
	hashLanes  = 1
	hashLength = 32
)

// dummyHash is compared against for accounts that do not exist, so that the
// time of an answer does not tell.
const dummyHash = "$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// hashPassword hashes a password with a fresh salt.
func (a *App) hashPassword(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	key := a.derive(password, salt)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", hashMemory, hashTime, hashLanes, enc.EncodeToString(salt), enc.EncodeToString(key))
}

func (a *App) derive(password string, salt []byte) []byte {
	a.hashing <- struct{}{}
	defer func() {
		<-a.hashing
		if len(a.hashing) == 0 {
			// The 46 MiB are not needed before the next login; the collector
			// alone would keep them for minutes.
			go debug.FreeOSMemory()
		}
	}()
	return argon2.IDKey([]byte(password), salt, hashTime, hashMemory, hashLanes, hashLength)
}

// passwordFits compares a password with a hash in constant time.
func (a *App) passwordFits(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return false
	}
	salt, errSalt := base64.RawStdEncoding.DecodeString(parts[4])
	want, errKey := base64.RawStdEncoding.DecodeString(parts[5])
	if errSalt != nil || errKey != nil {
		return false
	}
	return subtle.ConstantTimeCompare(a.derive(password, salt), want) == 1
}

// checkPassword says what is wrong with a new password: 10 to 128 characters,
// not the address itself.
func checkPassword(field, password, email string) []panel.Problem {
	n := utf8.RuneCountInString(password)
	switch {
	case n < 10 || n > 128:
		return []panel.Problem{{Field: field, Key: "problem.password.length", Args: []any{"Min", 10, "Max", 128}}}
	case strings.EqualFold(password, email) || strings.Count(password, password[:1]) == len(password):
		return []panel.Problem{{Field: field, Key: "problem.password.weak"}}
	}
	return nil
}
