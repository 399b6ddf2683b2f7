package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"skinbuild"
	"skinbuild/internal/cli"
	"skinbuild/internal/project"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/skins/convert"
	"skinbuild/internal/tree"
)

const initLong = `Start a project that builds at once: a commented skinbuild.toml, a skin on the vendor's
base, the settings of the scripts, and the package.json of the npm packages that the
scripts need. With --webapp and --skin the skin starts as a stock skin of that webapp,
converted to LESS. The bundle and its skin have the name of the folder, or that of
--name: letters and digits. Nothing is written if one of the files exists.`

func initCommand() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Start a project",
		Long:  initLong,
		Example: `  skinbuild init acme
  skinbuild init --webapp /opt/zimbra/jetty_base/webapps/zimbra --skin harmony acme
  cd acme && npm ci --ignore-scripts && skinbuild build`,
		Args: cobra.MaximumNArgs(1),
	}
	webapp := flags.AddWebapp(cmd, nil)
	skin := flags.AddSkin(cmd, webapp, "")
	addName(cmd, &name)
	cli.AddDryRun(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		dir := "."
		if len(args) == 1 {
			dir = args[0]
		}
		if name == "" {
			name = nameOf(dir)
		}
		converted, err := convertedSkin(cmd, webapp, *skin)
		if err != nil {
			return err
		}
		files, err := project.Initial(name, converted, skinbuild.Default())
		if err != nil {
			return cli.Fail(cli.Usage, err, "name the skin with --name")
		}
		if err := writeNew(cmd, dir, files); err != nil || cli.DryRun(cmd) {
			return err
		}
		steps := ""
		if dir != "." {
			steps += "  cd " + dir + "\n"
		}
		cli.Note(cmd, "wrote %d files to %s; next:\n%s  npm ci --ignore-scripts\n  skinbuild build --webapp :reference", files.Len(), dir, steps)
		return nil
	}
	return cmd
}

// convertedSkin is the stock skin in LESS; an empty tree where none is asked for.
func convertedSkin(cmd *cobra.Command, webapp *flags.Webapp, skin string) (tree.Tree, error) {
	names, err := webapp.Names(cmd)
	if err != nil || len(names) == 0 && skin == "" {
		return tree.Tree{}, err
	}
	if len(names) == 0 || skin == "" {
		return tree.Tree{}, cli.Usagef("--webapp and --skin belong together")
	}
	files, names, err := webapp.Open(cmd)
	if err != nil {
		return tree.Tree{}, err
	}
	folder, err := chosenFolder(files, skin)
	if err != nil {
		return tree.Tree{}, err
	}
	r, ds := convert.Skin(files, folder, &convert.Options{Shown: flags.Shown(files, names)})
	if err := cli.Report(cmd, ds); err != nil {
		return tree.Tree{}, err
	}
	return r.Tree, nil
}

// nameOf is the folder's name, as far as a skin can be called so.
func nameOf(dir string) string {
	full, err := filepath.Abs(dir)
	if err != nil {
		full = dir
	}
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, filepath.Base(full))
}

// writeNew writes files, none of which may be there already, into a folder; or
// lists them.
func writeNew(cmd *cobra.Command, dir string, files tree.Tree) error {
	var names strings.Builder
	for e := range files.All() {
		name := filepath.Join(dir, filepath.FromSlash(e.Path.String()))
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return cli.Fail(cli.Conflict, errors.Join(err, fmt.Errorf("%s exists", name)), "nothing was written: choose another folder")
		}
		fmt.Fprintln(&names, name)
	}
	if cli.DryRun(cmd) {
		return cli.WriteOutput(cmd, "", []byte(names.String()))
	}
	for e := range files.All() {
		name := filepath.Join(dir, filepath.FromSlash(e.Path.String()))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := cli.WriteFile(name, e.Data); err != nil {
			return err
		}
	}
	return nil
}
