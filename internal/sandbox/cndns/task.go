package cndns

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// taskKind names a sort of slow work.
type taskKind string

const (
	taskRegister     taskKind = "register"
	taskRenew        taskKind = "renew"
	taskAuditPends   taskKind = "audit pends"
	taskAuditEnds    taskKind = "audit ends"
	taskContactPends taskKind = "contact audit pends"
	taskContactEnds  taskKind = "contact audit ends"
	taskTransfer     taskKind = "transfer"
	taskCreateHost   taskKind = "create host"
	taskRebuildHost  taskKind = "rebuild host"
	taskSMSReview    taskKind = "sms review"
	taskTicket       taskKind = "ticket"
	taskOpenMachine  taskKind = "open machine"
)

// task is work under way: what happens to one thing of an account when its time
// has come. It is a value, so that it can be written down and taken up again.
type task struct {
	ID      int       `json:"id"`
	Kind    taskKind  `json:"kind"`
	Account string    `json:"account"`
	Subject string    `json:"subject"` // name of a domain or host, id of a contact
	Due     time.Time `json:"due"`     // virtual time

	Step     int       `json:"step,omitempty"`     // of a transfer
	Until    time.Time `json:"until,omitzero"`     // new date of a renewal
	Before   string    `json:"before,omitempty"`   // state before a renewal
	Rejected bool      `json:"rejected,omitempty"` // how an audit ends
	Work     hostWork  `json:"work,omitzero"`
}

// taskKinds is what each kind of task does. The server is locked.
var taskKinds = map[taskKind]func(*Server, *Account, task, time.Time){
	taskRegister:     (*Server).endRegistration,
	taskRenew:        (*Server).endRenewal,
	taskAuditPends:   (*Server).auditStep,
	taskAuditEnds:    (*Server).auditStep,
	taskContactPends: (*Server).auditStep,
	taskContactEnds:  (*Server).auditStep,
	taskTransfer:     (*Server).stepTransfer,
	taskCreateHost:   (*Server).endWork,
	taskRebuildHost:  (*Server).endWork,
	taskSMSReview:    (*Server).endSMSReview,
	taskTicket:       (*Server).stepTicket,
	taskOpenMachine:  (*Server).endOpening,
}

// schedule notes a task that is done once d of virtual time has passed, and
// returns its id. The server is locked.
func (s *Server) schedule(d time.Duration, t task) int {
	s.lastTask++
	t.ID, t.Due = s.lastTask, s.clock.Now().Add(d)
	s.tasks[t.ID] = t
	s.clock.After(d, func() { s.runTask(t.ID) })
	return t.ID
}

// resume sets the clock for all tasks, in the order in which they are due.
func (s *Server) resume() {
	now := s.clock.Now()
	inOrder := func(a, b task) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) }
	for _, t := range slices.SortedFunc(maps.Values(s.tasks), inOrder) {
		s.clock.After(t.Due.Sub(now), func() { s.runTask(t.ID) })
	}
}

func (s *Server) runTask(id int) {
	if s.takeTask(id) {
		s.options.Changed(true)
		s.sendCallbacks()
	}
}

// takeTask does a task, unless it has been dropped.
func (s *Server) takeTask(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.tasks[id]
	if !ok {
		return false
	}
	delete(s.tasks, id)
	if account, ok := s.accounts[t.Account]; ok {
		s.kinds[t.Kind](s, account, t, s.clock.Now())
	}
	return true
}

// drop forgets the tasks of some kinds for one thing, which has taken another way.
func (s *Server) drop(account *Account, subject string, kinds ...taskKind) {
	for id, t := range s.tasks {
		if t.Account == account.Username && t.Subject == subject && slices.Contains(kinds, t.Kind) {
			delete(s.tasks, id)
		}
	}
}
