package main

import (
	"bytes"
	"time"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/profile/expect"
	"skinbuild/internal/source"
)

const expectLong = `Check a table of User-Agents and of the answers that QA expects for each. The table is a
file of your repository. Differences are printed, and make the exit code 1.

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

An empty cell is not checked. --update prints, as a diff, the answers for cells with
"?" and for cells that differ; with -w it writes them. Versions are compared as far as
they are written. Lines that begin with # are comments.`

const expectExample = `  uacheck expect browsers.tsv
  uacheck expect --format github browsers.tsv
  uacheck expect --format junit -o results.xml browsers.tsv
  uacheck expect --update browsers.tsv
  uacheck expect --update -w browsers.tsv`

// expectFlags are the flags of expect.
type expectFlags struct {
	data   dataFlags
	update bool
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
	cli.AddFormat(cmd, cli.Text, cli.JSON, cli.JUnit, cli.TAP, cli.NDJSON, cli.GitHub, cli.SARIF)
	cli.AddWrite(cmd)
	cmd.Flags().BoolVar(&f.update, "update", false, "correct the cells that differ instead of reporting them")
	return cmd
}

func (f *expectFlags) run(cmd *cobra.Command, name string) error {
	if w, _ := cmd.Flags().GetBool("write"); w && !f.update {
		return cli.Usagef("--write is for --update")
	}
	if err := f.data.check(cmd); err != nil {
		return err
	}
	text, err := input.Text(cmd.Context(), name, input.Table)
	if err != nil {
		return err
	}
	table, ds := expect.Parse(source.NewFile(name, text))
	if ds.Err() != nil {
		return cli.Report(cmd, ds)
	}
	all, err := table.Check()
	if err != nil {
		return err
	}
	if f.update {
		return f.write(cmd, name, text, table, all)
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
	switch cli.Format(cmd) {
	case cli.Text:
		b.WriteString(expect.Text(all))
	case cli.JSON:
		return cli.PrintJSON(cmd, "expect", struct {
			Answers []expect.Answer `json:"answers"`
		}{append([]expect.Answer{}, all...)})
	case cli.JUnit:
		err = expect.Report(name, all).WriteJUnit(&b)
	case cli.TAP:
		err = expect.Report(name, all).WriteTAP(&b)
	default:
		_ = cli.Report(cmd, expect.Diags(all)) // the caller knows what failed
		return nil
	}
	if err != nil {
		return err
	}
	return cli.WriteResult(cmd, b.Bytes())
}

func (f *expectFlags) write(cmd *cobra.Command, name, old string, table *expect.Table, all []expect.Answer) error {
	text, err := table.Updated(all)
	if err != nil {
		return err
	}
	if text == old {
		return nil
	}
	if !cli.Writing(cmd) {
		return cli.WriteOutput(cmd, "", []byte(udiff.Unified(name, name, old, text)))
	}
	if err := cli.WriteFile(name, []byte(text)); err != nil {
		return err
	}
	cli.Note(cmd, "wrote %d cells of %s", len(expect.Failed(all)), name)
	return nil
}
