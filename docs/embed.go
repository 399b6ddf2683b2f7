// Package docs embeds the manual, so that an installed tool can show every page
// that it names.
package docs

import (
	"embed"
	"io/fs"
)

//go:embed *.md codes/*.md commands/*.md guides/*.md explanation/*.md ops/*.md
var pages embed.FS

//go:embed schemas/*.json
var schemas embed.FS

// Pages returns the pages by their paths in this folder: "bundle.md",
// "codes/less-name.md".
func Pages() fs.FS { return pages }

// Schemas returns the JSON schemas of the documents that the commands print, by their
// paths in this folder: "schemas/build.json" describes "skinbuild/build".
func Schemas() fs.FS { return schemas }
