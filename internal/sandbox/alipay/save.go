package alipay

import (
	"encoding/json"
	"errors"
	"fmt"

	"tangelo/internal/sandbox/trouble"
)

// saved is the whole state of a Server.
type saved struct {
	AppID    string              `json:"app_id"`
	SellerID string              `json:"seller_id"`
	AppKey   string              `json:"app_key"`
	OwnKey   string              `json:"own_key"`
	Trades   []*Trade            `json:"trades"`
	Balance  int64               `json:"balance"`
	LastID   int                 `json:"last_id"`
	Outbox   trouble.SavedOutbox `json:"outbox"`
}

// Save writes down the whole state, keys included.
func (s *Server) Save() (json.RawMessage, error) {
	account := s.Account()
	s.mu.Lock()
	defer s.mu.Unlock()
	data, err := json.Marshal(saved{
		AppID: account.AppID, SellerID: account.SellerID, AppKey: encodePrivate(account.AppKey), OwnKey: encodePrivate(account.OwnKey),
		Trades: s.trades, Balance: s.balance, LastID: s.lastID, Outbox: s.outbox.Save(),
	})
	if err != nil {
		return nil, fmt.Errorf("save alipay: %w", err)
	}
	return data, nil
}

// Restore takes up a state that Save wrote, in place of what is there; Resume then sends what
// is owed. An error leaves the server as it was.
func (s *Server) Restore(data json.RawMessage) error {
	var in saved
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("restore alipay: %w", err)
	}
	if in.AppID == "" || in.SellerID == "" {
		return errors.New("restore alipay: the account is missing")
	}
	app, err := decodePrivate(in.AppKey)
	if err != nil {
		return fmt.Errorf("restore alipay: %w", err)
	}
	own, err := decodePrivate(in.OwnKey)
	if err != nil {
		return fmt.Errorf("restore alipay: %w", err)
	}
	s.setAccount(Account{AppID: in.AppID, SellerID: in.SellerID, AppKey: app, OwnKey: own})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trades, s.balance, s.lastID = in.Trades, in.Balance, in.LastID
	s.outbox.Restore(in.Outbox)
	return nil
}

// Truth is all that is known here, without keys.
type Truth struct {
	Balance int64             `json:"balance"` // of the seller, in fen
	Trades  []Trade           `json:"trades"`
	Notices []trouble.Telling `json:"notices"`
}

// Truth is a copy of the state.
func (s *Server) Truth() Truth {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Truth{Balance: s.balance, Trades: []Trade{}, Notices: s.outbox.Told()}
	for _, t := range s.trades {
		one := *t
		one.Refunds = append([]Refund(nil), t.Refunds...)
		out.Trades = append(out.Trades, one)
	}
	return out
}
