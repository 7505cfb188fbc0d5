package dnspod

import (
	"slices"
	"time"
)

// turn is a moment in which a host failed or came back.
type turn struct {
	At   time.Time `json:"at"`
	Down bool      `json:"down"`
}

// FailHost makes the host behind an IP stop to answer. Monitors see it at their
// next check, which is at most their interval of virtual time later.
func (s *Server) FailHost(ip string) { s.turn(ip, true) }

// HealHost makes a host that failed answer again.
func (s *Server) HealHost(ip string) { s.turn(ip, false) }

func (s *Server) turn(ip string, down bool) {
	defer s.edit()()
	now := s.clock.Now()
	s.settle(now) // a check at this very moment comes first
	if s.alive(ip, now) == down {
		s.hosts[ip] = append(s.hosts[ip], turn{At: now, Down: down})
	}
}

func (s *Server) alive(ip string, at time.Time) bool {
	up := true
	for _, t := range s.hosts[ip] {
		if !t.At.After(at) {
			up = !t.Down
		}
	}
	return up
}

// settle makes up for all checks until now whose outcome can differ from the
// one before: those that come first after a host turned. It runs whenever the
// state is looked at, so that no timer has to be kept or saved.
func (s *Server) settle(now time.Time) {
	for _, z := range s.zones {
		for _, m := range slices.Clone(z.Monitors) {
			if m.Disabled {
				continue
			}
			for _, at := range s.due(m, now) {
				s.check(z, m, at)
			}
			if now.After(m.Settled) {
				m.Settled = now
			}
		}
	}
}

// due are the checks of a monitor after Settled and until now that follow a
// turn of any host, in order. A turn at the moment of a check is seen by the next.
func (s *Server) due(m *monitor, now time.Time) []time.Time {
	var times []time.Time
	interval := time.Duration(m.Settings.Interval) * time.Second
	for _, turns := range s.hosts {
		for _, t := range turns {
			passed := t.At.Sub(m.Since)
			if passed < 0 {
				continue
			}
			at := m.Since.Add((passed/interval + 1) * interval)
			if at.After(m.Settled) && !at.After(now) {
				times = append(times, at)
			}
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return slices.CompactFunc(times, time.Time.Equal)
}

// down is one warning: a watched IP that did not answer.
type down struct {
	Monitor   string    `json:"monitor"` // the id of a monitor or of a backup
	Host      string    `json:"host"`
	Line      string    `json:"line"`
	IP        string    `json:"ip"`
	SwitchLog []string  `json:"switch_log"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
	Over      bool      `json:"over"`
}

const (
	downReason = "远程计算机无响应"
	backupLine = "-备用"
)

// openDown is the warning of an id that is not over, or nil.
func (z *zone) openDown(id string) *down {
	i := slices.IndexFunc(z.Downs, func(d *down) bool { return d.Monitor == id && !d.Over })
	if i < 0 {
		return nil
	}
	return z.Downs[i]
}

// endDowns ends the warnings of a monitor that does not watch any more.
func (z *zone) endDowns(m *monitor) {
	z.endDown(m.ID)
	for _, b := range m.Backups {
		z.endDown(b.ID)
	}
}

func (z *zone) endDown(id string) {
	if d := z.openDown(id); d != nil {
		d.Over = true
	}
}

// check looks at all hosts of a monitor and has the record follow.
func (s *Server) check(z *zone, m *monitor, at time.Time) {
	r, err := z.record(itoa(m.Record))
	if err != nil || m.Disabled {
		return
	}
	up := s.alive(m.IP, at)
	if len(m.History) == 0 || m.History[len(m.History)-1].Up != up {
		m.History = append(m.History, sight{At: at, Up: up})
	}
	warned := z.openDown(m.ID)
	if z.warn(m, backup{m.ID, m.IP}, r.Line, up, at) {
		s.notify(z, m, up, at)
	}
	for _, b := range m.Backups {
		z.warn(m, b, r.Line+backupLine, s.alive(b.IP, at), at)
	}
	if warned == nil {
		warned = z.openDown(m.ID)
	}
	s.follow(z, m, r, warned, at)
}

// warn opens or ends the warning for one IP and tells whether it did.
func (z *zone) warn(m *monitor, watched backup, line string, up bool, at time.Time) bool {
	open := z.openDown(watched.ID)
	if up == (open == nil) {
		return false
	}
	if up {
		open.Over, open.Updated = true, at
		return true
	}
	z.Downs = append(z.Downs, &down{
		Monitor: watched.ID, Host: m.Settings.Host, Line: line, IP: watched.IP, Created: at, Updated: at,
	})
	return true
}

// follow gives the record the value that it must have now, and notes it in the
// warning d of the monitor.
func (s *Server) follow(z *zone, m *monitor, r *record, d *down, at time.Time) {
	value, pause := m.IP, false
	if !s.alive(m.IP, at) {
		value, pause = s.substitute(z, m, r, at), m.Settings.Backup == "pause"
	}
	var words string
	switch {
	case r.Value != value:
		r.Value, words = value, "已切换至 "+value
	case pause && !m.Paused && !r.Disabled:
		m.Paused, r.Disabled, words = true, true, "已暂停解析"
	case !pause && m.Paused:
		m.Paused, r.Disabled, words = false, false, "已恢复解析"
	default:
		return
	}
	r.updated, z.updated, m.Updated = at, at, at
	z.log = append(z.log, stamp(at)+"(宕机监控): "+words+" "+r.words())
	if d != nil {
		d.SwitchLog, d.Updated = append(d.SwitchLog, stamp(at)+" "+words), at
	}
}

// substitute is where a record goes whose host has failed: to the first backup
// that answers; with auto to another address of the same name that does. When
// there is none it stays.
func (s *Server) substitute(z *zone, m *monitor, r *record, at time.Time) string {
	ips := m.Settings.backupIPs()
	if m.Settings.Backup == "auto" {
		for _, other := range z.addresses() {
			if other != r && other.Name == r.Name && !other.Disabled {
				ips = append(ips, other.Value)
			}
		}
	}
	i := slices.IndexFunc(ips, func(ip string) bool { return s.alive(ip, at) })
	if i < 0 {
		return r.Value
	}
	return ips[i]
}

// notify writes to those whom the settings name, with less_notice at most once
// in an hour. The address callback_url is never called: the document refers to
// a description of the callback that it does not have, so that neither method
// nor parameters nor the use of callback_key are known.
func (s *Server) notify(z *zone, m *monitor, up bool, at time.Time) {
	if m.Settings.LessNotice && !m.Noticed.IsZero() && at.Before(m.Noticed.Add(time.Hour)) {
		return
	}
	m.Noticed = at
	words := m.Settings.Host + " " + m.IP + " " + map[bool]string{false: downReason, true: "已恢复"}[up]
	for _, a := range s.addressees(z, m.Settings.Email) {
		s.tell(Message{At: at, Way: ByEmail, To: a.Email, Text: words})
	}
	for _, a := range s.addressees(z, m.Settings.SMS) {
		if a.Telephone != "" {
			s.tell(Message{At: at, Way: BySMS, To: a.Telephone, Text: words})
		}
	}
}

// addressees are the accounts behind me and share.
func (s *Server) addressees(z *zone, who []string) []*account {
	var found []*account
	if slices.Contains(who, "me") {
		found = append(found, z.owner)
	}
	if slices.Contains(who, "share") {
		for _, one := range z.Shares {
			if a := s.user(one.To); a != nil {
				found = append(found, a)
			}
		}
	}
	return found
}
