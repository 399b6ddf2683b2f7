package deploy

import (
	"errors"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"

	"skinbuild/internal/deploy/disk"
	"skinbuild/internal/inject"
	"skinbuild/internal/parallel"
	"skinbuild/internal/server/vendor"
)

// A State is what a file of the webapp is.
type State string

// The states of files. Who changed a file since the last run: the vendor for Replaced,
// an earlier run for Older, an unknown person for Edited, Damaged, Foreign, Missing
// and Changed.
const (
	// Vendor is a file of a known release.
	Vendor State = "vendor"
	// Accepted is a file of no known release that the package manager has installed, or
	// that was accepted.
	Accepted State = "vendor, release unknown"
	// Current is a file as the current generation has left it.
	Current State = "applied"
	// Older is a file as another generation has left it.
	Older State = "applied by another generation"
	// Replaced is a file of the vendor's where the current generation has written one.
	Replaced State = "replaced by the vendor"
	// Edited is a file with blocks that was edited beside them.
	Edited State = "edited beside the blocks"
	// Damaged is a file in which a block or a marker was edited.
	Damaged State = "block damaged"
	// Foreign is a file that neither the vendor nor a generation has written.
	Foreign State = "not the vendor's"
	// Missing is a file that the current generation has written and that is gone.
	Missing State = "missing"
	// Changed is an asset or skin that was changed since it was written.
	Changed State = "changed"
	// Orphan is an asset that no template refers to.
	Orphan State = "orphan"
	// Leftover is a temporary file of a killed run.
	Leftover State = "left by a killed run"
	// Stale is a compressed form of an asset, which the server would send instead.
	Stale State = "stale variant"
	// Irregular is a link, a pipe, or a file with several names.
	Irregular State = "link or pipe"
)

// Bad reports whether somebody has to look at the file: it is neither as the vendor nor
// as a run has left it.
func (s State) Bad() bool {
	switch s {
	case Edited, Damaged, Foreign, Changed, Stale, Irregular:
		return true
	}
	return false
}

// Due reports whether reapply, or any command that writes, would change the file.
func (s State) Due() bool {
	switch s {
	case Replaced, Missing, Older, Leftover:
		return true
	}
	return false
}

// A FileState is a file of a Status.
type FileState struct {
	Path     string   `json:"path"`
	State    State    `json:"state"`
	Releases []string `json:"releases,omitempty"` // that have the vendor's part of the file
	Bundles  []string `json:"bundles,omitempty"`  // whose blocks it has
}

// A Status is what a webapp is, compared with what the last run has left.
type Status struct {
	Webapp     string         `json:"webapp"`
	State      string         `json:"state"` // the state folder
	Generation *Generation    `json:"generation"`
	Unfinished int            `json:"unfinished,omitempty"` // the generation that a killed run was making
	Releases   []string       `json:"releases"`             // that most templates belong to
	Counts     map[string]int `json:"counts"`               // files by state
	Files      []FileState    `json:"files"`                // all but those that are only the vendor's
	Odd        []FileState    `json:"odd"`                  // templates of another release than most
}

// Status looks at every template, style sheet, skin, script and properties file of
// the webapp. Times of modification are not believed: every file whose content says
// something is read, see tells.
func (s *Server) Status() (*Status, error) {
	st := &Status{Webapp: s.path, State: s.StatePath(), Generation: s.current, Counts: map[string]int{}, Files: []FileState{}, Odd: []FileState{}, Releases: []string{}}
	tx, _, err := s.pending()
	if err != nil {
		return nil, err
	}
	if tx != nil {
		st.Unfinished = tx.Generation
	}
	names, err := s.names()
	if err != nil {
		return nil, err
	}
	files, err := s.look(names)
	if err != nil {
		return nil, err
	}
	known := map[string][]string{}
	for _, f := range files {
		if f.Releases != nil && telling(f.Path) {
			known[f.Path] = f.Releases
		}
	}
	f := judge(known)
	st.Releases = append(st.Releases, f.releases...)
	files = append(files, s.missing(names)...)
	for _, file := range files {
		st.Counts[string(file.State)]++
		if file.State != Vendor && file.State != Accepted {
			st.Files = append(st.Files, file)
		}
		if f.odd[file.Path] != nil {
			st.Odd = append(st.Odd, file)
		}
	}
	skins, err := s.skinStates()
	if err != nil {
		return nil, err
	}
	for _, file := range skins {
		st.Counts[string(file.State)]++
		st.Files = append(st.Files, file)
	}
	slices.SortFunc(st.Files, func(a, b FileState) int { return strings.Compare(a.Path, b.Path) })
	return st, nil
}

