package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"tangelo/internal/sandbox/alipay"
	"tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/dnspod"
	"tangelo/internal/sandbox/trouble"
	"tangelo/internal/sandbox/wechatpay"
)

const maxControlBody = 1 << 20

// action answers one control call: a status and what to write as JSON.
type action func(*World, *http.Request) (int, any, error)

// controlRoutes is the whole control API.
var controlRoutes = []struct {
	pattern string
	run     action
}{
	{"GET /state", showState},
	{"GET /line", showLine},
	{"GET /faults", listFaults},
	{"POST /faults", setFault},
	{"DELETE /faults", clearFaults},
	{"DELETE /faults/{id}", clearFault},
	{"POST /clock", setClock},
	{"POST /balance", setBalance},
	{"POST /reset", reset},
	{"GET /truth/{vendor}", showTruth},
	{"POST /cndns/audit", decideAudit},
	{"POST /cndns/transfer", setTransfer},
	{"POST /cndns/sms", decideSMS},
	{"POST /cndns/points", spendPoints},
	{"POST /cndns/ticket", decideTicket},
	{"POST /dnspod/host", turnHost},
	{"GET /dnspod/messages", showMessages},
	{"POST /alipay/signin", payment(func(w *World, number string) error { return w.Alipay.SignIn(number) })},
	{"POST /alipay/pay", payment(func(w *World, number string) error { return w.Alipay.Pay(number) })},
	{"POST /wechatpay/pay", payment(func(w *World, number string) error { return w.WeChatPay.Pay(number) })},
}

// problem is an error with the status it is answered with.
type problem struct {
	status int
	err    error
}

func (p problem) Error() string { return p.err.Error() }
func (p problem) Unwrap() error { return p.err }

func (w *World) control() http.Handler {
	mux := http.NewServeMux()
	for _, route := range controlRoutes {
		mux.HandleFunc(route.pattern, func(rw http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(rw, r.Body, maxControlBody)
			status, value, err := route.run(w, r)
			if err != nil {
				status, value = statusOf(err), map[string]string{"error": err.Error()}
			}
			if r.Method != http.MethodGet {
				w.keeper.save()
			}
			writeJSON(rw, status, value)
		})
	}
	mux.HandleFunc("/", func(rw http.ResponseWriter, r *http.Request) {
		writeJSON(rw, http.StatusNotFound, map[string]string{"error": r.Method + " " + r.URL.Path + " is unknown"})
	})
	// A page in a browser on the same machine must not be able to flip switches.
	return http.NewCrossOriginProtection().Handler(mux)
}

func statusOf(err error) int {
	var p problem
	switch {
	case errors.As(err, &p):
		return p.status
	case errors.Is(err, cndns.ErrMissing), errors.Is(err, alipay.ErrMissing), errors.Is(err, wechatpay.ErrMissing):
		return http.StatusNotFound
	default:
		return http.StatusBadRequest
	}
}

func writeJSON(rw http.ResponseWriter, status int, value any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	encoder := json.NewEncoder(rw)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value) // the client may be gone; there is nobody to tell
}

// readJSON reads a body of exactly one object without unknown fields.
func readJSON(r *http.Request, into any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("read body: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("read body: something follows the object")
	}
	return nil
}

// State is the answer of GET /state.
type State struct {
	Clock  ClockState               `json:"clock"`
	Faults []trouble.Fault          `json:"faults"`
	Calls  map[string]trouble.Tally `json:"calls"`
	// SaveError is why the state file could not be written.
	SaveError string `json:"save_error,omitempty"`
}

// ClockState is the virtual clock.
type ClockState struct {
	Now   time.Time `json:"now"`
	Speed float64   `json:"speed"`
}

func (w *World) clockState() ClockState {
	return ClockState{Now: w.Clock.Now(), Speed: w.Clock.Speed()}
}

func showState(w *World, _ *http.Request) (int, any, error) {
	out := State{Clock: w.clockState(), Faults: w.Board.List(), Calls: w.Board.Tallies()}
	if err := w.keeper.problem(); err != nil {
		out.SaveError = err.Error()
	}
	return http.StatusOK, out, nil
}

func showLine(w *World, _ *http.Request) (int, any, error) { return http.StatusOK, w.Line(), nil }

func listFaults(w *World, _ *http.Request) (int, any, error) {
	return http.StatusOK, w.Board.List(), nil
}

func setFault(w *World, r *http.Request) (int, any, error) {
	var fault trouble.Fault
	if err := readJSON(r, &fault); err != nil {
		return 0, nil, err
	}
	fault.ID = w.Board.Set(fault)
	return http.StatusCreated, fault, nil
}

func clearFaults(w *World, _ *http.Request) (int, any, error) {
	w.Board.ClearAll()
	return http.StatusOK, w.Board.List(), nil
}

func clearFault(w *World, r *http.Request) (int, any, error) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil || !w.Board.Clear(id) {
		return 0, nil, problem{http.StatusNotFound, fmt.Errorf("fault %s does not exist", r.PathValue("id"))}
	}
	return http.StatusOK, w.Board.List(), nil
}

