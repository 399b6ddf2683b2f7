//go:build unix

package disk

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// root is a Disk. Each call walks to the parent folder of its name, one component
// at a time, and then works on the last component in that folder.
type root struct{ fd int }

// Open returns the file system below the folder. Links in its own path are followed;
// below it none is.
func Open(dir string) (Disk, error) {
	fd, err := retry(func() (int, error) {
		return unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	})
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: err}
	}
	return &root{fd}, nil
}

func (r *root) Close() error { return unix.Close(r.fd) }

// retry repeats a call that a signal has interrupted.
func retry[T any](call func() (T, error)) (T, error) {
	for {
		v, err := call()
		if !errors.Is(err, unix.EINTR) {
			return v, err
		}
	}
}

// do is retry for a call without a result.
func do(call func() error) error {
	_, err := retry(func() (struct{}, error) { return struct{}{}, call() })
	return err
}

// folder opens the folder of that name. The caller closes it.
func (r *root) folder(name string) (int, error) {
	fd := r.fd
	if name == "." {
		name = "./."
	}
	for part := range strings.SplitSeq(name, "/") {
		next, err := retry(func() (int, error) {
			return unix.Openat(fd, part, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
		})
		if fd != r.fd {
			_ = unix.Close(fd) // it was only walked through
		}
		if err != nil {
			return -1, notFolder(r, err)
		}
		fd = next
	}
	return fd, nil
}

// notFolder names the error of a path that leads through a link or a file.
func notFolder(_ *root, err error) error {
	if errors.Is(err, unix.ELOOP) || errors.Is(err, unix.ENOTDIR) || errors.Is(err, unix.EMLINK) {
		return ErrIrregular
	}
	return err
}

// at calls f with the parent folder of the name and its last component, with the
// rights of the folder's owner.
func (r *root) at(op, name string, f func(dir int, base string) error) error {
	dir, err := r.folder(path.Dir(name))
	if err == nil {
		err = asOwner(dir, func() error { return do(func() error { return f(dir, path.Base(name)) }) })
		_ = unix.Close(dir) // it was only read
	}
	if err != nil {
		return &fs.PathError{Op: op, Path: name, Err: err}
	}
	return nil
}

// at2 is at for two names.
func (r *root) at2(op, from, to string, f func(fromDir int, fromBase string, toDir int, toBase string) error) error {
	return r.at(op, from, func(fromDir int, fromBase string) error {
		if path.Dir(from) == path.Dir(to) {
			return f(fromDir, fromBase, fromDir, path.Base(to))
		}
		toDir, err := r.folder(path.Dir(to))
		if err != nil {
			return err
		}
		defer unix.Close(toDir)
		return f(fromDir, fromBase, toDir, path.Base(to))
	})
}

func infoOf(s *unix.Stat_t) Info {
	mode := fs.FileMode(s.Mode & 0o777)
	switch s.Mode & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFDIR:
		mode |= fs.ModeDir
	case unix.S_IFLNK:
		mode |= fs.ModeSymlink
	case unix.S_IFIFO:
		mode |= fs.ModeNamedPipe
	default:
		mode |= fs.ModeIrregular
	}
	return Info{
		Mode: mode, Size: s.Size, UID: int(s.Uid), GID: int(s.Gid), Links: int(s.Nlink),
		ModTime: time.Unix(s.Mtim.Unix()),
	}
}

func (r *root) Lstat(name string) (Info, error) {
	var s unix.Stat_t
	err := r.at("lstat", name, func(dir int, base string) error {
		return unix.Fstatat(dir, base, &s, unix.AT_SYMLINK_NOFOLLOW)
	})
	return infoOf(&s), err
}

