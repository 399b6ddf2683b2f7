package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/deploy"
)

func doctorCommand() *cobra.Command {
	var f serverFlags
	var trusted string
	cmd := &cobra.Command{
		Use:   "doctor --webapp DIR",
		Short: "Check whether a server is ready for skinbuild",
		Long: `Checks what apply depends on: who owns the webapp, the state folder and the trusted
keys, whether the server compiles changed pages, whether a package manager is running,
the clock, the file system, and skinbuild's own version. Writes nothing. Ends with code
1 if a check fails.`,
		Example: `  sudo skinbuild doctor --webapp /opt/zimbra/jetty_base/webapps/zimbra`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := f.open()
			if err != nil {
				return err
			}
			defer s.Close()
			list := s.Doctor(trusted)
			failed := false
			var b strings.Builder
			for _, c := range list {
				failed = failed || c.Result == deploy.Fails
				fmt.Fprintf(&b, "%-5s  %-16s  %s\n", c.Result, c.Name, c.Text)
			}
			if cli.Format(cmd) == cli.JSON {
				err = cli.PrintJSON(cmd, "server-doctor", struct {
					Checks []deploy.Check `json:"checks"`
				}{list})
			} else {
				err = cli.WriteResult(cmd, []byte(b.String()))
			}
			if err == nil && failed {
				err = cli.Exit(cli.Problems)
			}
			return err
		},
	}
	f.add(cmd)
	addTrustDir(cmd, &trusted)
	return cmd
}
