//go:build linux || darwin || freebsd

package deploy

import "golang.org/x/sys/unix"

// freeSpace returns the bytes that are left on the file system of a folder.
func freeSpace(dir string) (int64, bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return int64(uint64(s.Bavail) * uint64(s.Bsize)), true
}
