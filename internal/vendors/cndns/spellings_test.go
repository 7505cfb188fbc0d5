package cndns_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// TestBothSpellingsAreSent shows what goes with a parameter whose name the document prints
// in two ways, or whose example has a companion that the table leaves out.
func TestBothSpellingsAreSent(t *testing.T) {
	t.Parallel()
	box := params{"maildomain": "present.com", "mailaccount": "sales", "mailaccout": "sales", "mailboxpassword": "aaa111!!", "mailboxsize": "1", "mailboxstate": "1"}
	for call, c := range map[string]struct {
		given params
		want  map[string]string
	}{
		"cndns.hosting.upgrade":              {onSite.But(params{"hosttype": "bz", "hostsize": "8", "location": "hk"}), map[string]string{"hosttype": "bz", "hoststyp": "bz"}},
		"cndns.mail.mailbox_create":          {box, map[string]string{"mailaccount": "sales"}},
		"cndns.mail.mailbox_set_state":       {box, map[string]string{"mailaccount": "sales"}},
		"cndns.mail.mailbox_set_memo":        {box, map[string]string{"mailaccout": "sales", "mailboxmemo": ""}},
		"cndns.mail.mailbox_set_size":        {box, map[string]string{"mailaccout": "sales"}},
		"cndns.mail.mailbox_modify_password": {box, map[string]string{"mailaccout": "sales"}},
		"cndns.site_builder.case_list":       {params{"category": "54"}, map[string]string{"category": "54", "subcategory": "54"}},
		"cndns.ticket.create":                {params{"cnt": "x", "cate": "000301", "priname": "testhost"}, map[string]string{"prname": "testhost"}},
		"cndns.qituibao.create":              {qituibaoTrade, map[string]string{"termtype": "5"}},
		"cndns.qituibao.renew":               {params{"nme": "qtb1", "term": "2"}, map[string]string{"termtype": "5"}},
		"cndns.qituibao.check_domain":        {params{"dmoain": "shop.com"}, map[string]string{"domain": "shop.com"}},
		"cndns.soukeyi.create":               {params{"prd": "1", "term": "2"}, map[string]string{"termtype": "5"}},
		"cndns.soukeyi.renew":                {params{"nme": "sky1", "term": "2"}, map[string]string{"trem": "2", "termtype": "5"}},
		"cndns.soukeyi.upgrade_list":         {params{"nme": "sky1"}, map[string]string{"account": "sky1"}},
	} {
		all := cndns.All()
		at := slices.IndexFunc(all, func(d endpoint.Description) bool { return d.Name == call })
		sent, err := all[at].Check(c.given)
		if err != nil {
			t.Errorf("%s: %v", call, err)
		}
		got := map[string]string{}
		for _, value := range sent {
			if _, wanted := c.want[value.Name]; wanted {
				got[value.Name] = value.Text
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +sent):\n%s", call, diff)
		}
	}
}
