package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/inject/patch"
	"skinbuild/internal/input"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/source"
)

func patchImportCommand() *cobra.Command {
	var header headerFlags
	var leaveOut []string
	cmd := &cobra.Command{
		Use:   "import DIFF | - | OLD NEW",
		Short: "Make a patch of the project from a diff, a commit or two trees",
		Long: `DIFF is a unified diff, the output of git show or git format-patch, or "-" for standard
input; OLD and NEW are two webapps, the one without the fix and the one with it. Paths
may begin with a/, b/ or WebRoot/. Changes to properties files become operations on
keys, so that they fit releases that have other texts around them.

The header takes the subject, the commit, tickets and CVEs from what git writes before
the diff. Files that no webapp has, such as build.xml, are left out and named. A commit
that creates, deletes or renames files of the webapp is refused unless --leave-out names
them: without them the fix may not work.`,
		Example: `  git -C zm-web-client show 38d10039f1 | skinbuild patch import --fixed-in 8.8.15.p41 -
  skinbuild patch import --name login-fix vendor.p44 vendor.p45`,
		Args: cobra.RangeArgs(1, 2),
	}
	project := flags.AddProject(cmd)
	header.add(cmd)
	addName(cmd, &header.name)
	cmd.Flags().StringArrayVar(&leaveOut, "leave-out", nil, "leave out this file of the diff: a path below the webapp, or a `PATTERN` such as 'public/*.jsp'")
	cli.AddDryRun(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		folder, err := openPatches(cmd, project)
		if err != nil {
			return err
		}
		diff, err := diffOf(cmd, args, leaveOut)
		if err != nil {
			return err
		}
		p, text, err := header.imported(cmd, diff, leaveOut)
		if err != nil {
			return err
		}
		name := header.name
		if name == "" {
			name = p.Header.FileName(diff.Name())
		}
		if name, err = patchNamed(name); err != nil {
			return err
		}
		if old, err := folder.read(cmd, name+".patch"); err != nil || old != nil {
			return cli.Fail(cli.Conflict, fmt.Errorf("the project has a patch %s", name), "choose another name with --name")
		}
		files := map[string]string{name + ".patch": text}
		if series, ok := folder.listed(name + ".patch"); ok {
			files["series"] = series
		}
		return folder.write(cmd, files)
	}
	return cmd
}

// diffOf returns the diff that the arguments name.
func diffOf(cmd *cobra.Command, args []string, leaveOut []string) (*source.File, error) {
	if len(args) == 1 {
		return readDiff(cmd.Context(), cmd, args[0])
	}
	before, err := input.Webapp(cmd.Context(), args[0])
	if err != nil {
		return nil, cli.Opening(err)
	}
	after, err := input.Webapp(cmd.Context(), args[1])
	if err != nil {
		return nil, cli.Opening(err)
	}
	diff, onlyOne, err := patch.Trees(before, after)
	if err != nil {
		return nil, cli.Opening(err)
	}
	var missed []string
	for _, name := range onlyOne {
		if !matchesAny(leaveOut, name) {
			missed = append(missed, name)
		}
	}
	if len(missed) > 0 {
		return nil, cli.Fail(cli.Problems, fmt.Errorf("only one of the two trees has %s", strings.Join(missed, ", ")),
			"a patch cannot create or delete files; if the fix works without them: --leave-out PATTERN")
	}
	if diff == "" {
		return nil, cli.Fail(cli.Problems, fmt.Errorf("%s and %s have no difference that a patch could make", args[0], args[1]))
	}
	return source.NewFile("trees.diff", diff), nil
}
