package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/profile/releases"
)

const releasesLong = `List the browser versions that were released, what they changed in the features that the
web client, the skins and our scripts depend on (appeared, completed, unprefixed,
removed, prefix dropped), and which checks to run because of it.

--since sets the first day. --last-run FILE keeps where the last run stopped, so that the
next one continues there; only the first needs --since, too.

The browser data is built in; in a checkout, "make data" fetches the newest.`

const releasesExample = `  uacheck releases --since 2026-08-01
  uacheck releases --since 2026-08-01 --last-run releases.json
  uacheck releases --last-run releases.json --exit-code
  uacheck releases --since 2026-08-01 --json | jq '.changes[] | select(.isWorse)'`

// releasesFlags are the flags of releases.
type releasesFlags struct {
	data         dataFlags
	since, state string
	exitCode     bool
}

func releasesCommand(now func() time.Time) *cobra.Command {
	var f releasesFlags
	cmd := &cobra.Command{
		Use:     "releases",
		Short:   "List new browser versions, what they changed, and what to check",
		Long:    releasesLong,
		Example: releasesExample,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	f.data.add(cmd, now)
	addSince(cmd, &f.since)
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	cli.AddExitCode(cmd, &f.exitCode)
	cmd.Flags().StringVar(&f.state, "last-run", "", "continue after the last run, which this `FILE` keeps, and write the new state to it")
	cmd.MarkFlagsOneRequired("since", "last-run")
	return cmd
}

// releasesState is the file of --last-run.
type releasesState struct {
	Data    string `json:"data"`    // the day of the browser data that was looked at
	Version string `json:"version"` // of the browser data
}

func (f *releasesFlags) run(cmd *cobra.Command) error {
	if err := f.data.check(cmd); err != nil {
		return err
	}
	day, err := f.day(cmd.Context())
	if err != nil {
		return err
	}
	n := releases.Since(day)
	if cli.Format(cmd) == cli.JSON {
		err = cli.PrintJSON(cmd, "releases", n)
	} else {
		err = cli.WriteResult(cmd, []byte(n.Text()))
	}
	if err != nil {
		return err
	}
	if f.state != "" {
		if err := f.save(cmd, n); err != nil {
			return err
		}
	}
	if f.exitCode && len(n.Releases) > 0 {
		return cli.Exit(cli.Problems)
	}
	return nil
}

// day returns the first day to look at.
func (f *releasesFlags) day(ctx context.Context) (time.Time, error) {
	if f.since != "" {
		return dateOf("--since", f.since)
	}
	_, published := compat.Source()
	first := fmt.Sprintf("the first run needs a date: uacheck releases --since %s --last-run FILE", published.AddDate(0, 0, -90).Format(time.DateOnly))
	data, err := input.Read(ctx, f.state, input.Settings)
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, cli.Fail(cli.Environment, err, first)
	}
	if err != nil {
		return time.Time{}, err
	}
	var s releasesState
	if err = json.Unmarshal(data, &s); err == nil {
		var seen time.Time
		if seen, err = time.Parse(time.DateOnly, s.Data); err == nil {
			return seen.AddDate(0, 0, 1), nil
		}
	}
	return time.Time{}, cli.Fail(cli.Problems, fmt.Errorf("%s is not a file that --last-run wrote: %w", f.state, err), first)
}

func (f *releasesFlags) save(cmd *cobra.Command, n *releases.News) error {
	text, err := json.Marshal(releasesState{n.Data, n.Version})
	if err != nil {
		return err
	}
	return cli.WriteOutput(cmd, f.state, append(text, '\n'))
}
