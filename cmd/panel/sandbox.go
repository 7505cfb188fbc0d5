package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tangelo/internal/sandbox"
)

func sandboxCommand() *cobra.Command {
	o := sandbox.Options{DomainList: true}
	var asJSON bool
	cmd := &cobra.Command{
		Use: "sandbox", Short: "serve the simulated vendors", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			world, err := sandbox.Start(cmd.Context(), o)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, world.Close()) }()
			if err := printLine(cmd, world.Line(), asJSON); err != nil {
				return err
			}
			<-cmd.Context().Done()
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Addr, "addr", "127.0.0.1:0", "host to listen on; every vendor gets a free port of its own")
	f.Float64Var(&o.Speed, "speed", 1, "virtual seconds in a real one")
	f.BoolVar(&o.Fresh, "fresh", false, "begin with empty accounts and a full balance")
	f.Int64Var(&o.Seed, "seed", 1, "of invented names and addresses")
	f.BoolVar(&o.StrictUserAgent, "strict-user-agent", false, "DNSPod asks for the documented User-Agent")
	f.BoolVar(&o.DocumentShapes, "document-shapes", false, "answers as documented where real life differs")
	f.BoolVar(&o.Dirty, "dirty", false, "stray spaces and odd key case in every CNDNS answer, false for an empty remark at DNSPod")
	f.BoolVar(&o.Forgetful, "forgetful", false, "CNDNS executes a repeated request again in place of refusing it")
	f.StringVar(&o.StateFile, "state", "", "file that the vendors' state outlives the process in")
	f.StringVar(&o.BeginFile, "begin", "", "state file to begin with when --state does not exist; it is only read")
	f.BoolVar(&asJSON, "json", false, "print one line of JSON")
	return cmd
}

func printLine(cmd *cobra.Command, line sandbox.Line, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(line)
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), `simulated vendors
  control    %s
  CNDNS      %s  %s  %s
             %s / %s / %s
  DNSPod     %s  %s
  SendCloud  %s
  Baidu GEO  %s
  Alipay     %s
  WeChat Pay %s  (telephone: /pay)
`, line.Control, line.CNDNS.API, line.CNDNS.DMCheck, line.CNDNS.Support,
		line.CNDNS.Username, line.CNDNS.Password, line.CNDNS.Email,
		line.DNSPod.URL, line.DNSPod.LoginToken, line.SendCloud.URL, line.BaiduGEO.URL, line.Alipay.URL, line.WeChatPay.URL)
	return err
}
