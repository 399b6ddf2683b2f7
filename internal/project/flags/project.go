// Package flags defines the flags that commands of both tools share, with their
// completion, and opens what they name: the project, the webapp, the browsers, the
// skin, the User-Agents. One flag has one definition here and one behaviour.
package flags

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"skinbuild"
	"skinbuild/internal/cli"
	"skinbuild/internal/project"
	"skinbuild/internal/source"
)

// DefaultProject is what --project takes for the project inside the tool.
const DefaultProject = ":default"

// Project is the flag --project.
type Project struct {
	file   string
	loaded *Loaded
}

// Loaded is a project that was found and read.
type Loaded struct {
	*project.Project
	// Dir is the folder of the project file, as the user can open it; "" for the
	// project inside the tool.
	Dir string
}

// AddProject adds --project.
func AddProject(cmd *cobra.Command) *Project {
	p := &Project{}
	cmd.Flags().StringVar(&p.file, "project", "", "the project `FILE` (default: "+project.FileName+" in this folder or the nearest one above), or "+DefaultProject+" for the project inside the tool")
	_ = cmd.RegisterFlagCompletionFunc("project", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return []string{DefaultProject}, cobra.ShellCompDirectiveDefault
	})
	return p
}

// Find returns the project; nil if --project names none and no folder from the
// current one upwards has a project file. What is wrong with the file is reported.
func (p *Project) Find(cmd *cobra.Command) (*Loaded, error) {
	if p.loaded != nil {
		return p.loaded, nil
	}
	read, ds, dir, err := p.read(cmd.Context())
	if err != nil {
		return nil, cli.Fail(cli.Environment, err, "--project names the project file")
	}
	if err := cli.Report(cmd, ds); err != nil || read == nil {
		return nil, err
	}
	cli.Detail(cmd, "project: %s", read.File.Name())
	p.loaded = &Loaded{read, dir}
	return p.loaded, nil
}

func (p *Project) read(ctx context.Context) (*project.Project, source.Diags, string, error) {
	if p.file == DefaultProject {
		read, ds, err := project.Load(skinbuild.Default(), project.FileName)
		return read, ds, "", err
	}
	file := p.file
	if file == "" {
		found, err := project.Find(".")
		if err != nil || found == "" {
			return nil, nil, "", err
		}
		file = found
	}
	read, ds, err := project.Open(ctx, file)
	return read, ds, filepath.Dir(file), err
}

// Reread reads the project again, since the file may have changed, and returns what is
// wrong with it instead of reporting it.
func (p *Project) Reread(cmd *cobra.Command) (*Loaded, source.Diags, error) {
	read, ds, dir, err := p.read(cmd.Context())
	if err != nil || read == nil {
		return nil, ds, err
	}
	p.loaded = &Loaded{read, dir}
	return p.loaded, ds, nil
}

// Need returns the project; it is wrong usage if there is none.
func (p *Project) Need(cmd *cobra.Command) (*Loaded, error) {
	loaded, err := p.Find(cmd)
	if err == nil && loaded == nil {
		err = cli.Fail(cli.Usage, errors.New("no "+project.FileName+" in this folder or in one above it"),
			"skinbuild init starts a project", "--project "+DefaultProject+" uses the project inside the tool")
	}
	return loaded, err
}
