package inject

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/codes"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// maxFile is the size up to which a template, patch or payload is read.
const maxFile = 4 << 20

// A payload is what an insertion puts into a page, and the file that this refers
// to: asset at the path that the table gives, for skins and zimlets; served at the
// path below the webapp.
type payload struct {
	lines         func(jsp bool) []string
	asset, served *tree.Entry // nil: the page holds the content
}

func quoted(text string) string {
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	return strconv.Quote(text)
}

var (
	// A URL path in a page is written as it is, so it must need no escape there.
	urlForm      = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$`)
	nonceForm    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+$`)
	variableForm = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)
)

// payload reads what the table asks for.
func (c *Config) payload(what string, via Via, project fs.FS) (payload, *source.Diag) {
	if c.Nonce != "" && !nonceForm.MatchString(c.Nonce) {
		return payload{}, c.errorf("nonce", codes.InjectNonce, "%q is not a property path such as requestScope.cspNonce", c.Nonce)
	}
	if what == "fragment" {
		f, d := c.read("fragment", c.Fragment, project)
		if d == nil {
			d = gateFragment(f)
		}
		if d != nil {
			return payload{}, d
		}
		lines := splitLines(f.Text())
		return payload{lines: func(bool) []string { return lines }}, nil
	}
	url := c.Script
	if what == "style" {
		url = c.Style
	}
	if !urlForm.MatchString(url) {
		return payload{}, c.errorf(what, codes.InjectPath, "%q is not a relative path of letters, digits and \"._-\"", url)
	}
	if ending := map[string]string{"script": ".js", "style": ".css"}[what]; path.Ext(url) != ending {
		return payload{}, c.errorf(what, codes.InjectPath, "%q does not end in %s", url, ending)
	}
	f, d := c.content(what, url, project)
	if d != nil {
		return payload{}, d
	}
	if via == ViaSkin && what == "script" {
		d = gateRawText(f, what) // pages have skin.js in themselves
	}
	if d != nil {
		return payload{}, d
	}
	if !c.Inline {
		return c.linked(what, url, f.Text()), nil
	}
	if d := gateInline(f, what); d != nil {
		return payload{}, d
	}
	return c.inlined(what, f.Text()), nil
}

// content is the script or style sheet: the values, or a file.
func (c *Config) content(what, url string, project fs.FS) (*source.File, *source.Diag) {
	if c.Values == nil {
		name := c.File
		if name == "" {
			name = url
		}
		return c.read(what, name, project)
	}
	if what != "script" || !variableForm.MatchString(c.Variable) {
		return nil, c.errorf("values", codes.InjectValues, "values need a script and the name of a variable for it")
	}
	text, err := encodeValues(c.Values)
	if err != nil {
		return nil, c.errorf("values", codes.InjectValues, "values cannot be written as JSON: %v", err)
	}
	return source.NewFile(url, "window."+c.Variable+" = "+text+";\n"), nil
}

// encodeValues writes JSON that is also JavaScript, and that may stand in any
// page: "<", ">", "&" and the two line separators of Unicode are escaped, as is
// everything else that is not ASCII, since the page's encoding is unknown.
func encodeValues(values map[string]any) (string, error) {
	text, err := json.Marshal(values)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, r := range string(text) {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String(), nil
}

// read reads a file of the project.
func (c *Config) read(key, name string, project fs.FS) (*source.File, *source.Diag) {
	if !fs.ValidPath(name) || name == "." {
		return nil, c.errorf(key, codes.InjectPath, "%q is not a path inside the project", name)
	}
	data, err := readSmall(project, name)
	if err != nil {
		return nil, c.errorf(key, codes.InjectMissingFile, "%v", err).WithHint("it is looked for in what the project has built, then beside the project file: build first")
	}
	return source.NewFile(name, string(data)), nil
}

func readSmall(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s: %d bytes are more than the limit of %d", name, info.Size(), maxFile)
	}
	return fs.ReadFile(fsys, name)
}

// linked is a script or style sheet by URL.
func (c *Config) linked(what, url, text string) payload {
	entry := &tree.Entry{Path: tree.MustPath(url), Mode: 0o644, Data: []byte(text)}
	served := &tree.Entry{Path: tree.MustPath(AssetPath(url, text)), Mode: 0o644, Data: []byte(text)}
	attrs := ""
	if !c.NoIntegrity {
		sum := sha512.Sum384([]byte(text))
		attrs += ` integrity="sha384-` + base64.StdEncoding.EncodeToString(sum[:]) + `"`
	}
	if c.Defer && what == "script" {
		attrs += " defer"
	}
	url = served.Path.String()
	return payload{asset: entry, served: served, lines: func(jsp bool) []string {
		base := "/"
		if jsp {
			base = contextPath
		}
		if what == "style" {
			return []string{`<link rel="stylesheet" type="text/css" href="` + base + url + `"` + attrs + c.nonce(jsp) + `>`}
		}
		return []string{`<script src="` + base + url + `"` + attrs + c.nonce(jsp) + `></script>`}
	}}
}

// contextPath needs no taglib and no variable of the page, in JSPs and tag files
// alike.
const contextPath = "${pageContext.request.contextPath}/"

