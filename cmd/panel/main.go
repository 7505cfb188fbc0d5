// Panel is Tangelo's one program: the server, a rehearsal shop, simulated
// vendors, and what an administrator needs at the command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version is set when a release is built.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root().ExecuteContext(ctx)
	asked := ctx.Err() != nil
	stop()
	if err == nil || (asked && errors.Is(err, context.Canceled)) {
		return // stopped on request, perhaps while it was still starting
	}
	fmt.Fprintln(os.Stderr, "panel: "+err.Error())
	var usage usageError
	if errors.As(err, &usage) {
		os.Exit(2)
	}
	os.Exit(1)
}

// usageError is a mistake in how the program was called: exit code 2.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func root() *cobra.Command {
	cmd := &cobra.Command{
		Use: "panel", Short: "Tangelo, a control panel for resellers of hosting and domain products",
		SilenceUsage: true, SilenceErrors: true, Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	cmd.AddCommand(demoCommand(), serveCommand(), migrateCommand(), userCommand(), vendorCommand(), auditCommand(), ledgerCommand(), sandboxCommand(), healthcheckCommand(), versionCommand())
	return cmd
}

// noArgs is cobra.NoArgs with the exit code of a usage error.
func noArgs(cmd *cobra.Command, args []string) error {
	if err := cobra.NoArgs(cmd, args); err != nil {
		return usageError{err}
	}
	return nil
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "print the version", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "panel "+version)
			return err
		},
	}
}
