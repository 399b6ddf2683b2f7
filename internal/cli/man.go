package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"
)

// Annotations of the root command: its description without the parts about codes and
// variables, and the files that Files adds.
const (
	description = "skinbuild_description"
	files       = "skinbuild_files"
)

// A File is a file or folder that a tool reads or writes without being given its name.
type File struct{ Name, Text string }

// Files says which files the commands of a tool use, for the manual and the man pages.
func Files(root *cobra.Command, list ...File) {
	var b strings.Builder
	for _, f := range list {
		fmt.Fprintf(&b, "%s\t%s\n", f.Name, f.Text)
	}
	root.Annotations[files] = b.String()
}

func filesOf(root *cobra.Command) []File {
	var list []File
	for line := range strings.Lines(root.Annotations[files]) {
		name, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		list = append(list, File{name, text})
	}
	return list
}

// writeMan writes a man page for each command into dir.
func writeMan(root *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root.DisableAutoGenTag = true
	long := root.Long
	defer func() { root.Long = long }()
	root.Long = root.Annotations[description]
	return manTree(root, dir)
}

func manTree(cmd *cobra.Command, dir string) error {
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			if err := manTree(sub, dir); err != nil {
				return err
			}
		}
	}
	page, err := manPage(cmd)
	if err != nil {
		return err
	}
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
	return WriteFile(filepath.Join(dir, name), page)
}

// manPage returns the page that cobra makes, with the sections that it lacks: exit codes,
// variables and files. Nothing in it comes from a clock.
func manPage(cmd *cobra.Command) ([]byte, error) {
	root := cmd.Root()
	header := &doc.GenManHeader{Section: "1", Source: root.Name() + " " + Version, Manual: root.Short}
	var page bytes.Buffer
	long := cmd.Long
	defer func() { cmd.Long = long }()
	cmd.Long = fencedTables(long)
	if err := doc.GenMan(cmd, header, &page); err != nil {
		return nil, err
	}
	const last = ".SH SEE ALSO"
	head, seeAlso, found := strings.Cut(string(withoutDate(page.Bytes())), last)
	var b strings.Builder
	b.WriteString(strings.TrimRight(head, "\n") + "\n")
	b.WriteString(".SH EXIT STATUS\n")
	for _, e := range exitCodes {
		manItem(&b, fmt.Sprint(e.code), e.text)
	}
	manEnvironment(&b, cmd)
	b.WriteString(".SH FILES\n")
	for _, f := range filesOf(root) {
		manItem(&b, f.Name, f.Text)
	}
	if found {
		b.WriteString(last + seeAlso)
	}
	return []byte(b.String()), nil
}

// fencedTables puts the indented lines of a help text, which are tables and examples,
// between fences, so that a man page keeps their line ends.
func fencedTables(text string) string {
	const fence = "```"
	var out []string
	inside := false
	for line := range strings.SplitSeq(text, "\n") {
		if table := strings.HasPrefix(line, "  "); table != inside {
			out = append(out, "", fence)
			if inside {
				out = append(out, "")
			}
			inside = table
		}
		out = append(out, line)
	}
	if inside {
		out = append(out, fence)
	}
	return strings.Join(out, "\n")
}

// manEnvironment lists the variables that the command reads.
func manEnvironment(b *strings.Builder, cmd *cobra.Command) {
	b.WriteString(".SH ENVIRONMENT\n")
	list := func(f *pflag.Flag) {
		if inEnvironment(f) {
			manItem(b, environmentName(cmd.Root().Name(), f.Name), "sets --"+f.Name)
		}
	}
	cmd.NonInheritedFlags().VisitAll(list)
	cmd.InheritedFlags().VisitAll(list)
	manItem(b, "NO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE", "decide about colors where --color is auto")
}

// manItem writes a tagged paragraph.
func manItem(b *strings.Builder, tag, text string) {
	escape := strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace
	fmt.Fprintf(b, ".TP\n\\fB%s\\fP\n\\&%s\n", escape(tag), escape(text))
}

// withoutDate empties the date in the head of a man page: the month of the build is not a
// fact about it.
func withoutDate(page []byte) []byte {
	lines := strings.SplitAfter(string(page), "\n")
	for i, line := range lines {
		if parts := strings.Split(line, `"`); strings.HasPrefix(line, ".TH ") && len(parts) > 5 {
			parts[5] = ""
			lines[i] = strings.Join(parts, `"`)
		}
	}
	return []byte(strings.Join(lines, ""))
}
