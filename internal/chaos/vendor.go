package chaos

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/demo"
	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
)

// login is one reseller's account at the vendor.
type login struct{ username, password, email string }

func loginOf(i int) login {
	return login{fmt.Sprintf("chaos%03d", i), fmt.Sprintf("chaos-password-%03d", i), fmt.Sprintf("chaos%03d@sandbox.example", i)}
}

const (
	muchMoney  = 1 << 50 // fen, of every account
	contactRef = "500001"
	// speed of the vendor's clock: a transfer that takes 26 hours is over in 5 s.
	vendorSpeed = 20_000
)

// contactValues are of the registrant that every account has.
func contactValues(now time.Time) map[string]string { return demo.Invent(1, now).Contacts[1].Values }

// plant writes the state file that the vendor begins with: accounts, a
// registrant in each, and what the plan's orders change.
func plant(ctx context.Context, file string, plan Plan, accounts int, now time.Time) error {
	var failed error
	w, err := sandbox.Start(ctx, sandbox.Options{Speed: -1, StateFile: file, Plant: func(w *sandbox.World) {
		failed = plan.plant(w, accounts, now)
	}})
	if err != nil {
		return err
	}
	return errors.Join(failed, w.Close())
}

func (p Plan) plant(w *sandbox.World, accounts int, now time.Time) error {
	byAccount := map[int][]stocked{}
	for _, s := range p.stock {
		byAccount[s.account] = append(byAccount[s.account], s)
	}
	for i := range accounts {
		l := loginOf(i)
		w.CNDNS.AddAccount(l.username, l.password, l.email)
		if err := w.CNDNS.PlantIn(l.username); err != nil {
			return err
		}
		w.CNDNS.SetBalance(muchMoney)
		w.CNDNS.PlantContact(cndns.Contact{ID: contactRef, Values: contactValues(now), Audit: cndns.Audit{State: cndns.AuditPass}})
		for _, s := range byAccount[i] {
			s.plant(w, now)
		}
	}
	return nil
}

func (s stocked) plant(w *sandbox.World, now time.Time) {
	if s.domain {
		w.CNDNS.PlantDomain(cndns.Domain{
			Name: s.name, ContactID: contactRef, Registered: now.AddDate(-1, 0, 0), Expires: now.AddDate(2, 0, 0), Audit: cndns.Audit{State: cndns.AuditPass},
		})
		return
	}
	w.CNDNS.PlantCloudHost(cndns.Host{
		Name: s.name, State: cndns.HostStopped, CPU: 2, RAM: 1024, Disk: 50, Bandwidth: 2, TimeType: "5",
		Registered: now.AddDate(0, -1, 0), Expires: now.AddDate(2, 0, 0),
	})
}

// vendor is the process of the simulated vendor.
type vendor struct {
	process
	line  sandbox.Line
	begin string
	state string // file that it outlives a kill with; "" when it is never killed
	seed  uint64
}

func (v *vendor) start(ctx context.Context) error {
	// Nobody promises that every server of the vendor notices a repeated request.
	args := []string{
		"sandbox", "--json", "--forgetful", "--begin", v.begin, "--speed", strconv.Itoa(vendorSpeed), "--seed", strconv.FormatUint(v.seed, 10),
	}
	if v.state != "" {
		args = append(args, "--state", v.state)
	}
	line, err := v.run(ctx, nil, args...)
	if err != nil {
		return fmt.Errorf("start the vendor: %w", err)
	}
	if err := json.Unmarshal(line, &v.line); err != nil {
		return fmt.Errorf("the vendor's line: %w", err)
	}
	return nil
}

// controlClient obeys no proxy of the environment.
var controlClient = &http.Client{Timeout: time.Minute, Transport: &http.Transport{}}

// control asks the vendor's control API; body nil is a GET.
func (v *vendor) control(ctx context.Context, path string, body, into any) error {
	method, payload := http.MethodGet, io.Reader(http.NoBody)
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		method, payload = http.MethodPost, bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, v.line.Control+path, payload)
	if err != nil {
		return err
	}
	resp, err := controlClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= http.StatusBadRequest {
		return errors.Join(fmt.Errorf("control %s: %s %s", path, resp.Status, text), err)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(text, into)
}

// makeTrouble sets the faults on the vendor's board.
func (v *vendor) makeTrouble(ctx context.Context, faults []trouble.Fault) error {
	for _, f := range faults {
		if err := v.control(ctx, "/faults", f, nil); err != nil {
			return err
		}
	}
	return nil
}

// books are the purchases that the vendor has executed and charged.
func (v *vendor) books(ctx context.Context) ([]Bought, error) {
	var truth struct {
		Accounts map[string]struct {
			Purchases []cndns.Purchase      `json:"purchases"`
			Hosts     map[string]cndns.Host `json:"hosts"`
		} `json:"accounts"`
	}
	if err := v.control(ctx, "/truth/cndns", nil, &truth); err != nil {
		return nil, err
	}
	var all []Bought
	for username, account := range truth.Accounts {
		index, err := strconv.Atoi(strings.TrimPrefix(username, "chaos"))
		if err != nil {
			index = -1 // the vendor's first account, which nobody uses
		}
		for _, p := range account.Purchases {
			b := Bought{Account: index, Call: p.Call, Name: p.Name}
			if _, after, prefixed := strings.Cut(p.Name, "_"); prefixed {
				b.Name = after // the vendor puts letters of its own before a database's name
			}
			if h, ok := account.Hosts[p.Name]; ok && p.Call == "cndns.cloud.buy" {
				b.Tag = tagOf(h.CPU, h.RAM, h.Disk, h.Bandwidth, h.Place)
			}
			all = append(all, b)
		}
	}
	return all, nil
}

func (o Options) vendor() *vendor {
	v := &vendor{process: o.process("vendor"), begin: filepath.Join(o.Data, "begin.json"), seed: o.Seed}
	if o.VendorKills > 0 {
		v.state = filepath.Join(o.Data, "vendor.json")
	}
	return v
}
