// Package deploy changes the files of a server.
//
// A server reads its webapp while it is written, so a file is never written in
// place: its new content is written beside it, made durable, and renamed over
// it. All new contents are there before the first rename, and a rename that
// fails undoes those before it.
//
// The tree belongs to a user whom attackers of the web application can become,
// so nothing in it is trusted: no symbolic link is followed below the root, a
// file with another name is not replaced, and a file that is not as the plan saw
// it stops everything.
package deploy

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"skinbuild/internal/tree"
)

// ErrBusy is returned while another run writes to the same tree.
var ErrBusy = errors.New("another run is writing to this tree")

// ErrChanged is returned where a file is not as the change says that it was.
var ErrChanged = errors.New("the file is not as it was when the changes were planned")

// ErrForeign is returned to root on a tree that belongs to another user.
var ErrForeign = errors.New("the tree belongs to another user, and root follows nobody into it")

// Write makes the changes in the tree below dir, in their order, all or none. A
// replaced file keeps its owner; its time of modification always becomes another
// one, by which a JSP container tells that a page must be compiled again.
func Write(dir string, changes []tree.Change) error {
	w, err := open(dir)
	if err != nil {
		return err
	}
	defer w.close()
	return w.write(changes)
}

// writer is one run on a locked tree.
type writer struct {
	root   *os.Root
	lock   *os.File
	rename func(from, to string) error

	staged []string // temporary files, by change; "" for a removal
	made   []string // directories
	done   []tree.Change
}

