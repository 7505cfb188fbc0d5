package service

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// How long a session lives. Every use within the idle time renews it, up to
// the absolute limit.
const (
	idleTime      = 30 * time.Minute
	idleTimeAdmin = 15 * time.Minute
	sessionLimit  = 12 * time.Hour
	touchEvery    = time.Minute
)

// LoginForm is a try to sign in.
type LoginForm struct {
	Email, Password string
	Device          string // the browser's known-device token, "" when it has none
	IP, UserAgent   string
	RequestID       string
}

// SignedIn is what a successful login gives the browser.
type SignedIn struct {
	SessionID string // goes into the cookie, nowhere else
	Device    string // known-device token, to be kept for long; "" while Half
	Half      bool   // the second factor is awaited: see FinishLogin
	Actor     panel.Actor
}

// hashed is how ids that open something are stored.
func hashed(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// Login checks address and password and opens a session. A try is counted before
// it is evaluated, so that many at once get no further than one after another.
// Tries slow down further ones per account and per address; a browser the owner
// has used before has buckets of its own, so that nobody can lock the owner out.
func (a *App) Login(ctx context.Context, form LoginForm) (SignedIn, error) {
	email := strings.ToLower(strings.TrimSpace(form.Email))
	user, err := a.DB.UserByEmail(ctx, email)
	if err != nil && !panel.Is(err, panel.NotFound) {
		return SignedIn{}, err
	}
	buckets, err := a.loginBuckets(ctx, user, email, form)
	if err != nil {
		return SignedIn{}, err
	}
	if wait, err := a.claimTry(ctx, buckets); err != nil || wait > 0 {
		if err == nil {
			err = panel.Errorf(panel.Throttled, nil, "error.login.wait", "Seconds", int(wait.Seconds())+1)
		}
		return SignedIn{}, err
	}
	hash := user.PasswordHash
	if user.ID == 0 {
		hash = dummyHash
	}
	if !a.passwordFits(hash, form.Password) || user.ID == 0 || user.Disabled {
		return SignedIn{}, a.loginFailed(ctx, user, email, form)
	}
	return a.admit(ctx, user, form, buckets)
}

// admit lets somebody in whose password was right: halfway, where there is a
// second factor.
func (a *App) admit(ctx context.Context, user panel.User, form LoginForm, buckets []bucket) (SignedIn, error) {
	factor, _, _, err := a.DB.SecondFactor(ctx, user.ID)
	if err != nil {
		return SignedIn{}, err
	}
	if factor.Confirmed() {
		return a.openHalf(ctx, user, form, buckets)
	}
	return a.openSession(ctx, user, form, buckets)
}

// openHalf opens a session that signs in nobody before FinishLogin.
func (a *App) openHalf(ctx context.Context, user panel.User, form LoginForm, buckets []bucket) (SignedIn, error) {
	s := SignedIn{SessionID: token(32), Half: true}
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tryWasRight(ctx, tx, buckets); err != nil {
			return err
		}
		return tx.AddSession(ctx, panel.Session{
			IDHash: hashed(s.SessionID), PublicID: token(8), UserID: user.ID, ExpiresAt: tx.Now.Add(halfSession),
			IP: form.IP, UserAgent: form.UserAgent, Half: true,
		})
	})
	return s, err
}

// bucket counts the tries of a login: pause says how long none counts after the
// n-th in a row.
type bucket struct {
	name   string
	pause  func(n int) time.Duration
	shared bool // with other accounts: a right try of one clears none of the others
}

// How many tries count from one address in a minute, of whatever accounts, and
// from all browsers together that a user has signed in from before, in 15.
const (
	addressTries = 30
	deviceTries  = 20
)

func (a *App) loginBuckets(ctx context.Context, user panel.User, email string, form LoginForm) ([]bucket, error) {
	account := "account:" + hashed(email)
	device, err := a.knownPlace(ctx, user, form.Device)
	if err != nil {
		return nil, err
	}
	if device == "" {
		return []bucket{{name: account, pause: penalty}, {name: "ip:" + form.IP, pause: inTurns(addressTries, time.Minute), shared: true}}, nil
	}
	// No address: whoever guesses behind the same one must not lock the owner out.
	return []bucket{{name: "device:" + device, pause: penalty}, {name: account + ":known", pause: inTurns(deviceTries, 15*time.Minute)}}, nil
}

func (a *App) loginFailed(ctx context.Context, user panel.User, email string, form LoginForm) error {
	actor := panel.Actor{UserID: user.ID, ResellerID: user.ResellerID, Email: email, IP: form.IP, RequestID: form.RequestID}
	t := act{Action: "login", Kind: "user", ID: user.ID, Name: email}
	if err := a.record(ctx, actor, t, panel.ResultDenied, ""); err != nil {
		return err
	}
	return panel.Errorf(panel.SignIn, nil, "error.login.wrong")
}

// penalty is the wait after the n-th try in a row: five are free, then it is 1 s
// doubling to 15 min.
func penalty(n int) time.Duration {
	const free = 5
	if n <= free {
		return 0
	}
	return min(time.Second<<min(n-free-1, 10), 15*time.Minute)
}

