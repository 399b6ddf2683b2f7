package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/docs"
	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

const docsLong = `Print a page of the manual, which is part of the tool. Without PAGE, list the pages. A
page is named as in the manual: "bundle" or "docs/bundle.md". "explain --code CODE" also
prints the pages of codes.`

// docsCommand prints the embedded manual.
func docsCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "docs [PAGE]",
		Short:             "Print a page of the manual, or list the pages",
		Long:              docsLong,
		Example:           "  {} docs\n  {} docs troubleshooting",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completePages,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listPages(cmd)
			}
			return printPage(cmd, args[0])
		},
	}
}

// pageNames returns the pages of the manual without those of codes, in order.
func pageNames() []string {
	var names []string
	for _, pattern := range []string{"*.md", "guides/*.md", "explanation/*.md", "commands/*.md"} {
		found, _ := fs.Glob(docs.Pages(), pattern) // the pattern is well-formed
		for _, name := range found {
			names = append(names, strings.TrimSuffix(name, ".md"))
		}
	}
	return names
}

func completePages(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return pageNames(), cobra.ShellCompDirectiveNoFileComp
}

// listPages prints the name and the heading of each page.
func listPages(cmd *cobra.Command) error {
	var b strings.Builder
	for _, name := range pageNames() {
		text, err := fs.ReadFile(docs.Pages(), name+".md")
		if err != nil {
			return err
		}
		heading, _, _ := strings.Cut(string(text), "\n")
		fmt.Fprintf(&b, "%-20s %s\n", name, strings.TrimPrefix(heading, "# "))
	}
	fmt.Fprintf(&b, "%-20s %s\n", "codes/GROUP-NAME", "a page for each code of a message")
	fmt.Fprintf(&b, "%-20s %s\n", "schemas/NAME.json", "the JSON schema of a document that a command prints")
	return WriteResult(cmd, []byte(b.String()))
}

func printPage(cmd *cobra.Command, name string) error {
	if text, err := fs.ReadFile(docs.Schemas(), name); err == nil {
		return WriteResult(cmd, text)
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "docs/"), ".md")
	text, err := fs.ReadFile(docs.Pages(), name+".md")
	if err != nil {
		err := fmt.Errorf("the manual has no page %q", name)
		if near := source.Nearest(name, pageNames()); near != "" {
			return Fail(Usage, err, "did you mean "+near+"?")
		}
		return Fail(Usage, err, cmd.Root().Name()+" docs lists the pages")
	}
	return WriteResult(cmd, text)
}

const flagCode = "code"

// AddCode adds --code to a command that explains: RunCode then does its work.
func AddCode(cmd *cobra.Command) {
	cmd.Flags().String(flagCode, "", "print the page of this `CODE` of a message, as less/name")
	_ = cmd.RegisterFlagCompletionFunc(flagCode, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return codeNames(), cobra.ShellCompDirectiveNoFileComp
	})
}

// HasCode reports whether --code is given.
func HasCode(cmd *cobra.Command) bool { return cmd.Flags().Changed(flagCode) }

// RunCode prints the page of the code that --code names. An unknown code is wrong
// usage, with the nearest code as a hint.
func RunCode(cmd *cobra.Command) error {
	name, _ := cmd.Flags().GetString(flagCode)
	name = strings.Trim(strings.TrimSpace(name), "[]")
	c, err := codes.Parse(name)
	if err != nil {
		if near := nearestCode(name); near != "" {
			return Fail(Usage, err, "did you mean "+near+"?")
		}
		return Fail(Usage, err, "a code is the word in brackets at the end of a message")
	}
	return printPage(cmd, c.Page())
}

// ExplainCommand returns the command "explain --code CODE", for a tool that explains
// nothing else.
func ExplainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "explain --code CODE",
		Short:   "Explain the code of a message",
		Long:    "Print what a code means, with an example, and how to correct what it reports. The code\nis the word in brackets at the end of a message.",
		Example: "  {} explain --code jsp/include",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !HasCode(cmd) {
				return Fail(Usage, errors.New("--code is missing"), "a code is the word in brackets at the end of a message")
			}
			return RunCode(cmd)
		},
	}
	AddCode(cmd)
	return cmd
}

// codePage returns the address and the text of the page about a code. Where the module
// path names no host, the address names the page without a place to fetch it from.
func codePage(c codes.Code) (uri, markdown string) {
	text, err := fs.ReadFile(docs.Pages(), c.Page())
	if err != nil {
		return "", ""
	}
	if home := homepage(); home != "" {
		return home + "/blob/HEAD/docs/" + c.Page(), string(text)
	}
	return "urn:x-skinbuild:docs/" + c.Page(), string(text)
}

func codeNames() []string {
	var names []string
	for _, c := range codes.All() {
		names = append(names, c.String())
	}
	return names
}

// nearestCode also finds a code by its name without the group.
func nearestCode(name string) string {
	if near := source.Nearest(name, codeNames()); near != "" {
		return near
	}
	for _, c := range codes.All() {
		if _, short, _ := strings.Cut(c.String(), "/"); short == name {
			return c.String()
		}
	}
	return ""
}
