package service

import (
	"testing"
	"time"

	"tangelo/internal/panel"
)

// door is a shop with one account that has a password.
func door(t *testing.T) *shop {
	t.Helper()
	s := openShop(t)
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

	evaluated := 0
	for range 3600 {
		s.ahead.Add(int64(time.Second))
		wait, err := s.loginWait(t.Context(), []bucket{{name: "account:" + hashed("door@shop.example")}})
		s.must(err)
		if wait > 0 {
			continue
		}
		evaluated++
		if _, err := s.try("guess", "", "198.51.100.8"); err == nil {
			t.Fatal("a guess opened")
		}
	}
	if evaluated > 100 {
		t.Errorf("guesses evaluated in an hour = %d, want at most 100", evaluated)
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
