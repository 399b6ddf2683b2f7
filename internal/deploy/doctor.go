package deploy

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"skinbuild/internal/input"
	"skinbuild/internal/server/vendor"
)

// The results of a check.
const (
	// Passes means that all is well.
	Passes = "ok"
	// Warns means that something works worse than it could.
	Warns = "warn"
	// Fails means that apply cannot work, or not safely.
	Fails = "fail"
)

// A Check is one result of Doctor.
type Check struct {
	Name   string `json:"name"`
	Result string `json:"result"` // ok, warn or fail
	Text   string `json:"text"`
}

// Doctor checks what the commands of this package depend on. trusted is the folder of
// the trusted keys.
func (s *Server) Doctor(trusted string) []Check {
	return []Check{s.checkOwner(), s.checkState(), checkTrust(trusted), s.checkJasper(), s.checkCaches(), checkPackages(), s.checkClock(), s.checkTable(), s.checkTool()}
}

func (s *Server) checkOwner() Check {
	info, err := s.webapp.Lstat(".")
	switch {
	case err != nil:
		return Check{"webapp owner", Fails, err.Error()}
	case info.Mode.Perm()&0o002 != 0:
		return Check{"webapp owner", Fails, fmt.Sprintf("every user may write to the webapp (mode %04o)", info.Mode.Perm())}
	case os.Geteuid() != 0 && os.Geteuid() != info.UID:
		return Check{"webapp owner", Fails, fmt.Sprintf("the webapp belongs to user %d: run as root or as that user", info.UID)}
	}
	return Check{"webapp owner", Passes, fmt.Sprintf("user %d", info.UID)}
}

func (s *Server) checkState() Check {
	info, err := os.Stat(s.StatePath())
	if err != nil {
		return Check{"state folder", Passes, s.StatePath() + ": not there yet"}
	}
	owner, err := s.webapp.Lstat(".")
	uid, ok := ownerOf(info)
	switch {
	case info.Mode().Perm()&0o022 != 0:
		return Check{"state folder", Fails, fmt.Sprintf("%s: others may write to it", s.StatePath())}
	case err == nil && ok && uid == owner.UID && uid != 0:
		return Check{"state folder", Warns, s.StatePath() + " belongs to the webapp's owner: it proves nothing against that user; run as root"}
	}
	return Check{"state folder", Passes, s.StatePath()}
}

func checkTrust(dir string) Check {
	if err := CheckTrustFolder(dir); os.IsNotExist(err) {
		return Check{"trusted keys", Warns, dir + " does not exist: give keys to apply with --trust"}
	} else if err != nil {
		return Check{"trusted keys", Fails, err.Error()}
	}
	return Check{"trusted keys", Passes, dir}
}

// CheckTrustFolder refuses a folder of keys to which others than root and the user of
// this run may write, or with files of others: who can add a key can sign.
func CheckTrustFolder(dir string) error {
	names := []string{dir}
	list, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return err
	}
	for _, name := range append(names, list...) {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o022 != 0 {
			return fmt.Errorf("%s: others may write to it (mode %04o): make it %s", name, info.Mode().Perm(), map[bool]string{true: "0755", false: "0644"}[info.IsDir()])
		}
		if uid, ok := ownerOf(info); ok && uid != 0 && uid != os.Geteuid() {
			return fmt.Errorf("%s: it belongs to user %d, who could add a key: make it root's", name, uid)
		}
	}
	return nil
}

// above returns a file of the Jetty folder that holds webapps/zimbra.
func (s *Server) above(name string) string { return filepath.Join(s.path, "..", "..", name) }

var development = regexp.MustCompile(`(?s)<param-name>\s*development\s*</param-name>\s*<param-value>\s*false`)

// checkJasper reports whether the server compiles a changed page: not if it is told that
// no page changes.
func (s *Server) checkJasper() Check {
	for _, name := range []string{"etc/zimbra.web.xml.in", "webapps/zimbra/WEB-INF/web.xml"} {
		text, err := input.Read(context.Background(), s.above(name), input.Settings)
		if err != nil {
			continue
		}
		if development.Match(text) {
			return Check{"page compiler", Fails, name + " sets development to false: changed pages take effect after a restart of mailboxd only"}
		}
		return Check{"page compiler", Passes, "changed pages take effect within seconds"}
	}
	return Check{"page compiler", Warns, "no web.xml found: cannot find out whether changed pages are compiled"}
}

func (s *Server) checkCaches() Check {
	if info, err := os.Stat(s.above("work/zimbra/jsp")); err == nil {
		if owner, lstatErr := s.webapp.Lstat("."); lstatErr == nil {
			if uid, ok := ownerOf(info); ok && uid != owner.UID {
				return Check{"caches", Fails, "work/zimbra/jsp belongs to another user than the webapp: the server cannot compile changed pages"}
			}
		}
	}
	return Check{"caches", Passes, "skins are cached by the server: run zmprov flushCache skin after a change"}
}

func checkPackages() Check {
	if name := packageManager(); name != "" {
		return Check{"package manager", Fails, name + " is running: wait until it has finished"}
	}
	return Check{"package manager", Passes, "none is running"}
}

func (s *Server) checkClock() Check {
	info, err := s.webapp.Lstat("WEB-INF")
	if err == nil && info.ModTime.After(time.Now().Add(time.Minute)) {
		return Check{"clock", Fails, "the clock is behind the times of the webapp's files: pages would not be compiled again"}
	}
	return Check{"clock", Passes, "later than the files of the webapp"}
}

func (s *Server) checkTable() Check {
	all := vendor.All()
	return Check{"known releases", Passes, fmt.Sprintf("%s to %s, %s", all[0], all[len(all)-1], plural(len(all), "release"))}
}

// checkTool compares the version of this run with the one that wrote the generation.
func (s *Server) checkTool() Check {
	if by := s.current.Tool; by != "" && by != s.opt.Tool {
		return Check{"version", Warns, fmt.Sprintf("%s; the current generation is of %s", s.opt.Tool, by)}
	}
	return Check{"version", Passes, s.opt.Tool}
}

// packageManager names the package manager that is unpacking files now.
func packageManager() string {
	for name, lock := range map[string]string{"dpkg": "/var/lib/dpkg/lock", "rpm": "/var/lib/rpm/.rpm.lock"} {
		if lockedByOther(lock) {
			return name
		}
	}
	return ""
}

// ancestors are the processes that have started this one: a hook of a package manager
// runs while that holds its lock.
func ancestors() map[int]bool {
	set := map[int]bool{}
	for pid := os.Getppid(); pid > 1 && !set[pid]; {
		set[pid] = true
		text, err := input.Read(context.Background(), fmt.Sprintf("/proc/%d/stat", pid), input.Settings)
		_, after, ok := strings.Cut(string(text), ") ") // PID (NAME) STATE PARENT …
		fields := strings.Fields(after)
		if err != nil || !ok || len(fields) < 2 {
			break
		}
		if pid, err = strconv.Atoi(fields[1]); err != nil {
			break
		}
	}
	return set
}
