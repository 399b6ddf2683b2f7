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
	"skinbuild/internal/server/reference"
	"skinbuild/internal/skins/convert"
	"skinbuild/internal/tree"
)

func initCommand() *cobra.Command {
	var name, webapp, skin string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Begin a project",
		Long: `Writes a project that builds at once: a commented skinbuild.toml, a skin over the
vendor's base, the settings of the scripts, and the package.json of the npm
packages that scripts are made from. With --webapp and --skin the skin begins as a
stock skin of that webapp, turned into LESS as "skinbuild convert" does. Files that
are there are left alone: then nothing is written.`,
		Example: `  skinbuild init acme
  skinbuild init --webapp /opt/zimbra/jetty/webapps/zimbra --skin harmony acme
  cd acme && npm ci --ignore-scripts && skinbuild build`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			if name == "" {
				name = nameOf(dir)
			}
			begun, err := convertedSkin(cmd, webapp, skin)
			if err != nil {
				return err
			}
			files, err := project.Initial(name, begun, skinbuild.Default())
			if err != nil {
				return cli.Fail(cli.Usage, err, "name the skin with --name")
			}
			if err := writeNew(cmd, dir, files, dryRun); err != nil || dryRun {
				return err
			}
			steps := fmt.Sprintf("wrote %d files; next:\n", files.Len())
			if dir != "." {
				steps += "  cd " + dir + "\n"
			}
			steps += "  npm ci --ignore-scripts\n  skinbuild build --webapp :reference\n"
			return cli.WriteOutput(cmd, "", []byte(steps))
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "name of skin and bundle, letters and digits (default: that of the folder)")
	cmd.Flags().StringVar(&webapp, "webapp", "", "the webapp to take a skin from, or :reference")
	cmd.Flags().StringVar(&skin, "skin", "", "the stock skin to begin with, like harmony")
	cmd.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "list the files that would be written")
	cmd.MarkFlagsRequiredTogether("webapp", "skin")
	_ = cmd.MarkFlagDirname("webapp")
	return cmd
}

// convertedSkin is the stock skin in LESS; an empty tree where none is asked for.
func convertedSkin(cmd *cobra.Command, webapp, skin string) (tree.Tree, error) {
	if skin == "" {
		return tree.Tree{}, nil
	}
	files, err := reference.Open(webapp)
	if err != nil {
		return tree.Tree{}, cli.Fail(cli.Usage, err)
	}
	folder, err := chosenFolder(files, skin)
	if err != nil {
		return tree.Tree{}, err
	}
	r, ds := convert.Skin(files, folder, &convert.Options{Dir: filepath.ToSlash(webapp)})
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
func writeNew(cmd *cobra.Command, dir string, files tree.Tree, dryRun bool) error {
	var names strings.Builder
	for e := range files.All() {
		name := filepath.Join(dir, filepath.FromSlash(e.Path.String()))
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return cli.Fail(cli.Conflict, errors.Join(err, fmt.Errorf("%s is there already", name)), "nothing was written: choose another folder")
		}
		fmt.Fprintln(&names, name)
	}
	if dryRun {
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
