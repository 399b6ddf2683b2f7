package patch

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

// A repository answers with files of commits.
type repository struct {
	testing.TB
	dir string
	in  io.Writer
	out *bufio.Reader
}

func openRepository(t testing.TB) *repository {
	dir := testenv.ClientGit(t)
	cmd := exec.Command(testenv.Command(t, "git"), "--git-dir", dir, "cat-file", "--batch")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	return &repository{t, dir, in, bufio.NewReader(out)}
}

// file returns a file of a commit.
func (r *repository) file(commit, name string) (string, error) {
	fmt.Fprintf(r.in, "%s:%s\n", commit, name)
	head, err := r.out.ReadString('\n')
	if err != nil {
		r.Fatal(err)
	}
	fields := strings.Fields(head)
	if fields[len(fields)-1] == "missing" {
		return "", fs.ErrNotExist
	}
	var size int
	fmt.Sscan(fields[len(fields)-1], &size)
	data := make([]byte, size+1)
	if _, err := io.ReadFull(r.out, data); err != nil {
		r.Fatal(err)
	}
	return string(data[:size]), nil
}

// diff returns the diff of a commit as git shows it.
func (r *repository) diff(commit string) *source.File {
	var out bytes.Buffer
	cmd := exec.Command("git", "--git-dir", r.dir, "show", "--no-renames", "--full-index", "--format=medium", commit)
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		r.Fatal(err)
	}
	return source.NewFile(commit+".patch", out.String())
}

// A release is a webapp of the repository, in the form of sources.
type release struct {
	*repository
	tag string
}

func (r release) Text(name string) (string, error) { return r.file(r.tag, "WebRoot/"+name) }

func (r release) Packages(string) ([]string, error) { return nil, nil }

// tableStates are the states of backport-matrix.tsv, which was made with GNU patch
// --fuzz=0 on whole commits.
var tableStates = map[string]State{"already": Already, "exact": Fits, "offset": Moved, "fuzz": Conflict, "no file": NoFile, "conflict": Conflict}

// explained are the commits with another state here than in the table, and why.
var explained = map[string]string{
	"cde0df9e0b": "some of its files are not in the release: no file, rather than a conflict",
	"bc8445fdfd": "some of its files are not in the release: no file, rather than a conflict",
	"21ed39792f": "lines of the file end in CRLF, which GNU patch takes off the diff",
	"6c3ace2e9d": "its properties files are changed by key",
	"60fcfb01c0": "its properties files are changed by key, and a language that the release lacks is not missed",
	"fb1f29d4d6": "its properties files are changed by key",
	"df902eff37": "the four files that it deletes are left out",
}

// TestMatrix tries 34 security fixes of the vendor's on 11 releases.
func TestMatrix(t *testing.T) {
	testenv.Long(t)
	repo := openRepository(t)
	_, rows := testenv.Table(t, "testdata/backport-matrix.tsv")
	patches, counts, done := map[string]*Patch{}, map[string]int{}, 0
	for _, row := range rows {
		commit, tag, want := row[0], row[1], row[2]
		if patches[commit] == nil {
			patches[commit] = repo.imported(commit)
		}
		d, err := Decide(patches[commit], nil, release{repo, tag}, tag)
		if err != nil {
			t.Fatal(err)
		}
		if d.State.Done() {
			done++
		}
		counts[fmt.Sprintf("%s in the table, %s here", want, d.State)]++
		if tableStates[want] != d.State && explained[commit] == "" {
			t.Errorf("%s on %s: %s in the table, %s here\n%s", commit, tag, want, d.State, texts(d.Diags()))
		}
	}
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%4d %s", counts[what], what)
	}
	t.Logf("%d of %d need no work by hand", done, len(rows))
	if done < 221 || len(rows) != 374 {
		t.Error("the table has 221 of 374")
	}
}

// imported returns a commit as a patch of a project.
func (r *repository) imported(commit string) *Patch {
	r.Helper()
	leaveOut := func(name string) bool {
		return commit == "df902eff37" && strings.HasPrefix(name, "WEB-INF/tags/rest/restS")
	}
	text, _, ds := Import(r.diff(commit), leaveOut)
	if ds.Err() != nil {
		r.Fatalf("%s: %v", commit, ds.Err())
	}
	return parse(r, text)
}
