package service

import (
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"tangelo/internal/panel"
)

// withFactor gives the account of door a second factor and returns its key and
// its recovery codes.
func (s *shop) withFactor() (key string, codes []string) {
	s.t.Helper()
	in, err := s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	actor, _, err := s.Resume(s.t.Context(), in.SessionID)
	s.must(err)
	s.must(s.BeginFactor(s.t.Context(), actor, ""))
	setup, err := s.SecondFactor(s.t.Context(), actor)
	s.must(err)
	s.step(0)
	codes, err = s.ConfirmFactor(s.t.Context(), actor, s.code(setup.Key, 0))
	s.must(err)
	s.step(1)
	return setup.Key, codes
}

// step moves the clock to the middle of a time step some steps ahead, so that
// none ends between making a code and giving it.
func (s *shop) step(n int) {
	at := s.now()
	to := time.Unix((at.Unix()/codePeriod+int64(n))*codePeriod, 0)
	if to = to.Add(codePeriod / 2 * time.Second); to.Before(at) {
		to = to.Add(codePeriod * time.Second)
	}
	s.ahead.Add(int64(to.Sub(at)))
}

// code is what an app with the key shows some steps from now.
func (s *shop) code(key string, steps int) string {
	s.t.Helper()
	code, err := totp.GenerateCode(key, s.now().Add(time.Duration(steps)*codePeriod*time.Second))
	s.must(err)
	return code
}

// half opens the first half of a login.
func (s *shop) half() SignedIn {
	s.t.Helper()
	in, err := s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	if !in.Half || s.signedIn(in.SessionID) {
		s.t.Fatalf("the password alone: half %t, signed in %t; want half and nobody", in.Half, s.signedIn(in.SessionID))
	}
	return in
}

func (s *shop) giveFactor(half SignedIn, factor string) (SignedIn, error) {
	return s.FinishLogin(s.t.Context(), LoginFactor{SessionID: half.SessionID, Factor: factor, IP: "192.0.2.1"})
}

func TestACodeOpensASessionOnce(t *testing.T) {
	t.Parallel()
	s := door(t)
	key, _ := s.withFactor()
	half := s.half()
	for name, code := range map[string]string{"of the step before": s.code(key, -1), "of the next step": s.code(key, 1), "a guess": "000000", "nothing": "", "the password": goodPassword} {
		if _, err := s.giveFactor(half, code); !panel.Is(err, panel.Invalid) {
			t.Errorf("%s: %v, want that it opens nothing", name, err)
		}
	}
	s.ahead.Add(int64(factorPause + time.Second))
	s.step(1)
	half = s.half()
	code := s.code(key, 0)
	in, err := s.giveFactor(half, code[:3]+" "+code[3:])
	s.must(err)
	if in.SessionID == half.SessionID || !s.signedIn(in.SessionID) {
		t.Error("a right code must open a session with an id of its own")
	}
	if _, err := s.giveFactor(half, s.code(key, 0)); !panel.Is(err, panel.SignIn) {
		t.Errorf("the half session after it was used: %v, want that it is over", err)
	}
	if _, err := s.giveFactor(s.half(), code); !panel.Is(err, panel.Invalid) {
		t.Errorf("the same code a second time: %v, want that it counts no more", err)
	}
	s.step(1)
	_, err = s.giveFactor(s.half(), s.code(key, 0))
	s.must(err)
}

func TestAHalfSessionEndsSoon(t *testing.T) {
	t.Parallel()
	s := door(t)
	key, _ := s.withFactor()
	half := s.half()
	s.ahead.Add(int64(halfSession + time.Second))
	if _, err := s.giveFactor(half, s.code(key, 0)); !panel.Is(err, panel.SignIn) {
		t.Errorf("a half session after ten minutes: %v, want that it is over", err)
	}
}

func TestFiveWrongCodesMakeEveryOneWait(t *testing.T) {
	t.Parallel()
	s := door(t)
	key, _ := s.withFactor()
	half := s.half()
	var wait sync.WaitGroup
	var mu sync.Mutex
	answers := map[string]int{}
	for range 20 { // at once, so that none sees the others' count
		wait.Go(func() {
			_, err := s.giveFactor(half, "000000")
			mu.Lock()
			defer mu.Unlock()
			for _, p := range panel.Problems(err) {
				answers[p.Key]++
			}
		})
	}
	wait.Wait()
	if answers["problem.factor.wrong"] != factorTries || answers["problem.factor.wait"] != 20-factorTries {
		t.Errorf("answers to 20 wrong codes at once = %v, want %d evaluated", answers, factorTries)
	}
	if _, err := s.giveFactor(half, s.code(key, 0)); err == nil {
		t.Error("the right code was taken while every one waits")
	}
	s.ahead.Add(int64(factorPause))
	s.step(1)
	_, err := s.giveFactor(s.half(), s.code(key, 0))
	s.must(err)
}

