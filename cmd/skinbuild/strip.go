package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/strip"
	"skinbuild/internal/source"
)

const stripLong = `Lists the rules of style sheets that can style nothing: rules for classes and ids
that no script, page, template or message of the webapp mentions, and that no
script puts together from parts. Each stands there with what was looked for.

PATH is the folder of a skin in LESS, of which the sheets of its manifest are looked
at, or a .less or .css file, also one of the vendor's. With --write the rules are
dropped from LESS; every one that goes is listed.

A class that only an extension makes, a zimlet or a part of the server, looks dead
unless its sources are given with --sources. --why tells why a name is kept.`

const stripExample = `  skinbuild strip --webapp /opt/zimbra/jetty/webapps/zimbra --sources /opt/zimbra/zimlets-deployed skins/base3
  skinbuild strip --webapp trees/10.1.3/webapps/zimbra trees/10.1.3/webapps/zimbra/css/zm.css
  skinbuild strip --webapp DIR --why .Row-selected
  skinbuild strip --webapp DIR skins/base3 --write`

// stripFlags are what strip is asked for.
type stripFlags struct {
	webapp                             string
	sources, why                       []string
	write, dryRun, asJSON, kept, check bool
}

func stripCommand() *cobra.Command {
	var f stripFlags
	cmd := &cobra.Command{
		Use:     "strip [PATH...]",
		Short:   "Find rules for classes and ids that nothing mentions, and drop them",
		Long:    stripLong,
		Example: stripExample,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.webapp, "webapp", ".", "the webapp: the directory that holds skins/ and css/, or :reference")
	flags.StringArrayVar(&f.sources, "sources", nil, "more scripts and pages that make elements: a `DIR`")
	flags.StringArrayVar(&f.why, "why", nil, "tell why a name, .CLASS or #ID, is kept or not")
	flags.BoolVar(&f.kept, "kept", false, "list the names that are kept too, each with the evidence")
	flags.BoolVar(&f.write, "write", false, "drop the dead rules from the LESS files")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "with --write: write nothing")
	flags.BoolVar(&f.check, "check", false, "fail if there is a dead rule")
	flags.BoolVar(&f.asJSON, "json", false, "print the report as JSON")
	return cmd
}

func (f *stripFlags) run(cmd *cobra.Command, args []string) error {
	if len(args) == 0 && len(f.why) == 0 {
		return cli.Usagef("name the folder of a skin, or style sheets; or ask --why")
	}
	files, err := f.files(args)
	if err != nil {
		return err
	}
	progress := cli.StartProgress(cmd, "reading the sources")
	m, err := f.mentions()
	progress.Stop()
	if err != nil {
		return err
	}
	var reports []*strip.Report
	for _, file := range files {
		reports = append(reports, m.Sheet(file))
	}
	texts, err := f.stripped(reports)
	if err != nil {
		return err
	}
	if err := f.print(cmd, m, reports); err != nil {
		return err
	}
	for i, r := range reports {
		if f.write && !f.dryRun && len(r.Dead) > 0 {
			if err := cli.WriteOutput(cmd, filepath.FromSlash(r.File.Name()), []byte(texts[i])); err != nil {
				return err
			}
		}
	}
	if f.check && slices.ContainsFunc(reports, func(r *strip.Report) bool { return len(r.Dead) > 0 }) {
		return cli.Exit(cli.Problems)
	}
	return nil
}

func (f *stripFlags) mentions() (*strip.Mentions, error) {
	app, err := reference.Open(f.webapp)
	if err != nil {
		return nil, cli.Fail(cli.Usage, err)
	}
	roots := []strip.Root{{FS: app}}
	for _, dir := range f.sources {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, cli.Fail(cli.Usage, fmt.Errorf("--sources: %s is no folder", dir))
		}
		roots = append(roots, strip.Root{Name: filepath.ToSlash(dir), FS: os.DirFS(dir)})
	}
	m, err := strip.Read(roots...)
	if err != nil {
		return nil, cli.Fail(cli.Usage, fmt.Errorf("%s: %w", f.webapp, err), "--webapp names the directory that holds skins/ and js/")
	}
	return m, nil
}

// stripped returns what is left of each sheet, before anything is written.
func (f *stripFlags) stripped(reports []*strip.Report) ([]string, error) {
	texts := make([]string, len(reports))
	if !f.write {
		return texts, nil
	}
	for i, r := range reports {
		if !strings.HasSuffix(r.File.Name(), ".less") {
			return nil, cli.Usagef("--write: %s is no LESS; convert the skin first", r.File.Name())
		}
		var err error
		if texts[i], err = r.Strip(); err != nil {
			return nil, cli.Fail(cli.Problems, err, "nothing was written")
		}
	}
	return texts, nil
}

// files reads the sheets that the arguments name.
func (f *stripFlags) files(args []string) ([]*source.File, error) {
	var out []*source.File
	add := func(name string) error {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if strings.IndexByte(string(text), 0) >= 0 {
			return cli.Fail(cli.Problems, fmt.Errorf("%s: a NUL character: this is no style sheet", name))
		}
		out = append(out, source.NewFile(filepath.ToSlash(name), string(text)))
		return nil
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		names := []string{arg}
		if info.IsDir() {
			if names, err = sheetsOf(arg); err != nil {
				return nil, err
			}
		} else if ext := path.Ext(arg); ext != ".less" && ext != ".css" {
			return nil, cli.Usagef("%s: want a folder, a .less or a .css", arg)
		}
		for _, name := range names {
			if err := add(name); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// sheetsOf returns the LESS sheets that the manifest of a folder lists.
func sheetsOf(dir string) ([]string, error) {
	name := filepath.Join(dir, "manifest.xml")
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, cli.Fail(cli.Usage, fmt.Errorf("%s has no manifest.xml: it is no skin", dir))
	}
	if err != nil {
		return nil, err
	}
	listed, ds := skin.ListedFiles(source.NewFile(filepath.ToSlash(name), string(text)))
	if err := ds.Err(); err != nil {
		return nil, cli.Fail(cli.Problems, err)
	}
	var out []string
	for _, l := range listed {
		stem, isCSS := strings.CutSuffix(l.Path, ".css")
		sheet := filepath.Join(dir, filepath.FromSlash(stem)+".less")
		if _, err := os.Stat(sheet); l.Kind == "css" && isCSS && err == nil && !strings.HasPrefix(l.Path, "../") && !slices.Contains(out, sheet) {
			out = append(out, sheet)
		}
	}
	if len(out) == 0 {
		return nil, cli.Fail(cli.Usage, fmt.Errorf("%s has no sheet in LESS", dir), "skinbuild convert makes them")
	}
	return out, nil
}
