package service

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// transferStatus reads where a transfer stands; known is false when the
// registrar has no order for the name.
func (a *App) transferStatus(ctx context.Context, accountID int64, name string) (s cndns.TransferStatusResponse, known bool, err error) {
	client, err := a.cndns(ctx, accountID)
	if err != nil {
		return s, false, err
	}
	s, err = client.TransferStatus(ctx, cndns.DomainRequest{DomainName: NameUnicode(name)})
	if missing(err) {
		return s, false, nil
	}
	return s, err == nil, explain(err, domainWords)
}

// preTransfer refuses a name that the account has already, or is getting.
func preTransfer(ctx context.Context, p *purchase) (any, error) {
	status, known, err := p.app.transferStatus(ctx, p.order.AccountID, p.order.Name)
	if err != nil {
		return nil, err
	}
	if known && !status.State.Final() {
		return nil, panel.Errorf(panel.Conflict, nil, "domains.error.transferring", "Name", NameUnicode(p.order.Name))
	}
	d, ours, err := p.app.detail(ctx, p.order.AccountID, p.order.Name)
	if err != nil {
		return nil, err
	}
	if ours && arrived(d) {
		return nil, panel.Errorf(panel.Conflict, nil, "domains.error.ours", "Name", NameUnicode(p.order.Name))
	}
	return moving{Known: known, State: status.State}, nil
}

func sendTransfer(ctx context.Context, p *purchase) error {
	client, err := p.app.cndns(ctx, p.order.AccountID)
	if err != nil {
		return err
	}
	in := p.order.Input
	return explain(client.TransferIn(ctx, cndns.TransferInRequest{
		DomainName: NameUnicode(p.order.Name), UserID: in["contact"], AuthCode: endpoint.Secret(p.secrets["authcode"]),
		BoundDomain: in["bound"], Coupon: in["coupon"],
	}), domainWords)
}

func judgeTransfer(ctx context.Context, p *purchase) (verdict, error) {
	before, err := readBefore[moving](p.before)
	if err != nil {
		return unclear, err
	}
	found, _, err := p.app.transferred(ctx, p.order, p.order.Name, before)
	return found, err
}

// transferred compares the transfer of a name with the one before: one that was
// not there, or has left its final state, is the order's. One that has come to
// nothing may be an earlier one. Of two that are complete the domain tells.
func (a *App) transferred(ctx context.Context, o panel.Order, name string, before moving) (verdict, moving, error) {
	status, known, err := a.transferStatus(ctx, o.AccountID, name)
	now := moving{Known: known, State: status.State}
	switch {
	case err != nil || now.dead():
		return unclear, now, err
	case known && now != before:
		return didIt, now, nil
	case now != before || o.State == panel.OrderAccepted: // what the vendor took it does not lose
		return unclear, now, nil
	case !known:
		return didNot, now, nil
	}
	d, ours, err := a.detail(ctx, o.AccountID, name)
	switch {
	case err != nil:
		return unclear, now, err
	case ours && arrived(d): // it was not before, for it would not have been ordered
		return didIt, now, nil
	}
	return didNot, now, nil
}

func deliverTransfer(ctx context.Context, tx *db.Tx, p *purchase) (int64, error) {
	id, err := p.stock(ctx, tx, panel.Product{
		Kind: panel.KindDomain, State: panel.StateTransfer, Facts: panel.Facts{Domain: &panel.DomainFacts{RegistrantID: p.order.Input["contact"]}},
	})
	if err != nil {
		return 0, err
	}
	return id, p.follow(ctx, tx, "transfer.follow", id)
}

// readTransfer asks how a domain under transfer stands; one that has arrived
// is read like any other.
func (a *App) readTransfer(ctx context.Context, p panel.Product) (panel.Product, error) {
	status, known, err := a.transferStatus(ctx, p.AccountID, p.Name)
	if err != nil {
		return p, err
	}
	facts := panel.DomainFacts{}
	if p.Facts.Domain != nil {
		facts = *p.Facts.Domain
	}
	if known && facts.Transfer.Code != string(status.State) {
		facts.Transfer = panel.Transfer{Code: string(status.State), Text: status.Title, Final: status.State.Final(), At: a.Now().UTC()}
	}
	p.Facts.Domain = &facts
	if known && (status.State == cndns.TransferFailed || status.State == cndns.TransferCancelled) {
		p.State = panel.StateFailed
		return p, nil
	}
	if known && status.State != cndns.TransferDone {
		return p, nil
	}
	d, ours, err := a.detail(ctx, p.AccountID, p.Name)
	if err != nil {
		return p, err
	}
	if !ours {
		return p, panel.Errorf(panel.NotFound, nil, "domains.error.notours", "Name", NameUnicode(p.Name))
	}
	return a.withDetail(p, d), nil
}

