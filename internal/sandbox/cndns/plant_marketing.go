package cndns

import (
	"slices"
	"strings"
)

// orOrder makes up what is missing of an order of so many months.
func (s *Server) orOrder(o *Order, name string, months int) {
	o.Name = strings.ToLower(or(o.Name, name))
	o.State = or(o.State, Running)
	o.Registered = s.orNow(o.Registered)
	if o.Expires.IsZero() {
		o.Expires = o.Registered.AddDate(0, months, 0)
	}
}

// PlantMail puts a mail into the first account and returns its domain. Missing
// domain, tag, users, state and times are made up; a mail that is neither a gift
// nor ChengMail is global mail.
func (s *Server) PlantMail(mail Mail) string {
	defer s.edit()()
	mail.Domain = strings.ToLower(or(or(mail.Domain, mail.Name), "mail"+s.digits(6)+".com"))
	mail.Name = mail.Domain
	s.orOrder(&mail.Order, mail.Domain, 12)
	mail.Password = private(or(string(mail.Password), s.secret()))
	switch {
	case mail.Gift:
		mail.Users = giftUsers
	default:
		mail.Tag, mail.Users = or(mail.Tag, "m"), max(mail.Users, 1)
	}
	if mail.Cheng {
		mail.Admins = max(mail.Admins, 1)
	}
	mail.Boxes, mail.Fetches = slices.Clone(mail.Boxes), append([]FetchServer{}, mail.Fetches...)
	for i := range mail.Boxes {
		mail.Boxes[i].State = or(mail.Boxes[i].State, BoxActive)
	}
	s.account().Mails[mail.Domain] = &mail
	return mail.Domain
}

// PlantEDM puts a mass mail account into the first account and returns its
// name, an address. Missing name, points (10000), password and times are made up.
func (s *Server) PlantEDM(edm EDM) string {
	defer s.edit()()
	s.orOrder(&edm.Order, "edm"+s.digits(6)+"@edmcn.cn", 0)
	s.orPoints(&edm.Points)
	edm.Password = private(or(string(edm.Password), s.secret()))
	s.account().EDMs[edm.Name] = &edm
	return edm.Name
}

// PlantSMS puts an SMS account into the first account and returns its name.
// Missing name, points (10000), password and times are made up; the state is
// Running unless given, and one under review is decided in a working day.
func (s *Server) PlantSMS(sms SMS) string {
	defer s.edit()()
	s.orOrder(&sms.Order, "sms"+s.digits(6), 0)
	s.orPoints(&sms.Points)
	sms.Password = private(or(string(sms.Password), s.secret()))
	s.drop(s.account(), sms.Name, taskSMSReview)
	s.account().SMSs[sms.Name] = &sms
	if sms.State == SMSReview {
		s.reviewSMS(s.account(), &sms)
	}
	return sms.Name
}

func (s *Server) orPoints(p *Points) {
	if p.Bought == 0 {
		p.Bought = 10000
	}
	p.Counted = s.orNow(p.Counted)
}

// PlantQituibao puts an order of Qituibao into the first account and returns its
// management name. Missing name, product (1), years, company, password and times
// are made up.
func (s *Server) PlantQituibao(q Qituibao) string {
	defer s.edit()()
	q.Product, q.Years = or(q.Product, "1"), max(q.Years, 1)
	s.orOrder(&q.Order, "qtb"+s.digits(6), 12*q.Years)
	q.Email, q.Domain = strings.ToLower(q.Email), strings.ToLower(q.Domain)
	q.Company, q.Place = or(q.Company, "企业"+q.Name), or(q.Place, qituibaoPlaces[0])
	q.Password = private(or(string(q.Password), s.secret()))
	s.account().Qituibaos[q.Name] = &q
	return q.Name
}

// PlantSoukeyi puts an order of Soukeyi into the first account and returns its
// management name. Missing name, product (1), years, password and times are made up.
func (s *Server) PlantSoukeyi(o Soukeyi) string {
	defer s.edit()()
	o.Product, o.Years = or(o.Product, "1"), max(o.Years, 1)
	s.orOrder(&o.Order, "sky"+s.digits(6), 12*o.Years)
	o.Password = private(or(string(o.Password), s.secret()))
	s.account().Soukeyis[o.Name] = &o
	return o.Name
}

// PlantTicket puts a ticket into the first account and returns its number.
// Missing number, category, text and times are made up; the state is waiting
// unless given, and the ticket goes on from there by itself.
func (s *Server) PlantTicket(ticket Ticket) string {
	defer s.edit()()
	ticket.ID = or(ticket.ID, itoa(s.nextID()))
	ticket.Category, ticket.Text = or(ticket.Category, "000000"), or(ticket.Text, "请问如何操作？")
	ticket.State, ticket.Asked = or(ticket.State, TicketWaiting), s.orNow(ticket.Asked)
	ticket.Pictures = append([]string{}, ticket.Pictures...)
	replies := ticket.Replies
	ticket.Replies = []TicketReply{}
	for _, reply := range replies {
		reply.At = s.orNow(reply.At)
		s.addReply(&ticket, reply)
	}
	s.account().Tickets[ticket.ID] = &ticket
	s.moveTicket(s.account(), &ticket)
	return ticket.ID
}
