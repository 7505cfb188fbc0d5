package service

import (
	"context"
	"errors"
	"maps"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// machineSpends are those of Baidu's and Alibaba's hosts.
func machineSpends() map[string]probe {
	return map[string]probe{
		"cndns.bcc.create":     generated(showMachine),
		"cndns.bcc.renew":      renewal(until(machineEnd), span("term", "termtype")),
		"cndns.bcc.upgrade":    change(machineSizeNow, machineSize.shown, compareMachine),
		"cndns.ali_ecs.create": generated(showMachine),
		"cndns.ali_ecs.renew":  renewal(until(machineEnd), span("term", "termtype")),
	}
}

func (s *spend) machine(ctx context.Context, name string) (cndns.MachineDetailResponse, error) {
	if strings.HasPrefix(s.row.Call, "cndns.ali_ecs.") {
		return s.client.AliECSDetail(ctx, cndns.MachineNamed{Name: name})
	}
	return s.client.BCCDetail(ctx, cndns.MachineNamed{Name: name})
}

func showMachine(ctx context.Context, s *spend) (thing, error) {
	d, err := s.machine(ctx, s.ref)
	return detailedInWords(d.Machine.Name, d.Machine.BoughtAt, err)
}

// detailedInWords is detailed for the chapters that refuse in words without a code: a
// thing that is not read there is not proved to be absent, but it is not shown.
func detailedInWords(name string, at time.Time, err error) (thing, error) {
	var e *endpoint.Error
	if errors.As(err, &e) && e.Class == endpoint.Refused {
		return thing{}, nil
	}
	return detailed(name, at, err)
}

func machineEnd(ctx context.Context, s *spend) (time.Time, error) {
	d, err := s.machine(ctx, s.key())
	return d.Machine.ExpiresAt, err
}

// machineSize is in cores, GB, Mbps, and units of each disk by both its ids.
type machineSize struct {
	CPU, RAM, Mbps int
	Disks          map[string]int
	Unread         bool // a part has none, or a number that could not be read
}

func (m machineSize) shown() bool { return !m.Unread && m.CPU > 0 && m.RAM > 0 }

// whole reads a number of the vendor's, which may have decimals of 0.
func whole(text string) (n int, ok bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	n = int(f)
	return n, err == nil && f >= 0 && float64(n) == f
}

// machineSizeNow adds up a host's parts. The document's labels of disks and
// bandwidth are swapped somewhere; only disks have a type.
func machineSizeNow(ctx context.Context, s *spend) (machineSize, error) {
	d, err := s.machine(ctx, s.key())
	size := machineSize{Disks: map[string]int{}}
	for _, part := range d.Parts {
		n, ok := whole(part.Multiple)
		size.Unread = size.Unread || !ok || n == 0
		switch kind := plain(part.Kind); {
		case part.DiskType != "":
			size.Disks[part.ID+"/"+part.DiskID] = n
		case kind == "cpu":
			size.CPU += n
		case kind == "ram":
			size.RAM += n
		default:
			size.Mbps += n
		}
	}
	return size, err
}

// compareMachine adds what was ordered: "1:0" cores and GB, "12223:2" units to a
// disk, "2" Mbps.
func compareMachine(s *spend, before, now machineSize) verdict {
	first, second, _ := strings.Cut(s.param("upgstr"), ":")
	want := before
	switch cndns.BCCUpgradeKind(s.param("upgtype")) {
	case cndns.BCCUpgradeMachine:
		want.CPU, want.RAM = before.CPU+number(first), before.RAM+number(second)
	case cndns.BCCUpgradeBandwidth:
		want.Mbps = before.Mbps + number(first)
	case cndns.BCCUpgradeDisk:
		want.Disks = maps.Clone(before.Disks)
		for ids := range before.Disks {
			if id, volume, _ := strings.Cut(ids, "/"); id == first || volume == first {
				want.Disks[ids] += number(second)
			}
		}
	}
	return became(before, now, want)
}
