package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/atomicfile"
	"skinbuild/internal/cli"
	"skinbuild/internal/deploy"
	"skinbuild/internal/deploy/after"
)

// afterFlags are the flags about what follows a write.
type afterFlags struct {
	flush     bool
	bin       string
	verifyURL string
	wait      time.Duration
	keep      bool
	metrics   metricsFlag
}

func (f *afterFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.flush, "flush", false, "run the vendor's commands that make the change effective, as the owner of the webapp")
	flags.StringVar(&f.bin, "zimbra-bin", "/opt/zimbra/bin", "the `DIR` of the vendor's commands")
	_ = cmd.MarkFlagDirname("zimbra-bin")
	flags.StringVar(&f.verifyURL, "verify-url", "", "fetch the changed pages from this `URL` of the webapp and compare them with what was written")
	flags.DurationVar(&f.wait, "verify-wait", 15*time.Second, "repeat requests of --verify-url that fail for this long: the server compiles a changed page some seconds later")
	flags.BoolVar(&f.keep, "keep", false, "keep the change although --flush or --verify-url failed")
	f.metrics.add(cmd)
}

// metricsFlag is --metrics.
type metricsFlag struct{ file string }

func (f *metricsFlag) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.file, "metrics", "", "write numbers for a monitoring system to this `FILE`: FILE.prom for Prometheus, FILE.graphite for Graphite")
}

// check refuses a file that cannot be written before anything is done.
func (f *metricsFlag) check() error {
	if f.file == "" {
		return nil
	}
	if ending := filepath.Ext(f.file); ending != ".prom" && ending != ".graphite" {
		return cli.Usagef("--metrics: %s ends neither in .prom nor in .graphite", f.file)
	}
	if info, err := os.Lstat(f.file); err == nil && !info.Mode().IsRegular() {
		return cli.Fail(cli.Environment, fmt.Errorf("--metrics: %s is not a regular file", f.file), "nothing was changed")
	}
	probe := fmt.Sprintf("%s.%d", f.file, os.Getpid())
	err := atomicfile.CreateFile(probe, nil, 0o600)
	if err == nil {
		err = os.Remove(probe)
	}
	if err != nil {
		return cli.Fail(cli.Environment, fmt.Errorf("--metrics: %w", err), "nothing was changed: make the folder, or name another file")
	}
	return nil
}

// write measures the webapp and writes the file.
func (f *metricsFlag) write(cmd *cobra.Command, s *deploy.Server, begun time.Time, failed bool) error {
	if f.file == "" {
		return nil
	}
	st, err := s.Status()
	if err != nil {
		return serverError(err)
	}
	return f.writeStatus(cmd, st, begun, failed)
}

func (f *metricsFlag) writeStatus(cmd *cobra.Command, st *deploy.Status, begun time.Time, failed bool) error {
	if f.file == "" {
		return nil
	}
	m := st.Metrics(time.Now())
	m.Seconds, m.Failed = time.Since(begun).Seconds(), failed
	text := m.Prometheus()
	if filepath.Ext(f.file) == ".graphite" {
		text = m.Graphite()
	}
	err := cli.WriteFile(f.file, []byte(text))
	if err == nil {
		err = os.Chmod(f.file, 0o644) // collectors run as other users
	}
	if err != nil {
		return cli.Fail(cli.Environment, fmt.Errorf("--metrics: %w", err), "the command itself is done")
	}
	cli.Detail(cmd, "wrote %s", f.file)
	return nil
}

// afterResult is what followed a write, as JSON has it.
type afterResult struct {
	Flushed    []after.Ran   `json:"flushed,omitempty"`
	Verified   []after.Probe `json:"verified,omitempty"`
	RolledBack bool          `json:"rolled-back,omitempty"`
}