// AssetDir is the folder of a webapp that holds all scripts and style sheets which
// templates are given. Style sheets lie there too: the skin servlet answers every
// URL below css/.
const AssetDir = "js/skinbuild"

// assetHash is how many digits of its hash a file's name has.
const assetHash = 12

var assetForm = regexp.MustCompile(`(?:src|href)="(?:\$\{pageContext\.request\.contextPath\})?/(` + AssetDir + `/[A-Za-z0-9._-]+\.([0-9a-f]{12})\.(?:js|css))"`)

// AssetPath returns where the webapp has a script or style sheet with that content.
// The name holds the first 12 hex digits of the content's SHA-256, so a page never
// meets another version of its script, and browsers that keep files for 30 days
// fetch a new version at once. file is a path that ends in .js or .css.
func AssetPath(file, text string) string {
	ending := path.Ext(file)
	return AssetDir + "/" + strings.TrimSuffix(path.Base(file), ending) + "." + hash(text)[:assetHash] + ending
}

// asset returns the asset to which the block refers; the zero Path if it does not.
func (b *block) asset() tree.Path {
	if list := References(b.text); len(list) > 0 && !b.patch {
		return list[0]
	}
	return tree.Path{}
}

func (c *Config) inlined(what, text string) payload {
	lines := splitLines(text)
	return payload{lines: func(jsp bool) []string {
		open := "<" + what + c.nonce(jsp) + ">"
		if what == "style" {
			open = `<style type="text/css"` + c.nonce(jsp) + ">"
		}
		return append(append([]string{open}, lines...), "</"+what+">")
	}}
}

func (c *Config) nonce(jsp bool) string {
	if c.Nonce == "" || !jsp {
		return ""
	}
	return ` nonce="${` + c.Nonce + `}"`
}

func splitLines(text string) []string {
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	return strings.Split(text, "\n")
}

// live finds what the JSP container would evaluate or change in inserted text:
// expressions, scriptlets, actions, and the backslash, which it removes before $, #
// and %.
var live = regexp.MustCompile(`[$#]\{|<%|%>|\\[$#%]|</?jsp:|</?[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z]`)

// gate rejects text that is not allowed in a template.
func gate(f *source.File) *source.Diag {
	text := f.Text()
	if i := strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || r < ' ' && r != '\t' && r != '\n' && r != '\r' }); i >= 0 {
		return f.Errorf(source.Span{Start: i, End: i + 1}, codes.InjectEncoding, "text that goes into a page must be plain ASCII: the page's encoding is not known").
			WithHint(`write \u00e4 in scripts, \e4 in style sheets, &auml; in markup`)
	}
	if m := live.FindStringIndex(text); m != nil {
		return f.Errorf(source.Span{Start: m[0], End: m[1]}, codes.InjectServerCode, "the server would evaluate or change %s here", quoted(text[m[0]:m[1]])).
			WithHint("insert it as a file of its own, without inline; or spell it otherwise, for example [$] or \\x24 in a regular expression")
	}
	if i := strings.Index(text, sign); i >= 0 {
		return f.Errorf(source.Span{Start: i, End: i + len(sign)}, codes.InjectMarker, "%q is what our markers begin with", sign)
	}
	return nil
}

// gateInline refuses content that would end its element or hide the end of it.
func gateInline(f *source.File, what string) *source.Diag {
	if d := gate(f); d != nil {
		return d
	}
	return gateRawText(f, what)
}

func gateRawText(f *source.File, what string) *source.Diag {
	lower := strings.ToLower(f.Text())
	for _, bad := range []string{"</" + what, "<!--", "-->"} {
		if i := strings.Index(lower, bad); i >= 0 {
			return f.Errorf(source.Span{Start: i, End: i + len(bad)}, codes.InjectRawText, "%s must not stand in a %s element of a page", quoted(bad), what).
				WithHint(`split it in scripts: "<\/script", "<!-" + "-"`)
		}
	}
	return nil
}

// gateFragment refuses markup that is not whole: what it opens it must close.
func gateFragment(f *source.File) *source.Diag {
	if d := gate(f); d != nil {
		return d
	}
	d := jsp.Scan(source.NewFile(path.Base(f.Name())+".jsp", f.Text()))
	if _, ok := d.Opening(len(f.Text())); !ok {
		return f.Errorf(source.At(len(f.Text())), codes.InjectFragment, "the fragment ends in the midst of something")
	}
	var open []jsp.Tag
	for _, t := range d.Tags {
		switch {
		case t.Name == "html" || t.Name == "head" || t.Name == "body":
			return f.Errorf(t.Span, codes.InjectFragment, "a fragment cannot have a %s element: the page has one", t.Name)
		case t.End:
			if len(open) == 0 || open[len(open)-1].Name != t.Name {
				return f.Errorf(t.Span, codes.InjectFragment, "</%s> closes nothing that the fragment opens", t.Name)
			}
			open = open[:len(open)-1]
		case !isVoid(t.Name):
			open = append(open, t)
		}
	}
	if len(open) > 0 {
		t := open[len(open)-1]
		return f.Errorf(t.Span, codes.InjectFragment, "the fragment does not close <%s>", t.Name)
	}
	return nil
}
