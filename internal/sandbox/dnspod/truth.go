package dnspod

import "time"

// Zone is one domain of an account, for planting and as truth.
type Zone struct {
	ID        int64    `json:"id"`
	Name      string   `json:"name"`
	Owner     string   `json:"owner"`      // e-mail; empty = the first account
	Grade     string   `json:"grade"`      // empty = FreeGrade
	Status    string   `json:"status"`     // enable, pause or spam; empty = enable
	ExtStatus string   `json:"ext_status"` // dnserror, notexist or ""
	Remark    string   `json:"remark"`
	Marked    bool     `json:"marked"`
	Locked    bool     `json:"locked"`
	Group     string   `json:"group"` // id; empty = the default group
	Shares    []Share  `json:"shares,omitempty"`
	Aliases   []string `json:"aliases,omitempty"`
	Records   []Record `json:"records"`
	// Monitors are truth only: Plant does not take them.
	Monitors []Monitor `json:"monitors,omitempty"`
}

// Monitor is what watches the host of an A record.
type Monitor struct {
	ID      string `json:"id"`
	Record  int64  `json:"record"`
	IP      string `json:"ip"` // the watched one; the record may have a backup
	Backup  string `json:"backup"`
	Enabled bool   `json:"enabled"`
	Down    bool   `json:"down"`
}

// Share is an account that a zone is shared with.
type Share struct {
	Email string `json:"email"`
	Mode  string `json:"mode"` // r or rw
}

// Change is one executed call that changed something.
type Change struct {
	At     time.Time `json:"at"`
	Call   string    `json:"call"`
	Zone   string    `json:"zone"`
	Record int64     `json:"record,omitempty"`
}

// User is one account as truth, without its secrets.
type User struct {
	ID                int64    `json:"id"`
	Email             string   `json:"email"`
	RealName          string   `json:"real_name"`
	Nick              string   `json:"nick"`
	Telephone         string   `json:"telephone"`
	TelephoneVerified bool     `json:"telephone_verified"`
	IM                string   `json:"im"`
	Groups            []string `json:"groups"` // the user's own
	Log               []string `json:"log"`
}

// Truth is everything the server holds, as it knows it itself.
type Truth struct {
	Users   []User   `json:"users"`
	Zones   []Zone   `json:"zones"`
	Changes []Change `json:"changes"`
}

// Truth is a copy of the state of all accounts.
func (s *Server) Truth() Truth {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(s.clock.Now())
	truth := Truth{Users: s.users(), Zones: []Zone{}, Changes: append([]Change{}, s.changes...)}
	for _, z := range s.zones {
		truth.Zones = append(truth.Zones, s.zoneTruth(z))
	}
	return truth
}

func (s *Server) zoneTruth(z *zone) Zone {
	copied := Zone{
		ID: z.id, Name: z.name, Owner: z.owner.Email, Grade: z.grade, Status: z.status, ExtStatus: z.extStatus,
		Remark: z.remark, Marked: z.marked, Locked: z.locked(s.clock.Now()), Group: z.group, Records: []Record{},
	}
	for _, one := range z.Shares {
		copied.Shares = append(copied.Shares, Share{Email: s.emailOf(one.To), Mode: one.Mode})
	}
	for _, a := range z.Aliases {
		copied.Aliases = append(copied.Aliases, a.Name)
	}
	for _, r := range z.records {
		copied.Records = append(copied.Records, r.Record)
	}
	for _, m := range z.Monitors {
		copied.Monitors = append(copied.Monitors, Monitor{
			ID: m.ID, Record: m.Record, IP: m.IP, Backup: m.Settings.Backup, Enabled: !m.Disabled, Down: z.openDown(m.ID) != nil,
		})
	}
	return copied
}

func (s *Server) users() []User {
	users := []User{}
	for _, a := range s.accounts {
		groups := []string{}
		for _, g := range a.Groups {
			groups = append(groups, g.Name)
		}
		users = append(users, User{
			ID: a.UserID, Email: a.Email, RealName: a.RealName, Nick: a.Nick, Telephone: a.Telephone,
			TelephoneVerified: !a.Unverified, IM: a.IM, Groups: groups, Log: append([]string{}, a.Log...),
		})
	}
	return users
}
