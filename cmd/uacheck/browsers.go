package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/visit/browser"
)

func newBrowsersCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "browsers",
		Short: "List the browsers installed here, and how to install the others",
		Long: `List the browsers of this machine that "uacheck run" can drive, with their versions;
for those that are missing, the command that installs them on Debian.`,
		Example: "  uacheck browsers\n  uacheck browsers --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			specs := browser.Find(cmd.Context())
			if cli.Format(cmd) == cli.JSON {
				return cli.PrintJSON(cmd, "browsers", struct {
					Browsers []browser.Spec `json:"browsers"`
				}{specs})
			}
			var b strings.Builder
			w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
			for _, s := range specs {
				if s.Path == "" {
					fmt.Fprintf(w, "%s\tnot installed\t%s\n", s.Engine, s.Install)
					continue
				}
				fmt.Fprintf(w, "%s\t%s\t%s\n", s.Engine, s.Version, s.Path)
			}
			if err := w.Flush(); err != nil {
				return err
			}
			return cli.WriteResult(cmd, []byte(b.String()))
		},
	}
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	return cmd
}
