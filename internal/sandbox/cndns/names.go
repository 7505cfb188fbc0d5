package cndns

import "strings"

// takenNames tell whether an account has a thing under a name, by protype.
var takenNames = map[string]func(*Account, string) bool{
	"2": func(a *Account, name string) bool { return a.VirtualHosts[name] != nil },
	"3": func(a *Account, name string) bool { return a.Databases[name] != nil || a.Databases["sq_"+name] != nil },
	"4": func(a *Account, name string) bool { return a.Mails[name] != nil },
	"5": func(a *Account, name string) bool { return a.Sites[name] != nil },
	"6": func(a *Account, name string) bool { return a.EDMs[name] != nil },
	"8": func(a *Account, name string) bool {
		return a.hasQituibao(func(q *Qituibao) bool { return strings.ToLower(q.Company) == name })
	},
	"9": func(a *Account, name string) bool {
		return a.hasQituibao(func(q *Qituibao) bool { return q.Mobile == name })
	},
	"10": func(a *Account, name string) bool {
		return a.hasQituibao(func(q *Qituibao) bool { return q.Email == name })
	},
}

// nameTaken tells whether any account has a thing under a name, in lower case.
func (s *Server) nameTaken(kind, name string) bool {
	has, ok := takenNames[kind]
	if !ok {
		return false
	}
	for _, account := range s.accounts {
		if has(account, name) {
			return true
		}
	}
	return false
}

func (a *Account) hasQituibao(is func(*Qituibao) bool) bool {
	for _, q := range a.Qituibaos {
		if is(q) {
			return true
		}
	}
	return false
}
