package dnspod

import (
	"slices"
	"strings"
	"time"
)

// The two ways in which DNSPod writes to people.
const (
	ByEmail = "email"
	BySMS   = "sms"
)

// Message is one e-mail or SMS that DNSPod sent.
type Message struct {
	At   time.Time `json:"at"`
	Way  string    `json:"way"`
	To   string    `json:"to"`
	Text string    `json:"text"`
	Code string    `json:"code,omitempty"` // a secret that the addressee must enter
}

func (s *Server) tell(m Message) { s.messages = append(s.messages, m) }

// Messages are all e-mails and SMS so far, the oldest first.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(s.clock.Now())
	sorted := slices.Clone(s.messages)
	slices.SortStableFunc(sorted, func(a, b Message) int { return a.At.Compare(b.At) })
	return sorted
}

// MailedCode is the newest code that was mailed to an address, or "".
func (s *Server) MailedCode(to string) string {
	for _, m := range slices.Backward(s.Messages()) {
		if m.Code != "" && strings.EqualFold(m.To, to) {
			return m.Code
		}
	}
	return ""
}
