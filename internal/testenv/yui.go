package testenv

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

//go:embed Yui.java
var yuiDriver string

// A Verdict is what YUI Compressor says about one script.
type Verdict struct {
	OK   bool
	Text string // the compressed script, or the first error
}

// YUI compresses the scripts with YUI Compressor 2.4.8, the one that the server
// uses, in one process. It answers in the order of the scripts.
func YUI(t testing.TB, scripts []string) []Verdict {
	t.Helper()
	javac := Java(t, "javac")
	jar := Module(t, "yuicompressor/build/yuicompressor-2.4.8.jar")
	dir := t.TempDir()
	driver := filepath.Join(dir, "Yui.java")
	if err := os.WriteFile(driver, []byte(yuiDriver), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(javac, "-nowarn", "-cp", jar, "-d", dir, driver).CombinedOutput(); err != nil {
		t.Fatalf("javac: %v\n%s", err, out)
	}
	var in bytes.Buffer
	for _, s := range scripts {
		fmt.Fprintf(&in, "%d\n%s", len(s), s)
	}
	cmd := exec.Command("java", "-Xss4m", "-cp", dir+string(filepath.ListSeparator)+jar, "Yui")
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("java: %v", err)
	}
	return verdicts(t, out, len(scripts))
}

// verdicts reads n answers of the form "ok LENGTH\nBYTES" or "fail LENGTH\nBYTES".
func verdicts(t testing.TB, out []byte, n int) []Verdict {
	t.Helper()
	r := bufio.NewReader(bytes.NewReader(out))
	all := make([]Verdict, n)
	for i := range all {
		head, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("script %d: %v", i, err)
		}
		word, length, _ := strings.Cut(strings.TrimSpace(head), " ")
		size, err := strconv.Atoi(length)
		if err != nil {
			t.Fatalf("script %d: YUI Compressor answered %q", i, head)
		}
		text := make([]byte, size)
		if _, err := io.ReadFull(r, text); err != nil {
			t.Fatal(err)
		}
		all[i] = Verdict{word == "ok", string(text)}
	}
	return all
}
