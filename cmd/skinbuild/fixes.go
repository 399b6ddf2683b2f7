package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"skinbuild"
	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/project/scripts"
	"skinbuild/internal/tree"
)

const fixesLong = `List the fixes of FixZimbra.js, those of the project before those of the tool: symptom,
browsers, what each replaces.

With --webapp the scripts of that release are read, and each fix is judged by the test
that it makes in the browser:

  needed      the code has the fault
  by browser  the code has it, and only some browsers show it
  not needed  the code is repaired
  not there   the release does not have the function

overrides/SynaSkinOverride.json switches a fix off by its id.`

func fixesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fixes",
		Short: "List the fixes of FixZimbra.js, and which of them a release needs",
		Long:  fixesLong,
		Example: `  skinbuild fixes
  skinbuild fixes --webapp /opt/zimbra/jetty_base/webapps/zimbra
  skinbuild fixes --json | jq '.fixes[] | select(.need == "needed") | .id'`,
		Args: cobra.NoArgs,
	}
	project := flags.AddProject(cmd)
	webapp := flags.AddWebapp(cmd, project)
	cli.AddFormat(cmd, cli.Text, cli.JSON, markdownForm)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		files, err := openOverrides(cmd, project)
		if err != nil {
			return err
		}
		fixes, err := scripts.Fixes(files)
		if err != nil {
			return cli.Fail(cli.Problems, err)
		}
		needs, err := readNeeds(cmd, webapp, fixes)
		if err != nil {
			return err
		}
		switch cli.Format(cmd) {
		case markdownForm:
			return cli.WriteResult(cmd, []byte(scripts.FixTable(fixes)))
		case cli.JSON:
			return cli.PrintJSON(cmd, "fixes", struct {
				Fixes []listedFix `json:"fixes"`
			}{fixList(fixes, needs)})
		}
		return printFixes(cmd, fixes, needs)
	}
	return cmd
}

// markdownForm prints the table of docs/fixes.md.
const markdownForm = "markdown"

// openOverrides returns the project's own scripts over those of the tool, as a build
// has them.
func openOverrides(cmd *cobra.Command, p *flags.Project) (fs.FS, error) {
	tools, err := fs.Sub(skinbuild.Default(), "overrides")
	if err != nil {
		return nil, err
	}
	loaded, err := p.Find(cmd)
	if err != nil || loaded == nil || loaded.Dir == "" {
		return tools, err
	}
	return tree.Layers{input.Folder(cmd.Context(), filepath.Join(loaded.Dir, loaded.Config.Scripts.Dir)), tools}, nil
}

// readNeeds reads the webapp and, where its folder lies in a checkout of the vendor's
// sources, the ajax scripts that lie apart there. Without a webapp no need is known.
func readNeeds(cmd *cobra.Command, webapp *flags.Webapp, fixes []scripts.Fix) ([]scripts.Need, error) {
	names, err := webapp.Names(cmd)
	if err != nil || len(names) == 0 {
		return make([]scripts.Need, len(fixes)), err
	}
	live, _, err := webapp.Open(cmd)
	if err != nil {
		return nil, err
	}
	roots := []fs.FS{live}
	for _, name := range names {
		if ajax := filepath.Join(name, "..", "..", "ajax"); isDir(ajax) {
			roots = append(roots, input.Folder(cmd.Context(), ajax))
		}
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
	return nil, cli.Fail(cli.Problems, fmt.Errorf("%s: no script of the web client is there", strings.Join(names, ", ")), "name the folder that holds public/, js/ and WEB-INF/")
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
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
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
		return cli.WriteResult(cmd, []byte(b.String()))
	}
	fmt.Fprintf(&b, "%d fixes: %d needed, %d by browser, %d not needed, %d not there\n", len(fixes),
		count[scripts.Needed], count[scripts.NeedBrowser], count[scripts.NotNeeded], count[scripts.NotThere])
	return cli.WriteResult(cmd, []byte(b.String()))
}
