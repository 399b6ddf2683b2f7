package deploy

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"skinbuild/internal/inject/patch"
)

// A Generation is what one run has left on the server; generation 0 is the webapp
// without any bundle.
type Generation struct {
	Number  int       `json:"generation"`
	Time    string    `json:"time"`    // RFC 3339
	Command string    `json:"command"` // apply, reapply, rollback or remove
	Tool    string    `json:"tool"`
	Release string    `json:"release,omitempty"` // of the vendor's files, or "A to B"
	Bundles []Applied `json:"bundles"`           // by name
	Files   []Record  `json:"files"`             // files that hold blocks, by path
}

// An Applied bundle is one that a generation has on the server.
type Applied struct {
	Name      string   `json:"name"`
	Version   string   `json:"version"`
	Sequence  uint64   `json:"sequence"`
	ID        string   `json:"id"`
	Object    string   `json:"object"`           // SHA-256 of its file, in the object store
	Signer    string   `json:"signer,omitempty"` // "" means that no trusted key had signed it
	Downgrade bool     `json:"downgrade,omitempty"`
	Accepted  []string `json:"accepted,omitempty"` // patterns of --accept of that run; what they let pass is known by its content since
	Held      []Held   `json:"held,omitempty"`
	Assets    []string `json:"assets"`
	Patches   []Fix    `json:"patches,omitempty"`
	Skins     []Folder `json:"skins"`
	Zimlets   []Zimlet `json:"zimlets"`
}

// A Fix is a back-port of a bundle.
type Fix struct {
	Key     string      `json:"key"`
	State   patch.State `json:"state"`
	Variant int         `json:"variant,omitempty"` // 1 for the first
	Files   []string    `json:"files"`             // that hold the change
	CVE     []string    `json:"cve,omitempty"`
}

// Held is a group of a bundle that was left out since it does not fit.
type Held struct {
	Group   string   `json:"group"`
	Reasons []string `json:"reasons"`
}

// A Folder is a skin: its name, and a digest of all its files.
type Folder struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

// A Zimlet is an archive that waits in the state folder for zmzimletctl.
type Zimlet struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// A Record is a file that holds blocks: SHA-256 of the vendor's file and of what was written.
type Record struct {
	Path   string `json:"path"`
	Vendor string `json:"vendor"`
	Output string `json:"output"`
}

// none is generation 0.
func none() *Generation { return &Generation{Bundles: []Applied{}, Files: []Record{}} }

// bundle returns the applied bundle of that name, nil if there is none.
func (g *Generation) bundle(name string) *Applied {
	i := slices.IndexFunc(g.Bundles, func(a Applied) bool { return a.Name == name })
	if i < 0 {
		return nil
	}
	return &g.Bundles[i]
}

func (g *Generation) file(path string) *Record {
	i := slices.IndexFunc(g.Files, func(r Record) bool { return r.Path == path })
	if i < 0 {
		return nil
	}
	return &g.Files[i]
}

// skin returns the digest that the generation has of a skin, and whose it is.
func (g *Generation) skin(name string) (digest, bundle string) {
	for _, a := range g.Bundles {
		for _, f := range a.Skins {
			if f.Name == name {
				return f.Digest, a.Name
			}
		}
	}
	return "", ""
}

const maxState = 256 << 20

// readCurrent returns the generation that is on the server.
func (s *Server) readCurrent() (*Generation, error) {
	text, _, err := s.state.Read("current", 64, false)
	if errors.Is(err, fs.ErrNotExist) {
		return none(), nil
	}
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("%s/current is damaged: %w", s.StatePath(), err)
	}
	return s.generation(n)
}

func generationFile(n int) string { return fmt.Sprintf("generations/%06d.json", n) }

// generation reads a generation. Number 0 is the webapp without any bundle.
func (s *Server) generation(n int) (*Generation, error) {
	if n == 0 {
		return none(), nil
	}
	if s.state == nil {
		return nil, fmt.Errorf("there is no generation %d", n)
	}
	text, _, err := s.state.Read(generationFile(n), maxState, false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no generation %d", n)
	}
	if err != nil {
		return nil, err
	}
	g := &Generation{}
	if err := json.Unmarshal(text, g); err != nil || g.Number != n {
		return nil, fmt.Errorf("%s/%s is damaged: %w", s.StatePath(), generationFile(n), err)
	}
	return g, nil
}

// History returns all generations, the oldest first. Those that were planned by a
// killed run and never committed are left out.
func (s *Server) History() ([]*Generation, error) {
	if s.state == nil {
		return nil, nil
	}
	list, err := s.state.ReadDir("generations")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []*Generation
	for _, e := range list {
		n, err := strconv.Atoi(strings.TrimSuffix(e.Name(), ".json"))
		if err != nil || n > s.current.Number {
			continue
		}
		g, err := s.generation(n)
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// Current returns the generation that is on the server.
func (s *Server) Current() *Generation { return s.current }

func objectFile(sum string) string { return "objects/" + sum[:2] + "/" + sum[2:] }

// object returns the content of that hash.
func (s *Server) object(sum string) ([]byte, error) {
	if len(sum) != 64 || s.state == nil {
		return nil, fmt.Errorf("the object store has no %q", sum)
	}
	data, _, err := s.state.Read(objectFile(sum), maxState, false)
	if err == nil && hashOf(data) != sum {
		err = fmt.Errorf("%s/%s is damaged", s.StatePath(), objectFile(sum))
	}
	return data, err
}

// put stores content for good; what is there already is not written again.
func (s *Server) put(data []byte) (string, error) {
	sum := hashOf(data)
	if _, err := s.state.Lstat(objectFile(sum)); err == nil {
		return sum, nil
	}
	if err := s.state.Mkdir(path.Dir(objectFile(sum)), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return sum, s.writeState(objectFile(sum), data, 0o600)
}

// nonce is a part of a name that cannot be guessed.
func nonce() string {
	b := make([]byte, 8)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// writeState writes a file of the state whole or not at all.
func (s *Server) writeState(name string, data []byte, mode fs.FileMode) error {
	tmp := path.Join(path.Dir(name), "tmp-"+nonce())
	f, err := s.state.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil && mode != 0o600 {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = s.state.Rename(tmp, name)
	}
	if err != nil {
		_ = s.state.Remove(tmp) // sweepState removes it otherwise
		return err
	}
	return s.state.SyncDir(path.Dir(name))
}

// sweepState removes files that a killed run was writing.
func (s *Server) sweepState() {
	dirs := []string{".", "generations", "journal", "zimlets"}
	list, _ := s.state.ReadDir("objects")
	for _, e := range list {
		dirs = append(dirs, "objects/"+e.Name())
	}
	for _, dir := range dirs {
		list, _ := s.state.ReadDir(dir)
		for _, e := range list {
			if strings.HasPrefix(e.Name(), "tmp-") {
				_ = s.state.Remove(path.Join(dir, e.Name())) // the next run tries again
			}
		}
	}
}
