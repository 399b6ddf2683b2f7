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
	release releaseValue
	project *Project
}

// AddWebapp adds --webapp and --release. p is the project of the command, whose
// webapps are used without --webapp; nil if it has none.
func AddWebapp(cmd *cobra.Command, p *Project) *Webapp {
	w := &Webapp{project: p}
	flags := cmd.Flags()
	flags.StringArrayVar(&w.names, "webapp", nil, "a webapp: the `DIR` that holds skins/, public/ and WEB-INF/, or "+reference.Name+"; repeat it to lay webapps over one another, the first on top (default: webapp of "+project.FileName+")")
	flags.Var(&w.release, "release", "the Zimbra `RELEASE` of the webapp, like 8.8.15.p46 or 10.1.3 (default: found from its files)")
	_ = cmd.RegisterFlagCompletionFunc("webapp", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return []string{reference.Name}, cobra.ShellCompDirectiveDefault
	})
	_ = cmd.RegisterFlagCompletionFunc("release", func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return knownReleases(cmd, p), cobra.ShellCompDirectiveNoFileComp
	})
	return w
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
func (w *Webapp) Release() string { return string(w.release) }

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
