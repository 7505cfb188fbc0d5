package service

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// ZoneView is one zone and what the actor may do with it.
type ZoneView struct {
	Zone        panel.Product
	Rules       panel.ZoneRules
	CanEdit     bool
	Nameservers []string // of the domain, when it is one of ours
	Delegation  panel.Delegation
	Pending     int    // records whose change is under way
	Version     string // differs whenever a record does
	Reading     bool   // the vendor is being asked
}

// Zones lists the zones the actor may see, with what is known of their
// delegation. want.Kind is set here.
func (a *App) Zones(ctx context.Context, actor panel.Actor, want ProductFilter) ([]ZoneView, error) {
	if err := require(actor, dnsPermission(actor, panel.ViewDNS)); err != nil {
		return nil, err
	}
	want.Kind = panel.KindZone
	zones, err := a.DB.Products(ctx, actor, want)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(zones))
	for _, z := range zones {
		names = append(names, z.Name)
	}
	servers, err := a.DB.Nameservers(ctx, actor, names)
	if err != nil {
		return nil, err
	}
	views := make([]ZoneView, 0, len(zones))
	for _, z := range zones {
		seen, edit, err := a.dnsRights(ctx, actor, z)
		if err != nil {
			return nil, err
		}
		if seen {
			views = append(views, zoneView(actor, z, edit, servers[z.Name]))
		}
	}
	return views, nil
}

// Zone reads one zone the actor may see.
func (a *App) Zone(ctx context.Context, actor panel.Actor, id int64) (ZoneView, error) {
	zone, edit, err := a.zoneOf(ctx, actor, id)
	if err != nil {
		return ZoneView{}, err
	}
	servers, err := a.DB.Nameservers(ctx, actor, []string{zone.Name})
	if err != nil {
		return ZoneView{}, err
	}
	v := zoneView(actor, zone, edit, servers[zone.Name])
	if v.Pending, v.Version, err = a.DB.PendingRecords(ctx, zone); err != nil {
		return v, err
	}
	v.Reading, err = a.DB.JobOpen(ctx, zone.ResellerID, fmt.Sprintf("refresh:%d", zone.ID))
	return v, err
}

// Records lists the records of a zone the actor may see.
func (a *App) Records(ctx context.Context, actor panel.Actor, zoneID int64, want RecordFilter) ([]panel.Record, error) {
	zone, _, err := a.zoneOf(ctx, actor, zoneID)
	if err != nil {
		return nil, err
	}
	rows, err := a.DB.Records(ctx, zone, want)
	return allViewedBy(actor, rows), err
}

// Record reads one record of a zone the actor may see.
func (a *App) Record(ctx context.Context, actor panel.Actor, zoneID, id int64) (panel.Record, error) {
	zone, _, err := a.zoneOf(ctx, actor, zoneID)
	if err != nil {
		return panel.Record{}, err
	}
	row, err := a.DB.ZoneRecord(ctx, actor, zone.ID, id)
	return viewedBy(actor, row), err
}

func zoneView(actor panel.Actor, z panel.Product, edit bool, servers []string) ZoneView {
	return ZoneView{
		Zone: viewedBy(actor, z), Rules: panel.RulesOf(z), CanEdit: edit && z.State != panel.StateGone,
		Nameservers: servers, Delegation: panel.DelegationOf(z.Vendor, servers),
	}
}

// dnsPermission is the permission that the actor's kind of account needs.
func dnsPermission(actor panel.Actor, staff panel.Permission) panel.Permission {
	if actor.Role == panel.RoleCustomer {
		return panel.UsePortal
	}
	return staff
}

// dnsRights says whether the actor may see a zone of theirs, and change it.
func (a *App) dnsRights(ctx context.Context, actor panel.Actor, zone panel.Product) (see, edit bool, err error) {
	if actor.Role != panel.RoleCustomer {
		return actor.May(panel.ViewDNS), actor.May(panel.EditDNS), nil
	}
	if edit, err = a.DB.MayAct(ctx, actor.UserID, zone.ID, panel.RightDNS); err != nil || edit {
		return edit, edit, err
	}
	see, err = a.DB.MayAct(ctx, actor.UserID, zone.ID, panel.RightView)
	return see, false, err
}

