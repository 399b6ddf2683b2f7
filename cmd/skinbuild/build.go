package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"skinbuild"
	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/project"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// buildFlags are the flags of the commands that build a project.
type buildFlags struct {
	project  *flags.Project
	webapp   *flags.Webapp
	browsers *flags.Browsers
	mode     *string

	noCache, keepOn bool
	jobs            int
	sign, password  string

	started time.Time
	dir     string   // of the project; "" is the project inside the tool
	webapps []string // whose templates are changed; none: no templates
}

const buildLong = `Build what skinbuild.toml describes. The file is looked for in the current folder
and the folders above it. The output folder (default: dist beside the file) gets

  webapp/   js/ and skins/, laid out as a webapp; with --webapp also every template
            of that webapp that the operations change, as it will be
  zimlets/  an archive for each zimlet
  maps/     source maps; not for the server
  NAME-VERSION.skinbundle, the file that is deployed

PART limits the build: scripts, skins, zimlets, skins/NAME or zimlets/NAME. A build
of parts makes no bundle and no templates, and leaves other files as they are.

What is built is checked as each supported browser gets it: skins are linted for
every set of macros, scripts are checked for ECMAScript 3 where the server requires
it, sizes are compared with the budget. Nothing is written if there is an error.
Parts whose sources have not changed come from a cache.`

const buildExample = `  skinbuild build
  skinbuild build skins/acme
  skinbuild build scripts -o out
  skinbuild build --webapp /opt/zimbra/jetty_base/webapps/zimbra
  skinbuild build --project :default --webapp :reference -o out
  skinbuild build --sign team.key --json`

func buildCommand() *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:     "build [PART...]",
		Short:   "Build skins, scripts, zimlets and the bundle of a project",
		Long:    buildLong,
		Example: buildExample,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.add(cmd)
	cmd.Flags().BoolVarP(&f.keepOn, "keep-going", "k", false, "build and check the other parts when one has failed")
	addSigning(cmd, &f.sign, &f.password)
	cli.AddOutput(cmd, "DIR", "")
	cli.AddFormat(cmd, cli.Text, cli.JSON, cli.NDJSON, cli.GitHub, cli.SARIF)
	return cmd
}

// add adds the flags that say what is built and how.
func (f *buildFlags) add(cmd *cobra.Command) {
	f.project = flags.AddProject(cmd)
	f.webapp = flags.AddWebapp(cmd, f.project)
	f.browsers = flags.AddBrowsers(cmd, f.project)
	f.mode = cli.Choice(cmd, cmd.Flags(), "mode", "", "", []string{string(compile.Static), string(compile.PerMacro)}, "how mixins differ between browsers, instead of skins.mode of the project")
	cmd.Flags().IntVarP(&f.jobs, "jobs", "j", 0, "how many parts to build at once (default: one for each processor)")
	cmd.Flags().BoolVar(&f.noCache, "no-cache", false, "build everything again, and keep nothing in the cache")
	cmd.ValidArgsFunction = f.completeParts
}

// completeParts offers the parts of the project.
func (f *buildFlags) completeParts(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	list := []string{"scripts", "skins", "zimlets"}
	p, err := f.project.Find(cmd)
	if err != nil || p == nil {
		return list, cobra.ShellCompDirectiveNoFileComp
	}
	known, err := partsOf(p)
	if err != nil {
		return list, cobra.ShellCompDirectiveError
	}
	return append(list, known.names()...), cobra.ShellCompDirectiveNoFileComp
}

func (f *buildFlags) run(cmd *cobra.Command, args []string) error {
	f.started = time.Now()
	p, b, err := f.build(cmd, args)
	out := f.output(cmd)
	if err == nil && len(b.Bundle) > 0 {
		err = f.signed(cmd, p, b)
	}
	if err == nil && !cli.DryRun(cmd) {
		err = writeBuild(cmd.Context(), out, b, len(args) > 0)
	}
	if b != nil && cli.Format(cmd) == cli.JSON {
		return errors.Join(cli.PrintJSON(cmd, "build", f.summary(cmd, b, out)), err)
	}
	if err != nil || cli.Format(cmd) != cli.Text {
		return err
	}
	return f.print(cmd, b, out)
}

// signed signs the bundle: flags win over the project file, whose paths are relative
// to its folder.
func (f *buildFlags) signed(cmd *cobra.Command, p *flags.Loaded, b *project.Build) error {
	if sign := p.Config.Sign; f.sign == "" && sign.Key != "" {
		f.sign = filepath.Join(f.dir, sign.Key)
		if f.password == "" && sign.PasswordFile != "" {
			f.password = filepath.Join(f.dir, sign.PasswordFile)
		}
	}
	if f.sign == "" {
		return nil
	}
	var err error
	b.Bundle, err = signWith(cmd, f.sign, f.password, b.Bundle)
	return err
}

