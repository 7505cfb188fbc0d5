package dnspod_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"tangelo/internal/vendors/dnspod"
)

// TestNothingIsWrittenWithoutAChange gives every comparing call what is there already, which
// must send nothing, and then something else, which must send one call with these words.
func TestNothingIsWrittenWithoutAChange(t *testing.T) {
	t.Parallel()
	user := dnspod.User{RealName: "李", Nick: "李先生", Telephone: "15913810101", IM: "87026417"}
	profile := dnspod.UserModifyRequest{RealName: "李", Nick: "李先生", Telephone: "15913810101", IM: "87026417"}
	domain := dnspod.Domain{ID: "15", Status: "pause", GroupID: "1", Marked: true, Remark: "x", SearchEnginePush: true}
	record := dnspod.Record{ID: "7", Sub: "www", Line: "默认", Type: "CNAME", TTL: 600, Value: "b.example.", Enabled: true, Remark: "x"}
	data := dnspod.RecordData{Sub: "www", Line: "默认", Type: "CNAME", TTL: 600, Value: "B.example"}
	monitor := dnspod.Monitor{
		ID: "m-1", Enabled: true, Port: 80, Interval: 60, Host: "www.a.example", Type: "http", Path: "/", WhenDown: "pause",
		Points: "ctc,cuc", SMSNotice: "me,share", EmailNotice: "me", LessNotice: true,
	}
	watch := dnspod.MonitorData{
		Port: 80, Interval: 60, Host: "www.a.example", Type: "http", Path: "/", WhenDown: "pause",
		Points: []string{"cuc", "ctc"}, SMSNotice: []string{"share", "me"}, EmailNotice: []string{"me"}, LessNotice: "yes",
	}
	otherProfile, otherData, otherWatch := profile, data, watch
	otherProfile.IM, otherData.TTL, otherWatch.Points = "10000", 1200, []string{"ctc"}
	share, group := dnspod.Share{Email: "a@b.example", Mode: "r"}, dnspod.Group{ID: "318", Name: "果园"}

	for name, c := range map[string]struct {
		same, other func(ctx context.Context, c *dnspod.Client) (bool, error)
		sends       string // path and the parameters of the one call
	}{
		"user":          {with((*dnspod.Client).UserChange, user, profile), with((*dnspod.Client).UserChange, user, otherProfile), "/User.Modify im=10000"},
		"domain state":  {with((*dnspod.Client).DomainEnable, domain, false), with((*dnspod.Client).DomainEnable, domain, true), "/Domain.Status domain_id=15 status=enable"},
		"push":          {with((*dnspod.Client).DomainPush, domain, true), with((*dnspod.Client).DomainPush, domain, false), "/Domain.Searchenginepush domain_id=15 status=no"},
		"group":         {with((*dnspod.Client).DomainMove, domain, "1"), with((*dnspod.Client).DomainMove, domain, "6"), "/Domain.Changegroup domain_id=15 group_id=6"},
		"star":          {with((*dnspod.Client).DomainStar, domain, true), with((*dnspod.Client).DomainStar, domain, false), "/Domain.Ismark domain_id=15 is_mark=no"},
		"domain remark": {with((*dnspod.Client).DomainNote, domain, "x"), with((*dnspod.Client).DomainNote, domain, ""), "/Domain.Remark domain_id=15 remark="},
		"share":         {of((*dnspod.Client).ShareChange, share, "r"), of((*dnspod.Client).ShareChange, share, "rw"), "/Domainshare.Modify email=a@b.example mode=rw"},
		"group name":    {with((*dnspod.Client).GroupRename, group, "果园"), with((*dnspod.Client).GroupRename, group, "林地"), "/Domaingroup.Modify group_id=318 group_name=林地"},
		"record":        {of((*dnspod.Client).RecordChange, record, data), of((*dnspod.Client).RecordChange, record, otherData), "/Record.Modify record_id=7 ttl=1200"},
		"record state":  {of((*dnspod.Client).RecordEnable, record, true), of((*dnspod.Client).RecordEnable, record, false), "/Record.Status record_id=7 status=disable"},
		"record remark": {of((*dnspod.Client).RecordNote, record, "x"), of((*dnspod.Client).RecordNote, record, ""), "/Record.Remark record_id=7 remark="},
		"address":       {of((*dnspod.Client).RecordPoint, record, "b.example."), of((*dnspod.Client).RecordPoint, record, "192.0.2.1"), "/Record.Ddns record_id=7 sub_domain=www record_line=默认"},
		"monitor":       {with((*dnspod.Client).MonitorChange, monitor, watch), with((*dnspod.Client).MonitorChange, monitor, otherWatch), "/Monitor.Modify monitor_id=m-1 points=ctc"},
		"monitor state": {with((*dnspod.Client).MonitorEnable, monitor, true), with((*dnspod.Client).MonitorEnable, monitor, false), "/Monitor.Setstatus monitor_id=m-1 status=disabled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := serve(t, fixed(`{"status":{"code":"1"},"record":{"id":7}}`))
			client := v.client()
			if changed, err := c.same(t.Context(), client); changed || err != nil || len(v.requests) != 0 {
				t.Errorf("the same: changed %t, %v after %d requests, want nothing sent", changed, err, len(v.requests))
			}
			if changed, err := c.other(t.Context(), client); !changed || err != nil || len(v.requests) != 1 {
				t.Fatalf("another: changed %t, %v after %d requests, want one sent", changed, err, len(v.requests))
			}
			sent(t, v.requests[0], c.sends)
		})
	}
}

// with is a comparing call of the account or of a domain.
func with[Now, Wanted any](
	call func(*dnspod.Client, context.Context, Now, Wanted) (bool, error), now Now, wanted Wanted,
) func(context.Context, *dnspod.Client) (bool, error) {
	return func(ctx context.Context, c *dnspod.Client) (bool, error) { return call(c, ctx, now, wanted) }
}

// of is a comparing call of something in domain 15.
func of[Now, Wanted any](
	call func(*dnspod.Client, context.Context, string, Now, Wanted) (bool, error), now Now, wanted Wanted,
) func(context.Context, *dnspod.Client) (bool, error) {
	return func(ctx context.Context, c *dnspod.Client) (bool, error) { return call(c, ctx, "15", now, wanted) }
}

// sent holds a request against its path and some of its parameters.
func sent(t *testing.T, r *http.Request, want string) {
	t.Helper()
	words := strings.Fields(want)
	if r.URL.Path != words[0] {
		t.Errorf("path = %s, want %s", r.URL.Path, words[0])
	}
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		if !r.Form.Has(name) || r.Form.Get(name) != value {
			t.Errorf("%s = %q (there: %t), want %q", name, r.Form.Get(name), r.Form.Has(name), value)
		}
	}
}

func TestAFailedChangeIsNoChange(t *testing.T) {
	t.Parallel()
	v := serve(t, fixed(`{"status":{"code":"21","message":"域名被锁定"}}`))
	changed, err := v.client().RecordEnable(t.Context(), "15", dnspod.Record{ID: "7"}, true)
	if changed || err == nil {
		t.Errorf("changed = %t, %v, want a refusal", changed, err)
	}
}
