package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/codes"
	"skinbuild/internal/less/syntax"
	"skinbuild/internal/source"
)

// fmtFlags say what happens to the formatted text.
type fmtFlags struct{ write, diff, check bool }

func lessFmtCommand() *cobra.Command {
	var f fmtFlags
	cmd := &cobra.Command{
		Use:   "fmt [flags] FILE...",
		Short: "Format LESS or CSS",
		Long: `Brings LESS or CSS into its usual form: a statement a line, two spaces for each
block, a selector a line. Nothing but white space changes. Without a flag the text
goes to standard output; FILE may be - for standard input.`,
		Example: "  skinbuild less fmt -d skin.less\n  skinbuild less fmt -w skins/*.less\n  skinbuild less fmt --check skins/*.less",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runLessFmt(cmd, f, args) },
	}
	flags := cmd.Flags()
	flags.BoolVarP(&f.write, "write", "w", false, "write the text back to the file")
	flags.BoolVarP(&f.diff, "diff", "d", false, "show what would change, and write nothing")
	flags.BoolVar(&f.check, "check", false, "list the files that would change, and fail if there are any")
	cmd.MarkFlagsMutuallyExclusive("write", "diff", "check")
	return cmd
}

func runLessFmt(cmd *cobra.Command, f fmtFlags, args []string) error {
	var diags source.Diags
	changes := 0
	for _, name := range args {
		old, err := readFileOrStdin(cmd, name)
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
		if err := f.put(cmd, name, old, text); err != nil {
			return err
		}
	}
	if err := cli.Report(cmd, diags); err != nil {
		return err
	}
	if changes > 0 && (f.check || f.diff) {
		return cli.Exit(cli.Problems)
	}
	return nil
}

// put does with a formatted text what the flags say.
func (f fmtFlags) put(cmd *cobra.Command, name, old, text string) error {
	out := cmd.OutOrStdout()
	var err error
	switch {
	case f.write && name == "-":
		return cli.Usagef("standard input cannot be written back")
	case f.write && text != old:
		return cli.WriteOutput(cmd, name, []byte(text))
	case f.write:
	case f.diff && text != old:
		_, err = fmt.Fprint(out, udiff.Unified(name, name+" (formatted)", old, text))
	case f.check && text != old:
		_, err = fmt.Fprintln(out, name)
	case !f.check && !f.diff:
		_, err = io.WriteString(out, text)
	}
	return err
}

func readFileOrStdin(cmd *cobra.Command, name string) (string, error) {
	if name == "-" {
		data, err := io.ReadAll(cmd.InOrStdin())
		return string(data), err
	}
	data, err := os.ReadFile(name)
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		return "", fmt.Errorf("%s: %w", name, pathError.Err)
	}
	return string(data), err
}
