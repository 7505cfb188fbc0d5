package cndns

import (
	"fmt"
	"reflect"
)

// private is a text of the state that a truth leaves out and Save keeps: a
// password, a key, a certificate number. It stands in exported fields of
// structs that are reached through pointers, maps of pointers and slices.
type private string

// MarshalJSON writes an empty text.
func (private) MarshalJSON() ([]byte, error) { return []byte(`""`), nil }

var privateType = reflect.TypeFor[private]()

// privates collects the private texts below value, by their place in it.
func privates(value any) map[string]string {
	found := map[string]string{}
	eachPrivate(reflect.ValueOf(value), "", func(place string, text reflect.Value) {
		if text.String() != "" {
			found[place] = text.String()
		}
	})
	return found
}

// restorePrivates puts back what privates collected.
func restorePrivates(value any, found map[string]string) {
	eachPrivate(reflect.ValueOf(value), "", func(place string, text reflect.Value) { text.SetString(found[place]) })
}

func eachPrivate(v reflect.Value, place string, visit func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachPrivate(v.Elem(), place, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				eachPrivate(v.Field(i), place+"."+field.Name, visit)
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			eachPrivate(v.MapIndex(key), fmt.Sprintf("%s[%v]", place, key), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachPrivate(v.Index(i), fmt.Sprintf("%s[%d]", place, i), visit)
		}
	case reflect.String:
		if v.Type() == privateType {
			visit(place, v)
		}
	default: // holds no text
	}
}
