package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/deploy"
	"skinbuild/internal/inject"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/server/reference"
)

// serverFlags are the flags of commands that work on the webapp of a server.
type serverFlags struct {
	webapp, state         string
	release               *flags.Release
	anyRelease, downgrade bool
	accept, skip          []string
	diff                  bool
	assetsOnly            bool
	after                 afterFlags
}

func (f *serverFlags) add(cmd *cobra.Command) {
	flags.AddServer(cmd, &f.webapp)
	cmd.Flags().StringVar(&f.state, "state", "", "the `DIR` for journal, generations and old files (default: /var/lib/skinbuild for root, else ~/.local/state/skinbuild)")
	_ = cmd.MarkFlagDirname("state")
	cli.AddFormat(cmd, cli.Text, cli.JSON)
}

// addReleases adds the flags of commands that apply bundles, which are for releases.
func (f *serverFlags) addReleases(cmd *cobra.Command) {
	f.release = flags.AddRelease(cmd, nil)
	cmd.Flags().BoolVar(&f.anyRelease, "any-release", false, "go on although a bundle is for other releases")
}

// addPlan adds the flags of commands that change the webapp.
func (f *serverFlags) addPlan(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringArrayVar(&f.accept, "accept", nil, "go on although this file is not the vendor's, or was edited: a path below the webapp, or a pattern such as 'public/**'")
	set.StringArrayVar(&f.skip, "skip", nil, "leave this file as it is: a path or a pattern")
	set.BoolVar(&f.diff, "diff", false, "show the changes as a unified diff; on a terminal long lines are cut")
	f.after.add(cmd)
	cli.AddDryRun(cmd)
}

// options are what the server needs to know of this run.
func (f *serverFlags) options() deploy.Options {
	return deploy.Options{Webapp: f.webapp, State: f.state, Tool: "skinbuild " + cli.Version, Now: time.Now().UTC().Format(time.RFC3339)}
}

// open opens the server for reading.
func (f *serverFlags) open() (*deploy.Server, error) {
	s, err := deploy.Open(f.options())
	if err != nil {
		return nil, serverError(err)
	}
	return s, nil
}

// run plans a request and carries it out, unless -n is given.
func (f *serverFlags) run(cmd *cobra.Command, request func(*deploy.Server) (deploy.Request, error)) error {
	if err := f.after.check(); err != nil {
		return err
	}
	if f.webapp == reference.Name {
		return f.onReference(cmd, request)
	}
	opening := deploy.OpenToWrite
	if cli.DryRun(cmd) {
		opening = deploy.Open
	} else {
		cli.FinishAfterSignal(cmd) // a transaction ends whole
	}
	s, err := opening(f.options())
	if err != nil {
		return serverError(err)
	}
	defer s.Close()
	return f.runOn(cmd, s, request)
}

// onReference plans on the tool's own webapp, to try things on.
func (f *serverFlags) onReference(cmd *cobra.Command, request func(*deploy.Server) (deploy.Request, error)) error {
	if !cli.DryRun(cmd) {
		return cli.Usagef("%s cannot be written to: add -n", reference.Name)
	}
	f.anyRelease, f.accept = true, append(f.accept, "**") // it is of no release
	return f.runOn(cmd, deploy.OpenFS(reference.Webapp(), f.options()), request)
}

func (f *serverFlags) runOn(cmd *cobra.Command, s *deploy.Server, request func(*deploy.Server) (deploy.Request, error)) error {
	begun := time.Now()
	err := f.planAndCommit(cmd, s, request)
	if cli.DryRun(cmd) {
		return err
	}
	return cmp.Or(err, f.after.metrics.write(cmd, s, begun, err != nil))
}

func (f *serverFlags) planAndCommit(cmd *cobra.Command, s *deploy.Server, request func(*deploy.Server) (deploy.Request, error)) error {
	for _, note := range s.Notes() {
		cli.Warn(cmd, note)
	}
	req, err := request(s)
	if err != nil {
		return serverError(err)
	}
	req.Release, req.AnyRelease, req.AllowDowngrade = f.release.String(), f.anyRelease, f.downgrade
	req.Accept, req.Skip, req.AssetsOnly = f.accept, f.skip, f.assetsOnly
	plan, err := s.Plan(&req)
	if err != nil {
		return serverError(err)
	}
	if err := cli.Report(cmd, plan.Diags); err != nil {
		return cli.Exit(cli.Conflict)
	}
	result := planResult{Plan: plan, Changed: !plan.Empty() && !cli.DryRun(cmd)}
	var afterErr error
	if !cli.DryRun(cmd) {
		before := s.Current().Number
		if err := s.Commit(plan); err != nil {
			return serverError(err)
		}
		result.afterResult, afterErr = f.after.finish(cmd, s, plan, before, result.Changed)
	}
	result.Generation = s.Current().Number
	return cmp.Or(f.print(cmd, result), afterErr)
}

