package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/cli"
	"skinbuild/internal/project"
	"skinbuild/internal/source"
)

// listFlags say which browsers the project supports.
type listFlags struct {
	browsers, project string
}

func (f *listFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.browsers, "browsers", "", "the browsers supported, a `LIST` as in skinbuild.toml: 'chrome >= 109, safari >= 15.6'")
	flags.StringVar(&f.project, "project", project.FileName, "the project file, whose list counts without --browsers; without the file, its default does")
	cmd.MarkFlagsMutuallyExclusive("browsers", "project")
}

// list returns the browsers supported.
func (f *listFlags) list(cmd *cobra.Command) (compat.List, error) {
	if f.browsers != "" {
		return browserList(cmd, f.browsers)
	}
	text, err := os.ReadFile(f.project)
	if err != nil && (!errors.Is(err, fs.ErrNotExist) || cmd.Flags().Changed("project")) {
		return nil, err
	}
	config, ds := project.Parse(source.NewFile(f.project, string(text)))
	if ds.Err() != nil {
		return nil, cli.Report(cmd, ds)
	}
	return config.BrowserList(), nil
}

// browserList reads a browser list from a flag.
func browserList(cmd *cobra.Command, text string) (compat.List, error) {
	list, ds := compat.ParseList(source.NewFile("--browsers", text))
	if ds.Err() != nil {
		return nil, cli.Report(cmd, ds)
	}
	return list, nil
}
