package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"skinbuild"
	"skinbuild/internal/cli"
	"skinbuild/internal/project"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// defaultProject is what commands take instead of a folder for the project that
// the tool brings along.
const defaultProject = ":default"

// buildFlags are the flags of the commands that build a project.
type buildFlags struct {
	webapp, release  string
	noCache, keepOn  bool
	jobs             int
	sign, password   string
	out              string
	dryRun, asJSON   bool
	started          time.Time
	projectDirectory string
}

func buildCommand() *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:   "build [DIR]",
		Short: "Build the project: skins, scripts, zimlets, operations, checks, the bundle",
		Long: `Builds what skinbuild.toml in DIR (default: the current folder) says; without that
file skins/, overrides/ and zimlets/ as they lie there, and in a folder that has
none of them the default project that the tool brings along (":default").

Into the output folder go

  webapp/   js/ and skins/, laid out as a webapp; with --webapp also every template
            of that webapp that the operations change, as it will be
  zimlets/  an archive for each
  maps/     source maps, which stay at the desk
  NAME-VERSION.skinbundle, the file for operations

What is built is checked as each supported browser gets it: the lint of skins,
every macro set, ECMAScript 3 where the server demands it, sizes against the
budget. Nothing is written unless all is well. What is made once is kept in a
cache beside the user's other caches; any change of a source, of the
configuration or of the tool makes it anew.`,
		Example: `  skinbuild build
  skinbuild build --webapp /opt/zimbra/jetty_base/webapps/zimbra
  skinbuild build --webapp :reference -o out :default
  skinbuild build --sign team.key --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.add(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&f.out, "output", "o", "", "the output folder (default dist in the project)")
	flags.StringVar(&f.sign, "sign", "", "sign the bundle with this minisign secret key (default: sign.key of the project)")
	flags.StringVar(&f.password, "password-file", "", "read the key's password from this file (default: ask)")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "do everything but write")
	flags.BoolVar(&f.asJSON, "json", false, "print the summary as JSON")
	return cmd
}

// add adds the flags that say what is built and how.
func (f *buildFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.webapp, "webapp", "", "the webapp to change the templates of, or :reference")
	flags.StringVar(&f.release, "release", "", "the vendor's release of the webapp (default: told from its files)")
	flags.IntVarP(&f.jobs, "jobs", "j", 0, "parts made at once (default: one for each processor)")
	flags.BoolVarP(&f.keepOn, "keep-going", "k", false, "make and check the other parts when one has failed")
	flags.BoolVar(&f.noCache, "no-cache", false, "make everything anew and keep nothing")
	_ = cmd.MarkFlagDirname("webapp")
}

func (f *buildFlags) run(cmd *cobra.Command, args []string) error {
	f.started = time.Now()
	p, b, err := f.build(cmd, args)
	if err != nil {
		if b != nil && f.asJSON {
			err = errors.Join(printJSON(cmd, f.summary(b, "")), err)
		}
		return err
	}
	key, password := f.signing(p)
	if key != "" {
		if b.Bundle, err = signWith(cmd, key, password, b.Bundle); err != nil {
			return err
		}
	}
	out := f.output()
	if !f.dryRun {
		if err := writeBuild(cmd, out, b); err != nil {
			return err
		}
	}
	bundle := filepath.Join(out, b.Info.FileName())
	if f.asJSON {
		return printJSON(cmd, f.summary(b, bundle))
	}
	return f.print(cmd, b, bundle, key != "")
}

// signing is how the bundle is signed: flags go before the project file, whose
// paths are those of the project's folder.
func (f *buildFlags) signing(p *project.Project) (key, password string) {
	key, password = f.sign, f.password
	if key == "" && p.Config.Sign.Key != "" {
		key = filepath.Join(f.projectDirectory, p.Config.Sign.Key)
		if password == "" && p.Config.Sign.PasswordFile != "" {
			password = filepath.Join(f.projectDirectory, p.Config.Sign.PasswordFile)
		}
	}
	return key, password
}

func (f *buildFlags) output() string {
	if f.out != "" {
		return f.out
	}
	return filepath.Join(f.projectDirectory, "dist")
}

// build loads and builds the project, and prints what is to be said about it. The
// build is nil where nothing was built.
func (f *buildFlags) build(cmd *cobra.Command, args []string) (*project.Project, *project.Build, error) {
	p, err := f.load(cmd, args)
	if err != nil {
		return nil, nil, err
	}
	opt, err := f.options(cmd, p)
	if err != nil {
		return nil, nil, err
	}
	progress := cli.StartProgress(cmd, "building")
	opt.Begin = func(part string) { progress.Set("building: %s", part) }
	b, ds, err := p.Build(cmd.Context(), opt)
	progress.Stop()
	if err != nil {
		return nil, nil, err
	}
	return p, b, cli.Report(cmd, underRoot(f.projectDirectory, ds))
}

// load finds the project and reads its file.
func (f *buildFlags) load(cmd *cobra.Command, args []string) (*project.Project, error) {
	if err := f.locate(cmd, args); err != nil {
		return nil, err
	}
	p, ds, err := f.read()
	if err != nil {
		return nil, err
	}
	return p, cli.Report(cmd, ds)
}

// locate finds the folder of the project; none is that of the default project.
func (f *buildFlags) locate(cmd *cobra.Command, args []string) error {
	dir := "."
	if len(args) == 1 {
		dir = args[0]
	}
	if len(args) == 0 && !isProject(os.DirFS(".")) {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: note: no project here: building the default project; skinbuild init begins one\n", cmd.Root().Name())
		dir = defaultProject
	}
	if dir == defaultProject {
		return nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return cli.Fail(cli.Usage, errors.Join(err, fmt.Errorf("%s is not a folder", dir)))
	}
	f.projectDirectory = dir
	return nil
}

// read reads the file of the project that was located.
func (f *buildFlags) read() (*project.Project, source.Diags, error) {
	if f.projectDirectory == "" {
		return project.Load(skinbuild.Default(), project.FileName)
	}
	return project.Load(os.DirFS(f.projectDirectory), filepath.ToSlash(filepath.Join(f.projectDirectory, project.FileName)))
}

// isProject tells a folder with something to build from any other.
func isProject(dir fs.FS) bool {
	for _, name := range []string{project.FileName, "skins", "overrides", "zimlets"} {
		if _, err := fs.Stat(dir, name); err == nil {
			return true
		}
	}
	return false
}

func (f *buildFlags) options(cmd *cobra.Command, p *project.Project) (*project.BuildOptions, error) {
	opt := &project.BuildOptions{
		Standard: skinbuild.Default(), Modules: f.modules(p), Webapp: reference.Webapp(), WebappKey: reference.Name,
		Release: f.release, Jobs: f.jobs, KeepGoing: f.keepOn, Tool: "skinbuild " + cli.Version,
	}
	if f.webapp != "" {
		live, err := openTemplates(f.webapp)
		if err != nil {
			return nil, err
		}
		opt.Webapp, opt.Templates = live, true
		if f.webapp != reference.Name {
			opt.WebappKey = ""
		}
	}
	if f.projectDirectory != "" {
		opt.Commit, opt.Created = revision(cmd.Context(), f.projectDirectory)
	}
	if f.noCache {
		return opt, nil
	}
	var err error
	opt.Cache, err = openCache()
	return opt, err
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
func (f *buildFlags) modules(p *project.Project) fs.FS {
	if dir := p.Config.Scripts.Modules; dir != "" {
		return os.DirFS(filepath.Join(f.projectDirectory, dir))
	}
	return findModules(f.projectDirectory)
}

// findModules finds the npm packages for a project in the folder; nil if there are
// none.
func findModules(folder string) fs.FS {
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
			return os.DirFS(modules)
		}
	}
	return nil
}

// buildSummary is the JSON form of a build.
type buildSummary struct {
	Bundle     string              `json:"bundle,omitempty"`
	Size       int                 `json:"size"`
	Name       string              `json:"name,omitempty"`
	Version    string              `json:"version,omitempty"`
	Browsers   []string            `json:"browsers"`
	Releases   []string            `json:"releases"`
	Parts      []project.Part      `json:"parts"`
	Scripts    project.ScriptFacts `json:"scripts"`
	Templates  []string            `json:"templates,omitempty"`
	Seconds    float64             `json:"seconds"`
	Successful bool                `json:"successful"`
}

func (f *buildFlags) summary(b *project.Build, bundle string) buildSummary {
	s := buildSummary{
		Bundle: filepath.ToSlash(bundle), Size: len(b.Bundle), Name: b.Info.Name, Version: b.Info.Version, Browsers: b.Info.Browsers,
		Releases: b.Info.Releases, Parts: b.Parts, Scripts: b.Scripts, Seconds: time.Since(f.started).Seconds(), Successful: len(b.Bundle) > 0,
	}
	if b.Plan != nil {
		for _, c := range b.Plan.Changes {
			s.Templates = append(s.Templates, c.Path.String())
		}
	}
	return s
}

// writeBuild brings the output folder to what was built: each of its folders is
// replaced whole, and only if it differs.
func writeBuild(cmd *cobra.Command, out string, b *project.Build) error {
	marker := filepath.Join(out, ".skinbuild")
	if err := ownFolder(out, marker); err != nil {
		return err
	}
	for _, name := range []string{"webapp", "zimlets", "maps"} {
		files, err := fs.Sub(b.Files, name)
		if err != nil {
			return err
		}
		want, err := tree.Load(files)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := replaceTree(filepath.Join(out, name), want); err != nil {
			return err
		}
	}
	return cli.WriteFile(filepath.Join(out, b.Info.FileName()), b.Bundle)
}

// ownFolder makes the output folder, which must be new, empty or of a build.
func ownFolder(out, marker string) error {
	list, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := os.Stat(marker); err != nil && len(list) > 0 {
		return cli.Fail(cli.Conflict, fmt.Errorf("%s is not empty, and no build has made it", out), "choose another folder with -o, or move it away")
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	return os.WriteFile(marker, []byte("The output of skinbuild build: its folders are replaced by each build.\n"), 0o644)
}

// replaceTree makes the folder dir hold just these files.
func replaceTree(dir string, files tree.Tree) error {
	have, err := tree.Load(os.DirFS(dir))
	if err == nil && len(tree.Diff(have, files)) == 0 {
		return nil
	}
	return replaceDir(dir, files)
}
