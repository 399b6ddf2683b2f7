package compile_test

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
	"skinbuild/skins"
)

const mixinsPage = "../../../docs/mixins.md"

// shown are the lists that the page shows each example for.
var shown = []struct {
	title, list string
	mode        compile.Mode
}{
	{"Browsers of today", "chrome >= 140, edge >= 140, firefox >= 140, safari >= 18.4, ios >= 18.4", compile.Static},
	{"Browsers of 2017 on, and Internet Explorer 11", "chrome >= 60, edge >= 15, firefox >= 54, safari >= 10, ios >= 10, ie 11", compile.Static},
	{"Browsers of 2012 on", oldList, compile.Static},
	{"Browsers of 2012 on, per-macro", oldList, compile.PerMacro},
}

// TestMixinsPage compares docs/mixins.md with what the mixins print; with
// UPDATE_DOCS=1 it writes the page.
func TestMixinsPage(t *testing.T) {
	want := mixinsText(t)
	if os.Getenv("UPDATE_DOCS") != "" {
		if err := os.WriteFile(mixinsPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(mixinsPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/mixins.md is not what the mixins print; run make golden:\n%s", diff)
	}
}

func mixinsText(t *testing.T) string {
	head, err := os.ReadFile("testdata/mixins-head.md")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.Write(head)
	b.WriteString("\n## What each prints\n\nThe lists:\n\n")
	for _, l := range shown {
		fmt.Fprintf(&b, "- **%s**: `%s`\n", l.title, l.list)
	}
	for _, s := range sections(t) {
		fmt.Fprintf(&b, "\n### %s\n\n", s.title)
		if s.text != "" {
			b.WriteString(s.text + "\n")
		}
		fmt.Fprintf(&b, "```less\n%s```\n", s.less)
		// Lists that give the same are shown once.
		var titles, texts []string
		for _, l := range shown {
			css := example(t, s.less, browserList(t, l.list), l.mode)
			if i := slices.Index(texts, css); i >= 0 {
				titles[i] += "; " + strings.ToLower(l.title[:1]) + l.title[1:]
				continue
			}
			titles, texts = append(titles, l.title), append(texts, css)
		}
		for i, css := range texts {
			title := titles[i]
			if len(texts) == 1 {
				title = "All"
			}
			fmt.Fprintf(&b, "\n%s:\n\n```css\n%s```\n", title, css)
		}
	}
	return b.String()
}

// A section is a part of the example sheet.
type section struct{ title, text, less string }

const sectionMark = "///"

// sections cuts the example sheet at its marks.
func sections(t testing.TB) []section {
	t.Helper()
	data, err := fs.ReadFile(skins.Library, "_mixins/examples.less")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(data), "\n"+sectionMark+" ")
	var out []section
	for part := range strings.SplitSeq(text, "\n"+sectionMark+" ") {
		title, body, _ := strings.Cut(part, "\n")
		s := section{title: title}
		for {
			line, rest, _ := strings.Cut(body, "\n")
			comment, ok := strings.CutPrefix(line, "// ")
			if !ok {
				break
			}
			s.text += comment + "\n"
			body = rest
		}
		s.less = strings.TrimSpace(body) + "\n"
		out = append(out, s)
	}
	return out
}

func browserList(t testing.TB, text string) compat.List {
	t.Helper()
	l, ds := compat.ParseList(source.NewFile("list", text))
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return l
}

// example builds a section for some browsers.
func example(t testing.TB, less string, list compat.List, mode compile.Mode) string {
	t.Helper()
	files := fstest.MapFS{
		"skins/acme/manifest.xml": {Data: []byte(manifest)},
		"skins/acme/skin.less":    {Data: []byte("@import (reference) \"mixins\";\n" + less)},
	}
	built, ds := compile.Skin(files, "skins/acme", &compile.Options{Browsers: list, Mode: mode})
	if len(ds) > 0 {
		t.Fatal(ds[0], "\n", less)
	}
	return text(built.Files, "skin.css")
}

// In per-macro mode each browser of the list gets what it needs, in the same order
// as if the sheet were made for it alone, and nothing that the static sheet lacks.
func TestPerMacroServesEach(t *testing.T) {
	list := browserList(t, oldList)
	data, err := fs.ReadFile(skins.Library, "_mixins/examples.less")
	if err != nil {
		t.Fatal(err)
	}
	sheet := string(data)
	built := perMacro(t, sheet, list)
	all := withoutSpelling(declarations("static", example(t, sheet, list, compile.Static)))
	for i, a := range list {
		if i%9 != 0 && a.Browser != "ie" {
			continue
		}
		own := withoutSpelling(declarations("own", example(t, sheet, compat.List{a}, compile.Static)))
		for _, agent := range compile.UserAgents(a) {
			m, err := ua.ServletMacros(agent)
			if err != nil {
				t.Fatal(err)
			}
			got := withoutSpelling(declarations("served", served(t, built, m)))
			if missing := notIn(own, got); missing != "" {
				t.Errorf("%s %s does not get, in its place: %s", a.Browser, a.Version, missing)
			}
			if extra := notIn(got, all); extra != "" {
				t.Errorf("%s %s gets what the static sheet lacks: %s", a.Browser, a.Version, extra)
			}
		}
	}
}

func perMacro(t *testing.T, sheet string, list compat.List) tree.Tree {
	built, ds := compile.Skin(skinOf(sheet), "skins/acme", &compile.Options{Browsers: list, Mode: compile.PerMacro})
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return built.Files
}

// withoutSpelling takes the prefixed property out of a plain transition, where it
// stands for those who need it and does nothing for others.
func withoutSpelling(lines []string) []string {
	for i, line := range lines {
		if strings.Contains(line, "{ transition:") {
			line = strings.Replace(line, "transform 0.3s ease, -webkit-transform 0.3s ease", "transform 0.3s ease", 1)
			lines[i] = strings.Replace(line, ": -webkit-transform", ": transform", 1)
		}
	}
	return lines
}

// notIn returns the first of the lines that is not among the others behind the one
// before it.
func notIn(lines, others []string) string {
	at := 0
	for _, line := range lines {
		i := slices.Index(others[at:], line)
		if i < 0 {
			return line
		}
		at += i + 1
	}
	return ""
}
