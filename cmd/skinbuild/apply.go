package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/deploy"
)

func applyCommand() *cobra.Command {
	var f serverFlags
	var trust trustFlags
	cmd := &cobra.Command{
		Use:   "apply [BUNDLE | DIR] --webapp DIR",
		Short: "Put a bundle on the webapp of a server, as one transaction",
		Long: `Verifies the bundle, plans every change, shows the plan, and carries it out: skins,
the scripts and style sheets of the operations, and the vendor's templates. Either
everything takes effect or nothing does; what a killed run has left is finished or
undone by the next command that writes. DIR is a build's output folder with one bundle
in it (default: dist).

Nothing is written if an operation does not fit, if a file that would change is not
the vendor's, if the bundle is for another release, or if it is older than what was
applied before. Each message says which flag goes on all the same. Back-ports that do
not fit are left out, and the rest is applied (on-conflict in docs/config.md).

Zimlets are put into the state folder; the commands that deploy them, and those that
flush the server's caches, are printed. docs/apply.md explains the rest.`,
		Example: `  skinbuild apply --webapp /opt/zimbra/jetty_base/webapps/zimbra -n dist
  skinbuild apply --webapp /opt/zimbra/jetty_base/webapps/zimbra acme-1.4.0.skinbundle
  skinbuild apply --webapp :reference -n --diff --insecure-unsigned dist`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name, err := bundleNamed(args)
			if err != nil {
				return err
			}
			b, data, err := trust.openData(cmd.Context(), name)
			if err != nil {
				return err
			}
			signer := ""
			if by := b.Signer(); by.Key != "" {
				signer = by.Name
			}
			return f.run(cmd, func(*deploy.Server) (deploy.Request, error) {
				return deploy.Request{Command: "apply", Apply: []deploy.Source{{Bundle: b, Data: data, Signer: signer}}}, nil
			})
		},
	}
	f.add(cmd)
	f.addPlan(cmd)
	trust.add(cmd)
	f.addReleases(cmd)
	cmd.Flags().BoolVar(&f.assetsOnly, "assets-only", false, "write only the scripts and style sheets to which pages will refer: first on all servers, then apply on each")
	cmd.Flags().BoolVar(&f.downgrade, "allow-downgrade", false, "apply a bundle with a lower sequence than one before")
	return cmd
}

// bundleNamed returns the bundle file that the argument means.
func bundleNamed(args []string) (string, error) {
	name := "dist"
	if len(args) > 0 {
		name = args[0]
	}
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		if len(args) == 0 {
			return "", cli.Usagef("there is no folder dist with a bundle: name the bundle")
		}
		return name, nil
	}
	list, err := filepath.Glob(filepath.Join(name, "*.skinbundle"))
	if err != nil || len(list) != 1 {
		return "", cli.Fail(cli.Usage, fmt.Errorf("%s holds %d bundles, want one", name, len(list)), "name the bundle itself")
	}
	return list[0], nil
}
