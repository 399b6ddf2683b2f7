package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

var fileOfPage = regexp.MustCompile("(?m)^<!-- file: ([a-z.-]+) -->\n```[a-z]+\n((?s:.*?))^```")

// fleet is a server with the tool in its path and the files of the guide beside it.
func fleet(t *testing.T) *server {
	t.Helper()
	testenv.Long(t)
	s := newServer(t)
	page, err := os.ReadFile("../../docs/guides/fleet.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range fileOfPage.FindAllStringSubmatch(string(page), -1) {
		s.write(m[1], m[2], 0o644)
	}
	build := exec.Command("go", "build", "-o", filepath.Join(s.dir, "tools", "skinbuild"), ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, value := range map[string]string{"INSECURE_UNSIGNED": "true", "ACCEPT": "**", "STATE": filepath.Join(s.dir, "state"), "ZIMBRA_BIN": filepath.Join(s.dir, "bin")} {
		t.Setenv("SKINBUILD_"+name, value)
	}
	t.Setenv("PATH", filepath.Join(s.dir, "tools")+":"+os.Getenv("PATH"))
	return s
}

// program runs a program in the folder of the server.
func (s *server) program(name string, args ...string) (string, error) {
	s.Helper()
	cmd := exec.Command(testenv.Command(s.T, name), args...)
	cmd.Dir = s.dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestAnsible runs the playbook of the guide on this machine: --check copies nothing, the
// first run changes the webapp, the second does not.
func TestAnsible(t *testing.T) {
	testenv.Command(t, "ansible-playbook")
	s := fleet(t)
	t.Setenv("ANSIBLE_LOCAL_TEMP", filepath.Join(s.dir, "tmp"))
	t.Setenv("ANSIBLE_REMOTE_TEMP", filepath.Join(s.dir, "tmp"))
	t.Setenv("ANSIBLE_NOCOLOR", "1")
	s.write("inventory", "[zimbra_mailbox]\nlocalhost ansible_connection=local verify_url="+s.http.URL+"\n", 0o644)
	play := func(more ...string) string {
		t.Helper()
		out, err := s.program("ansible-playbook", append([]string{"-i", "inventory", "-e", "ansible_become=false", "-e", "bundle=" + s.dir + "/on-server/acme.skinbundle",
			"-e", "webapp=" + s.dir + "/webapp", "-e", `{"flags": ["--flush", "--metrics", "` + s.dir + `/skinbuild.prom"]}`, "skinbuild.yml"}, more...)...)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return out
	}
	play("--syntax-check")
	play("--check")
	if s.read("on-server/acme.skinbundle") != "" || s.read("zmprov.log") != "" {
		t.Error("--check has changed something")
	}
	if out := play(); !strings.Contains(out, "changed=4") || !strings.Contains(out, "failed=0") {
		t.Errorf("the first run\n%s", out)
	}
	if !strings.Contains(s.read("webapp/public/login.jsp"), "skinbuild:begin late") || !strings.Contains(s.read("zmprov.log"), "flushCache skin") || !strings.Contains(s.read("skinbuild.prom"), "skinbuild_generation") {
		t.Error("the bundle is not in effect")
	}
	if out := play(); !strings.Contains(out, "changed=0") || !strings.Contains(out, "failed=0") {
		t.Errorf("the second run\n%s", out)
	}
}

// TestPuppet applies the class of the guide: the first run changes the webapp, the second
// has nothing to do.
func TestPuppet(t *testing.T) {
	testenv.Command(t, "puppet")
	s := fleet(t)
	s.write("site.pp", s.read("skinbuild.pp")+"class { 'skinbuild': bundle => '"+s.dir+"/acme.skinbundle', webapp => '"+s.dir+"/webapp' }\n", 0o644)
	manifest := strings.Replace(s.read("site.pp"), "path    => [", "path    => ['"+s.dir+"/tools', ", 1)
	s.write("site.pp", manifest, 0o644)
	for run, want := range []string{"executed successfully", ""} {
		out, err := s.program("puppet", "apply", "--color=false", "--detailed-exitcodes", "--confdir", s.dir+"/puppet", "--vardir", s.dir+"/puppet", "site.pp")
		var exit *exec.ExitError
		changed := err != nil && asExit(err, &exit) && exit.ExitCode() == 2
		if changed != (run == 0) || !strings.Contains(out, want) {
			t.Fatalf("run %d: %v\n%s", run+1, err, out)
		}
	}
	if !strings.Contains(s.read("webapp/public/login.jsp"), "skinbuild:begin late") {
		t.Error("the bundle is not in effect")
	}
}

// TestUnits: systemd finds nothing wrong with the units of the guide.
func TestUnits(t *testing.T) {
	testenv.Command(t, "systemd-analyze")
	s := fleet(t)
	s.write("skinbuild-status.service", strings.Replace(s.read("skinbuild-status.service"), "/usr/bin/skinbuild", s.dir+"/tools/skinbuild", 1), 0o644)
	if out, err := s.program("systemd-analyze", "verify", "./skinbuild-status.service", "./skinbuild-status.timer"); err != nil || strings.Contains(out, "skinbuild-status") {
		t.Errorf("%v\n%s", err, out)
	}
}

// asExit is errors.As for the error of a program.
func asExit(err error, exit **exec.ExitError) bool {
	e, ok := err.(*exec.ExitError)
	*exit = e
	return ok
}
