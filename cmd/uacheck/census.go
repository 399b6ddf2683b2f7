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

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/profile/census"
	"skinbuild/internal/project/flags"
)

const censusLong = `Count the browsers of a site from its access logs: which User-Agents request how often
and for about how many clients, by family, version, engine, system and set of macros;
which clients each breakage affects; and which the browser list does not cover.

LOG is an access log of any site, plain or compressed with gzip or zstd; "-" is standard
input. A log and its rotated parts may be given together, in any order. The form is told
from the first lines: combined, vhost_combined, behind what syslog writes, with the
client's address first or last (X-Forwarded-For), JSON, and the logs of Zimbra's nginx
and mailboxd. --log-format names another: a log_format of nginx, or
"json:address=NAME,agent=NAME,status=NAME,request=NAME". If most lines cannot be read, or
all clients have one address, the command fails and shows a line.

As in the vendor's own usage report, these are not counted: a status other than 200,
requests from the server itself and of the administration console, the vendor's clients;
and bots, tools and mail programs. --no-zimbra leaves out what only an operator of Zimbra
needs: the macros and the breakages.

--since FILE compares with the result of an earlier "census --json": which versions came
and left, and whose share changed.

A client is an address with a User-Agent. The number of addresses is estimated
within 3 %; addresses are never stored. Memory use is constant: beyond --max-agents, or
24 MB, the rarest User-Agents become "others", and the result says which limit was
reached and by how much the other counts may be too low.

--follow keeps reading what is written to the newest log, across rotations, and prints
when it is interrupted. Broken lines are counted, and shown with their places.`

const censusExample = `  uacheck census /opt/zimbra/log/nginx.access.log*
  zcat old.log.gz | uacheck census - --top 5
  uacheck census --json -o $(hostname).json /opt/zimbra/log/access_log.2026-11-*
  uacheck census merge host1.json host2.json
  uacheck census --no-zimbra /var/log/apache2/other_vhosts_access.log
  uacheck census --log-format '$remote_addr [$time_local] "$request" $status "$http_user_agent"' access.log
  uacheck census --since november.json --format prometheus -o browsers.prom access.log
  uacheck census --follow /opt/zimbra/log/nginx.access.log`

// memoryLimit is for what Go itself holds; the program's code comes on top.
const memoryLimit = 40 << 20

// censusFlags are the flags of census.
type censusFlags struct {
	data           dataFlags
	browsers       *flags.Browsers
	maxAgents, top int
	follow         bool
	logFormat      string
	noZimbra       bool
	since          string
}

// prometheus is the text format that Prometheus and its node_exporter read.
const prometheus = "prometheus"

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
	cmd.Flags().StringVar(&f.logFormat, "log-format", "", "the `FORM` of the logs: combined, vhost_combined, json, json:FIELDS or a log_format of nginx (default: told from the first lines)")
	cmd.Flags().BoolVarP(&f.follow, "follow", "f", false, "keep reading what is written to the newest LOG, until interrupted")
	cmd.AddCommand(censusMergeCommand(now))
	return cmd
}

// output adds the flags that both commands have.
func (f *censusFlags) output(cmd *cobra.Command, now func() time.Time) {
	f.data.add(cmd, now)
	f.browsers = flags.AddBrowsers(cmd, flags.AddProject(cmd))
	cmd.Flags().IntVar(&f.top, "top", 20, "the `LENGTH` of the lists")
	cmd.Flags().BoolVar(&f.noZimbra, "no-zimbra", false, "leave out the macros and the breakages of Zimbra's client")
	cmd.Flags().StringVar(&f.since, "since", "", "compare with the result of an earlier census --json, in this `FILE`")
	cli.AddFormat(cmd, cli.Text, cli.JSON, prometheus)
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
	var layout *census.Layout
	if f.logFormat != "" {
		if layout, err = census.ParseLayout(f.logFormat); err != nil {
			return cli.Usagef("--log-format: %v", err)
		}
	}
	before, err := f.before(cmd)
	if err != nil {
		return err
	}
	// A flood of agents fills what a census may keep; the collector then works harder
	// rather than let the heap grow to twice that.
	debug.SetMemoryLimit(memoryLimit)
	c := census.New(census.Limits{Agents: f.maxAgents, Layout: layout})
	failed := f.read(cmd, c, census.Order(args))
	r := c.Result(list)
	if failed != nil && r.Lines == 0 {
		return failed
	}
	if doubt := c.Doubt(); doubt != nil && failed == nil {
		return cli.Fail(cli.Problems, doubt, "name the form of the log with --log-format, and the field with the client's address in it; uacheck census --help has examples")
	}
	if err := f.print(cmd, r, before, list); err != nil {
		return err
	}
	return failed
}

// before returns the earlier result to compare with, nil for none.
func (f *censusFlags) before(cmd *cobra.Command) (*census.Result, error) {
	if f.since == "" {
		return nil, nil
	}
	return readCensus(cmd, f.since)
}

func readCensus(cmd *cobra.Command, name string) (*census.Result, error) {
	file, err := census.Open(cmd.Context(), name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r, err := census.ReadResult(file)
	if err != nil {
		return nil, cli.Fail(cli.Problems, fmt.Errorf("%s: %w", name, err))
	}
	return r, nil
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

func (f *censusFlags) print(cmd *cobra.Command, r, before *census.Result, list compat.List) error {
	if f.noZimbra {
		r.WithoutZimbra()
	}
	if before != nil {
		r.CompareWith(before, list)
	}
	var b bytes.Buffer
	switch cli.Format(cmd) {
	case cli.JSON:
		return cli.PrintJSON(cmd, "census", r)
	case prometheus:
		r.WritePrometheus(&b)
		return cli.WriteResult(cmd, b.Bytes())
	}
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
		r, err := readCensus(cmd, name)
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	before, err := f.before(cmd)
	if err != nil {
		return err
	}
	return f.print(cmd, census.Merge(results, list), before, list)
}
