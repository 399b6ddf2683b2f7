package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/profile/expect"
	"skinbuild/internal/source"
)

const expectLong = `Checks a table of agents and the answers that QA expects of each, which lies in
the repository of the project. What differs is shown, and fails.

FILE has columns with a tab between them. The first line names them: "agent" (a
User-Agent, a key like chrome, or KEY@VERSION), "name" if wanted, and questions:

  family version engine engineVersion system systemVersion form released
  library.family library.version library.agrees
  servlet    all macros          servlet.MACRO      yes, no
  taglib     all true ones       taglib.isMobile    yes, no
             taglib.version  taglib.mobileSupported
  client     all true ones       client.isSafari    yes, no, undefined, absent
             client.browser  client.platform  client.browserVersion
  fixes      those that act      fixes.ID           acts, may, no
  breaks     the ids of all      breaks.ID          certain, possible, announced, no
             feature.NAME        yes, no, partial, unknown, "as -webkit-"

An empty cell asks nothing. "?" waits for an answer, which --update fills in, as it
corrects all cells that differ: look at the difference before it is committed.
Versions are compared as far as they are written. Lines that begin with # are
comments.`

const expectExample = `  uacheck expect browsers.tsv
  uacheck expect --format github browsers.tsv
  uacheck expect --format junit browsers.tsv > results.xml
  uacheck expect --update -n browsers.tsv`

// expectFlags are what the command is asked for.
type expectFlags struct {
	data           dataFlags
	format         string
	asJSON         bool
	update, dryRun bool
}

func expectCommand(now func() time.Time) *cobra.Command {
	var f expectFlags
	cmd := &cobra.Command{
		Use:     "expect FILE",
		Short:   "Check what QA expects of each browser",
		Long:    expectLong,
		Example: expectExample,
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	f.data.add(cmd, now)
	flags := cmd.Flags()
	formats := []string{"text", "json", "junit", "tap", "github", "sarif"}
	flags.StringVar(&f.format, "format", "text", "form of the results on stdout: "+strings.Join(formats, ", "))
	flags.BoolVar(&f.asJSON, "json", false, "the same as --format json")
	flags.BoolVar(&f.update, "update", false, "write the answers into the cells that differ")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "with --update: show what would be written, and write nothing")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (f *expectFlags) run(cmd *cobra.Command, name string) error {
	if f.asJSON {
		f.format = "json"
	}
	if f.dryRun && !f.update {
		return cli.Usagef("--dry-run is for --update")
	}
	if err := f.data.check(cmd); err != nil {
		return err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	table, ds := expect.Parse(source.NewFile(name, string(text)))
	if ds.Err() != nil {
		return cli.Report(cmd, ds)
	}
	all, err := table.Check()
	if err != nil {
		return err
	}
	if f.update {
		return f.write(cmd, name, string(text), table, all)
	}
	if err := f.print(cmd, name, all); err != nil {
		return err
	}
	if len(expect.Failed(all)) > 0 {
		return cli.Exit(cli.Problems)
	}
	return nil
}

func (f *expectFlags) print(cmd *cobra.Command, name string, all []expect.Answer) error {
	var b bytes.Buffer
	var err error
	switch f.format {
	case "text":
		b.WriteString(expect.Text(all))
	case "json":
		if all == nil {
			all = []expect.Answer{}
		}
		return printJSON(cmd, all)
	case "junit":
		err = expect.Report(name, all).WriteJUnit(&b)
	case "tap":
		err = expect.Report(name, all).WriteTAP(&b)
	case "github":
		err = source.Write(&b, expect.Diags(all), &source.WriteOptions{Format: source.GitHub})
	case "sarif":
		err = source.Write(&b, expect.Diags(all), &source.WriteOptions{Format: source.SARIF, Tool: cmd.Root().Name()})
	default:
		return cli.Usagef("--format: want text, json, junit, tap, github or sarif, not %q", f.format)
	}
	if err != nil {
		return err
	}
	return cli.WriteOutput(cmd, "", b.Bytes())
}

func (f *expectFlags) write(cmd *cobra.Command, name, old string, table *expect.Table, all []expect.Answer) error {
	text, err := table.Updated(all)
	if err != nil {
		return err
	}
	if f.dryRun {
		return cli.WriteOutput(cmd, "", []byte(udiff.Unified(name, name, old, text)))
	}
	if text == old {
		return nil
	}
	if err := cli.WriteOutput(cmd, name, []byte(text)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.ErrOrStderr(), "%s: %d cells written\n", name, len(expect.Failed(all)))
	return err
}