func setClock(w *World, r *http.Request) (int, any, error) {
	var form struct {
		Speed   *float64 `json:"speed"`
		Advance string   `json:"advance"`
	}
	if err := readJSON(r, &form); err != nil {
		return 0, nil, err
	}
	if form.Speed == nil && form.Advance == "" {
		return 0, nil, errors.New("set clock: neither speed nor advance is given")
	}
	if form.Speed != nil && *form.Speed < 0 {
		return 0, nil, errors.New("set clock: speed is negative")
	}
	if form.Advance != "" {
		d, err := time.ParseDuration(form.Advance)
		if err != nil || d < 0 {
			return 0, nil, fmt.Errorf("set clock: advance %q is no duration such as 2h", form.Advance)
		}
		w.Clock.Advance(d)
	}
	if form.Speed != nil {
		w.Clock.SetSpeed(*form.Speed)
	}
	return http.StatusOK, w.clockState(), nil
}

func setBalance(w *World, r *http.Request) (int, any, error) {
	var form struct {
		Vendor string `json:"vendor"`
		Fen    *int64 `json:"fen"`
	}
	if err := readJSON(r, &form); err != nil {
		return 0, nil, err
	}
	set, ok := map[string]func(int64){
		"cndns": w.CNDNS.SetBalance, "alipay": w.Alipay.SetBalance, "wechatpay": w.WeChatPay.SetBalance,
	}[form.Vendor]
	if !ok {
		return 0, nil, fmt.Errorf("set balance: vendor %q has none", form.Vendor)
	}
	if form.Fen == nil {
		return 0, nil, errors.New("set balance: fen is missing")
	}
	set(*form.Fen)
	return http.StatusOK, form, nil
}

func reset(w *World, _ *http.Request) (int, any, error) {
	w.Reset()
	return showState(w, nil)
}

func showTruth(w *World, r *http.Request) (int, any, error) {
	vendors := map[string]func() any{
		"cndns":     func() any { return w.CNDNS.Truth() },
		"dnspod":    func() any { return w.DNSPod.Truth() },
		"sendcloud": func() any { return w.SendCloud.Truth() },
		"baidugeo":  func() any { return w.BaiduGEO.Truth() },
		"alipay":    func() any { return w.Alipay.Truth() },
		"wechatpay": func() any { return w.WeChatPay.Truth() },
	}
	truth, ok := vendors[r.PathValue("vendor")]
	if !ok {
		return 0, nil, problem{http.StatusNotFound, fmt.Errorf("vendor %q is unknown", r.PathValue("vendor"))}
	}
	return http.StatusOK, truth(), nil
}

func decideAudit(w *World, r *http.Request) (int, any, error) {
	var form struct {
		Domain string `json:"domain"`
		State  string `json:"state"`
		Memo   string `json:"memo"`
	}
	if err := readJSON(r, &form); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, form, w.CNDNS.DecideAudit(form.Domain, form.State, form.Memo)
}

func setTransfer(w *World, r *http.Request) (int, any, error) {
	var form struct {
		Domain string `json:"domain"`
		State  *int   `json:"state"`
	}
	if err := readJSON(r, &form); err != nil {
		return 0, nil, err
	}
	if form.State == nil {
		return 0, nil, errors.New("set transfer: state is missing")
	}
	return http.StatusOK, form, w.CNDNS.SetTransfer(form.Domain, *form.State)
}

func decideSMS(w *World, r *http.Request) (int, any, error) {
	var form struct {
		Account string `json:"account"`
		Pass    *bool  `json:"pass"`
	}
	if err := readJSON(r, &form); err != nil {
		return 0, nil, err
	}
	if form.Pass == nil {
		return 0, nil, errors.New("decide SMS order: pass is missing")
	}
	return http.StatusOK, form, w.CNDNS.DecideSMS(form.Account, *form.Pass)
}

func spendPoints(w *World, r *http.Request) (int, any, error) {
	var form struct {
		Account string `json:"account"`
		Points  int    `json:"points"`
	}
	if err := readJSON(r, &form); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, form, w.CNDNS.SpendPoints(form.Account, form.Points)
}

func decideTicket(w *World, r *http.Request) (int, any, error) {
	var form struct {
		ID     string `json:"id"`
		State  string `json:"state"`
		Answer string `json:"answer"`
	}
	if err := readJSON(r, &form); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, form, w.CNDNS.DecideTicket(form.ID, form.State, form.Answer)
}

func turnHost(w *World, r *http.Request) (int, any, error) {
	var form struct {
		IP string `json:"ip"`
		Up *bool  `json:"up"`
	}
	if err := readJSON(r, &form); err != nil {
		return 0, nil, err
	}
	switch {
	case form.IP == "" || form.Up == nil:
		return 0, nil, errors.New("turn host: ip or up is missing")
	case *form.Up:
		w.DNSPod.HealHost(form.IP)
	default:
		w.DNSPod.FailHost(form.IP)
	}
	return http.StatusOK, form, nil
}

func showMessages(w *World, _ *http.Request) (int, any, error) {
	return http.StatusOK, append([]dnspod.Message{}, w.DNSPod.Messages()...), nil
}

// payment plays what a customer does for one payment.
func payment(do func(w *World, number string) error) action {
	return func(w *World, r *http.Request) (int, any, error) {
		var form struct {
			OutTradeNo string `json:"out_trade_no"`
		}
		if err := readJSON(r, &form); err != nil {
			return 0, nil, err
		}
		return http.StatusOK, form, do(w, form.OutTradeNo)
	}
}
