//go:build unix

package deploy

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"skinbuild/internal/deploy/disk"
)

// A fault is what a file system does from one call on.
type fault struct {
	name    string
	err     error
	forever bool // else once
	writes  bool // only calls that write count and fail
	short   bool // a write stores half of its data
	kill    bool // the process gets SIGKILL
}

var faults = []fault{
	{name: "EIO once", err: syscall.EIO},
	{name: "EIO for ever", err: syscall.EIO, forever: true},
	{name: "disk full", err: syscall.ENOSPC, forever: true, writes: true},
	{name: "read-only", err: syscall.EROFS, forever: true, writes: true},
	{name: "short write", err: syscall.ENOSPC, writes: true, short: true},
	{name: "kill -9", kill: true},
}

// counter is shared by the disks of one run.
type counter struct {
	fault
	at    int64 // the call that fails; 0: none
	calls atomic.Int64
	armed atomic.Bool
}

// fails counts a call and reports whether it fails.
func (c *counter) fails(writes bool) error {
	if c.writes && !writes {
		return nil
	}
	n := c.calls.Add(1)
	if c.at == 0 || n < c.at || n > c.at && !c.forever || !c.armed.Load() {
		return nil
	}
	if c.kill {
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
		time.Sleep(time.Minute)
	}
	return c.err
}

// faulty is a disk on which one call fails.
type faulty struct {
	disk.Disk
	c *counter
}

func (f faulty) fail(op, name string, writes bool) error {
	if err := f.c.fails(writes); err != nil {
		return &fs.PathError{Op: op, Path: name, Err: err}
	}
	return nil
}

func (f faulty) Lstat(name string) (disk.Info, error) {
	if err := f.fail("lstat", name, false); err != nil {
		return disk.Info{}, err
	}
	return f.Disk.Lstat(name)
}

func (f faulty) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.fail("readdir", name, false); err != nil {
		return nil, err
	}
	return f.Disk.ReadDir(name)
}

func (f faulty) Read(name string, limit int64, linked bool) ([]byte, disk.Info, error) {
	if err := f.fail("read", name, false); err != nil {
		return nil, disk.Info{}, err
	}
	return f.Disk.Read(name, limit, linked)
}

func (f faulty) Create(name string) (disk.File, error) {
	if err := f.fail("create", name, true); err != nil {
		return nil, err
	}
	file, err := f.Disk.Create(name)
	return faultyFile{file, f, name}, err
}

func (f faulty) Append(name string) (disk.File, error) {
	if err := f.fail("append", name, true); err != nil {
		return nil, err
	}
	file, err := f.Disk.Append(name)
	return faultyFile{file, f, name}, err
}

func (f faulty) Mkdir(name string, mode fs.FileMode) error {
	if err := f.fail("mkdir", name, true); err != nil {
		return err
	}
	return f.Disk.Mkdir(name, mode)
}

func (f faulty) Rename(from, to string) error {
	if err := f.fail("rename", from, true); err != nil {
		return err
	}
	return f.Disk.Rename(from, to)
}

func (f faulty) Exchange(a, b string) error {
	if err := f.fail("exchange", a, true); err != nil {
		return err
	}
	return f.Disk.Exchange(a, b)
}

func (f faulty) Link(from, to string) error {
	if err := f.fail("link", from, true); err != nil {
		return err
	}
	return f.Disk.Link(from, to)
}

func (f faulty) Remove(name string) error {
	// A full disk lets names be removed.
	if err := f.fail("remove", name, f.c.err != syscall.ENOSPC); err != nil {
		return err
	}
	return f.Disk.Remove(name)
}

func (f faulty) SyncDir(name string) error {
	if err := f.fail("fsync", name, true); err != nil {
		return err
	}
	return f.Disk.SyncDir(name)
}

func (f faulty) CopyLabels(from, to string) error {
	if err := f.fail("label", to, true); err != nil {
		return err
	}
	return f.Disk.CopyLabels(from, to)
}

type faultyFile struct {
	disk.File
	f    faulty
	name string
}

func (w faultyFile) Write(data []byte) (int, error) {
	if err := w.f.fail("write", w.name, true); err != nil {
		n := 0
		if w.f.c.short {
			n, _ = w.File.Write(data[:len(data)/2])
		}
		return n, err
	}
	return w.File.Write(data)
}

