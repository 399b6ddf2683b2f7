//go:build !unix

package atomicfile

import "os"

// hold does nothing: an open file cannot be removed.
func hold(*os.File) bool { return true }

// take reports that nothing is free: what a process that was killed has left stays.
func take(string) (release func(), free bool) { return func() {}, false }

// lock does nothing, since nothing is ever taken.
func lock(string) (release func(), busy bool) { return func() {}, false }
