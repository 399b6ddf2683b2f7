package project

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/source"
)

func TestParse(t *testing.T) {
	f := source.NewFile("skinbuild.toml", "[skins]\ndir = \"s\"\n\n[[inject]]\nkey = \"a\"\ntargets = [\"b.jsp\"]\n\n[[inject]]\nkey = \"c\"\n[inject.values]\nd = 1\n")
	c, ds := Parse(f)
	if ds.Err() != nil || len(c.Inject) != 2 {
		t.Fatalf("%v, %v", c, ds.Err())
	}
	var got []string
	for _, table := range c.Inject {
		got = append(got, f.Text()[table.Source.Span.Start:table.Source.Span.End])
		for _, key := range []string{"key", "targets", "values"} {
			if s, ok := table.Source.Keys[key]; ok {
				line, col := f.Position(s.Start)
				got = append(got, f.Text()[s.Start:s.End], string(rune('0'+line/10))+string(rune('0'+line%10))+":"+string(rune('0'+col)))
			}
		}
	}
	want := []string{"inject", "key", "05:1", "targets", "06:1", "inject", "key", "09:1", "values", "10:9"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestProblems(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"unknown keys, all of them", "[[inject]]\nkey = \"a\"\ntarget = [\"b\"]\nxyzzyx = 1\n",
			"skinbuild.toml:3:1: error: unknown key \"target\" in [[inject]] [project/unknown-key]\n" +
				"skinbuild.toml:4:1: error: unknown key \"xyzzyx\" in [[inject]] [project/unknown-key]"},
		{"unknown keys of every table", "nam = \"a\"\n[skin]\ndir = \"b\"\n[skins]\ndri = \"static\"\n[budget]\n\"js/*.js\" = \"1 kB\"\n",
			"skinbuild.toml:1:1: error: unknown key \"nam\" at the top of the file [project/unknown-key]\n" +
				"skinbuild.toml:2:2: error: unknown key \"skin\" at the top of the file [project/unknown-key]\n" +
				"skinbuild.toml:5:1: error: unknown key \"dri\" in [skins] [project/unknown-key]"},
		{"wrong values, all of them", "name = \"a b\"\nbrowsers = [\n  \"chrome >= 80\",\n  \"netscape 4\",\n]\n[skins]\ndir = \"../x\"\n[budget]\nbundle = \"big\"\n",
			"skinbuild.toml:1:8: error: bundle name \"a b\": want letters, digits, \".\", \"_\" and \"-\", at most 64 [project/value]\n" +
				"skinbuild.toml:4:4: error: unknown browser \"netscape\" [browsers/unknown]\n" +
				"skinbuild.toml:7:7: error: \"../x\" is no folder of the project: path \"../x\" leaves its tree [project/value]\n" +
				"skinbuild.toml:9:10: error: \"big\" is no size [project/value]"},
		{"wrong type", "[[inject]]\nkey = 1\n", "skinbuild.toml:2:7: error: inject.key: want a string, not a whole number [project/toml]"},
		{"no TOML", "[[inject]\nkey = 1\n", "skinbuild.toml:1:9: error: expected ']]' to close array table name [project/toml]"},
		{"twice", "[[inject]]\nkey = \"a\"\nkey = \"b\"\n", "skinbuild.toml:3:1: error: key key is already defined [project/toml]"},
	} {
		_, ds := Parse(source.NewFile("skinbuild.toml", tt.text))
		got := "no error"
		if err := ds.Sorted().Err(); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
	_, ds := Parse(source.NewFile("skinbuild.toml", "[[inject]]\ntarget = []\n"))
	if len(ds) != 1 || ds[0].Hint != "did you mean targets?" {
		t.Errorf("hint of %v", ds)
	}
}

func TestDefaultProject(t *testing.T) {
	text, err := os.ReadFile("../../skinbuild.toml")
	if err != nil {
		t.Fatal(err)
	}
	if _, ds := Parse(source.NewFile("skinbuild.toml", string(text))); ds.Err() != nil {
		t.Error(ds.Err())
	}
}

func FuzzParse(f *testing.F) {
	f.Add("[[inject]]\nkey = \"a\"\ntargets = [\"b.jsp\"]\n[inject.values]\nd = {e = [1, 2.5, 1979-05-27]}\n")
	f.Add("inject = [{key = \"a\"}]\n\"in\\u006aect\" = 1")
	f.Fuzz(func(_ *testing.T, text string) {
		_, ds := Parse(source.NewFile("skinbuild.toml", text))
		for _, d := range ds {
			_ = d.Excerpt()
		}
	})
}
