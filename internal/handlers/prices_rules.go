package handlers

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/prices"
	"tangelo/web/templates/ui"
)

func (s *Server) priceRules(w http.ResponseWriter, r *http.Request) error {
	all, err := s.app.PriceRules(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	p := prices.RulesPage{Now: all.Now, Next: all.Next, Draft: all.Draft, Versions: all.Versions, CanEdit: actorOf(r).May(panel.EditPrices)}
	title := i18n.T(r.Context(), "prices.rules.title")
	if p.Frame, err = s.frame(r, title, "prices", pricesCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, prices.Rules(p))
}

func (s *Server) startDraft(w http.ResponseWriter, r *http.Request) error {
	if err := s.app.StartPriceDraft(r.Context(), actorOf(r)); err != nil {
		return err
	}
	return s.done(w, r, "/prices/rules", "prices.draft.started")
}

func (s *Server) dropDraft(w http.ResponseWriter, r *http.Request) error {
	if err := s.app.DropPriceDraft(r.Context(), actorOf(r)); err != nil {
		return err
	}
	return s.done(w, r, "/prices/rules", "prices.draft.dropped")
}

// china is where days of forms begin and end.
var china = time.FixedZone("Asia/Shanghai", 8*60*60)

// day reads a day of a form: its beginning, in days from it; zero when empty.
func day(text string, later int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, china)
	if err != nil {
		return time.Time{}, err
	}
	return t.AddDate(0, 0, later).UTC(), nil
}

func dayText(t time.Time, later int) string {
	if t.IsZero() {
		return ""
	}
	return t.In(china).AddDate(0, 0, later).Format(time.DateOnly)
}

func ruleForm(r panel.PriceRule) prices.RuleForm {
	amount := func(f panel.Fen) string {
		if f == 0 {
			return ""
		}
		return f.Yuan()
	}
	return prices.RuleForm{
		Label: r.Label, Kind: string(r.Kind), Suffix: r.Suffix, Months: strconv.Itoa(r.Months), Action: string(r.Action), Group: fmt.Sprint(r.GroupID),
		Base: string(r.Base), Percent: amount(panel.Fen(r.Percent)), Amount: amount(r.Amount), Floor: amount(r.Floor), Per: strconv.Itoa(r.Per),
		Step: fmt.Sprint(int64(r.Step)), From: dayText(r.From, 0), Until: dayText(r.Until, -1),
	}
}

func typedRule(r *http.Request) prices.RuleForm {
	value := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	return prices.RuleForm{
		Label: value("label"), Kind: value("kind"), Suffix: value("suffix"), Months: value("months"), Action: value("action"), Group: value("group"),
		Base: value("base"), Percent: value("percent"), Amount: value("amount"), Floor: value("floor"), Per: value("per"),
		Step: value("step"), From: value("from"), Until: value("until"),
	}
}

// readRule reads a rule as it was typed; a field that cannot be read is a problem.
func readRule(id int64, f prices.RuleForm) (panel.PriceRule, error) {
	r := panel.PriceRule{
		ID: id, Label: f.Label, Kind: panel.ProductKind(f.Kind), Suffix: f.Suffix, Action: panel.PriceAction(f.Action), Base: panel.PriceBase(f.Base),
	}
	var problems []panel.Problem
	for _, n := range []struct {
		field, text string
		set         func(n int64)
	}{
		{"months", f.Months, func(n int64) { r.Months = int(n) }},
		{"group", f.Group, func(n int64) { r.GroupID = n }},
		{"per", f.Per, func(n int64) { r.Per = int(n) }},
		{"step", f.Step, func(n int64) { r.Step = panel.Fen(n) }},
	} {
		v, err := strconv.ParseInt(n.text, 10, 32)
		if err != nil || v < 0 {
			problems = append(problems, panel.Problem{Field: n.field, Key: "problem.option"})
		}
		n.set(v)
	}
	for _, n := range []struct {
		field, text string
		set         func(f panel.Fen)
	}{
		{"percent", f.Percent, func(n panel.Fen) { r.Percent = int(n) }}, {"amount", f.Amount, func(n panel.Fen) { r.Amount = n }}, {"floor", f.Floor, func(n panel.Fen) { r.Floor = n }},
	} {
		v, err := panel.ParseSigned(n.text)
		if err != nil {
			problems = append(problems, panel.Problem{Field: n.field, Key: "prices.problem.number"})
		}
		n.set(v)
	}
	var err error
	if r.From, err = day(f.From, 0); err != nil {
		problems = append(problems, panel.Problem{Field: "from", Key: "prices.problem.day"})
	}
	if r.Until, err = day(f.Until, 1); err != nil {
		problems = append(problems, panel.Problem{Field: "until", Key: "prices.problem.day"})
	}
	return r, panel.InvalidFields(problems)
}