func (w faultyFile) Chown(uid, gid int) error {
	if err := w.f.fail("chown", w.name, true); err != nil {
		return err
	}
	return w.File.Chown(uid, gid)
}

func (w faultyFile) Chmod(mode fs.FileMode) error {
	if err := w.f.fail("chmod", w.name, true); err != nil {
		return err
	}
	return w.File.Chmod(mode)
}

func (w faultyFile) SetTime(at time.Time) error {
	if err := w.f.fail("utimes", w.name, true); err != nil {
		return err
	}
	return w.File.SetTime(at)
}

func (w faultyFile) Sync() error {
	if err := w.f.fail("fsync", w.name, true); err != nil {
		return err
	}
	return w.File.Sync()
}

// A scene is a command that is disturbed, and what is there before and after it.
type scene struct {
	name     string
	prepare  func(*site)
	command  func(*Server) (Request, error)
	opposite func(*Server) (Request, error)
	nfs      bool // the file system cannot exchange two names
}

// wrap is the disk of the scene, with the faults of c.
func (sc scene) wrap(c *counter) func(disk.Disk, string) disk.Disk {
	return func(d disk.Disk, _ string) disk.Disk {
		if sc.nfs {
			d = noExchange{d}
		}
		return faulty{d, c}
	}
}

// scenes are the commands that write.
func scenes(t testing.TB) []scene {
	one := bundle(t, "acme", 1, parts(1, lateScript, backPort))
	two := bundle(t, "acme", 2, parts(2, lateScript))
	return []scene{
		{"apply", func(*site) {}, apply(one), accepting(uninstall()), false},
		{"apply over another", func(s *site) { s.do(apply(one)) }, apply(two), accepting(func(s *Server) (Request, error) { return s.Rollback(1) }), false},
		{"apply over another, no exchange", func(s *site) { s.do(apply(one)) }, apply(two), accepting(func(s *Server) (Request, error) { return s.Rollback(1) }), true},
		{"reapply", func(s *site) { s.do(apply(one)); overwrite(s, s.dir, webapp("one")) }, accepting((*Server).Reapply), accepting(uninstall()), false},
		{"rollback", func(s *site) { s.do(apply(one)); s.do(apply(two)) }, accepting(func(s *Server) (Request, error) { return s.Rollback(1) }), apply(two), false},
		{"remove", func(s *site) { s.do(apply(one)) }, accepting(uninstall()), apply(one), false},
	}
}

// play prepares the scene and runs its command with the fault in place.
func (sc scene) play(t testing.TB, c *counter) (s *site, err error) {
	s = newSite(t, webapp("one"))
	sc.prepare(s)
	s.wrap = sc.wrap(c)
	if c.kill && c.at > 0 {
		return s, s.inChild(sc.name, c.at)
	}
	c.armed.Store(true)
	_, err = s.try(sc.command)
	c.armed.Store(false)
	s.wrap = plain
	return s, err
}

// inChild runs the command in a process that is killed at a call.
func (s *site) inChild(scene string, at int64) error {
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), "DEPLOY_CHILD="+strings.Join([]string{scene, strconv.FormatInt(at, 10), s.dir, s.state}, "\t"))
	err := cmd.Run()
	s.wrap = plain
	return err
}

