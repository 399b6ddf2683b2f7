package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/cli"
	"skinbuild/internal/profile/matrix"
)

const matrixLong = `Holds all supported browsers against what each layer takes them for, which macros
and fixes they get, what they support and what breaks.

The text has a line per browser, and the features that not all have. JSON, CSV
and the HTML page have every row: who it is, the library, the macros of the
servlet, the properties of the pages' bean, the flags of the client, the fixes,
the features of the webmail list, and the rules about what breaks.

--since takes each supported browser in every version that was released on that
date or later; --browsers those of a browser list. --diff compares with a matrix
that --json wrote earlier, by the browsers that both have.`

const matrixExample = `  uacheck matrix
  uacheck matrix --since 2026-08-01
  uacheck matrix --format html -o matrix.html
  uacheck matrix --json -o matrix.json
  uacheck matrix --diff matrix.json --exit-code
  uacheck matrix --browsers 'firefox >= 140, safari >= 18'`

// matrixFlags are what the command is asked for.
type matrixFlags struct {
	data                          dataFlags
	since, browsers, format, diff string
	output                        string
	asJSON, exitCode              bool
}

func matrixCommand(now func() time.Time) *cobra.Command {
	var f matrixFlags
	cmd := &cobra.Command{
		Use:     "matrix",
		Short:   "Hold all supported browsers against layers, features and breakages",
		Long:    matrixLong,
		Example: matrixExample,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	f.data.add(cmd, now)
	flags := cmd.Flags()
	flags.StringVar(&f.since, "since", "", "only what was released on that `DATE` or later, in every version")
	flags.StringVar(&f.browsers, "browsers", "", "the browsers of this `LIST`, as in skinbuild.toml: 'chrome >= 150, safari >= 26'")
	flags.StringVar(&f.format, "format", "text", "text, json, csv or html")
	flags.BoolVar(&f.asJSON, "json", false, "the same as --format json")
	flags.StringVarP(&f.output, "output", "o", "", "write to this file")
	flags.StringVar(&f.diff, "diff", "", "show what changed since `OLD.json`, which --json wrote")
	flags.BoolVar(&f.exitCode, "exit-code", false, "with --diff: exit with 1 if something changed")
	cmd.MarkFlagsMutuallyExclusive("since", "browsers")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json", "csv", "html"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (f *matrixFlags) run(cmd *cobra.Command) error {
	if f.asJSON {
		f.format = "json"
	}
	write := map[string]func(*matrix.Matrix, io.Writer) error{"text": (*matrix.Matrix).WriteText, "json": (*matrix.Matrix).WriteJSON,
		"csv": (*matrix.Matrix).WriteCSV, "html": (*matrix.Matrix).WriteHTML}[f.format]
	if write == nil || f.diff != "" && f.format != "text" && f.format != "json" {
		return cli.Usagef("--format: want text, json, csv or html (with --diff text or json), not %q", f.format)
	}
	if err := f.data.check(cmd); err != nil {
		return err
	}
	columns, err := f.columns(cmd)
	if err != nil {
		return err
	}
	m, err := matrix.Build(columns)
	if err != nil {
		return err
	}
	if f.diff != "" {
		return f.compare(cmd, m)
	}
	var b bytes.Buffer
	if err := write(m, &b); err != nil {
		return err
	}
	return cli.WriteOutput(cmd, f.output, b.Bytes())
}

func (f *matrixFlags) columns(cmd *cobra.Command) ([]matrix.Column, error) {
	var columns []matrix.Column
	switch {
	case f.since != "":
		day, err := time.Parse(time.DateOnly, f.since)
		if err != nil {
			return nil, cli.Usagef("--since: want a date like 2026-08-01, not %q", f.since)
		}
		columns = matrix.Since(day.Format(time.DateOnly))
	case f.browsers != "":
		list, err := browserList(cmd, f.browsers)
		if err != nil {
			return nil, err
		}
		var without compat.List
		if columns, without = matrix.Of(list); len(without) > 0 {
			cli.Warn(cmd, "left out, since no User-Agent of theirs is known: "+without.String())
		}
	default:
		return matrix.Supported(), nil
	}
	if len(columns) == 0 {
		_, published := compat.Source()
		return nil, cli.Fail(cli.Problems, fmt.Errorf("no supported browser has such a release"), "the browser data is of "+published.Format(time.DateOnly))
	}
	return columns, nil
}

func (f *matrixFlags) compare(cmd *cobra.Command, m *matrix.Matrix) error {
	file, err := os.Open(f.diff)
	if err != nil {
		return err
	}
	defer file.Close()
	old, err := matrix.Read(file)
	if err != nil {
		return cli.Fail(cli.Problems, fmt.Errorf("%s: %w", f.diff, err))
	}
	c := m.Compare(old)
	if f.asJSON || f.format == "json" {
		err = printJSON(cmd, c)
	} else {
		err = cli.WriteOutput(cmd, f.output, []byte(c.Text()))
	}
	if err == nil && f.exitCode && !c.Empty() {
		return cli.Exit(cli.Problems)
	}
	return err
}
