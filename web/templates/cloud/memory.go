package cloud

import (
	"context"
	"strconv"

	"tangelo/internal/panel"
)

// Wished says how large a host is that an order's input asks for; "" when it
// asks for none.
func Wished(ctx context.Context, input map[string]string) string {
	number := func(name string) int {
		n, err := strconv.Atoi(input[name])
		if err != nil {
			return 0
		}
		return n
	}
	if input["cpu"] == "" || input["place"] == "" {
		return ""
	}
	return Size(ctx, panel.CloudFacts{CPU: number("cpu"), MemoryMB: number("memory"), DiskGB: number("disk"), Mbps: number("bandwidth")})
}

// MemoryText writes a number of MB as people read it; what is none stays as it is.
func MemoryText(mb string) string {
	n, err := strconv.Atoi(mb)
	if err != nil {
		return mb
	}
	return Memory(n)
}
