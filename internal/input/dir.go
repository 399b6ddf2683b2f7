package input

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Webapp returns the files below a folder for reading. Links in the path of the folder
// are followed; below it none that leaves it is, and no file that is a link, a pipe
// or a device is opened: the folder may belong to a user whom an attacker has become.
func Webapp(ctx context.Context, dir string) (fs.FS, error) {
	root, err := os.OpenRoot(filepath.Clean(dir))
	if err != nil {
		return nil, err
	}
	return folder{ctx, rooted{root}, dir}, nil
}

// Folder returns the files below a folder that the user trusts: a project, npm packages.
// Links are followed, wherever they lead. The folder need not exist.
func Folder(ctx context.Context, dir string) fs.FS {
	return folder{ctx, trusted(dir), dir}
}

// disk is how a folder reaches its files. Stat describes a link that it does not follow.
type disk interface {
	Stat(name string) (fs.FileInfo, error)
	OpenFile(name string, flag int, mode fs.FileMode) (*os.File, error)
}

// rooted keeps its root open until the process ends.
type rooted struct{ root *os.Root }

func (r rooted) Stat(name string) (fs.FileInfo, error) { return r.root.Lstat(name) }

func (r rooted) OpenFile(name string, flag int, mode fs.FileMode) (*os.File, error) {
	return r.root.OpenFile(name, flag, mode)
}

type trusted string

func (t trusted) path(name string) string { return filepath.Join(string(t), filepath.FromSlash(name)) }

func (t trusted) Stat(name string) (fs.FileInfo, error) { return os.Stat(t.path(name)) }

func (t trusted) OpenFile(name string, flag int, mode fs.FileMode) (*os.File, error) {
	return os.OpenFile(t.path(name), flag, mode)
}

// folder is an fs.FS of files whose type, size and encoding are checked. Names in its
// errors are those in the folder.
type folder struct {
	ctx  context.Context
	disk disk
	dir  string
}

// Open does not wait for the other end of a pipe that has come since the check.
func (f folder) Open(name string) (fs.File, error) {
	file, info, err := f.open(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return file, nil
	}
	return &limited{file: file, ctx: f.ctx, name: name}, nil
}

func (f folder) open(name string) (*os.File, fs.FileInfo, error) {
	info, err := f.Stat(name)
	if err == nil {
		err = f.check(name, info)
	}
	if err != nil {
		return nil, nil, opening(err)
	}
	file, err := f.disk.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, relative(err, name)
	}
	if info, err = file.Stat(); err == nil {
		err = f.check(name, info)
	}
	if err != nil {
		_ = file.Close() // it was not read
		return nil, nil, err
	}
	return file, info, nil
}

func (f folder) check(name string, info fs.FileInfo) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	if info.IsDir() {
		return nil
	}
	if err := checkType(name, info, false); err != nil {
		return err
	}
	if k := kindOf(name).in(f.ctx); info.Size() > k.max {
		return tooLarge(name, k)
	}
	return nil
}

// Stat describes a link as a link where links are not followed.
func (f folder) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrInvalid}
	}
	info, err := f.disk.Stat(name)
	return info, relative(err, name)
}

// relative makes the error of a file name it as the folder does.
func relative(err error, name string) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return &fs.PathError{Op: p.Op, Path: name, Err: p.Err}
	}
	return err
}

// limited is an open file that ends with an error at the limit of its kind. It hides
// the methods of os.File by which a copy would pass the limit.
type limited struct {
	file  *os.File
	ctx   context.Context
	name  string
	at    int64
	begun bool
}

// Stat returns the facts of the file.
func (l *limited) Stat() (fs.FileInfo, error) { return l.file.Stat() }

// Close closes the file.
func (l *limited) Close() error { return l.file.Close() }

// Read reads, and checks the encoding of a text when it is first called.
func (l *limited) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := l.file.Read(p)
	if !l.begun && isText(l.name) {
		if err := Encoding(l.name, p[:n]); err != nil {
			return 0, err
		}
	}
	l.begun = true
	k := kindOf(l.name).in(l.ctx)
	if l.at += int64(n); l.at > k.max {
		return 0, tooLarge(l.name, k)
	}
	return n, err
}

// Seek moves to another place of the file.
func (l *limited) Seek(offset int64, whence int) (int64, error) {
	at, err := l.file.Seek(offset, whence)
	l.at, l.begun = at, true
	return at, err
}

// File opens a regular file, with the limits of a file in a folder. shown is its name in
// messages.
func File(ctx context.Context, name, shown string) (fs.File, error) {
	dir, base := filepath.Split(name)
	file, err := Folder(ctx, dir).Open(base)
	var in *Error
	if errors.As(err, &in) {
		in.Name = shown
	}
	if l, ok := file.(*limited); ok {
		l.name = shown
	}
	return file, err
}
