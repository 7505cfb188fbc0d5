package dnspod_test

import (
	"fmt"
	"strings"
	"testing"

	"tangelo/internal/sandbox/dnspod"
)

func TestAGroupHoldsDomainsUntilItIsRemoved(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	zone := w.zone("grouped.example")
	groupOf := func(zone string) string {
		return textAt(t, w.call("Domain.Info", "domain_id", zone), "domain", "group_id")
	}
	id := textAt(t, w.call("Domaingroup.Create", "group_name", "客户甲"), "groups", "id")
	born := textAt(t, w.call("Domain.Create", "domain", "born.example", "group_id", id), "domain", "id")
	w.steps(
		step{"1", "Domain.Changegroup", []string{"domain_id", zone, "group_id", id}},
		step{"1", "Domaingroup.Modify", []string{"group_id", id, "group_name", "客户乙"}},
	)
	wantEqual(t, "groups", []string{groupOf(zone), groupOf(born)}, []string{id, id})
	list := w.call("Domaingroup.List")
	wantEqual(t, "first", part(t, list, "groups", 0), any(map[string]any{
		"group_id": 1.0, "group_name": "默认分组", "group_type": "system",
	}))
	wantEqual(t, "last", part(t, list, "groups", 8), any(map[string]any{
		"group_id": 318.0, "group_name": "客户乙", "group_type": "user",
	}))
	wantEqual(t, "domains", part(t, w.call("Domain.List", "group_id", id), "info", "domain_total"), any(2.0))

	w.wantCode("1", "Domaingroup.Remove", "group_id", id)

	wantEqual(t, "groups after the removal", []string{groupOf(zone), groupOf(born)}, []string{"1", "1"})
	w.wantCode("9", "Domain.List", "group_id", id)
	wantEqual(t, "log", textAt(t, w.call("User.Log"), "log", 0), "2016-05-11 02:35:23(API): 127.0.0.1 删除域名分组 客户乙")
}

func TestRefusalsOfGroups(t *testing.T) {
	t.Parallel()
	w := serve(t, dnspod.Options{})
	w.pod.AddAccount(other)
	zone := w.zone("grouped.example")
	foreign := textAt(t, w.as(other, "Domaingroup.Create", "group_name", "甲"), "groups", "id")
	w.steps(
		step{"7", "Domaingroup.Create", []string{"group_name", " "}},
		step{"7", "Domaingroup.Create", []string{"group_name", strings.Repeat("长", 21)}},
		step{"8", "Domaingroup.Create", []string{"group_name", "默认分组"}},
		step{"1", "Domaingroup.Create", []string{"group_name", "甲"}},
		step{"8", "Domaingroup.Create", []string{"group_name", "甲"}},
		step{"1", "Domaingroup.Create", []string{"group_name", "乙"}},
		step{"6", "Domaingroup.Modify", []string{"group_id", "1", "group_name", "丙"}},
		step{"6", "Domaingroup.Modify", []string{"group_id", foreign, "group_name", "丙"}},
		step{"7", "Domaingroup.Modify", []string{"group_id", "319", "group_name", ""}},
		step{"8", "Domaingroup.Modify", []string{"group_id", "319", "group_name", "乙"}},
		step{"1", "Domaingroup.Modify", []string{"group_id", "319", "group_name", "甲"}},
		step{"6", "Domaingroup.Remove", []string{"group_id", "8"}},
		step{"6", "Domaingroup.Remove", []string{"group_id", foreign}},
		step{"6", "Domain.Changegroup", []string{"domain_id", "1", "group_id", "2"}},
		step{"7", "Domain.Changegroup", []string{"domain_id", zone, "group_id", "8"}},
		step{"7", "Domain.Changegroup", []string{"domain_id", zone, "group_id", foreign}},
	)
	for i := range 18 {
		w.wantCode("1", "Domaingroup.Create", "group_name", fmt.Sprint("g", i))
	}
	w.wantCode("9", "Domaingroup.Create", "group_name", "one more")
}
