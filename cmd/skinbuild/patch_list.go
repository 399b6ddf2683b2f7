package main

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/inject"
	"skinbuild/internal/inject/patch"
	"skinbuild/internal/input"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/tree"
	"skinbuild/internal/versions"
)

// listedPatch is a patch in the list, with its state if a webapp is named.
type listedPatch struct {
	Name    string       `json:"name"`
	Header  patch.Header `json:"header"`
	State   *patch.State `json:"state,omitempty"`
	Variant int          `json:"variant,omitempty"`
	Offset  int          `json:"offset,omitempty"`
	Reasons []string     `json:"reasons,omitempty"`
}

func patchListCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the patches of the project, and what each is on a webapp",
		Long: `Lists the patches in the order in which they are applied, with what their headers say.
With --webapp, also the state of each: already, fits, moved, variant, not needed, no
file or conflict, and why. Later patches are tried on what the earlier ones make.`,
		Example: `  skinbuild patch list
  skinbuild patch list --webapp /opt/zimbra/jetty_base/webapps/zimbra --json`,
		Args: cobra.NoArgs,
	}
	project := flags.AddProject(cmd)
	webapp := flags.AddWebapp(cmd, project)
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		folder, err := openPatches(cmd, project)
		if err != nil {
			return err
		}
		series, _, err := folder.series(cmd)
		if err != nil {
			return err
		}
		names, err := webapp.Names(cmd)
		if err != nil {
			return err
		}
		var files fs.FS = tree.Tree{}
		if len(names) > 0 {
			if files, _, err = webapp.Open(cmd); err != nil {
				return err
			}
		}
		plan, err := series.Apply(files, inject.Options{Release: webapp.Release(), LeaveOut: true})
		if err != nil {
			return cli.Fail(cli.Environment, err)
		}
		list := []listedPatch{}
		for _, s := range plan.Patches {
			p := listedPatch{Name: s.Key, Header: s.Header}
			if len(names) > 0 {
				p.State, p.Variant, p.Offset, p.Reasons = &s.State, s.Variant, s.Offset, s.Reasons
			}
			list = append(list, p)
		}
		if cli.Format(cmd) == cli.JSON {
			return cli.PrintJSON(cmd, "patches", struct {
				Patches []listedPatch `json:"patches"`
			}{list})
		}
		return cli.WriteResult(cmd, []byte(describePatches(list)))
	}
	return cmd
}

func describePatches(list []listedPatch) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, p := range list {
		state := ""
		if p.State != nil {
			state = p.State.String()
			switch {
			case p.Variant > 0:
				state += fmt.Sprintf(" (variant %d)", p.Variant)
			case p.Offset != 0:
				state += fmt.Sprintf(" (%+d lines)", p.Offset)
			}
			state += "\t"
		}
		fmt.Fprintf(w, "%s\t%s%s\t%s\n", p.Name, state, strings.Join(slices.Concat(p.Header.CVE, p.Header.Advisory), " "), p.Header.Subject)
		for _, why := range p.Reasons {
			fmt.Fprintf(w, "\t  %s\n", why)
		}
	}
	_ = w.Flush() // to memory
	if len(list) == 0 {
		return "the project has no patches\n"
	}
	return b.String()
}

// patchRow is a patch in the matrix: its state by release.
type patchRow struct {
	Name   string                 `json:"name"`
	States map[string]patch.State `json:"states"`
}

func patchCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check FOLDER",
		Short: "Try every patch on every release of a folder",
		Long: `FOLDER holds releases: FOLDER/RELEASE/webapps/zimbra, or FOLDER/RELEASE with public/
and WEB-INF/. Prints a table of patches and releases with the state of each patch, and
what does not fit. Ends with code 1 if a patch is in conflict, or has no file, on a
release.`,
		Example: `  skinbuild patch check releases
  skinbuild patch check --json releases | jq '.patches[].states'`,
		Args: cobra.ExactArgs(1),
	}
	project := flags.AddProject(cmd)
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		folder, err := openPatches(cmd, project)
		if err != nil {
			return err
		}
		series, _, err := folder.series(cmd)
		if err != nil {
			return err
		}
		releases, err := releasesIn(cmd, args[0])
		if err != nil {
			return err
		}
		var rows []patchRow
		var why []string
		counts := map[string]int{}
		for _, name := range slices.SortedFunc(maps.Keys(releases), compareReleases) {
			opt := inject.Options{LeaveOut: true}
			if _, err := versions.ParseRelease(name); err == nil {
				opt.Release = name
			}
			plan, err := series.Apply(releases[name], opt)
			if err != nil {
				return cli.Fail(cli.Environment, fmt.Errorf("%s: %w", name, err))
			}
			for i, s := range plan.Patches {
				if len(rows) <= i {
					rows = append(rows, patchRow{s.Key, map[string]patch.State{}})
				}
				rows[i].States[name] = s.State
				counts[s.State.String()]++
				if !s.State.Done() {
					why = append(why, fmt.Sprintf("%s on %s: %s", s.Key, name, strings.Join(s.Reasons, "; ")))
				}
			}
		}
		if cli.Format(cmd) == cli.JSON {
			err = cli.PrintJSON(cmd, "patch-matrix", struct {
				Patches []patchRow     `json:"patches"`
				Counts  map[string]int `json:"counts"`
				Reasons []string       `json:"reasons"`
			}{append([]patchRow{}, rows...), counts, append([]string{}, why...)})
		} else {
			err = cli.WriteResult(cmd, []byte(describeMatrix(rows, counts, why)))
		}
		if err == nil && len(why) > 0 {
			err = cli.Exit(cli.Problems)
		}
		return err
	}
	return cmd
}

// releasesIn returns the webapps of a folder by the names of their folders.
func releasesIn(cmd *cobra.Command, dir string) (map[string]fs.FS, error) {
	list, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return nil, cli.Usagef("%v", err)
	}
	found := map[string]fs.FS{}
	for _, at := range list {
		for _, below := range []string{"webapps/zimbra", "WebRoot", "."} {
			files, err := input.Webapp(cmd.Context(), filepath.Join(at, filepath.FromSlash(below)))
			if err != nil {
				continue
			}
			if info, err := fs.Stat(files, "WEB-INF"); err == nil && info.IsDir() {
				found[path.Base(filepath.ToSlash(at))] = files
				break
			}
		}
	}
	if len(found) == 0 {
		return nil, cli.Fail(cli.Usage, fmt.Errorf("%s holds no release", dir), "each release is a folder RELEASE/webapps/zimbra with public/ and WEB-INF/")
	}
	return found, nil
}

// describeMatrix is the table for people: a line for each patch and state.
func describeMatrix(rows []patchRow, counts map[string]int, why []string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		by := map[patch.State][]string{}
		for _, release := range slices.SortedFunc(maps.Keys(row.States), compareReleases) {
			by[row.States[release]] = append(by[row.States[release]], release)
		}
		name := row.Name
		for _, state := range slices.Sorted(maps.Keys(by)) {
			fmt.Fprintf(w, "%s\t%s\t%s\n", name, state, strings.Join(by[state], " "))
			name = ""
		}
	}
	_ = w.Flush() // to memory
	for _, text := range why {
		fmt.Fprintf(&b, "%s\n", text)
	}
	for _, state := range patch.States() {
		if counts[state] > 0 {
			fmt.Fprintf(&b, "%5d %s\n", counts[state], state)
		}
	}
	return b.String()
}

// compareReleases orders releases by age, and other names after them.
func compareReleases(a, b string) int {
	x, err1 := versions.ParseRelease(a)
	y, err2 := versions.ParseRelease(b)
	switch {
	case err1 == nil && err2 == nil:
		return x.Compare(y)
	case err1 == nil:
		return -1
	case err2 == nil:
		return 1
	}
	return strings.Compare(a, b)
}
