package project

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"skinbuild/internal/input"
	"skinbuild/internal/source"
)

// FileName is the name of the project file.
const FileName = "skinbuild.toml"

// A Project is a folder of sources and what its skinbuild.toml says about them.
type Project struct {
	Config *Config
	File   *source.File // skinbuild.toml; empty where the folder has none

	fsys fs.FS
}

// Find returns the project file of the folder dir or of the nearest folder above it,
// as a path that begins with dir; "" if no folder has one.
func Find(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := start; ; at = filepath.Dir(at) {
		name := filepath.Join(at, FileName)
		info, err := os.Stat(name)
		switch {
		case err == nil && !info.IsDir():
			rel, err := filepath.Rel(start, name)
			return filepath.Join(dir, rel), err
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return "", err
		case at == filepath.Dir(at):
			return "", nil
		}
	}
}

// Files returns the folder of the project.
func (p *Project) Files() fs.FS { return p.fsys }

// PartNames returns the names of the skins and of the zimlets that the folders of the
// project hold.
func (p *Project) PartNames() (skins, zimlets []string, err error) {
	list := func(dir string) []string {
		t, loadErr := loadFolder(p.fsys, dir)
		err = errors.Join(err, loadErr)
		return folders(t)
	}
	return list(p.Config.Skins.Dir), list(p.Config.Zimlets.Dir), err
}

// Open reads the project file of that name. What it names is looked for beside it;
// messages name it as file does.
func Open(ctx context.Context, file string) (*Project, source.Diags, error) {
	text, err := input.Text(ctx, file, input.Project)
	if err != nil {
		return nil, nil, err
	}
	return newProject(input.Folder(ctx, filepath.Dir(file)), source.NewFile(filepath.ToSlash(filepath.Clean(file)), text))
}

// Load reads the project file of the folder fsys; shown is how messages name it.
// A folder without one is a project with all defaults.
func Load(fsys fs.FS, shown string) (*Project, source.Diags, error) {
	text, err := fs.ReadFile(fsys, FileName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	return newProject(fsys, source.NewFile(shown, string(text)))
}

func newProject(fsys fs.FS, f *source.File) (*Project, source.Diags, error) {
	config, ds := Parse(f)
	if ds.Err() != nil {
		return nil, ds, nil
	}
	return &Project{config, f, fsys}, ds, nil
}
