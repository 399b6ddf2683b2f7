package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project/zimlet"
	"skinbuild/internal/tree"
)

func zimletInitCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "init NAME",
		Short: "Start a zimlet",
		Long: `Write the folder NAME with a zimlet that passes every check: definition, handler, style,
messages in English and German, configuration.`,
		Example: `  skinbuild zimlet init com_example_hello
  skinbuild zimlet init -o zimlets com_example_hello`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := zimlet.Init(args[0])
			if err != nil {
				return cli.Fail(cli.Usage, err)
			}
			return makeTree(cmd, filepath.Join(cli.Output(cmd), args[0]), files)
		},
	}
	cli.AddOutput(cmd, "DIR", "")
	return cmd
}

// makeTree makes a folder with the files and says so; with -n it lists them.
func makeTree(cmd *cobra.Command, dir string, files tree.Tree) error {
	if cli.DryRun(cmd) {
		var names strings.Builder
		for e := range files.All() {
			fmt.Fprintln(&names, filepath.Join(dir, filepath.FromSlash(e.Path.String())))
		}
		return cli.WriteOutput(cmd, "", []byte(names.String()))
	}
	if err := writeTree(dir, files); err != nil {
		return err
	}
	cli.Note(cmd, "wrote %d files to %s", files.Len(), dir)
	return nil
}
