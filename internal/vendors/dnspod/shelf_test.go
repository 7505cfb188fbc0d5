package dnspod_test

import (
	"net/http"
	"testing"
	"time"

	"tangelo/internal/vendors/dnspod"
)

// shelfCase is a list that the vendor asks its clients to keep.
type shelfCase struct {
	answer string
	ask    func(c *dnspod.Client, t *testing.T) (int, error)
}

var shelfCases = map[string]shelfCase{
	"lines": {
		`{"status":{"code":"1"},"lines":["默认","电信"],"line_ids":{"默认":0,"电信":"10=0"}}`,
		func(c *dnspod.Client, t *testing.T) (int, error) {
			list, err := c.RecordLines(t.Context(), dnspod.GradeRequest{Grade: "D_Free"})
			return len(list), err
		},
	},
	"types": {
		`{"status":{"code":"1"},"types":["A","MX"]}`,
		func(c *dnspod.Client, t *testing.T) (int, error) {
			list, err := c.RecordTypes(t.Context(), dnspod.GradeRequest{DomainID: "15"})
			return len(list), err
		},
	},
	"limits": {
		`{"status":{"code":"1"},"purview":[{"name":"记录 TTL 最低","value":600},{"name":"混合泛解析支持","value":"no"}]}`,
		func(c *dnspod.Client, t *testing.T) (int, error) {
			list, err := c.DomainPurview(t.Context(), dnspod.DomainRequest{DomainID: "15"})
			return len(list), err
		},
	},
	"groups": {
		`{"status":{"code":"1"},"groups":[{"group_id":1,"group_name":"默认分组"},{"group_id":"318","group_name":"果园"}]}`,
		func(c *dnspod.Client, t *testing.T) (int, error) {
			list, err := c.GroupList(t.Context())
			return len(list), err
		},
	},
}

func TestListsAreKeptForADay(t *testing.T) {
	t.Parallel()
	for name, c := range shelfCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := serve(t, fixed(c.answer))
			now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
			client := v.client(func(c *dnspod.Config) { c.Now = func() time.Time { return now } })
			ask := func(want int) {
				t.Helper()
				if n, err := c.ask(client, t); err != nil || n != 2 || len(v.requests) != want {
					t.Errorf("%d rows, %v after %d requests, want two after %d", n, err, len(v.requests), want)
				}
			}

			ask(1)
			ask(1)
			now = now.Add(25 * time.Hour)
			ask(2)
		})
	}
}

func TestAChangeOfGroupsIsSeenAtOnce(t *testing.T) {
	t.Parallel()
	v := serve(t, func(r *http.Request) string {
		if r.URL.Path == "/Domaingroup.List" {
			return shelfCases["groups"].answer
		}
		return `{"status":{"code":"1"},"groups":{"id":"319"}}`
	})
	client, lists := v.client(), 0
	look := func() {
		t.Helper()
		lists++
		for range 2 {
			if _, err := client.GroupList(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		asked := 0
		for _, r := range v.requests {
			if r.URL.Path == "/Domaingroup.List" {
				asked++
			}
		}
		if asked != lists {
			t.Errorf("the list was asked for %d times, want %d", asked, lists)
		}
	}

	look()
	if id, err := client.GroupCreate(t.Context(), dnspod.GroupCreateRequest{Name: "林地"}); id != "319" || err != nil {
		t.Errorf("create = %q, %v, want id 319", id, err)
	}
	look()
	if err := client.GroupModify(t.Context(), dnspod.GroupModifyRequest{GroupID: "319", Name: "花园"}); err != nil {
		t.Error(err)
	}
	look()
	if err := client.GroupRemove(t.Context(), dnspod.GroupRequest{GroupID: "319"}); err != nil {
		t.Error(err)
	}
	look()
}

// TestACallerMayNotSpoilTheShelf changes a list it was given.
func TestACallerMayNotSpoilTheShelf(t *testing.T) {
	t.Parallel()
	client := serve(t, fixed(shelfCases["types"].answer)).client()
	for range 2 {
		list, err := client.RecordTypes(t.Context(), dnspod.GradeRequest{Grade: "D_Free"})
		if err != nil || list[0] != "A" {
			t.Errorf("types = %v, %v, want A first", list, err)
		}
		list[0] = "spoilt"
	}
}
