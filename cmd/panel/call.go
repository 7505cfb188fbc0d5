package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tangelo/internal/panel"
	"tangelo/internal/service"
	"tangelo/web/i18n"
)

// callFlags is what "vendor call" is told.
type callFlags struct {
	name    string
	pairs   []string // parameter=value
	account int64
	dry     bool
	confirm string
	json    bool
}

func vendorCallCommand() *cobra.Command {
	var f callFlags
	cmd := &cobra.Command{
		Use: "call NAME [parameter=value ...]", Short: "make any declared call of a vendor (see \"vendor calls\")",
		Long: "Make a declared call of a vendor. A secret parameter is only read from a file, as parameter=@FILE,\n" +
			"or from standard input, as parameter=-. A call that buys becomes an order, is sent at most once,\n" +
			"and is followed on the order's page when its answer is lost.",
		Example: "  panel vendor call cndns.domain.detail domainname=example.com",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("name the call; \"panel vendor calls\" lists them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.name, f.pairs = args[0], args[1:]
			return withStation(cmd, func(s *station) error { return f.run(cmd.Context(), s, cmd.InOrStdin(), cmd.OutOrStdout()) })
		},
	}
	flags := cmd.Flags()
	flags.Int64Var(&f.account, "id", 0, "vendor account (default: the vendor's only one)")
	flags.BoolVar(&f.dry, "dry-run", false, "check and show the request, send nothing")
	flags.StringVar(&f.confirm, "confirm", "", "for calls that buy or destroy: what the call is about, once more")
	flags.BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

// run makes the call, or shows what it would send.
func (f callFlags) run(ctx context.Context, s *station, stdin io.Reader, out io.Writer) error {
	wish, err := f.wish(ctx, s, stdin)
	if err != nil {
		return err
	}
	if f.dry {
		preview, err := s.app.DryRunCall(ctx, commandLine(0), wish)
		if err != nil {
			return badCall(err)
		}
		return f.print(out, preview, previewText(preview))
	}
	job, err := s.app.SendCall(ctx, commandLine(0), wish)
	if err != nil {
		return badCall(err)
	}
	r, err := follow(ctx, s, job)
	if err != nil {
		return err
	}
	outcome := outcomeOf(r)
	if err := f.print(out, outcome, outcome.text()); err != nil {
		return err
	}
	return outcome.failure()
}

func (f callFlags) print(out io.Writer, value any, text string) error {
	if !f.json {
		_, err := fmt.Fprintln(out, text)
		return err
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

// wish finds the account and reads the parameters.
func (f callFlags) wish(ctx context.Context, s *station, stdin io.Reader) (w service.CallWish, err error) {
	if f.account == 0 {
		if f.account, err = onlyAccount(ctx, s, f.name); err != nil {
			return w, err
		}
	}
	_, call, err := s.app.WorkCall(ctx, commandLine(0), f.account, f.name)
	if panel.Is(err, panel.NotFound) {
		return w, usagef("account %d has no call %s; \"panel vendor calls\" lists them", f.account, f.name)
	}
	if err != nil {
		return w, err
	}
	w = service.CallWish{AccountID: f.account, Call: f.name, Params: map[string]string{}, Confirm: f.confirm, FormKey: service.NewFormKey()}
	read := false // standard input
	for _, pair := range f.pairs {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return w, usagef("%s: write it as parameter=value", name)
		}
		field, _ := call.Field(name) // an unknown one is refused with the others
		if field.Type == panel.CallSecret {
			if value == "-" && read {
				return w, usagef("%s: standard input holds one secret only", name)
			}
			read = read || value == "-"
			if value, err = secretValue(name, value, stdin); err != nil {
				return w, err
			}
		}
		w.Params[name] = value
	}
	return w, nil
}

// secretValue reads a secret from where its argument says.
func secretValue(name, value string, stdin io.Reader) (string, error) {
	if value == "-" {
		return firstLine(stdin)
	}
	path, is := strings.CutPrefix(value, "@")
	if !is {
		return "", usagef("%s is secret: give it as %s=@FILE, or as %s=- on standard input", name, name, name) // others see arguments
	}
	content, err := os.ReadFile(path) //nolint:gosec // whoever runs the program names the file
	if err != nil {
		return "", usagef("%s: %v", name, err)
	}
	return strings.TrimRight(string(content), "\r\n"), nil
}

// onlyAccount is the one account of the vendor that a call's name begins with.
func onlyAccount(ctx context.Context, s *station, call string) (int64, error) {
	accounts, err := s.app.WorkAccounts(ctx, commandLine(0))
	if err != nil {
		return 0, plain(err)
	}
	vendor, _, _ := strings.Cut(call, ".")
	var ids []int64
	for _, v := range accounts {
		if string(v.Vendor) == vendor {
			ids = append(ids, v.ID)
		}
	}
	switch len(ids) {
	case 0:
		return 0, usagef("there is no account at a vendor %q; \"panel vendor set\" adds one", vendor)
	case 1:
		return ids[0], nil
	}
	return 0, usagef("there are several accounts at %s: choose one by --id, of %v", vendor, ids)
}

// badCall says in one line which parameters are wrong, which is bad usage.
func badCall(err error) error {
	problems := panel.Problems(err)
	if len(problems) == 0 {
		return plain(err)
	}
	english := i18n.With(context.Background(), i18n.English)
	words := make([]string, 0, len(problems))
	for _, p := range problems {
		field := p.Field
		if field == "confirm" {
			field = "--confirm"
		}
		words = append(words, field+": "+i18n.T(english, p.Key, p.Args...))
	}
	return usagef("%s", strings.Join(words, "; "))
}

// follow takes the steps of a call's job, unless a running panel is quicker,
// until it has ended or its order waits for evidence.
func follow(ctx context.Context, s *station, job int64) (service.CallRun, error) {
	for {
		if err := s.app.Step(context.WithoutCancel(ctx), job); err != nil {
			return service.CallRun{}, err
		}
		r, err := s.app.CallRun(ctx, commandLine(0), job)
		if err != nil || r.Settled() {
			return r, err
		}
		select {
		case <-ctx.Done():
			return r, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func previewText(p panel.CallPreview) string {
	lines := []string{p.Method + " " + strings.TrimSuffix(p.Address, "/") + p.Path, "host " + p.Host}
	for _, v := range p.Values {
		if v.Hidden {
			v.Text = "••••••"
		}
		lines = append(lines, v.Name+" = "+v.Text)
	}
	return strings.Join(append(lines, "nothing was sent"), "\n")
}

// callOutcome is what came of a call, for people and for programs.
type callOutcome struct {
	Call       string            `json:"call"`
	Class      string            `json:"class"`
	Code       string            `json:"code,omitempty"`
	Meaning    map[string]string `json:"meaning,omitempty"` // by language
	Said       string            `json:"vendor_text,omitempty"`
	Answer     json.RawMessage   `json:"answer,omitempty"`
	HTTPStatus int               `json:"http_status,omitempty"`
	Millis     int64             `json:"milliseconds"`
	CallID     int64             `json:"call_id,omitempty"` // in the log of calls
	JobID      int64             `json:"job_id"`
	OrderID    int64             `json:"order_id,omitempty"`
	OrderState string            `json:"order_state,omitempty"`
}

func outcomeOf(r service.CallRun) callOutcome {
	o := callOutcome{Call: r.Call.Name, Class: r.Class(), JobID: r.Job.ID, OrderID: r.Order.ID, OrderState: string(r.Order.State)}
	if r.Sent == nil {
		o.Said = r.Job.ErrorKey
		return o
	}
	o.Code, o.HTTPStatus, o.CallID, o.Millis = r.Sent.Code, r.Sent.HTTPStatus, r.Sent.ID, r.Sent.Duration.Milliseconds()
	if r.Meaning.Zh != "" {
		o.Meaning = map[string]string{"zh": r.Meaning.Zh, "en": r.Meaning.En}
	}
	if (o.Class == "ok" || o.Class == "accepted") && json.Valid([]byte(r.Sent.Answer)) {
		o.Answer = json.RawMessage(r.Sent.Answer)
	} else {
		o.Said = r.Sent.Answer
	}
	return o
}

func (o callOutcome) text() string {
	lines := []string{fmt.Sprintf("class    %s", o.Class)}
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, fmt.Sprintf("%-8s %s", name, value))
		}
	}
	add("code", o.Code)
	add("meaning", o.Meaning["en"])
	add("vendor", o.Said)
	if o.HTTPStatus != 0 {
		add("http", fmt.Sprintf("%d, %d ms", o.HTTPStatus, o.Millis))
	}
	if o.CallID != 0 {
		add("log", fmt.Sprintf("/calls/%d", o.CallID))
	}
	if o.OrderID != 0 {
		add("order", fmt.Sprintf("%s, followed at /orders/%d", o.OrderState, o.OrderID))
	}
	if o.Answer != nil {
		indented, err := json.MarshalIndent(o.Answer, "", "  ")
		if err != nil {
			indented = o.Answer
		}
		lines = append(lines, "answer", string(indented))
	}
	return strings.Join(lines, "\n")
}

// failure is an error unless the vendor did it or took it on.
func (o callOutcome) failure() error {
	if o.Class == "ok" || o.Class == "accepted" {
		return nil
	}
	return fmt.Errorf("%s: %s", o.Call, strings.TrimSpace(o.Class+" "+o.Code))
}

func vendorCallsCommand() *cobra.Command {
	var vendor string
	cmd := &cobra.Command{
		Use: "calls [words]", Short: "list the declared calls: name, effect, title, parameters (* must be given)",
		RunE: func(cmd *cobra.Command, args []string) error {
			return listCalls(cmd.OutOrStdout(), service.CallSearch{Vendor: panel.Vendor(vendor), Words: strings.Join(args, " ")})
		},
	}
	cmd.Flags().StringVar(&vendor, "vendor", "", "only of this vendor")
	return cmd
}

// listCalls needs no database: the declarations are part of the program.
func listCalls(out io.Writer, want service.CallSearch) error {
	found, err := new(service.App).FindCalls(commandLine(0), want)
	if err != nil {
		return plain(err)
	}
	if len(found) == 0 {
		return usagef("no such call")
	}
	for _, c := range found {
		params := make([]string, 0, len(c.Fields))
		for _, f := range c.Fields {
			name := f.Name
			if f.Required {
				name += "*"
			}
			params = append(params, name)
		}
		if _, err := fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", c.Name, c.Effect, c.Title.En, strings.Join(params, " ")); err != nil {
			return err
		}
	}
	return nil
}