func (f *buildFlags) output(cmd *cobra.Command) string {
	if out := cli.Output(cmd); out != "" {
		return out
	}
	return filepath.Join(f.dir, "dist")
}

// build loads and builds the project, and reports what is wrong with it. The build is
// nil if nothing was built.
func (f *buildFlags) build(cmd *cobra.Command, args []string) (*flags.Loaded, *project.Build, error) {
	p, err := f.load(cmd)
	if err != nil {
		return nil, nil, err
	}
	opt, err := f.options(cmd, p)
	if err != nil {
		return nil, nil, err
	}
	if opt.Parts, err = selectParts(p, args); err != nil {
		return nil, nil, err
	}
	progress := cli.StartProgress(cmd, "building")
	opt.Begin = func(part string) { progress.Set("building: %s", part) }
	b, ds, err := p.Build(cmd.Context(), opt)
	progress.Stop()
	if err != nil {
		return nil, nil, err
	}
	return p, b, cli.Report(cmd, underRoot(f.dir, ds))
}

// load finds and reads the project; flags win over what it says.
func (f *buildFlags) load(cmd *cobra.Command) (*flags.Loaded, error) {
	p, err := f.project.Need(cmd)
	if err != nil {
		return nil, err
	}
	f.dir = p.Dir
	if f.browsers.Given() != "" {
		if _, err := f.browsers.List(cmd); err != nil {
			return nil, err
		}
		p.Config.Browsers = []string{f.browsers.Given()}
	}
	if *f.mode != "" {
		p.Config.Skins.Mode = *f.mode
	}
	return p, nil
}

func (f *buildFlags) options(cmd *cobra.Command, p *flags.Loaded) (*project.BuildOptions, error) {
	opt := &project.BuildOptions{
		Standard: skinbuild.Default(), Modules: f.modules(cmd.Context(), p), Webapp: reference.Webapp(), WebappKey: reference.Name,
		Release: f.webapp.Release(), Jobs: f.jobs, KeepGoing: f.keepOn, Tool: "skinbuild " + cli.Version,
	}
	names, err := f.webapp.Names(cmd)
	if err != nil {
		return nil, err
	}
	if f.webapps = names; len(names) > 0 {
		if opt.Webapp, err = openTemplates(cmd, f.webapp); err != nil {
			return nil, err
		}
		opt.Templates = true
		if len(names) > 1 || names[0] != reference.Name {
			opt.WebappKey = ""
		}
	}
	if f.dir != "" {
		opt.Commit, opt.Created = revision(cmd.Context(), f.dir)
	}
	if !f.noCache {
		opt.Cache, err = openCache()
	}
	return opt, err
}

// openTemplates opens the webapp, which must have templates.
func openTemplates(cmd *cobra.Command, w *flags.Webapp) (fs.FS, error) {
	live, names, err := w.Open(cmd)
	if err != nil {
		return nil, err
	}
	if info, err := fs.Stat(live, "WEB-INF"); err != nil || !info.IsDir() {
		return nil, cli.Fail(cli.Usage, fmt.Errorf("%s is not a webapp: it has no folder WEB-INF", strings.Join(names, ", ")), "give the folder that holds public/ and WEB-INF/")
	}
	return live, nil
}

// openCache opens the cache of the user; where there can be none, there is none.
func openCache() (*project.Cache, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil, nil
	}
	tool, err := project.ToolID()
	return project.OpenCache(filepath.Join(dir, "skinbuild"), tool), err
}

// modules finds the npm packages: where the project says, else as Node looks for
// them, upwards from the project, else beside the tool.
func (f *buildFlags) modules(ctx context.Context, p *flags.Loaded) fs.FS {
	if dir := p.Config.Scripts.Modules; dir != "" {
		return input.Folder(ctx, filepath.Join(f.dir, dir))
	}
	return findModules(ctx, f.dir)
}

