package wechatpay

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"tangelo/internal/vendors/endpoint"
)

// Notice is what WeChat Pay tells of a payment or a refund. It is a hint: a notice may come twice
// and late. Query the payment before anything is believed.
type Notice struct {
	ID            string // the same when a notice is repeated
	Event         string // such as TRANSACTION.SUCCESS or REFUND.SUCCESS
	OutTradeNo    string
	TransactionID string
	State         TradeState // of a payment, "" in a notice of a refund
	Total         int64      // of the payment, in fen
	Currency      string
	RefundNo      string // of a refund
	RefundState   RefundState
}

// Why a notice is not believed. The texts hold nothing of it.
var (
	ErrNoticeForm    = errors.New("the notice is malformed")
	ErrNoticeSigns   = errors.New("the notice's signature is wrong")
	ErrNoticeCipher  = errors.New("the notice cannot be decrypted: check the API v3 key")
	ErrNoticeForeign = errors.New("the notice is for another merchant or application")
)

// NoticeFailure is the body, in JSON, of an answer to a notice that was not believed; its status
// is one of failure. One that is stored, or is none of ours, is answered with 204 and nothing.
const NoticeFailure = `{"code":"FAIL","message":"失败"}`

// maxNotice bounds a notice: 64 KB.
const maxNotice = 64 << 10

type noticeEnvelope struct {
	ID           string `json:"id"`
	EventType    string `json:"event_type"`
	ResourceType string `json:"resource_type"`
	Resource     struct {
		Algorithm      string `json:"algorithm"`
		OriginalType   string `json:"original_type"`
		Ciphertext     string `json:"ciphertext"`
		AssociatedData string `json:"associated_data"`
		Nonce          string `json:"nonce"`
	} `json:"resource"`
}

// ParseNotice reads a notice and believes it only when WeChat Pay signed it within the last
// five minutes and encrypted it for this merchant. body is exactly what came.
func (c *Client) ParseNotice(header http.Header, body []byte) (Notice, error) {
	kind := header.Get("Wechatpay-Signature-Type")
	if len(body) > maxNotice || kind != "" && kind != scheme {
		return Notice{}, ErrNoticeForm
	}
	if c.protocol.verify(header, body) != nil {
		return Notice{}, ErrNoticeSigns
	}
	var in noticeEnvelope
	if _, err := endpoint.Object(body); err != nil || json.Unmarshal(body, &in) != nil {
		return Notice{}, ErrNoticeForm
	}
	if in.ResourceType != "encrypt-resource" || in.Resource.Algorithm != "AEAD_AES_256_GCM" {
		return Notice{}, ErrNoticeForm
	}
	text, err := c.protocol.decrypt(in)
	if err != nil {
		return Notice{}, err
	}
	return c.readNotice(in, text)
}

func (p protocol) decrypt(in noticeEnvelope) ([]byte, error) {
	block, err := aes.NewCipher([]byte(p.notices.Reveal()))
	if err != nil {
		return nil, ErrNoticeCipher
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, ErrNoticeCipher
	}
	sealed, err := base64.StdEncoding.DecodeString(in.Resource.Ciphertext)
	if err != nil || len(in.Resource.Nonce) != seal.NonceSize() {
		return nil, ErrNoticeForm
	}
	text, err := seal.Open(nil, []byte(in.Resource.Nonce), sealed, []byte(in.Resource.AssociatedData))
	if err != nil {
		return nil, ErrNoticeCipher
	}
	return text, nil
}

// told is what a notice says, of a payment or of a refund.
type told struct {
	AppID         string      `json:"appid"`
	MchID         string      `json:"mchid"`
	OutTradeNo    string      `json:"out_trade_no"`
	TransactionID string      `json:"transaction_id"`
	TradeState    TradeState  `json:"trade_state"`
	OutRefundNo   string      `json:"out_refund_no"`
	RefundStatus  RefundState `json:"refund_status"`
	Amount        struct {
		Total    int64  `json:"total"`
		Currency string `json:"currency"`
	} `json:"amount"`
}

var noticeNumber = regexp.MustCompile(`^[0-9A-Za-z_\-|*]{1,64}$`)

// sound tells whether a notice says all that it must, of the thing that its frame names.
func (t told) sound(in noticeEnvelope) bool {
	refund := in.Resource.OriginalType == "refund" && strings.HasPrefix(in.EventType, "REFUND.") &&
		noticeNumber.MatchString(t.OutRefundNo) && t.RefundStatus != ""
	payment := in.Resource.OriginalType == "transaction" && strings.HasPrefix(in.EventType, "TRANSACTION.") &&
		t.TradeState != "" && (in.EventType != "TRANSACTION.SUCCESS" || t.TransactionID != "")
	return (refund || payment) && noticeNumber.MatchString(t.OutTradeNo) && t.Amount.Total > 0
}

func (c *Client) readNotice(in noticeEnvelope, text []byte) (Notice, error) {
	var t told
	if _, err := endpoint.Object(text); err != nil || json.Unmarshal(text, &t) != nil || !t.sound(in) {
		return Notice{}, ErrNoticeForm
	}
	payment := in.Resource.OriginalType == "transaction"
	if t.MchID != c.protocol.mchID || payment && t.AppID != c.protocol.appID {
		return Notice{}, ErrNoticeForeign
	}
	n := Notice{
		ID: in.ID, Event: in.EventType, OutTradeNo: t.OutTradeNo, TransactionID: t.TransactionID, State: t.TradeState,
		Total: t.Amount.Total, Currency: t.Amount.Currency, RefundNo: t.OutRefundNo, RefundState: t.RefundStatus,
	}
	if n.Currency == "" {
		n.Currency = "CNY" // notices of refunds name none
	}
	return n, nil
}
