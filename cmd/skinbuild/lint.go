package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/lint"
	"skinbuild/internal/source"
)

const lintLong = `Looks for what the skin servlet swallows without a word and for what makes it
answer with HTTP 500: tokens that nothing defines, #IFDEFs that no browser meets,
text lost between two @, files that are missing, calls that fail. For what its
compressor damages. And for what browsers lack, with nothing beside it that serves
them: properties, values, functions, selectors, at-rules, objects of scripts.

Every skin is rendered for every client and every browser that has to work, as the
server would. Those browsers are the ones of --browsers, else of the project file,
else the current ones with Internet Explorer 11 and the first Edge.

"skinbuild explain --code CODE" prints the page of a code.

The exit code is 1 if there is a finding of the severity that --fail-on names,
or a worse one.`

const lintExample = `  skinbuild lint --webapp /opt/zimbra/jetty/webapps/zimbra --skin acme
  skinbuild lint --disable skin/unknown-token --fail-on error
  skinbuild lint --browsers "chrome >= 109, firefox esr, safari >= 15.6"
  skinbuild lint --format sarif > lint.sarif
  skinbuild lint --rules`

func lintCommand() *cobra.Command {
	var webapp webappFlags
	var browsers browserFlags
	var opt lint.Options
	var format, failOn string
	var list bool
	cmd := &cobra.Command{
		Use:     "lint",
		Short:   "Find what the server swallows silently in skins, or dies of",
		Long:    lintLong,
		Example: lintExample,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if list {
				return printRules(cmd.OutOrStdout())
			}
			form, err := source.ParseFormat(format)
			if err != nil {
				return cli.Usagef("--format: %w", err)
			}
			worst, ok := failSeverity(failOn)
			if !ok {
				return cli.Usagef("--fail-on: want error, warning, info or never, not %q", failOn)
			}
			if opt.Browsers, err = browsers.releases(cmd); err != nil {
				return err
			}
			app, err := webapp.open()
			if err != nil {
				return err
			}
			if err := checkSkins(app, opt.Skins); err != nil {
				return err
			}
			ds := runLint(cmd, app, &opt)
			write := &source.WriteOptions{Format: form, Color: cli.Colored(cmd, cmd.OutOrStdout()), Tool: cmd.Root().Name()}
			if err := source.Write(cmd.OutOrStdout(), ds, write); err != nil {
				return err
			}
			if slices.ContainsFunc(ds, func(d *source.Diag) bool { return int(d.Severity) <= worst }) {
				return cli.Exit(cli.Problems)
			}
			return nil
		},
	}
	webapp.add(cmd)
	browsers.add(cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&opt.Skins, "skin", nil, "look at these skins only")
	flags.StringSliceVar(&opt.Disable, "disable", nil, "codes that are not reported")
	flags.StringVar(&format, "format", "text", "form of the findings on stdout: "+strings.Join(source.Formats(), ", "))
	flags.StringVar(&failOn, "fail-on", "warning", "the mildest severity that makes the exit code 1: error, warning, info or never")
	flags.BoolVar(&list, "rules", false, "list the rules and stop")
	return cmd
}

func runLint(cmd *cobra.Command, app *skin.Webapp, opt *lint.Options) source.Diags {
	progress := cli.StartProgress(cmd, "looking at the skins")
	defer progress.Stop()
	opt.Progress = func(done, all int) { progress.Set("looked at %d of %d skins", done, all) }
	return lint.Run(app, opt)
}

// failSeverity returns the number of the mildest severity that fails; -1 for
// never.
func failSeverity(name string) (worst int, ok bool) {
	for i, s := range []source.Severity{source.Error, source.Warning, source.Info} {
		if s.String() == name {
			return i, true
		}
	}
	return -1, name == "never"
}

func printRules(w io.Writer) error {
	for _, r := range lint.Rules() {
		if _, err := fmt.Fprintf(w, "%-26s %s\n", r.Code, r.Code.Title()); err != nil {
			return err
		}
	}
	return nil
}
