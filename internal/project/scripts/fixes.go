package scripts

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/source"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// A Fix is what is to be known of one file of overrides/fixes/ without running
// it: the head comment, and the constants of its SynaSkin.fix({…}).
type Fix struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Symptom  string   `json:"symptom"`
	Browsers string   `json:"browsers"`
	Only     string   `json:"only,omitempty"` // the browser list outside of which nothing needs the fix; "" is every browser
	Vendor   string   `json:"vendor"`         // where the vendor repaired it, or that it is open
	Guard    string   `json:"guard"`          // how the fix knows that it is needed
	Packages []string `json:"packages"`       // vendor packages it waits for
	Places   []string `json:"places"`         // vendor functions it replaces
	OptIn    bool     `json:"optIn"`          // applied on request only
	Browser  bool     `json:"browser"`        // asks the browser too, not only the code
	File     string   `json:"file"`

	gate    *probe     // must match, whatever the patches say; may be nil
	source  *fileProbe // what the code of the release must be like; may be nil
	patches []probe
}

// fileProbe is a test of a whole file of a release: its path, or "*.js" for each
// script that is no third party's, one of which has to match.
type fileProbe struct {
	file string
	probe
}

// probe is a test of the text of a vendor function: it has the fault if the text
// matches has and not lacks; a nil pattern asks nothing.
type probe struct {
	place      string
	has, lacks *regexp.Regexp
}

// Fixes reads the fixes of an overrides folder, sorted by id. A file without its
// head comment, or whose name is not its id, is an error.
func Fixes(overrides fs.FS) ([]Fix, error) {
	names, err := fs.Glob(overrides, "fixes/*.js")
	if err != nil {
		return nil, err
	}
	fixes := make([]Fix, 0, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(overrides, name)
		if err != nil {
			return nil, err
		}
		fix, err := readFix(name, string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		fixes = append(fixes, fix)
	}
	slices.SortFunc(fixes, func(a, b Fix) int { return strings.Compare(a.ID, b.ID) })
	return fixes, nil
}

func readFix(name, text string) (Fix, error) {
	fix := Fix{File: name, Packages: []string{}, Places: []string{}}
	if err := fix.readHead(text); err != nil {
		return Fix{}, err
	}
	ast, err := js.Parse(parse.NewInputString(text), js.Options{})
	if err != nil {
		return Fix{}, err
	}
	visitor := &fixVisitor{fix: &fix}
	js.Walk(visitor, ast)
	switch {
	case visitor.err != nil:
		return Fix{}, visitor.err
	case fix.ID == "":
		return Fix{}, fmt.Errorf("no SynaSkin.fix({ id: … })")
	case fix.ID != strings.TrimSuffix(path.Base(name), ".js"):
		return Fix{}, fmt.Errorf("its id is %s", fix.ID)
	}
	return fix, nil
}

// readHead reads the comment that a fix opens with: the title in its first line,
// then "key: value" lines.
func (fix *Fix) readHead(text string) error {
	head, _, ok := strings.Cut(strings.TrimPrefix(text, "/**"), "*/")
	if !ok || !strings.HasPrefix(text, "/**") {
		return fmt.Errorf("it does not open with a /** comment */")
	}
	in := "" // the source line
	fields := map[string]*string{"symptom": &fix.Symptom, "browsers": &fix.Browsers, "vendor": &fix.Vendor, "guard": &fix.Guard, "only": &fix.Only, "source": &in}
	for line := range strings.Lines(head) {
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "*"))
		if key, value, ok := strings.Cut(line, ":"); ok && fields[key] != nil {
			*fields[key] = strings.TrimSpace(value)
		} else if fix.Title == "" {
			fix.Title = line
		}
	}
	for _, key := range []string{"symptom", "browsers", "vendor", "guard"} {
		if *fields[key] == "" {
			return fmt.Errorf("its head comment has no %q line", key+":")
		}
	}
	if fix.Only != "" {
		if _, ds := compat.ParseList(source.NewFile("only", fix.Only)); ds.Err() != nil {
			return ds.Err()
		}
	}
	var err error
	fix.source, err = readSource(in)
	return err
}

var sourceForm = regexp.MustCompile(`^(\S+)(?: has /(.+?)/)?(?: lacks /(.+?)/)?$`)

