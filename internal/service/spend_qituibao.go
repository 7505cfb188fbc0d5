package service

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

func qituibaoSpends() map[string]probe {
	return map[string]probe{
		"cndns.qituibao.create": {pre: preQituibao, judge: judgeQituibao},
		"cndns.qituibao.renew":  renewal(until(qituibaoEnd), span("term", "")),
		"cndns.qituibao.upgrade": change(qituibaoProduct, some, func(s *spend, before, now string) verdict {
			return became(before, now, s.param("newprd"))
		}),
	}
}

func soukeyiSpends() map[string]probe {
	return map[string]probe{
		"cndns.soukeyi.create": generated(showSoukeyi),
		"cndns.soukeyi.renew":  renewal(until(soukeyiEnd), span("term", "")),
		"cndns.soukeyi.upgrade": change(soukeyiProduct, some, func(s *spend, before, now string) verdict {
			return became(before, now, s.param("newprd"))
		}),
	}
}

func (s *spend) qituibao(ctx context.Context, name string) (cndns.QituibaoOrder, error) {
	return s.client.QituibaoDetail(ctx, cndns.QituibaoNamed{Name: name})
}

func qituibaoEnd(ctx context.Context, s *spend) (time.Time, error) {
	q, err := s.qituibao(ctx, s.key())
	return q.ExpiresAt, err
}

func qituibaoProduct(ctx context.Context, s *spend) (string, error) {
	q, err := s.qituibao(ctx, s.key())
	return string(q.Product), err
}

func showQituibao(ctx context.Context, s *spend) (thing, error) {
	q, err := s.qituibao(ctx, s.ref)
	t, err := detailed(q.Name, q.OpenedAt, err)
	t.Other = t.Found && (!strings.EqualFold(q.Company, s.param("companyname")) || string(q.Product) != s.param("prd"))
	return t, err
}

const companyParam = "companyname"

// preQituibao refuses a company that has an order already: the vendor would.
func preQituibao(ctx context.Context, s *spend) (any, error) {
	taken, err := s.taken(ctx, nameOfCompany, s.param(companyParam))
	if err == nil && taken {
		err = panel.Errorf(panel.Conflict, nil, "error.spend.exists", "Name", s.param(companyParam))
	}
	if err != nil {
		return nil, err
	}
	return s.balance(ctx)
}

// judgeQituibao: a company's name that is free proves that nothing was bought.
// One that is in use has an order whose name the vendor does not tell.
func judgeQituibao(ctx context.Context, s *spend, text json.RawMessage) (finding, error) {
	if s.ref != "" {
		return s.adopts(ctx, showQituibao)
	}
	taken, err := s.taken(ctx, nameOfCompany, s.param(companyParam))
	if err != nil {
		return finding{}, err
	}
	if !taken && s.older(s.row.Quiet) {
		return finding{verdict: didNot, now: map[string]bool{"taken": false}}, nil
	}
	return s.paid(ctx, text)
}

func (s *spend) soukeyi(ctx context.Context, name string) (cndns.SoukeyiOrder, error) {
	return s.client.SoukeyiDetail(ctx, cndns.SoukeyiNamed{Name: name})
}

func showSoukeyi(ctx context.Context, s *spend) (thing, error) {
	o, err := s.soukeyi(ctx, s.ref)
	t, err := detailed(o.Name, o.OpenedAt, err)
	t.Other = t.Found && string(o.Product) != s.param("prd")
	return t, err
}

func soukeyiEnd(ctx context.Context, s *spend) (time.Time, error) {
	o, err := s.soukeyi(ctx, s.key())
	return o.ExpiresAt, err
}

func soukeyiProduct(ctx context.Context, s *spend) (string, error) {
	o, err := s.soukeyi(ctx, s.key())
	return string(o.Product), err
}
