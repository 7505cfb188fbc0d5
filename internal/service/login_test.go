package service

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/db/pgtest"
	"tangelo/internal/panel"
)

// door is a shop with one account that has a password.
func door(t *testing.T) *shop {
	t.Helper()
	return doorOn(t, "")
}

// doorOn is a door on a database; "" is SQLite.
func doorOn(t *testing.T, database string) *shop {
	t.Helper()
	s := openShopOn(t, database)
	_, err := s.AddAccount(t.Context(), panel.Actor{System: true}, NewAccount{
		Role: panel.RoleOwner, Email: "Door@Shop.Example", Name: "Door", Reseller: "Door", Password: goodPassword,
	})
	s.must(err)
	return s
}

func (s *shop) try(password, device, ip string) (SignedIn, error) {
	return s.Login(s.t.Context(), LoginForm{Email: "door@shop.example", Password: password, Device: device, IP: ip})
}

func TestLoginOpensASessionThatCanBeRevoked(t *testing.T) {
	t.Parallel()
	s := door(t)
	one, err := s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	two, err := s.try(goodPassword, one.Device, "192.0.2.1")
	s.must(err)
	if one.SessionID == two.SessionID {
		t.Fatal("two logins share a session id")
	}
	actor, session, err := s.Resume(t.Context(), one.SessionID)
	s.must(err)
	if actor.Role != panel.RoleOwner || actor.ResellerID == 0 {
		t.Errorf("actor = %+v, want an owner", actor)
	}

	s.must(s.RevokeSession(t.Context(), actor, session.PublicID))

	for id, want := range map[string]bool{one.SessionID: false, two.SessionID: true, "": false, "nonsense": false} {
		actor, _, err := s.Resume(t.Context(), id)
		s.must(err)
		if got := actor.UserID != 0; got != want {
			t.Errorf("session %.6q… lives: %t, want %t", id, got, want)
		}
	}
}

func TestAPasswordChangeEndsTheOtherSessions(t *testing.T) {
	t.Parallel()
	s := door(t)
	one, err := s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	two, err := s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	actor, session, err := s.Resume(t.Context(), two.SessionID)
	s.must(err)
	if err := s.ChangePassword(t.Context(), actor, session, "wrong", "short", "other"); len(panel.Problems(err)) != 3 {
		t.Errorf("problems = %v, want old, new and again", panel.Problems(err))
	}

	s.must(s.ChangePassword(t.Context(), actor, session, goodPassword, "another good password", "another good password"))

	for id, want := range map[string]bool{one.SessionID: false, two.SessionID: true} {
		if a, _, err := s.Resume(t.Context(), id); err != nil || (a.UserID != 0) != want {
			t.Errorf("session lives: %t, %v; want %t", a.UserID != 0, err, want)
		}
	}
	if _, err := s.try(goodPassword, "", "192.0.2.1"); err == nil {
		t.Error("the old password still opens")
	}
}

func TestSessionsEndWhenIdleAndAtTheirLimit(t *testing.T) {
	t.Parallel()
	s := door(t)
	in, err := s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	alive := func() bool {
		a, _, err := s.Resume(t.Context(), in.SessionID)
		s.must(err)
		return a.UserID != 0
	}
	for range 24 { // used every 29 minutes: 11 h 36 min
		s.ahead.Add(int64(29 * time.Minute))
		if !alive() {
			t.Fatal("a session in use ended before its limit")
		}
	}
	s.ahead.Add(int64(25 * time.Minute))
	if alive() {
		t.Error("a session outlived twelve hours")
	}
	in, err = s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	s.ahead.Add(int64(31 * time.Minute))
	if alive() {
		t.Error("an idle session outlived half an hour")
	}
}

func TestGuessingSlowsDownAndTheOwnerStillGetsIn(t *testing.T) {
	t.Parallel()
	s := door(t)
	owner, err := s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	kinds := map[panel.Kind]int{}
	for range 12 {
		_, err := s.try("guess", "", "198.51.100.7")
		kinds[panel.KindOf(err)]++
	}
	if kinds[panel.Throttled] == 0 || kinds[panel.SignIn] < 5 {
		t.Errorf("answers to 12 guesses = %v, want some evaluated, then a wait", kinds)
	}

	if _, err := s.try(goodPassword, "", "203.0.113.9"); !panel.Is(err, panel.Throttled) {
		t.Errorf("the right password from an unknown browser during the attack = %v, want a wait", err)
	}
	if _, err := s.try(goodPassword, owner.Device, "203.0.113.9"); err != nil {
		t.Errorf("the owner's own browser during the attack: %v", err)
	}

	if guesses := s.guessForAnHour(""); guesses > 100 {
		t.Errorf("guesses evaluated in an hour = %d, want at most 100", guesses)
	}
}