// readSource reads "public/login.jsp has /a/ lacks /b/"; "" is none.
func readSource(text string) (*fileProbe, error) {
	if text == "" {
		return nil, nil
	}
	m := sourceForm.FindStringSubmatch(text)
	if m == nil || m[2]+m[3] == "" {
		return nil, fmt.Errorf("source: want FILE has /…/ lacks /…/, not %q", text)
	}
	s := &fileProbe{file: m[1]}
	var errs [2]error
	if m[2] != "" {
		s.has, errs[0] = regexp.Compile(m[2])
	}
	if m[3] != "" {
		s.lacks, errs[1] = regexp.Compile(m[3])
	}
	return s, errors.Join(errs[:]...)
}

// fixVisitor finds the call of SynaSkin.fix.
type fixVisitor struct {
	fix *Fix
	err error
}

// Enter implements js.IVisitor.
func (v *fixVisitor) Enter(n js.INode) js.IVisitor {
	call, ok := n.(*js.CallExpr)
	if !ok || call.X.String() != "SynaSkin.fix" && !strings.HasSuffix(call.X.String(), "SynaSkin.fix)") || len(call.Args.List) != 1 {
		return v
	}
	if object, ok := call.Args.List[0].Value.(*js.ObjectExpr); ok && v.err == nil {
		v.err = v.fix.readSpec(object)
	}
	return v
}

// Exit implements js.IVisitor.
func (v *fixVisitor) Exit(js.INode) {}

func (fix *Fix) readSpec(spec *js.ObjectExpr) error {
	for name, value := range properties(spec) {
		var err error
		switch name {
		case "id":
			fix.ID = stringOf(value)
		case "packages":
			fix.Packages = strings.Fields(stringOf(value))
		case "optIn":
			fix.OptIn = true
		case "needed":
			fix.Browser = true
		case "probe":
			var p probe
			p, err = readProbe(value)
			fix.gate = &p
		case "patches":
			err = fix.readPatches(value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (fix *Fix) readPatches(value js.IExpr) error {
	array, ok := value.(*js.ArrayExpr)
	if !ok {
		return fmt.Errorf("patches is no list")
	}
	for _, e := range array.List {
		p, err := readProbe(e.Value)
		if err != nil {
			return err
		}
		fix.patches = append(fix.patches, p)
		fix.Places = append(fix.Places, p.place)
	}
	return nil
}

func readProbe(value js.IExpr) (p probe, err error) {
	object, ok := value.(*js.ObjectExpr)
	if !ok {
		return p, fmt.Errorf("a probe or patch is no object")
	}
	for name, value := range properties(object) {
		switch name {
		case "place":
			p.place = stringOf(value)
		case "has":
			p.has, err = regexpOf(value)
		case "lacks":
			p.lacks, err = regexpOf(value)
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

// properties yields the named properties of an object literal, in order.
func properties(object *js.ObjectExpr) func(yield func(string, js.IExpr) bool) {
	return func(yield func(string, js.IExpr) bool) {
		for _, p := range object.List {
			if p.Name == nil || p.Value == nil {
				continue
			}
			if !yield(strings.Trim(string(p.Name.Literal.Data), `"'`), p.Value) {
				return
			}
		}
	}
}

func stringOf(value js.IExpr) string {
	if literal, ok := value.(*js.LiteralExpr); ok && literal.TokenType == js.StringToken {
		return string(literal.Data[1 : len(literal.Data)-1])
	}
	return ""
}

// regexpOf turns a literal of JavaScript into a pattern of Go. What both mean
// alike is enough; a literal that Go does not take is an error.
func regexpOf(value js.IExpr) (*regexp.Regexp, error) {
	literal, ok := value.(*js.LiteralExpr)
	if !ok || literal.TokenType != js.RegExpToken {
		return nil, fmt.Errorf("has or lacks is no regular expression")
	}
	text := string(literal.Data)
	end := strings.LastIndexByte(text, '/')
	pattern := strings.ReplaceAll(text[1:end], `\/`, "/")
	if strings.Contains(text[end:], "i") {
		pattern = "(?i)" + pattern
	}
	return regexp.Compile(pattern)
}
