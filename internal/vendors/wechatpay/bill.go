package wechatpay

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1" // the document's checksum
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// billCalls are the calls about bills. The file itself is fetched by an address.
var billCalls = []endpoint.Any{billTrade}

var billTrade = endpoint.Endpoint[BillRequest, BillResponse]{
	Name: "wechatpay.bill.trade", Title: endpoint.Words{Zh: "申请交易账单", En: "Ask for a bill"}, Method: http.MethodGet,
	Path: "/v3/bill/tradebill", Effect: endpoint.Read, Doc: "Native 支付, 申请交易账单",
	Errors: endpoint.Codes{
		"NO_STATEMENT_EXIST": endpoint.Missing.Means("账单不存在", "there is no bill of this day", "bill_date"),
		"STATEMENT_CREATING": endpoint.Busy.Means("账单生成中", "the bill is being made", "bill_date"),
	},
}

// BillRequest asks for the bill of a past day in Beijing, not older than three months; it is
// ready at about 10 the next morning.
type BillRequest struct {
	Day  string `param:"bill_date" rule:"required,pattern=date" zh:"账单日期" en:"Day"`
	Kind string `param:"bill_type" rule:"enum=ALL|SUCCESS|REFUND" zh:"账单类型" en:"Kind of bill"`
	Pack string `param:"tar_type" rule:"enum=GZIP" zh:"压缩类型" en:"Compression"`
}

// BillResponse leads to the file, for a short while. The checksum is of the unpacked file.
type BillResponse struct {
	HashType string          `answer:"hash_type,required"`
	Hash     string          `answer:"hash_value,required"`
	URL      endpoint.Secret `answer:"download_url,required"`
}

// BillTrade asks where the bill of a day lies.
func (c *Client) BillTrade(ctx context.Context, req BillRequest) (BillResponse, error) {
	return billTrade.Call(ctx, c.line, req)
}

var billFile = endpoint.Endpoint[billFileRequest, billFileResponse]{
	Name: "wechatpay.bill.file", Title: endpoint.Words{Zh: "下载账单", En: "Download a bill"}, Method: http.MethodGet,
	Effect: endpoint.Read, Doc: "Native 支付, 下载账单",
}

type billFileRequest struct {
	URL endpoint.Secret `param:"url" rule:"required" zh:"下载地址" en:"Address"`
}

// billFileResponse is the packed file in base64: it names customers, so no log keeps it.
type billFileResponse struct {
	File endpoint.Secret `answer:".,required"`
}

var errElsewhere = errors.New("the bill lies at another host than the one that is set")

// follow turns a target into the address of a bill, which must be at the same host.
func follow(target *url.URL, params []endpoint.Value) error {
	address, err := url.Parse(params[0].Text)
	if err != nil {
		return endpoint.ErrAddress
	}
	if address.Host != target.Host || address.User != nil {
		return errElsewhere
	}
	target.Path, target.RawPath, target.RawQuery = address.Path, address.RawPath, address.RawQuery
	return nil
}

// BillLine is one line of a day's bill.
type BillLine struct {
	TransactionID, OutTradeNo string
	State                     TradeState // Success, Refunded or Revoked
	Amount                    int64      // in fen; negative for a refund
	Fee                       int64      // what WeChat Pay keeps, rounded to fen
	Currency                  string
	RefundNo                  string // of a refund
	RefundState               RefundState
	At                        time.Time
}

// TradeBill fetches the bill of a day's payments and refunds. Kind Missing means that there were
// none; Busy that it is not ready; a file that is not what was announced is Unknown.
func (c *Client) TradeBill(ctx context.Context, day time.Time) ([]BillLine, error) {
	link, err := c.BillTrade(ctx, BillRequest{Day: day.In(beijing).Format("2006-01-02"), Kind: "ALL", Pack: "GZIP"})
	if err != nil {
		return nil, err
	}
	got, err := billFile.Call(ctx, c.line, billFileRequest{URL: link.URL})
	if err != nil {
		return nil, err
	}
	lines, err := readBill(got.File, link)
	if err != nil {
		return nil, &endpoint.Error{Class: endpoint.Unknown, Endpoint: billFile.Name, Reason: err.Error()}
	}
	return lines, nil
}