func (r *root) Read(name string, limit int64, linked bool) ([]byte, Info, error) {
	var data []byte
	var info Info
	err := r.at("read", name, func(dir int, base string) error {
		fd, err := unix.Openat(dir, base, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
		if err != nil {
			return notFolder(r, err)
		}
		defer unix.Close(fd)
		if info, err = statRegular(fd); err != nil {
			return err
		}
		if info.Links > 1 && !linked {
			return ErrLinked
		}
		data, err = readAll(fd, info.Size, limit)
		return err
	})
	return data, info, err
}

func statRegular(fd int) (Info, error) {
	var s unix.Stat_t
	if err := unix.Fstat(fd, &s); err != nil {
		return Info{}, err
	}
	info := infoOf(&s)
	if !info.Mode.IsRegular() {
		return info, ErrIrregular
	}
	return info, nil
}

// readAll reads to the end of the file, which may have grown since its size was taken.
func readAll(fd int, size, limit int64) ([]byte, error) {
	data := make([]byte, 0, min(size, limit)+512)
	for {
		if len(data) == cap(data) {
			data = slices.Grow(data, 4096)
		}
		n, err := retry(func() (int, error) { return unix.Read(fd, data[len(data):cap(data)]) })
		if err != nil || n == 0 {
			return data, err
		}
		data = data[:len(data)+n]
		if int64(len(data)) > limit {
			return nil, unix.EFBIG
		}
	}
}

func (r *root) Create(name string) (File, error) {
	return r.open("create", name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW|unix.O_CLOEXEC)
}

func (r *root) Append(name string) (File, error) {
	return r.open("append", name, unix.O_WRONLY|unix.O_APPEND|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC)
}

func (r *root) open(op, name string, flags int) (File, error) {
	fd := -1
	err := r.at(op, name, func(dir int, base string) (err error) {
		fd, err = unix.Openat(dir, base, flags, 0o600)
		if err != nil {
			return notFolder(r, err)
		}
		_, err = statRegular(fd)
		return err
	})
	if err != nil {
		if fd >= 0 {
			_ = unix.Close(fd)
		}
		return nil, err
	}
	return &file{fd, name}, nil
}

func (r *root) Mkdir(name string, mode fs.FileMode) error {
	return r.at("mkdir", name, func(dir int, base string) error {
		if err := unix.Mkdirat(dir, base, uint32(mode.Perm())); err != nil {
			return err
		}
		return unix.Fchmodat(dir, base, uint32(mode.Perm()), 0)
	})
}

func (r *root) Rename(from, to string) error {
	return r.at2("rename", from, to, unix.Renameat)
}

func (r *root) Exchange(a, b string) error { return r.at2("exchange", a, b, exchange) }

func (r *root) Link(from, to string) error {
	return r.at2("link", from, to, func(fromDir int, fromBase string, toDir int, toBase string) error {
		return unix.Linkat(fromDir, fromBase, toDir, toBase, 0)
	})
}

func (r *root) Remove(name string) error {
	return r.at("remove", name, func(dir int, base string) error {
		err := unix.Unlinkat(dir, base, 0)
		if errors.Is(err, unix.EISDIR) || errors.Is(err, unix.EPERM) {
			return unix.Unlinkat(dir, base, unix.AT_REMOVEDIR)
		}
		return err
	})
}

func (r *root) SyncDir(name string) error {
	dir, err := r.folder(name)
	if err == nil {
		err = do(func() error { return unix.Fsync(dir) })
		_ = unix.Close(dir) // fsync has said what there is to say
	}
	if err != nil {
		return &fs.PathError{Op: "fsync", Path: name, Err: err}
	}
	return nil
}

func (r *root) CopyLabels(from, to string) error {
	return r.at2("label", from, to, copyLabels)
}

// file is a File.
type file struct {
	fd   int
	name string
}

func (f *file) wrap(op string, err error) error {
	if err != nil {
		return &fs.PathError{Op: op, Path: f.name, Err: err}
	}
	return nil
}

func (f *file) Write(data []byte) (int, error) {
	done := 0
	for done < len(data) {
		n, err := retry(func() (int, error) { return unix.Write(f.fd, data[done:]) })
		if err != nil {
			return done, f.wrap("write", err)
		}
		done += n
	}
	return done, nil
}

func (f *file) Chown(uid, gid int) error {
	return f.wrap("chown", do(func() error { return unix.Fchown(f.fd, uid, gid) }))
}

func (f *file) Chmod(mode fs.FileMode) error {
	return f.wrap("chmod", do(func() error { return unix.Fchmod(f.fd, uint32(mode.Perm())) }))
}

func (f *file) SetTime(at time.Time) error {
	tv := unix.NsecToTimeval(at.UnixNano())
	return f.wrap("utimes", do(func() error { return unix.Futimes(f.fd, []unix.Timeval{tv, tv}) }))
}

func (f *file) Sync() error  { return f.wrap("fsync", do(func() error { return unix.Fsync(f.fd) })) }
func (f *file) Close() error { return f.wrap("close", unix.Close(f.fd)) }
