//go:build unix

package deploy

import (
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"skinbuild/internal/codes"
	"skinbuild/internal/deploy/disk"
	"skinbuild/internal/testenv"
)

// codeOf returns the code of the only error of a plan that was refused.
func codeOf(t *testing.T, p *Plan, err error) codes.Code {
	t.Helper()
	if !errors.Is(err, ErrConflict) || p == nil || len(p.Diags) == 0 {
		t.Fatalf("not refused: %v", err)
	}
	return p.Diags[0].Code
}

// Fault 1: an operation cannot choose where its script goes.
func TestFault1ScriptsGoToTheirFolder(t *testing.T) {
	s := newSite(t, webapp("one"))
	p := s.do(apply(bundle(t, "acme", 1, parts(1, `[[inject]]
key = "evil"
targets = ["public/login.jsp"]
via = "template"
anchor = "head-end"
script = "public/evil.js"
file = "js/ours/late.js"
`))))
	for _, c := range p.Changes {
		name := c.Path.String()
		if c.Old == nil && !strings.HasPrefix(name, "js/skinbuild/") {
			t.Errorf("%s is created", name)
		}
	}
	for _, script := range []string{"public/evil.jsp", "WEB-INF/tags/evil.tag", "h/evil"} {
		files := parts(1, "[[inject]]\nkey = \"evil\"\ntargets = [\"public/login.jsp\"]\nvia = \"template\"\nanchor = \"head-end\"\nscript = \""+script+"\"\nfile = \"js/ours/late.js\"\n")
		plan, err := s.try(apply(bundle(t, "other", 1, files)))
		if got := codeOf(t, plan, err); got != codes.InjectPath {
			t.Errorf("%s: %v", script, got)
		}
	}
}

// Fault 2: after a vendor's patch, a newer bundle goes on and leaves nothing behind.
func TestFault2NewerBundleAfterAPatch(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	overwrite(t, s.dir, webapp("two"))
	s.do(apply(bundle(t, "acme", 2, parts(2, lateScript))))
	s.has("public/login.jsp", "<title>two</title>")
	s.do(accepting(uninstall()))
	same(t, "removed", read(t, s.dir), webapp("two"))
}

// Fault 3: TestFaults kills at every call. Here: what is left is known by the status.
func TestFault3LeftoversAreSeen(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	overwrite(t, s.dir, map[string]string{"public/.skinbuild-0123456789abcdef": "x", "js/skinbuild/x.0123456789ab.js": "x"})
	if got := s.stateOf("public/.skinbuild-0123456789abcdef"); got != Leftover {
		t.Errorf("a temporary file is %q", got)
	}
	if got := s.stateOf("js/skinbuild/x.0123456789ab.js"); got != Changed {
		t.Errorf("a script of unknown origin is %q", got)
	}
}

// Fault 4: a bundle brings its own operations and no others.
func TestFault4OnlyTheBundlesOperations(t *testing.T) {
	s := newSite(t, webapp("one"))
	p := s.do(apply(bundle(t, "acme", 1, parts(1, strings.Replace(lateScript, "public/*.jsp", "public/login.jsp", 1)))))
	var names []string
	for _, c := range p.Changes {
		names = append(names, c.Path.String())
	}
	if len(names) != 2 || names[1] != "public/login.jsp" {
		t.Errorf("changes %q", names)
	}
}

// Fault 5: bundles leave each other alone; releases and sequences count.
func TestFault5BundlesReleasesSequences(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.do(apply(bundle(t, "acme", 2, parts(1, lateScript))))
	alone := read(t, s.dir)
	other := parts(7, strings.Replace(lateScript, `"late"`, `"other"`, 1))
	delete(other, "skins/acme/manifest.xml")
	delete(other, "skins/acme/skin.css")
	s.do(apply(bundle(t, "zeta", 1, other)))
	s.has("public/login.jsp", "skinbuild:begin late bundle=acme gen=1 ")
	s.has("public/login.jsp", "skinbuild:begin other bundle=zeta gen=2 ")
	s.do(accepting(uninstall("zeta")))
	same(t, "without zeta", read(t, s.dir), alone)

	plan, err := s.try(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	if got := codeOf(t, plan, err); got != codes.DeployDowngrade {
		t.Errorf("a lower sequence: %v", got)
	}
	plan, err = s.try(apply(bundle(t, "acme", 3, parts(1, lateScript), "10.1.3")))
	if got := codeOf(t, plan, err); got != codes.DeployRelease {
		t.Errorf("another release: %v", got)
	}
	same(t, "refused", read(t, s.dir), alone)
}

// Fault 6: a back-port that the vendor has adopted is dropped with a word.
func TestFault6AdoptedBackPort(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript, backPort))))
	s.has("public/login.jsp", "<title>fixed</title>")
	fixed := webapp("one")
	fixed["public/login.jsp"] = page("fixed")
	overwrite(t, s.dir, fixed)
	p := s.do(accepting((*Server).Reapply))
	if notes := strings.Join(p.Notes, "\n"); !strings.Contains(notes, "the vendor's files have the fix fix by now: the back-port is dropped") {
		t.Errorf("notes: %s", notes)
	}
	s.has("public/login.jsp", "skinbuild:begin late")
	s.do(accepting(uninstall()))
	same(t, "removed", read(t, s.dir), fixed)
}

