package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"skinbuild/internal/atomicfile"
)

const (
	flagOutput = "output"
	flagDryRun = "dry-run"
	flagWrite  = "write"
)

// outputUsage is the help of -o for each kind of result: a file, a folder, or the twin of
// lessc, which writes either.
var outputUsage = map[string]string{
	"FILE": "write the result to this `FILE`; - is standard output",
	"DIR":  "write into this `DIR`",
	"PATH": "write to this `PATH`: a file, or with several inputs the folder for NAME.css of each",
}

// AddOutput adds -o, which takes a FILE, a DIR or a PATH, and -n. def is the default, ""
// for standard output or for what the help of the command says.
func AddOutput(cmd *cobra.Command, kind, def string) {
	usage := outputUsage[kind]
	if kind == "DIR" {
		defer func() { _ = cmd.MarkFlagDirname(flagOutput) }()
	}
	cmd.Flags().StringP(flagOutput, "o", def, usage)
	AddDryRun(cmd)
}

// AddDryRun adds -n to a command that writes.
func AddDryRun(cmd *cobra.Command) {
	if cmd.Flags().Lookup(flagDryRun) == nil {
		cmd.Flags().BoolP(flagDryRun, "n", false, "write nothing; say what would be written")
	}
}

// AddWrite adds -w and -n to a command that rewrites files of the user: without -w it
// prints what would change, as a unified diff.
func AddWrite(cmd *cobra.Command) {
	cmd.Flags().BoolP(flagWrite, "w", false, "write the changes to the files, instead of printing them as a diff")
	AddDryRun(cmd)
}

// AddExitCode adds --exit-code to a command that compares.
func AddExitCode(cmd *cobra.Command, exitCode *bool) {
	cmd.Flags().BoolVar(exitCode, "exit-code", false, "end with code 1, not 0, if there is a difference")
}

// DryRun reports whether -n is given.
func DryRun(cmd *cobra.Command) bool {
	n, _ := cmd.Flags().GetBool(flagDryRun)
	return n
}

// Writing reports whether -w is given, and -n is not.
func Writing(cmd *cobra.Command) bool {
	w, _ := cmd.Flags().GetBool(flagWrite)
	return w && !DryRun(cmd)
}

// Output returns the value of -o; "" where it is not given or "-".
func Output(cmd *cobra.Command) string { return output(cmd) }

func output(cmd *cobra.Command) string {
	name, _ := cmd.Flags().GetString(flagOutput)
	if name == "-" {
		return ""
	}
	return name
}

// WriteResult writes the result of a command to the file of its -o, or to standard
// output.
func WriteResult(cmd *cobra.Command, data []byte) error {
	if s := sessionOf(cmd); s != nil {
		s.written = true
	}
	name := ""
	if f := cmd.Flags().Lookup(flagOutput); f != nil && !isFolder(f) {
		name = f.Value.String()
	}
	return WriteOutput(cmd, name, data)
}

func isFolder(f *pflag.Flag) bool {
	name, _ := pflag.UnquoteUsage(f)
	return name != "FILE"
}

// WriteOutput writes data to the named file and says so, or to standard output where
// name is "" or "-". With -n it only says what it would write.
func WriteOutput(cmd *cobra.Command, name string, data []byte) error {
	if name == "" || name == "-" {
		_, err := cmd.OutOrStdout().Write(data)
		return err
	}
	if DryRun(cmd) {
		Note(cmd, "would write %s (%d bytes)", name, len(data))
		return nil
	}
	if err := WriteFile(name, data); err != nil {
		return err
	}
	Note(cmd, "wrote %s (%d bytes)", name, len(data))
	return nil
}

// WriteFile writes a file whole or not at all; see atomicfile.WriteFile.
func WriteFile(name string, data []byte) error {
	return atomicfile.WriteFile(name, data, 0o644)
}

// Password asks for a password on the terminal, without echo. Where there is no
// terminal to ask on it is wrong usage, with the hint.
func Password(cmd *cobra.Command, prompt, hint string) (string, error) {
	in, ok := cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", Fail(Usage, errors.New("a password is needed, and there is no terminal to ask for it"), hint)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s: ", prompt)
	text, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(cmd.ErrOrStderr())
	return string(text), err
}

// Progress is one line on the terminal about work that takes longer than a
// second. On anything but a terminal it prints nothing.
type Progress struct {
	w    io.Writer
	stop chan struct{}
	done sync.WaitGroup

	mu   sync.Mutex
	text string
}

// StartProgress shows text on stderr once a second has passed, until Stop.
func StartProgress(cmd *cobra.Command, text string) *Progress {
	p := &Progress{w: cmd.ErrOrStderr(), stop: make(chan struct{}), text: text}
	if terminal(p.w) && os.Getenv("TERM") != "dumb" && !quiet(cmd) {
		p.done.Go(p.show)
	}
	return p
}

// Set changes the text.
func (p *Progress) Set(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = fmt.Sprintf(format, args...)
}

// Stop clears the line. Nothing is written after it returns.
func (p *Progress) Stop() {
	close(p.stop)
	p.done.Wait()
}

func (p *Progress) show() {
	select {
	case <-p.stop:
		return
	case <-time.After(time.Second):
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		p.mu.Lock()
		fmt.Fprintf(p.w, "\r\x1b[K%s", p.text)
		p.mu.Unlock()
		select {
		case <-p.stop:
			fmt.Fprint(p.w, "\r\x1b[K")
			return
		case <-tick.C:
		}
	}
}
