package inject

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
	"skinbuild/internal/versions"
)

// Config is one [[inject]] table of skinbuild.toml. It says what to insert (exactly
// one of Script, Style, Fragment, AddClass, SetID and Patch), where (exactly one of
// Anchor, Literal and Selector; none for a patch), and into which templates.
type Config struct {
	// Key names the operation in markers and messages: at most 64 lower-case letters,
	// digits and "-". Do not change it from one bundle to the next.
	Key string `toml:"key"`

	// Targets are paths of templates below the webapp, or patterns of such paths. A
	// path must exist and contain the place. A pattern, with "*", "?", "[a-z]", "{a,b}"
	// or "**" for any number of folders, selects the matching files that contain the
	// place; there must be at least one.
	Targets []string `toml:"targets"`
	// OptionalTargets are templates that may be missing.
	OptionalTargets []string `toml:"optional-targets"`
	// Releases limits the operation to Zimbra releases: ">=8.8.15 <9 || 10.1.*".
	Releases string `toml:"releases"`
	// Blobs limits the operation to files with one of these git blob ids.
	Blobs []string `toml:"blobs"`
	// Contains and Lacks limit the operation to files that contain all, or none, of
	// these texts.
	Contains []string `toml:"contains"`
	Lacks    []string `toml:"lacks"`
	// Optional skips a template that the operation does not fit, instead of reporting
	// a conflict.
	Optional bool `toml:"optional"`
	// Via says what delivers the file to the browser: "template", "skin" or "zimlet".
	// Default: "skin" if a skin can load it at the same point of all targets, otherwise
	// "template".
	Via string `toml:"via"`
	// Into is the name of the skin or zimlet that delivers the file. Default: every
	// skin, or the only zimlet, of the project.
	Into string `toml:"into"`

	// Anchor names a place. Fallback names other places, which are tried in order if
	// the template does not have the anchor.
	Anchor   string   `toml:"anchor"`
	Fallback []string `toml:"fallback"`
	// Literal is a text in the template; Selector is a CSS selector of an element in
	// it. Position is the side on which to insert: "before" or "after", for a selector
	// also "start" or "end" (inside the element). Default "before".
	Literal  string `toml:"literal"`
	Selector string `toml:"selector"`
	Position string `toml:"position"`
	// Count is the required number of matches of Literal or Selector. Default 1.
	Count int `toml:"count"`

	// Script and Style are paths of the file below the webapp. File is the path of the
	// source file, if it differs.
	Script string `toml:"script"`
	Style  string `toml:"style"`
	File   string `toml:"file"`
	// Inline inserts the content into the page; the path is then only a name.
	Inline bool `toml:"inline"`
	// Defer runs the script after the page has been parsed.
	Defer bool `toml:"defer"`
	// NoIntegrity omits the integrity hash, with which browsers check the file.
	NoIntegrity bool `toml:"no-integrity"`
	// Nonce is the property path of the nonce of a content security policy, for example
	// "requestScope.cspNonce".
	Nonce string `toml:"nonce"`
	// Values generates the content of Script: window[Variable] = {…}, as JSON.
	Values   map[string]any `toml:"values"`
	Variable string         `toml:"variable"`

	// Fragment is a file of static HTML.
	Fragment string `toml:"fragment"`
	// AddClass and SetID are the class and the id to set on the elements that Selector
	// matches.
	AddClass string `toml:"add-class"`
	SetID    string `toml:"set-id"`
	// Patch is a file with a unified diff. Its paths are relative to the webapp.
	Patch string `toml:"patch"`

	// Source is where the table stands.
	Source Source `toml:"-"`
}

// Source is a table's place in its file. Keys holds the places of its keys, as
// far as they are known.
type Source struct {
	File *source.File
	Span source.Span
	Keys map[string]source.Span
}

// at is the place of the key, or of the table.
func (s Source) at(key string) source.Span {
	if span, ok := s.Keys[key]; ok {
		return span
	}
	return s.Span
}

func (c *Config) errorf(key string, code codes.Code, format string, args ...any) *source.Diag {
	return c.Source.File.Errorf(c.Source.at(key), code, format, args...)
}

// A Series is a set of operations in their order.
type Series struct {
	ops      []Op
	releases bool // whether an operation depends on the release
}

// New checks the tables and reads the files that they name from project, whose
// paths are those of the project with what it has built. The diagnostics are
// about the tables and the files; with an error there is no series.
func New(tables []Config, project fs.FS) (*Series, source.Diags) {
	s := &Series{}
	var ds source.Diags
	seen := map[string]bool{}
	for i := range tables {
		c := &tables[i]
		if c.Source.File == nil {
			c.Source.File = source.NewFile("skinbuild.toml", "")
		}
		if c.Key != "" && seen[c.Key] {
			ds = append(ds, c.errorf("key", codes.InjectDuplicateKey, "two operations have the key %q", c.Key))
		}
		seen[c.Key] = true
		op, problems := c.compile(project)
		ds = append(ds, problems...)
		if op != nil {
			s.ops = append(s.ops, op)
			s.releases = s.releases || op.base().releases != nil
		}
	}
	if ds.Err() != nil {
		return nil, ds
	}
	return s, ds
}

