package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/profile/census"
	"skinbuild/internal/project/flags"
)

const censusLong = `Count the browsers of a site from its access logs: which User-Agents request how often
and for about how many clients, by family, version, engine, system and set of macros;
which clients each breakage affects; and which the browser list does not cover.

LOG is an access log of nginx (log format "upstream") or of mailboxd
(access_log.DATE), plain or compressed with gzip or zstd; "-" is standard input. A log
and its rotated parts may be given together, in any order. As in the vendor's own
usage report, these are not counted: a status other than 200, requests from the server
itself and of the administration console, the vendor's clients; and bots, tools and
mail programs.

A client is an address with a User-Agent. The number of addresses is estimated;
addresses are never stored or printed. Memory use is constant: beyond --max-agents the
rarest User-Agents become "others", and the result says by how much the other counts
may be too low.

--follow keeps reading what is written to the newest log, across rotations, and prints
when it is interrupted. Broken lines are counted, and shown with their places.`

const censusExample = `  uacheck census /opt/zimbra/log/nginx.access.log*
  zcat old.log.gz | uacheck census - --top 5
  uacheck census --json -o $(hostname).json /opt/zimbra/log/access_log.2026-11-*
  uacheck census merge host1.json host2.json
  uacheck census --follow /opt/zimbra/log/nginx.access.log`

// memoryLimit is for what Go itself holds; the program's code comes on top.
const memoryLimit = 40 << 20

// censusFlags are the flags of census.
type censusFlags struct {
	data           dataFlags
	browsers       *flags.Browsers
	maxAgents, top int
	follow         bool
}

func censusCommand(now func() time.Time) *cobra.Command {
	var f censusFlags
	cmd := &cobra.Command{
		Use:     "census LOG...|-",
		Short:   "Count the browsers in access logs, and the clients that each breakage affects",
		Long:    censusLong,
		Example: censusExample,
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.output(cmd, now)
	cmd.Flags().IntVar(&f.maxAgents, "max-agents", 20_000, "keep at most this `NUMBER` of distinct User-Agents")
	cmd.Flags().BoolVarP(&f.follow, "follow", "f", false, "keep reading what is written to the newest LOG, until interrupted")
	cmd.AddCommand(censusMergeCommand(now))
	return cmd
}

// output adds the flags that both commands have.
func (f *censusFlags) output(cmd *cobra.Command, now func() time.Time) {
	f.data.add(cmd, now)
	f.browsers = flags.AddBrowsers(cmd, flags.AddProject(cmd))
	cmd.Flags().IntVar(&f.top, "top", 20, "the `LENGTH` of the lists")
	cli.AddFormat(cmd, cli.Text, cli.JSON)
}

func (f *censusFlags) run(cmd *cobra.Command, args []string) error {
	if f.maxAgents < 1 || f.top < 1 {
		return cli.Usagef("--max-agents and --top: want a number above 0")
	}
	if err := f.data.check(cmd); err != nil {
		return err
	}
	list, err := f.browsers.List(cmd)
	if err != nil {
		return err
	}
	// A flood of agents fills what a census may keep; the collector then works harder
	// rather than let the heap grow to twice that.
	debug.SetMemoryLimit(memoryLimit)
	c := census.New(census.Limits{Agents: f.maxAgents})
	failed := f.read(cmd, c, census.Order(args))
	r := c.Result(list)
	if failed != nil && r.Lines == 0 {
		return failed
	}
	if err := f.print(cmd, r); err != nil {
		return err
	}
	switch {
	case failed != nil:
		return failed
	case r.Lines > 0 && r.Broken == r.Lines:
		return cli.Fail(cli.Problems, errors.New("no line is of an access log of nginx or mailboxd"), "uacheck census --help says which logs it reads")
	}
	return nil
}

// read counts all logs; one that cannot be read does not keep the others from
// being counted.
func (f *censusFlags) read(cmd *cobra.Command, c *census.Census, names []string) error {
	progress := cli.StartProgress(cmd, "reading")
	defer progress.Stop()
	var failed []error
	var seen []os.FileInfo
	total := 0
	for i, name := range names {
		count := func(n int) {
			total += n
			progress.Set("%s: %d MB read", name, total>>20)
		}
		var err error
		switch {
		case name == "-":
			var in io.Reader
			if in, err = input.Stream(cmd.InOrStdin(), "standard input"); err == nil {
				err = c.Read(cmd.Context(), in, "stdin", count)
			}
		case f.follow && i == len(names)-1:
			cli.FinishAfterSignal(cmd) // a signal ends the following, and the result is printed
			err = c.Follow(cmd.Context(), name, func() { progress.Set("%s: following", name) })
		default:
			seen, err = readLog(cmd.Context(), c, name, seen, count)
		}
		if cmd.Context().Err() != nil && !f.follow {
			return cmd.Context().Err()
		}
		if err != nil && cmd.Context().Err() == nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// readLog counts a log that is none of those seen, and returns them with it.
func readLog(ctx context.Context, c *census.Census, name string, seen []os.FileInfo, count func(int)) ([]os.FileInfo, error) {
	file, err := census.Open(ctx, name)
	if err != nil {
		return seen, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return seen, err
	}
	for _, other := range seen {
		if os.SameFile(info, other) {
			return seen, fmt.Errorf("%s was given twice; it is counted once", name)
		}
	}
	return append(seen, info), c.Read(ctx, file, name, count)
}

func (f *censusFlags) print(cmd *cobra.Command, r *census.Result) error {
	if cli.Format(cmd) == cli.JSON {
		return cli.PrintJSON(cmd, "census", r)
	}
	var b bytes.Buffer
	if err := r.WriteText(&b, f.top); err != nil {
		return err
	}
	return cli.WriteResult(cmd, b.Bytes())
}

func censusMergeCommand(now func() time.Time) *cobra.Command {
	var f censusFlags
	cmd := &cobra.Command{
		Use:   "merge FILE...",
		Short: "Add up the results of census --json from several hosts",
		Long: `Add up the results of "uacheck census --json", and identify the User-Agents again by
the browser data of this tool. A client that several hosts saw counts for each of
them.`,
		Example: "  uacheck census merge host1.json host2.json\n  uacheck census merge --json -o fleet.json host*.json",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.merge(cmd, args) },
	}
	f.output(cmd, now)
	return cmd
}

func (f *censusFlags) merge(cmd *cobra.Command, names []string) error {
	if f.top < 1 {
		return cli.Usagef("--top: want a number above 0")
	}
	if err := f.data.check(cmd); err != nil {
		return err
	}
	list, err := f.browsers.List(cmd)
	if err != nil {
		return err
	}
	var results []*census.Result
	for _, name := range names {
		file, err := census.Open(cmd.Context(), name)
		if err != nil {
			return err
		}
		r, err := census.ReadResult(file)
		file.Close()
		if err != nil {
			return cli.Fail(cli.Problems, fmt.Errorf("%s: %w", name, err))
		}
		results = append(results, r)
	}
	return f.print(cmd, census.Merge(results, list))
}
