package cndns_test

import (
	"time"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// clocked is the account's line with another clock.
func clocked(now func() time.Time) func(*stage) *endpoint.Line {
	return func(s *stage) *endpoint.Line {
		at := s.World.Line().CNDNS
		return cndns.New(cndns.Config{
			Account: "1", Username: at.Username, Email: at.Email, Password: endpoint.Secret(at.Password), Recorder: s.Log, Now: now,
			Hosts:    []string{"127.0.0.1"},
			BaseURLs: map[string]string{cndns.HostAPI: at.API, cndns.HostCheck: at.DMCheck, cndns.HostSupport: at.Support},
		}).Line()
	}
}

// repeated has a clock that stands, and has made the same call at its time already: through a
// line of its own, for one line never says the same time twice.
func repeated(s *stage) *endpoint.Line {
	moment := time.Now()
	stands := func() time.Time { return moment }
	if _, err := cndns.All()[0].Invoke(s.Ctx, s.Line, map[string]string{"domain-name": "a", "tld": "com"}); err != nil {
		s.Fatal(err)
	}
	first := clocked(stands)(s)
	for _, d := range cndns.All() {
		if d.Name == "cndns.common.check_api" {
			if _, err := d.Invoke(s.Ctx, first, nil); err != nil {
				s.Fatal(err)
			}
		}
	}
	return clocked(stands)(s)
}

func withLogin(username, password string) func(*stage) *endpoint.Line {
	return func(s *stage) *endpoint.Line { return as(s.World, s.Log, username, password) }
}

var accountProofs = []proof{
	{
		Call: "cndns.common.check_api",
		Refused: []refusal{
			{Code: "10007", Line: withLogin("nobody", "x")},
			{Code: "10008", Line: func(s *stage) *endpoint.Line {
				return as(s.World, s.Log, s.World.Line().CNDNS.Username, "wrong-password")
			}},
			{Code: "10036", Line: repeated},
			{Code: "10041", Line: clocked(func() time.Time { return time.Now().AddDate(0, 0, -2) })},
		},
		// What the vendor knows of an API account, and a time that our clock cannot write.
		Switched: "10001 10002 10003 10004 10005 10006 10022 10023 10035",
	},
	{
		Call: "cndns.common.check_product_name", Given: params{"praname": "fresh-name.com", "protype": "1"},
		Refused: []refusal{
			but("10029", "protype", "99"), but("10030", "praname", "?"), but("10031", "praname", "taken-name.com"),
			but("10049", "protype", "8", "praname", "橙"), but("10050", "protype", "9", "praname", "123"),
			but("10051", "protype", "10", "praname", "nobody"),
		},
	},
	{
		Call: "cndns.common.account_finance",
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.FinanceResponse); got.Available != 10_000_000 {
				s.Errorf("available = %d fen, want 10000000", got.Available)
			}
		},
	},
	{
		Call: "cndns.common.product_price", Given: params{"type": "1", "tag": "dme", "suffix": ".com", "years": "2"},
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.PriceResponse); got.Price != 11000 {
				s.Errorf("price = %d fen, want twice 5500", got.Price)
			}
		},
		Switched: "10001",
	},
	{
		Call: "cndns.common.renew_price", Before: domain, Given: params{"type": "1", "pdtname": "chengzi-mine.com", "years": "1"},
		Check: func(s *stage, answer any) {
			if got := answer.(cndns.PriceResponse); got.Price != 6500 {
				s.Errorf("price = %d fen, want 6500", got.Price)
			}
		},
		Switched: "10001",
	},
}
