package scripts

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const yuiJar = "../../bench/node_modules/yuicompressor/build/yuicompressor-2.4.8.jar"

// verdict is what YUI Compressor says about one script.
type verdict struct {
	ok   bool
	text string // the compressed script, or the first error
}

// yuiClasses compiles testdata/Yui.java once; its error says what is missing.
var yuiClasses = sync.OnceValues(func() (string, error) {
	if _, err := os.Stat(yuiJar); err != nil {
		return "", fmt.Errorf("%s is not there: run tools/setup", yuiJar)
	}
	if _, err := exec.LookPath("javac"); err != nil {
		return "", fmt.Errorf("no javac: run tools/setup")
	}
	dir, err := os.MkdirTemp("", "skinbuild-yui")
	if err != nil {
		return "", err
	}
	out, err := exec.Command("javac", "-nowarn", "-cp", yuiJar, "-d", dir, "testdata/Yui.java").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("javac: %v\n%s", err, out)
	}
	return dir, nil
})

// yui compresses the scripts with the real YUI Compressor, in one process.
func yui(t *testing.T, scripts []string) []verdict {
	t.Helper()
	dir, err := yuiClasses()
	if err != nil {
		skipWithoutYUI(t, err)
	}
	var in bytes.Buffer
	for _, s := range scripts {
		fmt.Fprintf(&in, "%d\n%s", len(s), s)
	}
	cmd := exec.Command("java", "-Xss4m", "-cp", dir+string(filepath.ListSeparator)+yuiJar, "Yui")
	cmd.Stdin = &in
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("java: %v", err)
	}
	r := bufio.NewReader(bytes.NewReader(out))
	all := make([]verdict, len(scripts))
	for i := range all {
		head, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("script %d: %v", i, err)
		}
		word, length, _ := strings.Cut(strings.TrimSpace(head), " ")
		n, err := strconv.Atoi(length)
		if err != nil {
			t.Fatal(err)
		}
		text := make([]byte, n)
		if _, err := io.ReadFull(r, text); err != nil {
			t.Fatal(err)
		}
		all[i] = verdict{word == "ok", string(text)}
	}
	return all
}

func skipWithoutYUI(t *testing.T, err error) {
	t.Helper()
	t.Skipf("not compared with YUI Compressor: %v", err)
}

func TestMain(m *testing.M) {
	code := m.Run()
	stopLab()
	if dir, err := yuiClasses(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}
