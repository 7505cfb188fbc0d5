package demo

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// stateOf is what the panel believes of a product by the registrar's word.
var stateOf = map[string]panel.ProductState{
	"run": panel.StateActive, "processing": panel.StatePending, "waiting": panel.StatePending, "Not certified": panel.StateUnverified,
	"pause": panel.StatePaused, "expired": panel.StateExpired, "renewal process": panel.StateActive, "renewals failure": panel.StateActive,
	"stopped by admin": panel.StatePaused, "Failed": panel.StateFailed, "transferring": panel.StateTransfer, gone: panel.StateGone,
	"running": panel.StateActive, "stop": panel.StateStopped, "not created": panel.StateNotCreated,
}

func (g *seeding) customerID(index int) int64 {
	if index < 0 {
		return 0
	}
	return g.customers[index]
}

func (g *seeding) domains(ctx context.Context) error {
	return g.app.DB.Within(ctx, func(tx *db.Tx) error {
		for _, d := range g.Domains {
			facts := panel.DomainFacts{
				RunState: d.State, RegisteredAt: d.Registered, Nameservers: d.Nameservers, RegistrantID: g.Contacts[d.Contact].ID,
				Audit: panel.Audit{State: d.AuditState, Reason: d.AuditMemo, At: d.Registered},
			}
			p := panel.Product{
				AccountID: g.cndns, CustomerID: g.customerID(d.Customer), Kind: panel.KindDomain, Vendor: panel.VendorCNDNS, Name: d.Name,
				State: stateOf[d.State], ExpiresAt: d.Expires, Facts: panel.Facts{Domain: &facts},
			}
			if _, err := g.add(ctx, tx, p); err != nil {
				return err
			}
			if len(d.Records) == 0 || d.State == "transferring" || d.State == gone {
				continue
			}
			zone := panel.Product{
				AccountID: g.cndns, CustomerID: p.CustomerID, Kind: panel.KindZone, Vendor: panel.VendorCNDNS, Name: d.Name, State: panel.StateActive,
				Facts: panel.Facts{Zone: &panel.ZoneFacts{Records: len(d.Records), MinTTL: 300, Status: "enable"}},
			}
			zone, err := g.add(ctx, tx, zone)
			if err != nil {
				return err
			}
			if err := g.addRecords(ctx, tx, zone, d.Records); err != nil {
				return err
			}
		}
		return nil
	})
}

// What DNSPod offers in a free zone.
var (
	zoneTypes = []string{"A", "CNAME", "MX", "TXT", "NS", "AAAA", "SRV", "URL"}
	zoneLines = []string{"默认", "电信", "联通", "教育网", "搜索引擎"}
)

func (g *seeding) zones(ctx context.Context) error {
	return g.app.DB.Within(ctx, func(tx *db.Tx) error {
		for _, z := range g.Zones {
			p := panel.Product{
				AccountID: g.dnspod, CustomerID: g.customerID(z.Customer), Kind: panel.KindZone, Vendor: panel.VendorDNSPod, Name: z.Name,
				State: panel.StateActive, Facts: panel.Facts{Zone: &panel.ZoneFacts{Records: len(z.Records), Grade: "D_Free", MinTTL: 600, Status: "enable", Types: zoneTypes, Lines: zoneLines}},
			}
			zone, err := g.add(ctx, tx, p)
			if err != nil {
				return err
			}
			if err := g.addRecords(ctx, tx, zone, z.Records); err != nil {
				return err
			}
		}
		return nil
	})
}

func (g *seeding) hosts(ctx context.Context) error {
	return g.app.DB.Within(ctx, func(tx *db.Tx) error {
		for _, h := range g.Hosts {
			facts := panel.CloudFacts{
				Number: h.Number, Power: h.State, IP: h.IP, PrivateIP: h.Intranet, RemotePort: h.Port,
				OS: nameOf(systems, h.System), Place: nameOf(centres, h.Place), CPU: h.CPU, MemoryMB: h.RAM, DiskGB: h.Disk, Mbps: h.BD,
				Snapshot: h.Snapshot, TimeType: "5",
			}
			p := panel.Product{
				AccountID: g.cndns, CustomerID: g.customerID(h.Customer), Kind: panel.KindCloud, Vendor: panel.VendorCNDNS, Name: h.Name,
				State: stateOf[h.State], ExpiresAt: h.Expires, Facts: panel.Facts{Cloud: &facts},
			}
			if _, err := g.add(ctx, tx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// add records a product whose facts were read a little while ago.
func (g *seeding) add(ctx context.Context, tx *db.Tx, p panel.Product) (_ panel.Product, err error) {
	p.ResellerID = g.reseller
	p.FactsAt = g.Now.Add(-age(p.Name))
	if p.ID, err = tx.AddProduct(ctx, p); err != nil {
		return p, fmt.Errorf("product %s: %w", p.Name, err)
	}
	g.products[string(p.Kind)+" "+p.Name] = p
	if !renewsItself(g.Now, p) {
		return p, nil
	}
	return p, tx.SetAutoRenew(ctx, p, true)
}

// renewsItself chooses two of three of what ends later than any automatic
// renewal could be due, so that a fresh demo orders nothing by itself.
func renewsItself(now time.Time, p panel.Product) bool {
	_, ruled := panel.RenewalRuleOf(p)
	return ruled && p.ExpiresAt.After(now.AddDate(0, 0, 17)) && p.ID%3 != 0
}
