package service

import (
	"context"
	"errors"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/endpoint"
)

// zoneHost keeps the records of one zone at a vendor. Names are relative with
// "@" for the apex, host names have no final dot, TTLs are in seconds. Errors
// are the vendor client's own.
type zoneHost interface {
	// Records lists all records of the zone.
	Records(ctx context.Context) ([]panel.Record, error)
	// Add adds a record and returns the vendor's id of it.
	Add(ctx context.Context, d panel.RecordData) (ref string, err error)
	// Change makes a record what d says; what is so already is not written.
	Change(ctx context.Context, current panel.Record, d panel.RecordData) error
	// Remove deletes a record.
	Remove(ctx context.Context, ref string) error
}

// zoneVendor is what one vendor's zones need.
type zoneVendor struct {
	words words
	open  func(ctx context.Context, a *App, p panel.Product) (zoneHost, error)
	read  func(ctx context.Context, a *App, p panel.Product) (facts panel.ZoneFacts, ref string, err error)
	add   func(ctx context.Context, a *App, accountID int64, name string) (ref string, err error)
}

var zoneVendors = map[panel.Vendor]zoneVendor{
	panel.VendorCNDNS: {
		words: cndnsRecordWords, read: readCNDNSZone, add: addCNDNSZone,
		open: func(ctx context.Context, a *App, p panel.Product) (zoneHost, error) {
			client, err := a.cndns(ctx, p.AccountID)
			return cndnsZone{client, p.Name}, err
		},
	},
	panel.VendorDNSPod: {
		words: dnspodRecordWords, read: readDNSPodZone, add: addDNSPodZone,
		open: func(ctx context.Context, a *App, p panel.Product) (zoneHost, error) {
			client, err := a.dnspod(ctx, p.AccountID)
			if err != nil || p.VendorRef != "" {
				return dnspodZone{client, p.VendorRef}, err
			}
			_, ref, err := readDNSPodZone(ctx, a, p)
			return dnspodZone{client, ref}, err
		},
	},
}

// zoneHost opens the host of a zone.
func (a *App) zoneHost(ctx context.Context, p panel.Product) (zoneHost, error) {
	vendor, known := zoneVendors[p.Vendor]
	if !known {
		return nil, panel.Errorf(panel.Conflict, nil, "error.vendor.wrong", "Vendor", string(p.Vendor))
	}
	host, err := vendor.open(ctx, a, p)
	return host, explain(err, vendor.words)
}

// missing reports whether a vendor answered that it does not know the thing.
func missing(err error) bool {
	var e *endpoint.Error
	return errors.As(err, &e) && e.Class == endpoint.Refused && e.Meaning.Kind == endpoint.Missing
}

// readZone asks the vendor for a zone's facts and records. The records are
// stored at once; the facts are the caller's to store.
func readZone(ctx context.Context, a *App, p panel.Product) (panel.Product, error) {
	vendor, known := zoneVendors[p.Vendor]
	if !known {
		return p, panel.Errorf(panel.Conflict, nil, "error.vendor.wrong", "Vendor", string(p.Vendor))
	}
	began := a.Now()
	facts, ref, err := vendor.read(ctx, a, p)
	if err != nil {
		return p, zoneError(err, vendor.words)
	}
	p.VendorRef = ref
	said, err := a.askRecords(ctx, p)
	if err != nil {
		return p, zoneError(err, vendor.words)
	}
	facts.Records = len(said)
	p.Facts.Zone, p.State = &facts, panel.StateActive
	if facts.Status == "pause" || facts.Status == "disable" {
		p.State = panel.StatePaused
	}
	return p, a.DB.Within(ctx, func(tx *db.Tx) error { return tx.MergeRecords(ctx, p, said, began) })
}

func (a *App) askRecords(ctx context.Context, p panel.Product) ([]panel.Record, error) {
	host, err := a.zoneHost(ctx, p)
	if err != nil {
		return nil, err
	}
	return host.Records(ctx)
}

// zoneError is explain for a zone as a whole: one that the vendor does not
// know is NotFound.
func zoneError(err error, fields words) error {
	if missing(err) {
		return panel.Errorf(panel.NotFound, err, "error.zone.gone")
	}
	return explain(err, fields)
}
