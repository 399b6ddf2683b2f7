package e2e

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// serverWebapp is the path of a server's webapp in the documentation. The test puts a
// copy of the reference webapp in its place.
const serverWebapp = "/opt/zimbra/jetty_base/webapps/zimbra"

// A block is a fenced block of a page, with the comment on the line before it.
type block struct {
	line     int // 1-based, of the fence
	language string
	comment  string // "not run: it needs a server", "file: skins/acme/skin.less"
	text     string
}

var comment = regexp.MustCompile(`^<!-- (.*) -->$`)

// blocks returns the fenced blocks of a page.
func blocks(page string) []block {
	var out []block
	var open *block
	lines := strings.Split(page, "\n")
	for i, l := range lines {
		fence := strings.HasPrefix(strings.TrimSpace(l), "```")
		switch {
		case fence && open == nil:
			open = &block{line: i + 1, language: strings.TrimPrefix(strings.TrimSpace(l), "```")}
			if i > 0 {
				if m := comment.FindStringSubmatch(strings.TrimSpace(lines[i-1])); m != nil {
					open.comment = m[1]
				}
			}
		case fence:
			out = append(out, *open)
			open = nil
		case open != nil:
			open.text += l + "\n"
		}
	}
	return out
}

// pages are the pages that people write; commands and codes are made from the code.
func pages(t *testing.T) []string {
	t.Helper()
	list := []string{"README.md", "CONTRIBUTING.md"}
	err := filepath.WalkDir(filepath.Join(testenv.Root(), "docs"), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{"commands", "codes", "lint", "pictures", "schemas"}, d.Name()) {
			return fs.SkipDir
		}
		if filepath.Ext(name) == ".md" {
			rel, err := filepath.Rel(testenv.Root(), name)
			list = append(list, filepath.ToSlash(rel))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestDocs runs the commands of each page, in their order, in one folder. A block of the
// language sh is run unless the comment before it says why not:
//
//	<!-- not run: it needs a mail server -->
//
// Any other block is written to a file if the comment before it names one:
//
//	<!-- file: skins/acme/skin.less -->
//
// A page begins in an empty folder, or in what its first comment of this form names:
//
//	<!-- runs in: a project -->
//	<!-- runs in: the checkout -->
//	<!-- runs in: a folder with a bundle -->
func TestDocs(t *testing.T) {
	testenv.Long(t)
	dir := tools(t)
	for _, page := range pages(t) {
		t.Run(strings.TrimSuffix(page, ".md"), func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(testenv.Root(), page))
			if err != nil {
				t.Fatal(err)
			}
			d := &docsPage{T: t, name: page, tools: dir}
			d.play(string(text))
		})
	}
}

type docsPage struct {
	*testing.T
	name, tools, dir, home string
}

var runsIn = regexp.MustCompile(`<!-- runs in: (.*) -->`)

func (d *docsPage) play(text string) {
	list := blocks(text)
	if !slices.ContainsFunc(list, block.runs) {
		return
	}
	d.home = d.TempDir()
	d.dir = filepath.Join(d.home, "work")
	if err := os.Mkdir(d.dir, 0o755); err != nil {
		d.Fatal(err)
	}
	s := &story{T: d.T, tools: d.tools, dir: d.dir}
	webapp, _ := s.copyOf(":reference")
	place := ""
	if m := runsIn.FindStringSubmatch(text); m != nil {
		place = m[1]
	}
	d.prepare(s, place)
	for _, b := range list {
		switch reason, skipped := strings.CutPrefix(b.comment, "not run: "); {
		case skipped && len(reason) < 10:
			d.Errorf("%s:%d: say why the commands are not run", d.name, b.line)
		case b.runs():
			d.bash(b, strings.ReplaceAll(b.text, serverWebapp, webapp))
		default:
			d.file(b, strings.ReplaceAll(b.text, serverWebapp, webapp))
		}
	}
}

// runs reports whether the block holds commands to run.
func (b block) runs() bool { return b.language == "sh" && !strings.HasPrefix(b.comment, "not run: ") }

// prepare makes what the page begins with.
func (d *docsPage) prepare(s *story, place string) {
	d.Helper()
	modules := filepath.Join(testenv.Root(), "node_modules")
	switch place {
	case "":
	case "the checkout":
		d.dir = testenv.Root()
	case "a project", "a folder with a bundle":
		s.run("skinbuild", "init", "--name", "acme", ".")
		if err := os.Symlink(modules, filepath.Join(d.dir, "node_modules")); err != nil {
			d.Fatal(err)
		}
		if place == "a project" {
			return
		}
		s.run("skinbuild", "bundle", "keygen", "--no-password", "team")
		s.run("skinbuild", "build", "--webapp", ":reference", "--sign", "team.key")
	default:
		d.Fatalf("%s: no test knows %q", d.name, place)
	}
}

// file writes a block to the file that its comment names.
func (d *docsPage) file(b block, text string) {
	d.Helper()
	name, ok := strings.CutPrefix(b.comment, "file: ")
	if !ok {
		return
	}
	if !filepath.IsLocal(name) {
		d.Fatalf("%s:%d: %s is outside of the page's folder", d.name, b.line, name)
	}
	file := filepath.Join(d.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		d.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		d.Fatal(err)
	}
}

// bash runs the commands of a block; the first that fails ends the page.
func (d *docsPage) bash(b block, script string) {
	d.Helper()
	cmd := exec.CommandContext(d.Context(), "bash", "-euo", "pipefail", "-c", script)
	cmd.Dir = d.dir
	cmd.Env = append(os.Environ(), "HOME="+d.home, "XDG_CACHE_HOME="+filepath.Join(d.home, "cache"), "XDG_STATE_HOME="+filepath.Join(d.home, "state"), "NO_COLOR=1", "EDITOR=true",
		"SKINBUILD_STATE="+filepath.Join(d.home, "state"), "SKINBUILD_ACCEPT=**", // no release has the files of the reference webapp
		"PATH="+d.tools+string(filepath.ListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		d.Fatalf("%s:%d: %v\n%s\n%s", d.name, b.line, err, script, out)
	}
}

var indentedCommand = regexp.MustCompile(`^ {4}(\$ )?(sudo )?(skinbuild|uacheck) `)

// TestDocsFences looks for commands in indented blocks, which TestDocs would not run.
func TestDocsFences(t *testing.T) {
	for _, page := range pages(t) {
		text, err := os.ReadFile(filepath.Join(testenv.Root(), page))
		if err != nil {
			t.Fatal(err)
		}
		fenced := false
		for i, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "```") {
				fenced = !fenced
			}
			if !fenced && indentedCommand.MatchString(line) {
				t.Errorf("%s:%d: put the command between fences, so that it is run", page, i+1)
			}
		}
	}
}

// TestDocsLinks follows every link of the pages to a file of the repository.
func TestDocsLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]+)(#[^)\s]*)?\)`)
	for _, page := range pages(t) {
		text, err := os.ReadFile(filepath.Join(testenv.Root(), page))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			if _, err := os.Stat(filepath.Join(testenv.Root(), filepath.Dir(page), filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s links %s, which is not there", page, m[1])
			}
		}
	}
}