// mostBill bounds the text of a bill: 64 MB.
const mostBill = 64 << 20

var (
	errBill     = errors.New("the bill cannot be read")
	errChecksum = errors.New("the bill is not the one that was announced")
	errCut      = errors.New("the bill is cut off")
)

func readBill(file endpoint.Secret, link BillResponse) ([]BillLine, error) {
	raw, err := base64.StdEncoding.DecodeString(file.Reveal())
	if err != nil {
		return nil, errBill
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, errBill
	}
	text, err := io.ReadAll(io.LimitReader(unpacked, mostBill+1))
	if err != nil || len(text) > mostBill {
		return nil, errBill
	}
	sum := sha1.Sum(text)
	if link.HashType != "SHA1" || !strings.EqualFold(link.Hash, hex.EncodeToString(sum[:])) {
		return nil, errChecksum
	}
	return parseBill(string(text))
}

// billColumns are the columns that are read. Others may come and go.
var billColumns = []string{
	"交易时间", "微信订单号", "商户订单号", "交易状态", "货币种类", "商户退款单号", "申请退款金额", "退款状态", "手续费", "订单金额",
}

const billFoot = "总交易单数"

// parseBill reads the table above the sums, and holds the number of its lines against theirs.
func parseBill(text string) ([]BillLine, error) {
	rows := strings.FieldsFunc(strings.TrimPrefix(text, "\ufeff"), func(r rune) bool { return r == '\r' || r == '\n' })
	foot := slices.IndexFunc(rows, func(row string) bool { return strings.HasPrefix(row, billFoot) })
	if foot < 1 || foot+1 >= len(rows) {
		return nil, errCut
	}
	if count := values(rows[foot+1])[0]; count != strconv.Itoa(foot-1) {
		return nil, errCut
	}
	places := make([]int, len(billColumns))
	for i, name := range billColumns {
		if places[i] = slices.Index(strings.Split(rows[0], ","), name); places[i] < 0 {
			return nil, errors.New("the bill has not the columns of the document")
		}
	}
	lines := make([]BillLine, 0, foot-1)
	for i, row := range rows[1:foot] {
		line, ok := billLine(values(row), places)
		if !ok {
			return nil, fmt.Errorf("line %d of the bill cannot be read", i+1)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// values parts a row in which a grave accent begins every value.
func values(row string) []string {
	return strings.Split(strings.TrimPrefix(row, "`"), ",`")
}

func billLine(row []string, places []int) (BillLine, bool) {
	var v []string
	for _, at := range places {
		if at >= len(row) {
			return BillLine{}, false
		}
		v = append(v, strings.TrimSpace(row[at]))
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", v[0], beijing)
	line := BillLine{
		TransactionID: v[1], OutTradeNo: v[2], State: TradeState(v[3]), Currency: v[4], RefundState: RefundState(v[7]), At: at.UTC(),
	}
	total, ok := parseYuan(v[9])
	if line.State == Refunded || line.State == Revoked {
		total, ok = parseYuan(v[6])
		total, line.RefundNo = -total, v[5]
	}
	line.Amount = total
	fee, badFee := strconv.ParseFloat(v[8], 64)
	line.Fee = int64(math.Round(fee * 100))
	return line, err == nil && ok && badFee == nil && line.OutTradeNo != "" && line.State != ""
}

var yuanForm = regexp.MustCompile(`^[0-9]{1,12}\.[0-9]{2}$`)

// parseYuan reads an amount as bills write it: CNY with two decimals.
func parseYuan(text string) (fen int64, ok bool) {
	if !yuanForm.MatchString(text) {
		return 0, false
	}
	fen, err := strconv.ParseInt(strings.Replace(text, ".", "", 1), 10, 64)
	return fen, err == nil
}
