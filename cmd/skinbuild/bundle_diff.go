package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/project/zimlet"
	"skinbuild/internal/tree"
)

// patchForm prints a difference as a unified diff.
const patchForm = "patch"

func bundleDiffCommand() *cobra.Command {
	var trust trustFlags
	var exitCode bool
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Print what changes for users if one bundle replaces another",
		Long: `List the files that differ, what they belong to and which browsers they are for; with
--format patch also how, as a unified diff. Zimlets are compared file by file.

With --webapp the skins of both bundles are rendered in that webapp for every
supported browser, as the server would, and the browsers listed are those that would
get something else.`,
		Example: `  skinbuild bundle diff --trust team.pub acme-1.3.0.skinbundle acme-1.4.0.skinbundle
  skinbuild bundle diff --trust team.pub --format patch old.skinbundle new.skinbundle
  skinbuild bundle diff --trust team.pub --webapp /opt/zimbra/jetty_base/webapps/zimbra old.skinbundle new.skinbundle`,
		Args: cobra.ExactArgs(2),
	}
	trust.add(cmd)
	webapp := flags.AddWebapp(cmd, nil)
	cli.AddFormat(cmd, cli.Text, cli.JSON, patchForm)
	cli.AddExitCode(cmd, &exitCode)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		old, err := trust.open(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		now, err := trust.open(cmd.Context(), args[1])
		if err != nil {
			return err
		}
		d := pack.Diff(old, now)
		if names, _ := webapp.Names(cmd); len(names) > 0 {
			live, _, err := webapp.Open(cmd)
			if err != nil {
				return err
			}
			if err := renderedDifference(&d, live, webapp.Release(), old, now); err != nil {
				return cli.Opening(err)
			}
		}
		switch cli.Format(cmd) {
		case cli.JSON:
			err = cli.PrintJSON(cmd, "bundle-diff", d)
		case patchForm:
			err = printPatch(cmd, old, now)
		default:
			err = cli.WriteResult(cmd, []byte(describeDifference(d)))
		}
		if err == nil && exitCode && len(d.Files) > 0 {
			return cli.Exit(cli.Problems)
		}
		return err
	}
	return cmd
}

func printPatch(cmd *cobra.Command, old, now *pack.Bundle) error {
	before, err := unpacked(old.Files())
	if err != nil {
		return err
	}
	after, err := unpacked(now.Files())
	if err != nil {
		return err
	}
	changes := tree.Diff(before, after)
	changes = slices.DeleteFunc(changes, func(c tree.Change) bool { return c.Path.String() == "sbom.cdx.json" })
	return cli.WriteResult(cmd, []byte(pack.Patch(changes)))
}

// unpacked puts the files of each zimlet in the place of its archive.
func unpacked(files tree.Tree) (tree.Tree, error) {
	var entries []tree.Entry
	for e := range files.All() {
		name := e.Path.String()
		z, _ := zimlet.LoadZip(e.Data, name, zimlet.Options{})
		if !strings.HasSuffix(name, ".zip") || z == nil {
			entries = append(entries, e)
			continue
		}
		inner, err := below(z.Files(), name)
		if err != nil {
			return tree.Tree{}, err
		}
		entries = slices.AppendSeq(entries, inner.All())
	}
	return tree.New(entries...)
}

func describeDifference(d pack.Difference) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s (sequence %d) -> %s %s (sequence %d)\n", d.Old.Name, d.Old.Version, d.Old.Sequence, d.New.Name, d.New.Version, d.New.Sequence)
	for _, c := range d.Files {
		switch {
		case c.Old == nil:
			fmt.Fprintf(&out, "+ %s  %d bytes%s\n", c.Path, c.New.Size, meantFor(c.New))
		case c.New == nil:
			fmt.Fprintf(&out, "- %s%s\n", c.Path, meantFor(c.Old))
		default:
			fmt.Fprintf(&out, "~ %s  %+d bytes%s\n", c.Path, c.New.Size-c.Old.Size, meantFor(c.New))
		}
	}
	list := func(what string, names []string) {
		if len(names) > 0 {
			fmt.Fprintf(&out, "%s: %s\n", what, strings.Join(names, ", "))
		}
	}
	list("releases added", d.ReleasesAdded)
	list("releases no longer named", d.ReleasesRemoved)
	switch {
	case len(d.Files) == 0:
		out.WriteString("no file differs\n")
	case d.AllBrowsers:
		out.WriteString("browsers touched: all\n")
	default:
		list("browsers touched", d.Browsers)
	}
	return out.String()
}

func meantFor(f *pack.File) string {
	if f.By == "" {
		return ""
	}
	return " (" + f.By + ")"
}
