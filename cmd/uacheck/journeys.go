package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/visit/journey"
)

const journeysLong = `List the journeys that uacheck run plays: what a person does on a page, step by step.
Name journeys to print their steps. "safe" is the number of steps that run --url does on
a live server, because they leave the account as it is.

A journey is a text file. docs/journeys.md describes its lines; --journey-dir lists yours too,
and reports what is wrong with them.`

func journeysCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "journeys [NAME]...",
		Short: "List the journeys of a run, and their steps",
		Long:  journeysLong,
		Example: `  uacheck journeys
  uacheck journeys reply search
  uacheck journeys --journey-dir qa/journeys --json`,
		RunE: func(cmd *cobra.Command, names []string) error { return listJourneys(cmd, dir, names) },
	}
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	cmd.Flags().StringVar(&dir, "journey-dir", "", "add the journeys of this `DIR`: files that end with .journey")
	_ = cmd.MarkFlagDirname("journey-dir")
	return cmd
}

// listedJourney is a journey as --json has it.
type listedJourney struct {
	Name    string       `json:"name"`
	Title   string       `json:"title"`
	Page    string       `json:"page"`
	Needs   []string     `json:"needs,omitempty"`
	Mailbox string       `json:"mailbox,omitempty"`
	Safe    int          `json:"safe"` // steps that a live run does
	Steps   []listedStep `json:"steps"`
}

type listedStep struct {
	Line int    `json:"line"`
	Text string `json:"text"`
	Safe bool   `json:"safe"`
}

func listJourneys(cmd *cobra.Command, dir string, names []string) error {
	list, err := readJourneys(cmd, dir)
	if err != nil {
		return err
	}
	if len(names) > 0 {
		if list, err = named(list, names); err != nil {
			return err
		}
	}
	if cli.Format(cmd) == cli.JSON {
		out := struct {
			Journeys []listedJourney `json:"journeys"`
		}{[]listedJourney{}}
		for _, j := range list {
			out.Journeys = append(out.Journeys, describe(j))
		}
		return cli.PrintJSON(cmd, "journeys", out)
	}
	var b strings.Builder
	if len(names) > 0 {
		for _, j := range list {
			writeSteps(&b, j)
		}
		return cli.WriteOutput(cmd, "", []byte(b.String()))
	}
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "journey\tpage\tsteps\tsafe\ttitle")
	for _, j := range list {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%s\n", j.Name, j.Page, len(j.Steps), liveSteps(j), j.Title)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return cli.WriteOutput(cmd, "", []byte(b.String()))
}

// liveSteps is how many steps a run on a live server does.
func liveSteps(j *journey.Journey) int {
	if j.Mailbox != "" {
		return 0
	}
	return j.SafeSteps()
}

func describe(j *journey.Journey) listedJourney {
	out := listedJourney{Name: j.Name, Title: j.Title, Page: j.Page, Needs: j.Needs, Mailbox: j.Mailbox, Safe: liveSteps(j), Steps: []listedStep{}}
	for i, s := range j.Steps {
		out.Steps = append(out.Steps, listedStep{s.Line, s.Text, i < out.Safe})
	}
	return out
}

func writeSteps(b *strings.Builder, j *journey.Journey) {
	fmt.Fprintf(b, "%s: %s\n", j.Name, j.Title)
	for i, s := range j.Steps {
		mark := "safe"
		if i >= liveSteps(j) {
			mark = ""
		}
		fmt.Fprintf(b, "  %4s  %s\n", mark, s.Text)
	}
}
