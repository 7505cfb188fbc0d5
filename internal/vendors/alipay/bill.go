package alipay

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tangelo/internal/vendors/endpoint"
)

// billCalls are the calls about bills. The file itself is fetched from elsewhere.
var billCalls = []endpoint.Any{billURL}

var billURL = endpoint.Endpoint[BillURLRequest, BillURLResponse]{
	Name: "alipay.data.dataservice.bill.downloadurl.query", Title: endpoint.Words{Zh: "查询账单下载地址", En: "Ask for a bill"},
	Path: gatewayPath, Effect: endpoint.Read, Doc: "查询对账单下载地址, alipay.data.dataservice.bill.downloadurl.query",
	Errors: endpoint.Codes{
		"isp.bill_not_exist":    endpoint.Missing.Means("账单不存在", "there is no bill of this day", "bill_date"),
		"isv.invalid-arguments": endpoint.Invalid.Means("账单日期非法", "the day is not one that bills are made of", "bill_date"),
	},
}

// BillURLRequest asks for the bill of a past day in Beijing; it is ready at about 9 the next
// morning.
type BillURLRequest struct {
	Kind string `param:"bill_type" rule:"required,enum=trade|signcustomer" zh:"账单类型" en:"Kind of bill"`
	Day  string `param:"bill_date" rule:"required,pattern=date" zh:"账单日期" en:"Day"`
}

// BillURLResponse leads to the file, for 30 seconds.
type BillURLResponse struct {
	URL endpoint.Secret `answer:"bill_download_url,required"`
}

// BillURL asks where the bill of a day lies.
func (c *Client) BillURL(ctx context.Context, req BillURLRequest) (BillURLResponse, error) {
	return billURL.Call(ctx, c.line, req)
}

var billFile = endpoint.Endpoint[billFileRequest, billFileResponse]{
	Name: "alipay.bill.file", Title: endpoint.Words{Zh: "下载账单", En: "Download a bill"},
	Method: http.MethodGet, Host: HostBill, Effect: endpoint.Read, Doc: "查询对账单下载地址, 下载",
}

type billFileRequest struct {
	URL endpoint.Secret `param:"url" rule:"required" zh:"下载地址" en:"Address"`
}

// billFileResponse is the file in base64: it names customers, so no log keeps it.
type billFileResponse struct {
	File endpoint.Secret `answer:".,required"`
}

var errElsewhere = errors.New("the bill lies at another host than the one that is set")

// fileRequest follows the address of a bill, but only to the host that is set for bills.
func fileRequest(ctx context.Context, target *url.URL, params []endpoint.Value) (*http.Request, error) {
	address, err := url.Parse(params[0].Text)
	if err != nil {
		return nil, endpoint.ErrAddress
	}
	if address.Host != target.Host || address.User != nil {
		return nil, errElsewhere
	}
	address.Scheme = target.Scheme // what is fetched in the clear could be altered
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), http.NoBody)
	if err != nil {
		return nil, endpoint.ErrAddress
	}
	req.Header.Set("User-Agent", "Tangelo/1.0")
	return req, nil
}

func isZip(body []byte) bool { return bytes.HasPrefix(body, []byte("PK\x03\x04")) }

// BillLine is one line of a day's bill.
type BillLine struct {
	TradeNo, OutTradeNo string
	Kind                string       // Payment or Return; another word of Alipay's as it is
	Amount              endpoint.Fen // negative for a refund
	Fee                 endpoint.Fen // what Alipay keeps, as the bill has it
	RequestNo           string       // of a refund
	At                  time.Time
}

// The kinds of lines, in Alipay's words.
const (
	Payment = "交易"
	Return  = "退款"
)

