package alipay

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tangelo/internal/vendors/endpoint"
)

// Notice is what Alipay tells of a trade. It is a hint: a notice may come twice, late, and again
// for a refund. Query the trade before anything is believed.
type Notice struct {
	ID         string // the same when a notice is repeated
	TradeNo    string
	OutTradeNo string
	Status     TradeStatus
	Total      endpoint.Fen
	Currency   string       // "CNY" unless the notice says another
	Refunded   endpoint.Fen // the sum of all refunds, in a notice of a refund
	RequestNo  string       // of that refund
}

// Why a notice is not believed. The texts hold nothing of it.
var (
	ErrNoticeForm    = errors.New("the notice is malformed")
	ErrNoticeSigns   = errors.New("the notice's signature is wrong")
	ErrNoticeForeign = errors.New("the notice is for another application or seller")
)

// NoticeAnswer is what Alipay must be answered, with status 200, once a notice has been stored
// or has turned out to be none of ours. After anything else it sends the notice again.
const NoticeAnswer = "success"

// maxNotice bounds a notice: 64 KB.
const maxNotice = 64 << 10

// ParseNotice reads the body of a notice, a form, and believes it only when Alipay signed it for
// this application and seller.
func (c *Client) ParseNotice(body []byte) (Notice, error) {
	form, err := noticeForm(body)
	if err != nil {
		return Notice{}, err
	}
	if !c.protocol.verify(noticeText(form), form.Get("sign")) {
		return Notice{}, ErrNoticeSigns
	}
	if form.Get("app_id") != c.protocol.appID || form.Get("seller_id") != c.sellerID {
		return Notice{}, ErrNoticeForeign
	}
	return readNotice(form)
}

// split is a value that, once joined to others, could as well be the end of one parameter and
// the beginning of the next. The signature cannot tell the two apart.
var split = regexp.MustCompile(`&[0-9A-Za-z_]*=`)

// noticeForm takes a body apart in the only way that the signature can mean.
func noticeForm(body []byte) (url.Values, error) {
	if len(body) > maxNotice || !utf8.Valid(body) {
		return nil, ErrNoticeForm
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, ErrNoticeForm
	}
	for name, values := range form {
		if len(values) != 1 || !utf8.ValidString(values[0]) || split.MatchString("&"+name) || split.MatchString(values[0]) {
			return nil, ErrNoticeForm
		}
	}
	if form.Get("sign_type") != "RSA2" || !strings.EqualFold(form.Get("charset"), "utf-8") {
		return nil, ErrNoticeForm
	}
	return form, nil
}

// noticeText is what the signature of a notice covers: every parameter that came, but the
// signature and its type.
func noticeText(form url.Values) string {
	var names []string
	for name := range form {
		if name != "sign" && name != "sign_type" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for i, name := range names {
		names[i] = name + "=" + form.Get(name)
	}
	return strings.Join(names, "&")
}

var noticeNumber = regexp.MustCompile(`^[0-9A-Za-z_\-]{1,64}$`)

// readNotice reads a form that is genuine.
func readNotice(form url.Values) (Notice, error) {
	n := Notice{
		ID: form.Get("notify_id"), TradeNo: form.Get("trade_no"), OutTradeNo: form.Get("out_trade_no"),
		Status: TradeStatus(form.Get("trade_status")), Currency: currency(form), RequestNo: form.Get("out_biz_no"),
	}
	var ok bool
	n.Total, ok = parseYuan(form.Get("total_amount"))
	if form.Get("notify_type") != "trade_status_sync" || !ok || n.Total <= 0 || n.Status == "" ||
		!noticeNumber.MatchString(n.TradeNo) || !noticeNumber.MatchString(n.OutTradeNo) {
		return Notice{}, ErrNoticeForm
	}
	if fee := form.Get("refund_fee"); fee != "" {
		if n.Refunded, ok = parseYuan(fee); !ok || n.Refunded < 0 {
			return Notice{}, ErrNoticeForm
		}
	}
	if _, err := time.ParseInLocation(timeLayout, form.Get("notify_time"), beijing); err != nil {
		return Notice{}, ErrNoticeForm
	}
	return n, nil
}

// currency is the one of the amount. Payments at home name none.
func currency(form url.Values) string {
	for _, name := range []string{"trans_currency", "pay_currency", "settle_currency"} {
		if code := form.Get(name); code != "" {
			return code
		}
	}
	return "CNY"
}
