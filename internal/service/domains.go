package service

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// domainWords names our fields by the registrar's parameters.
var domainWords = words{
	"domainname": "name", "userid": "contact", "years": "years", "signature": "coupon", "Signature": "coupon", "voucherid": "voucher",
	"authcode": "authcode", "password": "password", "dns1": "nameservers", "dns2": "nameservers", "dns3": "nameservers",
	"dns4": "nameservers", "dns5": "nameservers", "dns6": "nameservers", "dns_hst1": "nameservers", "dns_hst2": "nameservers",
	"dns_hst3": "nameservers", "dns_hst4": "nameservers", "dns_hst5": "nameservers", "dns_hst6": "nameservers", "Bounddomain": "bound",
}

// runStates is the registrar's state of a domain in ours.
var runStates = map[cndns.RunState]panel.ProductState{
	cndns.RunUnpaid: panel.StatePending, cndns.RunRunning: panel.StateActive, cndns.RunPaused: panel.StatePaused,
	cndns.RunProcessing: panel.StatePending, cndns.RunDeleted: panel.StateGone, cndns.RunStopped: panel.StatePaused,
	cndns.RunWaiting: panel.StatePending, cndns.RunTaken: panel.StateFailed, cndns.RunTransferring: panel.StateTransfer,
	cndns.RunExpired: panel.StateExpired, cndns.RunRenewing: panel.StateActive, cndns.RunRenewalFailure: panel.StateActive,
	cndns.RunFailed: panel.StateFailed, cndns.RunNotCertified: panel.StateUnverified, cndns.RunIllegal: panel.StatePaused,
}

func domainJobs() map[string]jobKind {
	return map[string]jobKind{
		"domain.follow":   {step: (*App).followDomain, attempts: 50},
		"transfer.follow": {step: (*App).followTransfer, attempts: 50},
	}
}

func domainContracts() map[string]contract {
	return map[string]contract{
		"domain.register": {
			name: inputName, makes: panel.KindDomain, check: checkRegister, pre: preRegister, send: sendRegister, judge: judgeRegister,
			deliver: deliverDomain, endpoint: "cndns.domain.create", subject: "domainname",
		},
		"domain.renew": {
			name: productName, pre: preRenew, send: sendRenew, judge: judgeRenew,
			deliver: deliverRenewal, endpoint: "cndns.domain.renew",
		},
		"domain.transfer_in": {
			name: inputName, makes: panel.KindDomain, check: checkName, pre: preTransfer, send: sendTransfer, judge: judgeTransfer,
			deliver: deliverTransfer, endpoint: "cndns.domain.transfer_in",
		},
	}
}

func inputName(input map[string]string, _ panel.Product) string { return input["name"] }

func productName(_ map[string]string, p panel.Product) string { return p.Name }

// detail reads a domain at the registrar; ours is false when it is not in the account.
func (a *App) detail(ctx context.Context, accountID int64, name string) (d cndns.DomainDetailResponse, ours bool, err error) {
	client, err := a.cndns(ctx, accountID)
	if err != nil {
		return d, false, err
	}
	d, err = client.DomainDetail(ctx, cndns.DomainRequest{DomainName: NameUnicode(name)})
	if missing(err) {
		return d, false, nil
	}
	return d, err == nil, explain(err, domainWords)
}

// checkName holds a name against the list of suffixes.
func checkName(input map[string]string) []panel.Problem {
	name, err := NameASCII(input["name"])
	if err != nil || name != input["name"] {
		return []panel.Problem{{Field: "name", Key: "problem.domain"}}
	}
	if _, known := panel.SuffixOf(NameUnicode(name)); !known {
		return []panel.Problem{{Field: "name", Key: "domains.problem.suffix"}}
	}
	return nil
}

