//go:build unix

package after

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// standIn makes a command of the vendor's that records what it gets in a file beside it.
func standIn(t *testing.T, dir, name, script string) {
	t.Helper()
	text := "#!/bin/sh\n{ pwd; env | sort | grep -v '^PWD=\\|^_=\\|^SHLVL=\\|^OLDPWD='; for a in \"$@\"; do echo \"<$a>\"; done; cat; } >>" + dir + "/" + name + ".log\n" + script
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

func recorded(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name+".log"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestRun: a command gets its arguments unchanged, "/" as its folder, no input, and
// nothing of this process's environment.
func TestRun(t *testing.T) {
	t.Setenv("SECRET", "x")
	t.Setenv("LD_PRELOAD", "")
	dir := t.TempDir()
	standIn(t, dir, "zmprov", "echo flushed\n")
	r := Runner{Dir: dir}
	ran, err := r.Run(context.Background(), [][]string{{"zmprov", "modifyConfig", "+zimbraInstalledSkin", "a; rm -rf $HOME"}, {"zmprov", "flushCache", "skin"}})
	if err != nil || len(ran) != 2 || ran[0].Output != "flushed" || ran[0].Command != "zmprov modifyConfig +zimbraInstalledSkin 'a; rm -rf $HOME'" {
		t.Errorf("%v, %+v", err, ran)
	}
	want := "/\nLANG=C.UTF-8\nPATH=" + dir + ":/usr/bin:/bin\n<modifyConfig>\n<+zimbraInstalledSkin>\n<a; rm -rf $HOME>\n" +
		"/\nLANG=C.UTF-8\nPATH=" + dir + ":/usr/bin:/bin\n<flushCache>\n<skin>\n"
	if got := recorded(t, dir, "zmprov"); got != want {
		t.Errorf("recorded\n%s\nwant\n%s", got, want)
	}
}

// TestRunFaults: each fault is one sentence, and the next command is not run.
func TestRunFaults(t *testing.T) {
	for _, test := range []struct{ name, script, says string }{
		{"fails", "echo 'ERROR: no LDAP' >&2\nexit 2\n", "exit status 2: ERROR: no LDAP"},
		{"fails without a word", "exit 3\n", "exit status 3: it printed nothing"},
		{"is killed", "kill -9 $$\n", "signal: killed"},
		{"hangs", "sleep 600 &\nsleep 600\n", "did not end within"},
		{"prints garbage and fails", "printf '\\033[2J\\0\\377%0100000d' 1\nexit 1\n", "exit status 1: \ufffd[2J\ufffd\ufffd0000"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			standIn(t, dir, "zmprov", test.script)
			standIn(t, dir, "zmzimletctl", "")
			r := Runner{Dir: dir, Timeout: 20 * time.Second}
			if test.name == "hangs" {
				r.Timeout = 300 * time.Millisecond
			}
			ran, err := r.Run(context.Background(), [][]string{{"zmprov", "flushCache", "skin"}, {"zmzimletctl", "deploy", "x"}})
			if err == nil || !strings.Contains(err.Error(), test.says) || len(ran) != 1 || len(ran[0].Output) > maxOutput*3 {
				t.Errorf("%v, %+v", err, ran)
			}
			if _, err := os.Stat(filepath.Join(dir, "zmzimletctl.log")); err == nil {
				t.Error("the next command was run")
			}
		})
	}
}

// TestRefused: programs that others could have put there are not run.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	standIn(t, dir, "writable", "")
	standIn(t, dir, "text", "")
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{"writable": 0o777, "text": 0o644} {
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ dir, name, says string }{
		{dir, "writable", "others may write to it"},
		{dir, "text", "not a program"},
		{dir, "folder", "not a program"},
		{dir, "missing", "no such file"},
		{dir, "../" + filepath.Base(dir) + "/text", "not an absolute path"},
		{"bin", "zmprov", "not an absolute path"},
	} {
		r := Runner{Dir: test.dir}
		if _, err := r.Run(context.Background(), [][]string{{test.name}}); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", test.name, err)
		}
		if r.Has(test.name) {
			t.Errorf("%s counts as there", test.name)
		}
	}
}