// Fault 7: one damaged file stops neither the others nor a removal; a back-port that
// does not fit never costs the other operations.
func TestFault7GroupsAndPaths(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	end := regexp.MustCompile(`<%-- skinbuild:end late --%>\n`)
	damaged := end.ReplaceAllString(read(t, s.dir)["public/login.jsp"], "")
	overwrite(t, s.dir, map[string]string{"public/login.jsp": damaged})
	if got := s.stateOf("public/login.jsp"); got != Damaged {
		t.Errorf("a block without an end is %q", got)
	}
	plan, err := s.try(apply(bundle(t, "acme", 2, parts(2, lateScript))))
	if got := codeOf(t, plan, err); got != codes.InjectDrifted {
		t.Errorf("apply: %v", got)
	}
	skip := func(request func(*Server) (Request, error)) func(*Server) (Request, error) {
		return func(s *Server) (Request, error) {
			req, err := request(s)
			req.Skip = []string{"public/login.jsp"}
			return req, err
		}
	}
	s.do(skip(apply(bundle(t, "acme", 2, parts(2, lateScript)))))
	s.has("public/launch.jsp", "bundle=acme gen=2 ")
	s.do(skip(uninstall()))
	if got := read(t, s.dir); got["public/login.jsp"] != damaged || got["public/launch.jsp"] != webapp("one")["public/launch.jsp"] {
		t.Errorf("removed with a path left out: %q", got)
	}

	held := newSite(t, webapp("two"))
	p := held.do(apply(bundle(t, "acme", 1, parts(1, lateScript, backPort))))
	held.has("public/login.jsp", "skinbuild:begin late")
	if a := held.status().Generation.Bundles[0]; len(a.Held) != 1 || a.Held[0].Group != "back-port fix" || len(p.Groups) == 0 {
		t.Errorf("held: %+v", a.Held)
	}
}

// Fault 8: one edited file does not hide the release of the others.
func TestFault8OneEditedFileHidesNoRelease(t *testing.T) {
	f := judge(map[string][]string{"a": {"9.0.0", "9.0.0.p1"}, "b": {"9.0.0"}, "c": {"9.0.0"}, "d": {"8.8.15"}})
	if len(f.releases) != 1 || f.releases[0] != "9.0.0" || len(f.odd) != 1 || f.odd["d"] == nil {
		t.Errorf("%+v", f)
	}
}

// Fault 9: an unknown file is not taken for the vendor's.
func TestFault9TamperedFile(t *testing.T) {
	s := newSite(t, webapp("one"))
	careful := func(*Server) (Request, error) {
		return Request{Command: "apply", Apply: []Source{bundle(t, "acme", 1, parts(1, lateScript))}, Accept: []string{"public/launch.jsp"}}, nil
	}
	plan, err := s.try(careful)
	if got := codeOf(t, plan, err); got != codes.DeployUnknownFile {
		t.Errorf("got %v", got)
	}
	same(t, "refused", read(t, s.dir), webapp("one"))
	if got := s.stateOf("public/login.jsp"); got != Foreign {
		t.Errorf("the file is %q", got)
	}
	overwrite(t, s.dir, map[string]string{"public/shell.jsp": "<% evil(); %>"})
	if got := s.stateOf("public/shell.jsp"); got != Foreign {
		t.Errorf("a page of no release is %q", got)
	}
}

