package convert_test

import (
	"strings"
	"testing"

	"skinbuild/internal/skins/compile"
	"skinbuild/internal/skins/convert"
	"skinbuild/internal/tree"
)

const fuzzManifest = `<skin><substitutions><file>skin.properties</file></substitutions><css><file>skin.css</file><file>../_base/after.css</file></css></skin>`

const fuzzProperties = "AppC = #eee\nText = color:black;\nOpen = color:black\nRules = .r { a:b }\nEmpty =\nImg = url(x.png)\nName = color\n#IFDEF MSIE\nText = color:red;\n#ENDIF\n"

// fuzzApp is a webapp with one skin that contains the sheet, followed by a
// sheet that shows what the first one leaves open.
func fuzzApp(sheet string) tree.Tree {
	t, err := tree.New(
		tree.Entry{Path: tree.MustPath("skins/x/manifest.xml"), Data: []byte(fuzzManifest)},
		tree.Entry{Path: tree.MustPath("skins/x/skin.properties"), Data: []byte(fuzzProperties)},
		tree.Entry{Path: tree.MustPath("skins/x/skin.css"), Data: []byte(sheet)},
		tree.Entry{Path: tree.MustPath("skins/_base/after.css"), Data: []byte(".after { a: b }\n")},
	)
	if err != nil {
		panic(err)
	}
	return t
}

var fuzzSeeds = []string{
	"",
	".a { color: @AppC@; @Text@ @roundCorners(3px 0)@ }\n.a:hover, .a .b > c { background: @lighten(AppC,5)@ url(@Img@) }",
	"#IFDEF MSIE\n.a { b: c }\n#ELSE\n.a { b: d }\n#ENDIF\n.e {\n#IFNDEF GECKO\n f: g\n#ENDIF\n}",
	"#IFDEF WEBKIT\n.a,\n#ENDIF\n.b { c: d }\n",
	".a { b: c;\n#IFDEF MSIE\n}\n.d {\n#ENDIF\n e: f }",
	"#IFDEF MSIE\n#IFDEF WINDOWS\na{b:c}\n#ELSE\na{b:d}\n#ENDIF\n#ENDIF",
	"/* open",
	".a { b: c",
	"}} .a { b: c }",
	"@media print { .a { b: c } } @font-face { src: url(x) }\n@import url(y.css);",
	".a { @Open@ c: d; @Open@; e: f; @Open@ }",
	"@Rules@\n.a { b: c }",
	".a { @Name@: red; x-@Name@: y }",
	".a { content: \"a\\\"b\"; filter: progid:X(a='@AppC@',b=\"c\"); _w: 1px; *zoom: 1 }",
	".a { b: a@b c@d; } .e { f: g }",
	".a, .b { -moz-x: 1; -webkit-x: 1; x: 1 !important } .a .c, .b .c { d: e } .a .f, .b .f { d: e }",
	"#IFDEF MAC\n.a { b: c }\n#ELSE\n.a { b: d }\n#ENDIF",
	"#ELSE\n.a { b: c }",
	".a { b: c }\n#ENDIF\n",
	".a/**/.b { c/**/: d/* x */e; /* y */ }",
	".a { b: c; b: c; b: d; b: c }",
	"\uFEFF.a { b: c }",
	".a{b:rgb(1,2,3) 1/2 #FFF .5em 1.50px +1 -.5 1e3 calc(1px + 2px)}",
	"@media x { .a { b: @AppC@ } }\n.c { d: e }",
}

// A sheet of any text either converts to LESS for which the server sends the
// same rules, or is rejected with a place. The result is formatted, and
// formatting it again changes nothing.
func FuzzConvert(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		if len(sheet) > 4000 {
			return
		}
		r, ds := convert.Skin(fuzzApp(sheet), "x", nil)
		for _, d := range ds {
			if d.Code.String() == "convert/differs" {
				t.Fatalf("%v\n%s", d, sheet)
			}
		}
		if r == nil {
			if ds.Err() == nil {
				t.Fatal("no result and no error")
			}
			return
		}
		again, ds := convert.Skin(fuzzApp(sheet), "x", nil)
		if ds.Err() != nil || again.Tree.Digest() != r.Tree.Digest() {
			t.Fatal("not deterministic")
		}
		if _, ds := compile.Skin(r.Tree, ".", nil); ds.Err() != nil {
			t.Fatal(ds.Err())
		}
	})
}

func TestSeedsConvert(t *testing.T) {
	for _, s := range fuzzSeeds {
		_, ds := convert.Skin(fuzzApp(s), "x", nil)
		for _, d := range ds {
			if strings.HasPrefix(d.Code.String(), "convert/differs") {
				t.Errorf("%q: %v", s, d)
			}
		}
	}
}
