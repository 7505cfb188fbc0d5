package service

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/journal"
	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/vault"
)

// shop is a panel with one reseller over a real SQLite file, and the simulated
// vendors, reached by HTTP. Its clock and the vendors' clock run together and
// can be moved forward.
type shop struct {
	*App
	t        *testing.T
	world    *sandbox.World
	owner    panel.Actor
	stranger panel.Actor // the owner of another reseller
	customer panel.Customer
	buyer    panel.Actor // signs in for the customer, with no rights yet
	cndnsID  int64       // vendor account
	dnspodID int64       // vendor account
	mailID   int64       // vendor account at SendCloud
	sitesID  int64       // vendor account at Baidu GEO
	ahead    atomic.Int64
	folder   string       // of database, keys and journal
	database string       // URL; SQLite in the folder when empty
	exits    atomic.Int64 // how often the process would have ended
	parked   []int64      // orders whose jobs drain leaves alone
}

// openShop opens a shop of its own for a test.
func openShop(t *testing.T) *shop {
	t.Helper()
	return openShopOn(t, "")
}

// openShopOn opens a shop on a database; "" is SQLite.
func openShopOn(t *testing.T, database string) *shop {
	t.Helper()
	s := &shop{t: t, database: database}
	world, err := sandbox.Start(t.Context(), sandbox.Options{Now: s.now})
	s.must(err)
	t.Cleanup(func() { _ = world.Close() })
	s.world = world
	s.folder = t.TempDir()
	if database == "" {
		empty, err := emptyDatabase()
		s.must(err)
		s.must(os.WriteFile(filepath.Join(s.folder, "panel.db"), empty, 0o600))
	}
	s.boot()
	s.people()
	s.accounts()
	return s
}

// emptyDatabase is the file of a database with every table and no row: making
// the tables anew would take most of the time of most tests.
var emptyDatabase = sync.OnceValues(func() (file []byte, err error) {
	folder, err := os.MkdirTemp("", "empty")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "panel.db")
	store, err := db.Open(context.Background(), "sqlite://"+path, time.Now)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(store.Migrate(context.Background()), store.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// boot opens the panel on the shop's folder, as a process that starts does.
func (s *shop) boot() {
	s.t.Helper()
	store, err := db.Open(s.t.Context(), cmp.Or(s.database, "sqlite://"+filepath.Join(s.folder, "panel.db")), s.now)
	s.must(err)
	s.t.Cleanup(func() { _ = store.Close() })
	s.must(store.Migrate(s.t.Context()))
	keys, err := vault.Open(filepath.Join(s.folder, "keys.json"))
	s.must(err)
	intents, err := journal.Open(filepath.Join(s.folder, "another volume", "intents.jsonl"))
	s.must(err)
	s.t.Cleanup(func() { _ = intents.Close() })
	s.App = New(Options{
		DB: store, Vault: keys, Now: s.now, Log: slog.New(slog.DiscardHandler), CallLimit: 2 * time.Second, Journal: intents,
		Exit: func(int) { s.exits.Add(1) }, Instance: "the only one", VendorHosts: []string{"127.0.0.1"},
	})
	s.must(s.CompareJournal(s.t.Context()))
	if s.database == "" {
		s.must(s.StartAlone(s.t.Context()))
		return
	}
	s.must(s.StartShared(s.t.Context()))
	s.ahead.Add(int64(lease + time.Second)) // others may be at work: their jobs' leases must end
	s.must(s.Sweep(s.t.Context()))
}

// reboot ends the process as kill -9 does and starts it again.
func (s *shop) reboot() {
	s.t.Helper()
	s.must(s.DB.Close())
	s.must(s.Journal.Close())
	s.boot()
}

func (s *shop) now() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// proven is a person who has given a factor and stays fresh for the whole test.
func (s *shop) proven(a panel.Actor) panel.Actor {
	a.SteppedUp = s.now().AddDate(1, 0, 0)
	return a
}

func (s *shop) people() {
	s.t.Helper()
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) (err error) {
		add := func(u panel.User) panel.Actor {
			if err != nil {
				return panel.Actor{}
			}
			u.PasswordHash = "none"
			u.ID, err = tx.AddUser(s.t.Context(), u)
			return s.proven(panel.Actor{UserID: u.ID, Role: u.Role, ResellerID: u.ResellerID, CustomerID: u.CustomerID, Email: u.Email, Name: u.Name})
		}
		ours, err := tx.AddReseller(s.t.Context(), "Ours")
		if err != nil {
			return err
		}
		theirs, err := tx.AddReseller(s.t.Context(), "Theirs")
		if err != nil {
			return err
		}
		s.owner = add(panel.User{ResellerID: ours, Role: panel.RoleOwner, Email: "owner@shop.example", Name: "Owner"})
		s.stranger = add(panel.User{ResellerID: theirs, Role: panel.RoleOwner, Email: "owner@other.example", Name: "Stranger"})
		s.customer = panel.Customer{ResellerID: ours, Name: "杭州橘子科技有限公司", Kind: panel.CustomerCompany, Email: "zhang@customer.example"}
		if err != nil {
			return err
		}
		if s.customer.ID, err = tx.AddCustomer(s.t.Context(), s.customer); err != nil {
			return err
		}
		s.buyer = add(panel.User{ResellerID: ours, CustomerID: s.customer.ID, Role: panel.RoleCustomer, Email: "buyer@customer.example", Name: "Buyer"})
		return err
	}))
}

