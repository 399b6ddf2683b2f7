// Package disk is the file system below one folder, as an attacker may have left it.
//
// The folder belongs to a user that a hacked web application runs as. So no call
// follows a symbolic link, reads a pipe or a device, or leaves the folder, and for a
// folder of another user root makes every call with the rights of that user.
//
// The interface is narrow so that tests can make each single call fail.
package disk

import (
	"errors"
	"io/fs"
	"time"
)

// ErrIrregular is returned for a link, pipe, device or socket where a regular file
// or a folder is needed.
var ErrIrregular = errors.New("not a regular file or folder")

// ErrLinked is returned for a regular file with several names (hard links): writing
// it would part them, and reading it may show a file from outside the folder.
var ErrLinked = errors.New("the file has several names (hard links)")

// ErrNoExchange is returned where the file system cannot exchange two names.
var ErrNoExchange = errors.New("the file system cannot exchange two names")

// An Info is what a file system says about one name.
type Info struct {
	Mode     fs.FileMode // type and permissions
	Size     int64
	UID, GID int
	Links    int
	ModTime  time.Time
}

// A Disk is the file system below a folder. Names are clean, relative and slash
// separated; "." is the folder itself. Errors are *fs.PathError.
type Disk interface {
	// Lstat describes the name itself, never what a link points to.
	Lstat(name string) (Info, error)
	// ReadDir lists a folder in the order of the names.
	ReadDir(name string) ([]fs.DirEntry, error)
	// Read returns a regular file of at most limit bytes and what it is, from one
	// open. A file with several names gives ErrLinked unless linked is set.
	Read(name string, limit int64, linked bool) ([]byte, Info, error)
	// Create makes a new file with mode 0600 for writing; the name must be free.
	Create(name string) (File, error)
	// Append opens a regular file for writing at its end.
	Append(name string) (File, error)
	// Mkdir makes a folder of that mode, whatever the umask.
	Mkdir(name string, mode fs.FileMode) error
	// Rename moves a name over another one.
	Rename(from, to string) error
	// Exchange swaps two names that both exist, or returns ErrNoExchange.
	Exchange(a, b string) error
	// Link gives a file a second name.
	Link(from, to string) error
	// Remove removes a file or an empty folder.
	Remove(name string) error
	// SyncDir makes the names in a folder durable.
	SyncDir(name string) error
	// CopyLabels gives to the access control list and the security label of from,
	// if it has any.
	CopyLabels(from, to string) error
	// Close releases the folder.
	Close() error
}

// A File is a file that is being written.
type File interface {
	Write(data []byte) (int, error)
	Chown(uid, gid int) error
	Chmod(mode fs.FileMode) error
	SetTime(at time.Time) error
	Sync() error
	Close() error
}
