package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project/zimlet"
)

func zimletInitCommand() *cobra.Command {
	var dir string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "init NAME",
		Short: "Begin a new zimlet",
		Long: `Makes the folder NAME with a zimlet that passes every check: definition, handler,
style, messages in English and German, configuration.`,
		Example: `  skinbuild zimlet init com_example_hello
  skinbuild zimlet init --dir zimlets com_example_hello`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := zimlet.Init(args[0])
			if err != nil {
				return cli.Fail(cli.Usage, err)
			}
			to := filepath.Join(dir, args[0])
			if dryRun {
				var names strings.Builder
				for e := range files.All() {
					fmt.Fprintln(&names, filepath.Join(to, e.Path.String()))
				}
				return cli.WriteOutput(cmd, "", []byte(names.String()))
			}
			return writeTree(to, files)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", ".", "directory to make the folder in")
	cmd.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "list the files that would be written")
	return cmd
}
