package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/cli"
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

// check warns on stderr if the data is old. A wrong --today is wrong usage.
func (f *dataFlags) check(cmd *cobra.Command) error {
	today := f.now()
	if f.today != "" {
		day, err := time.Parse(time.DateOnly, f.today)
		if err != nil {
			return cli.Usagef("--today: want a date like 2026-11-25, not %q", f.today)
		}
		today = day
	}
	_, published := compat.Source()
	if age := today.Sub(published); age > oldAfter {
		cli.Warn(cmd, fmt.Sprintf("the browser data is %d days old: releases after %s are unknown", int(age.Hours()/24), published.Format(time.DateOnly)),
			"a newer version of uacheck has newer data; in a checkout, make data fetches it")
	}
	return nil
}

// dataNote names the browser data for reports.
func dataNote() string {
	version, published := compat.Source()
	return fmt.Sprintf("MDN browser-compat-data %s of %s", version, published.Format(time.DateOnly))
}
