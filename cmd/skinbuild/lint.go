package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/lint"
	"skinbuild/internal/source"
)

const lintLong = `Check the skins of a webapp for mistakes that the server ignores silently or fails
on: tokens without a definition, an #IFDEF that no browser meets, text lost between
two @, missing files, failing calls; for CSS that its compressor damages; and for
properties, values, functions, selectors, at-rules and script objects that a
supported browser lacks, without a fallback that serves it.

Every skin, or each SKIN named, is rendered for every client and every browser of
the list, as the server would. docs/lint has a page for each code.

The exit code is 1 if a finding is as severe as --fail-on, or more.`

const lintExample = `  skinbuild lint --webapp /opt/zimbra/jetty_base/webapps/zimbra acme
  skinbuild lint --disable skin/unknown-token --fail-on error
  skinbuild lint --browsers "chrome >= 109, firefox esr, safari >= 15.6"
  skinbuild lint --format sarif > lint.sarif
  skinbuild lint --rules`

func lintCommand() *cobra.Command {
	var opt lint.Options
	var list bool
	cmd := &cobra.Command{
		Use:     "lint [SKIN...]",
		Short:   "Check skins of a webapp for mistakes that the server ignores silently or fails on",
		Long:    lintLong,
		Example: lintExample,
		Args:    cobra.ArbitraryArgs,
	}
	project := flags.AddProject(cmd)
	webapp := flags.AddWebapp(cmd, project)
	browsers := flags.AddBrowsers(cmd, project)
	failOn := addFailOn(cmd)
	webapp.CompleteSkins(cmd)
	cli.AddFindings(cmd)
	cmd.Flags().StringSliceVar(&opt.Disable, "disable", nil, "`CODES` that are not reported, like compat or skin/unknown-token")
	cmd.Flags().BoolVar(&list, "rules", false, "list the rules and stop")
	_ = cmd.RegisterFlagCompletionFunc("disable", cobra.FixedCompletions(ruleNames(), cobra.ShellCompDirectiveNoFileComp))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if list {
			return printRules(cmd)
		}
		if err := checkRules(opt.Disable); err != nil {
			return err
		}
		var err error
		if opt.Browsers, err = browsers.List(cmd); err != nil {
			return err
		}
		app, err := webapp.Skins(cmd)
		if err != nil {
			return err
		}
		for _, name := range args {
			if err := flags.CheckSkin(app, name); err != nil {
				return err
			}
		}
		if len(args) > 0 {
			opt.Skins = args
		}
		ds := runLint(cmd, app, &opt)
		_ = cli.Report(cmd, ds) // failing decides what fails
		return failing(ds, *failOn)
	}
	return cmd
}

func runLint(cmd *cobra.Command, app *skin.Webapp, opt *lint.Options) source.Diags {
	progress := cli.StartProgress(cmd, "checking skins")
	defer progress.Stop()
	opt.Progress = func(done, all int) { progress.Set("checked %d of %d skins", done, all) }
	return lint.Run(app, opt)
}

// ruleNames are the codes of the rules, and their kinds, which stand for all of a kind.
func ruleNames() []string {
	var names []string
	for _, r := range lint.Rules() {
		name := r.Code.String()
		kind, _, _ := strings.Cut(name, "/")
		names = append(names, name, kind)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// checkRules refuses codes that no rule has.
func checkRules(names []string) error {
	known := ruleNames()
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		if near := source.Nearest(name, known); near != "" {
			return cli.Fail(cli.Usage, fmt.Errorf("--disable: no rule has the code %q", name), "did you mean "+near+"?")
		}
		return cli.Fail(cli.Usage, fmt.Errorf("--disable: no rule has the code %q", name), "skinbuild lint --rules lists them")
	}
	return nil
}

// lintRule is the JSON form of a rule.
type lintRule struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

func printRules(cmd *cobra.Command) error {
	list := []lintRule{}
	var b strings.Builder
	for _, r := range lint.Rules() {
		list = append(list, lintRule{r.Code.String(), r.Code.Title()})
		fmt.Fprintf(&b, "%-26s %s\n", r.Code, r.Code.Title())
	}
	if cli.Format(cmd) == cli.JSON {
		return cli.PrintJSON(cmd, "lint-rules", struct {
			Rules []lintRule `json:"rules"`
		}{list})
	}
	return cli.WriteResult(cmd, []byte(b.String()))
}