// TradeBill fetches the bill of a day's trades. Kind Missing means that nothing was traded or
// that the bill is not ready; a bill that cannot be read whole is Unknown.
func (c *Client) TradeBill(ctx context.Context, day time.Time) ([]BillLine, error) {
	link, err := c.BillURL(ctx, BillURLRequest{Kind: "trade", Day: day.In(beijing).Format("2006-01-02")})
	if err != nil {
		return nil, err
	}
	got, err := billFile.Call(ctx, c.line, billFileRequest(link))
	if err != nil {
		return nil, err
	}
	lines, err := readBill(got.File)
	if err != nil {
		return nil, &endpoint.Error{Class: endpoint.Unknown, Endpoint: billFile.Name, Reason: err.Error()}
	}
	return lines, nil
}

// mostBill bounds the text of a bill: 64 MB.
const mostBill = 64 << 20

var errBill = errors.New("the bill cannot be read")

// readBill finds the details among the files of the archive.
func readBill(file endpoint.Secret) ([]BillLine, error) {
	raw, err := base64.StdEncoding.DecodeString(file.Reveal())
	if err != nil {
		return nil, errBill
	}
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, errBill
	}
	for _, one := range archive.File {
		text, err := unpack(one)
		if err != nil {
			return nil, err
		}
		if strings.Contains(text, billColumns[0]) {
			return parseBill(text)
		}
	}
	return nil, errors.New("the bill has no details")
}

func unpack(one *zip.File) (string, error) {
	file, err := one.Open()
	if err != nil {
		return "", errBill
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(simplifiedchinese.GBK.NewDecoder().Reader(file), mostBill+1))
	if err != nil || len(text) > mostBill {
		return "", errBill
	}
	return string(text), nil
}

// billColumns are the columns that are read. Others may come and go.
var billColumns = []string{"支付宝交易号", "商户订单号", "业务类型", "完成时间", "订单金额（元）", "退款批次号/请求号", "服务费（元）"}

const billEnd = "业务明细列表结束"

// parseBill reads the table between the lines that begin with "#". Without the line that ends
// it, the file was cut off.
func parseBill(text string) ([]BillLine, error) {
	_, text, _ = strings.Cut(text, billColumns[0])
	body, _, whole := strings.Cut(billColumns[0]+text, billEnd)
	body, _, marked := cutLast(body, "#")
	if !whole || !marked {
		return nil, errors.New("the bill is cut off")
	}
	reader := csv.NewReader(strings.NewReader(body))
	reader.LazyQuotes, reader.FieldsPerRecord = true, -1
	rows, err := reader.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, errBill
	}
	places := make([]int, len(billColumns))
	for i, name := range billColumns {
		if places[i] = slices.Index(rows[0], name); places[i] < 0 {
			return nil, errors.New("the bill has not the columns of the document")
		}
	}
	lines := make([]BillLine, 0, len(rows)-1)
	for i, row := range rows[1:] {
		line, ok := billLine(row, places)
		if !ok {
			return nil, fmt.Errorf("line %d of the bill cannot be read", i+1)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func billLine(row []string, places []int) (BillLine, bool) {
	var v []string
	for _, at := range places {
		if at >= len(row) {
			return BillLine{}, false
		}
		v = append(v, strings.TrimSpace(row[at]))
	}
	at, err := time.ParseInLocation(timeLayout, v[3], beijing)
	total, ok := parseYuan(v[4])
	fee, feeOK := parseYuan(v[6])
	line := BillLine{TradeNo: v[0], OutTradeNo: v[1], Kind: v[2], At: at.UTC(), Amount: total, RequestNo: v[5], Fee: fee}
	return line, err == nil && ok && feeOK && line.OutTradeNo != "" && line.Kind != ""
}

// parseYuan reads an amount with two decimals, as "12.30" or "-0.50".
func parseYuan(text string) (endpoint.Fen, bool) {
	if !yuanForm.MatchString(text) {
		return 0, false
	}
	fen, err := strconv.ParseInt(strings.Replace(text, ".", "", 1), 10, 64)
	return endpoint.Fen(fen), err == nil
}

var yuanForm = regexp.MustCompile(`^-?[0-9]{1,12}\.[0-9]{2}$`)
