//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A project is a real stylesheet that is measured.
type project struct {
	name, entry string // entry is a file of the disk
	math        string
	rewriteURLs string
	root        string // a directory above all that it reads, where that is not the entry's
	warm, runs  int
}

// projects returns the projects, those first that need no preparation.
func projects(tmp string) ([]project, error) {
	modules, err := filepath.Abs("bench/node_modules")
	if err != nil {
		return nil, err
	}
	at := func(name string) string { return filepath.Join(modules, filepath.FromSlash(name)) }
	list := []project{
		{name: "bootstrap3", entry: at("bootstrap/less/bootstrap.less"), math: "always", warm: 30, runs: 20},
		{name: "font-awesome4", entry: at("font-awesome/less/font-awesome.less"), warm: 30, runs: 20},
		{name: "uikit3", entry: at("uikit/src/less/uikit.less"), math: "always", rewriteURLs: "all", warm: 15, runs: 10},
	}
	semantic, err := prepareSemantic(modules, tmp)
	if err != nil {
		return nil, err
	}
	list = append(list, project{name: "semantic-ui", entry: semantic, math: "always", warm: 6, runs: 5})
	antd, err := prepareAntd(modules, tmp)
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare: without antd4-nojs:", err)
		return list, nil
	}
	return append(list, project{name: "antd4-nojs", entry: antd, math: "always", root: filepath.Join(tmp, "antd"), warm: 6, runs: 5}), nil
}

// prepareSemantic copies the package and gives it the configuration it asks for.
func prepareSemantic(modules, tmp string) (string, error) {
	dir := filepath.Join(tmp, "semantic-ui-less")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(modules, "semantic-ui-less"))); err != nil {
		return "", err
	}
	config, err := os.ReadFile(filepath.Join(dir, "theme.config.example"))
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "semantic.less"), os.WriteFile(filepath.Join(dir, "theme.config"), config, 0o644)
}

// prepareAntd copies antd 4 and replaces its inline JavaScript by the values, as
// the reference data lists them.
func prepareAntd(modules, tmp string) (string, error) {
	data, err := os.ReadFile("internal/less/testdata/corpora.json")
	if err != nil {
		return "", err
	}
	var corpora []struct {
		ID    string
		Patch map[string][][3]json.RawMessage
	}
	if err := json.Unmarshal(data, &corpora); err != nil {
		return "", err
	}
	dir := filepath.Join(tmp, "antd")
	for _, part := range []string{"lib", "dist"} {
		if err := copyLess(filepath.Join(dir, part), filepath.Join(modules, "antd4", part)); err != nil {
			return "", err
		}
	}
	for _, c := range corpora {
		if c.ID != "antd4-nojs" {
			continue
		}
		for name, hunks := range c.Patch {
			if err := patch(filepath.Join(dir, filepath.FromSlash(name)), hunks); err != nil {
				return "", err
			}
		}
	}
	return filepath.Join(dir, "dist", "antd.less"), nil
}

// copyLess copies the stylesheets below src, which holds much else.
func copyLess(dst, src string) error {
	return filepath.WalkDir(src, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".less" {
			return err
		}
		rel, err := filepath.Rel(src, name)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dst, rel)), 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dst, rel), data, 0o644)
	})
}

// patch replaces parts of a file, the last first; offsets count after line ends
// became "\n".
func patch(name string, hunks [][3]json.RawMessage) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	number := func(raw json.RawMessage) int {
		n, _ := strconv.Atoi(string(raw))
		return n
	}
	slices.SortFunc(hunks, func(a, b [3]json.RawMessage) int { return number(b[0]) - number(a[0]) })
	for _, h := range hunks {
		var value string
		if err := json.Unmarshal(h[2], &value); err != nil {
			return err
		}
		start := number(h[0])
		text = text[:start] + value + text[start+number(h[1]):]
	}
	return os.WriteFile(name, []byte(text), 0o644)
}
