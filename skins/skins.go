// Package skins holds the mixin library that the sheets of every skin can import.
package skins

import "embed"

// Library is the folder _mixins.
//
//go:embed _mixins
var Library embed.FS
