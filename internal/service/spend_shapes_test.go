package service

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"tangelo/internal/panel"
)

func TestARenewalIsProvedByItsOwnSpanOnly(t *testing.T) {
	t.Parallel()
	end := time.Date(2027, 1, 31, 4, 0, 0, 0, time.UTC)
	sent := time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		before, now time.Time
		moving      bool
		months      int
		want        verdict
	}{
		"the same":                     {end, end, false, 12, didNot},
		"a year more":                  {end, end.AddDate(1, 0, 0), false, 12, didIt},
		"a year more, in whole days":   {end, end.AddDate(1, 0, 0).Truncate(24 * time.Hour), false, 12, didIt},
		"a short month more":           {end, end.AddDate(0, 0, 28), false, 1, didIt},
		"twice what was ordered":       {end, end.AddDate(2, 0, 0), false, 12, unclear},
		"less than was ordered":        {end, end.AddDate(1, 0, 0), false, 24, unclear},
		"earlier than before":          {end, end.AddDate(0, -1, 0), false, 12, unclear},
		"no date":                      {end, time.Time{}, false, 12, unclear},
		"under way":                    {end, end, true, 12, waits},
		"ended, from its end":          {sent.AddDate(0, -2, 0), sent.AddDate(0, 10, 0), false, 12, didIt},
		"ended, from the renewal":      {sent.AddDate(0, -2, 0), sent.AddDate(1, 0, 0), false, 12, didIt},
		"not ended, from the renewal":  {end, sent.AddDate(1, 0, 0), false, 12, unclear},
		"a span that nobody documents": {end, end.AddDate(1, 0, 0), false, 0, unclear},
	} {
		got := moved(dated{Expires: c.before}, dated{Expires: c.now, Moving: c.moving}, sent, c.months)
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestAChangeIsProvedByWhatWasOrderedOnly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, now int
		want        []int
		verdict     verdict
	}{
		"as before":                     {1, 1, []int{2}, didNot},
		"as ordered":                    {1, 2, []int{2}, didIt},
		"as ordered, read another way":  {1, 3, []int{2, 3}, didIt},
		"something else":                {1, 4, []int{2, 3}, unclear},
		"ordered what it was":           {2, 2, []int{2}, unclear},
		"nothing shows what is ordered": {1, 2, nil, unclear},
	} {
		if got := became(c.before, c.now, c.want...); got != c.verdict {
			t.Errorf("%s: %s, want %s", name, got, c.verdict)
		}
	}
}

// TestWhatIsNotShownProvesNothing compares what the vendor leaves empty.
func TestWhatIsNotShownProvesNothing(t *testing.T) {
	t.Parallel()
	host := cloudSize{CPU: 2, RAM: 512, HD: 50, BD: 2}
	noBand := cloudSize{CPU: 2, RAM: 512, HD: 50}
	base := databasePlan{Type: "2", Zone: "usa", SizeMB: 50}
	lined, grown := base, base
	lined.Line, grown.SizeMB = "dx", 60
	for name, got := range map[string]verdict{
		"no product, as before":        became("", "", "2"),
		"no product, then the ordered": became("", "2", "2"),
		"no number, as before":         became(0, 0, 1),
		"no number, then the ordered":  became(0, 1, 1),
		"the part of an order":         became(noBand, noBand, host),
		"the part, then the ordered":   became(noBand, host, host),
		"the line of a plan":           became(base, base, lined),
	} {
		if got != unclear {
			t.Errorf("%s: %s, want unclear", name, got)
		}
	}
	if got := became(base, base, grown); got != didNot {
		t.Errorf("what was not ordered may be empty: %s, want didnot", got)
	}
	for text, want := range map[string]int{"2": 2, "1.0": 1, " 3.00 ": 3, "2核": -1, "": -1, "1.5": -1, "-2": -1} {
		if n, ok := whole(text); ok != (want >= 0) || ok && n != want {
			t.Errorf("%q is read as %d, %t", text, n, ok)
		}
	}
}

// TestNoChangeIsOrderedOrJudgedWithoutASize has a vendor that shows none, before
// the call or after it.
func TestNoChangeIsOrderedOrJudgedWithoutASize(t *testing.T) {
	t.Parallel()
	s := &spend{row: panel.Spend{Key: []string{"nme"}}, params: map[string]string{"nme": "sky1", "newprd": "3"}}
	for before, now := range map[string]string{"": "", "1": ""} {
		shows := now
		p := change(func(context.Context, *spend) (string, error) { return shows, nil }, some, func(_ *spend, before, now string) verdict {
			return became(before, now, "3")
		})
		if _, err := p.pre(t.Context(), s); !panel.Is(err, panel.Conflict) {
			t.Errorf("a change of what shows nothing: %v, want a conflict", err)
		}
		text, err := json.Marshal(before)
		if f, _ := p.judge(t.Context(), s, text); err != nil || f.verdict != unclear {
			t.Errorf("%q, now %q: %s, want unclear", before, now, f.verdict)
		}
	}
	for name, shown := range map[string]bool{
		"a host that is not opened":     cloudSize{}.shown(),
		"a host without cores":          cloudSize{RAM: 512, HD: 50, BD: 2}.shown(),
		"a host of which nothing is":    hostAddresses{}.shown(),
		"a machine with an unread part": machineSize{CPU: 1, RAM: 4, Unread: true}.shown(),
		"a machine without parts":       machineSize{}.shown(),
		"traffic without a multiple":    traffic{Unit: "t"}.shown(),
		"mail without a capacity":       mailSize{Mailboxes: 5}.shown(),
		"a plan without a size":         hostPlan{Script: "bz"}.shown(),
		"a database without a type":     databasePlan{SizeMB: 50}.shown(),
	} {
		if shown {
			t.Errorf("%s passes for shown", name)
		}
	}
}

