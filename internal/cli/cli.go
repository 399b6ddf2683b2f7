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
	"sync/atomic"
	"syscall"

	"github.com/spf13/cobra"
)

// NewRoot returns the root command of a tool with the flags that all its
// commands share. Called without a command it prints its help.
func NewRoot(name, short, long, example string, commands ...*cobra.Command) *cobra.Command {
	root := Group(name, short, append(commands, docsCommand(), manualCommand(), versionCommand())...)
	root.Long = long + "\n\n" + exitCodes + "\n" + environmentHelp(name)
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

// Run executes the command line and returns the exit code of the process. SIGINT
// and SIGTERM cancel the command's context; a second one ends the process. A panic
// of the command becomes an error message with the place to report it.
func Run(root *cobra.Command, args []string) (code int) {
	ctx, cancel := context.WithCancel(withSession(context.Background()))
	defer cancel()
	caught := catchSignals(ctx, cancel)
	cmd := root
	defer func() {
		if r := recover(); r != nil {
			printDefect(cmd, r, debug.Stack())
			code = int(defect)
		}
	}()
	prepare(root)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if stopped := Code(caught.Load()); stopped != ok && err != nil {
		newPrinter(cmd).line("error", map[Code]string{interrupted: "interrupted", terminated: "terminated"}[stopped])
		return int(stopped)
	}
	if err == nil {
		err = finish(cmd, nil)
	} else {
		err = finish(cmd, err)
	}
	if err == nil {
		return int(ok)
	}
	return int(printError(cmd, err))
}

// catchSignals cancels at the first signal and keeps the exit code that it means.
func catchSignals(ctx context.Context, cancel func()) *atomic.Int32 {
	var caught atomic.Int32
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		defer signal.Stop(signals)
		select {
		case s := <-signals:
			code := interrupted
			if s == syscall.SIGTERM {
				code = terminated
			}
			caught.Store(int32(code))
			cancel()
		case <-ctx.Done():
		}
	}()
	return &caught
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
