package flags

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild"
	"skinbuild/internal/cli"
	"skinbuild/internal/project"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/tree"
)

// Webapp is the flags --webapp and --release.
type Webapp struct {
	names   []string
	release *Release
	project *Project
}

// AddWebapp adds --webapp and --release. p is the project of the command, whose
// webapps are used without --webapp; nil if it has none.
func AddWebapp(cmd *cobra.Command, p *Project) *Webapp {
	w := &Webapp{project: p}
	cmd.Flags().StringArrayVar(&w.names, flagWebapp, nil, webappUsage+"; repeat it to lay webapps over one another, the first on top (default: webapp of "+project.FileName+")")
	completeWebapp(cmd)
	w.release = AddRelease(cmd, p)
	return w
}

const (
	flagWebapp  = "webapp"
	webappUsage = "a webapp: the `DIR` that holds skins/, public/ and WEB-INF/, or " + reference.Name
)

func completeWebapp(cmd *cobra.Command) {
	_ = cmd.RegisterFlagCompletionFunc(flagWebapp, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return []string{reference.Name}, cobra.ShellCompDirectiveDefault
	})
}

// AddServer adds --webapp to a command that works on the webapp of a server: exactly one,
// which has to be named, so that nothing is written to a webapp by default.
func AddServer(cmd *cobra.Command, webapp *string) {
	cmd.Flags().Var((*oneWebapp)(webapp), flagWebapp, webappUsage+"; exactly one")
	_ = cmd.MarkFlagRequired(flagWebapp)
	completeWebapp(cmd)
}

// oneWebapp is the value of --webapp for a command that works on one server.
type oneWebapp string

func (w *oneWebapp) String() string { return string(*w) }
func (w *oneWebapp) Type() string   { return "stringArray" }

func (w *oneWebapp) Set(s string) error {
	if *w != "" {
		return cli.Usagef("a transaction works on one webapp: run the command once for each")
	}
	*w = oneWebapp(s)
	return nil
}

// Release is the flag --release.
type Release struct{ value releaseValue }

// AddRelease adds --release, completed with the releases of the project; p may be nil.
func AddRelease(cmd *cobra.Command, p *Project) *Release {
	r := &Release{}
	cmd.Flags().Var(&r.value, "release", "the Zimbra `RELEASE` of the webapp, like 8.8.15.p46 or 10.1.3 (default: found from its files)")
	_ = cmd.RegisterFlagCompletionFunc("release", func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return knownReleases(cmd, p), cobra.ShellCompDirectiveNoFileComp
	})
	return r
}

// String returns the release; "" if the flag is not given, or there is none.
func (r *Release) String() string {
	if r == nil {
		return ""
	}
	return string(r.value)
}

// knownReleases are those of the project and of the project inside the tool.
func knownReleases(cmd *cobra.Command, p *Project) []string {
	var list []string
	if p != nil {
		if read, _, _, err := p.read(cmd.Context()); err == nil && read != nil {
			list = append(list, read.Config.Releases...)
		}
	}
	if read, _, err := project.Load(skinbuild.Default(), project.FileName); err == nil && read != nil {
		list = append(list, read.Config.Releases...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// releaseValue is the value of --release, checked when the flag is read.
type releaseValue string

func (r *releaseValue) String() string { return string(*r) }
func (r *releaseValue) Type() string   { return "string" }

func (r *releaseValue) Set(s string) error {
	if _, ok := skin.ParseRelease(s); !ok {
		return cli.Usagef("want a version of Zimbra like 8.8.15 or 10.1.3, not %q", s)
	}
	*r = releaseValue(s)
	return nil
}

// Release returns the value of --release; "" has it found from the files.
func (w *Webapp) Release() string { return w.release.String() }

// Names returns the webapps of --webapp, else those of the project, as paths that the
// user can open; nil if neither names one.
func (w *Webapp) Names(cmd *cobra.Command) ([]string, error) {
	if len(w.names) > 0 || w.project == nil {
		return w.names, nil
	}
	loaded, err := w.project.Find(cmd)
	if err != nil || loaded == nil {
		return nil, err
	}
	var names []string
	for _, name := range loaded.Config.Webapp {
		if name != reference.Name && !filepath.IsAbs(name) {
			name = filepath.Join(loaded.Dir, name)
		}
		names = append(names, name)
	}
	return names, nil
}

// Open returns the webapps of Names, laid over one another. Without any it opens the
// fallbacks; without those it is wrong usage.
func (w *Webapp) Open(cmd *cobra.Command, fallback ...string) (fs.FS, []string, error) {
	names, err := w.Names(cmd)
	if err != nil {
		return nil, nil, err
	}
	if len(names) == 0 {
		names = fallback
	}
	if len(names) == 0 {
		return nil, nil, cli.Fail(cli.Usage, errors.New("no webapp is named"),
			"--webapp DIR names the folder that holds skins/, public/ and WEB-INF/", "webapp = [\"DIR\"] in "+project.FileName+" names it for all commands")
	}
	var layers tree.Layers
	for _, name := range names {
		files, err := reference.Open(cmd.Context(), name)
		if err != nil {
			return nil, nil, cli.Opening(fmt.Errorf("--webapp: %w", err))
		}
		layers = append(layers, files)
	}
	cli.Detail(cmd, "webapp: %s", strings.Join(names, ", "))
	if len(layers) == 1 {
		return layers[0], names, nil
	}
	return layers, names, nil
}

// Here is the fallback of commands that look at a webapp: the current folder, unless
// it belongs to a project that was found from it, whose folders are sources.
func (w *Webapp) Here(cmd *cobra.Command) ([]string, error) {
	if w.project != nil && w.project.file == "" {
		loaded, err := w.project.Find(cmd)
		if err != nil || loaded != nil {
			return nil, err
		}
	}
	return []string{"."}, nil
}

// Skins opens the webapp as the skin servlet sees it.
func (w *Webapp) Skins(cmd *cobra.Command) (*skin.Webapp, error) {
	here, err := w.Here(cmd)
	if err != nil {
		return nil, err
	}
	files, names, err := w.Open(cmd, here...)
	if err != nil {
		return nil, err
	}
	release, _ := skin.ParseRelease(w.Release()) // checked when the flag was read
	app, err := skin.Open(files, &skin.Options{Shown: Shown(files, names), Release: release})
	if err != nil {
		return nil, cli.Opening(err, "--webapp names the folder that holds skins/, public/ and WEB-INF/")
	}
	return app, nil
}

// Shown returns the function that gives the path that messages print for a file of the
// webapp: its path below the folder of the topmost layer that has it, so that the user
// can open it.
func Shown(files fs.FS, names []string) func(name string) string {
	layers, several := files.(tree.Layers)
	if !several {
		layers = tree.Layers{files}
	}
	return func(name string) string {
		dir := names[0]
		for i, layer := range layers {
			if _, err := fs.Stat(layer, name); err == nil {
				dir = names[i]
				break
			}
		}
		return path.Join(filepath.ToSlash(dir), name)
	}
}
