package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tangelo/internal/panel"
	"tangelo/internal/service"
)

func vendorCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "vendor", Short: "accounts at the vendors", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(vendorSetCommand(), vendorTestCommand(), vendorListCommand(), vendorCallCommand(), vendorCallsCommand())
	return cmd
}

// commandLine acts for whoever may run the program: within one reseller, or
// everywhere when that is 0.
func commandLine(resellerID int64) panel.Actor {
	return panel.Actor{System: true, ResellerID: resellerID, Name: "command line"}
}

// vendorFlags is what "vendor set" is told besides the form.
type vendorFlags struct {
	form      service.VendorForm
	vendor    string
	urls      []string
	secret    string // which of the vendor's secrets standard input holds
	fromStdin bool
}

func vendorSetCommand() *cobra.Command {
	var v vendorFlags
	cmd := &cobra.Command{
		Use: "set", Short: "add a vendor account, or change one (--id)", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := v.complete(cmd.InOrStdin()); err != nil {
				return err
			}
			return withStation(cmd, func(s *station) error { return setVendor(cmd, s, v.form) })
		},
	}
	f := cmd.Flags()
	f.Int64Var(&v.form.ID, "id", 0, "account to change (default: a new one)")
	f.Int64Var(&v.form.ResellerID, "reseller-id", 0, "reseller of a new account")
	f.StringVar(&v.vendor, "vendor", "", "cndns, dnspod, sendcloud or baidugeo")
	f.StringVar(&v.form.Label, "label", "", "what the account is called in the panel")
	f.StringVar(&v.form.Settings.Username, "username", "", "user name at the vendor (cndns), API user (sendcloud) or access key (baidugeo)")
	f.StringVar(&v.form.Settings.Email, "email", "", "e-mail address known to the vendor")
	f.StringArrayVar(&v.urls, "url", nil, "base URL of a host, as name=URL (cndns: api, dmcheck, support; the others: api); repeatable")
	f.BoolVar(&v.form.Settings.UsePOST, "use-post", false, "send every call as a form (cndns)")
	f.BoolVar(&v.form.Settings.PanelOnly, "panel-only", false, "nobody buys by hand at the vendor")
	f.StringVar(&v.form.Ceiling, "ceiling", "", "spend ceiling of an hour in yuan (default: the usual one; 0: none)")
	f.StringVar(&v.secret, "secret", "", "which secret standard input holds: password, login_token, api_key or secret_key (default: the vendor's first)")
	f.BoolVar(&v.fromStdin, "secret-stdin", false, "read the secret from standard input")
	return cmd
}

// complete checks the flags and reads the secret.
func (v *vendorFlags) complete(stdin io.Reader) error {
	if v.form.ID == 0 && (v.form.ResellerID == 0 || v.vendor == "") {
		return usagef("give --reseller-id and --vendor for a new account, or --id to change one")
	}
	if v.form.ID == 0 && !v.fromStdin {
		return usagef("give --secret-stdin and the password or token on standard input")
	}
	v.form.Vendor = panel.Vendor(v.vendor)
	if v.form.ID == 0 {
		if _, err := service.VendorKindOf(v.form.Vendor); err != nil {
			return usagef("--vendor must be cndns, dnspod, sendcloud or baidugeo")
		}
	}
	v.form.Settings.BaseURLs = map[string]string{}
	for _, pair := range v.urls {
		name, address, ok := strings.Cut(pair, "=")
		if !ok {
			return usagef("--url must be name=URL, such as api=http://127.0.0.1:8801")
		}
		v.form.Settings.BaseURLs[name] = address
	}
	if !v.fromStdin {
		return nil
	}
	secret, err := firstLine(stdin)
	v.form.Secrets = map[string]string{v.secret: secret}
	return err
}

func setVendor(cmd *cobra.Command, s *station, f service.VendorForm) error {
	if f.ID != 0 {
		stored, err := s.app.VendorDetail(cmd.Context(), commandLine(0), f.ID)
		if err != nil {
			return plain(err)
		}
		f = f.Over(stored.Account)
	}
	kind, err := service.VendorKindOf(f.Vendor)
	if err != nil {
		return plain(err)
	}
	if secret, unnamed := f.Secrets[""]; unnamed {
		f.Secrets = map[string]string{kind.SecretNames()[0]: secret}
	}
	id, err := s.app.SaveVendor(cmd.Context(), commandLine(f.ResellerID), f)
	if err != nil {
		return plain(err)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "vendor account %d (%s, %s)\n", id, f.Vendor, f.Label)
	return err
}

func vendorTestCommand() *cobra.Command {
	var id int64
	cmd := &cobra.Command{
		Use: "test", Short: "ask the vendor whether an account's credentials are good", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if id == 0 {
				return usagef("--id is missing")
			}
			return withStation(cmd, func(s *station) error { return testVendorAccount(cmd, s, id) })
		},
	}
	cmd.Flags().Int64Var(&id, "id", 0, "account to test")
	return cmd
}

func testVendorAccount(cmd *cobra.Command, s *station, id int64) error {
	v, err := s.app.CheckVendor(cmd.Context(), commandLine(0), id)
	if err != nil {
		return plain(err)
	}
	line := fmt.Sprintf("vendor account %d (%s, %s): ok", id, v.Vendor, v.Label)
	if !v.BalanceAt.IsZero() {
		line += fmt.Sprintf(", balance %d.%02d CNY", v.Balance/100, v.Balance%100)
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), line)
	return err
}

func vendorListCommand() *cobra.Command {
	var resellerID int64
	cmd := &cobra.Command{
		Use: "list", Short: "list vendor accounts: id, reseller, vendor, label, state, code and text of a failed test", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withStation(cmd, func(s *station) error { return listVendors(cmd, s, resellerID) })
		},
	}
	cmd.Flags().Int64Var(&resellerID, "reseller-id", 0, "only of this reseller")
	return cmd
}

func listVendors(cmd *cobra.Command, s *station, resellerID int64) error {
	accounts, err := s.app.VendorAccounts(cmd.Context(), commandLine(resellerID))
	if err != nil {
		return plain(err)
	}
	for _, h := range accounts {
		v := h.Account
		words := strings.TrimSpace(v.TestCode + " " + v.TestText)
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%d\t%d\t%s\t%s\t%s\t%s\n", v.ID, v.ResellerID, v.Vendor, v.Label, v.State, words); err != nil {
			return err
		}
	}
	return nil
}

// plain says an error in one line for the command line: the vendor's code and
// text, or the fields that are wrong, which is bad usage.
func plain(err error) error {
	var e *panel.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Vendor.Code != "" || e.Vendor.Text != "" {
		return fmt.Errorf("%s: %s %s", e.Vendor.Endpoint, e.Vendor.Code, e.Vendor.Text)
	}
	if len(e.Fields) == 0 {
		return err
	}
	words := make([]string, 0, len(e.Fields))
	for _, p := range e.Fields {
		words = append(words, p.Field+": "+strings.TrimPrefix(p.Key, "problem."))
	}
	return usagef("%s", strings.Join(words, "; "))
}
