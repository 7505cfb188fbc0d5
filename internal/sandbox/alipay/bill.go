package alipay

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

const (
	linkLife  = 30 * time.Second // of a link to a bill, real time
	readyHour = 9                // of the following day, in Beijing
	billPath  = "/downloadBillFile.resource"
)

// billURL answers a link to the bill of a day. There is none of a day without business.
func (c *call) billURL() (map[string]any, error) {
	day, err := time.ParseInLocation("2006-01-02", c.text("bill_date"), beijing)
	if err != nil || c.text("bill_type") != "trade" {
		return nil, refuse("isv.invalid-arguments")
	}
	if today := c.at.In(beijing).Format("2006-01-02"); c.text("bill_date") >= today {
		return nil, refuse("isv.invalid-arguments")
	}
	if c.at.Before(day.Add((24+readyHour)*time.Hour)) || len(c.billLines(day)) == 0 {
		return nil, refuse("isp.bill_not_exist")
	}
	account, until := c.Account(), strconv.FormatInt(c.now().Add(linkLife).Unix(), 10)
	date := day.Format("20060102")
	query := url.Values{
		"bizType": {"trade"}, "userId": {account.SellerID}, "fileType": {"csv.zip"}, "bizDates": {date},
		"downloadFileName": {account.SellerID + "_" + date + ".csv.zip"}, "timestamp": {until}, "token": {c.linkToken(date, until)},
	}
	return map[string]any{"bill_download_url": "http://" + c.host + billPath + "?" + query.Encode()}, nil
}

// linkToken proves that a link was given out by this server.
func (s *Server) linkToken(date, until string) string {
	mac := hmac.New(sha256.New, []byte(s.Account().AlipayPublicKey()))
	mac.Write([]byte(date + " " + until))
	return hex.EncodeToString(mac.Sum(nil))
}

// billFile gives the bill that a link leads to.
func (s *Server) billFile(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	date, until := query.Get("bizDates"), query.Get("timestamp")
	end, err := strconv.ParseInt(until, 10, 64)
	day, badDay := time.ParseInLocation("20060102", date, beijing)
	genuine := hmac.Equal([]byte(query.Get("token")), []byte(s.linkToken(date, until)))
	if err != nil || badDay != nil || !genuine || s.now().After(time.Unix(end, 0)) {
		http.Error(w, "<html>下载链接已失效</html>", http.StatusForbidden)
		return
	}
	s.mu.Lock()
	file, err := s.bill(day)
	s.mu.Unlock()
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(file) // the client may be gone; there is nobody to tell
}

// billLine is one row of a bill.
type billLine struct {
	at     time.Time
	trade  *Trade
	refund *Refund // nil for the payment itself
}

// billLines are the payments and refunds of a day, in their order.
func (s *Server) billLines(day time.Time) []billLine {
	end := day.AddDate(0, 0, 1)
	var lines []billLine
	add := func(at time.Time, t *Trade, r *Refund) {
		if !at.Before(day) && at.Before(end) {
			lines = append(lines, billLine{at, t, r})
		}
	}
	for _, t := range s.trades {
		add(t.Paid, t, nil)
		for i := range t.Refunds {
			add(t.Refunds[i].At, t, &t.Refunds[i])
		}
	}
	slices.SortStableFunc(lines, func(a, b billLine) int { return cmp.Compare(a.at.UnixMicro(), b.at.UnixMicro()) })
	return lines
}

const billHead = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户," +
	"订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称," +
	"商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"

// row is a line of the file. Every value ends in a tab, so that no table program makes a
// number of it.
func (l billLine) row() string {
	kind, fen, number := "交易", l.trade.Fen, ""
	if l.refund != nil {
		kind, fen, number = "退款", -l.refund.Fen, l.refund.OutRequestNo
	}
	const none = "0.00"
	values := []string{
		l.trade.TradeNo, l.trade.OutTradeNo, kind, l.trade.Subject, stamp(l.trade.Created), stamp(l.at), "", "", "", "",
		buyerLogon, yuan(fen), yuan(fen), none, none, none, none, none, "", none, none, number, none, none, "",
	}
	for i, value := range values {
		values[i] = strings.ReplaceAll(value, ",", "，") + "\t"
	}
	return strings.Join(values, ",")
}

// bill is the zip file of a day: the details and a summary, in GBK as the vendor writes them.
func (s *Server) bill(day time.Time) ([]byte, error) {
	lines := s.billLines(day)
	name := s.Account().SellerID + "_" + day.Format("20060102")
	text := []string{
		"#支付宝业务明细查询", "#账号：[" + s.Account().SellerID + "]",
		"#起始日期：[" + day.Format("2006年01月02日 15:04:05") + "]   终止日期：[" + day.AddDate(0, 0, 1).Format("2006年01月02日 15:04:05") + "]",
		"#-----------------------------------------业务明细列表----------------------------------------", billHead,
	}
	var paid, back int64
	payments := 0
	for _, l := range lines {
		text = append(text, l.row())
		if l.refund != nil {
			back += l.refund.Fen
			continue
		}
		payments++
		paid += l.trade.Fen
	}
	text = append(text, "#-----------------------------------------业务明细列表结束------------------------------------",
		fmt.Sprintf("#交易合计：%d笔，商家实收共%s元，商家优惠共0.00元", payments, yuan(paid)),
		fmt.Sprintf("#退款合计：%d笔，商家实收退款共%s元，商家优惠退款共0.00元", len(lines)-payments, yuan(-back)),
		"#导出时间：["+s.clock.Now().In(beijing).Format("2006年01月02日 15:04:05")+"]", "")
	summary := []string{
		"#支付宝业务汇总查询", "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）",
		fmt.Sprintf("合计\t,\t,%d\t,%d\t,%s\t", payments, len(lines)-payments, yuan(paid-back)), "",
	}
	return zipped(map[string][]string{name + "_业务明细.csv": text, name + "_业务明细(汇总).csv": summary})
}

func zipped(files map[string][]string) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	gbk := simplifiedchinese.GBK.NewEncoder()
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		title, err := gbk.String(name)
		if err != nil {
			return nil, fmt.Errorf("write bill: %w", err)
		}
		file, err := archive.CreateHeader(&zip.FileHeader{Name: title, NonUTF8: true, Method: zip.Deflate})
		if err != nil {
			return nil, fmt.Errorf("write bill: %w", err)
		}
		text, err := gbk.String(strings.Join(files[name], "\r\n"))
		if err != nil {
			return nil, fmt.Errorf("write bill: %w", err)
		}
		if _, err := file.Write([]byte(text)); err != nil {
			return nil, fmt.Errorf("write bill: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("write bill: %w", err)
	}
	return out.Bytes(), nil
}
