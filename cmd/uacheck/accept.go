package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/visit/baseline"
)

const acceptLong = `Accept pictures that uacheck run --baseline DIR has found new or changed. The next run
compares with them. Look at the pictures in the HTML report first.

Without names all pictures that wait are accepted. A name is that of a picture in
DIR/seen, such as chromium/journey-reply. --drop removes accepted pictures instead, of
pages that are gone. With -n nothing is written.`

func acceptCommand() *cobra.Command {
	var dir string
	var drop bool
	cmd := &cobra.Command{
		Use:   "accept --baseline DIR [NAME]...",
		Short: "Accept the pictures of a run",
		Long:  acceptLong,
		Example: `  uacheck accept --baseline qa/pictures
  uacheck accept --baseline qa/pictures chromium/journey-reply
  uacheck accept --baseline qa/pictures --drop chromium/journey-old`,
		RunE: func(cmd *cobra.Command, names []string) error { return accept(cmd, dir, names, drop) },
	}
	cli.AddDryRun(cmd)
	cmd.Flags().StringVar(&dir, "baseline", "", "compare with the accepted pictures of this `DIR`")
	cmd.Flags().BoolVar(&drop, "drop", false, "remove the accepted pictures of these names")
	_ = cmd.MarkFlagRequired("baseline")
	_ = cmd.MarkFlagDirname("baseline")
	return cmd
}

func accept(cmd *cobra.Command, dir string, names []string, drop bool) error {
	f, err := baseline.Open(dir)
	if err != nil {
		return err
	}
	list, act, done := f.Seen, f.Accept, "accepted"
	if drop {
		list, act, done = f.Accepted, f.Drop, "removed"
		if len(names) == 0 {
			return cli.Usagef("--drop needs the names of the pictures")
		}
	}
	known, err := list()
	if err != nil {
		return err
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return cli.Unknown("there is no picture", name, known)
		}
	}
	if len(names) == 0 {
		names = known
	}
	var b strings.Builder
	for _, name := range names {
		if !cli.DryRun(cmd) {
			if err := act(name); err != nil {
				return err
			}
		}
		fmt.Fprintf(&b, "%s\t%s\n", done, name)
	}
	if len(names) == 0 {
		cli.Note(cmd, "no picture waits in %s", dir)
	}
	return cli.WriteOutput(cmd, "", []byte(b.String()))
}
