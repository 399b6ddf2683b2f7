// Package overrides holds the scripts that go into pages, for the commands that
// tell about them. A build reads them from the project's own folder.
package overrides

import "embed"

// Files is this folder: fixes/ID.js, features/NAME.js, core/ and the entry points.
//
//go:embed *.js *.json core features fixes
var Files embed.FS
