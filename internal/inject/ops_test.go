package inject

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

// project is what the operations of these tests refer to.
var project = fstest.MapFS{
	"js/a.js":     {Data: []byte("a();\n")},
	"css/a.css":   {Data: []byte("a{}\n")},
	"a.html":      {Data: []byte("<p>\n\thello\n</p>\n")},
	"multi.js":    {Data: []byte("one();\r\ntwo();\r\n")},
	"a.diff":      {Data: []byte("--- a/public/a.jsp\n+++ b/public/a.jsp\n@@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three\n")},
	"noeol.diff":  {Data: []byte("--- a/public/a.jsp\n+++ b/public/a.jsp\n@@ -1,2 +1 @@\n one\n-two\n\\ No newline at end of file\n")},
	"delete.diff": {Data: []byte("--- a/public/a.jsp\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-one\n")},
	"text.diff":   {Data: []byte("no diff\n")},
	"marker.diff": {Data: []byte("--- a/public/a.jsp\n+++ b/public/a.jsp\n@@ -1,1 +1,1 @@\n-one\n+skinbuild:begin\n")},
}

// series makes the operations, for public/a.jsp unless they say otherwise.
func series(t *testing.T, tables ...Config) *Series {
	t.Helper()
	for i := range tables {
		if tables[i].Targets == nil && tables[i].OptionalTargets == nil && tables[i].Patch == "" {
			tables[i].Targets = []string{"public/a.jsp"}
		}
		if tables[i].Key == "" {
			tables[i].Key = "k"
		}
	}
	s, ds := New(tables, project)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return s
}

