package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manualCommand is how the documentation of the commands is made from them.
func manualCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:    "manual",
		Short:  "Print the manual of all commands in Markdown, or write man pages",
		Hidden: true,
		Args:   cobra.NoArgs,
	}
	man := cmd.Flags().String("man", "", "write man pages into this folder")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *man != "" {
			return writeMan(cmd.Root(), *man)
		}
		return WriteOutput(cmd, "", []byte(manual(cmd.Root())))
	}
	return cmd
}

// manual is one Markdown page about all commands.
func manual(root *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n%s\n", root.Name(), root.Short+".", block(root.Long))
	fmt.Fprintf(&b, "\nFlags of every command:\n\n%s", flagList(root.PersistentFlags()))
	fmt.Fprintf(&b, "\nFiles:\n\n")
	for _, f := range filesOf(root) {
		fmt.Fprintf(&b, "- `%s`: %s\n", f.Name, f.Text)
	}
	describe(&b, root)
	return b.String()
}

func describe(b *strings.Builder, parent *cobra.Command) {
	for _, cmd := range parent.Commands() {
		if cmd.Hidden || cmd.Name() == "help" || cmd.Name() == "completion" {
			continue
		}
		fmt.Fprintf(b, "\n## %s\n\n%s.\n\n    %s\n", cmd.CommandPath(), cmd.Short, cmd.UseLine())
		if cmd.Long != "" {
			fmt.Fprintf(b, "\n%s\n", block(cmd.Long))
		}
		if cmd.Example != "" {
			fmt.Fprintf(b, "\nExamples:\n\n```sh\n%s\n```\n", unindent(cmd.Example))
		}
		if flags := flagList(cmd.NonInheritedFlags()); flags != "" {
			fmt.Fprintf(b, "\nFlags:\n\n%s", flags)
		}
		describe(b, cmd)
	}
}

// block is a text of the help, whose line ends and tables stay as they are.
func block(text string) string { return "```text\n" + strings.TrimRight(text, "\n") + "\n```" }

func unindent(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "  ")
	}
	return strings.Join(lines, "\n")
}

func flagList(flags *pflag.FlagSet) string {
	var b strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if value != "" {
			name += " " + value
		}
		fmt.Fprintf(&b, "- `%s`: %s%s\n", name, strings.Join(strings.Fields(usage), " "), defaultNote(f))
	})
	return b.String()
}

// defaultNote says what a flag is without being given, unless that is nothing or its help
// says it.
func defaultNote(f *pflag.Flag) string {
	if slices.Contains([]string{"", "0", "false", "[]"}, f.DefValue) || strings.Contains(f.Usage, "(default") {
		return ""
	}
	return " (default: " + strings.Trim(f.DefValue, "[]") + ")"
}
