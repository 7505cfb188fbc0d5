package i18n

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// shanghai is fixed because China has one zone and no summer time since 1991,
// and a container without zone files must show the same.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// nothing stands where a value is absent.
const nothing = "—"

// Money writes an amount of fen (100 fen = 1 CNY): 123450 is "¥1,234.50".
func Money(fen int64) string {
	sign, amount := "", uint64(fen)
	if fen < 0 {
		sign, amount = "-", -uint64(fen)
	}
	cents := strconv.FormatUint(amount%100+100, 10)[1:]
	return sign + "¥" + group(strconv.FormatUint(amount/100, 10)) + "." + cents
}

// Number writes a count with separators: 1204 is "1,204".
func Number(n int) string {
	if n < 0 {
		return "-" + group(strconv.Itoa(n)[1:])
	}
	return group(strconv.Itoa(n))
}

// Time writes the moment as people in China read it: "2026-11-21 08:40".
// The zero time is "—".
func Time(t time.Time) string { return stamp(t, "2006-01-02 15:04") }

// TimeSeconds is Time with seconds and the offset, for titles and logs.
func TimeSeconds(t time.Time) string { return stamp(t, "2006-01-02 15:04:05 -07:00") }

// Date writes the day in China: "2026-11-21". The zero time is "—".
func Date(t time.Time) string { return stamp(t, time.DateOnly) }

// Clock24 writes the time of day in China with seconds: "08:40:07".
func Clock24(t time.Time) string { return stamp(t, time.TimeOnly) }

// Moment writes the time of day when t is on the same day in China as the
// context's clock, the day and the time otherwise.
func Moment(ctx context.Context, t time.Time) string {
	if Date(t) == Date(Now(ctx)) {
		return stamp(t, "15:04")
	}
	return stamp(t, "01-02 15:04")
}

// Age tells how long ago t was, or how far ahead it lies; beyond a month it is
// the date.
func Age(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return nothing
	}
	age := Now(ctx).Sub(t)
	ahead := age < 0
	unit, count := span(age.Abs())
	switch {
	case unit == "":
		return Date(t)
	case count == 0:
		return T(ctx, "ui.age.now")
	case ahead:
		return T(ctx, "ui.age.in-"+unit, "Count", count)
	}
	return T(ctx, "ui.age."+unit, "Count", count)
}

// Duration writes how long something took in its one or two largest units.
func Duration(ctx context.Context, d time.Duration) string {
	d = d.Round(time.Second)
	if d < time.Minute {
		return T(ctx, "ui.duration.seconds", "Count", int(d/time.Second))
	}
	if d < time.Hour {
		return T(ctx, "ui.duration.minutes", "Minutes", int(d/time.Minute), "Seconds", int(d%time.Minute/time.Second))
	}
	return T(ctx, "ui.duration.hours", "Hours", int(d/time.Hour), "Minutes", int(d%time.Hour/time.Minute))
}

// span gives the unit an age is told in and how many of it; no unit beyond 30 days.
func span(age time.Duration) (string, int) {
	switch {
	case age < time.Minute:
		return "minutes", 0
	case age < time.Hour:
		return "minutes", int(age / time.Minute)
	case age < 24*time.Hour:
		return "hours", int(age / time.Hour)
	case age <= 30*24*time.Hour:
		return "days", int(age / (24 * time.Hour))
	}
	return "", 0
}

func stamp(t time.Time, layout string) string {
	if t.IsZero() {
		return nothing
	}
	return t.In(shanghai).Format(layout)
}

// group puts a comma before every third digit from the right.
func group(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	var out strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out.WriteByte(',')
		}
		out.WriteRune(d)
	}
	return out.String()
}
