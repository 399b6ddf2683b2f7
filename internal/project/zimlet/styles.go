package zimlet

import (
	"path"
	"regexp"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/server/yui"
	"skinbuild/internal/source"
)

// cssURL is the server's own RE_CSS_URL (ZimletResources), applied as it does: to
// each line alone.
var cssURL = regexp.MustCompile(`(?i)(url\(['"]?)([^'")]*)`)

var cssImport = regexp.MustCompile(`(?i)@import\b`)

var cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)

// checkStyles reports what becomes of a style sheet on its way: the server puts
// the zimlet's address before each URL that is not remote, joins all sheets and
// compresses them.
func (c *checker) checkStyles() {
	for e := range c.files.All() {
		name := strings.ToLower(e.Path.String())
		if !strings.HasSuffix(name, ".css") || !c.included["includeCSS "+name] {
			continue
		}
		f := c.file(e)
		code := cssComment.ReplaceAllStringFunc(f.Text(), blank)
		for _, m := range cssImport.FindAllStringIndex(code, -1) {
			c.add(serverSays(f.Warnf(source.Span{Start: m[0], End: m[1]}, codes.ZimletCSSImport, "an @import comes after the rules of other zimlets, where browsers ignore it"), "nothing"))
		}
		for _, m := range cssURL.FindAllStringSubmatchIndex(code, -1) {
			c.checkURL(f, source.Span{Start: m[4], End: m[5]}, path.Dir(name))
		}
		c.diags = append(c.diags, yui.Check(f)...)
	}
}

// blank keeps the line ends of a comment, so that places stay.
func blank(comment string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if r < 0x80 {
			return ' '
		}
		return -1
	}, comment)
}

func (c *checker) checkURL(f *source.File, span source.Span, dir string) {
	url := f.Text()[span.Start:span.End]
	rewritten := "nothing: it sends url(/service/zimlet/" + c.name + "/" + shorten(url) + ")"
	switch lower := strings.ToLower(url); {
	case strings.HasPrefix(lower, "data:"), strings.HasPrefix(lower, "#"), strings.HasPrefix(lower, "about:"), strings.HasPrefix(lower, "blob:"):
		scheme, _, _ := strings.Cut(shorten(url), ",")
		c.add(serverSays(f.Errorf(span, codes.ZimletCSSURL, "the server puts the zimlet's address before %q, which breaks it", scheme), rewritten))
	case strings.HasPrefix(url, "//"), strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"), strings.HasPrefix(lower, "ftp"):
		if !c.opt.allows("remote") {
			c.add(f.Errorf(span, codes.ZimletIncludeRemote, "the style sheet loads %q: that host sees every user", shorten(url)).WithHint("put the file into the zimlet, or --allow remote"))
		}
	case strings.HasPrefix(url, "/"):
		return
	case strings.TrimSpace(url) != url || url == "" || strings.ContainsAny(url, "\r\n"):
		c.add(serverSays(f.Errorf(span, codes.ZimletCSSURL, "white space, a line break or nothing after url(: the server puts the zimlet's address there"), rewritten))
	default:
		c.checkURLFile(f, span, url, dir)
	}
}

// checkURLFile warns if the file is not where the server's rewriting makes the
// browser look: at the top of the zimlet, wherever the style sheet lies.
func (c *checker) checkURLFile(f *source.File, span source.Span, url, dir string) {
	file, _, _ := strings.Cut(strings.ToLower(url), "?")
	file, _, _ = strings.Cut(file, "#")
	file = path.Clean(file)
	if c.has(file) {
		return
	}
	d := f.Warnf(span, codes.ZimletCSSURL, "there is no file %q in the zimlet", url)
	if c.has(path.Join(dir, file)) {
		d.WithHint("the server makes it relative to the zimlet, not to the style sheet: write %s", path.Join(dir, file))
	}
	c.add(d)
}

func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}