// checkRegister holds a registration against the registrar's rules.
func checkRegister(input map[string]string) []panel.Problem {
	problems := checkName(input)
	if len(problems) > 0 {
		return problems
	}
	whole := NameUnicode(input["name"])
	rule, _ := panel.SuffixOf(whole)
	if rule.Han && !panel.HasHan(strings.TrimSuffix(whole, rule.Suffix)) {
		problems = append(problems, panel.Problem{Field: "name", Key: "problem.rule.han"})
	}
	years, err := strconv.Atoi(input["years"])
	switch {
	case err != nil:
		problems = append(problems, panel.Problem{Field: "years", Key: "problem.number"})
	case years < rule.Min || years > rule.Max || years == rule.Not:
		problems = append(problems, panel.Problem{Field: "years", Key: "domains.problem.years", Args: []any{"Suffix", rule.Suffix, "Min", rule.Min, "Max", rule.Max}})
	}
	if input["nameservers"] != "" {
		op, _ := panel.OperationNamed("domain.nameservers")
		problems = append(problems, op.Check(input)...)
		if rule.Foreign && len(strings.Fields(input["nameservers"])) > 2 {
			problems = append(problems, panel.Problem{Field: "nameservers", Key: "domains.problem.twoservers"})
		}
	}
	if input["contact"] == "" {
		problems = append(problems, panel.Problem{Field: "contact", Key: "problem.required"})
	}
	return problems
}

// preRegister refuses a name that the account has already.
func preRegister(ctx context.Context, p *purchase) (any, error) {
	d, ours, err := p.app.detail(ctx, p.order.AccountID, p.order.Name)
	if err != nil {
		return nil, err
	}
	if ours && d.RunState.Fold() != cndns.RunDeleted {
		return nil, panel.Errorf(panel.Conflict, nil, "domains.error.ours", "Name", NameUnicode(p.order.Name))
	}
	return map[string]any{"ours": false}, nil
}

// sendRegister registers. The management password is made here and kept
// nowhere: the registrar shows it, and "domain.password" sets another.
func sendRegister(ctx context.Context, p *purchase) error {
	client, err := p.app.cndns(ctx, p.order.AccountID)
	if err != nil {
		return err
	}
	in := p.order.Input
	years, err := strconv.Atoi(in["years"])
	if err != nil {
		return panel.InvalidFields([]panel.Problem{{Field: "years", Key: "problem.number"}})
	}
	req := cndns.DomainCreateRequest{
		UserID: in["contact"], DomainName: NameUnicode(p.order.Name), Years: years, Password: endpoint.Secret(rand.Text()[:16]),
		Coupon: p.coupon(), Voucher: in["voucher"],
	}
	for i, to := range []*string{&req.DNS1, &req.DNS2, &req.DNS3, &req.DNS4, &req.DNS5, &req.DNS6} {
		*to = hostAt(in["nameservers"], i)
	}
	return explain(client.DomainCreate(ctx, req), domainWords)
}

func hostAt(list string, i int) string {
	if hosts := strings.Fields(list); i < len(hosts) {
		return strings.ToLower(hosts[i])
	}
	return ""
}

// judgeRegister believes in a domain that the order can have brought about: for
// its registrant, not older, and not failed.
func judgeRegister(ctx context.Context, p *purchase) (verdict, error) {
	d, ours, err := p.app.detail(ctx, p.order.AccountID, p.order.Name)
	if err != nil {
		return unclear, err
	}
	t := registration(d, p.order.Name, p.order.Input["contact"])
	switch {
	case !ours || !t.Found:
		return didNot, nil
	case !t.Other && t.since(p.order.CreatedAt):
		return didIt, nil
	}
	return unclear, nil
}

// deliverDomain records the domain with its zone and starts to follow it.
func deliverDomain(ctx context.Context, tx *db.Tx, p *purchase) (int64, error) {
	product := panel.Product{Kind: panel.KindDomain, State: panel.StatePending, Facts: panel.Facts{Domain: &panel.DomainFacts{RegistrantID: p.order.Input["contact"]}}}
	id, err := p.stock(ctx, tx, product)
	if err != nil {
		return 0, err
	}
	if _, err := p.stock(ctx, tx, panel.Product{Kind: panel.KindZone, State: panel.StatePending, Facts: panel.Facts{Zone: &panel.ZoneFacts{}}}); err != nil {
		return 0, err
	}
	return id, p.follow(ctx, tx, "domain.follow", id)
}

