package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/project"
	"skinbuild/internal/server/es3"
	"skinbuild/internal/source"
)

const checkLong = `Check the project, or parts of it, without writing anything: build it, lint its skins
as each supported browser gets them, check scripts and zimlets by the rules of the
server, compare sizes with the budget. With --webapp the operations must fit the
templates of that webapp. All findings are reported, not only the first.

PART is scripts, skins, zimlets, skins/NAME or zimlets/NAME. PATH is a file or folder
that need not belong to a project:

  FILE.js    a script, checked for ECMAScript 3: the server compresses the scripts
             of zimlets and skins with a program that refuses anything newer
  FILE.zip   the archive of a zimlet
  DIR        the folder of a zimlet

The exit code is 1 if a finding is as severe as --fail-on, or more.`

const checkExample = `  skinbuild check
  skinbuild check skins/acme --fail-on error
  skinbuild check --webapp /opt/zimbra/jetty_base/webapps/zimbra --format sarif -o check.sarif
  skinbuild check --for skin skin.js
  skinbuild check --allow proxy com_example_hello.zip`

// checkFlags are the flags of check.
type checkFlags struct {
	build  buildFlags
	zimlet zimletFlags
	failOn *string
	use    *string
}

func checkCommand() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:     "check [PART|PATH...]",
		Short:   "Check a project, or single scripts and zimlets",
		Long:    checkLong,
		Example: checkExample,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.build.add(cmd)
	f.zimlet.add(cmd)
	f.failOn = addFailOn(cmd)
	f.use = cli.Choice(cmd, cmd.Flags(), "for", "", "zimlet", []string{"zimlet", "skin"}, "what a FILE.js is part of")
	cli.AddFindings(cmd)
	return cmd
}

func (f *checkFlags) run(cmd *cobra.Command, args []string) error {
	var parts []string
	var found source.Diags
	for _, arg := range args {
		ds, isPath, err := f.path(cmd.Context(), arg)
		if err != nil {
			return err
		}
		if !isPath {
			parts = append(parts, arg)
		}
		found = append(found, ds...)
	}
	_ = cli.Report(cmd, found) // failing decides what fails
	if len(parts) == 0 && len(args) > 0 {
		return failing(found, *f.failOn)
	}
	f.build.keepOn = true
	_, b, err := f.build.build(cmd, parts)
	if b == nil {
		return err
	}
	all := cli.Reported(cmd)
	if err := failing(all, *f.failOn); err != nil {
		return err
	}
	if len(all) == 0 && cli.Format(cmd) == cli.Text {
		cli.Note(cmd, "checked %s for browsers from %s on: nothing found", checkedParts(b.Parts), strings.Join(b.Info.Browsers, ", "))
	}
	return nil
}

func checkedParts(list []project.Part) string {
	var names []string
	for _, p := range list {
		if name, ok := strings.CutPrefix(p.Name, "check "); ok {
			names = append(names, "skin "+name)
		} else if p.Name == "scripts" || p.Name == "templates" || strings.HasPrefix(p.Name, "zimlet ") {
			names = append(names, p.Name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// path checks an argument that names a file or a folder rather than a part.
func (f *checkFlags) path(ctx context.Context, arg string) (source.Diags, bool, error) {
	kind, _, _ := strings.Cut(filepath.ToSlash(arg), "/")
	info, err := os.Stat(arg)
	ext := filepath.Ext(arg)
	switch {
	case ext == ".js" && (err != nil || !info.IsDir()):
		text, err := input.Text(ctx, arg, input.Script)
		if err != nil {
			return nil, true, cli.Opening(err)
		}
		use := map[string]es3.Use{"zimlet": es3.ForZimlet, "skin": es3.ForSkin}[*f.use]
		return es3.Check(source.NewFile(filepath.ToSlash(arg), text), use), true, nil
	case ext == ".zip", err == nil && info.IsDir() && kind != "skins" && kind != "zimlets" && arg != "scripts":
		_, ds, err := f.zimlet.load(ctx, arg)
		return ds, true, err
	}
	return nil, false, nil
}

// addFailOn adds --fail-on.
func addFailOn(cmd *cobra.Command) *string {
	return cli.Choice(cmd, cmd.Flags(), "fail-on", "", "warning", []string{"error", "warning", "info", "never"}, "the least severe finding that makes the exit code 1")
}

// failing is the error of a check that found something as severe as name, or more.
func failing(ds source.Diags, name string) error {
	for i, s := range []source.Severity{source.Error, source.Warning, source.Info} {
		if ds.Count(s) > 0 && i <= slices.Index([]string{"error", "warning", "info"}, name) {
			return cli.Exit(cli.Problems)
		}
	}
	return nil
}
