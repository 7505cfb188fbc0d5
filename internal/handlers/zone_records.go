package handlers

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
	"tangelo/web/templates/ui"
	"tangelo/web/templates/zones"
)

// recordForm reads a record as it was typed.
func recordForm(r *http.Request) zones.RecordForm {
	return zones.RecordForm{
		Name: r.PostFormValue("name"), Type: r.PostFormValue("type"), Value: r.PostFormValue("value"),
		TTL: r.PostFormValue("ttl"), MX: r.PostFormValue("mx"), Line: r.PostFormValue("line"),
	}
}

// recordData makes a record of what was typed. Numbers that are none are
// problems of their own, so that what was typed stays in the field.
func recordData(f zones.RecordForm) (panel.RecordData, error) {
	d := panel.RecordData{Name: f.Name, Type: f.Type, Value: f.Value, Line: f.Line}
	var wrong []panel.Problem
	number := func(field, text string) int {
		text = strings.TrimSpace(text)
		n, err := strconv.Atoi(text)
		if err != nil && text != "" {
			wrong = append(wrong, panel.Problem{Field: field, Key: "problem.number"})
		}
		return n
	}
	d.TTL = number("ttl", f.TTL)
	if strings.EqualFold(d.Type, "MX") {
		d.MX = number("mx", f.MX)
		if strings.TrimSpace(f.MX) == "" {
			wrong = append(wrong, panel.Problem{Field: "mx", Key: "problem.required"})
		}
	}
	return d, panel.InvalidFields(wrong)
}

// recordProblems are the problems of a record's form, at the fields of that form.
func recordProblems(r *http.Request, form string, err error) ui.Problems {
	out := problems(r, err)
	for i := range out {
		out[i].ID = form + "-" + out[i].Field
	}
	return out
}

func (z zonePages) addRecord(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	form := recordForm(r)
	d, err := recordData(form)
	if err == nil {
		_, err = z.app.AddRecord(r.Context(), actorOf(r), id, d)
	}
	if form.Problems = recordProblems(r, "add", err); form.Problems != nil {
		return z.showZone(w, r, &form)
	}
	if err != nil {
		return err
	}
	return z.done(w, r, z.href(id), "zones.flash.adding.record")
}

// recordOf reads the record that the address names.
func (z zonePages) recordOf(r *http.Request) (zone, record int64, err error) {
	if zone, err = pathID(r, "id"); err != nil {
		return 0, 0, err
	}
	record, err = pathID(r, "record")
	return zone, record, err
}

func (z zonePages) editRecord(w http.ResponseWriter, r *http.Request) error {
	p, err := z.editPage(r)
	if err != nil {
		return err
	}
	shown := p.Record.RecordData
	if p.Record.Wanted != nil {
		shown = *p.Record.Wanted // what was refused is what the person wants to mend
	}
	p.Form = zones.FormOf(shown)
	if fromHTMX(r) {
		return render(w, r, http.StatusOK, zones.EditRow(p))
	}
	return z.showEdit(w, r, p)
}

// editPage is a record of a zone that the person may change.
func (z zonePages) editPage(r *http.Request) (p zones.EditPage, err error) {
	zone, record, err := z.recordOf(r)
	if err != nil {
		return p, err
	}
	view, err := z.app.Zone(r.Context(), actorOf(r), zone)
	if err != nil {
		return p, err
	}
	if !view.CanEdit {
		return p, panel.Errorf(panel.Forbidden, nil, "error.forbidden.action")
	}
	p.RecordsPage = zones.RecordsPage{
		Base: z.base, Portal: z.portal, Zone: view.Zone, Unicode: service.NameInUnicode(view.Zone.Name), Rules: view.Rules, CanEdit: true,
	}
	p.Record, err = z.app.Record(r.Context(), actorOf(r), zone, record)
	return p, err
}

func (z zonePages) editFrame(r *http.Request, p *zones.EditPage) (err error) {
	ctx := r.Context()
	title := p.Record.FQDN(p.Unicode) + " " + p.Record.Type
	p.Frame, err = z.frame(r, title, z.active, ui.Crumb{Label: i18n.T(ctx, "zones.title"), Href: z.base},
		ui.Crumb{Label: p.Unicode, Href: z.href(p.Zone.ID)}, ui.Crumb{Label: title})
	p.Frame.Path = z.href(p.Zone.ID) + "/records/" + strconv.FormatInt(p.Record.ID, 10) + "/edit"
	return err
}

func (z zonePages) showEdit(w http.ResponseWriter, r *http.Request, p zones.EditPage) error {
	if err := z.editFrame(r, &p); err != nil {
		return err
	}
	return render(w, r, status(p.Form.Problems), zones.Edit(p))
}

func (z zonePages) changeRecord(w http.ResponseWriter, r *http.Request) error {
	p, err := z.editPage(r)
	if err != nil {
		return err
	}
	p.Form = recordForm(r)
	d, err := recordData(p.Form)
	changed := false
	if err == nil {
		d.Enabled = p.Record.Enabled
		changed, err = z.app.ChangeRecord(r.Context(), actorOf(r), p.Zone.ID, p.Record.ID, d)
	}
	if p.Form.Problems = recordProblems(r, "edit-"+strconv.FormatInt(p.Record.ID, 10), err); p.Form.Problems != nil {
		return z.showEdit(w, r, p)
	}
	if err != nil {
		return err
	}
	key := "zones.flash.unchanged"
	if changed {
		key = "zones.flash.changing"
	}
	return z.done(w, r, z.href(p.Zone.ID), key)
}

func (z zonePages) confirmDelete(w http.ResponseWriter, r *http.Request) error {
	p, err := z.editPage(r)
	if err != nil {
		return err
	}
	if err := z.editFrame(r, &p); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, zones.Delete(p))
}

// recordAct does one thing to a record.
type recordAct func(ctx context.Context, r *http.Request, zone, record int64) error

// recordAction is the handler of a button in a record's row.
func (z zonePages) recordAction(key string, act recordAct) func(w http.ResponseWriter, r *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		zone, record, err := z.recordOf(r)
		if err != nil {
			return err
		}
		if err := act(r.Context(), r, zone, record); err != nil {
			return err
		}
		return z.done(w, r, z.href(zone), key)
	}
}

func (z zonePages) deleteRecord(ctx context.Context, r *http.Request, zone, record int64) error {
	return z.app.DeleteRecord(ctx, actorOf(r), zone, record)
}

func (z zonePages) enableRecord(ctx context.Context, r *http.Request, zone, record int64) error {
	_, err := z.app.EnableRecord(ctx, actorOf(r), zone, record, r.PostFormValue("enabled") == "true")
	return err
}

func (z zonePages) retryRecord(ctx context.Context, r *http.Request, zone, record int64) error {
	return z.app.RetryRecord(ctx, actorOf(r), zone, record)
}

func (z zonePages) dismissRecord(ctx context.Context, r *http.Request, zone, record int64) error {
	return z.app.DismissRecord(ctx, actorOf(r), zone, record)
}