// followTransfer is the step of "transfer.follow": it looks on until the
// transfer has ended, and says every change in words.
func (a *App) followTransfer(ctx context.Context, job *panel.Job) (next, error) {
	p, err := a.DB.Product(ctx, panel.SystemActor(job.ResellerID), job.ProductID)
	if err != nil {
		return next{}, err
	}
	fresh, err := a.reread(ctx, p)
	if err != nil {
		return next{}, err
	}
	t := panel.Transfer{}
	if fresh.Facts.Domain != nil {
		t = fresh.Facts.Domain.Transfer
	}
	if t.Code != "" && job.Input["code"] != t.Code {
		job.Input = withInput(job.Input, map[string]string{"code": t.Code})
		a.note(ctx, job, toneOfTransfer(t.Code), transferKey(t.Code), "Text", t.Text)
	}
	switch {
	case fresh.State == panel.StateTransfer && a.Now().Sub(job.CreatedAt) > a.patience(60*24*time.Hour):
		return next{}, panel.Errorf(panel.Refused, nil, "domains.error.stuck")
	case fresh.State == panel.StateTransfer:
		return later(a.patience(growing(job.Steps, 30*time.Second, 30*time.Minute)))
	case t.Code == string(cndns.TransferDone):
		return next{over: true}, a.addZoneOf(ctx, fresh)
	}
	return over()
}

// transferKey names the message for a state of a transfer. A code that nobody
// documented has the registrar's own words.
func transferKey(code string) string {
	if _, known := cndns.TransferStates[cndns.TransferState(code)]; known {
		return "domains.transfer." + code
	}
	return "domains.transfer.other"
}

func toneOfTransfer(code string) string {
	switch cndns.TransferState(code) {
	case cndns.TransferDone:
		return "ok"
	case cndns.TransferWrongCode:
		return "warn"
	case cndns.TransferFailed, cndns.TransferCancelled:
		return "bad"
	}
	return "busy"
}

// addZoneOf records the zone that came with a domain.
func (a *App) addZoneOf(ctx context.Context, d panel.Product) error {
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		_, err := tx.ProductNamed(ctx, d.AccountID, panel.KindZone, d.Name)
		if !panel.Is(err, panel.NotFound) {
			return err
		}
		_, err = tx.AddProduct(ctx, panel.Product{
			ResellerID: d.ResellerID, AccountID: d.AccountID, CustomerID: d.CustomerID, OrderID: d.OrderID, Kind: panel.KindZone, Vendor: d.Vendor,
			Name: d.Name, State: panel.StatePending, Facts: panel.Facts{Zone: &panel.ZoneFacts{}},
		})
		return err
	})
}

func domainBindings() map[string]binding {
	return map[string]binding{
		"domain.nameservers":       {do: setNameservers},
		"domain.nameservers_reset": {do: resetNameservers},
		"domain.password":          {do: setDomainPassword},
		"domain.owner":             {do: changeOwner, options: ownerOptions, check: checkOwner},
		"domain.transfer_retry":    {do: retryTransfer},
		"domain.transfer_cancel":   {do: cancelTransfer},
	}
}

// finished rereads the product after its operation; what the registrar did
// stands even if it cannot be read now.
func (r *run) finished(ctx context.Context, call error) (next, error) {
	if call != nil {
		return next{}, explain(call, domainWords)
	}
	r.app.note(ctx, r.job, "ok", "domains.job.accepted")
	if _, err := r.app.reread(ctx, r.product); err != nil {
		r.app.note(ctx, r.job, "warn", "domains.job.unread")
	}
	return over()
}

func setNameservers(ctx context.Context, r *run) (next, error) {
	client, err := r.app.cndns(ctx, r.product.AccountID)
	if err != nil {
		return next{}, err
	}
	req := cndns.NameserversModifyRequest{DomainName: NameUnicode(r.product.Name)}
	for i, to := range []*string{&req.DNS1, &req.DNS2, &req.DNS3, &req.DNS4, &req.DNS5, &req.DNS6} {
		*to = hostAt(r.input["nameservers"], i)
	}
	return r.finished(ctx, client.NameserversModify(ctx, req))
}

func resetNameservers(ctx context.Context, r *run) (next, error) {
	client, err := r.app.cndns(ctx, r.product.AccountID)
	if err != nil {
		return next{}, err
	}
	return r.finished(ctx, client.NameserversReset(ctx, cndns.DomainRequest{DomainName: NameUnicode(r.product.Name)}))
}