// outcome applies the operations to public/a.jsp and returns the text with the
// markers shortened to { and } (whole lines) or [ and ] (inline), or the
// diagnostics.
func outcome(t *testing.T, s *Series, text string) string {
	t.Helper()
	live := fstest.MapFS{"public/a.jsp": {Data: []byte(text), Mode: 0o644}}
	p, err := s.Apply(live, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Diags.Err() != nil {
		return p.Diags.Err().Error()
	}
	checkLaws(t, s, "public/a.jsp", text)
	apply(t, live, p.Changes)
	return short(string(live["public/a.jsp"].Data))
}

func short(text string) string {
	for {
		i := strings.Index(text, "<%-- skinbuild:")
		if i < 0 {
			return text
		}
		n := strings.Index(text[i:], "--%>") + 4
		mark := text[i : i+n]
		sign := "{"
		switch {
		case strings.Contains(mark, ":end"):
			sign = "}"
		case strings.Contains(mark, " inline "):
			sign = "["
		case strings.Contains(mark, ":patch"):
			sign = "|"
		}
		text = text[:i] + sign + text[i+n:]
	}
}

const (
	script = `<script src="${pageContext.request.contextPath}/js/skinbuild/a.f96482847b9d.js"></script>`
	bare   = true
	asset  = "js/skinbuild/a.f96482847b9d.js"
)

func TestPlacement(t *testing.T) {
	linked := func(anchor string) Config { return Config{Anchor: anchor, Script: "js/a.js", NoIntegrity: bare} }
	for _, tt := range []struct {
		name, text, want string
		table            Config
	}{
		{"before a whole line", "<head>\n\t<link rel=stylesheet>\n</head>", "<head>\n\t{\n\t" + script + "\n\t}\n\t<link rel=stylesheet>\n</head>", linked("before-first-stylesheet")},
		{"after a whole line", "  <head>\r\n</head>\n", "  <head>\r\n  {\r\n  " + script + "\r\n  }\r\n</head>\n", linked("head-start")},
		{"line ends of old Macs", "<p>\r<head>\rx</head>", "<p>\r<head>\r{\r" + script + "\r}\rx</head>", linked("head-start")},
		{"in the midst of a line", "<head><title>x</title></head>", "<head>[" + script + "}<title>x</title></head>", linked("head-start")},
		{"at the end without a line end", "<p>x</p>", "<p>x</p>[" + script + "}", Config{Literal: "</p>", Position: "after", Script: "js/a.js", NoIntegrity: bare}},
		{"inside of a branch", "<c:if test=\"${a}\">\n</body>\n</c:if>", "<c:if test=\"${a}\">\n{\n" + script + "\n}\n</body>\n</c:if>", linked("body-end")},
		{"not in a comment", "<!-- <head> --><%-- <head> --%>\n<head>\n", "<!-- <head> --><%-- <head> --%>\n<head>\n{\n" + script + "\n}\n", linked("head-start")},
		{"the launch script, not one that mentions it", "<script>// function launch() {\n</script>\n<script>function launch () {}</script>",
			"<script>// function launch() {\n</script>\n{\n" + script + "\n}\n<script>function launch () {}</script>", linked("before-launch-script")},
		{"after the loop of packages", "<% for (;;) { %>\n<script src=\"a_all.js\"></script>\n<% } %>\nx",
			"<% for (;;) { %>\n<script src=\"a_all.js\"></script>\n<% } %>\n{\n" + script + "\n}\nx", linked("after-packages")},
		{"after one package", "<script src=\"a_all.js\"></script>\nx", "<script src=\"a_all.js\"></script>\n{\n" + script + "\n}\nx", linked("after-packages")},
		{"after boot", "<jsp:include page=\"/public/Boot.jsp\" />\nx", "<jsp:include page=\"/public/Boot.jsp\" />\n{\n" + script + "\n}\nx", linked("after-boot")},
		{"after the last sheet that all pages have", "<head>\n<link rel=stylesheet>\n<c:if a=\"b\">\n<link rel=stylesheet>\n</c:if></head>",
			"<head>\n<link rel=stylesheet>\n{\n" + script + "\n}\n<c:if a=\"b\">\n<link rel=stylesheet>\n</c:if></head>", linked("after-last-stylesheet")},
		{"a fallback", "<body>\n", "<body>\n{\n" + script + "\n}\n", Config{Anchor: "head-start", Fallback: []string{"body-start"}, Script: "js/a.js", NoIntegrity: bare}},
		{"before an element", "<div>\n <p id=x>a</p>\n</div>", "<div>\n {\n " + script + "\n }\n <p id=x>a</p>\n</div>", Config{Selector: "#x", Script: "js/a.js", NoIntegrity: bare}},
		{"at the end of an element", "<div>\n <p id=x>a</p>\n</div>", "<div>\n <p id=x>a[" + script + "}</p>\n</div>", Config{Selector: "div > p", Position: "end", Script: "js/a.js", NoIntegrity: bare}},
		{"after an element", "<p>\n<img>\n</p>\n", "<p>\n<img>\n</p>\n{\n" + script + "\n}\n", Config{Selector: "p", Position: "after", Script: "js/a.js", NoIntegrity: bare}},
		{"several", "<p></p><p></p>", "{\n" + script + "\n}\n<p></p>[" + script + "}<p></p>", Config{Selector: "p", Count: 2, Script: "js/a.js", NoIntegrity: bare}},
		// shapes
		{"inline", "<head>\n", "<head>\n{\n<script>\none();\ntwo();\n</script>\n}\n", Config{Anchor: "head-start", Script: "x.js", File: "multi.js", Inline: true}},
		{"inline, line ends of the page", "<head>\r\n", "<head>\r\n{\r\n<style type=\"text/css\">\r\na{}\r\n</style>\r\n}\r\n", Config{Anchor: "head-start", Style: "css/a.css", Inline: true}},
		{"fragment", " <head>\n", " <head>\n {\n <p>\n\thello\n </p>\n }\n", Config{Anchor: "head-start", Fragment: "a.html"}},
		{"nonce and defer", "<head>\n", "<head>\n{\n" + strings.Replace(script, "></s", ` defer nonce="${requestScope.n}"></s`, 1) + "\n}\n",
			Config{Anchor: "head-start", Script: "js/a.js", NoIntegrity: bare, Defer: true, Nonce: "requestScope.n"}},
		{"integrity", "<head>\n", "<head>\n{\n" + strings.Replace(script, "></s", ` integrity="sha384-k7RPMxty4sKgBrJ6737e+bHnsI3p/krKWH4PTytyMrgoIndhD52ZIVwCNPCBEXJE"></s`, 1) + "\n}\n",
			Config{Anchor: "head-start", Script: "js/a.js"}},
	} {
		if got := outcome(t, series(t, tt.table), tt.text); got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, got, tt.want)
		}
	}
}

