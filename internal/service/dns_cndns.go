package service

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

// cndnsZone is a zone on CNDNS's name servers. It is known by its name.
type cndnsZone struct {
	client *cndns.Client
	name   string
}

// cndnsRecordWords names the form's fields by CNDNS's parameters.
var cndnsRecordWords = words{
	"rec_item": "name", "rec_type": "type", "rec_level": "mx", "rec_value": "value", "rec_ttl": "ttl", "domainname": "name",
}

func (z cndnsZone) Records(ctx context.Context) ([]panel.Record, error) {
	answer, err := z.client.RecordList(ctx, cndns.DomainRequest{DomainName: z.name})
	if err != nil {
		return nil, err
	}
	records := make([]panel.Record, 0, len(answer.Records))
	for _, r := range answer.Records {
		records = append(records, fromCNDNS(r))
	}
	return records, nil
}

func (z cndnsZone) Add(ctx context.Context, d panel.RecordData) (string, error) {
	answer, err := z.client.RecordCreate(ctx, cndns.RecordCreateRequest{
		DomainName: z.name, Item: d.Name, Type: d.Type, Level: toCNDNSLevel(d), Value: toCNDNSValue(d), TTL: d.TTL,
	})
	return answer.ID, err
}

func (z cndnsZone) Change(ctx context.Context, current panel.Record, d panel.RecordData) error {
	if current.Same(d) {
		return nil
	}
	return z.client.RecordModify(ctx, cndns.RecordModifyRequest{
		DomainName: z.name, ID: current.VendorRef, TTL: d.TTL, Value: toCNDNSValue(d), Type: d.Type,
	})
}

func (z cndnsZone) Remove(ctx context.Context, ref string) error {
	return z.client.RecordDelete(ctx, cndns.RecordDeleteRequest{DomainName: z.name, ID: ref})
}

func fromCNDNS(r cndns.Record) panel.Record {
	d := panel.RecordData{Name: strings.ToLower(r.Item), Type: strings.ToUpper(r.Type), Value: r.Value, TTL: r.TTL, Enabled: true}
	if d.Name == "" {
		d.Name = "@"
	}
	if endsWithDot(d.Type) {
		d.Value = strings.TrimSuffix(d.Value, ".")
	}
	if d.Type == "MX" {
		d.MX = r.Level
	}
	return panel.Record{VendorRef: r.ID, RecordData: d}
}

func toCNDNSLevel(d panel.RecordData) string {
	if d.Type != "MX" {
		return ""
	}
	return strconv.Itoa(d.MX)
}

func toCNDNSValue(d panel.RecordData) string {
	if endsWithDot(d.Type) {
		return d.Value + "."
	}
	return d.Value
}

// endsWithDot reports whether vendors write the type's value with a final dot.
func endsWithDot(kind string) bool { return slices.Contains([]string{"CNAME", "MX", "NS"}, kind) }

// readCNDNSZone asks for what there is to know of a zone besides its records:
// the document names the same rules for all.
func readCNDNSZone(context.Context, *App, panel.Product) (panel.ZoneFacts, string, error) {
	return panel.ZoneFacts{MinTTL: 300, Types: slices.Clone(cndns.RecordTypes), Status: "enable"}, "", nil
}

// addCNDNSZone makes sure that a zone can be looked after: CNDNS makes it
// together with the domain, so nothing is created.
func addCNDNSZone(ctx context.Context, a *App, accountID int64, name string) (string, error) {
	client, err := a.cndns(ctx, accountID)
	if err != nil {
		return "", err
	}
	_, err = client.RecordList(ctx, cndns.DomainRequest{DomainName: name})
	return "", err
}
