package service

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vault"
)

// Codes of the second factor (RFC 6238) with the numbers that every app knows.
const (
	codePeriod    = 30 // seconds
	codeIssuer    = "Tangelo"
	recoveryCodes = 10
	recoveryBytes = 10 // 80 random bits: 16 letters
)

func factorPlace(u panel.User) vault.Place {
	return vault.Place{Reseller: u.ResellerID, Table: "second_factors", Row: fmt.Sprint(u.ID), Column: "sealed"}
}

// factorFits compares what a person gave with the user's factor. A code and a
// recovery code count once.
func (a *App) factorFits(ctx context.Context, user panel.User, given string) (bool, error) {
	f, sealed, _, err := a.DB.SecondFactor(ctx, user.ID)
	if err != nil {
		return false, err
	}
	if !f.Confirmed() {
		return a.passwordFits(user.PasswordHash, given), nil
	}
	given = plainCode(given)
	if len(given) != otp.DigitsSix.Length() {
		return a.useRecoveryCode(ctx, user, given)
	}
	return a.codeFits(ctx, user, sealed, given)
}

// plainCode drops what people put between the parts of a code.
func plainCode(given string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(strings.TrimSpace(given)))
}

// codeFits accepts the code of this very time step, if no code of it has
// counted yet.
func (a *App) codeFits(ctx context.Context, user panel.User, sealed []byte, code string) (fits bool, err error) {
	key, err := a.Vault.OpenMap(factorPlace(user), sealed)
	if err != nil {
		return false, err
	}
	now := a.Now().UTC()
	right, err := totp.ValidateCustom(code, key["key"], now, totp.ValidateOpts{Period: codePeriod, Skew: 0, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil || !right {
		return false, nil //nolint:nilerr // what is no code is a wrong one
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) (err error) {
		fits, err = tx.UseStep(ctx, user.ID, now.Unix()/codePeriod)
		return err
	})
	return fits, err
}

func (a *App) useRecoveryCode(ctx context.Context, user panel.User, code string) (fits bool, err error) {
	err = a.DB.Within(ctx, func(tx *db.Tx) (err error) {
		if fits, err = tx.UseRecoveryCode(ctx, user.ID, hashed(code)); err != nil || !fits {
			return err
		}
		t := act{Action: "factor.recovery", Kind: "user", ID: user.ID, Name: user.Email}
		return tx.Record(ctx, t.entry(actorOf(user), panel.ResultDone, ""))
	})
	return fits, err
}

// FactorSetup is a second factor as its owner sees it.
type FactorSetup struct {
	panel.SecondFactor
	Pending bool   // it waits for its first code
	Key     string // of a pending one only
	URL     string // the same for a QR code
}

// pendingFor is how long a key waits for its first code and may be looked at
// again. After that a new one must be made, which asks who is there.
const pendingFor = 15 * time.Minute

// waits reports whether a second factor may still be put in use.
func (a *App) waits(f panel.SecondFactor) bool {
	return !f.Confirmed() && a.Now().Sub(f.CreatedAt) < pendingFor
}

// SecondFactor reads the actor's own second factor. The key of one that waits is
// shown for a quarter of an hour.
func (a *App) SecondFactor(ctx context.Context, actor panel.Actor) (s FactorSetup, err error) {
	if err := require(actor, panel.SignedIn); err != nil {
		return s, err
	}
	f, sealed, found, err := a.DB.SecondFactor(ctx, actor.UserID)
	s.SecondFactor, s.Pending = f, found && a.waits(f)
	if err != nil || !s.Pending {
		return s, err
	}
	key, err := a.Vault.OpenMap(factorPlace(panel.User{ID: actor.UserID, ResellerID: actor.ResellerID}), sealed)
	s.Key, s.URL = key["key"], key["url"]
	return s, err
}

// BeginFactor makes the key of a second factor; it is in use once its first
// code is right. The password is asked for when none was given lately.
func (a *App) BeginFactor(ctx context.Context, actor panel.Actor, password string) error {
	if err := require(actor, panel.SignedIn); err != nil {
		return err
	}
	f, _, _, err := a.DB.SecondFactor(ctx, actor.UserID)
	if err != nil {
		return err
	}
	if f.Confirmed() {
		return panel.Errorf(panel.Conflict, nil, "error.factor.exists")
	}
	if err := a.stepUp(ctx, actor, password); err != nil {
		return err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: codeIssuer, AccountName: actor.Email, Period: codePeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return fmt.Errorf("key of a second factor: %w", err)
	}
	sealed, err := a.Vault.SealMap(factorPlace(panel.User{ID: actor.UserID, ResellerID: actor.ResellerID}), map[string]string{"key": key.Secret(), "url": key.URL()})
	if err != nil {
		return err
	}
	t := &act{Action: "factor.begin", Kind: "user", ID: actor.UserID, Name: actor.Email}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.BeginFactor(ctx, actor.UserID, sealed) })
}

