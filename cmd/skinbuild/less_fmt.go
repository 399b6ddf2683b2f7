package main

import (
	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/codes"
	"skinbuild/internal/input"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/source"
)

func fmtCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt FILE...",
		Short: "Format LESS or CSS",
		Long: `Format LESS or CSS: a statement on each line, two spaces for each block, a selector on
each line. Only white space changes. What would change is printed as a diff; -w writes
it to the files. FILE may be - for standard input, whose formatted text goes to
standard output.`,
		Example: "  skinbuild fmt skin.less\n  skinbuild fmt -w skins/*.less\n  skinbuild fmt --check skins/*.less",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runFmt(cmd, check, args) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"less", "css"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	cli.AddWrite(cmd)
	addCheck(cmd, &check)
	return cmd
}

// addCheck adds --check to a command that rewrites files.
func addCheck(cmd *cobra.Command, check *bool) {
	cmd.Flags().BoolVar(check, "check", false, "write nothing, and exit with 1 if a file would change")
	cmd.MarkFlagsMutuallyExclusive("write", "check")
}

func runFmt(cmd *cobra.Command, check bool, args []string) error {
	var diags source.Diags
	changes := 0
	for _, name := range args {
		old, err := readFileOrStdin(cmd, name, input.Sheet)
		if err != nil {
			return err
		}
		parsed := syntax.Parse(source.NewFile(name, old))
		if len(parsed.Errors) > 0 {
			for _, e := range parsed.Errors {
				diags = append(diags, parsed.Sheet.File.Errorf(source.At(e.At), codes.LessParse, "%s", e.Text))
			}
			continue
		}
		text := string(syntax.Format(parsed.Sheet))
		if text != old {
			changes++
		}
		if err := putFormatted(cmd, check, name, old, text); err != nil {
			return err
		}
	}
	if err := cli.Report(cmd, diags); err != nil {
		return err
	}
	if changes > 0 && check {
		return cli.Exit(cli.Problems)
	}
	return nil
}

// putFormatted writes a formatted text, or prints what would change.
func putFormatted(cmd *cobra.Command, check bool, name, old, text string) error {
	switch {
	case check && text != old:
		return cli.WriteOutput(cmd, "", []byte(name+"\n"))
	case check:
		return nil
	case name == "-":
		return cli.WriteOutput(cmd, "", []byte(text))
	case text == old:
		return nil
	case cli.Writing(cmd):
		return cli.WriteOutput(cmd, name, []byte(text))
	}
	diff := udiff.Unified(name, name+" (formatted)", old, text)
	return cli.WriteOutput(cmd, "", []byte(colorDiff(diff, cli.Colored(cmd, cmd.OutOrStdout()))))
}

func readFileOrStdin(cmd *cobra.Command, name string, k input.Kind) (string, error) {
	if name != "-" {
		return input.Text(cmd.Context(), name, k)
	}
	data, err := input.ReadFrom(cmd.Context(), cmd.InOrStdin(), "standard input", k)
	if err != nil {
		return "", err
	}
	return string(data), input.Encoding("standard input", data)
}
