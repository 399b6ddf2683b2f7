package main

import (
	"github.com/spf13/cobra"

	"skinbuild/internal/deploy"
)

func removeCommand() *cobra.Command {
	var f serverFlags
	cmd := &cobra.Command{
		Use:   "remove [NAME] --webapp DIR",
		Short: "Take a bundle off the webapp, or all bundles",
		Long: `Removes the blocks of a bundle from the templates, its skins, and the scripts and
style sheets that no other bundle needs; without NAME, those of all bundles. What the
vendor or an administrator has changed around the blocks stays. A template that
somebody has damaged stops the command; --skip leaves it out.`,
		Example: `  skinbuild remove --webapp /opt/zimbra/jetty_base/webapps/zimbra acme`,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd, func(s *deploy.Server) (deploy.Request, error) { return s.Uninstall(args) })
		},
	}
	f.add(cmd)
	f.addPlan(cmd)
	return cmd
}
