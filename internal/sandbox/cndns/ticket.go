package cndns

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Chapter 10: support tickets, on a host of their own.
var ticketCalls = []call{
	{
		name: "cndns.ticket.create", path: "/api/Question.aspx", action: "ask question", run: createTicket, host: supportHost,
		lists: []string{"picaddr"},
	},
	{
		name: "cndns.ticket.reply", path: "/api/Reply.aspx", action: "reply it", run: replyTicket, host: supportHost,
		lists: []string{"picaddr"},
	},
	{
		name: "cndns.ticket.replies", path: "/api/ReplyDetail.aspx", action: "evalute services", run: ticketReplies, host: supportHost,
		reads: true,
	},
}

// Ticket states, as ReplyDetail prints them.
const (
	TicketWaiting    = "waiting"
	TicketProcessing = "processing"
	TicketFinished   = "finish"
	TicketClosed     = "close"
)

// Ticket is a question to the vendor's staff.
type Ticket struct {
	ID       string        `json:"id"`
	Category string        `json:"category"`
	Product  string        `json:"product,omitempty"` // management name
	Text     string        `json:"text"`
	Pictures []string      `json:"pictures"`
	State    string        `json:"state"`
	Asked    time.Time     `json:"asked"`
	Replies  []TicketReply `json:"replies"` // of both sides, oldest first
}

// TicketReply is one message below a ticket.
type TicketReply struct {
	ID       string    `json:"id"`
	Staff    bool      `json:"staff"` // else the reseller's
	Text     string    `json:"text"`
	Pictures []string  `json:"pictures,omitempty"`
	At       time.Time `json:"at"`
}

// How long staff takes, in virtual time: a ticket is taken up, answered, and
// when nothing more is said finished and then closed.
const (
	ticketWaits    = 10 * time.Minute
	ticketAnswers  = 2 * time.Hour
	ticketFinishes = 24 * time.Hour
	ticketCloses   = 3 * 24 * time.Hour
)

const staffAnswer = "您好，您的问题已处理完毕，请确认！<br />客服"

// ticketCategories are the numbers of the document's table: what a ticket is
// about, and how many kinds of it there are from 00 on.
var ticketCategories = map[string]int{
	"0000": 5, "0001": 3, "0002": 3, "0003": 3, "0004": 3, "0005": 3, "0008": 3, "0009": 3,
}

// ticketCategory tells whether a number stands in the document's table.
func ticketCategory(number string) bool {
	if number == "001101" || number == "001201" {
		return true
	}
	if len(number) != 6 || !strings.HasPrefix(number[4:], "0") {
		return false
	}
	kind := int(number[5] - '0')
	return within(kind, 0, ticketCategories[number[:4]]-1)
}

func createTicket(r *request) (any, error) {
	if err := checks(
		check{r.account.email == "", "40011"},
		check{r.get("cnt") == "", "40010"},
		check{!ticketCategory(r.get("cate")), "40009"},
	); err != nil {
		return nil, err
	}
	pictures, err := r.pictures()
	if err != nil {
		return nil, err
	}
	ticket := &Ticket{
		ID: itoa(r.server.nextID()), Category: r.get("cate"), Product: or(r.get("priname"), r.get("prname")),
		Text: r.get("cnt"), Pictures: pictures, State: TicketWaiting, Asked: r.now, Replies: []TicketReply{},
	}
	r.account.Tickets[ticket.ID] = ticket
	r.server.moveTicket(r.account, ticket)
	return row{{"QuestionID", ticket.ID}}, nil
}

// pictures reads picaddr. Nothing is downloaded: an address with a scheme or
// with "missing" in it cannot be fetched, and what is no JPG does not count.
func (r *request) pictures() ([]string, error) {
	list := []string{}
	for address := range strings.SplitSeq(r.get("picaddr"), ",") {
		if address = strings.TrimSpace(address); address != "" {
			list = append(list, address)
		}
	}
	unreachable := func(address string) bool {
		return strings.Contains(address, "://") || strings.Contains(address, "missing")
	}
	other := func(address string) bool {
		lower := strings.ToLower(address)
		return !strings.HasSuffix(lower, ".jpg") && !strings.HasSuffix(lower, ".jpeg")
	}
	return list, checks(
		check{slices.ContainsFunc(list, unreachable), "40008"},
		check{slices.ContainsFunc(list, other), "40012"},
	)
}

