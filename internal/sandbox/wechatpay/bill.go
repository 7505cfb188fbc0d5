package wechatpay

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha1" // the document's checksum
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	linkLife  = 30 * time.Second // of a link to a bill, real time
	readyHour = 9                // of the following day, in Beijing
	oldest    = 92 * 24 * time.Hour
)

// billTrade answers a link to the bill of a day, with the checksum of what it leads to.
func (c *call) billTrade() (int, any, error) {
	date, kind, packed := c.query.Get("bill_date"), c.query.Get("bill_type"), c.query.Get("tar_type")
	day, err := time.ParseInLocation("2006-01-02", date, beijing)
	today := c.at.In(beijing).Format("2006-01-02")
	switch {
	case err != nil, date >= today, c.at.Sub(day) > oldest,
		kind != "" && kind != "ALL" && kind != "SUCCESS" && kind != "REFUND", packed != "" && packed != "GZIP":
		return 0, nil, refuse("PARAM_ERROR", "账单日期、类型或压缩格式不合法")
	case c.at.Before(day.Add((24 + readyHour) * time.Hour)):
		return 0, nil, refuse("STATEMENT_CREATING", "")
	case len(c.billLines(day)) == 0:
		return 0, nil, refuse("NO_STATEMENT_EXIST", "")
	}
	sum := sha1.Sum([]byte(c.bill(day, kind)))
	return http.StatusOK, map[string]string{
		"hash_type": "SHA1", "hash_value": hex.EncodeToString(sum[:]),
		"download_url": "http://" + c.host + "/v3/billdownload/file?" + url.Values{"token": {c.linkToken(date, kind, packed)}}.Encode(),
	}, nil
}

// linkToken holds what a link leads to, until when, and a proof that this server gave it out.
func (s *Server) linkToken(date, kind, packed string) string {
	text := strings.Join([]string{date, kind, packed, strconv.FormatInt(s.now().Add(linkLife).Unix(), 10)}, " ")
	return base64.RawURLEncoding.EncodeToString(append([]byte(text+" "), s.linkProof(text)...))
}

func (s *Server) linkProof(text string) string {
	mac := hmac.New(sha256.New, []byte(s.Account().APIv3Key))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// billFile gives the bill that a link leads to, to the merchant only. The file is not signed.
func (s *Server) billFile(w http.ResponseWriter, r *http.Request) {
	if err := s.admit(readSigned(r, nil)); err != nil {
		(&call{Server: s}).failure(err).Write(w)
		return
	}
	token, err := base64.RawURLEncoding.DecodeString(r.URL.Query().Get("token"))
	part := strings.Split(string(token), " ")
	if err != nil || len(part) != 5 || !hmac.Equal([]byte(s.linkProof(strings.Join(part[:4], " "))), []byte(part[4])) {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	end, _ := strconv.ParseInt(part[3], 10, 64) // it was proven
	day, _ := time.ParseInLocation("2006-01-02", part[0], beijing)
	if s.now().After(time.Unix(end, 0)) {
		http.Error(w, "Gone", http.StatusGone)
		return
	}
	s.mu.Lock()
	text := s.bill(day, part[1])
	s.mu.Unlock()
	if part[2] == "GZIP" {
		var out bytes.Buffer
		writer := gzip.NewWriter(&out)
		_, _ = writer.Write([]byte(text)) // into memory
		_ = writer.Close()
		text = out.String()
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write([]byte(text)) // the client may be gone; there is nobody to tell
}

// billLine is one row of a bill.
type billLine struct {
	at     time.Time
	order  *Order
	refund *Refund // nil for the payment itself
}

// billLines are the payments and refunds of a day, in their order.
func (s *Server) billLines(day time.Time) []billLine {
	end := day.AddDate(0, 0, 1)
	var lines []billLine
	add := func(at time.Time, o *Order, r *Refund) {
		if !at.Before(day) && at.Before(end) {
			lines = append(lines, billLine{at, o, r})
		}
	}
	for _, o := range s.orders {
		add(o.Paid, o, nil)
		for i := range o.Refunds {
			add(o.Refunds[i].At, o, &o.Refunds[i])
		}
	}
	slices.SortStableFunc(lines, func(a, b billLine) int { return cmp.Compare(a.at.UnixMicro(), b.at.UnixMicro()) })
	return lines
}

const (
	billHead = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类," +
		"应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率," +
		"订单金额,申请退款金额,费率备注"
	billFoot = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)

// row is a line of the file. Every value begins with a grave accent, so that no table program
// makes a number of it.
func (s *Server) row(l billLine) string {
	account := s.Account()
	const none = "0.00"
	values := []string{
		l.at.In(beijing).Format("2006-01-02 15:04:05"), account.AppID, account.MchID, "0", "", l.order.TransactionID, l.order.OutTradeNo,
		payer, "NATIVE", Success, "OTHERS", "CNY", yuan(l.order.Fen), none, "0", "0", none, none, "", "",
		l.order.Description, l.order.Attach, "0.00000", "0.60%", yuan(l.order.Fen), none, "",
	}
	if r := l.refund; r != nil {
		values[9], values[12], values[14], values[15], values[16] = Refunded, none, r.ID, r.OutRefundNo, yuan(r.Fen)
		values[18], values[19], values[24], values[25] = "ORIGINAL", "SUCCESS", none, yuan(r.Fen)
	}
	for i, value := range values {
		values[i] = "`" + strings.ReplaceAll(value, ",", " ")
	}
	return strings.Join(values, ",")
}

// bill is the file of a day, or only its payments or refunds.
func (s *Server) bill(day time.Time, kind string) string {
	text := []string{"\ufeff" + billHead}
	var paid, back int64
	count := 0
	for _, l := range s.billLines(day) {
		if kind == "SUCCESS" && l.refund != nil || kind == "REFUND" && l.refund == nil {
			continue
		}
		count++
		text = append(text, s.row(l))
		if l.refund != nil {
			back += l.refund.Fen
		} else {
			paid += l.order.Fen
		}
	}
	sum := fmt.Sprintf("`%d,`%s,`%s,`0.00,`0.00000,`%s,`%s", count, yuan(paid), yuan(back), yuan(paid), yuan(back))
	return strings.Join(append(text, billFoot, sum, ""), "\r\n")
}

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