// zoneOf reads a zone through the actor; what is no zone, or none the actor
// may see, is NotFound.
func (a *App) zoneOf(ctx context.Context, actor panel.Actor, id int64) (zone panel.Product, edit bool, err error) {
	if err := require(actor, dnsPermission(actor, panel.ViewDNS)); err != nil {
		return zone, false, err
	}
	if zone, err = a.DB.Product(ctx, actor, id); err != nil {
		return zone, false, err
	}
	see, edit, err := a.dnsRights(ctx, actor, zone)
	if err == nil && (!see || zone.Kind != panel.KindZone) {
		err = panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return zone, edit, err
}

// editable is zoneOf for changes.
func (a *App) editable(ctx context.Context, actor panel.Actor, id int64) (panel.Product, error) {
	zone, edit, err := a.zoneOf(ctx, actor, id)
	switch {
	case err != nil:
		return zone, err
	case !edit && actor.Role == panel.RoleCustomer:
		return zone, panel.Errorf(panel.Forbidden, nil, "error.forbidden.action")
	case !edit:
		return zone, require(actor, panel.EditDNS)
	case zone.State == panel.StateGone:
		return zone, panel.Errorf(panel.Conflict, nil, "error.zone.gone")
	}
	return zone, nil
}

// AddRecord puts a record into a zone: the row is there at once, the job that
// asks the vendor follows.
func (a *App) AddRecord(ctx context.Context, actor panel.Actor, zoneID int64, d panel.RecordData) (id int64, err error) {
	zone, err := a.editable(ctx, actor, zoneID)
	if err != nil {
		return 0, err
	}
	d.Enabled = true
	if d, err = a.checkRecord(ctx, zone, d, 0); err != nil {
		return 0, err
	}
	row := panel.Record{ResellerID: zone.ResellerID, ProductID: zone.ID, RecordData: d, State: panel.RecordAdding}
	err = a.recorded(ctx, actor, recordAct(panel.AddRecord, zone, nil, &d), func(tx *db.Tx) error {
		if row.ID, err = tx.AddRecord(ctx, row); err != nil {
			return err
		}
		return a.startRecord(ctx, tx, actor, zone, row, 1, panel.AddRecord)
	})
	return row.ID, err
}

// ChangeRecord asks for a record to become what d says. It reports false when
// it is so already: then nothing is sent.
func (a *App) ChangeRecord(ctx context.Context, actor panel.Actor, zoneID, id int64, d panel.RecordData) (bool, error) {
	zone, row, err := a.recordToChange(ctx, actor, zoneID, id)
	if err != nil {
		return false, err
	}
	if d, err = a.checkRecord(ctx, zone, d, row.ID); err != nil {
		return false, err
	}
	if row.VendorRef == "" {
		// It never reached the vendor: what was refused is asked for anew.
		before := row.RecordData
		row.RecordData = d
		return true, a.begin(ctx, actor, zone, row, panel.AddRecord, &before)
	}
	if err := fixedFields(panel.RulesOf(zone), row.RecordData, d); err != nil {
		return false, err
	}
	if row.Same(d) && row.Enabled == d.Enabled {
		return false, nil
	}
	row.Wanted = &d
	return true, a.begin(ctx, actor, zone, row, panel.ChangeRecord, &row.RecordData)
}

// fixedFields refuses changes that the vendor has no call for.
func fixedFields(rules panel.ZoneRules, now, want panel.RecordData) error {
	var problems []panel.Problem
	fixed := func(field string, same bool) {
		if !same {
			problems = append(problems, panel.Problem{Field: field, Key: "problem.record.fixed"})
		}
	}
	if rules.ValueOnly {
		fixed("name", now.Name == want.Name)
		fixed("type", now.Type == want.Type)
		fixed("mx", now.MX == want.MX)
	}
	if !rules.Pause {
		fixed("enabled", now.Enabled == want.Enabled)
	}
	return panel.InvalidFields(problems)
}

// EnableRecord switches a record on or off.
func (a *App) EnableRecord(ctx context.Context, actor panel.Actor, zoneID, id int64, enabled bool) (bool, error) {
	row, err := a.Record(ctx, actor, zoneID, id)
	if err != nil {
		return false, err
	}
	want := row.RecordData
	want.Enabled = enabled
	return a.ChangeRecord(ctx, actor, zoneID, id, want)
}

// DeleteRecord asks for a record to be deleted. One that never reached the
// vendor is forgotten at once.
func (a *App) DeleteRecord(ctx context.Context, actor panel.Actor, zoneID, id int64) error {
	zone, row, err := a.recordToChange(ctx, actor, zoneID, id)
	if err != nil {
		return err
	}
	if row.VendorRef == "" {
		return a.DismissRecord(ctx, actor, zoneID, id)
	}
	row.Wanted = nil
	return a.begin(ctx, actor, zone, row, panel.DeleteRecord, &row.RecordData)
}

// RetryRecord tries a refused change again, as it was.
func (a *App) RetryRecord(ctx context.Context, actor panel.Actor, zoneID, id int64) error {
	zone, row, err := a.recordToChange(ctx, actor, zoneID, id)
	if err != nil {
		return err
	}
	if row.State != panel.RecordFailed || row.Problem == nil {
		return panel.Errorf(panel.Conflict, nil, "error.record.moved")
	}
	return a.begin(ctx, actor, zone, row, row.Problem.Action, &row.RecordData)
}

// DismissRecord gives a refused change up: the record stands as the vendor has
// it. An addition is forgotten, and the zone is read again, for the vendor may
// have acted after all.
func (a *App) DismissRecord(ctx context.Context, actor panel.Actor, zoneID, id int64) error {
	zone, row, err := a.recordToChange(ctx, actor, zoneID, id)
	if err != nil {
		return err
	}
	t := &act{Action: "record.dismiss", Kind: "zone", ID: zone.ID, Name: zone.Name, Before: row.RecordData, ResellerID: zone.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if row.VendorRef != "" {
			row.State, row.Wanted, row.Problem = panel.RecordOK, nil, nil
			return tx.SaveRecord(ctx, row)
		}
		if err := tx.DropRecord(ctx, row); err != nil {
			return err
		}
		_, err := a.startRefresh(ctx, tx, actor, zone)
		return err
	})
}

