package service

import (
	"fmt"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// giveFrom gives a factor from a browser.
func (s *shop) giveFrom(half SignedIn, device, factor string) error {
	_, err := s.FinishLogin(s.t.Context(), LoginFactor{SessionID: half.SessionID, Factor: factor, Device: device, IP: "192.0.2.1"})
	return err
}

// halfFrom opens the first half of a login from a browser.
func (s *shop) halfFrom(device string) SignedIn {
	s.t.Helper()
	in, err := s.try(goodPassword, device, "192.0.2.1")
	s.must(err)
	return in
}

// evaluated reports whether a wrong code was looked at.
func evaluated(err error) bool {
	p := panel.Problems(err)
	return len(p) == 1 && p[0].Key == "problem.factor.wrong"
}

// TestNobodyLocksAnOwnersBrowserOutOfTheSecondHalf guesses codes elsewhere, with
// the password, for an hour.
func TestNobodyLocksAnOwnersBrowserOutOfTheSecondHalf(t *testing.T) {
	t.Parallel()
	s := door(t)
	key, _ := s.withFactor()
	own, err := s.giveFactor(s.half(), s.code(key, 0))
	s.must(err)
	guesses := 0
	for range 60 {
		s.ahead.Add(int64(time.Minute))
		half := s.half()
		for range 8 {
			if evaluated(s.giveFrom(half, "a stranger's", "000000")) {
				guesses++
			}
		}
	}
	if guesses < factorTries || guesses > 25 {
		t.Errorf("guesses evaluated in an hour = %d, want five in a quarter", guesses)
	}
	s.step(1)
	if err := s.giveFrom(s.half(), "another", s.code(key, 0)); err == nil || evaluated(err) {
		t.Errorf("the right code from an unknown browser during the attack = %v, want a wait", err)
	}
	again, err := s.FinishLogin(t.Context(), LoginFactor{SessionID: s.halfFrom(own.Device).SessionID, Factor: s.code(key, 0), Device: own.Device, IP: "192.0.2.1"})
	if err != nil {
		t.Fatalf("the owner's own browser during the attack: %v", err)
	}
	actor, _, err := s.Resume(t.Context(), again.SessionID)
	s.must(err)
	s.ahead.Add(int64(freshFor))
	s.step(1)
	if err := s.stepUp(t.Context(), actor, s.code(key, 0)); err != nil {
		t.Errorf("the owner's own session during the attack: %v", err)
	}
}

// TestManyKnownBrowsersGiveNoMoreGuesses guesses from ten stolen browsers and an
// unknown one at every second of an hour.
func TestManyKnownBrowsersGiveNoMoreGuesses(t *testing.T) {
	t.Parallel()
	s := door(t)
	s.withFactor()
	user, err := s.DB.UserByEmail(t.Context(), "door@shop.example")
	s.must(err)
	devices := []string{""}
	for i := range 10 {
		devices = append(devices, fmt.Sprint("stolen ", i))
		s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error { return tx.AddKnownDevice(t.Context(), hashed(devices[i+1]), user.ID) }))
	}
	guesses := 0
	for second := range 3600 {
		s.ahead.Add(int64(time.Second))
		place, err := s.knownPlace(t.Context(), user, devices[second%len(devices)])
		s.must(err)
		if evaluated(s.tryFactor(t.Context(), panel.Actor{}, user, place, "000000")) {
			guesses++
		}
	}
	if guesses < 50 || guesses > 100 {
		t.Errorf("guesses evaluated in an hour = %d, want 50 to 100", guesses)
	}
}

func TestAnOwnerResetsTheFactorOfAColleague(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	boss := s.owner
	staff := NewAccount{Role: panel.RoleStaff, ResellerID: boss.ResellerID, Email: "door@shop.example", Name: "Door", Password: goodPassword}
	id, err := s.AddAccount(t.Context(), panel.Actor{System: true}, staff)
	s.must(err)
	if err := s.ResetStaffFactor(t.Context(), boss, id, "lost", ""); !panel.Is(err, panel.Conflict) {
		t.Errorf("without a factor there is nothing to reset: %v", err)
	}
	key, _ := s.withFactor()
	in, err := s.giveFactor(s.half(), s.code(key, 0))
	s.must(err)
	colleague, _, err := s.Resume(t.Context(), in.SessionID)
	s.must(err)
	half := s.half()

	for name, try := range map[string]struct {
		actor  panel.Actor
		reason string
		want   panel.Kind
	}{
		"no reason": {boss, " ", panel.Invalid}, "no fresh factor": {stale(boss), "lost", panel.Invalid},
		"a stranger": {s.stranger, "lost", panel.NotFound}, "the colleague": {colleague, "lost", panel.Forbidden},
	} {
		if err := s.ResetStaffFactor(t.Context(), try.actor, id, try.reason, ""); !panel.Is(err, try.want) {
			t.Errorf("%s: %v, want %v", name, err, try.want)
		}
	}
	if !s.signedIn(in.SessionID) {
		t.Fatal("a refused reset ended a session")
	}
	s.must(s.ResetStaffFactor(t.Context(), boss, id, "lost the phone", ""))
	if _, err := s.giveFactor(half, "000000"); s.signedIn(in.SessionID) || !panel.Is(err, panel.SignIn) {
		t.Errorf("sessions after the reset: whole lives %t, half %v", s.signedIn(in.SessionID), err)
	}
	for round, want := range []int{1, 0} { // told once
		in, err := s.try(goodPassword, "", "192.0.2.1")
		s.must(err)
		if in.Half {
			t.Fatal("a second factor is asked for after the reset")
		}
		_, session, err := s.Resume(t.Context(), in.SessionID)
		s.must(err)
		if told, err := s.TakeFlashes(t.Context(), session); err != nil || len(told) != want {
			t.Errorf("login %d: %d messages, %v; want %d", round, len(told), err, want)
		}
	}
	log, err := s.DB.AuditLog(t.Context(), s.admin(), db.AuditFilter{Action: "factor.reset", Limit: 5})
	s.must(err)
	if len(log) != 1 || log[0].UserID != boss.UserID {
		t.Errorf("audit = %+v, want the owner's reset", log)
	}
}

func TestTheMachinesKeeperResetsTheFactorOfAnOwner(t *testing.T) {
	t.Parallel()
	s := door(t)
	s.withFactor()
	keeper := panel.Actor{System: true, Name: "command line"}
	if err := s.ResetFactor(t.Context(), s.owner, "door@shop.example", "lost"); !panel.Is(err, panel.Forbidden) {
		t.Errorf("by a person: %v, want forbidden", err)
	}
	if err := s.ResetFactor(t.Context(), keeper, "nobody@shop.example", "lost"); !panel.Is(err, panel.NotFound) {
		t.Errorf("of nobody: %v, want not found", err)
	}
	s.must(s.ResetFactor(t.Context(), keeper, " Door@Shop.Example", "lost"))
	if in := s.halfFrom(""); in.Half {
		t.Error("a second factor is asked for after the reset")
	}
}
