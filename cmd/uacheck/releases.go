package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/cli"
	"skinbuild/internal/profile/releases"
)

const releasesLong = `Lists the browser versions that came out, what they changed in the features that
the web client, the skins and our scripts depend on (appeared, completed,
unprefixed, removed, prefix dropped), and which checks to run because of it.

--since DATE looks from that day on. --since last looks from where the last run
left off, which --state FILE keeps: each run with --state writes the day of its
browser data there. A first run is one with a date and --state.

The browser data is built in; "make data" takes over the newest from npm.`

const releasesExample = `  uacheck releases --since 2026-08-01
  uacheck releases --since 2026-08-01 --state releases.json
  uacheck releases --since last --state releases.json --exit-code
  uacheck releases --since 2026-08-01 --json | jq '.changes[] | select(.isWorse)'`

// releasesFlags are what the command is asked for.
type releasesFlags struct {
	data                     dataFlags
	since, state             string
	asJSON, exitCode, dryRun bool
}

func releasesCommand(now func() time.Time) *cobra.Command {
	var f releasesFlags
	cmd := &cobra.Command{
		Use:     "releases --since DATE|last",
		Short:   "List new browser versions, what they changed, and what to check",
		Long:    releasesLong,
		Example: releasesExample,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	f.data.add(cmd, now)
	flags := cmd.Flags()
	flags.StringVar(&f.since, "since", "", "the first `DATE` to look at, or last")
	flags.StringVar(&f.state, "state", "", "the `FILE` that keeps the day of the data of the last run")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "do not write the file of --state")
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	flags.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 if something came out")
	_ = cmd.MarkFlagRequired("since")
	return cmd
}

// releasesState is the file of --state.
type releasesState struct {
	Data    string `json:"data"`    // the day of the browser data that was looked at
	Version string `json:"version"` // of the browser data
}

func (f *releasesFlags) run(cmd *cobra.Command) error {
	if err := f.data.check(cmd); err != nil {
		return err
	}
	day, err := f.day()
	if err != nil {
		return err
	}
	n := releases.Since(day)
	if f.asJSON {
		err = printJSON(cmd, n)
	} else {
		err = cli.WriteOutput(cmd, "", []byte(n.Text()))
	}
	if err != nil {
		return err
	}
	if f.state != "" && !f.dryRun {
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
func (f *releasesFlags) day() (time.Time, error) {
	if f.since != "last" {
		day, err := time.Parse(time.DateOnly, f.since)
		if err != nil {
			return day, cli.Usagef("--since: want a date like 2026-08-01, or last, not %q", f.since)
		}
		return day, nil
	}
	_, published := compat.Source()
	first := fmt.Sprintf("for a first run: uacheck releases --since %s --state FILE", published.AddDate(0, 0, -90).Format(time.DateOnly))
	if f.state == "" {
		return time.Time{}, cli.Fail(cli.Usage, errors.New("--since last needs --state FILE, which keeps where the last run left off"), first)
	}
	data, err := os.ReadFile(f.state)
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
	return time.Time{}, cli.Fail(cli.Problems, fmt.Errorf("%s: not a file of --state: %w", f.state, err), first)
}

func (f *releasesFlags) save(cmd *cobra.Command, n *releases.News) error {
	text, err := json.Marshal(releasesState{n.Data, n.Version})
	if err != nil {
		return err
	}
	return cli.WriteOutput(cmd, f.state, append(text, '\n'))
}