// finish runs the vendor's commands and looks at the pages. If one of them fails, the
// generation before comes back, unless --keep is given.
func (f *afterFlags) finish(cmd *cobra.Command, s *deploy.Server, plan *deploy.Plan, before int, changed bool) (afterResult, error) {
	var result afterResult
	ctx := cmd.Context()
	var err error
	code := cli.Environment
	if f.flush && changed {
		plan.Commands, result.Flushed, err = f.run(ctx, s, plan.Commands)
	}
	if err == nil && f.verifyURL != "" {
		code = cli.Problems
		v := &after.Verifier{Base: f.verifyURL, Wait: f.wait}
		result.Verified, err = v.Verify(ctx, plan.Expected)
	}
	switch {
	case err == nil:
		return result, nil
	case !changed:
		return result, cli.Fail(code, err)
	case f.keep:
		return result, cli.Fail(code, err, fmt.Sprintf("generation %d stays in effect (--keep)", s.Current().Number))
	}
	undone, backErr := f.rollBack(context.WithoutCancel(ctx), s, before)
	result.RolledBack, result.Flushed = backErr == nil, append(result.Flushed, undone...)
	if backErr != nil {
		return result, serverError(fmt.Errorf("%w; returning to generation %d failed as well: %w", err, before, backErr))
	}
	return result, cli.Fail(code, err, fmt.Sprintf("the bundles of generation %d are in effect again; --keep keeps a change all the same", before))
}

// run runs those of the commands that the server has, and returns the others.
func (f *afterFlags) run(ctx context.Context, s *deploy.Server, commands []deploy.Command) ([]deploy.Command, []after.Ran, error) {
	r := &after.Runner{Dir: f.bin}
	r.UID, r.GID = s.Owner()
	byHand := []deploy.Command{}
	var run [][]string
	for _, c := range commands {
		if r.Has(c[0]) {
			run = append(run, c)
		} else {
			byHand = append(byHand, c)
		}
	}
	ran, err := r.Run(ctx, run)
	return byHand, ran, err
}

// rollBack returns to the bundles of a generation, and runs the commands for that as far
// as they work.
func (f *afterFlags) rollBack(ctx context.Context, s *deploy.Server, before int) ([]after.Ran, error) {
	req, err := s.Rollback(before)
	if err != nil {
		return nil, err
	}
	req.AnyRelease = true
	plan, err := s.Plan(&req)
	if err == nil {
		err = cmp.Or(plan.Diags.Err(), s.Commit(plan))
	}
	if err != nil || !f.flush {
		return nil, err
	}
	_, ran, _ := f.run(ctx, s, plan.Commands) // the error is in the list
	return ran, nil
}

// check refuses flags that cannot work, before anything is done.
func (f *afterFlags) check() error {
	if f.flush && !filepath.IsAbs(f.bin) {
		return cli.Usagef("--zimbra-bin: %s is not an absolute path", f.bin)
	}
	if f.verifyURL != "" {
		if err := (&after.Verifier{Base: f.verifyURL}).Check(); err != nil {
			return cli.Usagef("--verify-url: %v", err)
		}
	}
	return f.metrics.check()
}

// describeAfter is the log of what followed.
func describeAfter(r afterResult) string {
	var b strings.Builder
	for _, ran := range r.Flushed {
		fmt.Fprintf(&b, "ran     %s (%.1f s)", ran.Command, ran.Seconds)
		if ran.Error != "" {
			fmt.Fprintf(&b, ": %s", ran.Error)
		}
		b.WriteByte('\n')
	}
	type line struct{ result, url, text string }
	count := map[line]int{}
	var order []line
	for _, p := range r.Verified {
		l := line{p.Result, p.URL, p.Text}
		if count[l] == 0 {
			order = append(order, l)
		}
		count[l]++
	}
	for _, l := range order {
		fmt.Fprintf(&b, "%-7s %s (%d requests)", l.result, l.url, count[l])
		if l.text != "" {
			fmt.Fprintf(&b, ": %s", l.text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
