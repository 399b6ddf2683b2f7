//go:build !unix

package deploy

import "io/fs"

func ownerOf(fs.FileInfo) (int, bool) { return 0, false }

func lockedByOther(string) bool { return false }
