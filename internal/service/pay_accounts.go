package service

import (
	"context"
	"errors"
	"slices"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/alipay"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/wechatpay"
)

// payKinds is every payment provider that accounts can be made for. Its calls
// are not on the workbench: money that they move must go through the ledger.
var payKinds = []VendorKind{
	{
		Vendor: panel.VendorAlipay, Pays: true, Public: []string{"app_id", "seller_id", "alipay_key"}, Secrets: [][]string{{"app_key"}},
		Hosts: []string{alipay.HostAPI, alipay.HostBill}, Defaults: alipay.DefaultBaseURLs(), test: testPayments,
	},
	{
		Vendor: panel.VendorWeChatPay, Pays: true, Public: []string{"mch_id", "app_id", "serial_no", "platform_id", "platform_key"},
		Optional: []string{"platform_id"}, Secrets: [][]string{{"private_key", "api_v3_key"}},
		Hosts: []string{wechatpay.HostAPI}, Defaults: map[string]string{wechatpay.HostAPI: wechatpay.DefaultBaseURL}, test: testPayments,
	},
}

// PayKinds lists every payment provider that accounts can be made for.
func PayKinds() []VendorKind { return slices.Clone(payKinds) }

// permission is the right to manage accounts of the kind.
func (k VendorKind) permission() panel.Permission {
	if k.Pays {
		return panel.ManagePay
	}
	return panel.ManageVendors
}

// manages is require for the accounts of a vendor.
func manages(actor panel.Actor, v panel.Vendor) error {
	kind, err := VendorKindOf(v)
	if err != nil {
		kind = VendorKind{} // of a vendor that is not known any more
	}
	return require(actor, kind.permission())
}

// managed reads an account that the actor may manage: at a vendor, or at a
// payment provider.
func (a *App) managed(ctx context.Context, actor panel.Actor, id int64) (panel.VendorAccount, error) {
	if !actor.May(panel.ManagePay) {
		if err := require(actor, panel.ManageVendors); err != nil {
			return panel.VendorAccount{}, err
		}
	}
	v, err := a.DB.VendorAccount(ctx, actor, id)
	if err != nil {
		return v, err
	}
	return v, manages(actor, v.Vendor)
}

// payWiring is what the panel knows of one payment provider's package.
type payWiring struct {
	open     func(o opening) (client, error)
	provider func(c client) Provider
	scans    bool             // its prompt is a code, and making it asks the provider
	fields   map[error]string // whose value is wrong when open fails
}

var payTable = map[panel.Vendor]payWiring{
	panel.VendorAlipay: {
		open: dialAlipay, provider: func(c client) Provider { return AlipayProvider(c.(*alipay.Client)) }, //nolint:forcetypeassert // opened by the same line
		fields: map[error]string{alipay.ErrPrivateKey: "app_key", alipay.ErrPublicKey: "alipay_key"},
	},
	panel.VendorWeChatPay: {
		open: dialWeChatPay, provider: func(c client) Provider { return WeChatPayProvider(c.(*wechatpay.Client)) }, //nolint:forcetypeassert // as above
		scans:  true,
		fields: map[error]string{wechatpay.ErrPrivateKey: "private_key", wechatpay.ErrAPIKey: "api_v3_key", wechatpay.ErrPlatformKey: "platform_key"},
	},
}

func dialAlipay(o opening) (client, error) {
	set := o.settings.Public
	return alipay.New(alipay.Config{
		Account: o.name, AppID: set["app_id"], SellerID: set["seller_id"], AppKey: o.secret("app_key"), AlipayKey: set["alipay_key"],
		BaseURLs: o.settings.BaseURLs, Hosts: o.hosts, Timeout: o.limit, Recorder: o.hook, Gate: o.hook, Now: o.now,
	})
}

func dialWeChatPay(o opening) (client, error) {
	set := o.settings.Public
	return wechatpay.New(wechatpay.Config{
		Account: o.name, MchID: set["mch_id"], AppID: set["app_id"], SerialNo: set["serial_no"], PrivateKey: o.secret("private_key"),
		APIv3Key: o.secret("api_v3_key"), Platform: []wechatpay.PlatformKey{{ID: set["platform_id"], PEM: set["platform_key"]}},
		BaseURLs: o.settings.BaseURLs, Hosts: o.hosts, Timeout: o.limit, Recorder: o.hook, Gate: o.hook, Now: o.now,
	})
}

