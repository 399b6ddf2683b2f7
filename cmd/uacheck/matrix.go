package main

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/profile/matrix"
	"skinbuild/internal/project/flags"
)

const matrixLong = `Compare all supported browsers: what each layer takes them for, which macros and fixes
they get, what they support and what breaks.

The text has a line for each browser, and the features that not all have. JSON, CSV
and the HTML page have every row: who it is, the library, the macros of the servlet,
the properties of the pages' bean, the flags of the client, the fixes, the features of
the webmail list, and the rules about what breaks.

--since takes each supported browser in every version that was released on that date
or later; --browsers takes those of a browser list. --against compares with a matrix
that --json wrote earlier, for the browsers that both have.`

const matrixExample = `  uacheck matrix
  uacheck matrix --since 2026-08-01
  uacheck matrix --format html -o matrix.html
  uacheck matrix --json -o matrix.json
  uacheck matrix --against matrix.json --exit-code
  uacheck matrix --browsers 'firefox >= 140, safari >= 18'`

// matrixFlags are the flags of matrix.
type matrixFlags struct {
	data           dataFlags
	browsers       *flags.Browsers
	since, against string
	exitCode       bool
}

func matrixCommand(now func() time.Time) *cobra.Command {
	var f matrixFlags
	cmd := &cobra.Command{
		Use:     "matrix",
		Short:   "Compare all supported browsers by layers, features and breakages",
		Long:    matrixLong,
		Example: matrixExample,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	f.data.add(cmd, now)
	f.browsers = flags.AddBrowsers(cmd, nil)
	addSince(cmd, &f.since)
	cli.AddFormat(cmd, cli.Text, cli.JSON, cli.CSV, cli.HTML)
	cli.AddExitCode(cmd, &f.exitCode)
	cmd.Flags().StringVar(&f.against, "against", "", "print what changed since this `FILE`, which --json wrote")
	cmd.MarkFlagsMutuallyExclusive("since", "browsers")
	return cmd
}

func (f *matrixFlags) run(cmd *cobra.Command) error {
	form := cli.Format(cmd)
	if f.against != "" && form != cli.Text && form != cli.JSON {
		return cli.Usagef("--format: want text or json with --against, not %s", form)
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
	if f.against != "" {
		return f.compare(cmd, m)
	}
	if form == cli.JSON {
		return cli.PrintJSON(cmd, "matrix", m)
	}
	write := map[string]func(*matrix.Matrix, io.Writer) error{cli.Text: (*matrix.Matrix).WriteText, cli.CSV: (*matrix.Matrix).WriteCSV, cli.HTML: (*matrix.Matrix).WriteHTML}[form]
	var b bytes.Buffer
	if err := write(m, &b); err != nil {
		return err
	}
	return cli.WriteResult(cmd, b.Bytes())
}

func (f *matrixFlags) columns(cmd *cobra.Command) ([]matrix.Column, error) {
	var columns []matrix.Column
	switch {
	case f.since != "":
		day, err := dateOf("--since", f.since)
		if err != nil {
			return nil, err
		}
		columns = matrix.Since(day.Format(time.DateOnly))
	case f.browsers.Given() != "":
		list, err := f.browsers.List(cmd)
		if err != nil {
			return nil, err
		}
		var without compat.List
		if columns, without = matrix.Of(list); len(without) > 0 {
			cli.Warn(cmd, "no User-Agent is known for these, so they are left out: "+without.String())
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
	file, err := input.Open(cmd.Context(), f.against)
	if err != nil {
		return err
	}
	defer file.Close()
	old, err := matrix.Read(file)
	if err != nil {
		return cli.Fail(cli.Problems, fmt.Errorf("%s: %w", f.against, err))
	}
	c := m.Compare(old)
	if cli.Format(cmd) == cli.JSON {
		err = cli.PrintJSON(cmd, "matrix-diff", c)
	} else {
		err = cli.WriteResult(cmd, []byte(c.Text()))
	}
	if err == nil && f.exitCode && !c.Empty() {
		return cli.Exit(cli.Problems)
	}
	return err
}

// addSince adds --since.
func addSince(cmd *cobra.Command, since *string) {
	cmd.Flags().StringVar(since, "since", "", "only what was released on this `DATE` or later, like 2026-08-01")
}

// dateOf reads the date of a flag.
func dateOf(flag, text string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, cli.Usagef("%s: want a date like 2026-08-01, not %q", flag, text)
	}
	return day, nil
}
