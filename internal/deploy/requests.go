package deploy

import (
	"fmt"
	"slices"
	"time"

	"skinbuild/internal/deploy/disk"
	"skinbuild/internal/project/pack"
)

// Installed returns the bundles of a generation, from the object store. They were
// verified when they were applied.
func (s *Server) Installed(g *Generation) ([]Source, error) {
	var list []Source
	for _, a := range g.Bundles {
		data, err := s.object(a.Object)
		if err != nil {
			return nil, fmt.Errorf("the bundle %s: %w", a.Name, err)
		}
		b, err := pack.Open(data, pack.Options{Unsigned: true, Now: time.Time{}})
		if err != nil {
			return nil, fmt.Errorf("the bundle %s: %w", a.Name, err)
		}
		list = append(list, Source{Bundle: b, Data: data, Signer: a.Signer, again: true})
	}
	return list, nil
}

// Reapply asks for the bundles of the current generation on the webapp as it is now.
func (s *Server) Reapply() (Request, error) {
	list, err := s.Installed(s.current)
	return Request{Command: "reapply", Apply: list}, err
}

// Rollback asks for the bundles of generation n. Their operations are applied to the
// vendor's files as they are now, so no file of an older release comes back.
func (s *Server) Rollback(n int) (Request, error) {
	g, err := s.generation(n)
	if err != nil {
		return Request{}, err
	}
	list, err := s.Installed(g)
	req := Request{Command: "rollback", Apply: list, Target: g}
	for _, a := range s.current.Bundles {
		if g.bundle(a.Name) == nil {
			req.Remove = append(req.Remove, a.Name)
		}
	}
	return req, err
}

// Previous returns the number of the generation before the current one.
func (s *Server) Previous() int { return max(s.current.Number-1, 0) }

// Uninstall asks for the removal of bundles; no names means all. A bundle whose blocks
// the templates have can be removed although the state, being lost, does not know it.
func (s *Server) Uninstall(names []string) (Request, error) {
	f, err := s.gather(disk.FS(s.webapp, maxFile, false))
	if err != nil {
		return Request{}, err
	}
	for _, a := range s.current.Bundles {
		f.bundles[a.Name] = true
	}
	for _, name := range names {
		if !f.bundles[name] {
			return Request{}, fmt.Errorf("the bundle %s is not on this webapp; it has %q", name, slices.Sorted(keys(f.bundles)))
		}
	}
	if len(names) == 0 {
		names = slices.Sorted(keys(f.bundles))
	}
	return Request{Command: "remove", Remove: names}, nil
}
