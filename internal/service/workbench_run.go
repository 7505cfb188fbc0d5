package service

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

const (
	callJob   = "vendor.call" // the job that makes a call
	callOrder = "vendor.call" // the operation of an order that makes one

	begunInput = "begun" // when a job began to send, stored before it did
)

func workbenchJobs() map[string]jobKind {
	return map[string]jobKind{callJob: {step: (*App).carryCall, attempts: 1, once: true}} // a person waits and decides
}

// SendCall starts the job that makes a call, and returns it. A call that buys
// is placed as an order, and the job is the order's. The same form key gives
// the same job.
func (a *App) SendCall(ctx context.Context, actor panel.Actor, w CallWish) (jobID int64, err error) {
	account, d, err := a.workable(ctx, actor, w.AccountID, w.Call)
	if err != nil {
		return 0, err
	}
	_, problems := w.check(d)
	if err := panel.InvalidFields(append(problems, w.unconfirmed(d)...)); err != nil {
		return 0, err
	}
	if err := checkFormKey(w.FormKey); err != nil {
		return 0, err
	}
	clear, secret := w.split(d)
	if d.Effect == endpoint.Buy {
		return a.orderCall(ctx, actor, w, clear, secret)
	}
	t := a.callAct("workbench.send", account, d, w)
	err = a.recorded(ctx, actor, &t, func(tx *db.Tx) error {
		jobID, err = a.startJob(ctx, tx, actor, db.NewJob{
			Job:       panel.Job{ResellerID: account.ResellerID, AccountID: account.ID, Kind: callJob, Subject: callTitle(d, w.Params), Input: clear},
			UniqueKey: "call:" + w.FormKey, Once: true,
		}, secret)
		return err
	})
	return jobID, err
}

func (a *App) orderCall(ctx context.Context, actor panel.Actor, w CallWish, clear, secret map[string]string) (jobID int64, err error) {
	id, err := a.Place(ctx, actor, PlaceOrder{Operation: callOrder, AccountID: w.AccountID, Input: clear, Secrets: secret, FormKey: w.FormKey})
	if err != nil {
		return 0, err
	}
	order, err := a.DB.Order(ctx, actor, id)
	return order.JobID, err
}

// carryCall is the step of the job "vendor.call". The call is made once: that
// it was begun is stored before, and a job that finds it begun ends.
func (a *App) carryCall(ctx context.Context, job *panel.Job) (next, error) {
	if job.Input[begunInput] != "" {
		return next{}, panel.Errorf(panel.Uncertain, nil, "error.workbench.begun")
	}
	secrets, err := a.secretsOf(*job)
	if err != nil {
		return next{}, err
	}
	c, err := a.prepare(ctx, job.AccountID, job.Input[callInput], paramsOf(job.Input, secrets))
	if err != nil {
		a.note(ctx, job, "bad", "job.call.notsent")
		return next{}, err
	}
	job.Input = withInput(job.Input, map[string]string{begunInput: a.Now().UTC().Format(time.RFC3339)})
	if err := a.DB.Within(ctx, func(tx *db.Tx) error { return tx.SaveJobInput(ctx, *job) }); err != nil {
		return next{}, err
	}
	a.note(ctx, job, "busy", "job.call.sending")
	_, err = c.send(ctx)
	err = explain(err, nil)
	a.noteCall(ctx, job, c.begins, err)
	if err != nil {
		return next{}, err
	}
	return over()
}

// readyCall is a call that only has to be sent. begins says that its success
// only means that the vendor took it on.
type readyCall struct {
	declared
	line   *endpoint.Line
	params map[string]string
	begins bool
}

// prepare finds a declared call and an account's line, and holds the parameters
// against the rules once more: the declaration may have changed since they were
// stored.
func (a *App) prepare(ctx context.Context, accountID int64, name string, params map[string]string) (readyCall, error) {
	l, account, err := a.line(ctx, accountID)
	if err != nil {
		return readyCall{}, err
	}
	d, err := callNamed(account.Vendor, name)
	if err != nil {
		return readyCall{}, err
	}
	values, err := d.Check(params)
	if err != nil {
		return readyCall{}, panel.InvalidFields(ruleProblems(err, nil))
	}
	return readyCall{declared: d, line: l.client.Line(), params: params, begins: d.Accepts.By(values)}, nil
}

