// Package skinbuild holds the default project, which the tool brings along: the
// scripts, skins and zimlets of this repository with their skinbuild.toml. Its
// tests check the house rules of the repository, which packages may import which
// and how large things may grow.
package skinbuild

import (
	"embed"
	"io/fs"
)

//go:embed skinbuild.toml package.json package-lock.json overrides zimlets all:skins
var files embed.FS

// Default returns the files of the default project. What a project of a user
// leaves out comes from it.
func Default() fs.FS { return files }
