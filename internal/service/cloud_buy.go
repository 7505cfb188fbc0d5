package service

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

func cloudContracts() map[string]contract {
	return map[string]contract{
		"cloud.buy": {
			lane: "cloud", makes: panel.KindCloud, check: checkHost, pre: preBuyHost, send: sendBuyHost, judge: judgeBuyHost,
			deliver: deliverHost, endpoint: "cndns.cloud.buy",
		},
		"cloud.renew": {
			name: productName, pre: preHostRenewal, send: sendHostRenewal, judge: judgeHostRenewal,
			deliver: deliverHostChange, endpoint: "cndns.cloud.renew",
		},
		"cloud.upgrade": {
			name: productName, check: checkUpgrade, pre: preUpgrade, send: sendUpgrade, judge: judgeUpgrade,
			deliver: deliverHostChange, endpoint: "cndns.cloud.upgrade",
		},
		"cloud.buy_ip": {
			name: productName, pre: preBuyIP, send: sendBuyIP, judge: judgeBuyIP,
			deliver: deliverHostChange, endpoint: "cndns.cloud.buy_ip",
		},
	}
}

// hostNumbers are the number fields of a new host and what bounds them.
var hostNumbers = []struct {
	name     string
	min, max int
}{{"cpu", 1, 64}, {"memory", 1, 262144}, {"disk", 1, 10000}, {"bandwidth", 1, 1000}, {"count", 1, 10}}

// checkHost holds the wish for a host against what every data centre demands.
func checkHost(input map[string]string) (problems []panel.Problem) {
	for _, f := range hostNumbers {
		n, err := strconv.Atoi(input[f.name])
		switch {
		case err != nil:
			problems = append(problems, panel.Problem{Field: f.name, Key: "problem.number"})
		case n < f.min || n > f.max:
			problems = append(problems, panel.Problem{Field: f.name, Key: "problem.range", Args: []any{"Min", f.min, "Max", f.max}})
		}
	}
	for _, name := range []string{"place", "os"} {
		if input[name] == "" {
			problems = append(problems, panel.Problem{Field: name, Key: "problem.required"})
		}
	}
	if !slices.Contains([]string{string(cndns.Month), string(cndns.HalfYear), string(cndns.Year)}, input["unit"]) {
		problems = append(problems, panel.Problem{Field: "unit", Key: "problem.option"})
	}
	return problems
}

// hostSpec is a host as a checked form names it: memory in MB, disk in GB,
// bandwidth in Mbps.
func hostSpec(input map[string]string) cndns.CloudSpec {
	return cndns.CloudSpec{
		CPU: number(input["cpu"]), RAM: number(input["memory"]), HD: number(input["disk"]), BD: number(input["bandwidth"]),
		Place: input["place"], OS: input["os"], TimeUnit: cndns.TimeUnit(input["unit"]), Count: number(input["count"]),
	}
}

// number reads a number that was checked before; what is none counts as 0.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// before-value of a purchase: the balance, in fen.
type balanceBefore struct{ Balance, Available int64 }

func (a *App) balance(ctx context.Context, accountID int64) (b balanceBefore, err error) {
	client, err := a.cndns(ctx, accountID)
	if err != nil {
		return b, err
	}
	f, err := client.AccountFinance(ctx)
	return balanceBefore{Balance: int64(f.Balance), Available: int64(f.Available)}, explain(err, nil)
}

func preBuyHost(ctx context.Context, p *purchase) (any, error) {
	return p.app.balance(ctx, p.order.AccountID)
}

func sendBuyHost(ctx context.Context, p *purchase) error {
	client, err := p.app.cndns(ctx, p.order.AccountID)
	if err != nil {
		return err
	}
	bought, err := client.CloudBuy(ctx, cndns.CloudBuyRequest{
		CloudSpec: hostSpec(p.order.Input), Coupon: p.coupon(), Voucher: p.order.Input["voucher"],
	})
	p.ref = bought.CloudName
	return explain(err, cloudWords)
}

// judgeBuyHost can prove nothing without a name, for the vendor makes it up.
// A name that a person gives must be a host of the account that nobody has.
func judgeBuyHost(ctx context.Context, p *purchase) (verdict, error) {
	if p.ref == "" {
		if err := p.compareBalance(ctx); err != nil || p.ref == "" {
			return unclear, err
		}
	}
	info, err := p.app.hostInfo(ctx, p.order.AccountID, p.ref)
	if panel.Is(err, panel.NotFound) {
		return didNot, nil
	}
	if err != nil {
		return unclear, err
	}
	p.ref = info.CloudName
	_, err = p.app.DB.ProductNamed(ctx, p.order.AccountID, panel.KindCloud, p.ref)
	switch {
	case err == nil:
		return didNot, nil // it is another order's, or was adopted
	case panel.Is(err, panel.NotFound):
		return didIt, nil
	}
	return unclear, err
}

