package deploy

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"skinbuild/internal/tree"
)

// encode returns a generation as it is stored.
func encode(g *Generation) []byte {
	text, err := json.MarshalIndent(g, "", " ")
	if err != nil {
		panic(fmt.Sprintf("a generation that is no JSON: %v", err)) // strings, numbers and lists of them always are
	}
	return append(text, '\n')
}

// recover finishes or undoes what a killed run has left.
func (s *Server) recover() error {
	s.sweepState()
	for {
		tx, name, err := s.pending()
		if err != nil || tx == nil {
			return err
		}
		current, err := s.readCurrent()
		if err != nil {
			return err
		}
		j := &journal{server: s, name: name}
		if tx.Generation > 0 && current.Number >= tx.Generation {
			for _, a := range tx.Acts {
				err = errors.Join(err, s.clear(a))
			}
			s.notes = append(s.notes, fmt.Sprintf("generation %d was committed by a run that was killed; its temporary files are removed", tx.Generation))
		} else if tx.Generation > 0 {
			var notes []string
			notes, err = s.undo(tx)
			s.notes = append(append(s.notes, fmt.Sprintf("a run of %s that was killed is undone", tx.Command)), notes...)
		}
		if err == nil {
			err = j.end()
		}
		if err != nil {
			return fmt.Errorf("%w: what a killed run has left cannot be undone: %w", ErrUnfinished, err)
		}
	}
}

// undo takes all acts back, the last first. It may be called any number of times.
// The notes name files that another program has changed meanwhile, and that stay.
func (s *Server) undo(tx *transaction) (notes []string, err error) {
	var errs []error
	for _, a := range slices.Backward(tx.Acts) {
		note, err := s.restore(a)
		if note != "" {
			notes = append(notes, note)
		}
		if err == nil {
			err = s.clear(a)
		}
		errs = append(errs, err)
	}
	for _, dir := range slices.Backward(tx.Folders) {
		if err := s.webapp.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) && !notEmpty(s, dir) {
			errs = append(errs, err)
		}
	}
	if err := s.syncDirs(&transaction{Acts: tx.Acts}); err != nil && !errors.Is(err, fs.ErrNotExist) {
		errs = append(errs, err)
	}
	return notes, errors.Join(errs...)
}

// notEmpty reports whether somebody else uses a folder that the transaction made.
func notEmpty(s *Server, dir string) bool {
	list, err := s.webapp.ReadDir(dir)
	return err == nil && len(list) > 0
}

// restore brings one act's file back to what it was, from whatever the act has
// reached. A file that is neither old nor new is another program's and stays.
func (s *Server) restore(a act) (note string, err error) {
	now, err := s.digest(a.Path, a.Folder)
	if err != nil {
		return "", err
	}
	if err := s.unAside(a, now); err != nil {
		return "", err
	}
	if now, err = s.digest(a.Path, a.Folder); err != nil {
		return "", err
	}
	temp, err := s.digest(a.Temp, a.Folder)
	if err != nil {
		return "", err
	}
	switch {
	case now == a.Old:
		return "", nil
	case now != a.New:
		return fmt.Sprintf("%s was changed by another program; it stays as it is", a.Path), nil
	case a.Old == "":
		return "", s.removeAll(a.Path)
	case temp == a.Old:
		return "", s.putBack(a)
	case a.Folder:
		return "", fmt.Errorf("%s: the old folder is gone", a.Path)
	}
	// The old content is not beside the file any more: take it from the store.
	data, err := s.object(a.Old)
	if err != nil {
		return "", err
	}
	if err := s.removeAll(a.Temp); err != nil {
		return "", err
	}
	info, err := s.webapp.Lstat(a.Path)
	mode := info.Mode.Perm()
	if errors.Is(err, fs.ErrNotExist) {
		mode, err = 0o644, nil
	}
	if err != nil {
		return "", err
	}
	if err := s.stageFile(a.Temp, a.Path, &tree.Entry{Path: tree.MustPath(a.Path), Mode: mode, Data: data}); err != nil {
		return "", err
	}
	return "", s.webapp.Rename(a.Temp, a.Path)
}

// unAside brings an exchange by link and rename, which was cut off, to one of its ends.
func (s *Server) unAside(a act, now string) error {
	aside, err := s.digest(a.aside(), a.Folder)
	if err != nil || aside == "" {
		return err
	}
	switch {
	case now == "":
		return s.webapp.Rename(a.aside(), a.Path)
	case now == a.New && now != a.Old:
		if err := s.removeAll(a.Temp); err != nil {
			return err
		}
		return s.webapp.Rename(a.aside(), a.Temp)
	}
	return s.removeAll(a.aside())
}
