// Package deploy changes the webapp of a server that is running, as a transaction.
//
// Before the first file of the webapp is touched, a journal says what will be done.
// Every file is written beside its place, made durable, and exchanged with the one
// that is there; what comes out is compared with what the plan has seen. The commit
// point is one rename in the state folder. A run that fails undoes its changes; one
// that is killed is undone, or finished after the commit point, by the next command
// that writes.
//
// The state folder lies outside of the webapp. It holds every vendor file that was
// replaced, every output, the bundles, and a generation for each run.
package deploy

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"skinbuild/internal/deploy/disk"
)

// ErrBusy is returned while another run holds the lock of the same webapp.
var ErrBusy = errors.New("another run is working on this webapp")

// ErrConflict is returned where a file is not as the plan has seen it, or where a plan
// has conflicts. Nothing was changed.
var ErrConflict = errors.New("the webapp is not as the plan needs it")

// ErrUnfinished is returned where a change could be neither made nor undone
// completely. The next command that writes does it.
var ErrUnfinished = errors.New("a change is unfinished")

// ErrNotDurable is returned where everything was written but the system did not
// confirm that it survives a power loss.
var ErrNotDurable = errors.New("written, but perhaps not yet durable")

// maxFile is the size up to which a file of a webapp is read.
const maxFile = 64 << 20

// Options say where the webapp and its state are.
type Options struct {
	// Webapp is the folder that holds public/ and WEB-INF/. Links in its own path are
	// followed once; below it none is.
	Webapp string
	// State is the folder of the states of all webapps; "" means StateFolder().
	State string
	// Tool and Now are written into generations: name and version, and the time as
	// RFC 3339.
	Tool string
	Now  string
}

// A Server is a webapp and the state that is kept about it.
type Server struct {
	opt     Options
	path    string // of the webapp, without links
	webapp  disk.Disk
	state   disk.Disk // nil: there is none yet
	lock    *flock.Flock
	current *Generation
	notes   []string

	packages packages
}

// Notes are sentences about what opening has found and done, such as a transaction
// of a killed run that was undone.
func (s *Server) Notes() []string { return s.notes }

// Path returns the path of the webapp without symbolic links.
func (s *Server) Path() string { return s.path }

// StateFolder returns where states are kept by default: for root /var/lib/skinbuild,
// else below the user's state folder.
func StateFolder() string {
	if os.Geteuid() == 0 {
		return "/var/lib/skinbuild"
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "skinbuild")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = os.TempDir()
	}
	return filepath.Join(home, ".local", "state", "skinbuild")
}

// StatePath returns the folder of this webapp's state.
func (s *Server) StatePath() string {
	sum := sha256.Sum256([]byte(s.path))
	return filepath.Join(s.opt.State, hex.EncodeToString(sum[:8]))
}

// Open opens a webapp for reading. Its state may not exist yet.
func Open(opt Options) (*Server, error) { return open(opt, plain, false) }

// OpenToWrite opens a webapp for writing: it makes the state folder, takes the lock,
// and finishes or undoes what a killed run has left.
func OpenToWrite(opt Options) (*Server, error) { return open(opt, plain, true) }

func plain(d disk.Disk, _ string) disk.Disk { return d }

// open opens the webapp and its state; wrap may put a layer around a disk, which is
// "webapp" or "state".
func open(opt Options, wrap func(d disk.Disk, name string) disk.Disk, write bool) (*Server, error) {
	if opt.State == "" {
		opt.State = StateFolder()
	}
	path, err := filepath.EvalSymlinks(opt.Webapp)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return nil, err
	}
	d, err := disk.Open(path)
	if err != nil {
		return nil, err
	}
	s := &Server{opt: opt, path: path, webapp: wrap(d, "webapp")}
	if info, err := s.webapp.Lstat("WEB-INF"); err != nil || !info.Mode.IsDir() {
		s.Close()
		return nil, fmt.Errorf("%s is not a webapp: it has no folder WEB-INF", path)
	}
	if err := s.openState(wrap, write); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Server) openState(wrap func(disk.Disk, string) disk.Disk, write bool) error {
	dir := s.StatePath()
	if write {
		if name := packageManager(); name != "" {
			return fmt.Errorf("%w: %s is unpacking files", ErrBusy, name)
		}
		if err := makeState(s.opt.State, dir); err != nil {
			return err
		}
		s.lock = flock.New(filepath.Join(dir, "lock"), flock.SetPermissions(0o600))
		if ok, err := s.lock.TryLock(); err != nil {
			return err
		} else if !ok {
			return ErrBusy
		}
	}
	d, err := disk.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		s.current = none()
		return s.othersState()
	}
	if err != nil {
		return err
	}
	s.state = wrap(d, "state")
	if write {
		if err := s.prepareState(); err != nil {
			return err
		}
		if err := s.recover(); err != nil {
			return err
		}
	}
	s.current, err = s.readCurrent()
	return err
}

// othersState refuses to begin a second state of a webapp that root keeps one of.
func (s *Server) othersState() error {
	if os.Geteuid() == 0 {
		return nil
	}
	kept := filepath.Join("/var/lib/skinbuild", filepath.Base(s.StatePath()))
	if _, err := os.Lstat(kept); err == nil && s.opt.State != "/var/lib/skinbuild" {
		return fmt.Errorf("root keeps the state of this webapp, in %s: run skinbuild as root", kept)
	}
	return nil
}

// makeState makes the state folder. Others may pass through it, for the zimlets that
// the server's user deploys, and see nothing else.
func makeState(base, dir string) error {
	if err := os.MkdirAll(base, 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o711); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err == nil && !info.IsDir() {
		return fmt.Errorf("%s is not a folder", dir)
	}
	if err == nil && info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s: others may write to it (mode %04o): make it 0711", dir, info.Mode().Perm())
	}
	return err
}

// prepareState makes what a new state folder lacks.
func (s *Server) prepareState() error {
	for name, mode := range map[string]fs.FileMode{"objects": 0o700, "generations": 0o700, "journal": 0o700, "zimlets": 0o755} {
		if err := s.state.Mkdir(name, mode); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	_, err := s.state.Lstat("webapp")
	if errors.Is(err, fs.ErrNotExist) {
		return s.writeState("webapp", []byte(s.path+"\n"), 0o600)
	}
	return err
}

// Close releases the lock.
func (s *Server) Close() {
	if s.webapp != nil {
		_ = s.webapp.Close() // files were synced and closed before
	}
	if s.state != nil {
		_ = s.state.Close()
	}
	if s.lock != nil {
		_ = s.lock.Close()
	}
}

// hashOf is how state and journal name content.
func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// plural returns "1 file", "2 files".
func plural(n int, what string) string {
	if n != 1 && strings.HasSuffix(what, "y") {
		what = strings.TrimSuffix(what, "y") + "ie"
	}
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// OpenFS opens a webapp that cannot be written to and has no state, to plan on it.
func OpenFS(webapp fs.FS, opt Options) *Server {
	return &Server{opt: opt, path: opt.Webapp, webapp: disk.ReadOnly(webapp), current: none()}
}
