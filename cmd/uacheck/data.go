package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/compat/mdn"
	"skinbuild/internal/atomicfile"
	"skinbuild/internal/cli"
	"skinbuild/internal/input"
)

// dataFlags are of commands whose answers depend on the browser data.
type dataFlags struct {
	today string
	now   func() time.Time
}

// oldAfter is the age from which the data is called old: by then, browsers that
// come out every two weeks have had four releases.
const oldAfter = 60 * 24 * time.Hour

func (f *dataFlags) add(cmd *cobra.Command, now func() time.Time) {
	f.now = now
	cmd.Flags().StringVar(&f.today, "today", "", "compute the age of the browser data as of this `DATE` (default: today)")
}

// check takes the newest data that there is, and warns on stderr if that is old. A
// wrong --today is wrong usage.
func (f *dataFlags) check(cmd *cobra.Command) error {
	age, err := f.age(cmd)
	if err == nil && age > oldAfter {
		_, published := compat.Source()
		cli.Warn(cmd, fmt.Sprintf("the browser data is %d days old: releases after %s are unknown", days(age), published.Format(time.DateOnly)), updateHint)
	}
	return err
}

const updateHint = "npm pack @mdn/browser-compat-data fetches newer data, which uacheck data update takes"

func days(d time.Duration) int { return int(d.Hours() / 24) }

// age returns how old the newest data is.
func (f *dataFlags) age(cmd *cobra.Command) (time.Duration, error) {
	today := f.now()
	if f.today != "" {
		day, err := time.Parse(time.DateOnly, f.today)
		if err != nil {
			return 0, cli.Usagef("--today: want a date like 2026-11-25, not %q", f.today)
		}
		today = day
	}
	useStored(cmd)
	_, published := compat.Source()
	return today.Sub(published), nil
}

// dataVariable names the file of the data that data update keeps; without it, the
// file is in the user's configuration folder.
const dataVariable = "UACHECK_DATA"

func storedData() (string, error) {
	if name := os.Getenv(dataVariable); name != "" {
		return name, nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "uacheck", "browser-data.txt"), nil
}

// useStored takes the data that data update stored. Damaged data is a warning: the
// built-in data is still there.
func useStored(cmd *cobra.Command) {
	name, err := storedData()
	if err != nil {
		return // no configuration folder, so nothing was stored
	}
	text, err := input.Text(cmd.Context(), name, input.Settings.UpTo(maxStored))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		var date string
		if _, date, err = compat.Check(text); err == nil {
			if _, own, _ := compat.Embedded(); date <= own {
				return // this version of uacheck has newer data
			}
			err = compat.Use(text)
		}
	}
	if err != nil {
		cli.Warn(cmd, fmt.Sprintf("%s is not used: %v", name, err), "uacheck data update writes it again")
	}
}

// maxStored is some ten times the size of the data.
const maxStored = 16 << 20

const dataLong = `Print the version, the day and the age of the browser data (MDN's browser-compat-data),
and where it comes from: built into uacheck, or stored by "uacheck data update".`

func dataCommand(now func() time.Time) *cobra.Command {
	var f dataFlags
	cmd := &cobra.Command{
		Use:     "data",
		Short:   "Print how old the browser data is, or take newer data",
		Long:    dataLong,
		Example: "  uacheck data\n  npm pack @mdn/browser-compat-data && uacheck data update mdn-browser-compat-data-*.tgz",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.print(cmd) },
	}
	f.add(cmd, now)
	cli.AddOutput(cmd, "FILE", "")
	cmd.AddCommand(dataUpdateCommand())
	return cmd
}

func (f *dataFlags) print(cmd *cobra.Command) error {
	age, err := f.age(cmd)
	if err != nil {
		return err
	}
	version, published := compat.Source()
	from := "built into uacheck"
	if own, _, _ := compat.Embedded(); own != version {
		if from, err = storedData(); err != nil {
			return err
		}
	}
	text := fmt.Sprintf("%s\n%d days old\nfrom: %s\n", dataNote(), days(age), from)
	if age > oldAfter {
		text += fmt.Sprintf("releases after %s are unknown: %s\n", published.Format(time.DateOnly), updateHint)
	}
	return cli.WriteResult(cmd, []byte(text))
}

const dataUpdateLong = `Take the browser data of a newer npm package @mdn/browser-compat-data: PACKAGE is the
archive that "npm pack" writes (.tgz), or the folder of an installed package. All
commands of uacheck use it from then on.

The package is checked first: its name, its version and day, that it has the browsers
and about as many features as the built-in data, and that it is newer. Otherwise nothing
changes. The data is stored in browser-data.txt in the folder uacheck of the user's
configuration, or in the file that UACHECK_DATA names. Remove the file to return to the
built-in data.`

func dataUpdateCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "update PACKAGE",
		Short:   "Take the browser data of a newer npm package",
		Long:    dataUpdateLong,
		Example: "  npm pack @mdn/browser-compat-data && uacheck data update mdn-browser-compat-data-*.tgz\n  uacheck data update node_modules/@mdn/browser-compat-data",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return updateData(cmd, args[0]) },
	}
}

func updateData(cmd *cobra.Command, name string) error {
	useStored(cmd)
	published, err := mdn.Open(cmd.Context(), name)
	if err != nil {
		return cli.Fail(cli.Problems, err, "npm pack @mdn/browser-compat-data writes the archive")
	}
	text, err := mdn.Reduce(published)
	if err != nil {
		return cli.Fail(cli.Problems, fmt.Errorf("%s: %w", name, err))
	}
	version, date, err := compat.Check(text)
	if err != nil {
		return cli.Fail(cli.Problems, fmt.Errorf("%s is not used: %w", name, err))
	}
	had, day := compat.Source()
	if date <= day.Format(time.DateOnly) {
		return cli.Fail(cli.Problems, fmt.Errorf("%s has version %s of %s, which is no newer than version %s of %s", name, version, date, had, day.Format(time.DateOnly)))
	}
	to, err := storedData()
	if err != nil {
		return cli.Fail(cli.Environment, err, dataVariable+" can name a file instead")
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := atomicfile.WriteFile(to, []byte(text), 0o644); err != nil {
		return err
	}
	cli.Note(cmd, "stored version %s of %s in %s; before, version %s of %s was used", version, date, to, had, day.Format(time.DateOnly))
	return nil
}

// dataNote names the browser data for reports.
func dataNote() string {
	version, published := compat.Source()
	return fmt.Sprintf("MDN browser-compat-data %s of %s", version, published.Format(time.DateOnly))
}