func (s *shop) accounts() {
	s.t.Helper()
	line := s.world.Line()
	var err error
	s.cndnsID, err = s.SaveVendor(s.t.Context(), s.owner, VendorForm{
		Vendor: panel.VendorCNDNS, Label: "CNDNS", Secrets: map[string]string{"password": line.CNDNS.Password},
		Settings: panel.VendorSettings{
			Username: line.CNDNS.Username, Email: line.CNDNS.Email,
			BaseURLs: map[string]string{"api": line.CNDNS.API, "dmcheck": line.CNDNS.DMCheck, "support": line.CNDNS.Support},
		},
	})
	s.must(err)
	s.dnspodID, err = s.SaveVendor(s.t.Context(), s.owner, VendorForm{
		Vendor: panel.VendorDNSPod, Label: "DNSPod", Secrets: map[string]string{"login_token": line.DNSPod.LoginToken},
		Settings: panel.VendorSettings{Email: line.DNSPod.Email, BaseURLs: map[string]string{"api": line.DNSPod.URL}},
	})
	s.must(err)
	s.mailID, err = s.SaveVendor(s.t.Context(), s.owner, VendorForm{
		Vendor: panel.VendorSendCloud, Label: "SendCloud", Secrets: map[string]string{"api_key": line.SendCloud.APIKey},
		Settings: panel.VendorSettings{Username: line.SendCloud.APIUser, BaseURLs: map[string]string{"api": line.SendCloud.URL}},
	})
	s.must(err)
	s.sitesID, err = s.SaveVendor(s.t.Context(), s.owner, VendorForm{
		Vendor: panel.VendorBaiduGEO, Label: "Baidu GEO", Secrets: map[string]string{"secret_key": line.BaiduGEO.SecretKey},
		Settings: panel.VendorSettings{Username: line.BaiduGEO.AccessKey, BaseURLs: map[string]string{"api": line.BaiduGEO.URL}},
	})
	s.must(err)
}

// accountAt is the shop's account at a vendor.
func (s *shop) accountAt(v panel.Vendor) int64 {
	return map[panel.Vendor]int64{
		panel.VendorCNDNS: s.cndnsID, panel.VendorDNSPod: s.dnspodID, panel.VendorSendCloud: s.mailID, panel.VendorBaiduGEO: s.sitesID,
	}[v]
}

// pass moves both clocks forward and works off what has become due.
func (s *shop) pass(d time.Duration) {
	s.t.Helper()
	s.ahead.Add(int64(d))
	s.world.Clock.Advance(d)
	s.drain()
}

// drain takes steps of every due job until none is due.
func (s *shop) drain() {
	s.t.Helper()
	for range 200 {
		due := 0
		for _, j := range s.open() {
			if j.State == panel.JobWaiting && !j.NextAt.After(s.now()) && !slices.Contains(s.parked, j.OrderID) {
				due++
				s.must(s.Step(s.t.Context(), j.ID))
			}
		}
		if due == 0 {
			return
		}
	}
	s.t.Fatal("jobs are still due after 200 rounds")
}

func (s *shop) open() []panel.Job {
	s.t.Helper()
	jobs, err := s.DB.Jobs(s.t.Context(), panel.SystemActor(0), db.JobFilter{Open: true, Limit: 1000})
	s.must(err)
	return jobs
}

// finish lets time pass until a job has ended, and returns it.
func (s *shop) finish(jobID int64) JobDetail {
	s.t.Helper()
	s.drain()
	for range 400 {
		d, err := s.Job(s.t.Context(), panel.SystemActor(0), jobID)
		if err == nil && d.Job.State.Final() {
			return d
		}
		if err != nil {
			d.Job, err = s.DB.Job(s.t.Context(), panel.SystemActor(0), jobID)
			s.must(err)
			if d.Job.State.Final() {
				return d
			}
		}
		s.pass(max(d.Job.NextAt.Sub(s.now()), 0) + time.Millisecond)
	}
	s.t.Fatalf("job %d has not ended", jobID)
	return JobDetail{}
}

// finishOrder lets time pass until an order has ended, or is held.
func (s *shop) finishOrder(orderID int64) panel.Order {
	s.t.Helper()
	o, err := s.DB.Order(s.t.Context(), panel.SystemActor(0), orderID)
	s.must(err)
	s.finish(o.JobID)
	o, err = s.DB.Order(s.t.Context(), panel.SystemActor(0), orderID)
	s.must(err)
	return o
}

// plant records a product of the CNDNS account as if it had been adopted.
func (s *shop) plant(kind panel.ProductKind, name string) panel.Product {
	s.t.Helper()
	p := panel.Product{
		ResellerID: s.owner.ResellerID, AccountID: s.cndnsID, CustomerID: s.customer.ID, Kind: kind, Vendor: panel.VendorCNDNS, Name: name, State: panel.StateActive,
	}
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) (err error) {
		p.ID, err = tx.AddProduct(s.t.Context(), p)
		return err
	}))
	return p
}

// product reads a product anew.
func (s *shop) product(id int64) panel.Product {
	s.t.Helper()
	p, err := s.DB.Product(s.t.Context(), panel.SystemActor(0), id)
	s.must(err)
	return p
}

// contact records a registrant that the simulated registrar knows and has passed.
func (s *shop) contact() panel.Contact {
	s.t.Helper()
	var id int64
	s.must(s.DB.Within(s.t.Context(), func(tx *db.Tx) (err error) {
		id, err = s.startJob(s.t.Context(), tx, s.owner, db.NewJob{Job: panel.Job{AccountID: s.cndnsID, Kind: "contact.sync", Subject: "CNDNS"}}, nil)
		return err
	}))
	s.finish(id)
	found, err := s.DB.Contacts(s.t.Context(), s.owner, db.ContactFilter{AccountID: s.cndnsID, Usable: true})
	s.must(err)
	for _, c := range found {
		if c.Review == panel.AuditPass {
			return c
		}
	}
	s.t.Fatalf("no passed contact among %d", len(found))
	return panel.Contact{}
}
