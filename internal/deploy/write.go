package deploy

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"skinbuild/internal/deploy/disk"
	"skinbuild/internal/tree"
)

// content is what an act writes: a file, or the files of a folder.
type content struct {
	file  *tree.Entry
	files tree.Tree
}

// folderDigest names the names and bytes of a folder's files. Modes do not count.
func folderDigest(t tree.Tree) string {
	var b strings.Builder
	for e := range t.All() {
		fmt.Fprintf(&b, "%s %s\n", hashOf(e.Data), e.Path)
	}
	return hashOf([]byte(b.String()))
}

// irregular is the digest of what is neither a regular file nor, for a folder, made of
// regular files: it never equals another.
const irregular = "irregular"

// digest returns what is at that name; "" if nothing is.
func (s *Server) digest(name string, folder bool) (string, error) {
	info, err := s.webapp.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", err
	case folder && info.Mode.IsDir():
		files, err := s.folder(name)
		if errors.Is(err, disk.ErrIrregular) {
			return irregular, nil
		}
		return folderDigest(files), err
	case folder || !info.Mode.IsRegular():
		return irregular, nil
	}
	data, _, err := s.webapp.Read(name, maxFile, true)
	if errors.Is(err, disk.ErrIrregular) {
		return irregular, nil
	}
	return hashOf(data), err
}

// folder reads all files below a folder of the webapp.
func (s *Server) folder(name string) (tree.Tree, error) {
	var entries []tree.Entry
	err := fs.WalkDir(disk.FS(s.webapp, maxFile, true), name, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, info, err := s.webapp.Read(p, maxFile, true)
		if err != nil {
			return err
		}
		rel, err := tree.ParsePath(strings.TrimPrefix(p, name+"/"))
		entries = append(entries, tree.Entry{Path: rel, Mode: info.Mode.Perm(), Data: data})
		return err
	})
	if err != nil {
		return tree.Tree{}, err
	}
	return tree.New(entries...)
}

// run carries a transaction out and commits the generation. Its error reports whether
// anything was changed: ErrUnfinished and ErrNotDurable do, others mean that the
// webapp is as it was before.
func (s *Server) run(tx *transaction, contents []content, g *Generation) error {
	j, err := s.begin(tx)
	if err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	err = s.stage(tx, contents)
	if err == nil {
		err = j.note("exchange")
	}
	var notDurable error
	if err == nil {
		notDurable, err = s.exchangeAll(tx)
	}
	if err == nil {
		err = s.writeState(generationFile(g.Number), encode(g), 0o600)
	}
	if err == nil {
		if err = s.writeState("current", fmt.Appendf(nil, "%d\n", g.Number), 0o600); err != nil {
			err = s.afterFailedCommit(g, &notDurable, err)
		}
	}
	if err != nil {
		return s.takeBack(tx, j, err)
	}
	s.current = g
	if err := s.finish(tx, j); err != nil {
		return fmt.Errorf("%w: everything is in effect, and generation %d is committed, but cleaning up failed: %w", ErrUnfinished, g.Number, err)
	}
	if notDurable != nil {
		return fmt.Errorf("%w: %w", ErrNotDurable, notDurable)
	}
	return nil
}

// afterFailedCommit tells a commit that failed from one that was made but not
// confirmed as durable.
func (s *Server) afterFailedCommit(g *Generation, notDurable *error, err error) error {
	now, readErr := s.readCurrent()
	if readErr == nil && now.Number == g.Number {
		*notDurable = errors.Join(*notDurable, err)
		return nil
	}
	return errors.Join(err, readErr)
}

// takeBack undoes the transaction after an error.
func (s *Server) takeBack(tx *transaction, j *journal, err error) error {
	notes, undoErr := s.undo(tx)
	s.notes = append(s.notes, notes...)
	if undoErr == nil {
		undoErr = j.end()
	} else {
		_ = j.file.Close() // its lines were synced
	}
	if undoErr != nil {
		return fmt.Errorf("%w: %w; it could not be undone completely either: %w", ErrUnfinished, err, undoErr)
	}
	return fmt.Errorf("nothing was changed: %w", err)
}

