package main

import (
	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/deploy"
)

func collectCommand() *cobra.Command {
	var f serverFlags
	cmd := &cobra.Command{
		Use:   "collect --webapp DIR [-o FILE]",
		Short: "Print what a bug report needs, without secrets",
		Long: `Prints one JSON document: the versions, the status of the webapp, the generations,
and the result of doctor. It holds paths, hashes and release names; no content of any
file, no configuration, no key, no host name.`,
		Example: `  sudo skinbuild collect --webapp /opt/zimbra/jetty_base/webapps/zimbra -o report.json`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := f.open()
			if err != nil {
				return err
			}
			defer s.Close()
			st, err := s.Status()
			if err != nil {
				return serverError(err)
			}
			list, err := s.History()
			if err != nil {
				return serverError(err)
			}
			return cli.PrintJSON(cmd, "server-report", struct {
				Tool        string               `json:"tool"`
				Status      *deploy.Status       `json:"status"`
				Generations []*deploy.Generation `json:"generations"`
				Checks      []deploy.Check       `json:"checks"`
			}{"skinbuild " + cli.Version, st, append([]*deploy.Generation{}, list...), s.Doctor(trustedDir)})
		},
	}
	f.add(cmd)
	return cmd
}
