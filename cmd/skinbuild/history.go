package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/deploy"
)

func historyCommand() *cobra.Command {
	var f serverFlags
	cmd := &cobra.Command{
		Use:     "history --webapp DIR",
		Short:   "List what was applied to the webapp, and when",
		Example: `  skinbuild history --webapp /opt/zimbra/jetty_base/webapps/zimbra`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := f.open()
			if err != nil {
				return err
			}
			defer s.Close()
			list, err := s.History()
			if err != nil {
				return serverError(err)
			}
			if cli.Format(cmd) == cli.JSON {
				return cli.PrintJSON(cmd, "server-history", struct {
					Current     int                  `json:"current"`
					Generations []*deploy.Generation `json:"generations"`
				}{s.Current().Number, append([]*deploy.Generation{}, list...)})
			}
			var b strings.Builder
			for _, g := range list {
				fmt.Fprintf(&b, "%4d  %s  %-8s  %s%s\n", g.Number, g.Time, g.Command, bundleList(g), release(g))
			}
			if len(list) == 0 {
				b.WriteString("nothing was applied yet\n")
			}
			return cli.WriteResult(cmd, []byte(b.String()))
		},
	}
	f.add(cmd)
	return cmd
}

// bundleList names the bundles of a generation.
func bundleList(g *deploy.Generation) string {
	var list []string
	for _, a := range g.Bundles {
		by := "not signed"
		if a.Signer != "" {
			by = "signed by " + a.Signer
		}
		text := fmt.Sprintf("%s %s, sequence %d, %s", a.Name, a.Version, a.Sequence, by)
		if a.Downgrade {
			text += ", downgrade"
		}
		for _, h := range a.Held {
			text += ", without its " + h.Group
		}
		list = append(list, text)
	}
	if len(list) == 0 {
		return "no bundle"
	}
	return strings.Join(list, "; ")
}

func release(g *deploy.Generation) string {
	if g.Release == "" {
		return ""
	}
	return "; on " + g.Release
}
