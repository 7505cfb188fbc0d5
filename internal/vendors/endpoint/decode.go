package endpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fen is an amount of money in fen; 100 fen are 1 CNY. Vendors write it in CNY.
type Fen int64

// Raw is JSON as the vendor wrote it, for what a document leaves open.
type Raw string

// MarshalJSON returns the JSON itself.
func (r Raw) MarshalJSON() ([]byte, error) {
	if r == "" {
		return []byte("null"), nil
	}
	return []byte(r), nil
}

// decoder reads a JSON value into a tagged struct, whatever way the vendor wrote it:
// numbers as texts, one object for a list of one and the reverse, JSON inside a text,
// keys in any case. A field's tag is `answer:"name|other-name,required"`; "." stands
// for the whole value.
type decoder struct {
	zone   *time.Location
	unread []string
}

// decode fills the struct that target points to. unread lists keys without a field and
// values that could not be read and were left empty.
func decode(payload, target any, zone *time.Location) (unread []string, err error) {
	d := decoder{zone: zone}
	if d.zone == nil {
		d.zone = time.UTC
	}
	err = d.value(reflect.ValueOf(target).Elem(), payload, "")
	slices.Sort(d.unread)
	return d.unread, err
}

var (
	timeType = reflect.TypeFor[time.Time]()
	fenType  = reflect.TypeFor[Fen]()
	rawType  = reflect.TypeFor[Raw]()
)

func (d *decoder) value(dst reflect.Value, src any, path string) error {
	if dst.Type() == timeType {
		d.time(dst, src, path)
		return nil
	}
	if dst.Type() == rawType {
		text, err := json.Marshal(src)
		dst.SetString(string(text))
		return place(err, path, "JSON")
	}
	switch dst.Kind() {
	case reflect.Struct:
		return d.structure(dst, unquote(src), path)
	case reflect.Slice:
		return d.list(dst, unquote(src), path)
	case reflect.Map:
		return d.dictionary(dst, unquote(src), path)
	default:
		text, err := scalar(src)
		if err != nil {
			return fmt.Errorf("%s is %w", at(path), err)
		}
		return d.scalar(dst, text, path)
	}
}

// unquote opens JSON that is wrapped in a text.
func unquote(src any) any {
	text, ok := src.(string)
	if !ok {
		return src
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	var inner any
	if (text[0] == '{' || text[0] == '[') && json.Unmarshal([]byte(text), &inner) == nil {
		return inner
	}
	return text
}

type answerTag struct {
	names    []string
	required bool
}

func tagOf(f reflect.StructField) answerTag {
	text, options, _ := strings.Cut(f.Tag.Get("answer"), ",")
	if text == "" {
		text = f.Name
	}
	return answerTag{names: strings.Split(strings.ToLower(text), "|"), required: options == "required"}
}

func (d *decoder) structure(dst reflect.Value, src any, path string) error {
	fields := visible(dst.Type())
	whole := len(fields) == 1 && tagOf(fields[0]).names[0] == "."
	if list, ok := src.([]any); ok && !whole {
		src = nil
		if len(list) > 0 {
			src = unquote(list[0])
		}
	}
	object, _ := src.(map[string]any)
	switch {
	case whole:
		object = map[string]any{".": src}
	case src != nil && object == nil && len(fields) > 0:
		return fmt.Errorf("%s is no object", at(path))
	}
	return d.fields(dst, fields, fold(object), path)
}

func (d *decoder) fields(dst reflect.Value, fields []reflect.StructField, object map[string]any, path string) error {
	for _, f := range fields {
		tag := tagOf(f)
		for _, name := range tag.names {
			src, ok := object[name]
			delete(object, name)
			place := dst.FieldByIndex(f.Index)
			if !ok || src == nil || !place.IsZero() {
				continue
			}
			if err := d.value(place, src, path+"/"+name); err != nil {
				return err
			}
		}
		if tag.required && dst.FieldByIndex(f.Index).IsZero() {
			return fmt.Errorf("%s is missing", path+"/"+tag.names[0])
		}
	}
	for key := range object {
		d.unread = append(d.unread, path+"/"+key)
	}
	return nil
}

// visible lists the fields that an answer may fill, embedded ones flattened.
func visible(t reflect.Type) []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool {
		return f.Anonymous || !f.IsExported() || f.Tag.Get("answer") == "-"
	})
}