func (c readyCall) send(ctx context.Context) (answer any, err error) {
	return c.Invoke(ctx, c.line, c.params)
}

func (a *App) noteCall(ctx context.Context, job *panel.Job, begins bool, err error) {
	said := wordOf(err)
	switch class(err) {
	case endpoint.OK:
		if begins {
			a.note(ctx, job, "busy", "job.call.accepted")
			return
		}
		a.note(ctx, job, "ok", "job.call.ok")
	case endpoint.Refused:
		a.note(ctx, job, "bad", "job.call.refused", "Code", said.Code, "Text", said.Text)
	case endpoint.NotSent:
		a.note(ctx, job, "bad", "job.call.notsent")
	case endpoint.Unknown, endpoint.Accepted:
		a.note(ctx, job, "warn", "job.call.unknown")
	}
}

// workContracts has the one contract of calls by hand that buy. What became of
// a call is judged by its row (panel.Spend), which may ask for more patience
// than stands here, never for less.
func workContracts() map[string]contract {
	return map[string]contract{
		callOrder: {
			name: callThing, pre: preCall, send: sendCall, judge: judgeSpend, deliver: deliverCall,
			quiet: 15 * time.Minute, deadline: 30 * time.Minute, permission: panel.UseWorkbench, claims: callClaims,
		},
	}
}

// ownContract is the contract of the operation that makes a call, and its
// name; false when the panel has no operation for the call.
func ownContract(call string) (operation string, c contract, found bool) {
	for name, c := range contracts {
		if c.endpoint == call {
			return name, c, true
		}
	}
	return "", contract{}, false
}

// callThing names what a call buys, so that no second order for it is open: as
// the operation's own orders do, where there is one; otherwise by the key of
// the call's row. A call without a row is named by its subject, or by itself.
func callThing(input map[string]string, _ panel.Product) string {
	call := input[callInput]
	row, known := panel.SpendOf(call)
	if known && row.Lane != "" {
		return "" // the vendor makes the name up, and the lane keeps them apart
	}
	subject := input[paramName(subjectOf(call))]
	if known {
		subject = input[paramName(row.Key[0])]
	}
	if subject == "" {
		return call
	}
	if call == templateCall {
		subject = siteVersion.ReplaceAllString(subject, "")
	}
	if name, err := NameASCII(subject); err == nil && strings.Contains(subject, ".") {
		return name
	}
	return subject
}

const templateCall = "cndns.site_builder.buy_template"

// siteVersion is what the purchase of a template may put behind a site's name.
var siteVersion = regexp.MustCompile(`-[1-4]$`)

// subjectOf is the field that names what a call is about; "" for none.
func subjectOf(call string) string {
	vendor, _, _ := strings.Cut(call, ".")
	d, err := callNamed(panel.Vendor(vendor), call)
	if err != nil {
		return ""
	}
	return d.form.Subject
}

// callClaims is whose lane and name an order for a call takes: those of the
// panel's own operation where there is one.
func callClaims(input map[string]string) (operation, lane string) {
	call := input[callInput]
	row, _ := panel.SpendOf(call)
	if operation, own, found := ownContract(call); found {
		return operation, own.lane
	}
	return call, row.Lane
}

// readyPurchase is the call of an order.
func readyPurchase(ctx context.Context, p *purchase) (readyCall, error) {
	return p.app.prepare(ctx, p.order.AccountID, p.order.Input[callInput], paramsOf(p.order.Input, p.secrets))
}

// preCall holds the parameters against the rules and reads the before-value.
func preCall(ctx context.Context, p *purchase) (any, error) {
	if _, err := readyPurchase(ctx, p); err != nil {
		return nil, err
	}
	return preSpend(ctx, p)
}

func sendCall(ctx context.Context, p *purchase) error {
	c, err := readyPurchase(ctx, p)
	if err != nil {
		return err
	}
	answer, err := c.send(ctx)
	if err == nil {
		p.ref = refOf(answer)
	}
	if err == nil && c.begins {
		return &endpoint.Error{Class: endpoint.Accepted, Endpoint: c.Name}
	}
	return explain(err, nil)
}

// deliverCall records no product: what a call bought is adopted by its name.
func deliverCall(context.Context, *db.Tx, *purchase) (int64, error) { return 0, nil }