func TestAttributes(t *testing.T) {
	class := Config{Selector: "p", AddClass: "x y"}
	id := Config{Selector: "p", SetID: "x"}
	for _, tt := range []struct {
		text, want string
		table      Config
	}{
		{`<p>`, `<p[ class="x y"}>`, class},
		{`<p class="a">`, `<p class="a[ x y}">`, class},
		{`<p class='${a}'>`, `<p class='${a}[ x y}'>`, class},
		{`<p class=a>`, `<p class=["}a[ x y"}>`, class},
		{`<p class>`, `<p class[="x y"}>`, class},
		{`<p title="a">`, `<p[ id="x"} title="a">`, id},
		{`<p id="a">`, `public/a.jsp:1:1: error: k: the element has the id "a", which the vendor's code may rely on [inject/has-id]`, id},
		{`<p <c:if test="a">class="b"</c:if>>`, `public/a.jsp:1:1: error: k: the server computes whether this tag has the attribute class [inject/computed]`, class},
		{`<p ${attributes}>`, `public/a.jsp:1:1: error: k: the server computes whether this tag has the attribute class [inject/computed]`, class},
		{`<p><p>`, `public/a.jsp:1:1: error: k: expected 1 element "p", found 2 [inject/count]`, class},
		{`<!-- <p> -->`, `public/a.jsp:1:1: error: k: the template is not understood: it has no element "p" [inject/no-place]`, class},
	} {
		if got := outcome(t, series(t, tt.table), tt.text); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
	two := series(t, Config{Key: "a", Selector: "p", AddClass: "x"}, Config{Key: "b", Selector: "p", AddClass: "y"})
	if got, want := outcome(t, two, `<p>`), `public/a.jsp:1:3: error: a and b both add the attribute class to this tag [inject/overlap]`; got != want {
		t.Errorf("two on one tag: %s, want %s", got, want)
	}
	if got, want := outcome(t, two, `<p class="">`), `<p class="[ x}[ y}">`; got != want {
		t.Errorf("two on one attribute: %s, want %s", got, want)
	}
}

func TestPatches(t *testing.T) {
	for _, tt := range []struct{ name, patch, text, want string }{
		{"fits", "a.diff", "one\ntwo\nthree\n", "one\nzwei\nthree\n|"},
		{"no line end", "noeol.diff", "one\ntwo", "one\n|"},
		{"moved", "a.diff", "zero\none\ntwo\nthree\n", "zero\none\nzwei\nthree\n|"},
		{"two places", "a.diff", "zero\none\ntwo\nthree\none\ntwo\nthree\n", `public/a.jsp:1:1: error: k: change 1 of the patch fits 2 places of the file and not the one that it names, line 1 [patch/ambiguous]`},
		{"white space", "a.diff", "one\ntwo \nthree\n", `public/a.jsp:2:1: error: k: change 1 of the patch does not fit: it expects line 2 to be "two" [patch/misfit]`},
		{"other line ends", "a.diff", "one\r\ntwo\r\nthree\r\n", `public/a.jsp:1:1: error: k: change 1 of the patch does not fit: `},
		{"no final line end", "a.diff", "one\ntwo\nthree", `public/a.jsp:3:1: error: k: change 1 of the patch does not fit: it expects line 3 to be "three" [patch/misfit]`},
		{"no place for the marker", "a.diff", "one\ntwo\nthree\n<%-- ", `public/a.jsp:4:6: error: k: the patched file ends in a JSP comment, so its marker has no place [inject/inside]`},
	} {
		if got := outcome(t, series(t, Config{Patch: tt.patch}), tt.text); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, got, tt.want)
		}
	}
	both := series(t, Config{Key: "a", Patch: "a.diff"}, Config{Key: "b", Literal: "zwei\n", Script: "js/a.js", NoIntegrity: true})
	if got, want := outcome(t, both, "one\ntwo\nthree\n"), "one\n{\n"+script+"\n}\nzwei\nthree\n|"; got != want {
		t.Errorf("a patch, then an insertion at what it made: %q, want %q", got, want)
	}
}

