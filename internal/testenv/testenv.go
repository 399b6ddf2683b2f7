// Package testenv finds what tests compare the code with: the repository, release
// trees of Zimbra, the tests of less.js, npm packages, and installed programs.
//
// A function skips the test with a reason when its material is absent, and the
// closing lines of make test count these tests by reason. With REQUIRE_REFERENCE=1
// absent material is a failure. CONTRIBUTING.md lists the variables.
package testenv

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Root returns the absolute path of the repository.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

// Skip ends the test with the reason why it was not run, or fails it when
// REQUIRE_REFERENCE is set. Equal reasons are counted together, so the text names
// what is absent and not the test.
func Skip(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("REQUIRE_REFERENCE") != "" {
		t.Fatalf("REQUIRE_REFERENCE is set, but: "+format, args...)
	}
	t.Skipf("not run: "+format, args...)
}

// Long skips the test under -short, as make quick runs it: the test starts
// browsers, Java or a server, or takes more than a few seconds.
func Long(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("left out by -short")
	}
}

// TreesDir returns the folder that ZIMBRA_TREES names, "" if it is not set: for
// tests that always run on a stand-in and, where there are some, on releases too.
func TreesDir() string { return os.Getenv("ZIMBRA_TREES") }

// treesRoot returns the folder that ZIMBRA_TREES names.
func treesRoot(t testing.TB) string {
	t.Helper()
	root := TreesDir()
	if root == "" {
		Skip(t, "ZIMBRA_TREES names no folder of release trees; tools/reference makes one")
	}
	return root
}

// Trees returns the webapp folder of each release in ZIMBRA_TREES, by release tag.
func Trees(t testing.TB) map[string]string {
	t.Helper()
	root := treesRoot(t)
	list, err := filepath.Glob(filepath.Join(root, "*/webapps/zimbra"))
	if err != nil || len(list) == 0 {
		t.Fatalf("ZIMBRA_TREES: no webapps/zimbra in the folders of %s (%v)", root, err)
	}
	trees := map[string]string{}
	for _, dir := range list {
		trees[filepath.Base(filepath.Dir(filepath.Dir(dir)))] = dir
	}
	return trees
}

// Tree returns the folder of one release: webapps/zimbra is the web client in
// source form, ajax the library it is built with.
func Tree(t testing.TB, tag string) string {
	t.Helper()
	dir := filepath.Join(treesRoot(t), tag)
	if _, err := os.Stat(filepath.Join(dir, "webapps/zimbra")); err != nil {
		Skip(t, "ZIMBRA_TREES has no release %s; tools/reference makes it", tag)
	}
	return dir
}

// Release returns the webapp folder of one release.
func Release(t testing.TB, tag string) string {
	t.Helper()
	return filepath.Join(Tree(t, tag), "webapps", "zimbra")
}

// HasLessData reports whether LESS_DATA is set.
func HasLessData() bool { return os.Getenv("LESS_DATA") != "" }

// LessData returns the folder with the tests of less.js that LESS_DATA names.
func LessData(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("LESS_DATA")
	if dir == "" {
		Skip(t, "LESS_DATA names no folder with the tests of less.js; tools/reference makes one")
	}
	if _, err := os.Stat(filepath.Join(dir, "test-data")); err != nil {
		t.Fatalf("LESS_DATA: no test-data in %s", dir)
	}
	return dir
}

// SchemaData returns the path of a file in the folder of schemas that SCHEMA_DATA names.
func SchemaData(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("SCHEMA_DATA")
	if dir == "" {
		Skip(t, "SCHEMA_DATA names no folder with the schemas of others; tools/reference makes one")
	}
	file := filepath.Join(dir, name)
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("SCHEMA_DATA: %v", err)
	}
	return file
}

// Module returns the folder of an npm package that bench/package.json pins, or the
// path of a file in it.
func Module(t testing.TB, name string) string {
	t.Helper()
	return module(t, "bench/node_modules", name)
}

// BuildModule returns the same for a package that a build needs (package.json).
func BuildModule(t testing.TB, name string) string {
	t.Helper()
	return module(t, "node_modules", name)
}

func module(t testing.TB, dir, name string) string {
	t.Helper()
	file := filepath.Join(Root(), filepath.FromSlash(dir), filepath.FromSlash(name))
	if _, err := os.Stat(file); err != nil {
		Skip(t, "the npm package of %s is not installed; run tools/setup", name)
	}
	return file
}

// Command returns the path of an installed program.
func Command(t testing.TB, name string) string {
	t.Helper()
	file, err := exec.LookPath(name)
	if err != nil {
		Skip(t, "%s is not installed; run tools/setup", name)
	}
	return file
}

// Java returns the path of java or javac. Starting a virtual machine is left out by
// -short.
func Java(t testing.TB, name string) string {
	t.Helper()
	Long(t)
	return Command(t, name)
}

// Table returns the head line and the rows of a file of tab-separated columns. A
// name that ends in .gz is unpacked.
func Table(t testing.TB, name string) (columns []string, rows [][]string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(string(Data(t, name)), "\n"), "\n")
	for _, line := range lines[1:] {
		rows = append(rows, strings.Split(line, "\t"))
	}
	return strings.Split(lines[0], "\t"), rows
}

// Data returns the content of a file of testdata, unpacked if its name ends in .gz.
func Data(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(name, ".gz") {
		return data
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err == nil {
		data, err = io.ReadAll(r)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return data
}

// ClientGit returns the git directory of zm-web-client, with its history, that
// ZM_WEB_CLIENT_GIT names.
func ClientGit(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("ZM_WEB_CLIENT_GIT")
	if dir == "" {
		Skip(t, "ZM_WEB_CLIENT_GIT names no clone of the vendor's zm-web-client")
	}
	if _, err := os.Stat(filepath.Join(dir, "HEAD")); err != nil {
		t.Fatalf("ZM_WEB_CLIENT_GIT: %s is not a git directory", dir)
	}
	return dir
}
