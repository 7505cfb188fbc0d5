package handlers

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/rehearsal"
	"tangelo/web/templates/ui"
)

// Rehearsal says where the simulated vendors of a demo take their switches.
type Rehearsal struct {
	Control string // base URL of the control API
}

const rehearsalPath = "/admin/rehearsal"

func (s *Server) rehearsalRoutes() []Route {
	if s.Rehearsal == nil {
		return nil
	}
	return []Route{
		{"GET", rehearsalPath, panel.RunRehearsal, s.rehearsalPage},
		{"POST", rehearsalPath + "/faults", panel.RunRehearsal, s.setFault},
		{"POST", rehearsalPath + "/faults/clear", panel.RunRehearsal, s.clearFault},
		{"POST", rehearsalPath + "/clock", panel.RunRehearsal, s.setClock},
		{"POST", rehearsalPath + "/audit", panel.RunRehearsal, s.decideAudit},
		{"POST", rehearsalPath + "/transfer", panel.RunRehearsal, s.decideTransfer},
		{"POST", rehearsalPath + "/balance", panel.RunRehearsal, s.setBalance},
	}
}

func (s *Server) rehearsalPage(w http.ResponseWriter, r *http.Request) error {
	return s.showRehearsal(w, r, rehearsal.Fault{Kind: "refuse", Count: 1}, nil)
}

func (s *Server) showRehearsal(w http.ResponseWriter, r *http.Request, form rehearsal.Fault, wrong ui.Problems) error {
	state, err := s.Rehearsal.state(r.Context())
	if err != nil {
		return err
	}
	p := rehearsal.Page{Now: state.Clock.Now, Speed: state.Clock.Speed, Form: form, Problems: wrong, Tallies: state.tallies()}
	for _, f := range state.Faults {
		p.Faults = append(p.Faults, rehearsal.Fault(f))
	}
	if p.Frame, err = s.frame(r, i18n.T(r.Context(), "rehearsal.title"), "rehearsal"); err != nil {
		return err
	}
	p.Frame.Problem = len(wrong) > 0
	return render(w, r, status(wrong), rehearsal.Switches(p))
}

// switched ends a form of the page: what the control API refuses is shown in
// its own words beside what was typed.
func (s *Server) switched(w http.ResponseWriter, r *http.Request, form rehearsal.Fault, field string, err error) error {
	if panel.Is(err, panel.Invalid) {
		return s.showRehearsal(w, r, form, ui.Problems{{Field: field, Text: refusalOf(err)}})
	}
	if err != nil {
		return err
	}
	return s.done(w, r, rehearsalPath, "rehearsal.done")
}

func (s *Server) setFault(w http.ResponseWriter, r *http.Request) error {
	count, err := strconv.Atoi(r.PostFormValue("count"))
	if err != nil || count < 0 {
		count = 0
	}
	f := fault{
		Call: strings.TrimSpace(r.PostFormValue("call")), Kind: r.PostFormValue("kind"), Code: r.PostFormValue("code"),
		Message: r.PostFormValue("message"), Delay: r.PostFormValue("delay"), Count: count, Match: r.PostFormValue("match"),
	}
	return s.switched(w, r, rehearsal.Fault(f), "call", s.Rehearsal.call(r.Context(), "POST", "/faults", f, nil))
}

func (s *Server) clearFault(w http.ResponseWriter, r *http.Request) error {
	path := "/faults"
	if id := formID(r, "id"); id != 0 {
		path += "/" + strconv.FormatInt(id, 10)
	}
	return s.switched(w, r, rehearsal.Fault{}, "call", s.Rehearsal.call(r.Context(), "DELETE", path, nil, nil))
}

func (s *Server) setClock(w http.ResponseWriter, r *http.Request) error {
	body := map[string]any{}
	if advance := r.PostFormValue("advance"); advance != "" {
		body["advance"] = advance
	}
	if text := r.PostFormValue("speed"); text != "" {
		speed, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(speed) || speed < 0 || speed > 100000 {
			return s.numberWrong(w, r, "speed")
		}
		body["speed"] = speed
	}
	return s.switched(w, r, rehearsal.Fault{}, "speed", s.Rehearsal.call(r.Context(), "POST", "/clock", body, nil))
}

func (s *Server) numberWrong(w http.ResponseWriter, r *http.Request, field string) error {
	return s.showRehearsal(w, r, rehearsal.Fault{}, ui.Problems{{Field: field, Text: i18n.T(r.Context(), "problem.number")}})
}

func (s *Server) decideAudit(w http.ResponseWriter, r *http.Request) error {
	body := map[string]any{"domain": r.PostFormValue("domain"), "state": r.PostFormValue("state"), "memo": r.PostFormValue("memo")}
	return s.switched(w, r, rehearsal.Fault{}, "domain", s.Rehearsal.call(r.Context(), "POST", "/cndns/audit", body, nil))
}

func (s *Server) decideTransfer(w http.ResponseWriter, r *http.Request) error {
	state, err := strconv.Atoi(r.PostFormValue("state"))
	if err != nil {
		return s.numberWrong(w, r, "state")
	}
	body := map[string]any{"domain": r.PostFormValue("domain"), "state": state}
	return s.switched(w, r, rehearsal.Fault{}, "domain", s.Rehearsal.call(r.Context(), "POST", "/cndns/transfer", body, nil))
}

func (s *Server) setBalance(w http.ResponseWriter, r *http.Request) error {
	yuan, err := strconv.ParseFloat(r.PostFormValue("yuan"), 64)
	if err != nil || math.IsNaN(yuan) || math.Abs(yuan) > 1e9 {
		return s.numberWrong(w, r, "yuan")
	}
	body := map[string]any{"vendor": "cndns", "fen": int64(math.Round(yuan * 100))}
	return s.switched(w, r, rehearsal.Fault{}, "yuan", s.Rehearsal.call(r.Context(), "POST", "/balance", body, nil))
}
