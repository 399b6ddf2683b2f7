package deploy

import (
	"errors"
	"io/fs"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"skinbuild/internal/deploy/disk"
	"skinbuild/internal/inject"
	"skinbuild/internal/server/vendor"
	"skinbuild/internal/tree"
)

func keys[K comparable, V any](m map[K]V) iter.Seq[K] { return maps.Keys(m) }

// facts are what the files of a webapp say about its release.
type facts struct {
	// releases are those that most of the vendor's templates belong to, oldest first.
	releases []string
	// odd are templates that belong to other releases, with these.
	odd map[string][]string
	// refers are the assets to which the templates refer.
	refers map[string][]tree.Path
	// bundles are those whose blocks the templates have.
	bundles map[string]bool
}

// telling reports whether a file tells the release: templates do, and are few.
func telling(name string) bool {
	switch path.Ext(name) {
	case ".jsp", ".tag", ".tagf", ".jspf":
		return true
	case "":
		return strings.HasPrefix(name, "h/") || strings.HasPrefix(name, "m/")
	}
	return false
}

// gather reads the templates. Those that hold blocks count as what they were before.
func (s *Server) gather(base fs.FS) (*facts, error) {
	known, refers, bundles := map[string][]string{}, map[string][]tree.Path{}, map[string]bool{}
	err := fs.WalkDir(base, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, disk.ErrIrregular):
			return nil
		case err != nil:
			return err
		case e.IsDir() && (name == "js" || name == "img" || name == "help"):
			return fs.SkipDir // thousands of files, no template
		case !e.Type().IsRegular() || !telling(name) && path.Ext(name) != ".html":
			return nil
		}
		data, err := fs.ReadFile(base, name)
		if errors.Is(err, disk.ErrLinked) || errors.Is(err, fs.ErrNotExist) {
			return nil // who needs the file says so
		}
		if err != nil {
			return err
		}
		if text, ok := inject.VendorText(name, string(data)); ok && telling(name) {
			if list := vendor.Releases(name, []byte(text)); list != nil {
				known[name] = list
			}
		}
		if list := inject.References(string(data)); list != nil {
			refers[name] = list
		}
		for _, b := range inject.BundlesOf(string(data)) {
			bundles[b] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	f := judge(known)
	f.refers, f.bundles = refers, bundles
	return f, nil
}

// judge finds the releases that most files belong to. One edited or exchanged file
// does not change the answer.
func judge(known map[string][]string) *facts {
	votes := map[string]int{}
	most := 0
	for _, list := range known {
		for _, r := range list {
			votes[r]++
			most = max(most, votes[r])
		}
	}
	f := &facts{odd: map[string][]string{}}
	for _, r := range vendor.All() {
		if most > 0 && votes[r] == most {
			f.releases = append(f.releases, r)
		}
	}
	for name, list := range known {
		if !slices.ContainsFunc(list, func(r string) bool { return slices.Contains(f.releases, r) }) {
			f.odd[name] = list
		}
	}
	return f
}

// knows reports whether a file is the vendor's: of a release, of an installed package,
// or one that an earlier run has accepted.
func (s *Server) knows(name string, data []byte) bool {
	if vendor.Releases(name, data) != nil || s.packaged(name, data) {
		return true
	}
	if s.state == nil {
		return false
	}
	_, err := s.state.Lstat(objectFile(hashOf(data)))
	return err == nil
}

// Assets that nothing refers to any more stay for this long, and for this many
// generations: browsers and caches may hold a page that refers to them.
const (
	assetHours       = 24 * time.Hour
	assetGenerations = 3
)

// collectAssets removes assets that no page has referred to for long.
func (p *planner) collectAssets() {
	last := map[string]int{} // asset → index of the last generation that has it
	for i, g := range p.history {
		for _, a := range g.Bundles {
			for _, name := range a.Assets {
				last[name] = i
			}
		}
	}
	for name, i := range last {
		if len(p.history)-i < assetGenerations || i+1 >= len(p.history) {
			continue
		}
		since, err := time.Parse(time.RFC3339, p.history[i+1].Time)
		if err == nil && p.server.now().Sub(since) >= assetHours {
			p.unused = append(p.unused, name)
		}
	}
}
