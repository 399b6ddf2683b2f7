package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"skinbuild/internal/testenv"
)

// mark is in the environment of everything that a run starts.
const mark = "UACHECK_TEST_MARK="

// marked returns the living processes with the mark.
func marked(value string) []string {
	var out []string
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range all {
		environ, _ := os.ReadFile(p + "/environ")
		if !bytes.Contains(environ, []byte(mark+value+"\x00")) {
			continue
		}
		name, _ := os.ReadFile(p + "/cmdline")
		out = append(out, filepath.Base(p)+" "+strings.ReplaceAll(string(name), "\x00", " "))
	}
	return out
}

// Ctrl-C ends the run, its browsers and what they keep on the disk, whatever the
// run is just doing.
func TestInterruptLeavesNothing(t *testing.T) {
	testenv.Long(t)
	program := build(t)
	for _, engine := range []string{"chromium", "firefox", "webkit"} {
		for _, delay := range []time.Duration{0, 50 * time.Millisecond, 2 * time.Second} {
			t.Run(fmt.Sprintf("%s after %s", engine, delay), func(t *testing.T) {
				interrupt(t, program, engine, delay)
			})
		}
	}
}

// A run that ends by itself leaves nothing either.
func TestRunLeavesNothing(t *testing.T) {
	testenv.Long(t)
	program := build(t)
	value := fmt.Sprint(os.Getpid())
	tmp, err := os.MkdirTemp("/tmp", "uacheck-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(tmp)
	cmd := exec.Command(program, "run", "-C", tmp, "--webapp", ":reference", "--engine", "chromium,firefox,webkit",
		"--agent", "chrome", "--agent", "firefox", "--page", "login=/zimbra/public/login.jsp")
	cmd.Env = append(os.Environ(), mark+value, "TMPDIR="+tmp)
	if out, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("%v\n%s", err, out)
	}
	nothingLeft(t, value, tmp)
}

func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "uacheck")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

func nothingLeft(t *testing.T, value, tmp string) {
	t.Helper()
	var left []string
	for range 20 {
		if left = marked(value); len(left) == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if len(left) > 0 {
		t.Errorf("processes left:\n%s", strings.Join(left, "\n"))
	}
	if entries, _ := os.ReadDir(tmp); len(entries) > 0 {
		t.Errorf("left on the disk: %v", entries)
	}
}

// interrupt interrupts a run some time after its first browser came up.
func interrupt(t *testing.T, program, engine string, delay time.Duration) {
	testenv.Long(t)
	found, err := exec.Command(program, "browsers").Output()
	if err != nil || strings.Contains(string(found), engine+"  not installed") {
		testenv.Skip(t, "%s is not installed; run tools/setup", engine)
	}
	value := fmt.Sprintf("%d-%s-%s", os.Getpid(), engine, delay)
	tmp, err := os.MkdirTemp("/tmp", "uacheck-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(tmp)
	cmd := exec.Command(program, "run", "-C", tmp, "--webapp", ":reference", "--engine", engine)
	cmd.Env = append(os.Environ(), mark+value, "TMPDIR="+tmp)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); len(marked(value)) < 2; {
		if time.Now().After(deadline) {
			t.Fatalf("no browser came up:\n%s", out.String())
		}
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(delay)
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	if cmd.ProcessState.ExitCode() != 130 {
		t.Errorf("exit %v\n%s", err, out.String())
	}
	nothingLeft(t, value, tmp)
}
