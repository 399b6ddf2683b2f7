package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/deploy"
)

func rollbackCommand() *cobra.Command {
	var f serverFlags
	cmd := &cobra.Command{
		Use:   "rollback [GENERATION] --webapp DIR",
		Short: "Return to the bundles of an earlier generation",
		Long: `Applies the bundles of an earlier generation (default: the one before the current
one) and removes those that it did not have; generation 0 is the webapp without any
bundle. "skinbuild history" lists the generations.

Only operations and skins go back: the vendor's files stay as they are now, so a
rollback never undoes a fix of the vendor's. Where the vendor's file is the same as
then, the template comes back byte for byte. The result is a new generation.`,
		Example: `  skinbuild rollback --webapp /opt/zimbra/jetty_base/webapps/zimbra
  skinbuild rollback --webapp /opt/zimbra/jetty_base/webapps/zimbra 3`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd, func(s *deploy.Server) (deploy.Request, error) {
				n := s.Previous()
				if len(args) > 0 {
					var err error
					if n, err = strconv.Atoi(args[0]); err != nil || n < 0 {
						return deploy.Request{}, cli.Usagef("%q is not the number of a generation", args[0])
					}
				}
				return s.Rollback(n)
			})
		},
	}
	f.add(cmd)
	f.addPlan(cmd)
	f.addReleases(cmd)
	return cmd
}