// stage writes all new content beside its place.
func (s *Server) stage(tx *transaction, contents []content) error {
	for _, dir := range tx.Folders {
		if err := s.webapp.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	for i, a := range tx.Acts {
		var err error
		switch {
		case a.New == "":
			continue
		case a.Folder:
			err = s.stageFolder(a, contents[i].files)
		default:
			err = s.stageFile(a.Temp, a.Path, contents[i].file)
		}
		if err != nil {
			return err
		}
	}
	return s.syncDirs(tx)
}

// stageFile writes tmp, which is to take the place of name.
func (s *Server) stageFile(tmp, name string, e *tree.Entry) error {
	f, err := s.webapp.Create(tmp)
	if err != nil {
		return err
	}
	err = s.fill(f, name, e)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil || name == "" {
		return err
	}
	if _, err := s.webapp.Lstat(name); err == nil {
		return s.webapp.CopyLabels(name, tmp)
	}
	return nil
}

// fill writes content, owner, mode and time, and makes them durable.
func (s *Server) fill(f disk.File, name string, e *tree.Entry) error {
	n, err := f.Write(e.Data)
	if err == nil && n < len(e.Data) {
		err = fmt.Errorf("%s: only %d of %d bytes were written", e.Path, n, len(e.Data))
	}
	if err != nil {
		return err
	}
	at := s.now()
	if old, err := s.webapp.Lstat(name); name != "" && err == nil {
		// Only root can give a file away. Others own what they write, as the folder
		// lets them replace it.
		if err := f.Chown(old.UID, old.GID); err != nil && !errors.Is(err, fs.ErrPermission) {
			return err
		}
		if next := old.ModTime.Add(time.Second); at.Before(next) {
			at = next // the JSP compiler looks at whole seconds
		}
	}
	if err := f.Chmod(e.Mode.Perm()); err != nil {
		return err
	}
	if err := f.SetTime(at); err != nil {
		return err
	}
	return f.Sync()
}

// now is the time of the run.
func (s *Server) now() time.Time {
	at, err := time.Parse(time.RFC3339, s.opt.Now)
	if err != nil {
		return time.Now()
	}
	return at
}

func (s *Server) stageFolder(a act, files tree.Tree) error {
	if err := s.webapp.Mkdir(a.Temp, 0o755); err != nil {
		return err
	}
	made := map[string]bool{".": true}
	for e := range files.All() {
		dir := path.Dir(e.Path.String())
		for i, c := range dir + "/" {
			if c != '/' || made[dir[:i]] {
				continue
			}
			if err := s.webapp.Mkdir(a.Temp+"/"+dir[:i], 0o755); err != nil {
				return err
			}
			made[dir[:i]] = true
		}
		if err := s.stageFile(a.Temp+"/"+e.Path.String(), "", &e); err != nil {
			return err
		}
	}
	for dir := range made {
		if err := s.webapp.SyncDir(path.Join(a.Temp, dir)); err != nil {
			return err
		}
	}
	return nil
}

// exchangeAll puts all content into effect and reads it back.
func (s *Server) exchangeAll(tx *transaction) (notDurable, err error) {
	for _, a := range tx.Acts {
		if err := s.exchange(a); err != nil {
			return nil, err
		}
	}
	notDurable = s.syncDirs(tx)
	for _, a := range tx.Acts {
		now, err := s.digest(a.Path, a.Folder)
		if err != nil {
			return nil, err
		}
		if now != a.New {
			return nil, fmt.Errorf("%w: %s was changed by another program at the same time", ErrConflict, a.Path)
		}
	}
	return notDurable, nil
}

// exchange puts one act into effect, so that no edit made since the plan is lost.
func (s *Server) exchange(a act) error {
	var err error
	switch {
	case a.Old == "" && a.Folder:
		if now, err := s.digest(a.Path, true); err != nil || now != "" {
			return errors.Join(err, changed(a))
		}
		return s.webapp.Rename(a.Temp, a.Path)
	case a.Old == "":
		return s.create(a)
	case a.New == "":
		err = s.webapp.Rename(a.Path, a.Temp)
	default:
		err = s.webapp.Exchange(a.Temp, a.Path)
		if errors.Is(err, disk.ErrNoExchange) {
			err = s.replace(a)
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return changed(a)
	}
	if err != nil {
		return err
	}
	out, err := s.digest(a.Temp, a.Folder)
	if err == nil && out != a.Old {
		err = changed(a)
		if back := s.putBack(a); back != nil {
			err = errors.Join(err, back)
		}
	}
	return err
}

func changed(a act) error {
	return fmt.Errorf("%w: %s was changed since the plan was made: run the command again", ErrConflict, a.Path)
}

// create gives the file its name, unless something has taken it.
func (s *Server) create(a act) error {
	err := s.webapp.Link(a.Temp, a.Path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return changed(a)
	case err == nil:
		return s.webapp.Remove(a.Temp)
	}
	// A file system without hard links.
	if _, lstatErr := s.webapp.Lstat(a.Path); !errors.Is(lstatErr, fs.ErrNotExist) {
		return changed(a)
	}
	return s.webapp.Rename(a.Temp, a.Path)
}

// replace is the exchange on a file system that has none: a file has both contents
// under a name all the time, a folder is gone for a moment.
func (s *Server) replace(a act) error {
	aside := s.webapp.Link
	if a.Folder {
		aside = s.webapp.Rename
	}
	if err := aside(a.Path, a.aside()); err != nil {
		return err
	}
	if err := s.webapp.Rename(a.Temp, a.Path); err != nil {
		return err
	}
	return s.webapp.Rename(a.aside(), a.Temp)
}

// putBack swaps temp and path back.
func (s *Server) putBack(a act) error {
	if a.New == "" {
		return s.webapp.Rename(a.Temp, a.Path)
	}
	err := s.webapp.Exchange(a.Temp, a.Path)
	if !errors.Is(err, disk.ErrNoExchange) {
		return err
	}
	if a.Folder {
		if err := s.removeAll(a.Path); err != nil {
			return err
		}
	}
	return s.webapp.Rename(a.Temp, a.Path)
}

// syncDirs makes the names of all acts durable.
func (s *Server) syncDirs(tx *transaction) error {
	var dirs []string
	for _, a := range tx.Acts {
		dirs = append(dirs, path.Dir(a.Path))
	}
	for _, dir := range tx.Folders {
		dirs = append(dirs, path.Dir(dir))
	}
	slices.Sort(dirs)
	var errs []error
	for _, dir := range slices.Compact(dirs) {
		errs = append(errs, s.webapp.SyncDir(dir))
	}
	return errors.Join(errs...)
}

// finish removes what the transaction has left beside the files, after the commit.
func (s *Server) finish(tx *transaction, j *journal) error {
	var errs []error
	for _, a := range tx.Acts {
		errs = append(errs, s.clear(a))
		if dir := path.Dir(a.Path); a.New == "" && strings.Contains(dir, "/") {
			_ = s.webapp.Remove(dir) // fails unless it is empty
		}
	}
	if err := errors.Join(errs...); err != nil {
		_ = j.file.Close() // its lines were synced
		return err
	}
	return j.end()
}

// clear removes the temporary names of an act.
func (s *Server) clear(a act) error {
	return errors.Join(s.removeAll(a.aside()), s.removeAll(a.Temp))
}

// removeAll removes a file or a folder with what is in it; that nothing is there is no
// error. Links are removed, not followed.
func (s *Server) removeAll(name string) error {
	info, err := s.webapp.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode.IsDir() {
		list, err := s.webapp.ReadDir(name)
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := s.removeAll(path.Join(name, e.Name())); err != nil {
				return err
			}
		}
	}
	return s.webapp.Remove(name)
}
