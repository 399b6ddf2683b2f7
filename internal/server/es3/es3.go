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

	"skinbuild/internal/source"
)

// A Use says which way through the server a script takes.
type Use uint8

const (
	ForZimlet Use = iota // concatenated with all zimlets, then compressed
	ForSkin              // skin.js: preprocessed, compressed, put inside <script>
)

// maxScript is the largest script that Check reads, in bytes: five times the
// largest that the vendor ships.
const maxScript = 8 << 20

// Check reports what in the script keeps the server from sending it, or old
// browsers from running it. An error is what YUI Compressor 2.4.8 refuses; a
// warning is what it lets through, and passes on to browsers that may not:
// trailing commas, accessors, const and let, lines that the server deletes.
//
// The grammar is that of ECMA-262, 3rd edition, so what is not known here is
// refused rather than let through. A construct of a newer edition is reported
// and read over; other wrong syntax ends the check of the file.
func Check(f *source.File, use Use) source.Diags {
	if n := len(f.Text()); n > maxScript {
		return source.Diags{f.Errorf(source.At(0), "es3/size", "script of %d bytes is larger than %d", n, maxScript)}
	}
	p := newParser(f)
	p.program()
	if use == ForSkin {
		if p.last == 0 {
			p.diags = append(p.diags, f.Errorf(source.At(0), "es3/empty", "a skin.js without a statement: YUI Compressor fails on it"))
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

// checkSkinScript reports what the skin servlet, not the compressor, would do to
// the text: it knows no comments and no strings.
func checkSkinScript(f *source.File) source.Diags {
	var ds source.Diags
	for _, m := range closeScript.FindAllStringIndex(f.Text(), -1) {
		ds = append(ds, f.Errorf(source.Span{Start: m[0], End: m[1]}, "es3/close-script", "%q ends the page's script element", f.Text()[m[0]:m[1]]).
			WithHint(`write "<\/script" in a string`))
	}
	for _, m := range skinToken.FindAllStringIndex(f.Text(), -1) {
		ds = append(ds, f.Warnf(source.Span{Start: m[0], End: m[1]}, "es3/skin-token", "the skin servlet replaces %s by a value of the skin", f.Text()[m[0]:m[1]]))
	}
	for _, m := range skinComment.FindAllStringIndex(f.Text(), -1) {
		ds = append(ds, f.Warnf(source.Span{Start: m[0], End: m[1]}, "es3/skin-directive", "the skin servlet takes %s for a directive", strings.TrimSpace(f.Text()[m[0]:m[1]])))
	}
	return ds
}

// reservedWords are the words that YUI Compressor 2.4.8 takes for no name of any
// kind: the keywords, literals and future reserved words of ECMA-262, 3rd
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
