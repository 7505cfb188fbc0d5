package panel

import (
	"fmt"
	"strconv"
	"strings"
)

// Fen is an amount of money in hundredths of a yuan (CNY). The ledger, prices
// and costs know no other unit.
type Fen int64

// ParseYuan reads an amount a vendor wrote in yuan ("236", "55.5", "12.30").
// More than two decimals, a sign or anything else is an error.
func ParseYuan(text string) (Fen, error) {
	whole, frac, _ := strings.Cut(strings.TrimSpace(text), ".")
	frac += "00"[:max(0, 2-len(frac))]
	for strings.HasSuffix(frac, "0") && len(frac) > 2 {
		frac = frac[:len(frac)-1]
	}
	if whole == "" || len(frac) != 2 {
		return 0, fmt.Errorf("amount %q is not a number of yuan with two decimals", text)
	}
	n, err := strconv.ParseUint(whole+frac, 10, 62)
	if err != nil {
		return 0, fmt.Errorf("amount %q is not a number of yuan with two decimals", text)
	}
	return Fen(n), nil
}

// Yuan writes the amount as ParseYuan reads it: 1230 is "12.30". A negative one
// begins with a minus sign.
func (f Fen) Yuan() string {
	sign, n := "", uint64(f)
	if f < 0 {
		sign, n = "-", -uint64(f)
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// ParseSigned is ParseYuan for amounts that may be below zero; "" is 0.
func ParseSigned(text string) (Fen, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	rest, negative := strings.CutPrefix(text, "-")
	fen, err := ParseYuan(rest)
	if negative {
		fen = -fen
	}
	return fen, err
}