// guessForAnHour guesses at every second from one of the browsers in turn and
// returns how many guesses were evaluated.
func (s *shop) guessForAnHour(devices ...string) (evaluated int) {
	s.t.Helper()
	for second := range 3600 {
		s.ahead.Add(int64(time.Second))
		switch _, err := s.try("guess", devices[second%len(devices)], "198.51.100.8"); {
		case panel.Is(err, panel.SignIn):
			evaluated++
		case !panel.Is(err, panel.Throttled):
			s.t.Fatalf("a guess = %v, want wrong or a wait", err)
		}
	}
	return evaluated
}

func TestManyKnownBrowsersGiveNoMoreGuessesOfThePassword(t *testing.T) {
	t.Parallel()
	s := door(t)
	devices := []string{""}
	for range 10 {
		in, err := s.try(goodPassword, "", "192.0.2.1")
		s.must(err)
		devices = append(devices, in.Device)
	}
	if guesses := s.guessForAnHour(devices...); guesses < 50 || guesses > 100 {
		t.Errorf("guesses evaluated in an hour = %d, want 50 to 100", guesses)
	}
}

func TestGuessesAtOnceAreCountedBeforeTheyAreEvaluated(t *testing.T) {
	t.Parallel()
	for engine, database := range map[string]string{"sqlite": "", "postgres": pgtest.URL(t)} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			s := doorOn(t, database)
			var wait sync.WaitGroup
			answers := make([]error, 40)
			for i := range answers {
				wait.Go(func() { _, answers[i] = s.try("guess", "", "198.51.100.7") })
			}
			wait.Wait()
			kinds := map[panel.Kind]int{}
			for _, err := range answers {
				kinds[panel.KindOf(err)]++
			}
			// A sixth opens a second's wait; on a slow machine a few seconds pass.
			if kinds[panel.SignIn] < 5 || kinds[panel.SignIn] > 10 || kinds[panel.SignIn]+kinds[panel.Throttled] != len(answers) {
				t.Errorf("answers to 40 guesses at once = %v, want five or a few more evaluated", kinds)
			}
		})
	}
}

// TestARightPasswordClearsOnlyItsOwnAccount goes through many accounts from one
// address, whose owner has an account, too.
func TestARightPasswordClearsOnlyItsOwnAccount(t *testing.T) {
	t.Parallel()
	s := door(t)
	evaluated := 0
	for i := range 2 * addressTries {
		_, err := s.Login(t.Context(), LoginForm{Email: fmt.Sprintf("nobody-%d@shop.example", i), Password: "guess", IP: "198.51.100.7"})
		if panel.Is(err, panel.SignIn) {
			evaluated++
		}
		if i%10 == 0 && evaluated < addressTries {
			_, err := s.try(goodPassword, "", "198.51.100.7")
			s.must(err)
		}
	}
	if evaluated != addressTries {
		t.Errorf("guesses evaluated from one address = %d, want %d, whoever signs in between", evaluated, addressTries)
	}
	in, err := s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	if _, err := s.try(goodPassword, in.Device, "198.51.100.7"); err != nil {
		t.Errorf("the owner's own browser behind the address of the guesses: %v", err)
	}
}

func TestADisabledAccountAndAnUnknownOneAnswerAlike(t *testing.T) {
	t.Parallel()
	s := door(t)
	_, wrong := s.try("guess", "", "192.0.2.1")
	_, unknown := s.Login(t.Context(), LoginForm{Email: "nobody@shop.example", Password: "guess", IP: "192.0.2.2"})
	if wrong == nil || unknown == nil || wrong.Error() != unknown.Error() {
		t.Errorf("wrong password: %v; unknown account: %v; want the same words", wrong, unknown)
	}
}

func TestSetupIsOpenOnlyWhileThereIsNoAccount(t *testing.T) {
	t.Parallel()
	s := door(t)
	if err := s.Setup(t.Context(), NewAccount{Email: "late@panel.example", Name: "Late", Password: goodPassword}); !panel.Is(err, panel.NotFound) {
		t.Errorf("setup of a panel that has accounts = %v, want not found", err)
	}
}

func TestOfTwoSetupsAtOnceOneMakesAnAdmin(t *testing.T) {
	t.Parallel()
	for engine, database := range map[string]string{"sqlite": "", "postgres": pgtest.URL(t)} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			s := &shop{t: t, folder: t.TempDir(), database: database}
			s.boot() // an empty panel
			answers := make([]error, 4)
			var wait sync.WaitGroup
			for i := range answers {
				wait.Go(func() {
					answers[i] = s.Setup(t.Context(), NewAccount{Email: fmt.Sprintf("admin-%d@panel.example", i), Name: "Admin", Password: goodPassword})
				})
			}
			wait.Wait()
			made := 0
			for _, err := range answers {
				if err == nil {
					made++
				} else if !panel.Is(err, panel.NotFound) {
					t.Errorf("a setup that came too late = %v, want not found", err)
				}
			}
			admins, err := s.DB.Users(t.Context(), panel.SystemActor(0), db.UserFilter{Role: panel.RoleAdmin})
			s.must(err)
			if made != 1 || len(admins) != 1 {
				t.Errorf("%d setups made %d admins, want one", made, len(admins))
			}
		})
	}
}
