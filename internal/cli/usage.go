package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// printUsage prints the part of the help below the description: usage, examples,
// commands, flags with the environment variables that set them.
func printUsage(cmd *cobra.Command) error {
	var b strings.Builder
	b.WriteString("Usage:\n")
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s COMMAND\n", cmd.CommandPath())
	}
	if cmd.HasParent() && (!cmd.HasAvailableSubCommands() || cmd.Use != cmd.Name()) {
		fmt.Fprintf(&b, "  %s\n", cmd.UseLine())
	}
	if cmd.Example != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", named(cmd, cmd.Example))
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nCommands:\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(&b, "  %-*s %s\n", cmd.NamePadding(), c.Name(), c.Short)
			}
		}
	}
	section := func(title string, flags *pflag.FlagSet) {
		if flags.HasAvailableFlags() {
			fmt.Fprintf(&b, "\n%s:\n%s", title, withEnvironment(cmd.Root().Name(), flags).FlagUsages())
		}
	}
	section("Flags", cmd.LocalFlags())
	section("Flags of every command", cmd.InheritedFlags())
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s COMMAND --help shows the help of a command.\n", cmd.CommandPath())
	}
	_, err := io.WriteString(cmd.OutOrStderr(), b.String())
	return err
}

// withEnvironment returns the flags with their variables in the help.
func withEnvironment(tool string, flags *pflag.FlagSet) *pflag.FlagSet {
	out := pflag.NewFlagSet(tool, pflag.ContinueOnError)
	out.SortFlags = flags.SortFlags
	flags.VisitAll(func(f *pflag.Flag) {
		c := *f
		if inEnvironment(f) {
			c.Usage += " [$" + environmentName(tool, f.Name) + "]"
		}
		out.AddFlag(&c)
	})
	return out
}