func (a *App) openSession(ctx context.Context, user panel.User, form LoginForm, buckets []bucket) (SignedIn, error) {
	s := SignedIn{SessionID: token(32), Device: form.Device, Actor: actorOf(user)}
	if s.Device == "" {
		s.Device = token(32)
	}
	s.Actor.IP, s.Actor.RequestID = form.IP, form.RequestID
	err := a.DB.Within(ctx, func(tx *db.Tx) error {
		if err := tryWasRight(ctx, tx, buckets); err != nil {
			return err
		}
		session := panel.Session{
			IDHash: hashed(s.SessionID), PublicID: token(8), UserID: user.ID, ExpiresAt: tx.Now.Add(idleOf(user.Role)),
			IP: form.IP, UserAgent: form.UserAgent, SteppedUpAt: tx.Now,
		}
		if err := tx.AddSession(ctx, session); err != nil {
			return err
		}
		if err := tx.AddKnownDevice(ctx, hashed(s.Device), user.ID); err != nil {
			return err
		}
		if err := tellFactorReset(ctx, tx, user, session.IDHash); err != nil {
			return err
		}
		t := act{Action: "login", Kind: "user", ID: user.ID, Name: user.Email}
		return tx.Record(ctx, t.entry(s.Actor, panel.ResultDone, ""))
	})
	return s, err
}

func idleOf(role panel.Role) time.Duration {
	if role == panel.RoleAdmin {
		return idleTimeAdmin
	}
	return idleTime
}

func actorOf(u panel.User) panel.Actor {
	return panel.Actor{
		UserID: u.ID, Role: u.Role, ResellerID: u.ResellerID, CustomerID: u.CustomerID, Email: u.Email, Name: u.Name, Granted: u.Granted,
	}
}

// Resume finds who a session id belongs to, with the rights the account has at
// this moment. An id that opens nothing gives the zero actor.
func (a *App) Resume(ctx context.Context, sessionID string) (panel.Actor, panel.Session, error) {
	user, session, err := a.whose(ctx, sessionID)
	if err != nil || user.ID == 0 {
		return panel.Actor{}, panel.Session{}, err
	}
	now := a.Now().UTC()
	if now.Sub(session.SeenAt) >= touchEvery {
		expires := session.CreatedAt.Add(sessionLimit)
		if idle := now.Add(idleOf(user.Role)); idle.Before(expires) {
			expires = idle
		}
		err = a.DB.Brief(func(tx *db.Tx) error { return tx.TouchSession(ctx, session.IDHash, expires) })
	}
	actor := actorOf(user)
	actor.Session, actor.SteppedUp = session.IDHash, session.SteppedUpAt
	return actor, session, err
}

// whose reads the user that a session id signs in at this moment; no user when
// it opens nothing.
func (a *App) whose(ctx context.Context, sessionID string) (panel.User, panel.Session, error) {
	session, err := a.DB.Session(ctx, hashed(sessionID))
	if panel.Is(err, panel.NotFound) || err == nil && session.Half { // half: nobody yet
		return panel.User{}, panel.Session{}, nil
	}
	if err != nil {
		return panel.User{}, panel.Session{}, err
	}
	user, err := a.DB.UserByID(ctx, session.UserID)
	if err != nil || user.Disabled {
		return panel.User{}, panel.Session{}, err
	}
	return user, session, nil
}

// StillMay reports whether a session is still the actor's, with the very rights
// the actor had. Asking does not count as using the session.
func (a *App) StillMay(ctx context.Context, sessionID string, actor panel.Actor) (bool, error) {
	user, _, err := a.whose(ctx, sessionID)
	now := actorOf(user)
	return err == nil && user.ID != 0 && user.ID == actor.UserID && now.Role == actor.Role && now.ResellerID == actor.ResellerID &&
		now.CustomerID == actor.CustomerID && slices.Equal(now.Granted, actor.Granted), err
}

// Logout ends the session a person is in.
func (a *App) Logout(ctx context.Context, actor panel.Actor, s panel.Session) error {
	t := &act{Action: "logout", Kind: "user", ID: actor.UserID, Name: actor.Email}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.EndSession(ctx, actor.UserID, s.PublicID) })
}

// Sessions lists the living sessions of the actor's own account.
func (a *App) Sessions(ctx context.Context, actor panel.Actor) ([]panel.Session, error) {
	if err := require(actor, panel.SignedIn); err != nil {
		return nil, err
	}
	return a.DB.Sessions(ctx, actor.UserID)
}

// RevokeSession ends one of the actor's own sessions.
func (a *App) RevokeSession(ctx context.Context, actor panel.Actor, publicID string) error {
	if err := require(actor, panel.SignedIn); err != nil {
		return err
	}
	t := &act{Action: "session.revoke", Kind: "user", ID: actor.UserID, Name: actor.Email}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.EndSession(ctx, actor.UserID, publicID) })
}

