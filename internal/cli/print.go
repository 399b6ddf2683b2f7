package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"skinbuild/internal/source"
)

const (
	flagErrorFormat = "error-format"
	flagColor       = "color"
)

// Report prints the diagnostics to stderr in the form that --error-format asks
// for. The error it returns is nil unless one of them is an error; it ends the
// tool with Problems and prints nothing more.
func Report(cmd *cobra.Command, ds source.Diags) error {
	name, _ := cmd.Flags().GetString(flagErrorFormat)
	format, err := source.ParseFormat(name)
	if err != nil {
		return Usagef("--%s: %w", flagErrorFormat, err)
	}
	if len(ds) > 0 || format == source.SARIF {
		opt := &source.WriteOptions{Format: format, Color: Colored(cmd, cmd.ErrOrStderr()), Tool: cmd.Root().Name()}
		if err := source.Write(cmd.ErrOrStderr(), ds, opt); err != nil {
			return err
		}
	}
	if ds.Err() != nil {
		return Exit(Problems)
	}
	return nil
}

// Colored says whether what is written to w may carry colours: --color decides,
// and for auto whether w is a terminal, NO_COLOR is empty and TERM is not dumb.
func Colored(cmd *cobra.Command, w io.Writer) bool {
	when, _ := cmd.Flags().GetString(flagColor)
	switch when {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && terminal(w)
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
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
	fmt.Fprintf(p.w, "%s: %s%s:%s %s\n", p.tool, start, kind, end, text)
}

// Warn prints a warning and its hints to stderr. What goes on is no failure, so
// the exit code is not touched.
func Warn(cmd *cobra.Command, text string, hints ...string) {
	p := newPrinter(cmd)
	p.line("warning", text)
	for _, h := range hints {
		p.line("hint", h)
	}
}