// ConfirmFactor puts the actor's second factor in use when the code is right,
// ends the other sessions, and returns the recovery codes: they are shown once.
func (a *App) ConfirmFactor(ctx context.Context, actor panel.Actor, code string) ([]string, error) {
	if err := require(actor, panel.SignedIn); err != nil {
		return nil, err
	}
	user, err := a.DB.UserByID(ctx, actor.UserID)
	if err != nil {
		return nil, err
	}
	f, sealed, found, err := a.DB.SecondFactor(ctx, actor.UserID)
	if err != nil {
		return nil, err
	}
	if !found || !a.waits(f) {
		return nil, panel.Errorf(panel.Conflict, nil, "error.factor.exists")
	}
	if fits, err := a.codeFits(ctx, user, sealed, plainCode(code)); err != nil || !fits {
		return nil, cmp.Or(err, panel.InvalidFields([]panel.Problem{{Field: "code", Key: "problem.factor.wrong"}}))
	}
	codes, hashes := newRecoveryCodes()
	t := &act{Action: "factor.confirm", Kind: "user", ID: user.ID, Name: user.Email}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if err := tx.ConfirmFactor(ctx, user.ID, hashes); err != nil {
			return err
		}
		return tx.EndSessions(ctx, user.ID, actor.Session)
	})
	return codes, err
}

// newRecoveryCodes makes codes as people write them down, and their hashes.
func newRecoveryCodes() (codes, hashes []string) {
	for range recoveryCodes {
		b := make([]byte, recoveryBytes)
		_, _ = rand.Read(b) // never fails (crypto/rand)
		code := base32.StdEncoding.EncodeToString(b)
		codes = append(codes, code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:])
		hashes = append(hashes, hashed(code))
	}
	return codes, hashes
}

// RemoveFactor takes the actor's second factor away. It takes the password and
// a code, however lately another was given.
func (a *App) RemoveFactor(ctx context.Context, actor panel.Actor, password, code string) error {
	if err := require(actor, panel.SignedIn); err != nil {
		return err
	}
	user, err := a.DB.UserByID(ctx, actor.UserID)
	if err != nil {
		return err
	}
	if f, _, _, err := a.DB.SecondFactor(ctx, user.ID); err != nil || !f.Confirmed() {
		return cmp.Or(err, panel.Errorf(panel.NotFound, nil, "error.notfound"))
	}
	if wrong, err := a.tryPassword(ctx, actor, user, "password", password); err != nil || wrong != nil {
		return cmp.Or(err, panel.InvalidFields(wrong))
	}
	if err := a.tryFactor(ctx, actor, user, actor.Session, code); err != nil {
		return err
	}
	t := &act{Action: "factor.remove", Kind: "user", ID: user.ID, Name: user.Email}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.DropFactor(ctx, user.ID) })
}

// halfSession is how long a login may wait for its second factor.
const halfSession = 10 * time.Minute

// LoginFactor is the second half of a login.
type LoginFactor struct {
	SessionID     string // of the half session
	Factor        string
	Device        string
	IP, UserAgent string
	RequestID     string
}

// FinishLogin opens a session for whoever gave the password before and a code
// now. The half session ends with it: a new id for new rights.
func (a *App) FinishLogin(ctx context.Context, l LoginFactor) (SignedIn, error) {
	half, err := a.DB.Session(ctx, hashed(l.SessionID))
	if err != nil || !half.Half {
		return SignedIn{}, panel.Errorf(panel.SignIn, err, "error.signin")
	}
	user, err := a.DB.UserByID(ctx, half.UserID)
	if err != nil {
		return SignedIn{}, err
	}
	if user.Disabled {
		return SignedIn{}, panel.Errorf(panel.SignIn, nil, "error.signin")
	}
	actor := panel.Actor{UserID: user.ID, ResellerID: user.ResellerID, Email: user.Email, IP: l.IP, RequestID: l.RequestID}
	place, err := a.knownPlace(ctx, user, l.Device)
	if err != nil {
		return SignedIn{}, err
	}
	if err := a.tryFactor(ctx, actor, user, place, l.Factor); err != nil {
		return SignedIn{}, err
	}
	if err := a.DB.Within(ctx, func(tx *db.Tx) error { return tx.EndSession(ctx, user.ID, half.PublicID) }); err != nil {
		return SignedIn{}, err
	}
	form := LoginForm{Email: user.Email, Device: l.Device, IP: l.IP, UserAgent: l.UserAgent, RequestID: l.RequestID}
	return a.openSession(ctx, user, form, nil)
}
