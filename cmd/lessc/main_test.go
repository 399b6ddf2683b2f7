package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/testenv"
)

// sheets are the files of the folder that each run begins with.
var sheets = map[string]string{
	"in.less":     "@import \"vars\";\n.a { width: @a / 2; b: url(x.png); .m(); @media print { c: d } }\n.m() { e: f }\n",
	"vars.less":   "@a: 1px;\n",
	"bad.less":    ".a { b: @nothing }\n.c { d: fade(#333) }\n",
	"units.less":  ".a { b: (1px + 2s) }\n",
	"old.less":    ".m() { a: b }\n.a { .m; }\n.b:extend(.nothing) { c: d }\n",
	"absent.less": "@import \"nofile\";\n",
}

// runs are command lines, by words.
var runs = []string{
	"in.less", "in.less out.css", "in.less css/out.css", "-x in.less out.css", "--lint in.less", "-M in.less out.css", "-",
	"--source-map in.less out.css", "--source-map=maps/o.map in.less css/out.css", "--source-map-inline in.less",
	"--source-map-inline --source-map-include-source in.less out.css", "--source-map --source-map-rootpath=/r/ in.less out.css",
	"--source-map --source-map-url=o.map in.less out.css", "--source-map in.less", "--math=always in.less", "-m=strict in.less",
	"-su=on units.less", "--strict-units units.less", "-su=maybe units.less", "--rootpath=http://x/ in.less", "--rewrite-urls in.less",
	"--rewrite-urls=some in.less", "--global-var=z=1 --modify-var=a=3px in.less", "--url-args=q=1 in.less", "--line-numbers=comments in.less",
	"absent.less", "bad.less", "--silent bad.less", "old.less", "--quiet old.less", "--quiet-deprecations old.less", "--verbose in.less out.css",
	"--no-such-file.less nofile.less", "nofile.less", "--depends in.less",
}

type outcome struct {
	Code           int
	Stdout, Stderr string
}

func sheetFolder(t *testing.T) string {
	dir := t.TempDir()
	for name, text := range sheets {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// inFolder runs our lessc in a folder.
func inFolder(t *testing.T, dir string, args []string) outcome {
	t.Chdir(dir)
	var stdout, stderr bytes.Buffer
	p := program{ctx: context.Background(), stdin: strings.NewReader(".s { a: b }"), stdout: &stdout, stderr: &stderr}
	code := p.run(args)
	return outcome{code, stdout.String(), stderr.String()}
}

// written are the files of a folder by name.
func written(t *testing.T, dir string) map[string]string {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		files[rel] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestLikeReference compares exit codes, output, messages and files with the lessc of
// less.js.
func TestLikeReference(t *testing.T) {
	type input struct {
		Dir   string   `json:"dir"`
		Args  []string `json:"args"`
		Stdin string   `json:"stdin"`
	}
	var inputs []input
	for _, r := range runs {
		inputs = append(inputs, input{sheetFolder(t), strings.Fields(r), ".s { a: b }"})
	}
	var want []outcome
	testenv.Node(t, "run.mjs", inputs, &want)
	for i, r := range runs {
		t.Run(r, func(t *testing.T) {
			dir := sheetFolder(t)
			got := inFolder(t, dir, inputs[i].Args)
			for _, text := range []*string{&got.Stdout, &got.Stderr} {
				*text = strings.ReplaceAll(*text, dir, inputs[i].Dir)
			}
			if strings.HasPrefix(want[i].Stderr, "Unable to load plugin") {
				want[i].Stderr, got.Stderr = "", ""
			}
			if d := cmp.Diff(want[i], got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(written(t, inputs[i].Dir), written(t, dir)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestWatch compiles again when an imported file changes, also after an error.
func TestWatch(t *testing.T) {
	dir := sheetFolder(t)
	t.Chdir(dir)
	ctx, stop := context.WithCancel(context.Background())
	var stderr bytes.Buffer
	p := program{ctx: ctx, stdout: &bytes.Buffer{}, stderr: &stderr}
	done := make(chan int)
	go func() { done <- p.run([]string{"--watch", "in.less", "out.css"}) }()
	awaitText(t, "out.css", "1px / 2")
	for _, step := range []struct{ text, want string }{{"@a: 22px;\n", "22px / 2"}, {"@a: ;;; }\n", "22px / 2"}, {"@a: 333px;\n", "333px / 2"}} {
		if err := os.WriteFile("vars.less", []byte(step.text), 0o644); err != nil {
			t.Fatal(err)
		}
		awaitText(t, "out.css", step.want)
	}
	stop()
	if code := <-done; code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// awaitText waits until a file has a text.
func awaitText(t *testing.T, name, want string) {
	t.Helper()
	for range 500 {
		if data, _ := os.ReadFile(name); strings.Contains(string(data), want) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s did not come to have %q", name, want)
}
