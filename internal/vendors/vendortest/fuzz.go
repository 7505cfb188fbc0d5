package vendortest

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzSuccess damages the documented success answers in testdata, a few bytes at a time, and
// fails when a damaged one is read as a refusal, or panics: a purchase that was done must
// never be taken for one that was not. The decoders of all calls read what is left.
func (v Vendor) FuzzSuccess(f *testing.F) {
	f.Helper()
	bodies := v.successes(f)
	for i := range bodies {
		for kind := range byte(mutations) {
			f.Add(uint16(i), []byte{kind, 0, byte(i), '0'})
			f.Add(uint16(i), []byte{kind, 0, 12, '"', kind, 0, 40, '{'})
		}
	}
	f.Fuzz(func(t *testing.T, which uint16, edits []byte) {
		body := damage(bodies[int(which)%len(bodies)], edits)
		opened, err := v.Open(body)
		if err != nil {
			return
		}
		if !opened.OK {
			t.Errorf("a damaged success reads as refused, code %q: %s", opened.Code, body)
		}
		for _, d := range v.All {
			_, _, _ = d.Decode(opened.Payload)
		}
	})
}

func (v Vendor) successes(f *testing.F) [][]byte {
	f.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", v.Name+".*.json"))
	if err != nil {
		f.Fatal(err)
	}
	var bodies [][]byte
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if opened, err := v.Open(body); err == nil && opened.OK {
			bodies = append(bodies, body)
		}
	}
	if len(bodies) == 0 {
		f.Fatal("no success answers")
	}
	return bodies
}

// mutations is the number of ways in which damage changes a byte or more.
const mutations = 5

// mostEdits bounds the damage: enough of it would write any answer.
const mostEdits = 3

// damage applies edits of four bytes each: kind, place (two bytes), byte.
func damage(body, edits []byte) []byte {
	out := append([]byte{}, body...)
	for n := 0; n < mostEdits && len(edits) >= 4 && len(out) > 0; n++ {
		kind, at, b := edits[0]%mutations, (int(edits[1])<<8|int(edits[2]))%len(out), edits[3]
		edits = edits[4:]
		switch kind {
		case 0:
			out[at] = b
		case 1:
			out = append(out[:at], out[at+1:]...)
		case 2:
			out = append(out[:at], append([]byte{b}, out[at:]...)...)
		case 3:
			out = out[:at]
		case 4:
			end := min(at+int(b), len(out))
			out = append(out[:end], append(append([]byte{}, out[at:end]...), out[end:]...)...)
		}
	}
	return out
}
