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
	"sync"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/cli"
	"skinbuild/internal/less"
	"skinbuild/internal/project"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/skins/check"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// skinsFlags are the flags of "skins".
type skinsFlags struct {
	project, dir, out, mode, webapp string
	browsers                        []string
	asJSON, dryRun                  bool
}

func skinsCommand() *cobra.Command {
	var f skinsFlags
	cmd := &cobra.Command{
		Use:   "skins [NAME...]",
		Short: "Build skins written in LESS into the folders that the server takes",
		Long: `Builds the skins of the project, or those named. A style sheet that a skin's
manifest lists and that is not there is compiled from the .less of the same name;
other .less are parts and not installed; all else is copied. docs/skins.md tells
what LESS has for skins beside its own, docs/mixins.md what the mixins give.

Prefixes and fallbacks are those that the browsers of the project need, by MDN's
data. With -o each skin is written to DIR/NAME; without, it is only checked. With
--webapp the check includes what shows only in what the server sends: a token that
the base skin does not define, a base that is not there, a broken value; each at its
place in the LESS source.`,
		Example: `  skinbuild skins
  skinbuild skins -o dist/webapp/skins
  skinbuild skins acme -o build --browsers 'chrome >= 109, ie 11' --mode per-macro
  skinbuild skins --webapp /opt/zimbra/jetty/webapps/zimbra
  skinbuild skins --json | jq -r '.skins[].files[].path'`,
		RunE: func(cmd *cobra.Command, names []string) error { return buildSkins(cmd, &f, names) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.project, "project", project.FileName, "the project's file; without it everything has its default")
	flags.StringVar(&f.dir, "dir", "", "the folder with the skins, relative to the project (default as the project says: skins)")
	flags.StringVarP(&f.out, "output", "o", "", "write each skin to `DIR`/NAME")
	flags.StringArrayVar(&f.browsers, "browsers", nil, "the browsers to serve, a `LIST` like 'chrome >= 109, ie 11' (default as the project says)")
	flags.StringVar(&f.mode, "mode", "", "how mixins differ for browsers: static or per-macro (default as the project says: static); a sheet that sets @skin-mode decides for itself")
	flags.StringVar(&f.webapp, "webapp", "", "check each skin in this web client: its directory, or :reference")
	flags.BoolVar(&f.asJSON, "json", false, "print the summary as JSON")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "with -o: write nothing")
	_ = cmd.RegisterFlagCompletionFunc("mode", cobra.FixedCompletions([]string{string(compile.Static), string(compile.PerMacro)}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// A skinBuild is one skin on its way.
type skinBuild struct {
	name  string
	built *compile.Built
	diags source.Diags
}

func buildSkins(cmd *cobra.Command, f *skinsFlags, names []string) error {
	root := filepath.Dir(f.project)
	fsys := os.DirFS(root)
	config, err := f.config(cmd)
	if err != nil {
		return err
	}
	opt, err := f.options(cmd, config)
	if err != nil {
		return err
	}
	webapp, err := f.openWebapp()
	if err != nil {
		return err
	}
	dir := config.Skins.Dir
	if f.dir != "" {
		dir = filepath.ToSlash(f.dir)
	}
	builds, err := chosenSkins(fsys, path.Clean(dir), names, config.Skins.Include)
	if err != nil {
		return err
	}
	if f.out != "" && sameFolder(f.out, filepath.Join(root, dir)) {
		return cli.Usagef("-o is the folder of the sources, %s", f.out)
	}
	progress := cli.StartProgress(cmd, "building skins")
	f.compile(fsys, path.Clean(dir), builds, opt, webapp)
	progress.Stop()
	var all source.Diags
	for _, b := range builds {
		all = append(all, underRoot(root, b.diags)...)
	}
	if err := cli.Report(cmd, all); err != nil {
		return err
	}
	for _, b := range builds {
		if err := f.write(cmd, b); err != nil {
			return err
		}
	}
	return f.print(cmd, builds)
}

// compile builds the skins, then checks each in the webapp with all of them, since a
// skin may stand on another. A nil webapp leaves the check out.
func (f *skinsFlags) compile(fsys fs.FS, dir string, builds []*skinBuild, opt *compile.Options, webapp fs.FS) {
	each := func(do func(b *skinBuild)) {
		var wait sync.WaitGroup
		for _, b := range builds {
			wait.Go(func() { do(b) })
		}
		wait.Wait()
	}
	each(func(b *skinBuild) { b.built, b.diags = compile.Skin(fsys, path.Join(dir, b.name), opt) })
	if webapp == nil {
		return
	}
	layers := tree.Layers{}
	for _, b := range builds {
		layers = append(layers, b.built.Files.Below(tree.MustPath("skins/"+b.name)))
	}
	layers = append(layers, webapp)
	each(func(b *skinBuild) {
		if b.diags.Err() == nil {
			b.diags = append(b.diags, check.Skin(b.built, layers, opt.Browsers)...)
		}
	})
}

// config reads the project's file; the default one may be missing.
func (f *skinsFlags) config(cmd *cobra.Command) (*project.Config, error) {
	text, err := os.ReadFile(f.project)
	if err != nil && (cmd.Flags().Changed("project") || !errors.Is(err, fs.ErrNotExist)) {
		return nil, err
	}
	config, ds := project.Parse(source.NewFile(filepath.ToSlash(f.project), string(text)))
	return config, cli.Report(cmd, ds)
}

// options are those of the project, where no flag says otherwise.
func (f *skinsFlags) options(cmd *cobra.Command, c *project.Config) (*compile.Options, error) {
	opt := &compile.Options{Browsers: c.BrowserList(), Mode: compile.Mode(c.Skins.Mode), Cache: &less.Cache{}}
	if f.mode != "" {
		opt.Mode = compile.Mode(f.mode)
	}
	if opt.Mode != compile.Static && opt.Mode != compile.PerMacro {
		return nil, cli.Usagef("--mode: want %s or %s, not %q", compile.Static, compile.PerMacro, opt.Mode)
	}
	if len(f.browsers) > 0 {
		list, ds := compat.ParseList(source.NewFile("--browsers", strings.Join(f.browsers, "\n")))
		if err := cli.Report(cmd, ds); err != nil {
			return nil, err
		}
		opt.Browsers = list
	}
	return opt, nil
}

// openWebapp returns the webapp to check in, nil if none is named.
func (f *skinsFlags) openWebapp() (fs.FS, error) {
	if f.webapp == "" {
		return nil, nil
	}
	webapp, err := reference.Open(f.webapp)
	if err != nil {
		return nil, cli.Fail(cli.Usage, fmt.Errorf("--webapp: %w", err))
	}
	return webapp, nil
}

// chosenSkins returns the skins to build: those named, or those of the project, or
// all that the folder has.
func chosenSkins(fsys fs.FS, dir string, names, include []string) ([]*skinBuild, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, cli.Fail(cli.Environment, err, "the folder with the skins can be named with --dir")
	}
	var known []string
	for _, e := range entries {
		if _, err := fs.Stat(fsys, path.Join(dir, e.Name(), "manifest.xml")); err == nil && !strings.HasPrefix(e.Name(), "_") {
			known = append(known, e.Name())
		}
	}
	if len(names) == 0 {
		names = include
	}
	if len(names) == 0 {
		names = known
	}
	var out []*skinBuild
	for _, n := range names {
		if !slices.Contains(known, n) {
			err := fmt.Errorf("%s has no skin %q: a folder with a manifest.xml", dir, n)
			if near := source.Nearest(n, known); near != "" {
				return nil, cli.Fail(cli.Usage, err, "did you mean "+near+"?")
			}
			return nil, cli.Fail(cli.Usage, err)
		}
		if !slices.ContainsFunc(out, func(b *skinBuild) bool { return b.name == n }) {
			out = append(out, &skinBuild{name: n})
		}
	}
	return out, nil
}

// sameFolder reports whether both names mean one folder.
func sameFolder(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// underRoot returns diagnostics about files of a folder by the names that the user
// can open; those of other files stay.
func underRoot(root string, ds source.Diags) source.Diags {
	if root == "." || root == "" {
		return ds
	}
	files := map[*source.File]*source.File{}
	return ds.Moved(func(f *source.File) *source.File {
		if files[f] == nil {
			files[f] = f
			full := path.Join(filepath.ToSlash(root), f.Name())
			if _, err := os.Lstat(full); err == nil {
				files[f] = source.NewFile(full, f.Text())
			}
		}
		return files[f]
	})
}

func (f *skinsFlags) write(cmd *cobra.Command, b *skinBuild) error {
	if f.out == "" || f.dryRun {
		return nil
	}
	for e := range b.built.Files.All() {
		name := filepath.Join(f.out, b.name, filepath.FromSlash(e.Path.String()))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := cli.WriteFile(name, e.Data); err != nil {
			return err
		}
	}
	return nil
}

// skinsSummary is the JSON form of what was built; sizes in bytes.
type skinsSummary struct {
	Skins []skinSummary `json:"skins"`
}

type skinSummary struct {
	Name   string          `json:"name"`
	Digest string          `json:"digest"`
	Files  []skinsFileSize `json:"files"`
}

type skinsFileSize struct {
	Path string `json:"path"`
	Size int    `json:"size"`
}

func (f *skinsFlags) print(cmd *cobra.Command, builds []*skinBuild) error {
	if f.asJSON {
		s := skinsSummary{Skins: []skinSummary{}}
		for _, b := range builds {
			one := skinSummary{Name: b.name, Digest: b.built.Files.Digest()}
			for e := range b.built.Files.All() {
				one.Files = append(one.Files, skinsFileSize{e.Path.String(), len(e.Data)})
			}
			s.Skins = append(s.Skins, one)
		}
		return printJSON(cmd, s)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, b := range builds {
		total, sheets := 0, 0
		for e := range b.built.Files.All() {
			total += len(e.Data)
			if strings.HasSuffix(e.Path.String(), ".css") {
				sheets += len(e.Data)
			}
		}
		fmt.Fprintf(w, "%s\t%d files\t%d bytes\t%d of CSS\n", b.name, b.built.Files.Len(), total, sheets)
	}
	return w.Flush()
}
