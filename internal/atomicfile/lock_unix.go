//go:build unix

package atomicfile

import (
	"errors"
	"os"
	"syscall"
)

// hold locks an open temporary file until it is closed or its process ends. It reports
// false if another process has it. On a file system without locks nothing is collected.
func hold(f *os.File) bool {
	return !errors.Is(syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}

// take locks a temporary file or folder that a process has left. free is false if one
// that runs has it, or if the file system has no locks. release must be called.
func take(name string) (release func(), free bool) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return func() {}, false
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	return func() { _ = f.Close() }, err == nil // nothing was written to it
}

// lock locks a folder that this process has made. busy is true if another has it.
func lock(dir string) (release func(), busy bool) {
	f, err := os.Open(dir)
	if err != nil {
		return func() {}, false // it is gone
	}
	return func() { _ = f.Close() }, !hold(f)
}
