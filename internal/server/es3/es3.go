// Package es3 checks scripts that the server compresses.
//
// The server pipes the scripts of all enabled zimlets, and each skin.js, through
// YUI Compressor 2.4.8, whose parser is that of ECMAScript 3. One file that it
// cannot read stops every zimlet, or breaks the login page. The tests compare
// Check with the real YUI Compressor.
package es3

import (
	"regexp"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// A Use says which way through the server a script takes.
type Use uint8

const (
	ForZimlet Use = iota // concatenated with all zimlets, then compressed
	ForSkin              // skin.js: preprocessed, compressed, put inside <script>
)

// maxScript is the largest script, in bytes, that Check accepts: five times the
// largest script that the vendor ships.
const maxScript = 8 << 20

// Check reports what prevents the server from sending the script, or old
// browsers from running it. YUI Compressor 2.4.8 rejects what is reported as an
// error. It accepts what is reported as a warning, but passes it on to browsers
// that may reject it: trailing commas, accessors, const and let, and lines that
// the server deletes.
//
// The grammar is that of ECMA-262, 3rd edition, and any other construct is
// rejected. Constructs of a newer edition are reported and skipped; any other
// syntax error ends the check of the file.
func Check(f *source.File, use Use) source.Diags {
	if n := len(f.Text()); n > maxScript {
		return source.Diags{f.Errorf(source.At(0), codes.ES3Size, "the script is %d bytes long; the limit is %d", n, maxScript)}
	}
	p := newParser(f)
	p.program()
	if use == ForSkin {
		if p.last == 0 {
			p.diags = append(p.diags, f.Errorf(source.At(0), codes.ES3Empty, "skin.js contains no statement, and YUI Compressor fails on an empty script"))
		}
		p.diags = append(p.diags, checkSkinScript(f)...)
	}
	return p.diags.Sorted()
}

var (
	dbgLine     = regexp.MustCompile(`^\s*DBG\.\w+\(.*\);\s*$`)
	closeScript = regexp.MustCompile(`(?i)</script`)
	skinToken   = regexp.MustCompile(`@[A-Za-z_][\w-]*(\([^@)]*\))?@`)
	skinComment = regexp.MustCompile(`(?m)^[ \t]*#(ifdef|ifndef|else|endif)\b`)
)

// checkSkinScript reports what the skin servlet changes in the text before it
// is compressed. The servlet does not know comments and strings.
func checkSkinScript(f *source.File) source.Diags {
	var ds source.Diags
	for _, m := range closeScript.FindAllStringIndex(f.Text(), -1) {
		ds = append(ds, f.Errorf(source.Span{Start: m[0], End: m[1]}, codes.ES3CloseScript, "%q ends the page's script element", f.Text()[m[0]:m[1]]).
			WithHint(`write "<\/script" in a string`))
	}
	for _, m := range skinToken.FindAllStringIndex(f.Text(), -1) {
		ds = append(ds, f.Warnf(source.Span{Start: m[0], End: m[1]}, codes.ES3SkinToken, "the skin servlet replaces %s with a value of the skin", f.Text()[m[0]:m[1]]))
	}
	for _, m := range skinComment.FindAllStringIndex(f.Text(), -1) {
		ds = append(ds, f.Warnf(source.Span{Start: m[0], End: m[1]}, codes.ES3SkinDirective, "the skin servlet takes %s for a directive", strings.TrimSpace(f.Text()[m[0]:m[1]])))
	}
	return ds
}

// reservedWords are the words that YUI Compressor 2.4.8 does not accept as a
// name: the keywords, literals and future reserved words of ECMA-262, 3rd
// edition, and let and yield of JavaScript 1.7.
var reservedWords = set(`break case catch continue default delete do else finally for function if in instanceof new return switch this
	throw try typeof var void while with null true false abstract boolean byte char class const debugger double enum export extends
	final float goto implements import int interface long native package private protected public short static super synchronized
	throws transient volatile let yield`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
