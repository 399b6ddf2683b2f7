package main

import (
	"github.com/spf13/cobra"

	"skinbuild/internal/deploy"
)

func reapplyCommand() *cobra.Command {
	var f serverFlags
	cmd := &cobra.Command{
		Use:   "reapply --webapp DIR",
		Short: "Put the applied bundles back after the vendor has replaced files",
		Long: `Applies the bundles of the current generation to the webapp as it is now: after a
patch, and also after an upgrade that has removed the whole webapp. Needs no bundle
file: the state folder has it. No file of an older release comes back. Where nothing
has changed, nothing is written, so a timer or a hook of the package manager may run
it at any time; it never asks.`,
		Example: `  skinbuild reapply --webapp /opt/zimbra/jetty_base/webapps/zimbra -n
  skinbuild reapply --webapp /opt/zimbra/jetty_base/webapps/zimbra --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.run(cmd, (*deploy.Server).Reapply)
		},
	}
	f.add(cmd)
	f.addPlan(cmd)
	f.addReleases(cmd)
	return cmd
}