func setDomainPassword(ctx context.Context, r *run) (next, error) {
	client, err := r.app.cndns(ctx, r.product.AccountID)
	if err != nil {
		return next{}, err
	}
	return r.finished(ctx, client.DomainModifyPassword(ctx, cndns.DomainModifyPasswordRequest{
		DomainName: NameUnicode(r.product.Name), Password: endpoint.Secret(r.secrets["password"]),
	}))
}

// ownerOptions lists the registrants a domain can be given to.
func ownerOptions(ctx context.Context, a *App, actor panel.Actor, p panel.Product) (map[string][]Option, error) {
	found, err := a.DB.Contacts(ctx, panel.SystemActor(p.ResellerID), db.ContactFilter{AccountID: p.AccountID, Usable: true, Limit: 500})
	options := []Option{}
	for _, c := range namedFor(deskOf(actor), found) {
		if c.Usable() && c.MayServe(p.CustomerID) && (p.Facts.Domain == nil || p.Facts.Domain.RegistrantID != c.VendorRef) {
			label := c.Name()
			if label != c.VendorRef {
				label = fmt.Sprintf("%s · %s", label, c.VendorRef)
			}
			options = append(options, Option{Value: c.VendorRef, Label: label})
		}
	}
	return map[string][]Option{"contact": options}, err
}

func changeOwner(ctx context.Context, r *run) (next, error) {
	client, err := r.app.cndns(ctx, r.product.AccountID)
	if err != nil {
		return next{}, err
	}
	problems, err := checkOwner(ctx, r.app, r.product, r.input)
	if err := cmp.Or(err, panel.InvalidFields(problems)); err != nil {
		return next{}, err
	}
	return r.callOnce(ctx, "owner", func(ctx context.Context) error {
		return client.DomainChangeOwner(ctx, cndns.DomainChangeOwnerRequest{DomainName: NameUnicode(r.product.Name), UserID: r.input["contact"]})
	})
}

// checkOwner: the registrant is one that the domain's customer, or nobody, owns.
func checkOwner(ctx context.Context, a *App, p panel.Product, input map[string]string) ([]panel.Problem, error) {
	contact, err := a.DB.ContactByRef(ctx, p.AccountID, input["contact"])
	if panel.Is(err, panel.NotFound) || err == nil && (!contact.Usable() || !contact.MayServe(p.CustomerID)) {
		return []panel.Problem{{Field: "contact", Key: "problem.option"}}, nil
	}
	return nil, err
}

// callOnce makes a call that must not be repeated, and rereads the product.
func (r *run) callOnce(ctx context.Context, name string, call func(ctx context.Context) error) (next, error) {
	made, err := r.once(ctx, name, func(ctx context.Context) error { return explain(call(ctx), domainWords) })
	if err != nil || made {
		return r.finished(ctx, err)
	}
	// An earlier step made the call and has no answer: nobody may say it was accepted.
	r.app.note(ctx, r.job, "warn", "domains.job.unsure")
	if _, err := r.app.reread(ctx, r.product); err != nil {
		return next{}, err
	}
	return over()
}

func retryTransfer(ctx context.Context, r *run) (next, error) {
	client, err := r.app.cndns(ctx, r.product.AccountID)
	if err != nil {
		return next{}, err
	}
	done, err := r.callOnce(ctx, "retry", func(ctx context.Context) error {
		return client.TransferRetry(ctx, cndns.TransferRetryRequest{DomainName: NameUnicode(r.product.Name), AuthCode: endpoint.Secret(r.secrets["authcode"])})
	})
	if err != nil {
		return done, err
	}
	p := r.product
	return done, r.app.DB.Within(ctx, func(tx *db.Tx) error {
		_, err := r.app.startJob(ctx, tx, panel.SystemActor(p.ResellerID), db.NewJob{
			Job:        panel.Job{ResellerID: p.ResellerID, AccountID: p.AccountID, Kind: "transfer.follow", ProductID: p.ID, Subject: p.Name},
			CustomerID: p.CustomerID, UniqueKey: fmt.Sprintf("transfer.follow:%d", p.ID),
		}, nil)
		return err
	})
}

func cancelTransfer(ctx context.Context, r *run) (next, error) {
	client, err := r.app.cndns(ctx, r.product.AccountID)
	if err != nil {
		return next{}, err
	}
	return r.callOnce(ctx, "cancel", func(ctx context.Context) error {
		return client.TransferCancel(ctx, cndns.DomainRequest{DomainName: NameUnicode(r.product.Name)})
	})
}
