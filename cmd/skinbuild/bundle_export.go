package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/tree"
)

func bundleExportCommand() *cobra.Command {
	var trust trustFlags
	var out string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "export BUNDLE -o DIR",
		Short: "Unpack a verified bundle, for those who deploy by other means",
		Long: `Writes the files of the bundle below DIR, which must not exist yet or be empty:
skins/NAME/ for the webapp's skins folder, zimlets/NAME.zip for zmzimletctl,
scripts/, injections/, patches/. DIR appears whole or not at all.`,
		Example: `  skinbuild bundle export --key team.pub -o acme acme-1.4.0.skinbundle
  zmzimletctl deploy acme/zimlets/com_synacor_fixup.zip`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := trust.open(args[0])
			if err != nil {
				return err
			}
			if dryRun {
				var names strings.Builder
				for e := range b.Files().All() {
					fmt.Fprintln(&names, filepath.Join(out, filepath.FromSlash(e.Path.String())))
				}
				return cli.WriteOutput(cmd, "", []byte(names.String()))
			}
			return writeTree(out, b.Files())
		},
	}
	trust.add(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", "", "directory to write to")
	cmd.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "list the files that would be written")
	_ = cmd.MarkFlagRequired("output")
	return cmd
}

// writeTree makes the directory dir with the files, whole or not at all: beside
// itself first, then renamed.
func writeTree(dir string, files tree.Tree) (err error) {
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return cli.Fail(cli.Conflict, fmt.Errorf("%s exists and is not empty", dir), "choose another directory, or move it away")
	}
	parent := filepath.Dir(filepath.Clean(dir))
	tmp, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(tmp))
		}
	}()
	root, err := os.OpenRoot(tmp)
	if err != nil {
		return err
	}
	defer root.Close()
	for e := range files.All() {
		name := filepath.FromSlash(e.Path.String())
		if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := root.WriteFile(name, e.Data, e.Mode); err != nil {
			return err
		}
	}
	if err := publish(tmp); err != nil {
		return err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Rename(tmp, dir)
}

// publish lets everybody read the tree, whatever the umask: it is for a web server.
func publish(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return os.Chmod(name, 0o755)
		}
		return os.Chmod(name, 0o644)
	})
}
