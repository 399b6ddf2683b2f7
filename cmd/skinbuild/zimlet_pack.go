package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
)

func zimletPackCommand() *cobra.Command {
	var flags zimletFlags
	cmd := &cobra.Command{
		Use:   "pack DIR|ZIP",
		Short: "Write the archive of a zimlet as every server takes it",
		Long: `Check the zimlet, then write NAME.zip: without data descriptors, which the admin
console and other nodes cannot read, and with fixed order and times. The same files
give the same bytes.

Given an archive, pack writes it anew; with --rewrap also one whose files all lie in a
folder, which no server takes.`,
		Example: `  skinbuild zimlet pack zimlets/com_synacor_fixup
  skinbuild zimlet pack --rewrap -o fixed com_example_hello.zip`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			z, ds, err := flags.load(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if err := cli.Report(cmd, ds); err != nil {
				return err
			}
			data, err := z.Zip()
			if err != nil {
				return err
			}
			return cli.WriteOutput(cmd, filepath.Join(cli.Output(cmd), z.Name()+".zip"), data)
		},
	}
	flags.add(cmd)
	cli.AddOutput(cmd, "DIR", "")
	return cmd
}
