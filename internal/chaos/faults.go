package chaos

import (
	"slices"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// share is how many of the calls that spend a kind of trouble befalls.
type share struct {
	kind trouble.Kind
	of   float64
}

// CallLimit is how long the panel waits for an answer. In earnest that is 120 s,
// and what it calls a quarter of an hour is shortened as much.
const CallLimit = 500 * time.Millisecond

// Hurry divides the panel's waiting times: 15 minutes are 1.5 s, three times
// the limit of a call and half as much again as the latest execution.
const Hurry = 600

// lateness is when a late call is executed, counted from its arrival: after the
// panel gave up, before it may believe that nothing was done.
const lateness = 1300 * time.Millisecond

// spending is the trouble of calls that spend.
var spending = []share{
	{trouble.Silent, 0.10},     // executed, and no answer until the caller gives up
	{trouble.Late, 0.01},       // executed after the caller gave up
	{trouble.Status500, 0.025}, // executed
	{trouble.Status503, 0.025}, // not executed
	{trouble.Reset, 0.01},      // executed
	{trouble.Drop, 0.005},      // not executed
	{trouble.Broken, 0.005},    // executed, half of an answer
	{trouble.HTML, 0.005},      // executed, a page for people
}

// asking is the trouble of calls that only ask.
var asking = []share{{trouble.Status503, 0.005}, {trouble.Reset, 0.003}, {trouble.Broken, 0.002}}

// calling is the trouble of callbacks: none, two, ten, one that comes after
// those of later work. The rest comes once.
var calling = []trouble.Fault{
	{Kind: trouble.CallbackLost, Chance: 0.25},
	{Kind: trouble.CallbackDuplicated, Times: 2, Chance: 0.25},
	{Kind: trouble.CallbackDuplicated, Times: 10, Chance: 0.2},
	{Kind: trouble.CallbackLate, Delay: 2 * time.Second * vendorSpeed, Chance: 0.3},
}

// faults are the switches of the vendor's board. The board asks them one after
// the other, so each has its share of what the earlier ones left.
// late is the share of calls that are executed late; 0 is the usual one.
func faults(late float64) (all []trouble.Fault) {
	spending := slices.Clone(spending)
	for i, s := range spending {
		if s.kind == trouble.Late && late > 0 {
			spending[i].of = late
		}
	}
	for _, c := range classes {
		all = append(all, shares(c.call, spending)...)
	}
	for _, f := range calling {
		f.Call = "cndns.callback.notify"
		all = append(all, f)
	}
	for _, call := range []string{"cndns.domain.detail", "cndns.cloud.info", "cndns.domain.transfer_in_status", "cndns.account.finance"} {
		all = append(all, shares(call, asking)...)
	}
	return all
}

func shares(call string, of []share) (all []trouble.Fault) {
	left := 1.0
	for _, s := range of {
		f := trouble.Fault{Call: call, Kind: s.kind, Chance: s.of / left}
		if s.kind == trouble.Late {
			f.Delay = lateness * vendorSpeed
		}
		all = append(all, f)
		left -= s.of
	}
	return all
}
