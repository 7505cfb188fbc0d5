//go:build chaos

package service

import (
	"context"
	"fmt"

	"tangelo/internal/vendors/endpoint"
)

// Plant puts a mistake into the order engine that the chaos run must find. It
// is in no other build.
func Plant(mistake string) error {
	switch mistake {
	case "":
	case "retry":
		for name, c := range contracts {
			send := c.send
			c.send = func(ctx context.Context, p *purchase) error {
				err := send(ctx, p)
				if class(err) == endpoint.Unknown {
					return send(ctx, p)
				}
				return err
			}
			contracts[name] = c
		}
	case "quiet": // absence is believed at once
		resending(func(c *contract) { c.quiet = 0 })
	case "resend": // no mistake: what proof of absence may lead to, where a contract does not say
		resending(func(*contract) {})
	case "keepalive":
		endpoint.PlantKeepAlive()
	default:
		return fmt.Errorf("no such mistake: %s", mistake)
	}
	return nil
}

// resending lets every order be sent again that can be asked about.
func resending(change func(c *contract)) {
	for name, c := range contracts {
		if c.judge != nil && c.lane == "" {
			c.resend = max(c.resend, 3)
		}
		change(&c)
		contracts[name] = c
	}
}
