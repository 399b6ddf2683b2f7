package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project/scripts"
	"skinbuild/internal/server/reference"
)

func fixesCommand() *cobra.Command {
	var overrides, webapp string
	var asJSON, markdown bool
	cmd := &cobra.Command{
		Use:   "fixes",
		Short: "List the fixes of FixZimbra.js, and which of them a release needs",
		Long: `Lists the fixes that FixZimbra.js holds: symptom, browsers, what each replaces.

With --webapp, the scripts of that release are read, and each fix is judged by
the test that it makes itself in the browser:

  needed      the code has the fault
  by browser  the code has it, and only some browsers show it
  not needed  the code is repaired
  not there   the release does not have the function

Each fix can be switched off by its id in overrides/SynaSkinOverride.json.`,
		Example: `  skinbuild fixes
  skinbuild fixes --webapp /opt/zimbra/jetty/webapps/zimbra
  skinbuild fixes --json | jq '.[] | select(.need == "needed") | .id'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := openOverrides(overrides)
			if err != nil {
				return err
			}
			fixes, err := scripts.Fixes(files)
			if err != nil {
				return cli.Fail(cli.Problems, err)
			}
			needs := make([]scripts.Need, len(fixes))
			if webapp != "" {
				if needs, err = readNeeds(webapp, fixes); err != nil {
					return err
				}
			}
			switch {
			case markdown:
				return cli.WriteOutput(cmd, "", []byte(scripts.FixTable(fixes)))
			case asJSON:
				return printJSON(cmd, fixList(fixes, needs))
			}
			return printFixes(cmd, fixes, needs)
		},
	}
	flags := cmd.Flags()
	addOverrides(cmd, &overrides)
	flags.StringVar(&webapp, "webapp", "", "judge by the scripts of this web application")
	flags.BoolVar(&asJSON, "json", false, "print the list as JSON")
	flags.BoolVar(&markdown, "markdown", false, "print the list as docs/fixes.md has it")
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	return cmd
}

// readNeeds reads the web application and, where the folder lies in a checkout of
// the vendor's sources, the ajax scripts that lie apart there.
func readNeeds(webapp string, fixes []scripts.Fix) ([]scripts.Need, error) {
	live, err := reference.Open(webapp)
	if err != nil {
		return nil, cli.Fail(cli.Usage, err)
	}
	roots := []fs.FS{live}
	ajax := filepath.Join(webapp, "..", "..", "ajax")
	if _, err := os.Stat(ajax); err == nil {
		roots = append(roots, os.DirFS(ajax))
	}
	needs, err := scripts.Needs(fixes, roots...)
	if err != nil {
		return nil, err
	}
	for i, f := range fixes {
		if len(f.Places) > 0 && needs[i] != scripts.NotThere {
			return needs, nil
		}
	}
	return nil, cli.Fail(cli.Problems, fmt.Errorf("%s: no script of the web client is there", webapp), "name the folder that holds public/, js/ and WEB-INF/")
}

// listedFix is a fix with what a release says about it.
type listedFix struct {
	scripts.Fix
	Need scripts.Need `json:"need,omitempty"`
}

func fixList(fixes []scripts.Fix, needs []scripts.Need) []listedFix {
	list := make([]listedFix, len(fixes))
	for i, f := range fixes {
		list[i] = listedFix{f, needs[i]}
	}
	return list
}

func printFixes(cmd *cobra.Command, fixes []scripts.Fix, needs []scripts.Need) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	count := map[scripts.Need]int{}
	for i, f := range fixes {
		count[needs[i]]++
		need := string(needs[i])
		if need != "" {
			need += "\t"
		}
		fmt.Fprintf(w, "%s\t%s%s\t%s\n", f.ID, need, strings.TrimSuffix(f.Title, "."), f.Browsers)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if count[scripts.NeedUnknown] == len(fixes) {
		return nil
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%d fixes: %d needed, %d by browser, %d not needed, %d not there\n", len(fixes),
		count[scripts.Needed], count[scripts.NeedBrowser], count[scripts.NotNeeded], count[scripts.NotThere])
	return err
}
