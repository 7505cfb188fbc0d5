package demo

import (
	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/dnspod"
)

// Plant fills the simulated vendors with the shop.
func (s Shop) Plant(w *sandbox.World) {
	for _, c := range s.Contacts {
		audit := cndns.Audit{}
		if c.Passed {
			audit.State = cndns.AuditPass
		}
		w.CNDNS.PlantContact(cndns.Contact{ID: c.ID, Values: c.Values, Audit: audit})
	}
	for i, d := range s.Domains {
		if d.State == gone {
			continue
		}
		if d.State == "transferring" {
			// The second was ordered with a code that its old registrar refuses.
			code := []string{"demo-code", "wrong-code"}[i%2]
			w.CNDNS.PlantTransfer(cndns.Transfer{Name: d.Name, ContactID: s.Contacts[d.Contact].ID, Ordered: d.Registered}, code, false)
			continue
		}
		planted := cndns.Domain{
			Name: d.Name, ContactID: s.Contacts[d.Contact].ID, State: d.State, Registered: d.Registered, Expires: d.Expires, NameServers: d.Nameservers,
			Audit: cndns.Audit{State: d.AuditState, Memo: d.AuditMemo},
		}
		for _, r := range d.Records {
			planted.Records = append(planted.Records, cndns.Record{ID: r.ID, Host: r.Name, Type: r.Type, Value: r.Value, TTL: r.TTL, Priority: r.MX})
		}
		w.CNDNS.PlantDomain(planted)
	}
	for _, z := range s.Zones {
		planted := make([]dnspod.Record, 0, len(z.Records))
		for _, r := range z.Records {
			value := r.Value
			if r.Type == "CNAME" || r.Type == "MX" {
				value += "."
			}
			planted = append(planted, dnspod.Record{ID: int64(r.ID), Name: r.Name, Type: r.Type, Value: value, TTL: r.TTL, MX: r.MX})
		}
		w.DNSPod.PlantZone(z.Name, planted...)
	}
	for _, h := range s.Hosts {
		w.CNDNS.PlantCloudHost(cndns.Host{
			Name: h.Name, State: h.State, CPU: h.CPU, RAM: h.RAM, Disk: h.Disk, Bandwidth: h.BD, Place: h.Place, System: h.System, TimeType: "5",
			Registered: h.Registered, Expires: h.Expires, IP: h.IP, Snapshot: h.Snapshot, Number: h.Number, Intranet: h.Intranet, Port: h.Port,
		})
	}
	sandbox.StockProducts(w)
	s.plantCoupons(w)
}