// stock records a product that an order bought, or takes up the row that is
// there from an earlier time of the same name.
func (p *purchase) stock(ctx context.Context, tx *db.Tx, product panel.Product) (int64, error) {
	o := p.order
	product.ResellerID, product.AccountID, product.CustomerID, product.OrderID = o.ResellerID, o.AccountID, o.CustomerID, o.ID
	product.Vendor, product.Name = panel.VendorCNDNS, o.Name
	old, err := tx.ProductNamed(ctx, o.AccountID, product.Kind, o.Name)
	if panel.Is(err, panel.NotFound) {
		return tx.AddProduct(ctx, product)
	}
	if err != nil {
		return 0, err
	}
	customerBefore := old.CustomerID
	old.State, old.Facts, old.ExpiresAt = product.State, product.Facts, time.Time{}
	if err := tx.SaveFacts(ctx, old); err != nil {
		return 0, err
	}
	if customerBefore != o.CustomerID {
		return old.ID, tx.Assign(ctx, old, o.CustomerID)
	}
	return old.ID, nil
}

func (p *purchase) follow(ctx context.Context, tx *db.Tx, kind string, productID int64) error {
	actor := panel.SystemActor(p.order.ResellerID)
	actor.UserID = p.order.CreatedBy
	_, err := p.app.startJob(ctx, tx, actor, db.NewJob{
		Job: panel.Job{
			ResellerID: p.order.ResellerID, AccountID: p.order.AccountID, Kind: kind, ProductID: productID, OrderID: 0, Subject: p.order.Name,
		},
		CustomerID: p.order.CustomerID, UniqueKey: fmt.Sprintf("%s:%d", kind, productID),
	}, nil)
	return err
}

// before-value of a renewal, and when it was read; zero in older ones.
type renewalBefore struct{ Expires, At time.Time }

func preRenew(ctx context.Context, p *purchase) (any, error) {
	d, ours, err := p.app.detail(ctx, p.order.AccountID, p.product.Name)
	if err == nil && !ours {
		err = panel.Errorf(panel.NotFound, nil, "domains.error.notours", "Name", NameUnicode(p.product.Name))
	}
	if err == nil {
		err = p.renewsFrom(d.ExpiresAt)
	}
	return renewalBefore{Expires: d.ExpiresAt, At: p.app.Now().UTC()}, err
}

func sendRenew(ctx context.Context, p *purchase) error {
	client, err := p.app.cndns(ctx, p.order.AccountID)
	if err != nil {
		return err
	}
	var before renewalBefore
	if err := json.Unmarshal(p.before, &before); err != nil {
		return panel.Errorf(panel.Conflict, err, "error.order.moved")
	}
	years, err := strconv.Atoi(p.order.Input["years"])
	if err != nil {
		return panel.InvalidFields([]panel.Problem{{Field: "years", Key: "problem.number"}})
	}
	req := cndns.DomainRenewRequest{
		DomainName: NameUnicode(p.product.Name), Years: years, Coupon: p.coupon(), Voucher: p.order.Input["voucher"],
	}
	if !before.Expires.IsZero() {
		req.ExpiresOn = before.Expires.In(beijing).Format(time.DateOnly)
	}
	return explain(client.DomainRenew(ctx, req), domainWords)
}

var beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// renewsFrom refuses a renewal of a thing whose end is another than the plan
// says, or is not shown: nothing could prove afterwards what became of it.
func (p *purchase) renewsFrom(end time.Time) error {
	if end.IsZero() {
		return panel.Errorf(panel.Conflict, nil, "error.spend.noexpiry", "Name", NameUnicode(p.product.Name))
	}
	return p.endsAsPlanned(end)
}

// judgeRenew compares the date with the one before: it moved by what was
// ordered, or it did not move.
func judgeRenew(ctx context.Context, p *purchase) (verdict, error) {
	before, err := readBefore[renewalBefore](p.before)
	if err != nil {
		return unclear, err
	}
	d, ours, err := p.app.detail(ctx, p.order.AccountID, p.product.Name)
	if err != nil || !ours {
		return unclear, err
	}
	now := dated{Expires: d.ExpiresAt.UTC(), Moving: d.RunState.Fold() == cndns.RunRenewing}
	return p.renewed(before, now, 12*number(p.order.Input["years"])), nil
}

