package main

import (
	"cmp"
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
	"skinbuild/internal/inject"
	"skinbuild/internal/inject/patch"
	"skinbuild/internal/project"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/source"
)

// editDir is the folder beside the patches in which files are edited: a/ has them as the
// vendor has, b/ as they shall be.
func editDir(name string) string { return name + ".edit" }

func patchNewCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new NAME FILE...",
		Short: "Begin a patch of your own: copy files of a webapp to edit them",
		Long: `Copies files of a webapp, without what skinbuild has put into them, to
patches/NAME.edit/b, where you edit them, and to patches/NAME.edit/a, which stays as it
is. "skinbuild patch refresh NAME" then makes patches/NAME.patch of the difference.`,
		Example: `  skinbuild patch new --webapp /opt/zimbra/jetty_base/webapps/zimbra login-title public/login.jsp
  skinbuild patch refresh --subject "Name the company" login-title`,
		Args: cobra.MinimumNArgs(2),
	}
	project := flags.AddProject(cmd)
	webapp := flags.AddWebapp(cmd, project)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		folder, err := openPatches(cmd, project)
		if err != nil {
			return err
		}
		name, err := patchNamed(args[0])
		if err != nil {
			return err
		}
		files, _, err := webapp.Open(cmd)
		if err != nil {
			return err
		}
		texts := map[string]string{}
		for _, file := range args[1:] {
			text, err := vendorText(files, file)
			if err != nil {
				return err
			}
			texts[file] = text
		}
		return folder.beginEdit(cmd, name, texts, texts)
	}
	return cmd
}

// vendorText reads a file of a webapp that a patch can change, without the blocks of
// skinbuild.
func vendorText(files fs.FS, name string) (string, error) {
	if patch.KindOf(name) == patch.Other {
		return "", cli.Usagef("%s: a patch can change templates, style sheets, scripts, properties files and tag libraries", name)
	}
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return "", cli.Fail(cli.Environment, err, "name a path below the webapp, such as public/login.jsp")
	}
	text, ok := inject.VendorText(name, string(data))
	if !ok {
		return "", cli.Fail(cli.Conflict, fmt.Errorf("%s: somebody has edited a block of skinbuild", name), "take the file from the vendor's package")
	}
	return text, nil
}

// beginEdit makes the folder in which a patch is edited.
func (f *patchFolder) beginEdit(cmd *cobra.Command, name string, before, after map[string]string) error {
	dir := editDir(name)
	if _, err := os.Lstat(filepath.Join(f.dir, dir)); !errors.Is(err, fs.ErrNotExist) {
		return cli.Fail(cli.Conflict, errors.Join(err, fmt.Errorf("%s is there already", filepath.ToSlash(filepath.Join(f.dir, dir)))),
			"finish it with skinbuild patch refresh "+name+", or remove the folder")
	}
	files := map[string]string{}
	for file, text := range before {
		files[dir+"/a/"+file] = text
	}
	for file, text := range after {
		files[dir+"/b/"+file] = text
	}
	if err := f.write(cmd, files); err != nil {
		return err
	}
	cli.Note(cmd, "edit the files in %s, then: skinbuild patch refresh %s", filepath.ToSlash(filepath.Join(f.dir, dir, "b")), name)
	return nil
}

func patchRefreshCommand() *cobra.Command {
	var header headerFlags
	var replace bool
	cmd := &cobra.Command{
		Use:   "refresh NAME",
		Short: "Make a patch, or a variant of it for another release, from edited files",
		Long: `If there is a folder patches/NAME.edit, makes a patch of what was edited there and
removes the folder: patches/NAME.patch or, if that is there, the next variant of it,
which is added to its header. --replace replaces the patch itself.

Otherwise --webapp names a release that the patch does not fit, and the folder is made:
b/ has the files with the changes that fit; where one does not, both versions and the
lines that the patch expects stand between markers. Decide, remove the markers, and run
the command again. Where the patch has only moved, its variant is made at once.`,
		Example: `  skinbuild patch refresh --webapp releases/9.0.0.p24/webapps/zimbra zbug-3794
  skinbuild patch refresh zbug-3794`,
		Args: cobra.ExactArgs(1),
	}
	project := flags.AddProject(cmd)
	webapp := flags.AddWebapp(cmd, project)
	header.add(cmd)
	cmd.Flags().BoolVar(&replace, "replace", false, "replace the patch instead of adding a variant")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		folder, err := openPatches(cmd, project)
		if err != nil {
			return err
		}
		name, err := patchNamed(args[0])
		if err != nil {
			return err
		}
		if _, err := fs.Stat(folder.Files(), path.Join("patches", editDir(name))); err == nil {
			return folder.endEdit(cmd, name, &header, replace)
		}
		p, err := folder.read(cmd, name+".patch")
		if err != nil {
			return err
		}
		if p == nil {
			return cli.Usagef("the project has no patch %s, and no folder %s", name, editDir(name))
		}
		files, _, err := webapp.Open(cmd)
		if err != nil {
			return err
		}
		return folder.onRelease(cmd, p, files, webapp.Release(), &header, replace)
	}
	return cmd
}