func (s *Server) newRule(w http.ResponseWriter, r *http.Request) error { return s.openRule(w, r, 0) }

func (s *Server) editRule(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "rule")
	if err != nil {
		return err
	}
	return s.openRule(w, r, id)
}

func (s *Server) openRule(w http.ResponseWriter, r *http.Request, id int64) error {
	rule, err := s.app.PriceRule(r.Context(), actorOf(r), id)
	if err != nil {
		return err
	}
	p := prices.RulePage{ID: id, Form: ruleForm(rule)}
	if id != 0 {
		p.Looked = true
		if p.Preview, err = s.app.PreviewRule(r.Context(), actorOf(r), rule); err != nil {
			return err
		}
	}
	return s.showRule(w, r, p)
}

func (s *Server) showRule(w http.ResponseWriter, r *http.Request, p prices.RulePage) error {
	groups, err := s.app.CustomerGroups(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	p.Groups = groups
	title := i18n.T(r.Context(), "prices.rule.edit")
	if p.ID == 0 {
		title = i18n.T(r.Context(), "prices.rule.add")
	}
	if p.Frame, err = s.frame(r, title, "prices", pricesCrumb(r), rulesCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), prices.Rule(p))
}

// saveRule stores a rule, or only shows what it would do.
func (s *Server) saveRule(w http.ResponseWriter, r *http.Request) error {
	p := prices.RulePage{Form: typedRule(r)}
	var err error
	if strings.HasSuffix(r.URL.Path, "/new") {
		_, err = s.app.PriceRule(r.Context(), actorOf(r), 0)
	} else if p.ID, err = pathID(r, "rule"); err == nil {
		_, err = s.app.PriceRule(r.Context(), actorOf(r), p.ID)
	}
	if err != nil {
		return err
	}
	rule, err := readRule(p.ID, p.Form)
	if err == nil && r.PostFormValue("do") == "preview" {
		p.Looked = true
		p.Preview, err = s.app.PreviewRule(r.Context(), actorOf(r), rule)
	} else if err == nil {
		err = s.app.SavePriceRule(r.Context(), actorOf(r), rule)
	}
	if p.Problems = problems(r, err); p.Problems != nil || err == nil && p.Looked {
		return s.showRule(w, r, p)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/prices/rules", "prices.rule.saved")
}

// previewRule is the live part of the form of a rule.
func (s *Server) previewRule(w http.ResponseWriter, r *http.Request) error {
	id := queryID(r, "rule")
	if _, err := s.app.PriceRule(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	rule, err := readRule(id, typedRule(r))
	var moves []panel.PriceMove
	if err == nil {
		moves, err = s.app.PreviewRule(r.Context(), actorOf(r), rule)
	}
	wrong := problems(r, err)
	if err != nil && wrong == nil {
		return err
	}
	return render(w, r, http.StatusOK, prices.Preview(moves, true, wrong))
}

func (s *Server) dropRule(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "rule")
	if err != nil {
		return err
	}
	if err := s.app.DropPriceRule(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	return s.done(w, r, "/prices/rules", "prices.rule.dropped")
}

func (s *Server) priceChange(w http.ResponseWriter, r *http.Request) error {
	return s.showChange(w, r, prices.ChangePage{From: r.URL.Query().Get("from")})
}

func (s *Server) showChange(w http.ResponseWriter, r *http.Request, p prices.ChangePage) error {
	from, err := day(p.From, 0)
	if err != nil {
		p.From = ""
		p.Problems = append(p.Problems, ui.Problem{Field: "from", Text: i18n.T(r.Context(), "prices.problem.day")})
	}
	if p.Change, err = s.app.PriceChange(r.Context(), actorOf(r), from); err != nil {
		return err
	}
	p.CanEdit, p.Key = actorOf(r).May(panel.EditPrices), newFormKey()
	title := i18n.T(r.Context(), "prices.change.title")
	if p.Frame, err = s.frame(r, title, "prices", pricesCrumb(r), rulesCrumb(r), ui.Crumb{Label: title}); err != nil {
		return err
	}
	p.Frame.Problem = len(p.Problems) > 0
	return render(w, r, status(p.Problems), prices.Change(p))
}

func (s *Server) publishPrices(w http.ResponseWriter, r *http.Request) error {
	p := prices.ChangePage{From: r.PostFormValue("from"), Note: strings.TrimSpace(r.PostFormValue("note"))}
	from, err := day(p.From, 0)
	if err != nil {
		return s.showChange(w, r, p)
	}
	err = s.app.PublishPrices(r.Context(), actorOf(r), service.PublishForm{
		From: from, Note: p.Note, Fingerprint: r.PostFormValue("fingerprint"), Confirm: strings.TrimSpace(r.PostFormValue(ui.ConfirmField)),
	})
	if p.Problems = problems(r, err); p.Problems != nil {
		return s.showChange(w, r, p)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/prices", "prices.published")
}
