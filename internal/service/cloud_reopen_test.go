package service

import (
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox/trouble"
)

// unopenedHost is a host that the buyer paid for and whose opening the vendor
// refused for good, with the job that failed.
func (s *shop) unopenedHost() (panel.Product, panel.Job) {
	s.t.Helper()
	s.sellsHosts()
	s.topUp("1000")
	f := s.ownHost()
	f.Deal.Seen = s.quoted(f).Fen.Yuan()
	s.world.Board.Set(trouble.Fault{Call: "cndns.cloud.create_host", Kind: trouble.Refuse, Code: "17105", Count: 1})
	o := s.finishOrder(s.ordered(s.BuyCloud(s.t.Context(), s.buyer, f)))
	for i := 0; i < 60 && len(s.open()) > 0; i++ {
		s.pass(30 * time.Second)
	}
	host, err := s.Product(s.t.Context(), s.buyer, o.ProductID)
	s.must(err)
	work, err := s.ProductWork(s.t.Context(), s.buyer, host.ID)
	s.must(err)
	for _, j := range work.Jobs {
		if j.Kind == "cloud.create" && j.State == panel.JobFailed {
			return host, j
		}
	}
	s.t.Fatalf("host = %s with jobs %+v, want its opening failed", host.State, work.Jobs)
	return host, panel.Job{}
}

func (s *shop) opensAs(actor panel.Actor, host panel.Product) (Started, error) {
	return s.RunOperation(s.t.Context(), actor, host.ID, "cloud.create", map[string]string{"password": "bbb222!!!"}, "", "")
}

func TestCustomersOpenAHostAgainThatCouldNotBeOpened(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *shop) {
		host, failed := s.unopenedHost()
		if host.State != panel.StateNotCreated || failed.ErrorCode+failed.ErrorText != "" {
			t.Fatalf("host = %s, error %q %q; want not created, and no vendor's words", host.State, failed.ErrorCode, failed.ErrorText)
		}
		bought, wallet := s.bought(), s.purse().Available()

		started, err := s.opensAs(s.buyer, host)
		s.must(err)
		if _, err := s.opensAs(s.buyer, host); !panel.Is(err, panel.Conflict) {
			t.Errorf("while it is being opened: %v, want a conflict", err)
		}
		if job := s.finish(started.JobID).Job; job.State != panel.JobDone {
			t.Fatalf("opening it again = %s %s", job.State, job.ErrorKey)
		}
		s.hostIsOpened(host.ID)
		if s.bought() != bought || s.purse().Available() != wallet {
			t.Errorf("%d purchases and %d in the wallet, want %d and %d: opening costs nothing", s.bought(), s.purse().Available(), bought, wallet)
		}
		if done := s.audited("operation.cloud.create", panel.ResultDone); done != 1 {
			t.Errorf("%d audit rows of the opening, want 1", done)
		}
		if _, err := s.opensAs(s.buyer, host); !panel.Is(err, panel.Conflict) {
			t.Errorf("an open host: %v, want a conflict", err)
		}
	})
}

func TestOnlyWhoMayBuyOpensAHost(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	host, failed := s.unopenedHost()
	other := s.buyer
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) (err error) {
		other.CustomerID, err = tx.AddCustomer(t.Context(), panel.Customer{ResellerID: s.owner.ResellerID, Name: "Somebody else", Kind: panel.CustomerPerson})
		return err
	}))
	for who, actor := range map[string]panel.Actor{"another customer": other, "another reseller": s.stranger} {
		if _, err := s.opensAs(actor, host); !panel.Is(err, panel.NotFound) {
			t.Errorf("%s: %v, want not found", who, err)
		}
	}
	s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error {
		return tx.SetRights(t.Context(), s.owner.ResellerID, s.buyer.UserID, 0, []string{panel.RightView, "cloud.renew"})
	}))
	if _, err := s.opensAs(s.buyer, host); !panel.Is(err, panel.Forbidden) {
		t.Errorf("without the right to buy: %v, want forbidden", err)
	}
	if err := s.RetryJob(t.Context(), s.owner, failed.ID); !panel.Is(err, panel.Conflict) {
		t.Errorf("trying the job again as it was, its password dropped: %v, want a conflict", err)
	}
	if len(s.open()) != 0 {
		t.Errorf("%d jobs came of it", len(s.open()))
	}
}
