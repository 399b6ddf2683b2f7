//go:build !unix

package project

import "io/fs"

// isOwn reports true: the cache is in a folder that only its user may write to.
func isOwn(fs.FileInfo) bool { return true }
