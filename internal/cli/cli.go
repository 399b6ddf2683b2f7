// Package cli is the frame of every command: the root command with the flags that
// all commands share, exit codes, the printing of errors and diagnostics, the forms
// of results, progress and output files. It knows no command; those are in cmd/.
package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/parallel"
)

// NewRoot returns the root command of a tool with the flags that all its
// commands share. Called without a command it prints its help.
func NewRoot(name, short, long, example string, commands ...*cobra.Command) *cobra.Command {
	root := Group(name, short, append(commands, docsCommand(), manualCommand(), versionCommand())...)
	root.Long = long + "\n\n" + exitHelp() + "\n" + environmentHelp(name)
	root.Annotations = map[string]string{description: long}
	root.Example = example
	root.Version = Version
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetUsageFunc(printUsage)
	addCommonFlags(root)
	return root
}

// Group returns a command that only holds commands: alone it prints its help,
// and an unknown name is a usage error with the nearest known one.
func Group(name, short string, commands ...*cobra.Command) *cobra.Command {
	group := &cobra.Command{
		Use:   name,
		Short: short,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return unknownCommand(cmd, args[0])
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	group.AddCommand(commands...)
	return group
}

// Run executes the command line and returns the exit code of the process. SIGINT and
// SIGTERM cancel the command's context. A command that has not ended soon after is left
// to itself, and Run returns for main to end the process, unless the command called
// FinishAfterSignal; a second signal always ends the process. A panic of the command,
// or of a parallel.Group that it waits for, becomes an error message with the place to report it.
func Run(root *cobra.Command, args []string) int {
	s := &session{}
	ctx, cancel := context.WithCancel(withSession(context.Background(), s))
	defer cancel()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	prepare(root)
	root.SetArgs(args)
	done := make(chan ended, 1)
	go func() { done <- execute(ctx, root) }()
	select {
	case e := <-done:
		return e.exit(ok)
	case sig := <-signals:
		signal.Stop(signals)
		cancel()
		return stop(root, s, done, codeOf(sig))
	}
}

func codeOf(sig os.Signal) Code {
	if sig == syscall.SIGTERM {
		return terminated
	}
	return interrupted
}

// graceful is how long a command may take to end by itself after a signal.
const graceful = 100 * time.Millisecond

// stop waits for a command whose context was canceled, and returns the exit code.
func stop(root *cobra.Command, s *session, done <-chan ended, code Code) int {
	timer := time.NewTimer(graceful)
	defer timer.Stop()
	select {
	case e := <-done:
		return e.exit(code)
	case <-timer.C:
	}
	if s.finishes.Load() {
		return (<-done).exit(code)
	}
	newPrinter(root).line("error", stopWords(code))
	return int(code)
}

func stopWords(code Code) string {
	return map[Code]string{interrupted: "interrupted", terminated: "terminated"}[code]
}

// ended is how a command ended: with an error or with a panic.
type ended struct {
	cmd    *cobra.Command
	err    error
	panic  any
	stack  []byte
	failed bool // a panic
}

func execute(ctx context.Context, root *cobra.Command) (e ended) {
	defer func() {
		if r := recover(); r != nil {
			e = ended{cmd: root, panic: r, stack: debug.Stack(), failed: true}
			if p, ok := r.(*parallel.Panic); ok {
				e.panic, e.stack = p.Reason, p.Stack
			}
		}
	}()
	cmd, err := root.ExecuteContextC(ctx)
	if ctx.Err() == nil || err == nil {
		err = finish(cmd, err)
	}
	return ended{cmd: cmd, err: err}
}

// exit prints how the command ended and gives its exit code. stopped is the code of the
// signal that came before, ok without one.
func (e ended) exit(stopped Code) int {
	switch {
	case e.failed:
		printDefect(e.cmd, e.panic, e.stack)
		return int(defect)
	case e.err == nil:
		return int(ok)
	case stopped != ok:
		newPrinter(e.cmd).line("error", stopWords(stopped))
		return int(stopped)
	}
	return int(printError(e.cmd, e.err))
}

// printDefect reports a panic.
func printDefect(cmd *cobra.Command, reason any, stack []byte) {
	p := newPrinter(cmd)
	p.line("error", fmt.Sprintf("internal error: %v", reason))
	p.line("hint", "this is a defect of "+cmd.Root().Name()+" "+Version+": please report it "+reportPlace()+", with the command line and the lines below")
	fmt.Fprintf(p.w, "%s", stack)
}

// homepage is the address of the repository that the module path names; "" if it names
// none, since its first part is no host.
func homepage() string {
	info, ok := debug.ReadBuildInfo()
	if host, _, _ := strings.Cut(info.Main.Path, "/"); !ok || !strings.Contains(host, ".") {
		return ""
	}
	return "https://" + info.Main.Path
}

// reportPlace is where defects are reported.
func reportPlace() string {
	if home := homepage(); home != "" {
		return "at " + home + "/issues"
	}
	return "to the people who maintain this build (CONTRIBUTING.md says how)"
}

// prepare makes every wrong flag or argument a failure of code Usage, and reads the
// flags that are set in the environment, before a command looks at its arguments.
func prepare(cmd *cobra.Command) {
	cmd.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usage(c, flagError(c, err)) })
	check := cmd.Args
	if check == nil {
		check = cobra.ArbitraryArgs
	}
	cmd.Args = func(c *cobra.Command, args []string) error {
		// cobra checks the flags itself, but later and without a code.
		for _, step := range []func() error{
			func() error { return fromEnvironment(c) },
			func() error { return enter(c) },
			func() error { return argumentError(c, args, check(c, args)) },
			func() error { return missingFlags(c) },
			func() error { return groupError(c.ValidateFlagGroups()) },
		} {
			if err := step(); err != nil {
				return usage(c, err)
			}
		}
		return nil
	}
	for _, c := range cmd.Commands() {
		prepare(c)
	}
}

// argumentError says which arguments a command takes where cobra only says how many.
func argumentError(cmd *cobra.Command, args []string, err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	known := strings.HasPrefix(text, "unknown command ") && !cmd.HasSubCommands()
	if !known && !strings.HasPrefix(text, "accepts ") && !strings.HasPrefix(text, "requires at least ") {
		return err
	}
	line := strings.TrimSuffix(cmd.UseLine(), " [flags]")
	if len(args) == 0 {
		return fmt.Errorf("missing argument; usage: %s", line)
	}
	return fmt.Errorf("wrong number of arguments (%d); usage: %s", len(args), line)
}
