package service

import (
	"context"
	"slices"
	"strings"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// powerSwitch is an operation that brings a host into another running state.
type powerSwitch struct {
	call func(*cndns.Client, context.Context, cndns.Named) error
	want cndns.CloudState
	same bool // the host was in that state before: seeing it proves nothing
}

var powerSwitches = map[string]powerSwitch{
	"cloud.start":     {call: (*cndns.Client).CloudStart, want: cndns.CloudRunning},
	"cloud.restart":   {call: (*cndns.Client).CloudRestart, want: cndns.CloudRunning, same: true},
	"cloud.shutdown":  {call: (*cndns.Client).CloudShutdown, want: cndns.CloudStopped},
	"cloud.power_off": {call: (*cndns.Client).CloudPowerOff, want: cndns.CloudStopped},
}

// powerWait is how long a host may take to reach another running state.
const powerWait = 10 * time.Minute

// flip makes the call once and then looks until the host has settled.
func (s powerSwitch) flip(ctx context.Context, r *run) (next, error) {
	if r.begunAt("power").IsZero() {
		return s.begin(ctx, r)
	}
	state, err := r.app.hostState(ctx, r.product)
	if err != nil {
		return next{}, err
	}
	switch {
	case state == s.want && s.same && r.input["answered"] == "":
		return r.unsettled(ctx)
	case state == s.want:
		return r.settled(ctx, nil)
	case r.app.Now().Sub(r.begunAt("power")) > r.app.patience(powerWait):
		return r.unsettled(ctx)
	}
	return later(r.app.patience(growing(r.job.Steps, 2*time.Second, 30*time.Second)))
}

func (s powerSwitch) begin(ctx context.Context, r *run) (next, error) {
	client, err := r.app.cndns(ctx, r.product.AccountID)
	if err != nil {
		return next{}, err
	}
	r.app.note(ctx, r.job, "busy", "cloud.job.sent")
	_, err = r.once(ctx, "power", func(ctx context.Context) error {
		return explain(s.call(client, ctx, cndns.Named{CloudName: r.product.Name}), cloudWords)
	})
	switch {
	case err == nil:
		if err := r.remember(ctx, "answered", "1"); err != nil {
			return next{}, err
		}
	case panel.Is(err, panel.Uncertain):
		r.app.note(ctx, r.job, "warn", "cloud.job.noanswer")
	default:
		return next{}, r.refused(ctx, err)
	}
	return later(r.app.patience(2 * time.Second))
}

// refused passes a vendor's no on after a fresh look at the host: it is
// usually not in the state the panel believed.
func (r *run) refused(ctx context.Context, cause error) error {
	if panel.Is(cause, panel.Refused) {
		if _, err := r.app.reread(ctx, r.product); err != nil {
			r.app.Log.WarnContext(ctx, "look after a refusal", "product", r.product.ID, "error", err)
		}
	}
	return cause
}

// hostSetting is an operation that is over when its call is answered.
type hostSetting struct {
	call   func(ctx context.Context, client *cndns.Client, r *run) error
	change func(f *panel.CloudFacts, r *run) // what no answer tells; may be nil
}

// named makes a setting of a call that needs the host's name only.
func named(call func(*cndns.Client, context.Context, cndns.Named) error, change func(*panel.CloudFacts, *run)) hostSetting {
	return hostSetting{change: change, call: func(ctx context.Context, client *cndns.Client, r *run) error {
		return call(client, ctx, cndns.Named{CloudName: r.product.Name})
	}}
}

var hostSettings = map[string]hostSetting{
	"cloud.snapshot_create":  named((*cndns.Client).CloudSnapshotCreate, func(f *panel.CloudFacts, _ *run) { f.Snapshot = true }),
	"cloud.snapshot_delete":  named((*cndns.Client).CloudSnapshotDelete, func(f *panel.CloudFacts, _ *run) { f.Snapshot = false }),
	"cloud.snapshot_restore": named((*cndns.Client).CloudSnapshotRestore, nil),
	"cloud.password": {call: func(ctx context.Context, client *cndns.Client, r *run) error {
		return client.CloudModifySystemPassword(ctx, cndns.CloudSystemPasswordRequest{
			CloudName: r.product.Name, Password: endpoint.Secret(r.secrets["password"]),
		})
	}},
	"cloud.platform_password": {call: func(ctx context.Context, client *cndns.Client, r *run) error {
		return client.CloudModifyPlatformPassword(ctx, cndns.CloudPlatformPasswordRequest{
			CloudName: r.product.Name, Password: endpoint.Secret(r.secrets["password"]),
		})
	}},
	"cloud.port": {call: func(ctx context.Context, client *cndns.Client, r *run) error {
		_, err := client.CloudChangePort(ctx, cndns.Named{CloudName: r.product.Name})
		return err
	}},
	"cloud.bind_domain": {
		call: func(ctx context.Context, client *cndns.Client, r *run) error {
			return client.CloudBindDomain(ctx, cndns.CloudBindDomainRequest{CloudName: r.product.Name, DomainName: NameUnicode(r.input["domain"])})
		},
		change: func(f *panel.CloudFacts, r *run) {
			f.Domains = append(without(f.Domains, r.input["domain"]), strings.ToLower(r.input["domain"]))
		},
	},
	"cloud.unbind_domain": {
		call: func(ctx context.Context, client *cndns.Client, r *run) error {
			return client.CloudUnbindDomain(ctx, cndns.CloudUnbindDomainRequest{CloudName: r.product.Name, DomainName: NameUnicode(r.input["domain"])})
		},
		change: func(f *panel.CloudFacts, r *run) { f.Domains = without(f.Domains, r.input["domain"]) },
	},
}

func without(list []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return strings.EqualFold(s, name) })
}

// apply makes the call once. When its answer is lost the host is read and the
// person told that the outcome is open.
func (s hostSetting) apply(ctx context.Context, r *run) (next, error) {
	client, err := r.app.cndns(ctx, r.product.AccountID)
	if err != nil {
		return next{}, err
	}
	if r.input["answered"] == "" {
		made, err := r.once(ctx, "setting", func(ctx context.Context) error { return explain(s.call(ctx, client, r), cloudWords) })
		switch {
		case err == nil && !made, panel.Is(err, panel.Uncertain):
			return r.unsettled(ctx)
		case err != nil:
			return next{}, r.refused(ctx, err)
		}
		if err := r.remember(ctx, "answered", "1"); err != nil {
			return next{}, err
		}
	}
	return r.settled(ctx, func(f *panel.CloudFacts) {
		if s.change != nil {
			s.change(f, r)
		}
	})
}