func open(dir string) (*writer, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	w := &writer{root: root, rename: root.Rename}
	if w.lock, err = root.Open("."); err != nil {
		root.Close()
		return nil, err
	}
	if err = syscall.Flock(int(w.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		err = fmt.Errorf("%s: %w", dir, ErrBusy)
	} else if uid, _ := ownerOf(w.lock); os.Geteuid() == 0 && uid > 0 {
		err = fmt.Errorf("%s: %w (user id %d)", dir, ErrForeign, uid)
	}
	if err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func (w *writer) close() {
	w.lock.Close()
	w.root.Close()
}

func (w *writer) write(changes []tree.Change) error {
	for _, c := range changes {
		if err := w.check(c); err != nil {
			return err
		}
	}
	err := w.stage(changes)
	for i := 0; err == nil && i < len(changes); i++ {
		err = w.replace(changes[i], i)
	}
	if err != nil {
		err = errors.Join(err, w.undo())
	}
	w.clean()
	return errors.Join(err, w.sync(changes))
}

// check compares the file with what the change says that it is.
func (w *writer) check(c tree.Change) error {
	name := c.Path.String()
	if err := w.checkParents(name); err != nil {
		return err
	}
	info, err := w.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		if c.Old != nil {
			return fmt.Errorf("%s: %w: it is gone", name, ErrChanged)
		}
		return nil
	}
	switch {
	case err != nil:
		return err
	case c.Old == nil:
		return fmt.Errorf("%s: %w: it was not there", name, ErrChanged)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: not a regular file (%s)", name, info.Mode().Type())
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Nlink > 1 {
		return fmt.Errorf("%s: the file has %d names (hard links), so replacing it would part them", name, stat.Nlink)
	}
	data, err := w.root.ReadFile(name)
	if err == nil && !bytes.Equal(data, c.Old.Data) {
		err = fmt.Errorf("%s: %w", name, ErrChanged)
	}
	return err
}

// checkParents refuses a path that leads through anything but directories.
func (w *writer) checkParents(name string) error {
	for i, c := range name {
		if c != '/' {
			continue
		}
		info, err := w.root.Lstat(name[:i])
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if !info.IsDir() {
			return fmt.Errorf("%s: not a directory (%s)", name[:i], info.Mode().Type())
		}
	}
	return nil
}

// leftover is the name of a temporary file, also of one that a run which was
// killed has left.
var leftover = regexp.MustCompile(`^\..*\.skinbuild-[0-9a-f]{16}$`)

// stage writes all new contents beside their files.
func (w *writer) stage(changes []tree.Change) error {
	w.sweep(changes)
	for _, c := range changes {
		w.staged = append(w.staged, "")
		if c.New == nil {
			continue
		}
		if err := w.mkdir(path.Dir(c.Path.String())); err != nil {
			return err
		}
		name, err := w.writeBeside(c.Path.String(), c.New)
		w.staged[len(w.staged)-1] = name
		if err != nil {
			return err
		}
	}
	return nil
}

// sweep removes what a killed run has left in the directories to be written to.
func (w *writer) sweep(changes []tree.Change) {
	for _, dir := range dirs(changes) {
		list, _ := fs.ReadDir(w.root.FS(), dir)
		for _, e := range list {
			if e.Type().IsRegular() && leftover.MatchString(e.Name()) {
				_ = w.root.Remove(path.Join(dir, e.Name()))
			}
		}
	}
}

func (w *writer) mkdir(dir string) error {
	if dir == "." {
		return nil
	}
	if info, err := w.root.Lstat(dir); err == nil && info.IsDir() {
		return nil
	}
	if err := w.mkdir(path.Dir(dir)); err != nil {
		return err
	}
	if err := w.root.Mkdir(dir, 0o755); err != nil {
		return err
	}
	w.made = append(w.made, dir)
	return nil
}

// writeBeside writes a temporary file in the directory of name, durable and with
// the mode and owner that name shall have.
func (w *writer) writeBeside(name string, e *tree.Entry) (string, error) {
	random := make([]byte, 8)
	rand.Read(random)
	tmp := path.Join(path.Dir(name), "."+path.Base(name)+".skinbuild-"+hex.EncodeToString(random))
	f, err := w.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = f.Write(e.Data)
	if err == nil {
		err = w.setOwner(f, name)
	}
	if err == nil {
		err = f.Chmod(e.Mode.Perm())
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = w.touch(tmp, name)
	}
	return tmp, err
}

// setOwner gives f the owner of the file it will replace.
func (w *writer) setOwner(f *os.File, name string) error {
	old, err := w.root.Open(name)
	if err != nil {
		return nil // a new file is the runner's
	}
	defer old.Close()
	uid, gid := ownerOf(old)
	if newUID, newGID := ownerOf(f); uid == newUID && gid == newGID || uid < 0 {
		return nil
	}
	return f.Chown(uid, gid)
}

func ownerOf(f *os.File) (uid, gid int) {
	info, err := f.Stat()
	if err != nil {
		return -1, -1
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return -1, -1
	}
	return int(stat.Uid), int(stat.Gid)
}

// touch makes the time of tmp differ from that of the file it replaces.
func (w *writer) touch(tmp, name string) error {
	old, err := w.root.Lstat(name)
	if err != nil {
		return nil
	}
	info, err := w.root.Lstat(tmp)
	if err != nil || info.ModTime().Unix() != old.ModTime().Unix() {
		return err
	}
	// Some containers look at whole seconds only.
	at := old.ModTime().Add(time.Second)
	return w.root.Chtimes(tmp, at, at)
}

// replace puts the i-th change into effect, if the file is still as it was.
func (w *writer) replace(c tree.Change, i int) error {
	if err := w.check(c); err != nil {
		return err
	}
	var err error
	if c.New == nil {
		err = w.root.Remove(c.Path.String())
	} else {
		err = w.rename(w.staged[i], c.Path.String())
		if err == nil {
			w.staged[i] = ""
		}
	}
	if err == nil {
		w.done = append(w.done, c)
	}
	return err
}

// undo takes back what was done, the last first.
func (w *writer) undo() error {
	var errs []error
	for _, c := range slices.Backward(w.done) {
		name := c.Path.String()
		if c.Old == nil {
			errs = append(errs, w.root.Remove(name))
			continue
		}
		tmp, err := w.writeBeside(name, c.Old)
		if err == nil {
			err = w.root.Rename(tmp, name)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s could not be put back: %w", name, err))
		}
	}
	w.done = nil
	w.clean()
	for _, dir := range slices.Backward(w.made) {
		_ = w.root.Remove(dir)
	}
	return errors.Join(errs...)
}

// clean removes temporary files, and directories that a removal has emptied.
func (w *writer) clean() {
	for i, tmp := range w.staged {
		if tmp != "" {
			_ = w.root.Remove(tmp)
			w.staged[i] = ""
		}
	}
	for _, c := range w.done {
		if dir := path.Dir(c.Path.String()); c.New == nil && strings.Contains(dir, "/") {
			_ = w.root.Remove(dir) // fails unless it is empty
		}
	}
}

// sync makes the renames durable.
func (w *writer) sync(changes []tree.Change) error {
	for _, dir := range dirs(changes) {
		f, err := w.root.Open(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		err = f.Sync()
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// dirs returns the directories of the changes, each once.
func dirs(changes []tree.Change) []string {
	var list []string
	for _, c := range changes {
		list = append(list, path.Dir(c.Path.String()))
	}
	slices.Sort(list)
	return slices.Compact(list)
}