// recordToChange reads a record that no change is under way for.
func (a *App) recordToChange(ctx context.Context, actor panel.Actor, zoneID, id int64) (zone panel.Product, row panel.Record, err error) {
	if zone, err = a.editable(ctx, actor, zoneID); err != nil {
		return zone, row, err
	}
	if row, err = a.DB.ZoneRecord(ctx, actor, zone.ID, id); err != nil {
		return zone, row, err
	}
	switch {
	case row.State.Pending():
		err = panel.Errorf(panel.Conflict, nil, "error.record.busy")
	case row.Locked:
		err = panel.Errorf(panel.Conflict, nil, "error.record.locked")
	}
	return zone, row, err
}

// begin puts a row into the state of a change and starts its job, together.
func (a *App) begin(ctx context.Context, actor panel.Actor, zone panel.Product, row panel.Record, action panel.RecordAction, before *panel.RecordData) error {
	after := row.Wanted
	if action == panel.AddRecord {
		after = &row.RecordData
	}
	row.State, row.Problem = action.State(), nil
	return a.recorded(ctx, actor, recordAct(action, zone, before, after), func(tx *db.Tx) error {
		if err := tx.SaveRecord(ctx, row); err != nil {
			return err
		}
		return a.startRecord(ctx, tx, actor, zone, row, row.Version+1, action)
	})
}

func recordAct(action panel.RecordAction, zone panel.Product, before, after *panel.RecordData) *act {
	t := &act{Action: "record." + string(action), Kind: "zone", ID: zone.ID, Name: zone.Name, ResellerID: zone.ResellerID}
	if before != nil {
		t.Before = before
	}
	if after != nil {
		t.After = after
	}
	return t
}

func (a *App) startRecord(ctx context.Context, tx *db.Tx, actor panel.Actor, zone panel.Product, row panel.Record, version int64, action panel.RecordAction) error {
	_, err := a.startJob(ctx, tx, actor, db.NewJob{
		Job: panel.Job{
			ResellerID: zone.ResellerID, AccountID: zone.AccountID, Kind: "record." + string(action), ProductID: zone.ID,
			Subject: row.FQDN(zone.Name) + " " + row.Type, Input: map[string]string{"record": strconv.FormatInt(row.ID, 10)},
		},
		CustomerID: zone.CustomerID, UniqueKey: db.RecordJobKey(row.ID, version),
	}, nil)
	return err
}

// checkRecord makes a record ready to be sent, or says what is wrong with it.
// self is the row that is changed, 0 for a new one.
func (a *App) checkRecord(ctx context.Context, zone panel.Product, d panel.RecordData, self int64) (panel.RecordData, error) {
	rules := panel.RulesOf(zone)
	d = inASCII(d).Tidy(zone.Name, rules)
	rows, err := a.DB.Records(ctx, zone, RecordFilter{Name: d.Name})
	if err != nil {
		return d, err
	}
	var others []panel.RecordData
	for _, row := range rows {
		unborn := row.State == panel.RecordFailed && row.VendorRef == ""
		if row.ID == self || row.State == panel.RecordDeleting || unborn {
			continue
		}
		others = append(others, row.RecordData)
	}
	return d, panel.InvalidFields(d.Validate(zone.Name, rules, others))
}

// hostProfile maps names as people type them to what DNS carries; labels with
// an underscore or a star are theirs to use.
var hostProfile = idna.New(idna.MapForLookup(), idna.StrictDomainName(false), idna.Transitional(false))

// inASCII writes the host names of a record in punycode. A name that has no
// such form stays, for the rules to refuse.
func inASCII(d panel.RecordData) panel.RecordData {
	d.Name = hostASCII(d.Name)
	kind := strings.ToUpper(strings.TrimSpace(d.Type))
	switch {
	case endsWithDot(kind):
		d.Value = hostASCII(d.Value)
	case kind == "SRV":
		parts := strings.Fields(d.Value)
		if len(parts) > 0 {
			parts[len(parts)-1] = hostASCII(parts[len(parts)-1])
			d.Value = strings.Join(parts, " ")
		}
	}
	return d
}

func hostASCII(name string) string {
	name = strings.TrimSpace(strings.NewReplacer("。", ".", "．", ".").Replace(name))
	if !slices.ContainsFunc([]rune(name), func(r rune) bool { return r > 127 }) {
		return name
	}
	ascii, err := hostProfile.ToASCII(name)
	if err != nil {
		return name
	}
	return ascii
}
