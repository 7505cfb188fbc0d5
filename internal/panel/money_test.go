package panel_test

import (
	"testing"

	"tangelo/internal/panel"
)

func TestParseYuan(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]panel.Fen{
		"0": 0, "55": 5500, "55.5": 5550, "12.30": 1230, " 236 ": 23600, "0.01": 1, "1.500": 150, "99999999.99": 9999999999,
	} {
		if got, err := panel.ParseYuan(text); err != nil || got != want {
			t.Errorf("ParseYuan(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", ".", "-1", "+1", "1.234", "1,5", "1e3", "十", "1.2.3", "0x10", ".5", "99999999999999999999"} {
		if got, err := panel.ParseYuan(text); err == nil {
			t.Errorf("ParseYuan(%q) = %d, want an error", text, got)
		}
	}
}