func TestARecoveryCodeCountsOnce(t *testing.T) {
	t.Parallel()
	s := door(t)
	_, codes := s.withFactor()
	if len(codes) != recoveryCodes {
		t.Fatalf("recovery codes = %d, want %d", len(codes), recoveryCodes)
	}
	_, err := s.giveFactor(s.half(), codes[3])
	s.must(err)
	if _, err := s.giveFactor(s.half(), codes[3]); !panel.Is(err, panel.Invalid) {
		t.Errorf("a recovery code the second time: %v, want that it counts no more", err)
	}
	_, err = s.giveFactor(s.half(), codes[4])
	s.must(err)
}

func TestAFactorStaysFreshForFiveMinutes(t *testing.T) {
	t.Parallel()
	s := door(t)
	in, err := s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	here := func() panel.Actor {
		actor, _, err := s.Resume(t.Context(), in.SessionID)
		s.must(err)
		return actor
	}
	stepUp := func(factor string) error { return s.stepUp(t.Context(), here(), factor) }
	if err := stepUp(""); err != nil {
		t.Errorf("just after the login: %v, want that nothing is asked", err)
	}
	s.ahead.Add(int64(freshFor))
	for factor, want := range map[string]string{"": "problem.factor.needed", "guess": "problem.factor.wrong"} {
		if got := panel.Problems(stepUp(factor)); len(got) != 1 || got[0].Field != "factor" || got[0].Key != want {
			t.Errorf("factor %q after five minutes: %v, want %s at the field", factor, got, want)
		}
	}
	if ask, err := s.StepUpAsk(t.Context(), here()); err != nil || ask != (StepUpAsk{Needed: true}) {
		t.Errorf("a form asks for %+v, %v; want the password", ask, err)
	}
	s.must(stepUp(goodPassword))
	s.ahead.Add(int64(freshFor - time.Second))
	s.must(stepUp(""))
	s.ahead.Add(int64(time.Second))
	if err := stepUp(""); err == nil {
		t.Error("a factor was fresh for longer than five minutes")
	}
}

func TestWithASecondFactorThePasswordIsNoFactor(t *testing.T) {
	t.Parallel()
	s := door(t)
	key, _ := s.withFactor()
	in, err := s.giveFactor(s.half(), s.code(key, 0))
	s.must(err)
	s.ahead.Add(int64(freshFor))
	s.step(1)
	actor, _, err := s.Resume(t.Context(), in.SessionID)
	s.must(err)
	if err := s.stepUp(t.Context(), actor, goodPassword); err == nil {
		t.Error("the password was taken for a code")
	}
	s.must(s.stepUp(t.Context(), actor, s.code(key, 0)))

	s.step(1)
	for name, c := range map[string][2]string{"a wrong password": {"guess", s.code(key, 0)}, "a wrong code": {goodPassword, "000000"}, "nothing": {}} {
		if err := s.RemoveFactor(t.Context(), actor, c[0], c[1]); !panel.Is(err, panel.Invalid) {
			t.Errorf("removing it with %s: %v, want a problem", name, err)
		}
	}
	s.must(s.RemoveFactor(t.Context(), actor, goodPassword, s.code(key, 0)))
	if in, err := s.try(goodPassword, "", "192.0.2.1"); err != nil || in.Half {
		t.Errorf("login without a second factor: half %t, %v", in.Half, err)
	}
}

// TestAPasswordInASessionIsGuessedFiveTimes guesses, with a stolen session and
// many at once, through each form that tells whether a password is right.
func TestAPasswordInASessionIsGuessedFiveTimes(t *testing.T) {
	t.Parallel()
	for name, field := range map[string]string{"changing it": "old", "removing the factor": "password"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := door(t)
			key, _ := s.withFactor()
			in, err := s.giveFactor(s.half(), s.code(key, 0))
			s.must(err)
			actor, session, err := s.Resume(t.Context(), in.SessionID)
			s.must(err)
			guess := func(password string) error {
				if field == "password" {
					return s.RemoveFactor(t.Context(), actor, password, "000000")
				}
				return s.ChangePassword(t.Context(), actor, session, password, "another good password", "no such")
			}
			var wait sync.WaitGroup
			answers := make([]error, 3*factorTries)
			for i := range answers {
				wait.Go(func() { answers[i] = guess("guess") })
			}
			wait.Wait()
			keys := map[string]int{}
			for _, err := range answers {
				if p := panel.Problems(err); len(p) > 0 && p[0].Field == field {
					keys[p[0].Key]++
				}
			}
			if keys["problem.password.wrong"] != factorTries || keys["problem.factor.wait"] != 2*factorTries {
				t.Errorf("answers to %d guesses at once = %v, want %d evaluated", len(answers), keys, factorTries)
			}
			if p := panel.Problems(guess(goodPassword)); len(p) == 0 || p[0].Field != field || p[0].Key != "problem.factor.wait" {
				t.Errorf("the right password while every one waits: %v, want a wait", p)
			}
		})
	}
}