// compile makes the operation of the table.
func (c *Config) compile(project fs.FS) (Op, source.Diags) {
	r, ds := c.rule()
	what := c.chosen(map[string]bool{"script": c.Script != "", "style": c.Style != "", "fragment": c.Fragment != "",
		"add-class": c.AddClass != "", "set-id": c.SetID != "", "patch": c.Patch != ""})
	if len(what) != 1 {
		return nil, append(ds, c.oneOf(what, "what to do", "script, style, fragment, add-class, set-id, patch"))
	}
	var op Op
	var d *source.Diag
	switch what[0] {
	case "patch":
		op, d = c.patch(r, project)
	case "add-class", "set-id":
		op, d = c.attribute(r)
	default:
		op, d = c.insertion(r, what[0], project)
	}
	if d == nil && c.Into != "" && op.base().via == ViaTemplate {
		d = c.errorf("into", codes.InjectVia, "into names a skin or zimlet, and the template itself is edited").WithHint(`say via = "skin" or via = "zimlet"`)
	}
	if d != nil {
		ds = append(ds, d)
	}
	if ds.Err() != nil {
		return nil, ds
	}
	return op, ds
}

// chosen returns the names that are set, sorted.
func (c *Config) chosen(set map[string]bool) []string {
	var list []string
	for name, is := range set {
		if is {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func (c *Config) oneOf(chosen []string, what, names string) *source.Diag {
	if len(chosen) == 0 {
		return c.errorf("key", codes.InjectIncomplete, "the operation does not say %s", what).WithHint("give one of %s", names)
	}
	return c.errorf(chosen[1], codes.InjectAmbiguous, "%s and %s exclude each other", chosen[0], chosen[1])
}

// rule is what all operations have: which templates they concern.
type rule struct {
	Config
	targets  []target
	releases versions.Constraint // nil: all
	via      Via
}

func (r *rule) base() *rule { return r }

var blobForm = regexp.MustCompile(`^[0-9a-f]{40}$`)

func (c *Config) rule() (rule, source.Diags) {
	r := rule{Config: *c}
	var ds source.Diags
	if !keyForm.MatchString(c.Key) {
		ds = append(ds, c.errorf("key", codes.InjectKey, "the key %q is not made of small letters, digits and \"-\"", c.Key))
	}
	for _, list := range []struct {
		name     string
		patterns []string
	}{{"targets", c.Targets}, {"optional-targets", c.OptionalTargets}} {
		for _, p := range list.patterns {
			t, err := newTarget(p, list.name == "targets")
			if err != nil {
				ds = append(ds, c.errorf(list.name, codes.InjectTarget, "%v", err))
			}
			r.targets = append(r.targets, t)
		}
	}
	if len(r.targets) == 0 && c.Patch == "" && c.Via != string(ViaSkin) && c.Via != string(ViaZimlet) {
		ds = append(ds, c.errorf("key", codes.InjectIncomplete, "the operation does not say which templates it concerns").WithHint("give targets"))
	}
	for _, b := range c.Blobs {
		if !blobForm.MatchString(b) {
			ds = append(ds, c.errorf("blobs", codes.InjectBlob, "%q is not a git blob id: 40 hexadecimal digits", b))
		}
	}
	var err error
	if r.releases, err = versions.ParseConstraint(c.Releases); err != nil {
		ds = append(ds, c.errorf("releases", codes.InjectReleases, "%v", err))
	}
	switch r.via = Via(c.Via); r.via {
	case "", ViaTemplate, ViaSkin, ViaZimlet:
	default:
		r.via = ViaTemplate
		ds = append(ds, c.errorf("via", codes.InjectVia, "unknown value %q of via", c.Via).WithHint("give template, skin or zimlet"))
	}
	if (r.via == ViaSkin || r.via == ViaZimlet) && c.Script == "" && c.Style == "" {
		ds = append(ds, c.errorf("via", codes.InjectVia, "a %s delivers only scripts and style sheets", c.Via))
	}
	return r, ds
}

// A target is a template path, or a pattern of such paths.
type target struct {
	pattern  string
	search   bool // pattern is a pattern
	required bool
}

func newTarget(pattern string, required bool) (target, error) {
	t := target{pattern: pattern, search: strings.ContainsAny(pattern, "*?[{"), required: required}
	if !utf8.ValidString(pattern) {
		return t, fmt.Errorf("%q is not encoded in UTF-8", pattern)
	}
	if t.search && !doublestar.ValidatePattern(pattern) {
		return t, fmt.Errorf("%q is not a pattern: a bracket or brace is not closed", pattern)
	}
	_, err := tree.ParsePath(strings.NewReplacer("*", "x", "?", "x").Replace(pattern))
	return t, err
}

func (t target) matches(path string) bool {
	return t.pattern == path || t.search && doublestar.MatchUnvalidated(t.pattern, path)
}

// target returns the first of the operation's targets that the path matches; a
// path named as such goes before a pattern.
func (r *rule) target(path string) (target, bool) {
	for _, plain := range []bool{true, false} {
		for _, t := range r.targets {
			if t.search != plain && t.matches(path) {
				return t, true
			}
		}
	}
	return target{}, false
}

// unfit returns why the operation leaves this vendor text alone; "" if it does
// not.
func (r *rule) unfit(vendor string) string {
	if len(r.Blobs) > 0 && !slices.Contains(r.Blobs, blobID(vendor)) {
		return "the file is none of the blobs listed"
	}
	for _, text := range r.Contains {
		if !strings.Contains(vendor, text) {
			return "the file does not contain " + quoted(text)
		}
	}
	for _, text := range r.Lacks {
		if strings.Contains(vendor, text) {
			return "the file contains " + quoted(text)
		}
	}
	return ""
}
