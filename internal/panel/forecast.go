package panel

import (
	"slices"
	"time"
)

// ForecastDays is how far ahead a forecast looks.
const ForecastDays = 60

// Due is one renewal that will have to be paid.
type Due struct {
	ProductID int64
	At        time.Time // when it will be tried first; in the past when it is overdue
	Cost      Fen       // 0 = unknown
	Auto      bool      // it renews by itself; otherwise it only ends then
}

// ForecastDay is one day of a forecast.
type ForecastDay struct {
	At      time.Time // its beginning in China
	Count   int       // renewals due
	Unknown int       // of those, how many whose cost nobody knows
	Fail    int       // of those, how many the balance does not reach for
	Cost    Fen       // of those whose cost is known
	Left    Fen       // of the balance at the end of the day; negative when it does not reach
	Idle    int       // things that end on that day and do not renew by themselves
	IdleFen Fen       // what they would cost, as far as that is known
}

// Forecast is the balance of a vendor account against the renewals to come.
type Forecast struct {
	Account VendorAccount
	Limit   BalanceLimit
	Days    []ForecastDay
	Count   int
	Unknown int
	Cost    Fen
	Short   Fen // how much is missing at the end of all days; 0 = nothing
}

// BalanceLimit says from when on a balance is low.
type BalanceLimit struct {
	ResellerID, AccountID int64
	Days                  int // it must cover the renewals of so many days
	Amount                Fen // and be at least this
}

// UsualLimit is the limit of an account for which nobody set one.
const UsualLimit = 7

// MakeForecast sets what is due against a balance, day by day from today.
// What is overdue counts today. A renewal that the balance does not reach for
// is left out, and cheaper ones after it may still go through; for what the
// days come to, it counts all the same.
func MakeForecast(account VendorAccount, limit BalanceLimit, dues []Due, now time.Time) Forecast {
	f := Forecast{Account: account, Limit: limit}
	today := chinaDay(now)
	for n := range ForecastDays {
		f.Days = append(f.Days, ForecastDay{At: today.AddDate(0, 0, n)})
	}
	dues = slices.Clone(dues)
	slices.SortStableFunc(dues, func(a, b Due) int { return a.At.Compare(b.At) })
	left, have := account.Balance, account.Balance
	last := 0
	for _, due := range dues {
		n := max(DaysLeft(due.At, now), 0)
		if n >= len(f.Days) {
			continue
		}
		for ; last < n; last++ {
			f.Days[last].Left = left
		}
		day := &f.Days[n]
		if !due.Auto {
			day.Idle, day.IdleFen = day.Idle+1, day.IdleFen+due.Cost
			continue
		}
		day.Count, day.Cost, left = day.Count+1, day.Cost+due.Cost, left-due.Cost
		switch {
		case due.Cost == 0:
			day.Unknown++
		case have < due.Cost:
			day.Fail++
		default:
			have -= due.Cost
		}
		f.Count, f.Cost = f.Count+1, f.Cost+due.Cost
	}
	for ; last < len(f.Days); last++ {
		f.Days[last].Left = left
	}
	for _, d := range f.Days {
		f.Unknown += d.Unknown
	}
	f.Short = max(-left, 0)
	return f
}

// Known reports whether the balance was ever read.
func (f Forecast) Known() bool { return !f.Account.BalanceAt.IsZero() }

// FirstShort is the first day on which a renewal will fail; false when the
// balance covers all of them, or is not known.
func (f Forecast) FirstShort() (ForecastDay, bool) {
	i := slices.IndexFunc(f.Days, func(d ForecastDay) bool { return d.Fail > 0 })
	if i < 0 || !f.Known() {
		return ForecastDay{}, false
	}
	return f.Days[i], true
}

// CoversUntil is the last day of which the balance covers every renewal; false
// when it does not cover today's.
func (f Forecast) CoversUntil() (time.Time, bool) {
	day, short := f.FirstShort()
	if !short {
		return f.Days[len(f.Days)-1].At, true
	}
	return day.At.AddDate(0, 0, -1), !day.At.Equal(f.Days[0].At)
}

// Low reports whether the balance is below its limit: too little for the days
// that it must cover, or less than the amount.
func (f Forecast) Low() bool {
	if !f.Known() {
		return false
	}
	day, short := f.FirstShort()
	return f.Account.Balance < f.Limit.Amount || short && DaysLeft(day.At, f.Days[0].At) < f.Limit.Days
}

// Due is what a case will have to pay at some cost; false when it is paid for,
// or over.
func (c RenewalCase) Due(cost Fen) (Due, bool) {
	p := c.Product
	d := Due{ProductID: p.ID, At: p.ExpiresAt, Cost: cost, Auto: p.AutoRenew}
	if p.AutoRenew {
		d.At = chinaDay(p.ExpiresAt).AddDate(0, 0, -c.Rule.Tries[0])
	}
	ok, _ := c.Op.Available(p)
	return d, ok && !c.has(func(s OrderState) bool { return s == OrderDone })
}
