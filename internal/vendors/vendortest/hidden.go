package vendortest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/vendors/endpoint"
)

// shortest is the length from which a secret is looked for: shorter ones stand in texts by chance.
const shortest = 5

// troubles are the switches under which every call is made once more. After all but the
// last nobody can know whether it was done.
var troubles = []trouble.Kind{trouble.Reset, trouble.Drop, trouble.Status500, trouble.HTML, trouble.Broken, trouble.Refuse}

// hidden makes the call under every trouble, holds the class of its error against what can
// be known, and looks for every secret of a call, sent, received or of the account, in what the
// call leaves behind: its log, its errors and its answer however it is printed.
func (v Vendor) hidden(s *Shop, seen *tally, d endpoint.Description, params map[string]string, answer any) {
	s.Helper()
	secrets := v.Secrets(s.World)
	for _, p := range d.Params {
		if p.Kind == endpoint.Hidden {
			secrets = append(secrets, params[p.Name])
		}
	}
	echo := strings.Join(secrets, " ") // what a careless vendor repeats in its words
	revealed(reflect.ValueOf(answer), &secrets)
	left := []string{fmt.Sprintf("%v %+v %#v", answer, answer, answer)}
	if text, err := json.Marshal(answer); err == nil {
		left = append(left, string(text))
	}
	for _, kind := range troubles {
		id := s.World.Board.Set(trouble.Fault{Call: d.Name, Kind: kind, Code: "10008", Message: echo, Count: 1})
		_, err := d.Invoke(s.Ctx, s.Line, params)
		s.World.Board.Clear(id)
		if class := endpoint.ClassOf(err); kind != trouble.Refuse && class != endpoint.Unknown {
			s.Errorf("under %s the class is %s: %v", kind, class, err)
		}
		seen.troubles.Add(1)
		left = append(left, fmt.Sprintf("%v %+v", err, err))
	}
	for _, call := range s.Log.Calls() {
		left = append(left, fmt.Sprintf("%+v", call))
	}
	text := strings.Join(left, "\n")
	for _, secret := range secrets {
		if len(secret) < shortest {
			continue
		}
		seen.hidden.Add(1)
		if strings.Contains(text, secret) {
			s.Errorf("a secret of %d letters stands in the log, an error or the answer", len(secret))
		}
	}
}

var secretType = reflect.TypeFor[endpoint.Secret]()

// revealed collects the secrets in an answer.
func revealed(v reflect.Value, into *[]string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				revealed(v.Field(i), into)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			revealed(v.Index(i), into)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			revealed(v.MapIndex(key), into)
		}
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			revealed(v.Elem(), into)
		}
	case reflect.String:
		if v.Type() == secretType {
			*into = append(*into, v.String())
		}
	default: // holds no text
	}
}
