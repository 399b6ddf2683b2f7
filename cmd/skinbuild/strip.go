package main

import (
	"context"
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
	"skinbuild/internal/input"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/strip"
	"skinbuild/internal/source"
)

const stripLong = `Find unused rules: rules for classes and ids that no script, page, template or message
of the webapp mentions, and that no script puts together from parts. Each is listed
with what was looked for. When in doubt, strip keeps the rule.

PATH is the folder of a skin in LESS, for the sheets of its manifest, or a .less or
.css file, also of the vendor. What would go from LESS is printed as a diff; -w writes
it to the files.

A class that only an extension uses, a zimlet or a part of the server, looks unused
unless --sources names its sources. --why explains why a name is kept.`

const stripExample = `  skinbuild strip --webapp /opt/zimbra/jetty_base/webapps/zimbra --sources /opt/zimbra/zimlets-deployed skins/base3
  skinbuild strip --webapp trees/10.1.3/webapps/zimbra trees/10.1.3/webapps/zimbra/css/zm.css
  skinbuild strip --webapp DIR --why .Row-selected
  skinbuild strip --webapp DIR skins/base3 -w`

// stripFlags are the flags of strip.
type stripFlags struct {
	webapp       *flags.Webapp
	sources, why []string
	kept, check  bool
}

func stripCommand() *cobra.Command {
	var f stripFlags
	cmd := &cobra.Command{
		Use:     "strip [PATH...]",
		Short:   "Find rules that style nothing, and remove them",
		Long:    stripLong,
		Example: stripExample,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.webapp = flags.AddWebapp(cmd, flags.AddProject(cmd))
	cli.AddWrite(cmd)
	addCheck(cmd, &f.check)
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	set := cmd.Flags()
	set.StringArrayVar(&f.sources, "sources", nil, "a `DIR` with more scripts and pages that make elements; may be repeated")
	set.StringArrayVar(&f.why, "why", nil, "explain why a `NAME`, .CLASS or #ID, is kept or not; may be repeated")
	set.BoolVar(&f.kept, "kept", false, "list the names that are kept too, each with the evidence")
	_ = cmd.MarkFlagDirname("sources")
	return cmd
}

func (f *stripFlags) run(cmd *cobra.Command, args []string) error {
	if len(args) == 0 && len(f.why) == 0 {
		return cli.Usagef("missing argument PATH: the folder of a skin, or style sheets; or give --why NAME")
	}
	files, err := f.files(cmd.Context(), args)
	if err != nil {
		return err
	}
	progress := cli.StartProgress(cmd, "reading the sources")
	m, err := f.mentions(cmd)
	progress.Stop()
	if err != nil {
		return err
	}
	var reports []*strip.Report
	for _, file := range files {
		reports = append(reports, m.Sheet(file))
	}
	texts, err := f.stripped(cmd, reports)
	if err != nil {
		return err
	}
	if err := f.print(cmd, m, reports, texts); err != nil {
		return err
	}
	for i, r := range reports {
		if cli.Writing(cmd) && texts[i] != r.File.Text() {
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

func (f *stripFlags) mentions(cmd *cobra.Command) (*strip.Mentions, error) {
	here, err := f.webapp.Here(cmd)
	if err != nil {
		return nil, err
	}
	app, names, err := f.webapp.Open(cmd, here...)
	if err != nil {
		return nil, err
	}
	roots := []strip.Root{{FS: app}}
	for _, dir := range f.sources {
		if _, err := os.ReadDir(dir); err != nil {
			return nil, cli.Opening(fmt.Errorf("--sources: %w", err))
		}
		roots = append(roots, strip.Root{Name: filepath.ToSlash(dir), FS: input.Folder(cmd.Context(), dir)})
	}
	m, err := strip.Read(roots...)
	if err != nil {
		return nil, cli.Fail(cli.Usage, fmt.Errorf("%s: %w", strings.Join(names, ", "), err), "--webapp names the folder that holds skins/ and js/")
	}
	return m, nil
}

// stripped returns each sheet without its unused rules; the text as it is for CSS,
// which is only looked at.
func (f *stripFlags) stripped(cmd *cobra.Command, reports []*strip.Report) ([]string, error) {
	texts := make([]string, len(reports))
	for i, r := range reports {
		texts[i] = r.File.Text()
		if len(r.Dead) == 0 || !strings.HasSuffix(r.File.Name(), ".less") {
			if cli.Writing(cmd) && !strings.HasSuffix(r.File.Name(), ".less") {
				return nil, cli.Usagef("--write: %s is not LESS; convert the skin first", r.File.Name())
			}
			continue
		}
		var err error
		if texts[i], err = r.Strip(); err != nil {
			return nil, cli.Fail(cli.Problems, err, "nothing was written")
		}
	}
	return texts, nil
}

// maxStripped is how large a sheet may be: some ten times the largest of the vendor.
const maxStripped = 4 << 20

// files reads the sheets that the arguments name.
func (f *stripFlags) files(ctx context.Context, args []string) ([]*source.File, error) {
	var out []*source.File
	add := func(name string) error {
		text, err := input.Text(ctx, name, input.Sheet.UpTo(maxStripped))
		if err != nil {
			return err
		}
		if strings.IndexByte(text, 0) >= 0 {
			return cli.Fail(cli.Problems, fmt.Errorf("%s is not a style sheet: it contains a NUL character", name))
		}
		out = append(out, source.NewFile(filepath.ToSlash(name), text))
		return nil
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		names := []string{arg}
		if info.IsDir() {
			if names, err = sheetsOf(ctx, arg); err != nil {
				return nil, err
			}
		} else if ext := path.Ext(arg); ext != ".less" && ext != ".css" {
			return nil, cli.Usagef("%s: want a folder, a .less or a .css file", arg)
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
func sheetsOf(ctx context.Context, dir string) ([]string, error) {
	name := filepath.Join(dir, "manifest.xml")
	text, err := input.Read(ctx, name, input.Settings)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, cli.Fail(cli.Usage, fmt.Errorf("%s is not a skin: it has no manifest.xml", dir))
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
