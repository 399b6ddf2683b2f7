package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"skinbuild/internal/atomicfile"
	"skinbuild/internal/cli"
	"skinbuild/internal/tree"
)

func bundleExportCommand() *cobra.Command {
	var trust trustFlags
	cmd := &cobra.Command{
		Use:   "export -o DIR BUNDLE",
		Short: "Unpack a verified bundle, to deploy it by other means",
		Long: `Write the files of the bundle into DIR, which must not exist or be empty: skins/NAME/
for the skins folder of the webapp, zimlets/NAME.zip for zmzimletctl, scripts/,
injections/, patches/. DIR appears whole or not at all.`,
		Example: `  skinbuild bundle export --trust team.pub -o acme acme-1.4.0.skinbundle
  zmzimletctl deploy acme/zimlets/com_synacor_fixup.zip`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := trust.open(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return makeTree(cmd, cli.Output(cmd), b.Files())
		},
	}
	trust.add(cmd)
	cli.AddOutput(cmd, "DIR", "")
	_ = cmd.MarkFlagRequired("output")
	return cmd
}

// writeTree makes the directory dir with the files, whole or not at all.
func writeTree(dir string, files tree.Tree) error {
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return cli.Fail(cli.Conflict, fmt.Errorf("%s exists and is not empty", dir), "choose another directory, or move it away")
	}
	return replaceDir(dir, files)
}

// replaceDir makes the directory dir hold just these files, which everybody can read
// whatever the umask is: they are for a web server.
func replaceDir(dir string, files tree.Tree) error {
	return atomicfile.ReplaceDir(dir, func(root *os.Root) error {
		for e := range files.All() {
			name := filepath.FromSlash(e.Path.String())
			if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				return err
			}
			if err := root.WriteFile(name, e.Data, e.Mode); err != nil {
				return err
			}
		}
		return publish(root)
	})
}

func publish(root *os.Root) error {
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return root.Chmod(filepath.FromSlash(name), 0o755)
		}
		return root.Chmod(filepath.FromSlash(name), 0o644)
	})
}