// endEdit makes a patch of the edited files.
func (f *patchFolder) endEdit(cmd *cobra.Command, name string, header *headerFlags, replace bool) error {
	edit := path.Join(project.PatchesDir, editDir(name))
	before, err1 := fs.Sub(f.Files(), edit+"/a")
	after, err2 := fs.Sub(f.Files(), edit+"/b")
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	err := fs.WalkDir(after, ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(after, file)
		if err == nil && patch.Unresolved(string(text)) {
			err = fmt.Errorf("%s/b/%s still has a conflict marker", edit, file)
		}
		return err
	})
	if err != nil {
		return cli.Fail(cli.Conflict, err, "decide which lines the file shall have, and remove the lines that begin with <<<<<<<, |||||||, ======= and >>>>>>>")
	}
	diff, onlyOne, err := patch.Trees(before, after)
	if err != nil || len(onlyOne) > 0 {
		return cli.Fail(cli.Problems, cmp.Or(err, fmt.Errorf("only one of a/ and b/ has %s", strings.Join(onlyOne, ", "))))
	}
	if diff == "" {
		return cli.Fail(cli.Problems, fmt.Errorf("the files of %s/a and %s/b are the same", edit, edit), "edit those in b/")
	}
	if err := f.save(cmd, name, source.NewFile(name+".patch", diff), header, replace); err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(f.dir, editDir(name)))
}

// save writes a diff as the patch of that name or, if there is one, as its next variant.
func (f *patchFolder) save(cmd *cobra.Command, name string, diff *source.File, header *headerFlags, replace bool) error {
	old, err := f.read(cmd, name+".patch")
	if err != nil {
		return err
	}
	made, text, err := header.imported(cmd, diff, nil)
	if err != nil {
		return err
	}
	files := map[string]string{}
	switch {
	case old == nil:
		files[name+".patch"] = text
		if series, ok := f.listed(name + ".patch"); ok {
			files["series"] = series
		}
	case replace:
		files[name+".patch"] = withHeader(made, header.over(old.Header))
	default:
		h := header.over(old.Header)
		variant := f.nextVariant(name)
		h.Variants = append(slices.Clone(h.Variants), variant)
		files[name+".patch"], files[variant] = withHeader(old, h), text
	}
	return f.write(cmd, files)
}

// nextVariant returns a name for the next variant of a patch.
func (f *patchFolder) nextVariant(name string) string {
	for k := 2; ; k++ {
		file := fmt.Sprintf("%s.%d.patch", name, k)
		if _, err := fs.Stat(f.Files(), path.Join(project.PatchesDir, file)); err != nil {
			return file
		}
	}
}

// onRelease makes a variant for a release, or the folder in which one is edited.
func (f *patchFolder) onRelease(cmd *cobra.Command, p *patch.Patch, files fs.FS, release string, header *headerFlags, replace bool) error {
	s, ds := inject.New([]inject.Config{{Key: p.Name, Patch: p.File.Name(), Source: inject.Source{File: p.File}}}, f.Files())
	if err := cli.Report(cmd, ds); err != nil {
		return err
	}
	plan, err := s.Apply(files, inject.Options{Release: release, LeaveOut: true})
	if err != nil {
		return cli.Fail(cli.Environment, err)
	}
	status := plan.Patches[0]
	switch status.State {
	case patch.Moved, patch.Conflict:
	case patch.NoFile:
		return cli.Fail(cli.Conflict, errors.New(strings.Join(status.Reasons, "\n")))
	default:
		cli.Note(cmd, "nothing to do on this release: %s", status.State)
		return nil
	}
	before, after := map[string]string{}, map[string]string{}
	conflicts := 0
	for _, part := range p.Parts {
		text, err := vendorText(files, part.Path)
		if err != nil {
			return err
		}
		merged, n := part.Merge(text)
		before[part.Path], after[part.Path] = text, merged
		conflicts += n
	}
	if conflicts > 0 {
		cli.Note(cmd, "%d changes do not fit: they stand between markers", conflicts)
		return f.beginEdit(cmd, p.Name, before, after)
	}
	diff := ""
	for _, part := range p.Parts {
		diff += patch.Diff(part.Path, before[part.Path], after[part.Path])
	}
	return f.save(cmd, p.Name, source.NewFile(p.Name+".patch", diff), header, replace)
}
