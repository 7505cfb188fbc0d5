package dnspod_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/sandbox"
	sim "tangelo/internal/sandbox/dnspod"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/vendortest"
)

// Short names for the proofs of this package, which stand in proof_<theme>_test.go.
type (
	proof   = vendortest.Proof
	params  = vendortest.Params
	refusal = vendortest.Refusal
	stage   = vendortest.Shop
)

// suite is what this package shows of its calls.
func suite() vendortest.Vendor {
	return vendortest.Vendor{
		Name: "dnspod", All: dnspod.All(), Common: dnspod.CommonCodes(), Open: dnspod.Open,
		Login:   []string{"login_token", "login_email", "login_password", "login_code", "login_remember", "user_id", "format", "lang", "error_on_empty"},
		Connect: connect, Secrets: credentials, Everywhere: everywhere,
		Options: sandbox.Options{StrictUserAgent: true},
		Proofs: slices.Concat(
			accountProofs, domainProofs, settingProofs, shareProofs, transferProofs, lockProofs, aliasProofs, groupProofs,
			recordProofs, recordSettingProofs, monitorProofs, monitorViewProofs,
		),
	}
}

func TestDeclarations(t *testing.T) { t.Parallel(); suite().Declared(t) }

func FuzzSuccess(f *testing.F) { suite().FuzzSuccess(f) }

func TestProofs(t *testing.T) { t.Parallel(); suite().Prove(t) }

// connect is the line of the world's first account, by its token though it has a password too.
func connect(world *sandbox.World, log endpoint.Recorder) *endpoint.Line {
	login := byPassword(world.Line().DNSPod)
	login.LoginToken = byToken(world.Line().DNSPod).LoginToken
	return as(world, log, login, "")
}

// as is the line of whoever has these credentials; userID is the user whom an agent acts for.
func as(world *sandbox.World, log endpoint.Recorder, login dnspod.Credentials, userID string) *endpoint.Line {
	return dnspod.New(dnspod.Config{
		Account: "1", Mail: "ops@shop.example", Credentials: login, UserID: userID, Recorder: log, Timeout: 5 * time.Second,
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{dnspod.HostAPI: world.Line().DNSPod.URL},
	}).Line()
}

func credentials(world *sandbox.World) []string {
	at := world.Line().DNSPod
	return []string{at.LoginToken, at.Password}
}

// Others who have an account in the world once they have moved in.
var (
	stranger = sim.Account{UserID: 423255, Email: "stranger@else.example", Password: "stranger-password", TokenID: "2", Token: "stranger-token"}
	firm     = sim.Account{UserID: 500001, Email: "firm@else.example", TokenID: "3", Token: "firm-token", UserType: "enterprise"}
	customer = sim.Account{UserID: 600001, Email: "customer@else.example", TokenID: "4", Token: "customer-token", Under: 700001}
)

func by(a sim.Account) func(*stage) *endpoint.Line {
	return func(s *stage) *endpoint.Line {
		return as(s.World, s.Log, dnspod.Credentials{LoginToken: endpoint.Secret(a.LoginToken())}, "")
	}
}

func movesIn(a sim.Account) func(*stage) { return func(s *stage) { s.World.DNSPod.AddAccount(a) } }

// plants keeps the id of a planted domain as "other".
func plants(z sim.Zone) func(*stage) {
	return func(s *stage) { s.Keep("other", strconv.FormatInt(s.World.DNSPod.Plant(z), 10)) }
}

// owns is a domain of somebody who moves in for it.
func owns(a sim.Account, z sim.Zone) func(*stage) {
	z.Owner = a.Email
	return func(s *stage) {
		movesIn(a)(s)
		plants(z)(s)
	}
}

var onOther = params{"domain_id": "{other}"}

// way is what brings about the codes that mean one thing, whatever their numbers.
type way struct {
	meaning string
	refusal refusal
}

var ways = []way{
	{"域名 ID 错误", refusal{But: params{"domain_id": "1"}}},
	{"域名编号错误", refusal{But: params{"domain_id": "1", "domain": "-"}}},
	{"记录 ID 错误", refusal{But: params{"record_id": "1"}}},
	{"记录编号错误", refusal{But: params{"record_id": "1"}}},
	{"分组 ID 错误", refusal{But: params{"group_id": "99"}}},
	{"监控编号错误", refusal{But: params{"monitor_id": "00000000-69b2-11e1-a192-00505695001a"}}},
	{"等级代码不正确", refusal{But: params{"domain_grade": "D_Gold"}}},
	{"记录开始的偏移无效", refusal{But: params{"offset": "-1"}}},
	{"共要获取的记录的数量无效", refusal{But: params{"length": "-1"}}},
	{"域名已被封禁", refusal{Before: plants(sim.Zone{Name: "other.com", Status: "spam"}), But: onOther}},
	{"企业账号的域名需要升级才能设置", refusal{Before: owns(firm, sim.Zone{Name: "other.com"}), Line: by(firm), But: onOther}},
	{"代理名下用户的域名需要升级才能设置", refusal{Before: owns(customer, sim.Zone{Name: "other.com"}), Line: by(customer), But: onOther}},
	{"域名所有者", refusal{Before: owns(stranger, sim.Zone{Name: "other.com"}), But: onOther}},
	{"域名被锁定", refusal{Before: plants(sim.Zone{Name: "other.com", Locked: true}), But: onOther}},
	{"域名已锁定", refusal{Before: plants(sim.Zone{Name: "other.com", Locked: true}), But: onOther}},
	{"域名已经被锁定", refusal{Before: plants(sim.Zone{Name: "other.com", Locked: true}), But: onOther}},
}

// everywhere brings about the codes that many calls document.
func everywhere(d endpoint.Description, code string) (refusal, bool) {
	i := slices.IndexFunc(ways, func(w way) bool {
		zh := d.Errors[code].Zh
		return zh == w.meaning || w.meaning == "域名所有者" && strings.Contains(zh, w.meaning)
	})
	if i < 0 {
		return refusal{}, false
	}
	return ways[i].refusal, true
}

// wants compares what a call showed.
func wants[T any](s *stage, what string, want, got T) {
	s.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// aDomain keeps the id of a new domain as "domain".
func aDomain(s *stage) {
	s.Helper()
	made := vendortest.Got[dnspod.DomainCreateResponse](s, "dnspod.domain.create", params{"domain": "zone-here.com"})
	s.Keep("domain", made.Domain.ID)
}

// aRecord keeps the id of a new record of a new domain as "record".
func aRecord(s *stage) {
	s.Helper()
	aDomain(s)
	made := vendortest.Got[dnspod.RecordWriteResponse](s, "dnspod.record.create", params{"domain_id": "{domain}"}.But(www))
	s.Keep("record", made.Record.ID)
}

// www is the record that aRecord makes.
var www = params{"sub_domain": "www", "record_type": "A", "record_line": "默认", "value": "192.0.2.7", "ttl": "600"}

var (
	ofDomain = params{"domain_id": "{domain}"}
	ofRecord = params{"domain_id": "{domain}", "record_id": "{record}"}
)

// domainNow reads the domain of aDomain.
func domainNow(s *stage) dnspod.Domain {
	s.Helper()
	return vendortest.Got[dnspod.DomainInfoResponse](s, "dnspod.domain.info", ofDomain).Domain
}

// recordNow reads the record of aRecord.
func recordNow(s *stage) dnspod.Record {
	s.Helper()
	return vendortest.Got[dnspod.RecordInfoResponse](s, "dnspod.record.info", ofRecord).Record
}
