package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/cli"
	"skinbuild/internal/project"
	"skinbuild/internal/source"
)

// browserFlags are the flags that say which browsers have to work.
type browserFlags struct {
	list, project string
}

func (f *browserFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.list, "browsers", "", `the browsers that have to work, like "chrome >= 109, firefox esr, ie 11"; by default those of the project`)
	cmd.Flags().StringVar(&f.project, "project", projectFile, "the project `file`, for its list of browsers")
}

// projectFile is the project in the current directory, which need not exist.
const projectFile = "skinbuild.toml"

// releases returns the list of the flag, else that of the project file; nil if
// there is no project either. What is wrong with either is reported.
func (f *browserFlags) releases(cmd *cobra.Command) (compat.List, error) {
	if f.list != "" {
		list, ds := compat.ParseList(source.NewFile("--browsers", f.list))
		if err := cli.Report(cmd, ds); err != nil {
			return nil, cli.Exit(cli.Usage)
		}
		return list, nil
	}
	text, err := os.ReadFile(f.project)
	if errors.Is(err, fs.ErrNotExist) && f.project == projectFile {
		return nil, nil
	}
	if err != nil {
		return nil, cli.Fail(cli.Environment, err, "name the project file with --project")
	}
	config, ds := project.Parse(source.NewFile(filepath.ToSlash(f.project), string(text)))
	if err := cli.Report(cmd, ds); err != nil {
		return nil, err
	}
	return config.BrowserList(), nil
}