// ticket finds the ticket that Question names.
func (r *request) ticket() (*Ticket, error) {
	ticket, ok := r.account.Tickets[r.get("question")]
	return ticket, checks(check{!ok, "40014"})
}

// replyTicket asks again, which opens a finished ticket anew.
func replyTicket(r *request) (any, error) {
	ticket, err := r.ticket()
	if err != nil {
		return nil, err
	}
	if err := checks(
		check{r.get("cnt") == "", "40010"},
		check{ticket.State == TicketClosed, "40015"},
	); err != nil {
		return nil, err
	}
	pictures, err := r.pictures()
	if err != nil {
		return nil, err
	}
	id := r.server.addReply(ticket, TicketReply{Text: r.get("cnt"), Pictures: pictures, At: r.now})
	if ticket.State != TicketWaiting {
		ticket.State = TicketProcessing
		r.server.moveTicket(r.account, ticket)
	}
	return row{{"ReplyID", id}}, nil
}

func (s *Server) addReply(ticket *Ticket, reply TicketReply) string {
	reply.ID = itoa(s.nextID())
	ticket.Replies = append(ticket.Replies, reply)
	return reply.ID
}

// answered tells whether staff has the last word.
func (t *Ticket) answered() bool {
	return len(t.Replies) > 0 && t.Replies[len(t.Replies)-1].Staff
}

// moveTicket has the next step of a ticket happen in its time.
func (s *Server) moveTicket(account *Account, ticket *Ticket) {
	s.drop(account, ticket.ID, taskTicket)
	takes := map[string]time.Duration{TicketWaiting: ticketWaits, TicketProcessing: ticketAnswers, TicketFinished: ticketCloses}
	if ticket.State == TicketProcessing && ticket.answered() {
		takes[TicketProcessing] = ticketFinishes
	}
	if after, ok := takes[ticket.State]; ok {
		s.schedule(after, task{Kind: taskTicket, Account: account.Username, Subject: ticket.ID})
	}
}

// stepTicket is what happens then.
func (s *Server) stepTicket(account *Account, t task, now time.Time) {
	ticket, ok := account.Tickets[t.Subject]
	if !ok {
		return
	}
	switch {
	case ticket.State == TicketWaiting:
		ticket.State = TicketProcessing
	case ticket.State == TicketProcessing && !ticket.answered():
		s.addReply(ticket, TicketReply{Staff: true, Text: staffAnswer, At: now})
	case ticket.State == TicketProcessing:
		ticket.State = TicketFinished
	default:
		ticket.State = TicketClosed
	}
	s.moveTicket(account, ticket)
}

// DecideTicket has staff answer a ticket of the first account, unless answer is
// empty, and put it into a state, from which it goes on by itself.
func (s *Server) DecideTicket(id, state, answer string) error {
	if !slices.Contains([]string{TicketWaiting, TicketProcessing, TicketFinished, TicketClosed}, state) {
		return fmt.Errorf("decide ticket: state %q is not documented", state)
	}
	defer s.edit()()
	ticket, ok := s.account().Tickets[id]
	if !ok {
		return fmt.Errorf("decide ticket %q: %w", id, ErrMissing)
	}
	if answer != "" {
		s.addReply(ticket, TicketReply{Staff: true, Text: answer, At: s.clock.Now()})
	}
	ticket.State = state
	s.moveTicket(s.account(), ticket)
	return nil
}

// ticketReplies lists what both sides said after the question.
func ticketReplies(r *request) (any, error) {
	ticket, err := r.ticket()
	if err != nil {
		return nil, err
	}
	list, replied := []row{}, "False"
	for _, reply := range ticket.Replies {
		if reply.Staff {
			replied = "True"
		}
		list = append(list, row{{"a_id", reply.ID}, {"a_cnt", escaped(reply.Text)}, {"a_addtme", dotNet(reply.At)}})
	}
	return enveloped{extra: row{{"state", ticket.State}, {"hasReply", replied}}, message: list}, nil
}

// escaped writes a text as the example does: percent signs with small letters,
// spaces included.
func escaped(text string) string {
	var out strings.Builder
	for _, b := range []byte(text) {
		if b < 0x80 && (b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z' || strings.IndexByte("-_.!*()", b) >= 0) {
			out.WriteByte(b)
		} else {
			fmt.Fprintf(&out, "%%%02x", b)
		}
	}
	return out.String()
}
