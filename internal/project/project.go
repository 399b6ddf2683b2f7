package project

import (
	"errors"
	"io/fs"

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

// Load reads the project file of the folder fsys; shown is how messages name it.
// A folder without one is a project with all defaults.
func Load(fsys fs.FS, shown string) (*Project, source.Diags, error) {
	text, err := fs.ReadFile(fsys, FileName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	f := source.NewFile(shown, string(text))
	config, ds := Parse(f)
	if ds.Err() != nil {
		return nil, ds, nil
	}
	return &Project{config, f, fsys}, ds, nil
}