// TestChild is the process of inChild; it does nothing in a test run.
func TestChild(t *testing.T) {
	fields := strings.Split(os.Getenv("DEPLOY_CHILD"), "\t")
	if len(fields) != 4 {
		return // this is a test run
	}
	at, _ := strconv.ParseInt(fields[1], 10, 64)
	c := &counter{fault: fault{kill: true}, at: at}
	c.armed.Store(true)
	s := &site{TB: t, dir: fields[2], state: fields[3], day: 1}
	for _, sc := range scenes(t) {
		if sc.name == fields[0] {
			s.wrap = sc.wrap(c)
			if _, err := s.try(sc.command); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestFaults makes every call of every command fail in every way, and then runs the
// same command, or the opposite one. At the end the webapp is the old or the new one,
// byte for byte; what the error says is true; and nothing is left that no command
// knows. FAULTS=all tries every point, else a sample.
func TestFaults(t *testing.T) {
	outcomes := map[string]int{}
	points := 0
	step := int64(53)
	if os.Getenv("FAULTS") == "all" {
		step = 1
	}
	for _, sc := range scenes(t) {
		if only := os.Getenv("FAULTS_SCENE"); only != "" && sc.name != only {
			continue
		}
		want := sc.expect(t)
		for i, f := range faults {
			clean := &counter{fault: fault{writes: f.writes, err: f.err}}
			if _, err := sc.play(t, clean); err != nil {
				t.Fatalf("%s: %v", sc.name, err)
			}
			total := clean.calls.Load()
			for at := 1 + int64(i)*3%step; at <= total; at += step {
				points++
				what := fmt.Sprintf("%s, %s at call %d of %d", sc.name, f.name, at, total)
				outcomes[f.name+": "+sc.judge(t, what, f, at, want)]++
				if t.Failed() {
					t.FailNow()
				}
			}
		}
	}
	var lines []string
	for what, n := range outcomes {
		lines = append(lines, fmt.Sprintf("%6d  %s", n, what))
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[8:], b[8:]) })
	t.Logf("%d points\n%s", points, strings.Join(lines, "\n"))
}

// expectations are the webapps that a scene may lead to, generation numbers aside.
type expectations struct {
	generation                int // before the command
	before, after             map[string]string
	beforeAndBack, afterwards map[string]string // what the opposite makes of them
}

// expect plays the scene without a fault.
func (sc scene) expect(t testing.TB) (want expectations) {
	s := newSite(t, webapp("one"))
	sc.prepare(s)
	want.generation = s.status().Generation.Number
	want.before = read(t, s.dir)
	s.do(sc.opposite)
	want.beforeAndBack = read(t, s.dir)
	s, err := sc.play(t, &counter{})
	if err != nil {
		t.Fatalf("%s: %v", sc.name, err)
	}
	want.after = read(t, s.dir)
	s.do(sc.opposite)
	want.afterwards = read(t, s.dir)
	return want
}

var generationForm = regexp.MustCompile(` gen=[0-9]+ `)

// numberless returns the files without the numbers of generations: a command that was
// undone and runs again has another one.
func numberless(files map[string]string) map[string]string {
	out := map[string]string{}
	for name, text := range files {
		out[name] = generationForm.ReplaceAllString(text, " gen=N ")
	}
	return out
}

// judge runs the scene with one fault and names the outcome.
func (sc scene) judge(t testing.TB, what string, f fault, at int64, want expectations) string {
	s, err := sc.play(t, &counter{fault: f, at: at})
	now := read(t, s.dir)
	committed := s.status().Generation.Number != want.generation // status works in between
	outcome := ""
	switch {
	case f.kill && err != nil:
		outcome = "killed before the commit"
		if committed {
			outcome = "killed after the commit"
		}
	case err == nil, errors.Is(err, ErrNotDurable):
		outcome = "in effect"
		if err != nil {
			outcome = "in effect, perhaps not durable: said so"
		}
		if !committed {
			t.Errorf("%s: no error, and not committed", what)
		}
		same(t, what+": in effect", now, want.after)
	case errors.Is(err, ErrUnfinished):
		outcome = "unfinished: said so"
	default:
		outcome = "nothing changed: said so"
		if committed {
			t.Errorf("%s: committed in spite of %v", what, err)
		}
		same(t, fmt.Sprintf("%s: %v", what, err), now, want.before)
	}
	next, result := sc.command, want.after
	if at%2 == 0 {
		next, result = sc.opposite, want.beforeAndBack
		if committed {
			result = want.afterwards
		}
	}
	if _, err := s.try(next); err != nil {
		t.Errorf("%s: the next command: %v", what, err)
	}
	same(t, what+": after the next command", numberless(read(t, s.dir)), numberless(result))
	s.tidy(what)
	return outcome
}

// tidy fails if something is left that no command removes.
func (s *site) tidy(what string) {
	s.Helper()
	for name := range read(s, s.dir) {
		if temporary(filepath.Base(name)) || strings.Contains(name, "skinbuild-") {
			s.Errorf("%s: %s is left", what, name)
		}
	}
	for name := range read(s, s.state) {
		if strings.Contains(name, "tmp-") || strings.HasSuffix(name, ".wal") {
			s.Errorf("%s: the state has %s left", what, name)
		}
	}
}
