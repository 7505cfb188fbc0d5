package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func ledgerCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "ledger", Short: "the books of the resellers", Args: noArgs}
	cmd.AddCommand(&cobra.Command{
		Use: "check", Short: "prove that the books add up: one line per fault", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withStation(cmd, func(s *station) error { return checkLedger(cmd, s) })
		},
	})
	return cmd
}

func checkLedger(cmd *cobra.Command, s *station) error {
	report, err := s.app.CheckLedger(cmd.Context())
	if err != nil {
		return err
	}
	for _, f := range report.Faults {
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "reseller %d, %s %d: %s\n", f.ResellerID, f.Place, f.Index, f.What); err != nil {
			return err
		}
	}
	if len(report.Faults) > 0 {
		return fmt.Errorf("the ledger does not add up: %d faults in %d rows", len(report.Faults), report.Rows)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "ledger: %d rows, %d transfers, %d accounts, all sums zero\n", report.Rows, report.Transfers, report.Accounts)
	return err
}
