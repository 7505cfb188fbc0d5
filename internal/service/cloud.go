package service

import (
	"context"
	"slices"
	"strings"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

// cloudWords names our fields by the vendor's parameters.
var cloudWords = words{
	"cloudname": "name", "password": "password", "cloudpass": "password", "cloudpassword": "password", "cloudsystem": "os",
	"domainname": "domain", "cpu": "cpu", "ram": "memory", "HD": "disk", "BD": "bandwidth", "os": "os", "place": "place",
	"tmetpe": "unit", "timetype": "unit", "years": "count", "signature": "coupon", "voucherid": "voucher",
	"CPUNum": "cpu", "RAMNum": "memory", "HDNum": "disk", "BDNum": "bandwidth",
}

func cloudJobs() map[string]jobKind {
	return map[string]jobKind{
		"cloud.create":  {step: (*App).createBought, attempts: 50},
		"cloud.catalog": {step: (*App).fetchCloudCatalog, attempts: 4},
	}
}

func cloudBindings() map[string]binding {
	all := map[string]binding{
		"cloud.create":  {do: openHost},
		"cloud.rebuild": {do: rebuildHost, options: rebuildOptions},
	}
	for name, p := range powerSwitches {
		all[name] = binding{do: p.flip}
	}
	for name, s := range hostSettings {
		all[name] = binding{do: s.apply}
	}
	return all
}

// powerStates is the vendor's state of a host in ours. A state that could not
// be read is absent: what was known before stays.
var powerStates = map[cndns.CloudState]panel.ProductState{
	cndns.CloudRunning: panel.StateActive, cndns.CloudPaused: panel.StatePaused,
	cndns.CloudStopped: panel.StateStopped, cndns.CloudNotCreated: panel.StateNotCreated,
}

// hostInfo reads a host at the vendor; NotFound when it is not this account's.
func (a *App) hostInfo(ctx context.Context, accountID int64, name string) (info cndns.CloudInfoResponse, err error) {
	client, err := a.cndns(ctx, accountID)
	if err != nil {
		return info, err
	}
	info, err = client.CloudInfo(ctx, cndns.Named{CloudName: name})
	if missing(err) {
		return info, panel.Errorf(panel.NotFound, err, "cloud.error.notours", "Name", name)
	}
	return info, explain(err, cloudWords)
}

// hostState asks whether a host runs; CloudFault when the vendor cannot tell.
func (a *App) hostState(ctx context.Context, p panel.Product) (cndns.CloudState, error) {
	client, err := a.cndns(ctx, p.AccountID)
	if err != nil {
		return "", err
	}
	answer, err := client.CloudState(ctx, cndns.Named{CloudName: p.Name})
	return answer.State.Fold(), explain(err, cloudWords)
}

// readCloud asks the vendor how a host stands. Passwords in the answer are dropped.
func readCloud(ctx context.Context, a *App, p panel.Product) (panel.Product, error) {
	info, err := a.hostInfo(ctx, p.AccountID, p.Name)
	if err != nil {
		return p, err
	}
	state := cndns.CloudNotCreated
	if info.Created() {
		if state, err = a.hostState(ctx, p); err != nil {
			return p, err
		}
	}
	return a.withHost(p, info, state), nil
}

// withHost is a product as the vendor's answers describe it. Snapshot and bound
// domains are in no answer; they stay as the panel's own work left them.
func (a *App) withHost(p panel.Product, info cndns.CloudInfoResponse, state cndns.CloudState) panel.Product {
	facts := panel.CloudFacts{}
	if p.Facts.Cloud != nil {
		facts = *p.Facts.Cloud
	}
	facts.Number, facts.OS, facts.Place = info.CloudNo, info.SystemName, info.Place
	facts.IP, facts.PrivateIP = strings.Trim(info.ServerIP, "- "), strings.TrimSpace(info.IntranetIP)
	facts.ExtraIPs = addresses(info.ExtraIPs)
	facts.CPU, facts.MemoryMB, facts.DiskGB, facts.Mbps = info.CPU, info.RAM, info.HD, info.BD
	facts.FreeDomain, facts.RemotePort, facts.TimeType = strings.TrimSpace(info.FreeDomain), strings.TrimSpace(info.RemotePort), info.TimeUnit
	if known, ok := powerStates[state]; ok {
		facts.Power, p.State = string(state), known
	} else if facts.Power == "" || p.State == panel.StateNotCreated {
		facts.Power, p.State = string(cndns.CloudFault), panel.StateActive
	}
	p.Facts.Cloud, p.ExpiresAt = &facts, info.ExpiresAt
	if !p.ExpiresAt.IsZero() && p.ExpiresAt.Before(a.Now()) {
		p.State = panel.StateExpired
	}
	return p
}

func addresses(list string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(list, func(c rune) bool { return c == ',' || c == ' ' }), func(s string) bool { return s == "-" })
}

// begunAt is when a call of this run was begun; zero when it was not.
func (r *run) begunAt(name string) time.Time {
	at, err := time.Parse(time.RFC3339, r.input["begun."+name])
	if err != nil {
		return time.Time{}
	}
	return at
}

// unsettled ends a run whose outcome nobody can prove, after a fresh look.
func (r *run) unsettled(ctx context.Context) (next, error) {
	if _, err := r.app.reread(ctx, r.product); err != nil {
		return next{}, err
	}
	r.app.note(ctx, r.job, "warn", "cloud.job.unknown")
	return next{}, panel.Errorf(panel.Refused, nil, "cloud.error.unknown")
}

// settled ends a run that did what it should: the host is read once more.
func (r *run) settled(ctx context.Context, change func(*panel.CloudFacts)) (next, error) {
	p := r.product
	facts := panel.CloudFacts{}
	if p.Facts.Cloud != nil {
		facts = *p.Facts.Cloud
	}
	if change != nil {
		change(&facts)
	}
	p.Facts.Cloud = &facts
	if _, err := r.app.reread(ctx, p); err != nil {
		return next{}, err
	}
	r.app.note(ctx, r.job, "ok", "cloud.job.done")
	return over()
}