// Every mistake in a table is one diagnostic.
func TestWrongTables(t *testing.T) {
	files := fstest.MapFS{
		"end.js":     {Data: []byte("a = '</SCRIPT>'")},
		"el.js":      {Data: []byte("a = `${b}`")},
		"escape.js":  {Data: []byte(`a = /\$/`)},
		"comment.js": {Data: []byte("<!-- a")},
		"utf8.js":    {Data: []byte("a = 'ä'")},
		"binary.js":  {Data: []byte("a\x00")},
		"marker.js":  {Data: []byte("// skinbuild:end")},
		"open.html":  {Data: []byte("<div><p></div>")},
		"tail.html":  {Data: []byte("<p title=\"")},
		"body.html":  {Data: []byte("<body></body>")},
		"tag.html":   {Data: []byte("<c:out/>")},
		"java.html":  {Data: []byte("<p><%= a %></p>")},
	}
	for name, f := range project {
		files[name] = f
	}
	files["huge.js"] = &fstest.MapFile{Data: make([]byte, maxFile+1)}
	ok := Config{Key: "k", Targets: []string{"a.jsp"}, Anchor: "head-end", Script: "js/a.js"}
	with := func(change func(c *Config)) Config {
		c := ok
		change(&c)
		return c
	}
	inline := func(file string) Config { return with(func(c *Config) { c.File, c.Inline = file, true }) }
	fragment := func(file string) Config { return with(func(c *Config) { c.Script, c.Fragment = "", file }) }
	patch := func(file string) Config { return Config{Key: "k", Patch: file} }
	for _, tt := range []struct {
		want  string
		table Config
	}{
		{`the key "A b" is not made of small letters, digits and "-" [inject/key]`, with(func(c *Config) { c.Key = "A b" })},
		{`unknown anchor "head-ende" [inject/unknown-anchor]`, with(func(c *Config) { c.Anchor = "head-ende" })},
		{`the operation does not say where [inject/incomplete]`, with(func(c *Config) { c.Anchor = "" })},
		{`literal and selector exclude each other [inject/ambiguous]`, with(func(c *Config) { c.Anchor, c.Literal, c.Selector = "", "a", "b" })},
		{`the operation does not say what to do [inject/incomplete]`, with(func(c *Config) { c.Script = "" })},
		{`script and style exclude each other [inject/ambiguous]`, with(func(c *Config) { c.Style = "css/a.css" })},
		{`the operation does not say which templates it concerns [inject/incomplete]`, with(func(c *Config) { c.Targets = nil })},
		{`"public/[a.jsp" is not a pattern: a bracket or brace is not closed [inject/target]`, with(func(c *Config) { c.Targets = []string{"public/[a.jsp"} })},
		{`"h/*\xff" is not encoded in UTF-8 [inject/target]`, with(func(c *Config) { c.Targets = []string{"h/*\xff"} })},
		{`path "../a.jsp" leaves its tree [inject/target]`, with(func(c *Config) { c.Targets = []string{"../a.jsp"} })},
		{`an anchor has its position and occurs once: leave position and count out [inject/place]`, with(func(c *Config) { c.Count = 2 })},
		{`unknown position "beside" [inject/place]`, with(func(c *Config) { c.Anchor, c.Literal, c.Position = "", "a", "beside" })},
		{`"p[" is not a CSS selector: `, with(func(c *Config) { c.Anchor, c.Selector = "", "p[" })},
		{`"js/a b.js" is not a relative path of letters, digits and "._-" [inject/path]`, with(func(c *Config) { c.Script = "js/a b.js" })},
		{`"js/\"><script>.js" is not a relative path`, with(func(c *Config) { c.Script = `js/"><script>.js` })},
		{`open js/b.js: file does not exist [inject/missing-file]`, with(func(c *Config) { c.Script = "js/b.js" })},
		{`"../b.js" is not a path inside the project [inject/path]`, with(func(c *Config) { c.File = "../b.js" })},
		{`huge.js: 4194305 bytes are more than the limit of 4194304 [inject/missing-file]`, with(func(c *Config) { c.File = "huge.js" })},
		{`unknown value "nginx" of via [inject/via]`, with(func(c *Config) { c.Via = "nginx" })},
		{`"x-1" is not a release such as 8.8.15.p46, 9.0.0 or 10.1.3 [inject/releases]`, with(func(c *Config) { c.Releases = ">=9 x-1" })},
		{`"abc" is not a git blob id: 40 hexadecimal digits [inject/blob]`, with(func(c *Config) { c.Blobs = []string{"abc"} })},
		{`"a" is not a property path such as requestScope.cspNonce [inject/nonce]`, with(func(c *Config) { c.Nonce = "a" })},
		{`values need a script and the name of a variable for it [inject/values]`, with(func(c *Config) { c.Values = map[string]any{"a": 1} })},
		{`class "1 2" is not a name of letters, digits, "_" and "-" [inject/name]`, Config{Key: "k", Targets: []string{"a.jsp"}, Selector: "p", AddClass: "1 2"}},
		// what goes into a page
		{`end.js:1:6: error: "</script" must not stand in a script element of a page [inject/raw-text]`, inline("end.js")},
		{`el.js:1:6: error: the server would evaluate or change "${" here [inject/server-code]`, inline("el.js")},
		{`escape.js:1:6: error: the server would evaluate or change "\\$" here [inject/server-code]`, inline("escape.js")},
		{`comment.js:1:1: error: "<!--" must not stand in a script element of a page [inject/raw-text]`, inline("comment.js")},
		{`utf8.js:1:6: error: text that goes into a page must be plain ASCII: the page's encoding is not known [inject/encoding]`, inline("utf8.js")},
		{`binary.js:1:2: error: text that goes into a page must be plain ASCII`, inline("binary.js")},
		{`marker.js:1:4: error: "skinbuild:" is what our markers begin with [inject/marker]`, inline("marker.js")},
		{`open.html:1:9: error: </div> closes nothing that the fragment opens [inject/fragment]`, fragment("open.html")},
		{`tail.html:1:11: error: the fragment ends in the midst of something [inject/fragment]`, fragment("tail.html")},
		{`body.html:1:1: error: a fragment cannot have a body element: the page has one [inject/fragment]`, fragment("body.html")},
		{`tag.html:1:1: error: the server would evaluate or change "<c:o" here [inject/server-code]`, fragment("tag.html")},
		{`java.html:1:4: error: the server would evaluate or change "<%" here [inject/server-code]`, fragment("java.html")},
		// patches
		{`delete.diff:1:1: error: public/a.jsp: a patch can only change files that the vendor has, not create, delete or rename them [patch/target]`, patch("delete.diff")},
		{`text.diff:1:1: error: the patch changes no file [patch/syntax]`, patch("text.diff")},
		{`marker.diff:5:2: error: "skinbuild:" is what our markers begin with [inject/marker]`, patch("marker.diff")},
		{`a.diff:1:1: error: the patch is for "public/a.jsp", which is not among the targets [inject/target]`, with(func(c *Config) { *c = Config{Key: "k", Patch: "a.diff", Targets: []string{"b.jsp"}} })},
	} {
		s, ds := New([]Config{tt.table}, files)
		if s != nil || len(ds) != 1 || !strings.Contains(ds[0].Error(), tt.want) {
			t.Errorf("got %v\nwant %s", ds.Err(), tt.want)
		}
	}
	if _, ds := New([]Config{ok, ok}, files); len(ds) != 1 || ds[0].Code.String() != "inject/duplicate-key" {
		t.Errorf("the same key twice: %v", ds.Err())
	}
}

