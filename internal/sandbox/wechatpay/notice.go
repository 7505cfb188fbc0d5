package wechatpay

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// What the switches call a notice by.
const (
	noticeName       = "wechatpay.transaction.notify"
	refundNoticeName = "wechatpay.refund.notify"
)

// noticePauses are the times between tries, as documented.
var noticePauses = []time.Duration{
	15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute,
	30 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 3 * time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour,
}

// noticeTaken wants a status only.
func noticeTaken(status int, _ []byte) bool {
	return status == http.StatusOK || status == http.StatusNoContent
}

// event is what a notice is written from.
type event struct {
	Type    string         `json:"type"` // such as TRANSACTION.SUCCESS
	Summary string         `json:"summary"`
	Kind    string         `json:"kind"` // transaction or refund
	Content map[string]any `json:"content"`
}

func (s *Server) tellPaid(o *Order) {
	s.put(noticeName, o.NotifyURL, o.OutTradeNo, time.Time{}, event{
		Type: "TRANSACTION.SUCCESS", Summary: "支付成功", Kind: "transaction", Content: s.transaction(o),
	})
}

// tellRefunded tells of the end of a refund, when that is reached.
func (s *Server) tellRefunded(o *Order, r *Refund) {
	if r.NotifyURL == "" {
		return
	}
	done := r.At.Add(refundTime)
	s.put(refundNoticeName, r.NotifyURL, o.OutTradeNo, done, event{
		Type: "REFUND.SUCCESS", Summary: "退款成功", Kind: "refund", Content: map[string]any{
			"mchid": s.Account().MchID, "out_trade_no": o.OutTradeNo, "transaction_id": o.TransactionID, "out_refund_no": r.OutRefundNo,
			"refund_id": r.ID, "refund_status": "SUCCESS", "success_time": stamp(done), "user_received_account": "支付用户零钱",
			"amount": map[string]any{"total": o.Fen, "refund": r.Fen, "payer_total": o.Fen, "payer_refund": r.Fen},
		},
	})
}

func (s *Server) put(name, target, about string, due time.Time, e event) {
	s.outbox.Put(s.board, name, trouble.Letter{Target: target, About: about, Due: due, Facts: encode(e)})
}

// Notice is a genuine notice of an order as it is now, with other words in place of its own.
// Nobody is sent it: it is for finding out what a receiver believes.
func (s *Server) Notice(outTradeNo string, other map[string]any) (http.Header, []byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(outTradeNo)
	if o == nil {
		return nil, nil, fmt.Errorf("notice of %q: %w", outTradeNo, ErrMissing)
	}
	content := s.transaction(o)
	maps.Copy(content, other)
	e := event{Type: "TRANSACTION.SUCCESS", Summary: "支付成功", Kind: "transaction", Content: content}
	body, err := s.envelope(e)
	if err != nil {
		return nil, nil, err
	}
	header := s.signHeaders(s.Account().PublicKeyID, body)
	header.Set("Content-Type", "application/json")
	return header, body, nil
}

// envelope encrypts what is told.
func (s *Server) envelope(e event) ([]byte, error) {
	block, err := aes.NewCipher([]byte(s.Account().APIv3Key))
	if err != nil {
		return nil, fmt.Errorf("write notice: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("write notice: %w", err)
	}
	nonce := rand.Text()[:seal.NonceSize()]
	sealed := seal.Seal(nil, []byte(nonce), encode(e.Content), []byte(e.Kind))
	return encode(map[string]any{
		"id": randomHex(16), "create_time": stamp(s.clock.Now()), "resource_type": "encrypt-resource",
		"event_type": e.Type, "summary": e.Summary,
		"resource": map[string]string{
			"original_type": e.Kind, "algorithm": "AEAD_AES_256_GCM", "associated_data": e.Kind, "nonce": nonce,
			"ciphertext": base64.StdEncoding.EncodeToString(sealed),
		},
	}), nil
}

// writeNotice makes the request at the moment of sending, for its time is signed. A forged one
// carries a signature that cannot be right, marked as the vendor's own probes are.
func (s *Server) writeNotice(ctx context.Context, l trouble.Letter) (*http.Request, error) {
	var e event
	decoder := json.NewDecoder(bytes.NewReader(l.Facts))
	decoder.UseNumber()
	if err := decoder.Decode(&e); err != nil {
		return nil, fmt.Errorf("read notice: %w", err)
	}
	body, err := s.envelope(e)
	if err != nil {
		return nil, err
	}
	header := s.signHeaders(s.Account().PublicKeyID, body)
	if l.Forged {
		header.Set("Wechatpay-Signature", "WECHATPAY/SIGNTEST/"+header.Get("Wechatpay-Signature"))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.Target, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make notice: %w", err)
	}
	request.Header = header
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Mozilla/4.0")
	return request, nil
}
