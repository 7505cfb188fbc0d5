package cndns_test

import (
	"slices"
	"time"

	simulated "tangelo/internal/sandbox/cndns"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/vendortest"
)

// saying is a line of the account with something else in its configuration.
func saying(change func(*cndns.Config)) func(*stage) *endpoint.Line {
	return func(s *stage) *endpoint.Line {
		c := config(s.World, s.Log)
		change(&c)
		return cndns.New(c).Line()
	}
}

// noSignature are the ticket host's own refusals of a signature. 40002 and 40007 are about
// the caller's address, which the simulator does not look at: they are switched.
var noSignature = []refusal{
	{Code: "40001", Line: saying(func(c *cndns.Config) { c.Username = "" })},
	{Code: "40003", Line: saying(func(c *cndns.Config) {
		c.Now = func() time.Time { return time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC) }
	})},
	{Code: "40004", Line: saying(func(c *cndns.Config) { c.Password = "nonsense" })},
	{Code: "40005", Line: saying(func(c *cndns.Config) { c.Username = "nobody" })},
	{
		Code:   "40006",
		Before: func(s *stage) { s.World.CNDNS.AddAccount("bare", "", "bare@reseller.example") },
		Line:   saying(func(c *cndns.Config) { c.Username, c.Email, c.Password = "bare", "bare@reseller.example", "" }),
	},
}

func withTicket(s *stage) { s.World.CNDNS.PlantTicket(simulated.Ticket{ID: "286"}) }

func ticketNow(s *stage, ticket string) cndns.TicketRepliesResponse {
	s.Helper()
	return vendortest.Got[cndns.TicketRepliesResponse](s, "cndns.ticket.replies", params{"Question": ticket})
}

var ticketProofs = []proof{
	{
		Call: "cndns.ticket.create",
		Given: params{
			"cnt": "网站打不开", "picaddr": "www.customer.example/1.jpg,www.customer.example/2.jpg", "cate": "000301", "priname": "testhost",
		},
		Check: func(s *stage, answer any) {
			id := answer.(cndns.TicketCreateResponse).Ticket
			asked := inside(s).Tickets[id]
			shows(s, "text", "网站打不开", asked.Text)
			shows(s, "category and product", []string{"000301", "testhost"}, []string{asked.Category, asked.Product})
			shows(s, "images", []string{"www.customer.example/1.jpg", "www.customer.example/2.jpg"}, asked.Pictures)
			shows(s, "state", cndns.TicketWaiting, ticketNow(s, id).State)
		},
		Refused: slices.Concat(noSignature, []refusal{
			{Code: "40008", But: params{"picaddr": "www.customer.example/missing.jpg"}},
			{Code: "40008", But: params{"picaddr": "http://www.customer.example/1.jpg"}},
			{Code: "40009", But: params{"cate": "000103"}},
			{Code: "40010", But: params{"cnt": "-"}},
			{
				Code:   "40011",
				Before: func(s *stage) { s.World.CNDNS.AddAccount("silent", "p", "") },
				Line:   saying(func(c *cndns.Config) { c.Username, c.Email, c.Password = "silent", "", "p" }),
			},
			{Code: "40012", But: params{"picaddr": "www.customer.example/1.jpg,www.customer.example/2.png"}},
		}),
		Switched: "40002 40007 40013",
	},
	{
		Call: "cndns.ticket.reply", Before: withTicket,
		Given: params{"Question": "286", "cnt": "还是打不开 100% a+b", "picaddr": "www.customer.example/3.jpg"},
		Check: func(s *stage, answer any) {
			replies := ticketNow(s, "286").Replies
			if len(replies) != 1 {
				s.Fatalf("replies = %+v, want one", replies)
			}
			shows(s, "number", answer.(cndns.TicketReplyResponse).Reply, replies[0].ID)
			shows(s, "text", "还是打不开 100% a+b", replies[0].Text.HTML())
		},
		Refused: slices.Concat(noSignature, []refusal{
			{Code: "40008", But: params{"picaddr": "www.customer.example/missing.jpg"}},
			{Code: "40010", But: params{"cnt": "-"}},
			{Code: "40012", But: params{"picaddr": "www.customer.example/2.png"}},
			{Code: "40014", But: params{"Question": "1"}},
			{Code: "40015", Before: func(s *stage) {
				s.World.CNDNS.PlantTicket(simulated.Ticket{ID: "286", State: simulated.TicketClosed})
			}},
		}),
		Switched: "40002 40007 40016",
	},
	{
		Call: "cndns.ticket.replies", Before: withTicket, Given: params{"Question": "286"},
		Check: func(s *stage, answer any) {
			shows(s, "a new ticket", cndns.TicketRepliesResponse{
				State: cndns.TicketWaiting, Replies: []cndns.TicketAnswer{},
			}, answer.(cndns.TicketRepliesResponse))
			if err := s.World.CNDNS.DecideTicket("286", simulated.TicketFinished, "您好，请重启<br />api"); err != nil {
				s.Fatal(err)
			}
			got := ticketNow(s, "286")
			if got.State != cndns.TicketFinished || !got.Answered || len(got.Replies) != 1 {
				s.Fatalf("ticket = %+v, want it finished with one reply", got)
			}
			shows(s, "text", "您好，请重启<br />api", got.Replies[0].Text.HTML())
			shows(s, "time", s.World.Clock.Now().UTC().Truncate(time.Second), got.Replies[0].WrittenAt)
		},
		Refused:  slices.Concat(noSignature, []refusal{{Code: "40014", But: params{"Question": "1"}}}),
		Switched: "40002 40007",
	},
}