// compareBalance notes, just before a person is asked, what the balance says:
// evidence to weigh, never proof. Where it and one new name say together what
// was bought, it takes the name, for the host itself to be looked at.
func (p *purchase) compareBalance(ctx context.Context) error {
	if !p.app.Now().After(p.order.Deadline) {
		return nil
	}
	var before balanceBefore
	if err := json.Unmarshal(p.before, &before); err != nil {
		return fmt.Errorf("before-value: %w", err)
	}
	now, err := p.app.balance(ctx, p.order.AccountID)
	if err != nil {
		return err
	}
	attempts, err := p.app.DB.OrderAttempts(ctx, p.order.ID)
	if err != nil || len(attempts) == 0 {
		return err
	}
	price, err := p.app.tracePrice(ctx, p.order, before, now, attempts[len(attempts)-1].SentAt)
	if err != nil {
		return err
	}
	err = p.app.DB.Within(ctx, func(tx *db.Tx) error {
		return tx.AddEvidence(ctx, p.order, panel.EvidenceBalance, panel.NoVerdict, price)
	})
	if err != nil || p.order.State == panel.OrderHeld {
		return err
	}
	return p.adoptHost(ctx, price)
}

// adoptHost takes the one new name that became known, when it is a host of the
// ordered size that is no older than the order.
func (p *purchase) adoptHost(ctx context.Context, price PriceShown) error {
	name, err := p.app.adoptsAlone(ctx, p.order, price)
	if err != nil || name == "" {
		return err
	}
	info, err := p.app.hostInfo(ctx, p.order.AccountID, name)
	if panel.Is(err, panel.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	wish, fits := hostSpec(p.order.Input), thing{At: info.BoughtAt.UTC()}.since(p.order.CreatedAt)
	for _, size := range [][2]int{{info.CPU, wish.CPU}, {info.RAM, wish.RAM}, {info.HD, wish.HD}, {info.BD, wish.BD}} {
		fits = fits && (size[0] == 0 || size[0] == size[1]) // of a host that is not opened the vendor tells no size
	}
	if fits {
		p.ref = name
	}
	return nil
}

// deliverHost records the host and, when that was wished, has it created.
func deliverHost(ctx context.Context, tx *db.Tx, p *purchase) (int64, error) {
	o, spec := p.order, hostSpec(p.order.Input)
	host := panel.Product{
		ResellerID: o.ResellerID, AccountID: o.AccountID, CustomerID: o.CustomerID, OrderID: o.ID, Kind: panel.KindCloud,
		Vendor: panel.VendorCNDNS, Name: p.ref, State: panel.StateNotCreated, Facts: panel.Facts{Cloud: &panel.CloudFacts{
			Power: string(cndns.CloudNotCreated), CPU: spec.CPU, MemoryMB: spec.RAM, DiskGB: spec.HD, Mbps: spec.BD,
		}},
	}
	var err error
	if host.ID, err = tx.AddProduct(ctx, host); err != nil {
		return 0, err
	}
	actor := panel.SystemActor(o.ResellerID)
	actor.UserID = o.CreatedBy
	if _, err := p.app.startRefresh(ctx, tx, actor, host); err != nil || o.Input["open"] == "" || p.secrets["password"] == "" {
		return host.ID, err
	}
	_, err = p.app.startJob(ctx, tx, actor, db.NewJob{
		Job: panel.Job{
			ResellerID: o.ResellerID, AccountID: o.AccountID, Kind: "cloud.create", ProductID: host.ID, Subject: host.Name,
			Input: map[string]string{"operation": "cloud.create"},
		},
		CustomerID: o.CustomerID, UniqueKey: fmt.Sprintf("operation:cloud.create:%d", host.ID),
	}, map[string]string{"password": p.secrets["password"]})
	return host.ID, err
}

// before-value of a change to a host.
type hostBefore struct {
	Expires, At     time.Time
	CPU, RAM, HD, B int // cores, MB, GB, Mbps
	IPs             []string
}

func (h hostBefore) size() cloudSize { return cloudSize{h.CPU, h.RAM, h.HD, h.B} }

func (h hostBefore) addresses() hostAddresses { return hostAddresses{h.CPU, len(h.IPs)} }

func (p *purchase) host(ctx context.Context) (hostBefore, error) {
	info, err := p.app.hostInfo(ctx, p.order.AccountID, p.product.Name)
	return hostBefore{Expires: info.ExpiresAt, At: p.app.Now().UTC(), CPU: info.CPU, RAM: info.RAM, HD: info.HD, B: info.BD, IPs: addresses(info.ExtraIPs)}, err
}

func preHostRenewal(ctx context.Context, p *purchase) (any, error) {
	before, err := p.host(ctx)
	if err == nil {
		err = p.renewsFrom(before.Expires)
	}
	return before, err
}

// compareHost reads the host and the before-value of the order.
func (p *purchase) compareHost(ctx context.Context) (before, now hostBefore, err error) {
	if err := json.Unmarshal(p.before, &before); err != nil {
		return before, now, fmt.Errorf("before-value: %w", err)
	}
	now, err = p.host(ctx)
	return before, now, err
}

func sendHostRenewal(ctx context.Context, p *purchase) error {
	client, err := p.app.cndns(ctx, p.order.AccountID)
	if err != nil {
		return err
	}
	in := p.order.Input
	return explain(client.CloudRenew(ctx, cndns.CloudRenewRequest{
		CloudName: p.product.Name, TimeUnit: cndns.TimeUnit(in["unit"]), Count: number(in["count"]), Coupon: p.coupon(), Voucher: in["voucher"],
	}), cloudWords)
}

func judgeHostRenewal(ctx context.Context, p *purchase) (verdict, error) {
	before, now, err := p.compareHost(ctx)
	if err != nil {
		return unclear, err
	}
	months := number(p.order.Input["count"]) * unitMonths[p.order.Input["unit"]]
	return p.renewed(renewalBefore{before.Expires, before.At}, dated{Expires: now.Expires.UTC()}, months), nil
}

// upgradeWish is how much an order adds.
func (p *purchase) upgradeWish() hostBefore {
	in := p.order.Input
	return hostBefore{CPU: number(in["cpu"]), RAM: number(in["memory"]), HD: number(in["disk"]), B: number(in["bandwidth"])}
}

func checkUpgrade(input map[string]string) []panel.Problem {
	for _, name := range []string{"cpu", "memory", "disk", "bandwidth"} {
		if number(input[name]) > 0 {
			return nil
		}
	}
	return []panel.Problem{{Field: "cpu", Key: "cloud.problem.nothing"}}
}

// preUpgrade holds the wish against what the vendor lets be added to the host.
func preUpgrade(ctx context.Context, p *purchase) (any, error) {
	before, err := p.host(ctx)
	if err != nil {
		return nil, err
	}
	client, err := p.app.cndns(ctx, p.order.AccountID)
	if err != nil {
		return nil, err
	}
	list, err := client.CloudUpgradeList(ctx, cndns.Named{CloudName: p.product.Name})
	if err != nil {
		return nil, explain(err, cloudWords)
	}
	if !before.size().shown() {
		return nil, panel.Errorf(panel.Conflict, nil, "error.spend.nosize", "Name", p.product.Name)
	}
	wish := p.upgradeWish()
	var problems []panel.Problem
	for _, part := range []struct {
		field string
		n     int
		in    cndns.Range
	}{{"cpu", wish.CPU, list.CPU}, {"memory", wish.RAM, list.RAM}, {"disk", wish.HD, list.HD}, {"bandwidth", wish.B, list.BD}} {
		if part.n > 0 && !part.in.Holds(part.n) {
			problems = append(problems, panel.Problem{Field: part.field, Key: "problem.range", Args: []any{"Min", part.in.Min, "Max", part.in.Max}})
		}
	}
	return before, panel.InvalidFields(problems)
}

func sendUpgrade(ctx context.Context, p *purchase) error {
	client, err := p.app.cndns(ctx, p.order.AccountID)
	if err != nil {
		return err
	}
	wish := p.upgradeWish()
	return explain(client.CloudUpgrade(ctx, cndns.CloudUpgradeRequest{
		CloudName: p.product.Name, CPU: wish.CPU, RAM: wish.RAM, HD: wish.HD, BD: wish.B,
	}), cloudWords)
}

func judgeUpgrade(ctx context.Context, p *purchase) (verdict, error) {
	before, now, err := p.compareHost(ctx)
	if err != nil {
		return unclear, err
	}
	was, is, wish := before.size(), now.size(), p.upgradeWish()
	if !was.shown() || !is.shown() {
		return unclear, nil
	}
	return became(was, is, cloudSize{was.CPU + wish.CPU, was.RAM + wish.RAM, was.HD + wish.HD, was.BD + wish.B}), nil
}

// preBuyIP refuses a host of which the vendor tells nothing.
func preBuyIP(ctx context.Context, p *purchase) (any, error) {
	before, err := p.host(ctx)
	if err == nil && !before.addresses().shown() {
		err = panel.Errorf(panel.Conflict, nil, "error.spend.nosize", "Name", p.product.Name)
	}
	return before, err
}

func sendBuyIP(ctx context.Context, p *purchase) error {
	client, err := p.app.cndns(ctx, p.order.AccountID)
	if err != nil {
		return err
	}
	_, err = client.CloudBuyIP(ctx, cndns.Named{CloudName: p.product.Name})
	return explain(err, cloudWords)
}

func judgeBuyIP(ctx context.Context, p *purchase) (verdict, error) {
	before, now, err := p.compareHost(ctx)
	was, is := before.addresses(), now.addresses()
	if err != nil || !was.shown() || !is.shown() {
		return unclear, err
	}
	return compareAddresses(nil, was, is), nil
}

// deliverHostChange has the host read anew.
func deliverHostChange(ctx context.Context, tx *db.Tx, p *purchase) (int64, error) {
	actor := panel.SystemActor(p.order.ResellerID)
	actor.UserID = p.order.CreatedBy
	_, err := p.app.startRefresh(ctx, tx, actor, p.product)
	return p.product.ID, err
}
