package atomicfile

import "golang.org/x/sys/unix"

// exchange swaps two folders, and reports whether it has.
func exchange(a, b string) bool {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE) == nil
}
