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
