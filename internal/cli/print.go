package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"skinbuild/internal/source"
)

// Report reports diagnostics. Where the form of the result is a list of them, or
// they are what the command is for, they are written when the command ends; else
// they are printed to stderr at once. The error it returns is nil unless one of them
// is an error; it ends the tool with Problems and prints nothing more.
func Report(cmd *cobra.Command, ds source.Diags) error {
	if s := sessionOf(cmd); s != nil {
		s.diags = append(s.diags, ds...)
	}
	shown := ds
	if quiet(cmd) {
		shown = slices.DeleteFunc(slices.Clone(ds), func(d *source.Diag) bool { return d.Severity != source.Error })
	}
	if len(shown) > 0 && !collects(cmd) {
		opt := &source.WriteOptions{Color: Colored(cmd, cmd.ErrOrStderr())}
		if err := source.Write(cmd.ErrOrStderr(), shown, opt); err != nil {
			return err
		}
	}
	if ds.Err() != nil {
		return Exit(Problems)
	}
	return nil
}

// ReportUsage reports diagnostics about the value of a flag. The error it returns is
// nil unless one of them is an error; it ends the tool with Usage.
func ReportUsage(cmd *cobra.Command, ds source.Diags) error {
	if ds.Err() == nil {
		return Report(cmd, ds)
	}
	opt := &source.WriteOptions{Color: Colored(cmd, cmd.ErrOrStderr())}
	if err := source.Write(cmd.ErrOrStderr(), ds, opt); err != nil {
		return err
	}
	return Exit(Usage)
}

// Colored reports whether what is written to w may have colors: --color decides. For
// auto it is NO_COLOR, then FORCE_COLOR and CLICOLOR_FORCE, then CLICOLOR, and last
// whether w is a terminal that is not dumb.
func Colored(cmd *cobra.Command, w io.Writer) bool {
	if f := cmd.Flags().Lookup(flagColor); f != nil && f.Value.String() != "auto" {
		return f.Value.String() == "always"
	}
	set := func(name string) bool { v := os.Getenv(name); return v != "" && v != "0" }
	switch {
	case os.Getenv("NO_COLOR") != "":
		return false
	case set("FORCE_COLOR"), set("CLICOLOR_FORCE"):
		return true
	case os.Getenv("CLICOLOR") == "0", os.Getenv("TERM") == "dumb":
		return false
	}
	return terminal(w)
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func quiet(cmd *cobra.Command) bool {
	q, _ := cmd.Flags().GetBool(flagQuiet)
	return q
}

// printer writes "tool: kind: text" lines to stderr.
type printer struct {
	w     io.Writer
	tool  string
	color bool
}

func newPrinter(cmd *cobra.Command) printer {
	w := cmd.ErrOrStderr()
	return printer{w, cmd.Root().Name(), Colored(cmd, w)}
}

func (p printer) line(kind, text string) {
	start, end := "", ""
	if p.color {
		start, end = "\x1b[1m", "\x1b[0m"
		if kind == "error" {
			start = "\x1b[1;31m"
		}
	}
	fmt.Fprintf(p.w, "%s: %s%s:%s %s\n", p.tool, start, kind, end, bounded(text))
}

// maxErrorLines is how many lines of an error are printed.
const maxErrorLines = 230

// bounded makes a message of several lines safe for a terminal, each line cut to what
// source.Clean leaves.
func bounded(text string) string {
	lines := strings.SplitN(text, "\n", maxErrorLines+1)
	more := len(lines) > maxErrorLines
	if more {
		lines = append(lines[:maxErrorLines], fmt.Sprintf("and %d more lines", 1+strings.Count(lines[maxErrorLines], "\n")))
	}
	for i, line := range lines {
		lines[i] = source.Clean(line)
	}
	return strings.Join(lines, "\n")
}

// Warn prints a warning and its hints to stderr, unless -q is given. The exit code
// is not touched.
func Warn(cmd *cobra.Command, text string, hints ...string) {
	if quiet(cmd) {
		return
	}
	p := newPrinter(cmd)
	p.line("warning", text)
	for _, h := range hints {
		p.line("hint", h)
	}
}

// Note says on stderr what a command did, unless -q is given: "wrote a.css (2 kB)".
func Note(cmd *cobra.Command, format string, args ...any) {
	if !quiet(cmd) {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", cmd.Root().Name(), bounded(fmt.Sprintf(format, args...)))
	}
}

// Detail is a Note that only -v shows.
func Detail(cmd *cobra.Command, format string, args ...any) {
	if v, _ := cmd.Flags().GetBool(flagVerbose); v {
		Note(cmd, format, args...)
	}
}
