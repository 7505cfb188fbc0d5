package wechatpay

import (
	"encoding/json"
	"errors"
	"fmt"

	"tangelo/internal/sandbox/trouble"
)

// saved is the whole state of a Server.
type saved struct {
	MchID       string              `json:"mchid"`
	AppID       string              `json:"appid"`
	SerialNo    string              `json:"serial_no"`
	APIv3Key    string              `json:"api_v3_key"`
	MerchantKey string              `json:"merchant_key"`
	PlatformKey string              `json:"platform_key"`
	PublicKeyID string              `json:"public_key_id"`
	Certificate []byte              `json:"certificate"`
	Orders      []*Order            `json:"orders"`
	Balance     int64               `json:"balance"`
	LastID      int                 `json:"last_id"`
	Outbox      trouble.SavedOutbox `json:"outbox"`
}

// Save writes down the whole state, keys included.
func (s *Server) Save() (json.RawMessage, error) {
	a := s.Account()
	s.mu.Lock()
	defer s.mu.Unlock()
	data, err := json.Marshal(saved{
		MchID: a.MchID, AppID: a.AppID, SerialNo: a.SerialNo, APIv3Key: a.APIv3Key, MerchantKey: privatePEM(a.MerchantKey),
		PlatformKey: privatePEM(a.PlatformKey), PublicKeyID: a.PublicKeyID, Certificate: a.Certificate,
		Orders: s.orders, Balance: s.balance, LastID: s.lastID, Outbox: s.outbox.Save(),
	})
	if err != nil {
		return nil, fmt.Errorf("save wechatpay: %w", err)
	}
	return data, nil
}

// Restore takes up a state that Save wrote, in place of what is there; Resume then sends what
// is owed. An error leaves the server as it was.
func (s *Server) Restore(data json.RawMessage) error {
	var in saved
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("restore wechatpay: %w", err)
	}
	if in.MchID == "" || len(in.APIv3Key) != 32 {
		return errors.New("restore wechatpay: the account is missing")
	}
	merchant, err := parsePrivate(in.MerchantKey)
	if err != nil {
		return fmt.Errorf("restore wechatpay: %w", err)
	}
	platform, err := parsePrivate(in.PlatformKey)
	if err != nil {
		return fmt.Errorf("restore wechatpay: %w", err)
	}
	s.setAccount(Account{
		MchID: in.MchID, AppID: in.AppID, SerialNo: in.SerialNo, APIv3Key: in.APIv3Key, MerchantKey: merchant,
		PlatformKey: platform, PublicKeyID: in.PublicKeyID, Certificate: in.Certificate,
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders, s.balance, s.lastID = in.Orders, in.Balance, in.LastID
	s.outbox.Restore(in.Outbox)
	return nil
}

// Truth is all that is known here, without keys.
type Truth struct {
	Balance int64             `json:"balance"` // of the merchant, in fen
	Orders  []Order           `json:"orders"`
	Notices []trouble.Telling `json:"notices"`
}

// Truth is a copy of the state.
func (s *Server) Truth() Truth {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Truth{Balance: s.balance, Orders: []Order{}, Notices: s.outbox.Told()}
	for _, o := range s.orders {
		one := *o
		one.Refunds = append([]Refund(nil), o.Refunds...)
		out.Orders = append(out.Orders, one)
	}
	return out
}