// What a webapp can have against an operation is one diagnostic each, and no
// change at all.
func TestWrongWebapps(t *testing.T) {
	head := "<head>\n</head>\n"
	insert := Config{Anchor: "head-end", Script: "js/a.js"}
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), Mode: 0o644} }
	for _, tt := range []struct {
		name, want string
		table      Config
		live       fstest.MapFS
	}{
		{"no place", `public/a.jsp:1:1: error: k: the template is not understood: it has no </head> [inject/no-place]`, insert, fstest.MapFS{"public/a.jsp": file("<p>")}},
		{"two places", `public/a.jsp:1:7: error: k: expected 1 </head>, found 2 [inject/count]`, insert, fstest.MapFS{"public/a.jsp": file("<head></head><head></head>")}},
		{"no file", `skinbuild.toml:1:1: error: k: no template public/a.jsp in this webapp [inject/missing-target]`, insert, fstest.MapFS{}},
		{"no file for a pattern", `error: k: no template that public/*.jsp matches has the place [inject/missing-target]`,
			Config{Anchor: "head-end", Script: "js/a.js", Targets: []string{"public/*.jsp"}}, fstest.MapFS{"public/a.jsp": file("<p>")}},
		{"binary", `public/a.jsp:1:2: error: the file contains a NUL byte: it is not text in an encoding based on ASCII [inject/binary]`, insert, fstest.MapFS{"public/a.jsp": file("<\x00h\x00")}},
		{"encoding", `public/a.jsp:1:7: error: not valid UTF-8 [inject/encoding]`, insert, fstest.MapFS{"public/a.jsp": file("<head>\xe4</head>")}},
		{"huge", `public/a.jsp:1:1: error: 4194305 bytes are more than the limit of 4194304 for a template [inject/huge]`, insert, fstest.MapFS{"public/a.jsp": file(strings.Repeat("x", maxFile+1))}},
		{"link", `public/a.jsp:1:1: error: not a regular file (L---------) [inject/irregular]`, insert, fstest.MapFS{"public/a.jsp": {Data: []byte("b.jsp"), Mode: fs.ModeSymlink}}},
		{"inside a script", `public/a.jsp:1:9: error: k: nothing can be inserted here, in a script body [inject/inside]`, Config{Literal: "x", Script: "js/a.js"}, fstest.MapFS{"public/a.jsp": file("<script>x</script>")}},
		{"end in another branch", `public/a.jsp:1:1: error: k: the end of this element cannot be told [inject/unbalanced]`, Config{Selector: "p", Position: "end", Script: "js/a.js"}, fstest.MapFS{"public/a.jsp": file("<p><c:if a='b'></p></c:if>")}},
		{"attribute in plain HTML", `public/a.html:1:1: error: k: cannot add an attribute to a plain HTML file: it could not be reverted [inject/plain-html]`,
			Config{Selector: "p", AddClass: "x", Targets: []string{"public/a.html"}}, fstest.MapFS{"public/a.html": file("<p>")}},
		{"other content in an asset", asset + `:1:1: error: the content is not what the name says: somebody changed the file [inject/asset]`, insert, fstest.MapFS{"public/a.jsp": file(head), asset: file("theirs")}},
		{"a compressed sibling", asset + `:1:1: error: the server would send ` + asset + `.gz instead of this file [inject/sibling]`, insert, fstest.MapFS{"public/a.jsp": file(head), asset + ".gz": file("x")}},
		{"release not known", `error: k: it cannot be told from the files what release this webapp is [inject/release]`,
			Config{Anchor: "head-end", Script: "js/a.js", Releases: ">=9"}, fstest.MapFS{"public/a.jsp": file(head)}},
		{"a marker that is damaged", `public/a.jsp:1:1: error: a marker of skinbuild is damaged [inject/drifted]`, insert, fstest.MapFS{"public/a.jsp": file("<%-- skinbuild:begin x --%>")}},
		{"a marker outside of a comment", `public/a.jsp:1:8: error: a marker of skinbuild is damaged [inject/drifted]`, insert, fstest.MapFS{"public/a.jsp": file("a = 1; skinbuild:begin")}},
	} {
		p, err := series(t, tt.table).Apply(tt.live, Options{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if len(p.Changes) > 0 || p.Diags.Count(source.Error) != 1 || !strings.Contains(p.Diags.Err().Error(), tt.want) {
			t.Errorf("%s: %d changes, %v\nwant %s", tt.name, len(p.Changes), p.Diags.Err(), tt.want)
		}
	}
}

// The bytes of another encoding stay if the file declares it.
func TestDeclaredEncoding(t *testing.T) {
	text := "<%@ page pageEncoding=\"ISO-8859-1\" %>\n<head>\xe4\n</head>\n"
	got := outcome(t, series(t, Config{Anchor: "head-end", Script: "js/a.js", NoIntegrity: true}), text)
	if want := strings.Replace(text, "</head>", "{\n"+script+"\n}\n</head>", 1); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestConditions(t *testing.T) {
	text := "<head>\n</head>\n"
	place := func(change func(c *Config)) Config {
		c := Config{Anchor: "head-end", Script: "js/a.js", NoIntegrity: true}
		change(&c)
		return c
	}
	for _, tt := range []struct {
		name    string
		applied bool
		table   Config
	}{
		{"contains", true, place(func(c *Config) { c.Contains = []string{"head"} })},
		{"does not contain", false, place(func(c *Config) { c.Contains = []string{"head", "body"} })},
		{"lacks", true, place(func(c *Config) { c.Lacks = []string{"body"} })},
		{"does not lack", false, place(func(c *Config) { c.Lacks = []string{"head"} })},
		{"blob", true, place(func(c *Config) { c.Blobs = []string{blobID(text)} })},
		{"other blob", false, place(func(c *Config) { c.Blobs = []string{strings.Repeat("0", 40)} })},
		{"release", true, place(func(c *Config) { c.Releases = ">=8.8.15.p46 <9 || 7.0.0" })},
		{"other release", false, place(func(c *Config) { c.Releases = "<8.8.15.p46" })},
		{"pattern of releases", true, place(func(c *Config) { c.Releases = "8.8.15.*" })},
		{"optional without a place", false, place(func(c *Config) { c.Anchor, c.Optional = "body-end", true })},
		{"optional file", false, place(func(c *Config) { c.OptionalTargets = []string{"public/b.jsp"} })},
	} {
		live := fstest.MapFS{"public/a.jsp": {Data: []byte(text), Mode: 0o644}}
		p, err := series(t, tt.table).Apply(live, Options{Release: "8.8.15.p46"})
		if err != nil || p.Diags.Err() != nil || len(p.Changes) > 0 != tt.applied {
			t.Errorf("%s: %d changes, %v, %v", tt.name, len(p.Changes), err, p.Diags.Err())
			continue
		}
		if tt.name == "optional file" {
			continue
		}
		if op := p.Files[0].Ops[0]; (op.Action == "skip") == tt.applied || (op.Reason == "") != tt.applied {
			t.Errorf("%s: %+v", tt.name, op)
		}
	}
}

func TestValues(t *testing.T) {
	s := series(t, Config{Anchor: "head-end", Script: "js/config.js", Variable: "config",
		Values: map[string]any{"b": "</script><!-- ä \u2028 😀", "a": []any{int64(1), true}}})
	live := fstest.MapFS{"public/a.jsp": {Data: []byte("<head>\n</head>\n")}}
	p, err := s.Apply(live, Options{})
	if err != nil || p.Diags.Err() != nil {
		t.Fatal(err, p.Diags.Err())
	}
	apply(t, live, p.Changes)
	want := `window.config = {"a":[1,true],"b":"\u003c/script\u003e\u003c!-- \u00e4 \u2028 \ud83d\ude00"};` + "\n"
	if got := string(live[AssetPath("js/config.js", want)].Data); got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

// Whoever edits a file after us keeps the edit.
func TestDrift(t *testing.T) {
	s := series(t, Config{Anchor: "head-end", Script: "js/a.js"})
	vendor := "<head>\n</head>\n<body>\n"
	live := fstest.MapFS{"public/a.jsp": {Data: []byte(vendor), Mode: 0o644}}
	p, err := s.Apply(live, Options{})
	if err != nil || p.Diags.Err() != nil {
		t.Fatal(err, p.Diags.Err())
	}
	apply(t, live, p.Changes)
	live["public/a.jsp"].Data = append(live["public/a.jsp"].Data, "<p>edited</p>\n"...)
	p, err = s.Apply(live, Options{})
	if err != nil || len(p.Changes) > 0 || p.Files[0].State != Drifted {
		t.Fatalf("%v, %d changes, %v", err, len(p.Changes), p.Files)
	}
	p, err = Revert(live, Options{})
	if err != nil || p.Diags.Err() != nil || len(p.Diags) != 1 {
		t.Fatalf("revert: %v, %v", err, p.Diags)
	}
	apply(t, live, p.Changes)
	if diff := cmp.Diff(vendor+"<p>edited</p>\n", string(live["public/a.jsp"].Data)); diff != "" {
		t.Error(diff)
	}
	live[asset] = &fstest.MapFile{Data: []byte("theirs")}
	if p, _ = Revert(live, Options{}); len(p.Changes) > 0 {
		t.Error("a second revert changes something")
	}
}

// An edit inside of a block, or of what a patch made, is never overwritten.
func TestEditedBlock(t *testing.T) {
	for _, tt := range []struct {
		table            Config
		text, from, into string
	}{
		{Config{Anchor: "head-end", Script: "js/a.js"}, "<head>\n</head>\n", "defer", "async"},
		{Config{Anchor: "head-end", Script: "js/a.js", Inline: true}, "<head>\n</head>\n", "a();", "b();"},
		{Config{Selector: "p", AddClass: "ours"}, "<p>", "ours\"", "theirs\""},
		{Config{Patch: "a.diff"}, "one\ntwo\nthree\n", "zwei", "deux"},
	} {
		if tt.from == "defer" {
			tt.table.Defer = true
		}
		s := series(t, tt.table)
		live := fstest.MapFS{"public/a.jsp": {Data: []byte(tt.text), Mode: 0o644}}
		p, err := s.Apply(live, Options{})
		if err != nil || p.Diags.Err() != nil {
			t.Fatal(err, p.Diags.Err())
		}
		apply(t, live, p.Changes)
		edited := strings.Replace(string(live["public/a.jsp"].Data), tt.from, tt.into, 1)
		live["public/a.jsp"].Data = []byte(edited)
		again, _ := s.Apply(live, Options{})
		back, _ := Revert(live, Options{})
		for name, p := range map[string]*Plan{"apply": again, "revert": back} {
			if len(p.Changes) > 0 || p.Diags.Count(source.Error) != 1 || p.Diags[0].Code.String() != "inject/drifted" || p.Files[0].State != Drifted {
				t.Errorf("%s of %q: %d changes, %v", name, short(edited), len(p.Changes), p.Diags)
			}
		}
	}
}

// A page never refers to a file that is not there, at no moment of the writing.
func TestOrderOfChanges(t *testing.T) {
	s := series(t, Config{Anchor: "head-end", Script: "js/a.js"})
	live := fstest.MapFS{"public/a.jsp": {Data: []byte("<head>\n</head>\n"), Mode: 0o644}}
	p, _ := s.Apply(live, Options{})
	back := func() *Plan { apply(t, live, p.Changes); r, _ := Revert(live, Options{}); return r }
	var order []string
	for _, c := range append(p.Changes, back().Changes...) {
		order = append(order, c.Path.String())
	}
	if diff := cmp.Diff([]string{asset, "public/a.jsp", "public/a.jsp", asset}, order); diff != "" {
		t.Error(diff)
	}
}

// A script that was edited on the server is theirs: neither replaced nor removed.
func TestEditedAsset(t *testing.T) {
	s := series(t, Config{Anchor: "head-end", Script: "js/a.js"})
	live := fstest.MapFS{"public/a.jsp": {Data: []byte("<head>\n</head>\n"), Mode: 0o644}}
	p, _ := s.Apply(live, Options{})
	apply(t, live, p.Changes)
	live[asset].Data = []byte("edited")
	if p, _ = s.Apply(live, Options{}); p.Diags.Err() == nil || len(p.Changes) > 0 {
		t.Errorf("apply: %v", p.Changes)
	}
	p, _ = Revert(live, Options{})
	apply(t, live, p.Changes)
	if live[asset] == nil || len(p.Diags) != 1 || p.Diags.Err() != nil {
		t.Errorf("revert: %v", p.Diags)
	}
}

func BenchmarkApply(b *testing.B) {
	live := os.DirFS(testenv.Release(b, "8.8.15.p46"))
	s, ds := New([]Config{{Key: "all", Targets: []string{"**"}, Anchor: "head-end", Script: "js/a.js"}}, project)
	if ds.Err() != nil {
		b.Fatal(ds.Err())
	}
	for b.Loop() {
		p, err := s.Apply(live, Options{})
		if err != nil || p.Diags.Err() != nil {
			b.Fatal(err, p.Diags.Err())
		}
		b.ReportMetric(float64(len(p.Files)), "templates")
	}
}