// CallRun is a call made by hand and what came of it.
type CallRun struct {
	Job     panel.Job
	Order   panel.Order // of a purchase; zero otherwise
	Events  []panel.JobEvent
	Account panel.VendorAccount // without its settings
	Call    panel.Call
	Params  map[string]string // what was asked for, secrets apart
	Secrets []string          // names of the secrets that were given
	Sent    *panel.VendorCall // the logged call; nil while there is none
	Meaning panel.Words       // of the vendor's code; empty when the document does not list it
}

// Settled reports whether nothing more will come of a run by itself soon: it
// has ended, or its order waits for evidence or for a person.
func (r CallRun) Settled() bool {
	switch r.Order.State {
	case panel.OrderUnknown, panel.OrderAccepted, panel.OrderHeld:
		return true
	case panel.OrderSubmitted, panel.OrderApproval, panel.OrderReady, panel.OrderSending, panel.OrderDone, panel.OrderFailed, panel.OrderCancelled:
	}
	return r.Job.State.Final()
}

// Class is what is known of a run that has settled. Without a logged answer a
// call that was begun may have reached the vendor, and is unknown.
func (r CallRun) Class() string {
	switch {
	case r.Sent != nil:
		return r.Sent.Class
	case r.Order.State == panel.OrderDone, r.Order.ID == 0 && r.Job.State == panel.JobDone:
		return string(endpoint.OK)
	case r.Job.Input[begunInput] != "", r.Order.Attempts > 0 && r.Order.State != panel.OrderFailed:
		return string(endpoint.Unknown)
	}
	return string(endpoint.NotSent)
}

// CallRun reads a call made by hand by its job.
func (a *App) CallRun(ctx context.Context, actor panel.Actor, jobID int64) (r CallRun, err error) {
	if err := require(actor, panel.UseWorkbench); err != nil {
		return r, err
	}
	if r.Job, err = a.DB.Job(ctx, actor, jobID); err != nil {
		return r, err
	}
	input := r.Job.Input
	if r.Job.OrderID != 0 {
		if r.Order, err = a.DB.Order(ctx, actor, r.Job.OrderID); err != nil {
			return r, err
		}
		input = r.Order.Input
	}
	if r.Job.Kind != callJob && r.Order.Operation != callOrder {
		return r, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	r.Params = paramsOf(input, nil)
	if input[hiddenInput] != "" {
		r.Secrets = strings.Split(input[hiddenInput], ",")
	}
	return r, a.readRun(ctx, actor, &r, input[callInput])
}

func (a *App) readRun(ctx context.Context, actor panel.Actor, r *CallRun, name string) error {
	account, d, err := a.workable(ctx, actor, r.Job.AccountID, name)
	if err != nil {
		return err
	}
	r.Account, r.Call = panel.VendorAccount{ID: account.ID, ResellerID: account.ResellerID, Vendor: account.Vendor, Label: account.Label}, d.form
	if r.Events, err = a.DB.JobEvents(ctx, r.Job.ID); err != nil {
		return err
	}
	sent, err := a.DB.VendorCalls(ctx, actor, db.CallFilter{JobID: r.Job.ID, Limit: 50})
	if err != nil {
		return err
	}
	// An order may have been sent more than once when the vendor was not reached.
	if i := slices.IndexFunc(sent, func(c panel.VendorCall) bool { return c.Endpoint == name }); i >= 0 {
		r.Sent = &sent[i]
		if m, listed := d.Explain(sent[i].Code, sent[i].Answer); listed {
			r.Meaning = panel.Words{Zh: m.Zh, En: m.En}
		}
	}
	return nil
}

// ruleProblems are the broken rules of a call as problems of its fields; words
// names the fields where they are not called as on the wire.
func ruleProblems(err error, fields words) []panel.Problem {
	var invalid *endpoint.InvalidError
	if !errors.As(err, &invalid) {
		return nil
	}
	var problems []panel.Problem
	for _, p := range invalid.Fields {
		field := fields.of(p.Param)
		if field == "" {
			field = p.Param
		}
		problems = append(problems, panel.Problem{Field: field, Key: ruleKey(p.Rule, p.Arg), Args: []any{"Arg", p.Arg}})
	}
	return problems
}

// ruleKey is the message that says what a rule of a vendor's parameter asks.
func ruleKey(rule, arg string) string {
	key := "problem.rule." + rule
	if rule == "pattern" {
		key += "." + arg
	}
	return key
}