// renewed is moved for an order; a person who decides a held one may say that
// it is part of a longer span.
func (p *purchase) renewed(before renewalBefore, now dated, months int) verdict {
	if before.Expires.IsZero() || months == 0 {
		return unclear
	}
	found := moved(dated{Expires: before.Expires.UTC()}, now, before.At, months)
	least := before.Expires.AddDate(0, months, 0).Add(-slack)
	if found == unclear && p.order.State == panel.OrderHeld && now.Expires.After(least) {
		return didIt
	}
	return found
}

func deliverRenewal(ctx context.Context, tx *db.Tx, p *purchase) (int64, error) {
	return p.product.ID, p.follow(ctx, tx, "domain.follow", p.product.ID)
}

// readDomain asks the registrar how a domain stands. Its password is dropped.
func readDomain(ctx context.Context, a *App, p panel.Product) (panel.Product, error) {
	if p.State == panel.StateTransfer {
		return a.readTransfer(ctx, p)
	}
	d, ours, err := a.detail(ctx, p.AccountID, p.Name)
	if err != nil {
		return p, err
	}
	if !ours && p.State == panel.StatePending {
		return p, nil // bought just now; the registrar has not listed it yet
	}
	if !ours {
		return p, panel.Errorf(panel.NotFound, nil, "domains.error.notours", "Name", NameUnicode(p.Name))
	}
	return a.withDetail(p, d), nil
}

// withDetail is a product as the registrar's answer describes it.
func (a *App) withDetail(p panel.Product, d cndns.DomainDetailResponse) panel.Product {
	facts := panel.DomainFacts{}
	if p.Facts.Domain != nil {
		facts = *p.Facts.Domain // the audit and the transfer are read by other calls
	}
	run := d.RunState.Fold()
	facts.RunState, facts.RegisteredAt, facts.Nameservers, facts.RegistrantID = string(run), d.RegisteredAt, d.Nameservers(), d.UserID
	p.Facts.Domain = &facts
	p.ExpiresAt = d.ExpiresAt
	if state, known := runStates[run]; known {
		p.State = state
	}
	if p.State == panel.StateActive && !p.ExpiresAt.IsZero() && p.ExpiresAt.Before(a.Now()) {
		p.State = panel.StateExpired
	}
	return p
}

// followDomain is the step of "domain.follow": it asks, more and more rarely,
// until the domain does not move by itself any more.
func (a *App) followDomain(ctx context.Context, job *panel.Job) (next, error) {
	p, err := a.DB.Product(ctx, panel.SystemActor(job.ResellerID), job.ProductID)
	if err != nil {
		return next{}, err
	}
	fresh, err := a.reread(ctx, p)
	if err != nil {
		return next{}, err
	}
	run := cndns.RunState("")
	if fresh.Facts.Domain != nil {
		run = cndns.RunState(fresh.Facts.Domain.RunState)
	}
	if run != "" && job.Input["run"] != string(run) {
		job.Input = withInput(job.Input, map[string]string{"run": string(run)})
		a.note(ctx, job, toneOfProduct(fresh.State), "domains.job.state."+string(fresh.State))
	}
	switch {
	case run != "" && run.Final():
		return over()
	case a.Now().Sub(job.CreatedAt) > a.patience(7*24*time.Hour):
		return next{}, panel.Errorf(panel.Refused, nil, "domains.error.stuck")
	}
	return later(a.patience(growing(job.Steps, 10*time.Second, 30*time.Minute)))
}

// growing is the pause after the n-th look: it doubles with every third.
func growing(n int, first, most time.Duration) time.Duration {
	return min(first<<min(n/3, 16), most)
}

// toneOfProduct says how a state sounds in a job's history.
func toneOfProduct(s panel.ProductState) string {
	switch s {
	case panel.StateActive:
		return "ok"
	case panel.StateUnverified, panel.StatePaused, panel.StateExpired:
		return "warn"
	case panel.StateFailed, panel.StateGone:
		return "bad"
	case panel.StatePending, panel.StateStopped, panel.StateNotCreated, panel.StateTransfer:
	}
	return "busy"
}