// print writes the result.
func (f *serverFlags) print(cmd *cobra.Command, result planResult) error {
	if cli.Format(cmd) == cli.JSON {
		return cli.PrintJSON(cmd, "server-plan", result)
	}
	text := f.describe(result, cli.DryRun(cmd))
	if f.diff {
		text += colorDiff(pack.Patch(result.Plan.Changes), cli.Colored(cmd, cmd.OutOrStdout()))
	}
	return cli.WriteResult(cmd, []byte(text))
}

// planResult is the JSON form of a run.
type planResult struct {
	*deploy.Plan
	Changed    bool `json:"changed"`    // whether something was written
	Generation int  `json:"generation"` // that is on the server now
	afterResult
}

// describe is the summary of a plan for people.
func (f *serverFlags) describe(r planResult, dry bool) string {
	var b strings.Builder
	if len(r.Releases) > 0 {
		fmt.Fprintf(&b, "release %s\n", releaseRange(r.Releases))
	}
	for _, g := range r.Groups {
		switch {
		case g.Held != nil:
			fmt.Fprintf(&b, "%s: %s: left out, since they do not fit\n", g.Bundle, g.Group)
			for _, why := range g.Held {
				fmt.Fprintf(&b, "  %s\n", why)
			}
		case len(g.Files) > 0:
			fmt.Fprintf(&b, "%s: %s\n", g.Bundle, g.Group)
		}
		for _, file := range g.Files {
			fmt.Fprintf(&b, "  %-7s  %s%s\n", file.Action, file.Path, describeOps(file.Ops))
		}
	}
	if len(r.Patches) > 0 {
		b.WriteString("back-ports\n")
		b.WriteString(describeFixes(r.Patches))
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "note: %s\n", note)
	}
	switch {
	case r.Empty():
		b.WriteString("nothing to change\n")
	case dry:
		b.WriteString("nothing was written (-n)\n")
	case r.Changed && !r.RolledBack:
		fmt.Fprintf(&b, "generation %d is in effect\n", r.Generation)
	}
	b.WriteString(describeAfter(r.afterResult))
	if r.RolledBack {
		fmt.Fprintf(&b, "rolled back: generation %d is in effect\n", r.Generation)
		return b.String()
	}
	if len(r.Commands) > 0 {
		b.WriteString("now run, as the server's user:\n")
		for _, c := range r.Commands {
			fmt.Fprintf(&b, "  %s\n", c.String())
		}
	}
	return b.String()
}

// describeFixes lists back-ports with their states.
func describeFixes(list []deploy.PatchPlan) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, p := range list {
		fmt.Fprintf(w, "  %s\t%s", p.Key, p.State)
		if p.Offset != 0 {
			fmt.Fprintf(w, " (%+d lines)", p.Offset)
		}
		if len(p.Header.CVE) > 0 {
			fmt.Fprintf(w, "\t%s", strings.Join(p.Header.CVE, " "))
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // to memory
	return b.String()
}

// describeOps lists what happens to each operation: + inserted, ~ changed, - removed.
func describeOps(ops []inject.OpStatus) string {
	signs := map[string]string{"insert": "+", "keep": "=", "change": "~", "remove": "-"}
	var b strings.Builder
	for _, op := range ops {
		if sign := signs[op.Action]; sign != "" {
			b.WriteString("  " + sign + op.Key)
			if op.Line > 0 {
				fmt.Fprintf(&b, ":%d", op.Line)
			}
		}
	}
	return b.String()
}

// serverError gives an error of a server its exit code and its hint.
func serverError(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, deploy.ErrUnfinished):
		return cli.Fail(cli.Unfinished, err, "repair the cause (a full or read-only disk?), then run the command again: it finishes or undoes the change first")
	case errors.Is(err, deploy.ErrNotDurable):
		return cli.Fail(cli.NotDurable, err, "everything is in effect; run sync, and check the disk")
	case errors.Is(err, deploy.ErrBusy):
		return cli.Fail(cli.Busy, err, "wait for it to end")
	case errors.Is(err, deploy.ErrConflict):
		return cli.Fail(cli.Conflict, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return cli.Fail(cli.Environment, err, "run as root, or as the owner of the webapp: sudo skinbuild …")
	case errors.Is(err, fs.ErrNotExist):
		return cli.Fail(cli.Environment, err, "is the vendor's upgrade still running?")
	}
	return cli.Fail(cli.Environment, err)
}