// findModules finds the npm packages for a project in the folder; nil if there are
// none.
func findModules(ctx context.Context, folder string) fs.FS {
	var places []string
	if dir, err := filepath.Abs(folder); err == nil {
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			places = append(places, dir)
		}
	}
	if exe, err := os.Executable(); err == nil {
		places = append(places, filepath.Dir(filepath.Dir(exe)), filepath.Join(filepath.Dir(filepath.Dir(exe)), "lib", "skinbuild"))
	}
	for _, place := range places {
		modules := filepath.Join(place, "node_modules")
		if info, err := os.Stat(filepath.Join(modules, "modernizr")); err == nil && info.IsDir() {
			return input.Folder(ctx, modules)
		}
	}
	return nil
}

// buildSummary is the JSON form of a build.
type buildSummary struct {
	Bundle        string              `json:"bundle,omitempty"`
	Size          int                 `json:"size"`
	Name          string              `json:"name,omitempty"`
	BundleVersion string              `json:"bundleVersion,omitempty"`
	Output        string              `json:"output"`
	Browsers      []string            `json:"browsers"`
	Releases      []string            `json:"releases"`
	Parts         []project.Part      `json:"parts"`
	Scripts       project.ScriptFacts `json:"scripts"`
	Templates     []string            `json:"templates,omitempty"`
	Diagnostics   source.Diags        `json:"diagnostics"`
	Seconds       float64             `json:"seconds"`
	Successful    bool                `json:"successful"`
}

func (f *buildFlags) summary(cmd *cobra.Command, b *project.Build, out string) buildSummary {
	ds := cli.Reported(cmd)
	s := buildSummary{
		Size: len(b.Bundle), Name: b.Info.Name, BundleVersion: b.Info.Version, Output: filepath.ToSlash(out), Browsers: b.Info.Browsers,
		Releases: b.Info.Releases, Parts: b.Parts, Scripts: b.Scripts, Diagnostics: ds, Seconds: time.Since(f.started).Seconds(), Successful: ds.Err() == nil,
	}
	if len(b.Bundle) > 0 {
		s.Bundle = filepath.ToSlash(filepath.Join(out, b.Info.FileName()))
	}
	if b.Plan != nil {
		for _, c := range b.Plan.Changes {
			s.Templates = append(s.Templates, c.Path.String())
		}
	}
	return s
}

// writeBuild brings the output folder to what was built: each of its folders is
// replaced whole, and only if it differs. Of a build of parts only their folders are.
func writeBuild(ctx context.Context, out string, b *project.Build, partial bool) error {
	marker := filepath.Join(out, ".skinbuild")
	if err := ownFolder(out, marker); err != nil {
		return err
	}
	folders := []string{"webapp", "zimlets", "maps"}
	if partial {
		folders = partFolders(b)
	}
	for _, name := range folders {
		files, err := fs.Sub(b.Files, name)
		if err != nil {
			return err
		}
		want, err := tree.Load(files)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(out, name)), 0o755); err != nil {
			return err
		}
		if err := replaceTree(ctx, filepath.Join(out, name), want); err != nil {
			return err
		}
	}
	if len(b.Bundle) == 0 {
		return writeZimlets(out, b)
	}
	return cli.WriteFile(filepath.Join(out, b.Info.FileName()), b.Bundle)
}

// partFolders are the folders of the output that belong to the parts built.
func partFolders(b *project.Build) []string {
	var folders []string
	for _, part := range b.Parts {
		if name, ok := strings.CutPrefix(part.Name, "skin "); ok {
			folders = append(folders, "webapp/skins/"+name)
		}
		if part.Name == "scripts" {
			folders = append(folders, "webapp/js", "maps")
		}
	}
	return folders
}

// writeZimlets writes the archives of a build of parts beside those that are there.
func writeZimlets(out string, b *project.Build) error {
	for e := range b.Files.All() {
		if !strings.HasPrefix(e.Path.String(), "zimlets/") {
			continue
		}
		name := filepath.Join(out, filepath.FromSlash(e.Path.String()))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := cli.WriteFile(name, e.Data); err != nil {
			return err
		}
	}
	return nil
}

// ownFolder makes the output folder, which must be new, empty or of a build.
func ownFolder(out, marker string) error {
	list, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := os.Stat(marker); err != nil && len(list) > 0 {
		return cli.Fail(cli.Conflict, fmt.Errorf("%s is not empty, and no build made it", out), "choose another folder with -o, or move it away")
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	return cli.WriteFile(marker, []byte("The output of skinbuild build: its folders are replaced by each build.\n"))
}

// replaceTree makes the folder dir hold just these files.
func replaceTree(ctx context.Context, dir string, files tree.Tree) error {
	have, err := tree.Load(input.Folder(ctx, dir))
	if err == nil && len(tree.Diff(have, files)) == 0 {
		return nil
	}
	return replaceDir(dir, files)
}