// TestWhoKnowsThePasswordGetsNoMoreGuessesAtCodes gives the right password before
// every guess.
func TestWhoKnowsThePasswordGetsNoMoreGuessesAtCodes(t *testing.T) {
	t.Parallel()
	s := door(t)
	key, _ := s.withFactor()
	in, err := s.giveFactor(s.half(), s.code(key, 0))
	s.must(err)
	actor, session, err := s.Resume(t.Context(), in.SessionID)
	s.must(err)
	guesses := 0
	for range 3 * factorTries {
		if err := s.ChangePassword(t.Context(), actor, session, goodPassword, "another good password", "no such"); err == nil {
			t.Fatal("a password was changed to two")
		}
		if evaluated(s.RemoveFactor(t.Context(), actor, goodPassword, "000000")) {
			guesses++
		}
	}
	if guesses != factorTries {
		t.Errorf("codes evaluated = %d, want %d", guesses, factorTries)
	}
}

// TestAKeyThatWaitsIsShownForAShortTime looks, with an old session, at a key that
// was never put in use.
func TestAKeyThatWaitsIsShownForAShortTime(t *testing.T) {
	t.Parallel()
	s := door(t)
	in, err := s.try(goodPassword, "", "192.0.2.1")
	s.must(err)
	actor, _, err := s.Resume(t.Context(), in.SessionID)
	s.must(err)
	s.must(s.BeginFactor(t.Context(), actor, ""))
	s.ahead.Add(int64(pendingFor - time.Minute))
	first, err := s.SecondFactor(t.Context(), actor)
	s.must(err)
	if !first.Pending || first.Key == "" {
		t.Errorf("just before the time is over: %+v, want the key", first)
	}
	s.ahead.Add(int64(time.Minute))
	if late, err := s.SecondFactor(t.Context(), actor); err != nil || late.Pending || late.Key != "" || late.URL != "" {
		t.Errorf("after a quarter of an hour a key is shown (%t), %v", late.Key != "", err)
	}
	s.step(1)
	if _, err := s.ConfirmFactor(t.Context(), actor, s.code(first.Key, 0)); !panel.Is(err, panel.Conflict) {
		t.Errorf("putting an old key in use: %v, want that a new one is needed", err)
	}
	if err := s.BeginFactor(t.Context(), stale(actor), ""); !panel.Is(err, panel.Invalid) {
		t.Errorf("a new key without the password: %v, want a problem", err)
	}
	s.must(s.BeginFactor(t.Context(), actor, goodPassword))
	second, err := s.SecondFactor(t.Context(), actor)
	s.must(err)
	if second.Key == "" || second.Key == first.Key {
		t.Error("a new key is shown that is none")
	}
	s.step(1)
	_, err = s.ConfirmFactor(t.Context(), actor, s.code(second.Key, 0))
	s.must(err)
}

func TestGraveChangesOfVendorAccountsAskForAFreshFactor(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.payAccount(panel.VendorAlipay)
	pay, err := s.PayAccounts(t.Context(), s.owner)
	s.must(err)
	vendor := s.account(s.cndnsID)
	for name, tt := range map[string]struct {
		account panel.VendorAccount
		change  func(f *VendorForm)
		asks    bool
	}{
		"a label":             {vendor, func(f *VendorForm) { f.Label = "renamed" }, false},
		"credentials":         {vendor, func(f *VendorForm) { f.Secrets = map[string]string{"password": "another"} }, true},
		"no ceiling":          {vendor, func(f *VendorForm) { f.Ceiling = "0" }, true},
		"another ceiling":     {vendor, func(f *VendorForm) { f.Ceiling = "999999" }, true},
		"bought here only":    {vendor, func(f *VendorForm) { f.Settings.PanelOnly = !f.Settings.PanelOnly }, true},
		"a label of payments": {pay[0], func(f *VendorForm) { f.Label = "renamed" }, false},
		"whose notices count": {pay[0], func(f *VendorForm) {
			f.Settings.Public = maps.Clone(f.Settings.Public)
			f.Settings.Public["seller_id"] = "2088000000000000"
		}, true},
		"documented addresses": {vendor, func(f *VendorForm) { f.Settings.BaseURLs = nil; f.Secrets = map[string]string{"password": "another"} }, true},
	} {
		before := s.account(tt.account.ID)
		f := VendorForm{ID: before.ID, Label: before.Label, Settings: before.Settings, Ceiling: before.Settings.CeilingText()}
		tt.change(&f)

		_, err := s.SaveVendor(t.Context(), stale(s.owner), f)

		after := s.account(before.ID)
		wrong := panel.Problems(err)
		if tt.asks && (len(wrong) != 1 || wrong[0].Field != "factor" || !cmp.Equal(before.Settings, after.Settings)) {
			t.Errorf("%s without a fresh factor: %v, changed %t", name, err, !cmp.Equal(before.Settings, after.Settings))
		}
		if !tt.asks && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
