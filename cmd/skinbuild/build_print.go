package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project"
)

// print prints the summary that people read.
func (f *buildFlags) print(cmd *cobra.Command, b *project.Build, out string) error {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	cached := 0
	for _, part := range b.Parts {
		if part.Cached {
			cached++
		}
		if line := f.describe(b, part); line != "" {
			fmt.Fprintln(w, line)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	text.WriteString(checked(b.Parts))
	verb := "wrote"
	if cli.DryRun(cmd) {
		verb = "would write"
	}
	if len(b.Bundle) > 0 {
		signature := "unsigned"
		if f.sign != "" {
			signature = "signed"
		}
		fmt.Fprintf(&text, "%s  %s, %s\n", filepath.ToSlash(filepath.Join(out, b.Info.FileName())), project.FormatSize(int64(len(b.Bundle))), signature)
	}
	fmt.Fprintf(&text, "for browsers from %s on; %d of %d parts from the cache, %.2f s\n", strings.Join(b.Info.Browsers, ", "), cached, len(b.Parts), time.Since(f.started).Seconds())
	if err := cli.WriteOutput(cmd, "", []byte(text.String())); err != nil {
		return err
	}
	cli.Note(cmd, "%s %s", verb, filepath.ToSlash(out))
	return nil
}

// describe is the line of one part; "" for one that others speak of.
func (f *buildFlags) describe(b *project.Build, part project.Part) string {
	switch {
	case strings.HasPrefix(part.Name, "check "), part.Name == "delivered", part.Name == "budget", part.Name == "bundle":
		return ""
	case part.Name == "templates" && b.Plan == nil:
		return ""
	case part.Name == "templates":
		return fmt.Sprintf("templates\t%d files of %s change", len(b.Plan.Changes), strings.Join(f.webapps, ", "))
	}
	files, size, compressed := 0, 0, 0
	for _, file := range part.Files {
		if strings.HasPrefix(file.Path, "maps/") {
			continue
		}
		files++
		size += file.Size
		compressed += file.Gzip
	}
	note := ""
	switch {
	case part.Name == "scripts":
		note = fmt.Sprintf("%d fixes, %d feature detects", b.Scripts.Fixes, len(b.Scripts.Detects))
	case part.Warnings > 0:
		note = plural(part.Warnings, "warning")
	}
	gzip := ""
	if compressed > 0 {
		gzip = project.FormatSize(int64(compressed)) + " gzip"
	}
	return strings.TrimRight(fmt.Sprintf("%s\t%s\t%s\t%s\t%s", part.Name, plural(files, "file"), project.FormatSize(int64(size)), gzip, note), "\t")
}

// checked is the line about the checks.
func checked(parts []project.Part) string {
	var skins []string
	warnings := 0
	for _, part := range parts {
		if name, ok := strings.CutPrefix(part.Name, "check "); ok {
			skins = append(skins, name)
			warnings += part.Warnings
		}
	}
	if len(skins) == 0 {
		return ""
	}
	found := "nothing found"
	if warnings > 0 {
		found = plural(warnings, "warning")
	}
	return fmt.Sprintf("checked as browsers get it: %s; %s\n", strings.Join(skins, ", "), found)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
