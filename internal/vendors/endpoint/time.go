package endpoint

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// timeLayouts are the ways the vendors write a time. Go's "1" and "2" take padded and
// unpadded months and days alike; "15" takes one or two digits.
var timeLayouts = []string{
	"2006/1/2 15:4:5",
	"2006-1-2 15:4:5",
	"2006-1-2 15:4:5.000",
	"2006/1/2 3:4:5 PM",
	"2006-1-2",
	"2006/1/2",
	time.RFC3339,
	"Mon Jan 2 15:04:05 2006",
}

// seconds is a time in seconds since 1970.
var seconds = regexp.MustCompile(`^[0-9]{10}$`)

var ticks = regexp.MustCompile(`^/Date\((-?[0-9]+)([+-][0-9]{4})?\)/$`)

// abbreviation is the zone name in "Fri Nov 10 14:22:42 CST 2017": in these answers it
// is the vendor's own zone, while Go would take it for an American one.
var abbreviation = regexp.MustCompile(` (CST|UTC|GMT) ([0-9]{4})$`)

// time reads a time into dst, in UTC. What cannot be read is left zero and named.
func (d *decoder) time(dst reflect.Value, src any, path string) {
	text, err := scalar(src)
	if err == nil && (text == "" || text == "-" || strings.HasPrefix(text, "0000-00-00")) {
		return
	}
	t, ok := parseTime(text, d.zone)
	if err != nil || !ok {
		d.unread = append(d.unread, path)
		return
	}
	dst.Set(reflect.ValueOf(t))
}

func parseTime(text string, zone *time.Location) (time.Time, bool) {
	if m := ticks.FindStringSubmatch(text); m != nil {
		ms, err := strconv.ParseInt(m[1], 10, 64)
		return time.UnixMilli(ms).UTC(), err == nil
	}
	if seconds.MatchString(text) {
		s, err := strconv.ParseInt(text, 10, 64)
		return time.Unix(s, 0).UTC(), err == nil
	}
	text = abbreviation.ReplaceAllString(text, " $2")
	for _, layout := range timeLayouts {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