// Fault 10: no read follows a link, waits for a pipe, or shows another file's content.
func TestFault10LinksAndPipes(t *testing.T) {
	for name, plant := range map[string]func(file string) error{
		"link":      func(file string) error { return os.Symlink("/etc/passwd", file) },
		"pipe":      func(file string) error { return syscall.Mkfifo(file, 0o644) },
		"hard link": func(file string) error { return os.Link(filepath.Join(filepath.Dir(file), "launch.jsp"), file) },
	} {
		s := newSite(t, webapp("one"))
		login := filepath.Join(s.dir, "public/login.jsp")
		if err := errors.Join(os.Remove(login), plant(login)); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() {
			_, err := s.try(apply(bundle(t, "acme", 1, parts(1, lateScript))))
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil {
				t.Errorf("%s: applied", name)
			} else if strings.Contains(err.Error(), "root:") {
				t.Errorf("%s: shows another file: %v", name, err)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s: hangs", name)
		}
		if got := s.stateOf("public/login.jsp"); got != Irregular {
			t.Errorf("%s: the status says %q", name, got)
		}
	}
	s := newSite(t, webapp("one"))
	if err := errors.Join(os.RemoveAll(filepath.Join(s.dir, "js")), os.Symlink("/etc", filepath.Join(s.dir, "js"))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.try(apply(bundle(t, "acme", 1, parts(1, lateScript)))); !errors.Is(err, disk.ErrIrregular) {
		t.Errorf("a folder that is a link: %v", err)
	}
}

var assetURL = regexp.MustCompile(`/(js/skinbuild/[^"]+)" integrity="sha384-([^"]+)"`)

// Fault 11: while apply, reapply and rollback run, no page refers to a script that is
// missing or another one. The server of this test reads files for each request.
func TestFault11PagesAndScriptsAgree(t *testing.T) {
	s := newSite(t, webapp("one"))
	server := httptest.NewServer(http.FileServer(http.Dir(s.dir)))
	defer server.Close()
	get := func(name string) string {
		resp, err := http.Get(server.URL + "/" + name)
		if err != nil {
			return err.Error()
		}
		defer resp.Body.Close()
		var b strings.Builder
		_, _ = fmt.Fprint(&b, resp.StatusCode, " ")
		buf := make([]byte, 1<<16)
		for {
			n, err := resp.Body.Read(buf)
			b.Write(buf[:n])
			if err != nil {
				return b.String()
			}
		}
	}
	stop := make(chan struct{})
	var visitors sync.WaitGroup
	pages := make([]int, 2)
	for i, name := range []string{"public/login.jsp", "public/launch.jsp"} {
		visitors.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				text := get(name)
				pages[i]++
				if !strings.HasPrefix(text, "200 ") {
					t.Errorf("%s: %.80s", name, text)
				}
				for _, m := range assetURL.FindAllStringSubmatch(text, -1) {
					script, ok := strings.CutPrefix(get(m[1]), "200 ")
					sum := sha512.Sum384([]byte(script))
					if !ok || base64.StdEncoding.EncodeToString(sum[:]) != m[2] {
						t.Errorf("%s refers to %s, which is missing or another script", name, m[1])
					}
				}
			}
		})
	}
	for i := range 8 {
		s.do(apply(bundle(t, "acme", uint64(i+1), parts(i+1, lateScript))))
		overwritePages(t, s, i)
		s.do(accepting((*Server).Reapply))
		s.do(accepting(func(server *Server) (Request, error) { return server.Rollback(max(server.Previous(), 1)) }))
	}
	close(stop)
	visitors.Wait()
	t.Logf("%d and %d pages", pages[0], pages[1])
	if pages[0] == 0 || pages[1] == 0 {
		t.Error("no page was requested")
	}
}

// overwritePages replaces a page as a package manager does: written beside, renamed.
func overwritePages(t testing.TB, s *site, i int) {
	t.Helper()
	tmp := filepath.Join(s.dir, "public/login.jsp.dpkg-new")
	err := os.WriteFile(tmp, []byte(page(fmt.Sprint("patch ", i))), 0o644)
	if err = errors.Join(err, os.Rename(tmp, filepath.Join(s.dir, "public/login.jsp"))); err != nil {
		t.Fatal(err)
	}
}

// Fault 12: where neither the change nor its undo works, the message says so, and the
// next command repairs it. TestFaults does this at every call.
func TestFault12TheUndoFailsToo(t *testing.T) {
	want := newSite(t, webapp("one"))
	one := bundle(t, "acme", 1, parts(1, lateScript))
	want.do(apply(one))
	s := newSite(t, webapp("one"))
	s.wrap = func(d disk.Disk, name string) disk.Disk { return readOnlyLater{d, name} }
	if _, err := s.try(apply(one)); !errors.Is(err, ErrUnfinished) || strings.Contains(err.Error(), "nothing was") {
		t.Fatalf("got %v", err)
	}
	if st := s.status(); st.Unfinished != 1 {
		t.Errorf("the status says %d is unfinished", st.Unfinished)
	}
	s.wrap = plain
	s.do(apply(one))
	same(t, "applied", read(t, s.dir), read(t, want.dir))
}

