package service

import (
	"context"
	"strings"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/dnspod"
)

// dnspodZone is a zone at DNSPod. It is known by the vendor's number.
type dnspodZone struct {
	client *dnspod.Client
	id     string
}

// dnspodRecordWords names the form's fields by DNSPod's parameters.
var dnspodRecordWords = words{
	"sub_domain": "name", "record_type": "type", "record_line": "line", "value": "value", "mx": "mx", "ttl": "ttl", "domain": "name",
}

func (z dnspodZone) Records(ctx context.Context) ([]panel.Record, error) {
	all, err := z.client.RecordListAll(ctx, z.id)
	if err != nil {
		return nil, err
	}
	records := make([]panel.Record, 0, len(all))
	for _, r := range all {
		records = append(records, fromDNSPod(r))
	}
	return records, nil
}

func (z dnspodZone) Add(ctx context.Context, d panel.RecordData) (string, error) {
	answer, err := z.client.RecordCreate(ctx, dnspod.RecordCreateRequest{DomainID: z.id, RecordData: toDNSPod(d)})
	return answer.Record.ID, err
}

// Change writes what differs and nothing else: DNSPod locks records that are
// written without a change.
func (z dnspodZone) Change(ctx context.Context, current panel.Record, d panel.RecordData) error {
	known := dnspod.Record{ID: current.VendorRef, Enabled: current.Enabled}
	if !current.Same(d) {
		_, err := z.client.RecordModify(ctx, dnspod.RecordModifyRequest{DomainID: z.id, RecordID: current.VendorRef, RecordData: toDNSPod(d)})
		if err != nil {
			return err
		}
	}
	_, err := z.client.RecordEnable(ctx, z.id, known, d.Enabled)
	return err
}

func (z dnspodZone) Remove(ctx context.Context, ref string) error {
	return z.client.RecordRemove(ctx, dnspod.RecordRequest{DomainID: z.id, RecordID: ref})
}

func fromDNSPod(r dnspod.Record) panel.Record {
	d := panel.RecordData{
		Name: strings.ToLower(r.Sub), Type: strings.ToUpper(r.Type), Value: r.Value, TTL: r.TTL, Line: r.Line, Enabled: r.Enabled,
	}
	if endsWithDot(d.Type) {
		d.Value = strings.TrimSuffix(d.Value, ".")
	}
	if d.Type == "MX" {
		d.MX = r.MX
	}
	return panel.Record{VendorRef: r.ID, RecordData: d, Locked: r.Hold == "hold"}
}

func toDNSPod(d panel.RecordData) dnspod.RecordData {
	data := dnspod.RecordData{Sub: d.Name, Type: d.Type, Line: d.Line, Value: d.Value, MX: d.MX, TTL: d.TTL}
	if endsWithDot(d.Type) {
		data.Value += "."
	}
	return data
}

// readDNSPodZone asks for grade, limits, types and lines of a zone.
func readDNSPodZone(ctx context.Context, a *App, p panel.Product) (panel.ZoneFacts, string, error) {
	var facts panel.ZoneFacts
	client, err := a.dnspod(ctx, p.AccountID)
	if err != nil {
		return facts, "", err
	}
	info, err := client.DomainInfo(ctx, dnspod.DomainInfoRequest{Domain: p.Name})
	if err != nil {
		return facts, "", err
	}
	domain := info.Domain
	facts.Grade, facts.Status = domain.Grade, domain.Status
	grade := dnspod.GradeRequest{Grade: domain.Grade, DomainID: domain.ID}
	if facts.Types, err = client.RecordTypes(ctx, grade); err != nil {
		return facts, "", err
	}
	if facts.Lines, err = client.RecordLines(ctx, grade); err != nil {
		return facts, "", err
	}
	facts.Lines = defaultFirst(facts.Lines)
	facts.MinTTL = dnspodMinTTL(domain.Grade)
	return facts, domain.ID, nil
}

// dnspodLeastTTL is the least TTL by the last word of a grade, in seconds.
var dnspodLeastTTL = map[string]int{"Free": 600, "Plus": 120, "Extra": 60, "Expert": 10, "Ultra": 1}

func dnspodMinTTL(grade string) int {
	_, word, _ := strings.Cut(grade, "_")
	if least, known := dnspodLeastTTL[word]; known {
		return least
	}
	return dnspodLeastTTL["Free"]
}

// defaultFirst puts the default line before the others.
func defaultFirst(lines []string) []string {
	sorted := []string{dnspod.DefaultLine}
	for _, line := range lines {
		if line != dnspod.DefaultLine {
			sorted = append(sorted, line)
		}
	}
	return sorted
}

// addDNSPodZone makes a zone unless the account has it, and gives its number.
func addDNSPodZone(ctx context.Context, a *App, accountID int64, name string) (string, error) {
	client, err := a.dnspod(ctx, accountID)
	if err != nil {
		return "", err
	}
	info, err := client.DomainInfo(ctx, dnspod.DomainInfoRequest{Domain: name})
	if err == nil {
		return info.Domain.ID, nil
	}
	if !missing(err) {
		return "", err
	}
	made, err := client.DomainCreate(ctx, dnspod.DomainCreateRequest{Domain: name})
	return made.Domain.ID, err
}