// ChangePassword sets a new password for the actor's own account and ends all
// its sessions but the present one.
func (a *App) ChangePassword(ctx context.Context, actor panel.Actor, s panel.Session, old, fresh, again string) error {
	if err := require(actor, panel.SignedIn); err != nil {
		return err
	}
	user, err := a.DB.UserByID(ctx, actor.UserID)
	if err != nil {
		return err
	}
	problems, err := a.tryPassword(ctx, actor, user, "old", old)
	if err != nil {
		return err
	}
	problems = append(problems, checkPassword("new", fresh, user.Email)...)
	if fresh != again {
		problems = append(problems, panel.Problem{Field: "again", Key: "problem.password.again"})
	}
	if err := panel.InvalidFields(problems); err != nil {
		return err
	}
	hash := a.hashPassword(fresh)
	t := &act{Action: "password.change", Kind: "user", ID: user.ID, Name: user.Email}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if err := tx.SetPassword(ctx, user.ID, hash); err != nil {
			return err
		}
		return tx.EndSessions(ctx, user.ID, s.IDHash)
	})
}

// NewAccount is an account to be made.
type NewAccount struct {
	Role       panel.Role
	ResellerID int64  // for staff and customers
	CustomerID int64  // for customers
	Reseller   string // for an owner without a reseller: the name of the new one
	Email      string
	Name       string
	Password   string
	Granted    []panel.Permission
	first      bool // there must be no other account
}

// AddAccount makes an account; an owner without a reseller gets a new one. The
// caller has checked the right to do so.
func (a *App) AddAccount(ctx context.Context, actor panel.Actor, n NewAccount) (userID int64, err error) {
	n = n.tidy()
	if err := panel.InvalidFields(n.problems()); err != nil {
		return 0, err
	}
	hash := a.hashPassword(n.Password)
	t := &act{Action: "user.add", Kind: "user", Name: n.Email, After: map[string]any{"role": n.Role, "permissions": n.Granted}, ResellerID: n.ResellerID}
	err = a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if n.first {
			if empty, err := tx.NoUserYet(ctx); err != nil || !empty {
				return cmp.Or(err, panel.Errorf(panel.NotFound, nil, "error.notfound"))
			}
		}
		if n.Role == panel.RoleOwner && n.ResellerID == 0 {
			if n.ResellerID, err = tx.AddReseller(ctx, n.Reseller); err != nil {
				return err
			}
			t.ResellerID = n.ResellerID
		}
		userID, err = tx.AddUser(ctx, panel.User{
			ResellerID: n.ResellerID, CustomerID: n.CustomerID, Role: n.Role, Email: n.Email, Name: n.Name, PasswordHash: hash, Granted: n.Granted,
		})
		t.ID = userID
		return err
	})
	return userID, err
}

func (n NewAccount) tidy() NewAccount {
	n.Email = strings.ToLower(strings.TrimSpace(n.Email))
	return n
}

func (n NewAccount) problems() []panel.Problem {
	problems := checkPassword("password", n.Password, n.Email)
	if !panel.ValidEmail(n.Email) {
		problems = append(problems, panel.Problem{Field: "email", Key: "problem.email"})
	}
	if strings.TrimSpace(n.Name) == "" {
		problems = append(problems, panel.Problem{Field: "name", Key: "problem.required"})
	}
	if n.Role == panel.RoleOwner && n.ResellerID == 0 && strings.TrimSpace(n.Reseller) == "" {
		problems = append(problems, panel.Problem{Field: "reseller", Key: "problem.required"})
	}
	return problems
}

// SetupOpen reports whether the first-run page may be used: no account exists.
func (a *App) SetupOpen(ctx context.Context) (bool, error) {
	any, err := a.DB.AnyUser(ctx)
	return !any, err
}

// Setup makes the first account, a platform admin, while there is none.
func (a *App) Setup(ctx context.Context, n NewAccount) error {
	open, err := a.SetupOpen(ctx)
	if err != nil {
		return err
	}
	if !open {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	n.Role, n.first = panel.RoleAdmin, true
	_, err = a.AddAccount(ctx, panel.Actor{System: true, Name: "setup"}, n)
	return err
}

// Flash leaves a message for the next page of a session.
func (a *App) Flash(ctx context.Context, s panel.Session, tone, key string, args ...any) error {
	return a.DB.Brief(func(tx *db.Tx) error {
		return tx.AddFlash(ctx, s.IDHash, db.Flash{Tone: tone, Key: key, Args: args})
	})
}

// TakeFlashes takes the messages that wait for a session.
func (a *App) TakeFlashes(ctx context.Context, s panel.Session) (taken []db.Flash, err error) {
	waiting, err := a.DB.HasFlash(ctx, s.IDHash)
	if err != nil || !waiting {
		return nil, err
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) (err error) {
		taken, err = tx.TakeFlashes(ctx, s.IDHash)
		return err
	})
	return taken, err
}

// DropExpired removes sessions that can sign in nobody any more.
func (a *App) DropExpired(ctx context.Context) error {
	return a.DB.Within(ctx, func(tx *db.Tx) error { return tx.DropExpiredSessions(ctx) })
}
