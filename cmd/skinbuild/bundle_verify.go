package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project/pack"
)

func bundleVerifyCommand() *cobra.Command {
	var trust trustFlags
	cmd := &cobra.Command{
		Use:   "verify BUNDLE",
		Short: "Check a bundle's signature and the hash of every file in it",
		Long: `Check that a trusted key has signed exactly these bytes, that every file matches the
manifest, and that nothing else is in the bundle. Print who signed it.

The exit code is 4 if the bundle is not trusted, and 1 if it is damaged or contains
files that do not belong in a bundle. docs/bundle.md explains each message.`,
		Example: `  skinbuild bundle verify --trust team.pub dist/acme-1.4.0.skinbundle
  ssh-keygen -Y sign -n skinbuild-bundle@v1 -f ~/.ssh/id_ed25519 acme-1.4.0.skinbundle
  skinbuild bundle verify --allowed-signers signers acme-1.4.0.skinbundle`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := trust.open(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if cli.Format(cmd) == cli.JSON {
				return cli.PrintJSON(cmd, "bundle-verify", struct {
					ID     string      `json:"id"`
					Signer pack.Signer `json:"signer"`
				}{b.Manifest().ID, b.Signer()})
			}
			m := b.Manifest()
			text := fmt.Sprintf("%s %s, sequence %d: %s, %d files as the manifest says\n", m.Name, m.Version, m.Sequence, signedBy(b.Signer()), len(m.Files))
			return cli.WriteResult(cmd, []byte(text))
		},
	}
	trust.add(cmd)
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	return cmd
}

func signedBy(s pack.Signer) string {
	if s == (pack.Signer{}) {
		return "NOT SIGNED by a trusted key"
	}
	return fmt.Sprintf("signed by %s (%s %s)", s.Name, s.Scheme, s.Key)
}
