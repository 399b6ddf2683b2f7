package strip

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/css"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/skins/convert"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
)

func mentionsOf(t testing.TB, files map[string]string) *Mentions {
	t.Helper()
	app := fstest.MapFS{}
	for name, text := range files {
		app[name] = &fstest.MapFile{Data: []byte(text)}
	}
	m, err := Read(Root{FS: app})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWhy(t *testing.T) {
	m := mentionsOf(t, map[string]string{
		"a.js": `// OnlyHere
var x = "Word Two-part", re = /["'] "InRegex/, y = a / b / "Divided";
this.cell = params.className + "Day"; s = "hover"; t = "-" + s;
el.id = "zb__" + view + "__NEW"; q = 'DwtCalendar'; r = "CLV";
html[i++] = "<td class='"; html[i++] = color; html[i++] = "BgC"; html[i++] = "'>"; c = "Cyan";
img = "Img" + name; n = "Folder"; /* Gone "Quoted" */
` + "t = `Template ${x} literal`;",
		"b.template": `<div class="ZRow ZRow-${state}" id="${id}_title"></div><i class='${color}${x ? "Late" : "Soon"}'></i>`,
		"c.html":     `<p id=para class="one two">text</p>`,
		"d.css":      `.OnlyInSheet {}`,
	})
	for name, want := range map[string]bool{
		".Word": true, ".Two-part": true, ".OnlyHere": false, ".InRegex": false, ".Divided": true, ".DwtCalendarDay": true,
		".DwtCalendarDay-hover": true, ".DwtCalendarDay-purple": false, "#zb__CLV__NEW": true, "#zb__XXX__NEW": false, ".CyanBgC": true,
		".MauveBgC": false, ".ImgFolder": true, ".ImgNoSuch": false, ".Gone": false, ".Quoted": false, ".Template": true,
		".ZRow-hover": true, ".ZRow-nostate": false, ".CyanLate": true, ".MauveLate": false, "#para": true, ".two": true, ".OnlyInSheet": false,
		".word": true, "#Word_title": true,
	} {
		if r := m.Why(name); r.Alive != want {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if r := m.Why(".OnlyHere"); r.At == nil || r.At.File != "a.js" || r.At.Line != 1 {
		t.Errorf("no evidence: %+v", r)
	}
}

func TestNothingToReadIsAnError(t *testing.T) {
	if _, err := Read(Root{FS: fstest.MapFS{"a.css": {}}}); err == nil {
		t.Error("a webapp without sources makes every rule look dead")
	}
}

func release(t testing.TB, tag string) (app fs.FS, roots []Root) {
	t.Helper()
	dir := testenv.Tree(t, tag)
	app = os.DirFS(filepath.Join(dir, "webapps", "zimbra"))
	return app, []Root{{"", app}, {"ajax", os.DirFS(filepath.Join(dir, "ajax"))}}
}

// Of the names that are called dead, some at random are searched for in all sources by
// other means: nowhere may one stand as a word, comments apart.
func TestDeadNamesOfReleases(t *testing.T) {
	for _, tag := range []string{"8.8.15.p46", "9.0.0", "10.1.3"} {
		t.Run(tag, func(t *testing.T) {
			app, roots := release(t, tag)
			m, err := Read(roots...)
			if err != nil {
				t.Fatal(err)
			}
			var dead []string
			rules, gone := 0, 0
			for _, name := range []string{"css/common.css", "css/dwt.css", "css/zm.css", "css/login.css", "skins/_base/base3/skin.css", "skins/harmony/skin.css"} {
				text, err := fs.ReadFile(app, name)
				if err != nil {
					t.Fatal(err)
				}
				r := m.Sheet(source.NewFile(name, string(text)))
				rules, gone = rules+r.Rules, gone+len(r.Dead)
				t.Logf("%s: %d of %d rules dead, %d in part", name, len(r.Dead), r.Rules, len(r.Part))
				for _, d := range r.Dead {
					for _, x := range d.Missing {
						dead = append(dead, x.Name[1:])
					}
				}
			}
			// A count by a coarser method, good to 5 points, found 22 to 26 % of the selectors
			// of such sheets.
			if share := 100 * gone / rules; share < 10 || share > 31 {
				t.Errorf("%d %% of the rules are dead", share)
			}
			r := rand.New(rand.NewPCG(1, 2))
			r.Shuffle(len(dead), func(i, j int) { dead[i], dead[j] = dead[j], dead[i] })
			search(t, roots, dead[:30])
		})
	}
}

var scriptComment = regexp.MustCompile(`(?s)/\*.*?\*/|(?m)^\s*//.*$|\s//\s.*`)

func search(t *testing.T, roots []Root, names []string) {
	t.Helper()
	word := regexp.MustCompile(`(?:^|[^\w-])(` + strings.Join(names, "|") + `)(?:[^\w-]|$)`)
	for _, root := range roots {
		err := fs.WalkDir(root.FS, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(name, ".css") {
				return err
			}
			text, err := fs.ReadFile(root.FS, name)
			if err != nil {
				return err
			}
			if strings.HasSuffix(name, ".js") {
				text = scriptComment.ReplaceAll(text, []byte("\n"))
			}
			if found := word.FindSubmatch(text); found != nil {
				t.Errorf("%s mentions %s", name, found[1])
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What is left of a converted skin prints what it printed before, but for the dead
// rules.
func TestStripOfReleases(t *testing.T) {
	app, roots := release(t, "10.1.3")
	m, err := Read(roots...)
	if err != nil {
		t.Fatal(err)
	}
	converted, ds := convert.Skin(app, "_base/base3", nil)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	name := tree.MustPath("skin.less")
	e, _ := converted.Tree.Lookup(name)
	report := m.Sheet(source.NewFile("skin.less", string(e.Data)))
	text, err := report.Strip()
	if err != nil {
		t.Fatal(err)
	}
	var entries []tree.Entry
	for x := range converted.Tree.All() {
		if x.Path == name {
			x.Data = []byte(text)
		}
		entries = append(entries, x)
	}
	less, err := tree.New(entries...)
	if err != nil {
		t.Fatal(err)
	}
	before, after := built(t, converted.Tree), built(t, less)
	i := 0
	var lost []string
	for _, rule := range before {
		if i < len(after) && after[i] == rule {
			i++
		} else {
			lost = append(lost, rule)
		}
	}
	if i != len(after) {
		t.Fatalf("what is left has a rule that was not there: %q", after[i])
	}
	if len(lost) == 0 || len(lost) > len(report.Dead) {
		t.Errorf("%d rules went, %d were dead", len(lost), len(report.Dead))
	}
	for _, rule := range lost {
		selectors, _, _ := strings.Cut(rule, "{")
		found := false
		for _, d := range report.Dead {
			found = found || strings.Contains(d.Selector, strings.TrimSpace(strings.Split(selectors, ",")[0]))
		}
		if !found {
			t.Errorf("went without a word: %s", rule)
		}
	}
	if again := m.Sheet(source.NewFile("skin.less", text)); len(again.Dead) > 0 {
		t.Errorf("a dead rule is left: %s", again.Dead[0].Selector)
	}
}

var directiveLine = regexp.MustCompile(`(?m)^#(IFN?DEF .*|ELSE|ENDIF)$`)

// built returns the rules of the skin's sheet that have declarations.
func built(t *testing.T, less tree.Tree) []string {
	t.Helper()
	out, ds := compile.Skin(less, ".", nil)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	e, _ := out.Files.Lookup(tree.MustPath("skin.css"))
	var rules []string
	var rule *css.Statement
	text := directiveLine.ReplaceAllString(string(e.Data), "")
	for _, s := range css.Scan(source.NewFile("", text)) {
		if s.Kind == css.Rule {
			continue
		}
		if s.Parent != rule {
			rule = s.Parent
			rules = append(rules, tokensText(rule)+"{")
		}
		rules[len(rules)-1] += tokensText(s) + ";"
	}
	return rules
}

func tokensText(s *css.Statement) string {
	var b strings.Builder
	if s != nil {
		for _, t := range s.Tokens {
			if !t.Blank() || t.Space() {
				b.WriteString(t.Text)
			}
		}
	}
	return strings.TrimSpace(b.String())
}

func FuzzSheet(f *testing.F) {
	m, err := Read(Root{FS: fstest.MapFS{"a.js": {Data: []byte(`"alive" + "x"`)}}})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{".alive { .dead { a: b } }", "// c\n.dead { a: 'x' }\n", "#IFDEF X\n.dead,.alive{@T@}\n#ENDIF", ".a:not(.b)", "@media x { .dead {} }", "}{", "/*", "'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"a.less", "a.css"} {
			r := m.Sheet(source.NewFile(name, text))
			if left, err := r.Strip(); err == nil && len(r.Dead) == 0 && len(left) > 2*len(text)+100 {
				t.Error("it grew")
			}
		}
	})
}
