package cndns

import (
	"errors"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// Time is a vendor's time in UTC, zero when it gave none.
type Time = time.Time

// Nothing is the answer of a call that only says yes.
type Nothing struct{}

// Named is the request of a call that needs a cloud host's management name only.
type Named struct {
	CloudName string `param:"cloudname" rule:"required,no-space" zh:"管理名称" en:"Management name of the cloud host, e.g. S262491"`
}

// Tickets are the Discounts of DDoS protection and of Baidu's and Alibaba's hosts, where they
// have other names.
type Tickets struct {
	Coupon  string `param:"ticketid" zh:"优惠券" en:"Coupon code"`
	Voucher string `param:"voucherids" zh:"代金券" en:"Cash voucher code"`
}

// PriceResponse is a price; the vendor writes it in CNY.
type PriceResponse struct {
	Price endpoint.Fen `answer:"."`
}

// ErrPriceUnknown means that the vendor answered a price of 0, which stands for "nothing
// found", never for free.
var ErrPriceUnknown = errors.New("the vendor names no price for this")

// priced turns a price of 0 into ErrPriceUnknown.
func priced(p PriceResponse, err error) (endpoint.Fen, error) {
	if err != nil {
		return 0, err
	}
	if p.Price <= 0 {
		return 0, ErrPriceUnknown
	}
	return p.Price, nil
}

// done drops an empty answer.
func done(_ Nothing, err error) error { return err }