// names lists the files that a status looks at, and links and pipes of any name.
func (s *Server) names() ([]string, error) {
	var names []string
	err := fs.WalkDir(disk.FS(s.webapp, maxFile, true), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // it was removed while we looked
		case err != nil:
			return err
		case e.IsDir() && s.mine(name):
			return fs.SkipDir // an installed skin, which skinStates looks at
		case e.IsDir() && temporary(e.Name()):
			names = append(names, name)
			return fs.SkipDir
		case !e.IsDir() && (!e.Type().IsRegular() || looked(name) || s.current.file(name) != nil):
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// mine reports whether the path is a skin that a bundle has installed.
func (s *Server) mine(name string) bool {
	skin, ok := strings.CutPrefix(name, "skins/")
	_, owner := s.current.skin(skin)
	return ok && owner != ""
}

// temporary reports whether a name is one that a run gives to what it writes.
func temporary(name string) bool {
	return strings.HasPrefix(name, ".skinbuild-") || strings.HasPrefix(name, "_skinbuild-")
}

// looked reports whether a status looks at files of that name.
func looked(name string) bool {
	if temporary(path.Base(name)) || strings.HasPrefix(name, inject.AssetDir+"/") {
		return true
	}
	switch path.Ext(name) {
	case ".jsp", ".jspf", ".jspx", ".tag", ".tagf", ".html", ".htm", ".css", ".js", ".properties", ".template":
		return true
	case ".xml":
		return strings.HasPrefix(name, "skins/")
	case "":
		return strings.HasPrefix(name, "h/") || strings.HasPrefix(name, "m/")
	}
	return false
}

// look reads the files, several at once.
func (s *Server) look(names []string) ([]FileState, error) {
	used := map[string]bool{}
	for _, a := range s.current.Bundles {
		for _, name := range a.Assets {
			used[name] = true
		}
	}
	s.packaged("", nil) // reads the package manager's sums before the goroutines need them
	out, errs := make([]FileState, len(names)), make([]error, len(names))
	var group parallel.Group
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(names); i += workers {
				out[i], errs[i] = s.stateOf(names[i], used)
			}
		})
	}
	group.Wait()
	return out, errors.Join(errs...)
}

// stateOf looks at one file.
func (s *Server) stateOf(name string, used map[string]bool) (FileState, error) {
	f := FileState{Path: name}
	if temporary(path.Base(name)) {
		f.State = Leftover
		return f, nil
	}
	if !s.tells(name) {
		f.State = Accepted // no release has a file of this path, and none holds blocks
		info, err := s.webapp.Lstat(name)
		if err == nil && (!info.Mode.IsRegular() || info.Links > 1) {
			f.State = Irregular
		}
		return f, err
	}
	data, _, err := s.webapp.Read(name, maxFile, false)
	switch {
	case errors.Is(err, disk.ErrIrregular), errors.Is(err, disk.ErrLinked):
		f.State = Irregular
		return f, nil
	case err != nil:
		return f, err
	case strings.HasPrefix(name, inject.AssetDir+"/"):
		f.State = assetState(name, data, used)
		return f, nil
	}
	text, whole := inject.VendorText(name, string(data))
	f.Releases = vendor.Releases(name, []byte(text))
	f.Bundles = inject.BundlesOf(string(data))
	record := s.current.file(name)
	switch {
	case !whole:
		f.State = Damaged
	case text != string(data):
		f.State = s.blockState(name, record, data)
	case record != nil && (f.Releases != nil || s.knows(name, data)):
		f.State = Replaced
	case f.Releases != nil:
		f.State = Vendor
	case s.knows(name, data):
		f.State = Accepted
	case telling(name) || vendor.Known(name):
		f.State = Foreign
	default:
		f.State = Accepted
	}
	return f, nil
}

// tells reports whether the content of a file says anything: it may hold blocks, or a
// release has a file of that path, or it is an asset, or a run has written it.
func (s *Server) tells(name string) bool {
	if s.current.file(name) != nil {
		return true
	}
	switch path.Ext(name) {
	case ".js", ".css", ".properties", ".template", ".xml":
		return vendor.Known(name) || strings.HasPrefix(name, inject.AssetDir+"/")
	}
	return true
}

// blockState is the state of a file with blocks.
func (s *Server) blockState(name string, record *Record, data []byte) State {
	switch {
	case record != nil && record.Output == hashOf(data):
		return Current
	case inject.EditedBeside(name, string(data)):
		return Edited
	}
	return Older
}

func assetState(name string, data []byte, used map[string]bool) State {
	switch ending := path.Ext(name); {
	case ending == ".gz" || ending == ".br" || ending == ".zgz":
		return Stale
	case inject.AssetPath(name, string(data)) != assetName(name):
		return Changed
	case used[name]:
		return Current
	}
	return Orphan
}

// missing lists files of the current generation that are gone.
func (s *Server) missing(names []string) []FileState {
	var out []FileState
	add := func(name string) {
		if _, there := slices.BinarySearch(names, name); !there {
			out = append(out, FileState{Path: name, State: Missing})
		}
	}
	slices.Sort(names)
	for _, r := range s.current.Files {
		add(r.Path)
	}
	for _, a := range s.current.Bundles {
		for _, name := range a.Assets {
			add(name)
		}
	}
	return out
}

func (s *Server) skinStates() ([]FileState, error) {
	var out []FileState
	for _, a := range s.current.Bundles {
		for _, skin := range a.Skins {
			f := FileState{Path: "skins/" + skin.Name, State: Changed, Bundles: []string{a.Name}}
			now, err := s.digest(f.Path, true)
			switch {
			case err != nil:
				return nil, err
			case now == "":
				f.State = Missing
			case now == skin.Digest:
				f.State = Current
			}
			out = append(out, f)
		}
	}
	return out, nil
}
