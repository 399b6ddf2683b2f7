package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"skinbuild/internal/server/es3"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"skinbuild"
	"skinbuild/internal/cli"
	"skinbuild/internal/project/scripts"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// scriptsFlags are the flags of "scripts".
type scriptsFlags struct {
	overrides, modules, skins string
	out, maps                 string
	asJSON, dryRun            bool
}

func scriptsCommand() *cobra.Command {
	var f scriptsFlags
	cmd := &cobra.Command{
		Use:   "scripts",
		Short: "Build the scripts that go into the pages",
		Long: `Builds the scripts for the pages of the web client, in the order in which a page
loads them:

  SynaHead.js          classes for Internet Explorer, and what the vendor's
                       scripts need even to start
  SynaModernizr.js     the feature detects that scripts and skins ask for, under
                       the name SynaModernizr and with classes m-…
  SynaJQuery.js        jQuery where a page has none
  SynaQuery.js         jQuery under the name SynaQuery, whatever the page has
  SynaSkinConfig.js    the settings of overrides/SynaSkinOverride.json
  FixZimbra.js         the fixes; "skinbuild fixes" lists them
  SynaSkinOverride.js  what the settings switch on

Prints name, size, compressed size, whether the script passes the server's
compressor and so may be part of a skin, and the value for the integrity
attribute. With -o, writes them.`,
		Example: `  skinbuild scripts
  skinbuild scripts -o dist/scripts --maps dist/maps
  skinbuild scripts --json | jq -r '.scripts[] | .name + " " + .integrity'
  skinbuild scripts check --for skin skins/acme/skin.js`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return buildScripts(cmd, &f) },
	}
	flags := cmd.Flags()
	addOverrides(cmd, &f.overrides)
	flags.StringVar(&f.modules, "modules", "", "the folder with the packages of overrides/vendor.json (default node_modules here, in a folder above, or beside the tool)")
	flags.StringVar(&f.skins, "skins", "", "a folder of sheets that may ask for feature detects (default skins, if it is there)")
	flags.StringVarP(&f.out, "output", "o", "", "write the scripts into this folder")
	flags.StringVar(&f.maps, "maps", "", "write the source maps into this folder")
	flags.BoolVar(&f.asJSON, "json", false, "print the summary as JSON")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "with -o or --maps: write nothing")
	cmd.AddCommand(scriptsCheckCommand())
	return cmd
}

func buildScripts(cmd *cobra.Command, f *scriptsFlags) error {
	overrides, err := openOverrides(f.overrides)
	if err != nil {
		return err
	}
	modules := findModules(".")
	if f.modules != "" {
		modules = os.DirFS(f.modules)
	}
	if modules == nil {
		return cli.Fail(cli.Environment, errors.New("the npm packages jquery and modernizr are not there"), "run npm ci --ignore-scripts in the project, or name their folder with --modules")
	}
	opt := &scripts.Options{Overrides: overrides, Modules: modules, Skins: skinsFolder(f.skins)}
	result, ds, err := scripts.Build(opt)
	if err != nil {
		return err
	}
	if err := cli.Report(cmd, ds); err != nil {
		return err
	}
	if err := writeScripts(cmd, f, result); err != nil {
		return err
	}
	if f.asJSON {
		return printJSON(cmd, summary(result))
	}
	return printScripts(cmd, result)
}

// addOverrides adds the flag that names the project's own scripts.
func addOverrides(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "overrides", "", "the folder with the project's own scripts, which go before the tool's (default overrides, if it is there)")
}

// openOverrides returns the project's own scripts over those of the tool, as a
// build has them.
func openOverrides(dir string) (fs.FS, error) {
	if dir == "" {
		dir = "overrides"
	} else if _, err := os.Stat(dir); err != nil {
		return nil, cli.Fail(cli.Environment, err, "--overrides names the folder with fixes/ and the settings")
	}
	tools, err := fs.Sub(skinbuild.Default(), "overrides")
	return tree.Layers{os.DirFS(dir), tools}, err
}

func skinsFolder(name string) fs.FS {
	if name == "" {
		if info, err := os.Stat("skins"); err != nil || !info.IsDir() {
			return nil
		}
		name = "skins"
	}
	return os.DirFS(name)
}

func writeScripts(cmd *cobra.Command, f *scriptsFlags, r *scripts.Result) error {
	files, err := r.Tree()
	if err != nil {
		return err
	}
	maps, err := r.Maps()
	if err != nil || f.dryRun {
		return err
	}
	if err := writeFolder(cmd, f.out, files); err != nil {
		return err
	}
	return writeFolder(cmd, f.maps, maps)
}

// writeFolder writes the files of t, without their folders, into dir; "" is nowhere.
func writeFolder(cmd *cobra.Command, dir string, t tree.Tree) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for e := range t.All() {
		if err := cli.WriteFile(filepath.Join(dir, filepath.Base(e.Path.String())), e.Data); err != nil {
			return err
		}
	}
	return nil
}

// scriptSummary is the JSON form of what was built; sizes in bytes.
type scriptSummary struct {
	Scripts []builtScript `json:"scripts"`
	Detects []string      `json:"detects"`
	Fixes   []scripts.Fix `json:"fixes"`
	Bundled []scripts.Pin `json:"bundled"`
}

type builtScript struct {
	Name      string `json:"name"`
	Size      int    `json:"size"`
	Gzip      int    `json:"gzip"`
	ES3       bool   `json:"es3"`
	Integrity string `json:"integrity"`
}

func summary(r *scripts.Result) scriptSummary {
	s := scriptSummary{Detects: r.Detects, Fixes: r.Fixes, Bundled: r.Pins}
	for _, b := range r.Scripts {
		s.Scripts = append(s.Scripts, builtScript{b.Name, len(b.Text), b.Gzip, b.ES3, b.Integrity})
	}
	return s
}

func printScripts(cmd *cobra.Command, r *scripts.Result) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, s := range r.Scripts {
		way := "page"
		if s.ES3 {
			way = "page or skin"
		}
		fmt.Fprintf(w, "%s\t%d\t%d gzip\t%s\t%s\n", s.Name, len(s.Text), s.Gzip, way, s.Integrity)
	}
	return w.Flush()
}

func scriptsCheckCommand() *cobra.Command {
	var use string
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Check scripts against the grammar that the server's compressor reads",
		Long: `The server puts the scripts of all zimlets, and each skin.js, through YUI
Compressor, which reads ECMAScript 3. One script that it refuses takes every
zimlet, or the login page, down. An error is what it refuses; a warning is what
it lets through to browsers that may not.`,
		Example: `  skinbuild scripts check zimlets/com_acme_fixup/*.js
  skinbuild scripts check --for skin skins/acme/skin.js`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, names []string) error {
			uses := map[string]es3.Use{"zimlet": es3.ForZimlet, "skin": es3.ForSkin}
			way, ok := uses[use]
			if !ok {
				return cli.Usagef("--for is %q, want zimlet or skin", use)
			}
			var ds source.Diags
			for _, name := range names {
				text, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				ds = append(ds, es3.Check(source.NewFile(filepath.ToSlash(name), string(text)), way)...)
			}
			return cli.Report(cmd, ds)
		},
	}
	cmd.Flags().StringVar(&use, "for", "zimlet", "the way the script takes: zimlet or skin")
	_ = cmd.RegisterFlagCompletionFunc("for", cobra.FixedCompletions([]string{"zimlet", "skin"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}