// fold trims keys and puts them in lower case.
func fold(object map[string]any) map[string]any {
	folded := make(map[string]any, len(object))
	for key, value := range object {
		folded[strings.ToLower(strings.TrimSpace(key))] = value
	}
	return folded
}

func (d *decoder) list(dst reflect.Value, src any, path string) error {
	var items []any
	switch v := src.(type) {
	case nil:
	case []any:
		items = v
	case map[string]any:
		if len(v) > 0 { // PHP writes an empty list as {}
			items = []any{v}
		}
	default:
		items = []any{v}
	}
	list := reflect.MakeSlice(dst.Type(), len(items), len(items))
	for i, item := range items {
		if err := d.value(list.Index(i), item, path+"/"+strconv.Itoa(i)); err != nil {
			return err
		}
	}
	dst.Set(list)
	return nil
}

func (d *decoder) dictionary(dst reflect.Value, src any, path string) error {
	object, ok := src.(map[string]any)
	if !ok && src != nil {
		return fmt.Errorf("%s is no object", at(path))
	}
	dst.Set(reflect.MakeMap(dst.Type()))
	for key, item := range object {
		value := reflect.New(dst.Type().Elem()).Elem()
		if err := d.value(value, item, path+"/*"); err != nil {
			return err
		}
		dst.SetMapIndex(reflect.ValueOf(strings.TrimSpace(key)), value)
	}
	return nil
}

var errNotScalar = errors.New("no text or number")

func scalar(src any) (string, error) {
	switch v := src.(type) {
	case nil:
		return "", nil
	case string:
		return strings.TrimSpace(v), nil
	case json.Number:
		return v.String(), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case bool:
		if v {
			return "1", nil
		}
		return "", nil // PHP writes an empty text as false
	case []any:
		if len(v) == 1 {
			return scalar(v[0])
		}
		if len(v) == 0 {
			return "", nil
		}
	case map[string]any:
		if len(v) == 0 {
			return "", nil
		}
	}
	return "", errNotScalar
}

func (d *decoder) scalar(dst reflect.Value, text, path string) error {
	if dst.Kind() == reflect.String {
		dst.SetString(text)
		return nil
	}
	if text == "" || text == "-" {
		return nil
	}
	var n int64
	var err error
	switch {
	case dst.Type() == fenType:
		n, err = parseFen(text)
	case dst.Kind() == reflect.Bool:
		var truth bool
		truth, err = parseTruth(text)
		dst.SetBool(truth)
		return place(err, path, "yes or no")
	default:
		n, err = strconv.ParseInt(text, 10, 64)
	}
	if err == nil {
		dst.SetInt(n)
	}
	return place(err, path, "a number")
}

// place reports an unreadable value by its place, never by its content.
func place(err error, path, want string) error {
	if err != nil {
		return fmt.Errorf("%s is not %s", at(path), want)
	}
	return nil
}

func at(path string) string {
	if path == "" {
		return "the answer"
	}
	return path
}

func parseTruth(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "1", "true", "yes", "y", "enable", "enabled":
		return true, nil
	case "0", "false", "no", "n", "disable", "disabled", "pause":
		return false, nil
	}
	return false, errors.New("neither yes nor no")
}

// parseFen reads an amount in CNY. A fraction of a fen is an error.
func parseFen(text string) (int64, error) {
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(text, ",", ""), ".")
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > 2 || strings.ContainsAny(fraction, "+-") {
		return 0, errors.New("not an amount")
	}
	n, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read amount: %w", err)
	}
	return n, nil
}
