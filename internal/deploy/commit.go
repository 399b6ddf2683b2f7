package deploy

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// Commit carries out a plan that was made by this server while it held the lock. A
// plan that changes nothing writes nothing. Plans with errors are refused.
//
// Commands are told by the error: ErrUnfinished and ErrNotDurable say that something
// was written, any other that the webapp is as it was.
func (s *Server) Commit(p *Plan) error {
	if err := p.Diags.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrConflict, err)
	}
	if p.Empty() {
		return nil
	}
	if err := s.checkSpace(p); err != nil {
		return err
	}
	for _, data := range p.objects {
		if _, err := s.put(data); err != nil {
			return fmt.Errorf("nothing was changed: %w", err)
		}
	}
	for name, data := range p.zimlets {
		if err := s.putZimlet(name, data); err != nil {
			return fmt.Errorf("nothing in the webapp was changed: %w", err)
		}
	}
	return s.run(p.tx, p.contents, p.next)
}

// putZimlet puts an archive where the server's user can read it, or takes it away.
func (s *Server) putZimlet(name string, data []byte) error {
	file := "zimlets/" + name + ".zip"
	if data != nil {
		return s.writeState(file, data, 0o644)
	}
	err := s.state.Remove(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// sameBundles reports whether two generations have the same bundles and files.
func sameBundles(a, b *Generation) bool {
	x, y := *a, *b
	for _, g := range []*Generation{&x, &y} {
		g.Number, g.Time, g.Command, g.Tool, g.Release = 0, "", "", "", ""
		g.Bundles = slices.Clone(g.Bundles)
		for i := range g.Bundles {
			g.Bundles[i].Accepted = nil
		}
	}
	return string(encode(&x)) == string(encode(&y))
}

// Generation returns the number of the generation that the plan leads to.
func (p *Plan) Generation() int { return p.next.Number }

// checkSpace refuses a plan for which there is not enough space: twice what it writes,
// so that undoing it has space as well.
func (s *Server) checkSpace(p *Plan) error {
	var tree, state int64
	for i, a := range p.tx.Acts {
		if a.New == "" {
			continue
		}
		if f := p.contents[i].file; f != nil {
			tree += size(len(f.Data))
		}
		for e := range p.contents[i].files.All() {
			tree += size(len(e.Data))
		}
	}
	for _, data := range p.objects {
		state += size(len(data))
	}
	return errors.Join(enough(s.path, 2*tree), enough(s.StatePath(), state))
}

// size is what a file takes on a disk.
func size(n int) int64 { return int64(n+4095) / 4096 * 4096 }

func enough(dir string, bytes int64) error {
	free, ok := freeSpace(dir)
	if ok && free < bytes {
		return fmt.Errorf("nothing was changed: %s has %d bytes left, and %d are needed", dir, free, bytes)
	}
	return nil
}
