package preview

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long nothing must happen before a change counts: editors write a
// file in several steps.
const settle = 40 * time.Millisecond

// Watch calls changed whenever something below the folders of root, or one of the
// files in root, was written, until ctx ends. Folders that are not there yet, and
// those made later, are watched as soon as they are. Names that begin with "." do
// not count. It returns the error that ended it, nil for ctx.
func Watch(ctx context.Context, root string, names []string, changed func()) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer w.Close()
	if err := w.Add(root); err != nil {
		return err
	}
	for _, name := range names {
		if err := addFolders(w, filepath.Join(root, name)); err != nil {
			return err
		}
	}
	quiet := time.NewTimer(settle)
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-w.Errors:
			return err
		case e := <-w.Events:
			if !counts(root, names, e.Name) {
				continue
			}
			if e.Has(fsnotify.Create) {
				if err := addFolders(w, e.Name); err != nil {
					return err
				}
			}
			quiet.Reset(settle)
		case <-quiet.C:
			changed()
		}
	}
}

// counts reports whether a path is one of the names, or below one.
func counts(root string, names []string, path string) bool {
	rel, err := filepath.Rel(root, path)
	if err != nil || strings.HasPrefix(filepath.Base(path), ".") {
		return false
	}
	for _, name := range names {
		if rel == filepath.Clean(name) || strings.HasPrefix(rel, filepath.Clean(name)+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// addFolders watches a folder and those below it. What is no folder, or is gone
// again, is none.
func addFolders(w *fsnotify.Watcher, dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case strings.HasPrefix(d.Name(), ".") && name != dir:
			return fs.SkipDir
		}
		if err := w.Add(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	})
}
