package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/inject"
	"skinbuild/internal/inject/patch"
	"skinbuild/internal/input"
	"skinbuild/internal/project"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// maxPatch is the size up to which a diff is read.
const maxPatch = 4 << 20

func patchCommand() *cobra.Command {
	group := cli.Group("patch", "Bring fixes of the vendor to the release that runs",
		patchCheckCommand(), patchImportCommand(), patchListCommand(), patchNewCommand(), patchRefreshCommand())
	group.Long = `A project has patches in its folder patches, one file for each. A patch is a diff of the
vendor's with a header: Subject, Advisory, CVE, Upstream, Fixed-In, Variants. build packs
the patches into the bundle, and apply carries them out.

A patch is, on a release: already (the change is there), fits, moved (it fits at other
lines, one place only), variant (the diff of a variant fits), not needed (Fixed-In says
so), no file, or conflict. There is no fuzz. docs/ops/backport.md tells one fix from the
advisory to the day when the vendor ships it.`
	group.Example = `  skinbuild patch import --fixed-in 8.8.15.p41 0123abc.diff
  skinbuild patch check releases
  skinbuild patch refresh --webapp releases/9.0.0.p24/webapps/zimbra zbug-3794`
	return group
}

// patchFolder is the folder of patches of a project.
type patchFolder struct {
	*flags.Loaded
	dir string // as the user can open it
}

// openPatches finds the project; it has to have a folder of its own.
func openPatches(cmd *cobra.Command, p *flags.Project) (*patchFolder, error) {
	loaded, err := p.Find(cmd)
	if err != nil {
		return nil, err
	}
	if loaded == nil || loaded.Dir == "" {
		return nil, cli.Fail(cli.Usage, errors.New("no project: patches belong to one"), "skinbuild init makes a project; an empty "+project.FileName+" is one, too")
	}
	return &patchFolder{loaded, filepath.Join(loaded.Dir, project.PatchesDir)}, nil
}

// series reads all patches of the project.
func (f *patchFolder) series(cmd *cobra.Command) (*inject.Series, []inject.Config, error) {
	tables, ds, err := f.Patches()
	if err != nil {
		return nil, nil, cli.Fail(cli.Environment, err)
	}
	if err := cli.Report(cmd, ds); err != nil {
		return nil, nil, err
	}
	for _, c := range f.Config.Inject {
		if c.Patch != "" {
			tables = append(tables, c)
		}
	}
	s, ds := inject.New(tables, f.Files())
	if err := cli.Report(cmd, ds); err != nil {
		return nil, nil, err
	}
	return s, tables, nil
}

// read reads one patch file of the folder, nil if there is none.
func (f *patchFolder) read(cmd *cobra.Command, file string) (*patch.Patch, error) {
	name := path.Join(project.PatchesDir, file)
	text, err := fs.ReadFile(f.Files(), name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, cli.Fail(cli.Environment, err)
	}
	p, ds := patch.Parse(source.NewFile(name, string(text)))
	return p, cli.Report(cmd, ds)
}

// write writes files of the folder of patches, or shows them with -n.
func (f *patchFolder) write(cmd *cobra.Command, files map[string]string) error {
	var entries []tree.Entry
	for name, text := range files {
		p, err := tree.ParsePath(name)
		if err != nil {
			return cli.Usagef("%v", err)
		}
		entries = append(entries, tree.Entry{Path: p, Mode: 0o644, Data: []byte(text)})
	}
	all, err := tree.New(entries...)
	if err != nil {
		return err
	}
	if cli.DryRun(cmd) {
		for e := range all.All() {
			if err := cli.WriteOutput(cmd, "", e.Data); err != nil {
				return err
			}
		}
		return nil
	}
	for e := range all.All() {
		name := filepath.Join(f.dir, filepath.FromSlash(e.Path.String()))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := cli.WriteFile(name, e.Data); err != nil {
			return err
		}
		cli.Note(cmd, "wrote %s", filepath.ToSlash(name))
	}
	return nil
}

var patchName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// patchNamed checks the name of a patch; the ending of its file may be there.
func patchNamed(name string) (string, error) {
	name = strings.TrimSuffix(name, ".patch")
	if !patchName.MatchString(name) {
		return "", cli.Usagef("%q is not the name of a patch: small letters, digits and \"-\"", name)
	}
	return name, nil
}

