//go:build chaos

package service

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"tangelo/internal/panel"
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
	case "claims": // who sends an order is asked of the process's own memory
		forgetful()
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

// forgetful has every process remember by itself which orders it is sending, in
// place of claiming the job and heeding that the order has moved on. One process
// alone does no harm by it. On PostgreSQL only.
func forgetful() {
	carry := jobKinds["order.carry"]
	step := carry.step
	var sending sync.Map
	carry.step = func(a *App, ctx context.Context, job *panel.Job) (next, error) {
		if _, here := sending.LoadOrStore(job.OrderID, true); here {
			return later(time.Second)
		}
		defer sending.Delete(job.OrderID)
		p, err := a.openPurchase(ctx, job.OrderID, job.ResellerID)
		if err != nil || p.order.State != panel.OrderReady || job.OrderID%10 != 0 {
			return step(a, ctx, job)
		}
		// Others find the job at once, for it looks as if it had been due for long.
		if _, err := a.DB.Postgres().Exec(ctx, `UPDATE jobs SET state = 'waiting', next_at = next_at - 2000000 WHERE id = $1`, job.ID); err != nil {
			return next{}, err
		}
		time.Sleep(time.Second) // time for them to look
		return a.sendHeedless(ctx, job, contractOf(p.order), p)
	}
	jobKinds["order.carry"] = carry
}

// sendHeedless is sendOrder, which goes on when somebody else has moved the
// order to sending meanwhile.
func (a *App) sendHeedless(ctx context.Context, job *panel.Job, c contract, p *purchase) (next, error) {
	before, err := a.preCheck(ctx, c, p)
	if err != nil {
		return next{}, err
	}
	if err := a.commitIntent(ctx, p, before); err != nil {
		fresh, unread := a.openPurchase(ctx, job.OrderID, job.ResellerID)
		if unread != nil || fresh.order.State != panel.OrderSending {
			return next{}, errors.Join(err, unread)
		}
		p = fresh
	}
	return a.sendIntended(ctx, job, c, p, a.Now())
}
