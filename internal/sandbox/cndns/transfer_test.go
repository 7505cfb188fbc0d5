package cndns

import (
	"encoding/base64"
	"testing"
	"time"
)

const (
	transferPath = "/domains/domainzhuanru.aspx"
	statusPath   = "/domains/domainzhuanrustate.aspx"
	cancelPath   = "/domains/cancelzhuanru.aspx"
	retryPath    = "/domains/updateauthcode.aspx"
)

func (v *vendor) transferState(name string) string {
	v.t.Helper()
	return v.must(statusPath, "domainname", name).row(v.t)["code"]
}

func TestTransferGoesThroughItsStates(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]step{"away.com": foreignSteps, "away.cn": domesticSteps} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := start(t)
			v.must(transferPath, "domainname", name, "userid", v.contact(), "authcode", "Good!code", "Mcdns", "1")
			v.expectState(name, Transferring)
			for _, s := range steps {
				if got, want := v.transferState(name), itoa(s.state); got != want {
					t.Errorf("state = %s, want %s", got, want)
				}
				v.clock.Advance(s.lasts)
			}
			if got := v.transferState(name); got != "10" {
				t.Errorf("state = %s, want 10", got)
			}
			v.expectState(name, Running)
		})
	}
}

func TestWrongAuthCodeIsSentAgain(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.must(transferPath, "domainname", "away.com", "userid", v.contact(), "authcode", "wrong-one")
	v.refused("11752", retryPath, "domainname", "away.com", "authcode", "early")
	v.clock.Advance(foreignSteps[0].lasts)
	if got := v.must(statusPath, "domainname", "away.com"); string(got.Message) != `{"code":" 1","title":" 转移密码错误"}` {
		t.Errorf("status = %s, want state 1 with the documented spaces", got.Message)
	}

	v.must(retryPath, "domainname", "away.com", "authcode", "Good!code")

	v.clock.Advance(48 * time.Hour)
	if got := v.transferState("away.com"); got != "10" {
		t.Errorf("state = %s, want 10", got)
	}
	v.expectPurchases("cndns.domain.transfer_in away.com 6000")
}

func TestTransferEndsOtherwise(t *testing.T) {
	t.Parallel()
	v := start(t)
	id := v.contact()
	code := base64.StdEncoding.EncodeToString([]byte("fail at the end"))
	v.must(transferPath, "domainname", "fails.com", "userid", id, "authcode", code, "jm", "Y")
	v.must(transferPath, "domainname", "stops.com", "userid", id, "authcode", "Good!code")
	v.must(cancelPath, "domainname", "stops.com")
	v.clock.Advance(48 * time.Hour)

	for name, want := range map[string]string{"fails.com": "11", "stops.com": "12"} {
		if got := v.transferState(name); got != want {
			t.Errorf("state of %s = %s, want %s", name, got, want)
		}
		v.refused("10025", detailPath, "domainname", name)
	}
	v.refused("11751", cancelPath, "domainname", "stops.com")
}

func TestTransferRefusals(t *testing.T) {
	t.Parallel()
	v := start(t)
	id, forbidden := v.contact(), v.PlantContact(Contact{Values: company(), Forbidden: true})
	v.running("mine.com")
	v.must(transferPath, "domainname", "moving.com", "userid", id, "authcode", "Good!code")
	order := func(changes ...string) []string {
		return pairs(map[string]string{"domainname": "away.com", "userid": id, "authcode": "Good!code"}, changes...)
	}
	refusals{
		{"11728", transferPath, order("domainname", "nonsense")},
		{"11729", transferPath, order("userid", "x")},
		{"11731", transferPath, order("authcode", "")},
		{"11732", transferPath, order("domainname", "away.museum")},
		{"11730", transferPath, order("domainname", "away.com.hk")},
		{"11733", transferPath, order("domainname", "away.hk", "Bounddomain", "away.com")},
		{"11739", transferPath, order("jm", "Y", "authcode", "?")},
		{"11722", transferPath, order("userid", "1")},
		{"11725", transferPath, order("userid", forbidden)},
		{"11734", transferPath, order("domainname", "mine.com")},
		{"11735", transferPath, order("domainname", "moving.com")},
		{"11736", transferPath, order("domainname", "locked.com")},
		{"11740", transferPath, order("domainname", "hold.com")},
		{"11728", statusPath, nil},
		{"11744", statusPath, []string{"domainname", "away.com"}},
		{"11750", cancelPath, []string{"domainname", "away.com"}},
		{"11752", retryPath, []string{"domainname", "away.com", "authcode", "x"}},
	}.walk(v)
	v.SetBalance(1)
	v.refused("11738", transferPath, order()...)
}

func TestTransferIsSetByHand(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.must(transferPath, "domainname", "away.com", "userid", v.contact(), "authcode", "Good!code")
	if err := v.SetTransfer("away.com", 3); err != nil {
		t.Fatal(err)
	}
	v.clock.Advance(100 * time.Hour)
	if got := v.transferState("away.com"); got != "3" {
		t.Errorf("state = %s, want 3 to stay", got)
	}
	if err := v.SetTransfer("away.com", 10); err != nil {
		t.Fatal(err)
	}
	v.expectState("away.com", Running)
	if v.SetTransfer("away.com", 4) == nil || v.SetTransfer("nobody.com", 3) == nil {
		t.Error("an unknown state or domain was accepted")
	}
}
