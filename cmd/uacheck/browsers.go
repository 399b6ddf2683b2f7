package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"skinbuild/internal/visit/browser"
)

func newBrowsersCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "browsers",
		Short: "List the browsers found here, and how to install the others",
		Long: `List the browsers of this machine that uacheck run can drive, with their
versions; for those that are missing, the command that installs them on Debian.`,
		Example: "  uacheck browsers\n  uacheck browsers --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			specs := browser.Find(cmd.Context())
			if asJSON {
				enc := json.NewEncoder(cmd.OutOrStdout())
				enc.SetIndent("", "  ")
				return enc.Encode(specs)
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, s := range specs {
				if s.Path == "" {
					fmt.Fprintf(w, "%s\tnot installed\t%s\n", s.Engine, s.Install)
					continue
				}
				fmt.Fprintf(w, "%s\t%s\t%s\n", s.Engine, s.Version, s.Path)
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
