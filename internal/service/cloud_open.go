package service

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// How long the vendor may be silent about work it took on: then creating is
// asked for once more, and a rebuilt host that runs counts as rebuilt.
const (
	createQuiet  = 40 * time.Minute
	createSends  = 2
	rebuildQuiet = 15 * time.Minute
	rebuildLimit = 90 * time.Minute
)

// createBought is the step of "cloud.create": it opens a host just bought.
func (a *App) createBought(ctx context.Context, job *panel.Job) (next, error) {
	job.Input = withInput(job.Input, map[string]string{"operation": "cloud.create"})
	return a.runOperation(ctx, job)
}

// callbackURL is where the vendor tells the account's news; "" when the panel
// has no public address. Then a call waits for its end instead.
func (a *App) callbackURL(ctx context.Context, p panel.Product) (string, error) {
	if a.PublicURL == "" {
		return "", nil
	}
	account, err := a.DB.VendorAccount(ctx, panel.SystemActor(p.ResellerID), p.AccountID)
	if err != nil {
		return "", fmt.Errorf("callback address: %w", err)
	}
	return a.PublicURL + "/callbacks/cndns/" + account.CallbackToken, nil
}

// openHost has a bought host created: the call is made once, and then the host
// is looked at until it is there. A callback only makes the next look earlier.
func openHost(ctx context.Context, r *run) (next, error) {
	info, err := r.app.hostInfo(ctx, r.product.AccountID, r.product.Name)
	if err != nil {
		return next{}, err
	}
	begun := r.begunAt("create")
	switch {
	case info.Created():
		return r.settled(ctx, nil)
	case begun.IsZero():
		return r.askCreation(ctx)
	case r.app.Now().Sub(begun) <= r.app.patience(createQuiet):
	case r.input["sends"] == fmt.Sprint(createSends):
		return next{}, panel.Errorf(panel.Refused, nil, "cloud.error.notcreated")
	default:
		r.app.note(ctx, r.job, "warn", "cloud.job.again")
		return r.askCreation(ctx)
	}
	return later(r.app.patience(growing(r.job.Steps, 2*time.Second, 30*time.Second)))
}

// askCreation makes the call that creates the host. That it was begun is
// stored before, so a crash leads to looking and not to a second call.
func (r *run) askCreation(ctx context.Context) (next, error) {
	client, back, err := r.withCallback(ctx)
	if err != nil {
		return next{}, err
	}
	sends := "1"
	if r.input["sends"] != "" {
		sends = fmt.Sprint(createSends)
	}
	if err := r.remember(ctx, "sends", sends); err != nil {
		return next{}, err
	}
	if err := r.remember(ctx, "begun.create", ""); err != nil {
		return next{}, err
	}
	_, err = r.once(ctx, "create", func(ctx context.Context) error {
		_, err := client.CloudCreateHost(ctx, cndns.CloudCreateHostRequest{
			CloudName: r.product.Name, Password: endpoint.Secret(r.secrets["password"]), CallbackURL: back,
		})
		if endpoint.KindOf(err) == endpoint.AlreadyDone {
			return nil // it is created, or being created, by an earlier call
		}
		return explain(err, cloudWords)
	})
	return r.underWay(ctx, err)
}

func (r *run) withCallback(ctx context.Context) (*cndns.Client, string, error) {
	back, err := r.app.callbackURL(ctx, r.product)
	if err != nil {
		return nil, "", err
	}
	client, err := r.app.cndns(ctx, r.product.AccountID)
	return client, back, err
}

// underWay says what came of a call that begins long work at the vendor.
func (r *run) underWay(ctx context.Context, err error) (next, error) {
	switch {
	case err == nil, class(err) == endpoint.Accepted:
		r.app.note(ctx, r.job, "busy", "cloud.job.accepted")
	case panel.Is(err, panel.Uncertain):
		r.app.note(ctx, r.job, "warn", "cloud.job.noanswer")
	default:
		return next{}, r.refused(ctx, err)
	}
	return later(r.app.patience(2 * time.Second))
}

// rebuildHost has a host installed anew. It is over when the host runs and the
// vendor has called back, or has been silent for long.
func rebuildHost(ctx context.Context, r *run) (next, error) {
	begun := r.begunAt("rebuild")
	if begun.IsZero() {
		return r.askRebuild(ctx)
	}
	state, err := r.app.hostState(ctx, r.product)
	if err != nil {
		return next{}, err
	}
	waited := r.app.Now().Sub(begun)
	told, err := r.app.DB.CalledBack(ctx, r.product, begun)
	if err != nil {
		return next{}, err
	}
	switch {
	case state == cndns.CloudRunning && (told || waited > r.app.patience(rebuildQuiet)):
		return r.rebuilt(ctx)
	case waited > r.app.patience(rebuildLimit):
		return r.unsettled(ctx)
	}
	return later(r.app.patience(growing(r.job.Steps, 2*time.Second, 30*time.Second)))
}

func (r *run) askRebuild(ctx context.Context) (next, error) {
	client, back, err := r.withCallback(ctx)
	if err != nil {
		return next{}, err
	}
	_, err = r.once(ctx, "rebuild", func(ctx context.Context) error {
		return explain(client.CloudRebuild(ctx, cndns.CloudRebuildRequest{
			CloudName: r.product.Name, Password: endpoint.Secret(r.secrets["password"]), System: r.input["os"], CallbackURL: back,
		}), cloudWords)
	})
	return r.underWay(ctx, err)
}

// rebuilt ends a rebuild: the system the host shows must be the one asked for,
// where the vendor's list gives its name.
func (r *run) rebuilt(ctx context.Context) (next, error) {
	info, err := r.app.hostInfo(ctx, r.product.AccountID, r.product.Name)
	if err != nil {
		return next{}, err
	}
	options, err := rebuildOptions(ctx, r.app, panel.SystemActor(r.product.ResellerID), r.product)
	if err != nil {
		return next{}, err
	}
	for _, o := range options["os"] {
		if o.Value == r.input["os"] && info.SystemName != "" && o.Label != info.SystemName {
			return r.unsettled(ctx)
		}
	}
	return r.settled(ctx, nil)
}

// rebuildOptions lists the systems of the account's catalogue.
func rebuildOptions(ctx context.Context, a *App, _ panel.Actor, p panel.Product) (map[string][]Option, error) {
	var list cndns.CloudProductsResponse
	fetched, err := a.DB.Catalog(ctx, p.AccountID, cloudCatalog, &list)
	if err != nil {
		return nil, err
	}
	if fetched.IsZero() {
		if _, err := a.startCatalog(ctx, panel.SystemActor(p.ResellerID), p.AccountID); err != nil {
			return nil, err
		}
	}
	var options []Option
	for _, s := range list.Systems {
		options = append(options, Option{Value: s.Value, Label: s.Name})
	}
	return map[string][]Option{"os": options}, nil
}
