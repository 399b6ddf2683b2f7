package compile_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/css"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

// The two lists: of one, every browser has all that the examples use; the other goes
// down to Internet Explorer 9 and Safari 6.
const (
	modernList = "chrome >= 140, edge >= 140, firefox >= 121, opera >= 121"
	oldList    = "ie >= 9, edge >= 12, chrome >= 20, firefox >= 10, safari >= 6, ios >= 6, opera >= 12"
)

// oldQueries is the old list for autoprefixer.
var oldQueries = []string{"ie >= 9", "edge >= 12", "chrome >= 20", "firefox >= 10", "safari >= 6", "ios_saf >= 6", "opera >= 12"}

// A declaration is one of a sheet, with all that is around it.
func declarations(name, sheet string) []string {
	var out []string
	for _, s := range css.Scan(source.NewFile(name, sheet)) {
		if s.Kind != css.Declaration {
			continue
		}
		line := strings.Join(strings.Fields(tokenText(s)), " ")
		property, value, _ := strings.Cut(line, ":")
		line = strings.TrimSpace(property) + ": " + strings.TrimSpace(value)
		for p := s.Parent; p != nil; p = p.Parent {
			line = strings.Join(strings.Fields(tokenText(p)), " ") + " { " + line + " }"
		}
		out = append(out, line)
	}
	return out
}

func tokenText(s *css.Statement) string {
	var b strings.Builder
	for _, t := range s.Tokens {
		b.WriteString(t.Text)
	}
	return b.String()
}

// A modern list yields the standard's own CSS: no prefix, no filter.
func TestModernBrowsersNeedNothing(t *testing.T) {
	for _, s := range sections(t) {
		got := example(t, s.less, browserList(t, modernList), compile.Static)
		for _, bad := range []string{"-webkit-", "-moz-", "-ms-", "-o-", "-khtml-", " filter:", "zoom:", "*display", "progid", ":focus {", "#IFDEF"} {
			if strings.Contains(got, bad) {
				t.Errorf("%s: %s in\n%s", s.title, bad, got)
			}
		}
		if macro := example(t, s.less, browserList(t, modernList), compile.PerMacro); macro != got {
			t.Errorf("%s: with macros\n%s\nwithout\n%s", s.title, macro, got)
		}
	}
}

// For the old list the mixins print what autoprefixer prints, which follows
// caniuse.com's data, but for the differences that have a reason here.
func TestLikeAutoprefixer(t *testing.T) {
	type input struct {
		CSS      string   `json:"css"`
		Browsers []string `json:"browsers"`
	}
	var inputs []input
	all := sections(t)
	for _, s := range all {
		inputs = append(inputs, input{example(t, s.less, browserList(t, modernList), compile.Static), oldQueries})
	}
	var prefixed []string
	autoprefix(t, inputs, &prefixed)
	used := map[string]bool{}
	for i, s := range all {
		ours := declarations("ours", example(t, s.less, browserList(t, oldList), compile.Static))
		theirs := declarations("theirs", prefixed[i])
		for _, d := range ours {
			if !slices.Contains(theirs, d) {
				explain(t, s.title, "+ "+d, used)
			}
		}
		for _, d := range theirs {
			if !slices.Contains(ours, d) {
				explain(t, s.title, "- "+d, used)
			}
		}
	}
	for _, e := range differences {
		if !used[e.line] {
			t.Errorf("no such difference any more: %s", e.line)
		}
	}
}

func explain(t *testing.T, title, line string, used map[string]bool) {
	t.Helper()
	for _, e := range differences {
		if head, isHead := strings.CutSuffix(e.line, "…"); line == e.line || isHead && strings.HasPrefix(line, head) {
			used[e.line] = true
			return
		}
	}
	t.Errorf("%s: not explained: %s", title, line)
}

func autoprefix(t *testing.T, input, output any) {
	t.Helper()
	const bench = "../../../bench"
	script, err := filepath.Abs("testdata/autoprefix.cjs")
	if err != nil {
		t.Fatal(err)
	}
	testenv.Module(t, "autoprefixer")
	data, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Command(t, "node"), script)
	cmd.Dir = bench
	cmd.Stdin = bytes.NewReader(data)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, output); err != nil {
		t.Fatal(err)
	}
}

// A difference is a declaration that only we print (+) or only autoprefixer does (-);
// "…" stands for anything.
type difference struct{ line, reason string }