func TestPointsAreProvedByWhatWasBought(t *testing.T) {
	t.Parallel()
	s := &spend{params: map[string]string{"points": "1000"}}
	for name, c := range map[string]struct {
		before, now pointsNow
		want        verdict
	}{
		"a thousand more":          {pointsNow{5000, 10}, pointsNow{6000, 900}, didIt},
		"none":                     {pointsNow{5000, 10}, pointsNow{5000, 9}, didNot},
		"two thousand":             {pointsNow{5000, 10}, pointsNow{7000, 1900}, unclear},
		"more left, none bought":   {pointsNow{5000, 10}, pointsNow{5000, 900}, unclear},
		"one number for both":      {pointsNow{10, 10}, pointsNow{10, 10}, unclear}, // bought and used up?
		"the vendor shows no rest": {pointsNow{5000, -1}, pointsNow{5000, -1}, unclear},
		"nor what was bought":      {pointsNow{0, 10}, pointsNow{0, 9}, unclear},
	} {
		if got := comparePoints(s, c.before, c.now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestAFindingIsNoBolderThanItsRow holds absence to the quiet period, and a
// person's word to what the vendor does not show.
func TestAFindingIsNoBolderThanItsRow(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC)
	a := New(Options{Now: func() time.Time { return now }})
	named, _ := panel.SpendOf("cndns.hosting.create")
	made, _ := panel.SpendOf("cndns.cdn.create")
	for name, c := range map[string]struct {
		row   panel.Spend
		age   time.Duration
		state panel.OrderState
		is    verdict
		want  verdict
	}{
		"absent too early":                   {named, 14 * time.Minute, panel.OrderUnknown, didNot, unclear},
		"absent after the quiet period":      {named, 16 * time.Minute, panel.OrderUnknown, didNot, didNot},
		"there at once":                      {named, time.Second, panel.OrderUnknown, didIt, didIt},
		"nothing shows it, asked by nobody":  {named, time.Hour, panel.OrderUnknown, unclear, unclear},
		"nothing shows it, a person says so": {named, time.Hour, panel.OrderHeld, unclear, didIt},
		"a person is contradicted":           {named, time.Hour, panel.OrderHeld, didNot, didNot},
		"a person names nothing":             {made, 2 * time.Hour, panel.OrderHeld, unclear, unclear},
	} {
		s := &spend{app: a, row: c.row, at: now.Add(-c.age), order: panel.Order{State: c.state}}
		if got := s.tempered(finding{verdict: c.is}).verdict; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestUpgradesOfMachinesAddUp(t *testing.T) {
	t.Parallel()
	before := machineSize{CPU: 1, RAM: 4, Mbps: 2, Disks: map[string]int{"11/101": 3, "12/102": 5}}
	grown := func(change func(m *machineSize)) machineSize {
		m := machineSize{CPU: 1, RAM: 4, Mbps: 2, Disks: map[string]int{"11/101": 3, "12/102": 5}}
		change(&m)
		return m
	}
	for name, c := range map[string]struct {
		kind, by string
		now      machineSize
		want     verdict
	}{
		"cores":                 {"1", "1:0", grown(func(m *machineSize) { m.CPU = 2 }), didIt},
		"nothing":               {"1", "1:0", before, didNot},
		"the other size":        {"1", "1:0", grown(func(m *machineSize) { m.RAM = 5 }), unclear},
		"a disk by one id":      {"2", "12:2", grown(func(m *machineSize) { m.Disks["12/102"] = 7 }), didIt},
		"a disk by its other":   {"2", "102:2", grown(func(m *machineSize) { m.Disks["12/102"] = 7 }), didIt},
		"another disk":          {"2", "11:2", grown(func(m *machineSize) { m.Disks["12/102"] = 7 }), unclear},
		"a disk nobody has":     {"2", "99:2", before, unclear},
		"bandwidth":             {"3", "3", grown(func(m *machineSize) { m.Mbps = 5 }), didIt},
		"bandwidth as a total":  {"3", "3", grown(func(m *machineSize) { m.Mbps = 3 }), unclear},
		"two sizes at one time": {"1", "1:1", grown(func(m *machineSize) { m.CPU, m.RAM = 2, 5 }), didIt},
	} {
		s := &spend{params: map[string]string{"upgtype": c.kind, "upgstr": c.by}}
		if got := compareMachine(s, before, c.now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestMailGrowsByEitherReading(t *testing.T) {
	t.Parallel()
	before := mailSize{5, "10G"}
	for name, c := range map[string]struct {
		params map[string]string
		now    mailSize
		want   verdict
	}{
		"two more":               {map[string]string{"mailusernumber": "2"}, mailSize{7, "14G"}, didIt},
		"a new total":            {map[string]string{"mailusernumber": "8"}, mailSize{8, "16G"}, didIt},
		"neither":                {map[string]string{"mailusernumber": "2"}, mailSize{9, "18G"}, unclear},
		"none":                   {map[string]string{"mailusernumber": "2"}, before, didNot},
		"a better plan":          {map[string]string{"mailtag": "g"}, mailSize{5, "25G"}, didIt},
		"administrators":         {map[string]string{"mailtag": "m", "mailadminnumber": "1"}, before, unclear},
		"as many as there are":   {map[string]string{"mailusernumber": "5"}, before, unclear},
		"a plan and others' box": {map[string]string{"mailtag": "g"}, mailSize{6, "30G"}, unclear},
	} {
		if got := compareMail(&spend{params: c.params}, before, c.now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
