package db

import (
	"strconv"
	"strings"
)

// filter builds a WHERE clause whose conditions are joined by AND. Conditions
// are our own text with ? for each value; values never become text.
type filter struct {
	conditions []string
	args       []any
}

func (f *filter) and(condition string, values ...any) {
	for _, v := range values {
		f.args = append(f.args, v)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(f.args)), 1)
	}
	f.conditions = append(f.conditions, condition)
}

// where is the clause, or nothing when there are no conditions.
func (f *filter) where() string {
	if len(f.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(f.conditions, " AND ")
}

// next is the placeholder of one more value.
func (f *filter) next(value any) string {
	f.args = append(f.args, value)
	return "$" + strconv.Itoa(len(f.args))
}