// payProvider opens a payment provider's account.
func (a *App) payProvider(ctx context.Context, accountID int64) (Provider, panel.VendorAccount, error) {
	l, account, err := a.line(ctx, accountID)
	if err != nil {
		return nil, account, err
	}
	w, pays := payTable[account.Vendor]
	if !pays {
		return nil, account, panel.Errorf(panel.Conflict, nil, "error.vendor.wrong", "Vendor", string(account.Vendor))
	}
	return w.provider(l.client), account, nil
}

// testPayments asks for a payment that cannot exist: the answer that there is
// none is signed with the right keys.
func testPayments(ctx context.Context, a *App, id int64) (*panel.Fen, error) {
	provider, _, err := a.payProvider(ctx, id)
	if err != nil {
		return nil, err
	}
	_, err = provider.Query(ctx, NewPaymentNumber())
	return nil, err
}

// keyProblems reads the keys of a form without sending anything. Secrets that
// the form leaves out are the stored ones.
func (a *App) keyProblems(ctx context.Context, kind VendorKind, f VendorForm, before panel.VendorAccount) ([]panel.Problem, error) {
	w, pays := payTable[f.Vendor]
	if !pays {
		return nil, nil
	}
	secrets, err := a.mergedSecrets(ctx, a.DB.Queries, kind, before, f.Secrets)
	if err != nil {
		return nil, err
	}
	_, err = w.open(opening{settings: f.Settings, secrets: secrets, now: a.Now})
	for wrong, field := range w.fields {
		if errors.Is(err, wrong) {
			return []panel.Problem{{Field: field, Key: "problem.pay." + field}}, nil
		}
	}
	return nil, err
}

// PayAccounts lists the actor's accounts at payment providers.
func (a *App) PayAccounts(ctx context.Context, actor panel.Actor) ([]panel.VendorAccount, error) {
	if err := require(actor, panel.ManagePay); err != nil {
		return nil, err
	}
	all, err := a.DB.VendorAccounts(ctx, actor)
	return slices.DeleteFunc(all, func(v panel.VendorAccount) bool { return !pays(v) }), err
}

func pays(v panel.VendorAccount) bool { return slices.Contains(panel.PayProviders, v.Vendor) }

// PayAccountDetail is an account at a payment provider with its last check and
// the latest comparisons of its statements.
type PayAccountDetail struct {
	VendorDetail
	NoticeURL  string // where the provider sends notices
	Statements []panel.PayStatement
}

// statementsShown is how many days the page of an account shows.
const statementsShown = 14

// PayAccount reads an account at a payment provider. Its keys stay where they
// are.
func (a *App) PayAccount(ctx context.Context, actor panel.Actor, id int64) (d PayAccountDetail, err error) {
	if err := require(actor, panel.ManagePay); err != nil {
		return d, err
	}
	if d.VendorDetail, err = a.VendorDetail(ctx, actor, id); err != nil {
		return d, err
	}
	if !pays(d.Account) {
		return d, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	d.NoticeURL = a.noticeURL(d.Account)
	d.Statements, err = a.DB.Statements(ctx, d.Account, statementsShown)
	return d, err
}

// noticeURL is where a provider sends notices about an account.
func (a *App) noticeURL(v panel.VendorAccount) string {
	return a.PublicURL + "/callbacks/" + string(v.Vendor) + "/" + v.CallbackToken
}

// SwitchPayAccount offers an account to customers, or takes it away from them.
// Only one whose keys were found to work can be offered. Payments under way go
// on in any case.
func (a *App) SwitchPayAccount(ctx context.Context, actor panel.Actor, id int64, on bool) error {
	d, err := a.PayAccount(ctx, actor, id)
	if err != nil {
		return err
	}
	if on && d.Account.State != "ok" {
		return panel.Errorf(panel.Conflict, nil, "error.pay.untested")
	}
	t := &act{Action: "pay.off", Kind: "vendor_account", ID: id, Name: d.Account.Label, ResellerID: d.Account.ResellerID}
	if on {
		t.Action = "pay.on"
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.SetVendorDisabled(ctx, d.Account, !on) })
}

// payOptions lists the accounts that customers of a reseller can pay through.
func (a *App) payOptions(ctx context.Context, resellerID int64) ([]panel.VendorAccount, error) {
	if resellerID == 0 {
		return nil, nil
	}
	all, err := a.DB.VendorAccounts(ctx, panel.SystemActor(resellerID))
	return slices.DeleteFunc(all, func(v panel.VendorAccount) bool { return !pays(v) || v.Disabled }), err
}

// payOrigin says in the call log on whose behalf a provider is asked.
func payOrigin(ctx context.Context, actor panel.Actor) context.Context {
	return endpoint.WithOrigin(ctx, endpoint.Origin{ActorID: actor.UserID, RequestID: actor.RequestID})
}