// listed returns the text of the series with the patch added, if the project has a
// series that does not name it.
func (f *patchFolder) listed(name string) (string, bool) {
	text, err := fs.ReadFile(f.Files(), path.Join(project.PatchesDir, "series"))
	if err != nil {
		return "", false
	}
	for line := range strings.Lines(string(text)) {
		if strings.TrimSpace(line) == name {
			return "", false
		}
	}
	out := string(text)
	if out != "" && !strings.HasSuffix(out, "\n") {
		out += "\n"
	}
	return out + name + "\n", true
}

// readDiff reads a diff from a file or, for "-", from standard input.
func readDiff(ctx context.Context, cmd *cobra.Command, name string) (*source.File, error) {
	if name == "-" {
		data, err := input.ReadFrom(ctx, cmd.InOrStdin(), "standard input", input.Any.UpTo(maxPatch))
		if err != nil {
			return nil, cli.Opening(err)
		}
		return source.NewFile("standard input", string(data)), nil
	}
	text, err := input.Text(ctx, name, input.Any.UpTo(maxPatch))
	if err != nil {
		return nil, cli.Opening(err)
	}
	return source.NewFile(filepath.ToSlash(name), text), nil
}

// headerFlags are the flags that fill in a header.
type headerFlags struct {
	name                 string
	advisory, cve, fixed []string
	subject, upstream    string
}

func (f *headerFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.subject, "subject", "", "what the patch does, a `LINE`")
	flags.StringSliceVar(&f.advisory, "advisory", nil, "the `NAME` of the vendor's advisory or ticket; may be repeated")
	flags.StringSliceVar(&f.cve, "cve", nil, "the `ID` of the CVE; may be repeated")
	flags.StringVar(&f.upstream, "upstream", "", "the vendor's `COMMIT`")
	flags.StringSliceVar(&f.fixed, "fixed-in", nil, "the first `RELEASE` of a series that has the fix, like 8.8.15.p41; may be repeated")
}

// over returns the header with what the flags say.
func (f *headerFlags) over(h patch.Header) patch.Header {
	for _, field := range []struct {
		to   *string
		from string
	}{{&h.Subject, f.subject}, {&h.Upstream, f.upstream}} {
		if field.from != "" {
			*field.to = field.from
		}
	}
	for _, field := range []struct {
		to   *[]string
		from []string
	}{{&h.Advisory, f.advisory}, {&h.CVE, f.cve}, {&h.FixedIn, f.fixed}} {
		if field.from != nil {
			*field.to = field.from
		}
	}
	return h
}

// withHeader returns the text of a patch file with another header.
func withHeader(p *patch.Patch, h patch.Header) string {
	return h.String() + "\n" + p.Changes()
}

// imported turns a diff into a patch, with what the flags say in its header.
func (f *headerFlags) imported(cmd *cobra.Command, diff *source.File, leaveOut []string) (*patch.Patch, string, error) {
	text, skipped, ds := patch.Import(diff, func(name string) bool { return matchesAny(leaveOut, name) })
	if err := cli.Report(cmd, ds); err != nil {
		return nil, "", err
	}
	if len(skipped) > 0 {
		cli.Note(cmd, "left out: %s", strings.Join(skipped, ", "))
	}
	p, ds := patch.Parse(source.NewFile(diff.Name(), text))
	if p == nil {
		return nil, "", cli.Report(cmd, ds)
	}
	text = withHeader(p, f.over(p.Header))
	p, ds = patch.Parse(source.NewFile(diff.Name(), text))
	if err := cli.Report(cmd, ds); err != nil {
		return nil, "", cli.Fail(cli.Usage, fmt.Errorf("a value for the header is wrong"))
	}
	return p, text, nil
}

// matchesAny reports whether a path matches a pattern: a path, or one with "*".
func matchesAny(patterns []string, name string) bool {
	for _, pattern := range patterns {
		pattern = strings.TrimPrefix(pattern, "WebRoot/")
		if ok, err := path.Match(pattern, name); ok && err == nil {
			return true
		}
	}
	return false
}
