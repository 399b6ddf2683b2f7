package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/tree"
)

func diffCommand() *cobra.Command {
	var f buildFlags
	var whole, exitCode bool
	cmd := &cobra.Command{
		Use:   "diff --webapp DIR [PROJECT]",
		Short: "Show what a build would change in a webapp, as a unified diff",
		Long: `Builds the project as "skinbuild build" does, writes nothing, and compares what was
built with the webapp: a unified diff of each file that both have and that
differs, and a line "Only in the build: FILE" for each that is new there. --whole
shows new files as a diff too.

The result is for the eye, and with --whole for patch(1) as well, but for pictures.`,
		Example: `  skinbuild diff --webapp /opt/zimbra/jetty_base/webapps/zimbra
  skinbuild diff --webapp :reference | less -R
  skinbuild diff --webapp vendor --exit-code >/dev/null || echo differs`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, b, err := f.build(cmd, args)
			if err != nil {
				return err
			}
			changes, err := differences(f.webapp, b)
			if err != nil {
				return err
			}
			text := describeDifferences(changes, whole)
			if err := cli.WriteOutput(cmd, "", []byte(colorDiff(text, cli.Colored(cmd, cmd.OutOrStdout())))); err != nil {
				return err
			}
			if exitCode && len(changes) > 0 {
				return cli.Exit(cli.Problems)
			}
			return nil
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&whole, "whole", false, "show new files in full")
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "end with code 1 if anything differs")
	_ = cmd.MarkFlagRequired("webapp")
	return cmd
}

// differences are the files of the build that the webapp does not have just so.
func differences(webapp string, b *project.Build) ([]tree.Change, error) {
	live, err := reference.Open(webapp)
	if err != nil {
		return nil, err
	}
	built, err := fs.Sub(b.Files, "webapp")
	if err != nil {
		return nil, err
	}
	files, err := tree.Load(built)
	if err != nil {
		return nil, err
	}
	var changes []tree.Change
	for e := range files.All() {
		old, err := fs.ReadFile(live, e.Path.String())
		change := tree.Change{Path: e.Path, New: &e}
		switch {
		case err == nil && string(old) == string(e.Data):
			continue
		case err == nil:
			change.Old = &tree.Entry{Path: e.Path, Mode: e.Mode, Data: old}
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

func describeDifferences(changes []tree.Change, whole bool) string {
	var diff []tree.Change
	var added strings.Builder
	for _, c := range changes {
		if c.Old != nil || whole && isText(c.Path.String()) {
			diff = append(diff, c)
			continue
		}
		fmt.Fprintf(&added, "Only in the build: %s (%s)\n", c.Path, project.FormatSize(int64(len(c.New.Data))))
	}
	return pack.Patch(diff) + added.String()
}

// isText goes by the types that a build makes.
func isText(name string) bool {
	switch path.Ext(name) {
	case ".css", ".js", ".html", ".jsp", ".tag", ".xml", ".properties", ".template", ".less", ".txt", ".json":
		return true
	}
	return false
}
