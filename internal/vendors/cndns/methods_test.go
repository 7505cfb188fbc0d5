package cndns_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

// TestEveryCallHasItsMethod makes every method of a client that cannot reach anybody and
// holds the calls that their errors name against the declarations: each once.
func TestEveryCallHasItsMethod(t *testing.T) {
	t.Parallel()
	client := reflect.ValueOf(nowhere())
	var made, declared []string
	for i := range client.NumMethod() {
		if name, ok := callOf(t.Context(), client.Method(i)); ok {
			made = append(made, name)
		}
	}
	for _, d := range cndns.All() {
		declared = append(declared, d.Name)
	}
	slices.Sort(made)
	slices.Sort(declared)
	if diff := cmp.Diff(declared, made); diff != "" {
		t.Errorf("calls by method (-declared +made):\n%s", diff)
	}
}

// callOf makes a method with an empty request and returns the call that its error names.
func callOf(ctx context.Context, method reflect.Value) (name string, ok bool) {
	form := method.Type()
	if form.NumIn() == 0 || form.In(0) != reflect.TypeFor[context.Context]() {
		return "", false
	}
	in := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < form.NumIn(); i++ {
		in = append(in, reflect.Zero(form.In(i)))
	}
	out := method.Call(in)
	err, _ := out[len(out)-1].Interface().(error)
	var e *endpoint.Error
	if !errors.As(err, &e) {
		return "", false
	}
	return e.Endpoint, true
}
