package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tangelo/internal/panel"
	"tangelo/internal/service"
)

func userCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "user", Short: "accounts", Args: noArgs}
	cmd.AddCommand(userAddCommand(), userResetFactorCommand())
	return cmd
}

func userAddCommand() *cobra.Command {
	var n service.NewAccount
	var role string
	var fromStdin bool
	cmd := &cobra.Command{
		Use: "add", Short: "make an account: an admin, or an owner with a new reseller", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !fromStdin {
				return usagef("give --password-stdin and the password on standard input")
			}
			n.Role = panel.Role(role)
			if !slices.Contains([]panel.Role{panel.RoleAdmin, panel.RoleOwner, panel.RoleStaff, panel.RoleCustomer}, n.Role) {
				return usagef("--role must be admin, owner, staff or customer")
			}
			if err := neededFor(n); err != nil {
				return err
			}
			var err error
			if n.Password, err = firstLine(cmd.InOrStdin()); err != nil {
				return err
			}
			return withStation(cmd, func(s *station) error { return addUser(cmd, s, n) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&role, "role", "", "admin, owner, staff or customer")
	f.StringVar(&n.Email, "email", "", "e-mail address to sign in with")
	f.StringVar(&n.Name, "name", "", "name (default: the address)")
	f.StringVar(&n.Reseller, "reseller", "", "name of an owner's new reseller (default: the name)")
	f.Int64Var(&n.ResellerID, "reseller-id", 0, "reseller of a staff or customer account")
	f.Int64Var(&n.CustomerID, "customer-id", 0, "customer of a customer account")
	f.BoolVar(&fromStdin, "password-stdin", false, "read the password from standard input")
	return cmd
}

func userResetFactorCommand() *cobra.Command {
	var email, reason string
	cmd := &cobra.Command{
		Use: "reset-factor", Short: "take away the second factor of an account that lost it, and sign it out", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if email == "" || strings.TrimSpace(reason) == "" {
				return usagef("give --email and --reason")
			}
			return withStation(cmd, func(s *station) error {
				if err := s.app.ResetFactor(cmd.Context(), panel.Actor{System: true, Name: "command line"}, email, reason); err != nil {
					return err
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "second factor of %s reset, all its sessions ended\n", email)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&email, "email", "", "e-mail address of the account")
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the audit log")
	return cmd
}

func neededFor(n service.NewAccount) error {
	switch {
	case n.Email == "":
		return usagef("--email is missing")
	case (n.Role == panel.RoleStaff || n.Role == panel.RoleCustomer) && n.ResellerID == 0:
		return usagef("--reseller-id is missing")
	case n.Role == panel.RoleCustomer && n.CustomerID == 0:
		return usagef("--customer-id is missing")
	}
	return nil
}

func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func addUser(cmd *cobra.Command, s *station, n service.NewAccount) error {
	if n.Name == "" {
		n.Name = n.Email
	}
	if n.Role == panel.RoleOwner && n.Reseller == "" && n.ResellerID == 0 {
		n.Reseller = n.Name
	}
	id, err := s.app.AddAccount(cmd.Context(), panel.Actor{System: true, Name: "command line"}, n)
	if wrong := panel.Problems(err); wrong != nil {
		words := make([]string, 0, len(wrong))
		for _, p := range wrong {
			words = append(words, p.Field+": "+strings.TrimPrefix(p.Key, "problem."))
		}
		return usagef("%s", strings.Join(words, "; "))
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "user %d (%s, %s)\n", id, n.Email, n.Role)
	return err
}

func auditCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "the audit log", Args: noArgs}
	cmd.AddCommand(&cobra.Command{
		Use: "verify", Short: "check the hash chains of the audit log", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withStation(cmd, func(s *station) error { return verifyAudit(cmd, s) })
		},
	})
	return cmd
}

func verifyAudit(cmd *cobra.Command, s *station) error {
	rows, faults, err := s.app.VerifyAudit(cmd.Context())
	if err != nil {
		return err
	}
	for _, f := range faults {
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "chain %d, row %d: %s\n", f.Chain, f.Seq, f.What); err != nil {
			return err
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("the audit log does not add up: %d faults in %d rows", len(faults), rows)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "audit log: %d rows, all linked\n", rows)
	return err
}