// readOnlyLater is a disk that turns read-only at the first exchange.
type readOnlyLater struct {
	disk.Disk
	name string
}

func (r readOnlyLater) Exchange(a, b string) error { return syscall.EROFS }
func (r readOnlyLater) Remove(name string) error {
	if r.name == "webapp" && !strings.Contains(name, "skinbuild-") {
		return syscall.EROFS
	}
	return r.Disk.Remove(name)
}

// Fault 13: a folder of keys that others may write to, or that is not root's, is
// refused.
func TestFault13TrustFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trusted.d")
	key := filepath.Join(dir, "team.pub")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(key, []byte("key"), 0o644)); err != nil {
		t.Fatal(err)
	}
	if err := CheckTrustFolder(dir); err != nil {
		t.Errorf("a good one: %v", err)
	}
	for _, name := range []string{dir, key} {
		mode := map[string]os.FileMode{dir: 0o755, key: 0o644}[name]
		if err := os.Chmod(name, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := CheckTrustFolder(dir); err == nil {
			t.Errorf("%s with mode 0777 is accepted", name)
		}
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	if os.Geteuid() != 0 {
		testenv.Skip(t, "only root can give files away")
	}
	if err := os.Chown(key, 1234, 1234); err != nil {
		t.Fatal(err)
	}
	if err := CheckTrustFolder(dir); err == nil {
		t.Error("a key of another user is accepted")
	}
}

// Fault 15: root acts with the owner's rights; new files are the owner's, and others keep theirs; a stale
// compressed sibling is seen; times rise; the lock is out of reach of others; an edit
// between plan and exchange is not lost.
func TestFault15OwnersTimesLockEdits(t *testing.T) {
	if os.Geteuid() != 0 {
		testenv.Skip(t, "only root can make files of another user")
	}
	s := newSite(t, webapp("one"))
	if err := filepath.Walk(filepath.Dir(s.dir), func(name string, _ os.FileInfo, err error) error {
		return errors.Join(err, os.Chmod(filepath.Dir(s.dir), 0o755), os.Lchown(name, 1234, 1234))
	}); err != nil {
		t.Fatal(err)
	}
	for dir := filepath.Dir(s.dir); dir != "/"; dir = filepath.Dir(dir) { // the owner must reach it
		if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o001 == 0 {
			if err := os.Chmod(dir, info.Mode().Perm()|0o011); err != nil {
				t.Fatal(err)
			}
		}
	}
	rootFile := filepath.Join(s.dir, "public/launch.jsp")
	if err := os.Chown(rootFile, 0, 0); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(rootFile)
	if err != nil {
		t.Fatal(err)
	}
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	for name := range read(t, s.dir) {
		info, err := os.Stat(filepath.Join(s.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		want := 1234
		if name == "public/launch.jsp" {
			want = 0 // a file keeps its owner
		}
		if uid, _ := ownerOf(info); uid != want {
			t.Errorf("%s belongs to user %d, want %d", name, uid, want)
		}
	}
	after, err := os.Stat(rootFile)
	if err != nil || !after.ModTime().After(before.ModTime().Add(time.Second-time.Millisecond)) {
		t.Errorf("the time goes from %v to %v", before.ModTime(), after.ModTime())
	}
	if err := os.Chmod(filepath.Join(s.dir, "public"), 0o555); err != nil {
		t.Fatal(err)
	}
	if _, err := s.try(apply(bundle(t, "acme", 2, parts(2, lateScript)))); !errors.Is(err, os.ErrPermission) {
		t.Errorf("root writes where the owner may not: %v", err)
	}
}

func TestFault15Siblings(t *testing.T) {
	s := newSite(t, webapp("one"))
	one := bundle(t, "acme", 1, parts(1, lateScript))
	s.do(apply(one))
	asset := s.status().Generation.Bundles[0].Assets[0]
	overwrite(t, s.dir, map[string]string{asset + ".gz": "old"})
	if got := s.stateOf(asset + ".gz"); got != Stale {
		t.Errorf("a compressed sibling is %q", got)
	}
	plan, err := s.try(apply(one))
	if got := codeOf(t, plan, err); got != codes.InjectSibling {
		t.Errorf("apply: %v", got)
	}
}

// meddler edits a file just before the exchange.
type meddler struct {
	disk.Disk
	dir string
}

func (m meddler) Exchange(a, b string) error {
	if b == "public/login.jsp" {
		_ = os.WriteFile(filepath.Join(m.dir, b), []byte("edited"), 0o644)
	}
	return m.Disk.Exchange(a, b)
}

func TestFault15EditBeforeTheExchange(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.wrap = func(d disk.Disk, _ string) disk.Disk { return meddler{d, s.dir} }
	_, err := s.try(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	if !errors.Is(err, ErrConflict) {
		t.Errorf("got %v", err)
	}
	want := webapp("one")
	want["public/login.jsp"] = "edited"
	same(t, "the edit", read(t, s.dir), want)
	s.tidy("the edit")
}

// noExchange is a disk without the exchange of two names, as NFS is.
type noExchange struct{ disk.Disk }

func (noExchange) Exchange(string, string) error { return disk.ErrNoExchange }

func TestFileSystemWithoutExchange(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.wrap = func(d disk.Disk, _ string) disk.Disk { return noExchange{d} }
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	s.do(apply(bundle(t, "acme", 2, parts(2, lateScript))))
	s.has("skins/acme/skin.css", "2")
	s.do(accepting(uninstall()))
	same(t, "removed", read(t, s.dir), webapp("one"))
	s.tidy("removed")
}

// Six runs at once: each works or says that it is busy.
func TestSixRunsAtOnce(t *testing.T) {
	s := newSite(t, webapp("one"))
	one := bundle(t, "acme", 1, parts(1, lateScript))
	errs := make([]error, 6)
	var runs sync.WaitGroup
	for i := range errs {
		runs.Go(func() { _, errs[i] = s.try(apply(one)) })
	}
	runs.Wait()
	worked := 0
	for _, err := range errs {
		switch {
		case err == nil:
			worked++
		case !errors.Is(err, ErrBusy):
			t.Errorf("got %v", err)
		}
	}
	if worked == 0 {
		t.Error("no run worked")
	}
	if got := s.stateOf("public/login.jsp"); got != Current {
		t.Errorf("the page is %q", got)
	}
}

// The whole webapp is gone after an upgrade: reapply puts everything back.
func TestReapplyAfterAnUpgrade(t *testing.T) {
	s := newSite(t, webapp("one"))
	s.do(apply(bundle(t, "acme", 1, parts(1, lateScript))))
	want := read(t, s.dir)
	write(t, s.dir, webapp("one"))
	if got := s.stateOf("skins/acme"); got != Missing {
		t.Errorf("the skin is %q", got)
	}
	s.do(accepting((*Server).Reapply))
	same(t, "reapplied", numberless(read(t, s.dir)), numberless(want))
	if p := s.do(accepting((*Server).Reapply)); !p.Empty() {
		t.Error("a second reapply changes something")
	}
}

// Old scripts go after three generations and a day, not before.
func TestOldAssetsAreCollected(t *testing.T) {
	s := newSite(t, webapp("one"))
	scripts := func() (n int) {
		for name := range read(t, s.dir) {
			if strings.HasPrefix(name, "js/skinbuild/") {
				n++
			}
		}
		return n
	}
	for i := range 4 {
		s.do(apply(bundle(t, "acme", uint64(i+1), parts(i+1, lateScript))))
	}
	if got := scripts(); got != 4 {
		t.Errorf("%d scripts on the same day, want 4", got)
	}
	s.day = 3
	s.do(apply(bundle(t, "acme", 5, parts(5, lateScript))))
	if got := scripts(); got != 3 {
		t.Errorf("%d scripts two days later, want those of three generations", got)
	}
}

// A vendor's skin is never replaced, nor one that somebody has made or changed.
func TestSkinsInTheWay(t *testing.T) {
	files := webapp("one")
	files["skins/acme/skin.css"] = "theirs"
	s := newSite(t, files)
	careful := func(*Server) (Request, error) {
		return Request{Command: "apply", Apply: []Source{bundle(t, "acme", 1, parts(1, lateScript))}, Accept: []string{"public/*"}}, nil
	}
	plan, err := s.try(careful)
	if got := codeOf(t, plan, err); got != codes.DeploySkin {
		t.Errorf("a skin of somebody: %v", got)
	}
	harmony := parts(1, lateScript)
	harmony["skins/harmony/manifest.xml"] = "<skin/>"
	plan, err = s.try(apply(bundle(t, "acme", 1, harmony)))
	if got := codeOf(t, plan, err); got != codes.DeploySkin {
		t.Errorf("a skin of the vendor's: %v", got)
	}
	same(t, "refused", read(t, s.dir), files)
}
