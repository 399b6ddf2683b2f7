// Package cli is the frame that every command hangs in: the root command with
// its common flags, exit codes, the printing of errors and diagnostics, progress
// and output files. It knows no command; those are wired in cmd/.
package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"skinbuild/internal/source"
)

// Version is the version of both tools, as --version prints it.
const Version = "0.1.0"

// exitCodes is the help text about them, the one place that tells users.
const exitCodes = `Exit codes:
  0  all went well
  1  problems found in the input (or, for a check, by the check)
  2  wrong usage: an unknown command, flag or value
  3  a conflict or drift: a file is not as it was left
  4  not trusted: a signature or a hash does not match
  5  busy: another run holds the lock
  6  the environment: a file that cannot be read or written, a missing program
`

// NewRoot returns the root command of a tool with the flags that all its
// commands share. Called without a command it prints its help.
func NewRoot(name, short, long, example string, commands ...*cobra.Command) *cobra.Command {
	root := Group(name, short, append(commands, manualCommand())...)
	root.Long = long + "\n\n" + exitCodes
	root.Example = example
	root.Version = Version
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	flags := root.PersistentFlags()
	flags.String(flagErrorFormat, "text", "form of errors on stderr: text, json, github or sarif")
	flags.String(flagColor, "auto", "colours in messages: auto, always or never (NO_COLOR is respected)")
	_ = root.RegisterFlagCompletionFunc(flagErrorFormat, cobra.FixedCompletions(source.Formats(), cobra.ShellCompDirectiveNoFileComp))
	_ = root.RegisterFlagCompletionFunc(flagColor, cobra.FixedCompletions([]string{"auto", "always", "never"}, cobra.ShellCompDirectiveNoFileComp))
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

// Run executes the command line and returns the exit code of the process. An
// interrupt cancels the command's context; a second one ends the process.
func Run(root *cobra.Command, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	usageErrors(root)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return int(ok)
	}
	if ctx.Err() != nil {
		newPrinter(cmd).line("error", "interrupted")
		return int(interrupted)
	}
	return int(printError(cmd, err))
}

// usageErrors makes a wrong or missing flag or argument of any command a failure
// of code Usage; cobra itself tells them apart from other errors by nothing.
func usageErrors(cmd *cobra.Command) {
	cmd.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usage(c, err) })
	if check := cmd.Args; check != nil {
		cmd.Args = func(c *cobra.Command, args []string) error {
			// cobra checks the flags itself, but later and without a code.
			for _, err := range []error{count(c, args, check(c, args)), c.ValidateRequiredFlags(), c.ValidateFlagGroups()} {
				if err != nil {
					return usage(c, err)
				}
			}
			return nil
		}
	}
	for _, c := range cmd.Commands() {
		usageErrors(c)
	}
}

// count says what arguments a command takes where cobra only says how many.
func count(cmd *cobra.Command, args []string, err error) error {
	if err == nil || !strings.HasPrefix(err.Error(), "accepts ") && !strings.HasPrefix(err.Error(), "requires at least ") {
		return err
	}
	line := strings.TrimSuffix(cmd.UseLine(), " [flags]")
	if len(args) == 0 {
		return fmt.Errorf("nothing was named: the command is %s", line)
	}
	return fmt.Errorf("it got %d arguments: the command is %s", len(args), line)
}
