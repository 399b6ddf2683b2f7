package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project/pack"
)

func bundleVerifyCommand() *cobra.Command {
	var trust trustFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify BUNDLE",
		Short: "Check a bundle's signature and the hash of every file in it",
		Long: `Checks that a trusted key has signed exactly these bytes, that every file is as
the manifest says, and that nothing else is in the bundle. Prints who signed it.

Exit code 4 says that the bundle is not to be trusted, 1 that it is damaged or
holds what no bundle may hold. docs/bundle.md explains each code.`,
		Example: `  skinbuild bundle verify --key team.pub dist/acme-1.4.0.skinbundle
  ssh-keygen -Y sign -n skinbuild-bundle@v1 -f ~/.ssh/id_ed25519 acme-1.4.0.skinbundle
  skinbuild bundle verify --allowed-signers signers acme-1.4.0.skinbundle`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := trust.open(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd, struct {
					ID     string      `json:"id"`
					Signer pack.Signer `json:"signer"`
				}{b.Manifest().ID, b.Signer()})
			}
			m := b.Manifest()
			text := fmt.Sprintf("%s %s, sequence %d: %s, %d files as the manifest says\n", m.Name, m.Version, m.Sequence, signedBy(b.Signer()), len(m.Files))
			return cli.WriteOutput(cmd, "", []byte(text))
		},
	}
	trust.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print id and signer as JSON")
	return cmd
}

func signedBy(s pack.Signer) string {
	if s == (pack.Signer{}) {
		return "NOT SIGNED by a trusted key"
	}
	return fmt.Sprintf("signed by %s (%s %s)", s.Name, s.Scheme, s.Key)
}
