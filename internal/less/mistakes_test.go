package less_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/less"
	"skinbuild/internal/testenv"
)

// mistakeOptions are the options of the mistakes that need any.
var mistakeOptions = map[string]map[string]any{"units": {"strictUnits": true}}

// TestMistakes compares what is said about usual mistakes with testdata/mistakes: first
// our words, then those of less.js. UPDATE_MISTAKES=1 writes the files: read them.
func TestMistakes(t *testing.T) {
	names, err := filepath.Glob("testdata/mistakes/*.less")
	if err != nil || len(names) < 35 {
		t.Fatalf("%d mistakes: %v", len(names), err)
	}
	for _, name := range names {
		id := strings.TrimSuffix(filepath.Base(name), ".less")
		if id == "variables" { // a neighbour of the file that is missing
			continue
		}
		t.Run(id, func(t *testing.T) {
			got := mistakeText(t, id)
			golden := strings.TrimSuffix(name, ".less") + ".txt"
			if os.Getenv("UPDATE_MISTAKES") != "" {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(string(testenv.Data(t, golden)), got); d != "" {
				t.Error(d)
			}
		})
	}
}

// mistakeText is what both compilers say.
func mistakeText(t *testing.T, id string) string {
	opt := optionsFor(t, id+".less", refOptionsOf(t, mistakeOptions[id]))
	opt.Lint = true
	_, ds := less.Compile(os.DirFS("testdata/mistakes"), id+".less", opt)
	own, peer := "", ""
	for _, d := range ds {
		own += d.Excerpt()
	}
	for _, text := range less.LessTexts(ds) {
		peer += text
	}
	if peer == "" {
		peer = "(nothing)\n"
	}
	return own + "\n-- lessc --\n" + peer
}

// TestMistakesLikeReference compares less.js's words in the files with less.js.
func TestMistakesLikeReference(t *testing.T) {
	names, err := filepath.Glob("testdata/mistakes/*.less")
	if err != nil {
		t.Fatal(err)
	}
	var inputs []refInput
	var ids []string
	for _, name := range names {
		id := strings.TrimSuffix(filepath.Base(name), ".less")
		// less.js lists other places for missing files, overflows its stack in endless
		// recursion, and looks for plugins even if JavaScript is off.
		if strings.Contains(" missing-file recursion plugin-disabled variables ", " "+id+" ") {
			continue
		}
		ids = append(ids, id)
		inputs = append(inputs, refInput{Source: string(testenv.Data(t, name)), Options: mistakeOptions[id]})
	}
	var want []refOutput
	testenv.Node(t, "compile.mjs", inputs, &want)
	for i, in := range inputs {
		_, ds := less.Compile(oneFile{"input": in.Source}, "input", optionsFor(t, "input", refOptionsOf(t, in.Options)))
		got := ""
		for _, d := range ds {
			if text := less.LessText(d); strings.Contains(text, "Error: ") {
				got = text
				break
			}
		}
		if strings.TrimRight(got, "\n") != strings.TrimRight(want[i].Error, "\n") {
			t.Errorf("%s:\n got %q\nwant %q", ids[i], got, want[i].Error)
		}
	}
}
