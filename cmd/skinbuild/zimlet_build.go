package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
)

func zimletBuildCommand() *cobra.Command {
	var flags zimletFlags
	var out string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "build DIR|ZIP",
		Short: "Write the archive that every server takes",
		Long: `Checks the zimlet, then writes NAME.zip: without data descriptors, which the
admin console and every other node would stumble on, with fixed order and times.
The same files give the same bytes.

Of an archive it makes a new one; with --rewrap also of one whose files all lie
in a folder, which no server takes.`,
		Example: `  skinbuild zimlet build zimlets/com_synacor_fixup
  skinbuild zimlet build --rewrap -o fixed com_example_hello.zip`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			z, ds, err := flags.load(args[0])
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
			name := filepath.Join(out, z.Name()+".zip")
			if strings.HasSuffix(out, ".zip") {
				if filepath.Base(out) != z.Name()+".zip" {
					return cli.Usagef("--output %s: the server takes the zimlet's name from the file's: it has to be %s.zip", out, z.Name())
				}
				name = out
			}
			if dryRun {
				return cli.WriteOutput(cmd, "", fmt.Appendf(nil, "%s: %d bytes, %d files\n", name, len(data), z.Files().Len()))
			}
			return cli.WriteOutput(cmd, name, data)
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", ".", "directory to write NAME.zip to, or that file itself")
	cmd.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "do everything but write the archive")
	return cmd
}