const (
	noFallbacks   = "autoprefixer writes other spellings only; IE 9 has no gradients, and IE 9 is in the list"
	oldGradient   = "Chrome before 10 and Safari before 5.1 read it, which the list does not have"
	ieFilter      = "asked for, and IE 9 is in the list"
	asked         = "asked for by .for-lacking() or .for-browsers()"
	wordWrap      = "overflow-wrap is word-wrap in IE, Edge before 18 and Firefox before 49, by MDN; autoprefixer leaves that to the author"
	desktopIE     = "only Internet Explorer of phones has it, which MDN's data leaves out"
	edgeHolder    = "Edge 12 to 18 read ::-webkit-input-placeholder, by MDN"
	focusRing     = ":focus-visible has a fallback in LESS only; Firefox before 85 has it as :-moz-focusring, by MDN"
	sameOrder     = "the same transitions, in the order that the author wrote"
	mozTransition = "Firefox 10 to 15, which alone read -moz-transition, have -moz-transform and nothing else"
	oneTransition = "one declaration for all who read the plain one: names that a browser does not know do nothing in it, and of those with a prefix only WebKit reads the plain one"
	whoReads      = "those who read the plain @keyframes read the plain transform: Chrome since 43, Safari since 9, Firefox since 16"
	intrinsic     = "max-content is intrinsic in Safari before 11, by MDN"
)

var differences = []difference{
	{"+ .toolbar { background-color: #fff }", noFallbacks},
	{"+ .spot { background-color: #fff }", noFallbacks},
	{"+ .toolbar { filter: progid:DXImageTransform.Microsoft.gradient…", noFallbacks},
	{"- .toolbar { background-image: -webkit-gradient(linear, …", oldGradient},
	{"+ .picture { filter: progid:DXImageTransform.Microsoft.Blur(pixelradius=2) }", ieFilter},
	{"+ .body { word-wrap: break-word }", wordWrap},
	{"- .body { -ms-text-size-adjust: 100% }", desktopIE},
	{"- .field::-ms-input-placeholder { color: #767676 }", edgeHolder},
	{"+ .button:focus { outline: 2px solid #06c }", focusRing},
	{"+ .button:focus { outline-offset: 1px }", focusRing},
	{"+ .button:focus:not(:focus-visible) { outline: none }", focusRing},
	{"+ .button:-moz-focusring { outline…", focusRing},
	{"+ .arrow { -webkit-transition: -webkit-transform 0.3s ease, color 0.2s }", sameOrder},
	{"- .arrow { -webkit-transition: color 0.2s, -webkit-transform 0.3s ease }", sameOrder},
	{"+ .arrow { -o-transition: -o-transform 0.3s ease, color 0.2s }", sameOrder},
	{"- .arrow { -o-transition: color 0.2s, -o-transform 0.3s ease }", sameOrder},
	{"+ .arrow { -moz-transition: -moz-transform 0.3s ease, color 0.2s }", mozTransition},
	{"- .arrow { -moz-transition: transform 0.3s ease, color 0.2s, -moz-transform 0.3s ease }", mozTransition},
	{"+ .arrow { transition: transform 0.3s ease, -webkit-transform 0.3s ease, color 0.2s }", oneTransition},
	{"- .arrow { transition: color 0.2s, -webkit-transform 0.3s ease }", oneTransition},
	{"- .arrow { transition: transform 0.3s ease, color 0.2s }", oneTransition},
	{"- .arrow { transition: transform 0.3s ease, color 0.2s, -webkit-transform 0.3s ease, -moz-transform 0.3s ease, -o-transform 0.3s ease }", oneTransition},
	{"- @keyframes turn { from { -webkit-transform: rotate(0deg) } }", whoReads},
	{"- @keyframes turn { from { -moz-transform: rotate(0deg) } }", whoReads},
	{"- @keyframes turn { from { -o-transform: rotate(0deg) } }", whoReads},
	{"- @keyframes turn { to { -webkit-transform: rotate(360deg) } }", whoReads},
	{"- @keyframes turn { to { -moz-transform: rotate(360deg) } }", whoReads},
	{"- @keyframes turn { to { -o-transform: rotate(360deg) } }", whoReads},
	{"+ .field { width: intrinsic }", intrinsic},
	{"+ .field { float: left }", asked},
	{"+ .field { padding: 1px }", asked},
}

// With Safari in a modern list, what is left are the prefixes that it still has.
func TestModernSafari(t *testing.T) {
	list := browserList(t, modernList+", safari >= 18.4, ios >= 18.4")
	var got []string
	for _, s := range sections(t) {
		for _, d := range declarations("ours", example(t, s.less, list, compile.Static)) {
			if strings.Contains(d, "{ -") || strings.Contains(d, ": -") || strings.Contains(d, "::-") || strings.HasPrefix(d, "@-") {
				got = append(got, d)
			}
		}
	}
	want := []string{".toolbar { -webkit-user-select: none }", ".body { -webkit-text-size-adjust: 100% }"}
	if !slices.Equal(got, want) {
		t.Errorf("got %s, want %s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
