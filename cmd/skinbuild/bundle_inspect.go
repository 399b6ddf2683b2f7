package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/tree"
)

func bundleInspectCommand() *cobra.Command {
	var trust trustFlags
	var file string
	cmd := &cobra.Command{
		Use:   "inspect BUNDLE",
		Short: "Print what a verified bundle contains",
		Example: `  skinbuild bundle inspect --trust team.pub acme-1.4.0.skinbundle
  skinbuild bundle inspect --trust team.pub --json acme-1.4.0.skinbundle | jq .manifest.files
  skinbuild bundle inspect --trust team.pub --file sbom.cdx.json acme-1.4.0.skinbundle`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := trust.open(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			switch {
			case file != "":
				return printBundleFile(cmd, b, file)
			case cli.Format(cmd) == cli.JSON:
				return cli.PrintJSON(cmd, "bundle", struct {
					Manifest pack.Manifest `json:"manifest"`
					Signer   pack.Signer   `json:"signer"`
				}{b.Manifest(), b.Signer()})
			}
			return cli.WriteResult(cmd, []byte(describeBundle(b)))
		},
	}
	trust.add(cmd)
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	cmd.Flags().StringVar(&file, "file", "", "print the file of this `PATH` in the bundle instead")
	return cmd
}

func printBundleFile(cmd *cobra.Command, b *pack.Bundle, name string) error {
	path, err := tree.ParsePath(name)
	if err != nil {
		return cli.Usagef("--file: %w", err)
	}
	e, ok := b.Files().Lookup(path)
	if !ok {
		var known []string
		for e := range b.Files().All() {
			known = append(known, e.Path.String())
		}
		return cli.Unknown("--file: the bundle has no file", name, known)
	}
	return cli.WriteResult(cmd, e.Data)
}

func describeBundle(b *pack.Bundle) string {
	m := b.Manifest()
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 8, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, value)
		}
	}
	line("bundle", m.Name+" "+m.Version)
	line("sequence", fmt.Sprint(m.Sequence))
	line("id", m.ID)
	line("signature", signedBy(b.Signer()))
	line("made by", m.Tool)
	line("from commit", m.Commit)
	line("created", m.Created)
	line("releases", strings.Join(m.Releases, " "))
	line("browsers", strings.Join(m.Browsers, ", "))
	for _, c := range m.Components {
		line("bundles", fmt.Sprintf("%s %s (%s)", c.Name, c.Version, c.License))
	}
	w.Flush()
	out.WriteString("\n")
	w = tabwriter.NewWriter(&out, 0, 8, 2, ' ', 0)
	for _, f := range m.Files {
		fmt.Fprintf(w, "%s\t%8d\t%s\t%s\n", f.Mode, f.Size, f.Path, f.By)
	}
	w.Flush()
	return out.String()
}
