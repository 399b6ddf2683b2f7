package skin

import (
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/source"
)

const plainManifest = `<skin><common><substitutions><file>skin.properties</file></substitutions><css><file>skin.css</file></css></common></skin>`

// app returns a webapp with one skin "s" and the given files, each "name=text".
func app(t testing.TB, files ...string) *Webapp {
	t.Helper()
	fsys := fstest.MapFS{"skins/s/manifest.xml": {Data: []byte(plainManifest)}}
	for _, f := range files {
		name, text, _ := strings.Cut(f, "=")
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	w, err := Open(fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func FuzzPreprocessor(f *testing.F) {
	seeds := []string{
		"#IFDEF MSIE\na\n#ELSE\nb\n#ENDIF\n", "#ifdef MSIE\n#ifdef GECKO\n#else\nx\n#endif\n#endif x\n#endif", "#ENDIF\n", "#else\r#IFNDEF A || B\r\nx",
		"a@b.c d@e.f", "@A@@B@ @darken(A,5)@ @darken(@lighten(A,5)@,3)@", "@grad(A,B)@ @A@", "@@@ @@ @", "@border(1px,inset,#fff,x)@", "\u2028@a\u2028b@",
		"@cssText(C)@ @cssValue(C,color)@ @round(3px A)@ @opacity(5e1)@ @img(A,B)@", "\xff@\xffA@",
	}
	for _, s := range seeds {
		f.Add(s, "A=#fff\nB=@A@\nC=color:red;x:@B@", uint8(3))
	}
	f.Add("@A@", "A=@B@@B@\nB=@C@@C@\nC=@A@", uint8(0))
	f.Add("@A@", "A=@grad(A,A)@", uint8(9))
	f.Add("@A@", "#IFDEF MSIE\nA=1\\\n#ELSE\n2\n#ENDIF\n#ENDIF\nB=3", uint8(1))
	all := ua.MacroNames()
	f.Fuzz(func(t *testing.T, css, properties string, macros uint8) {
		m, _ := ua.MacrosOf(all[int(macros)%len(all)], all[int(macros/7)%len(all)])
		w := app(t, "skins/s/skin.css="+css, "skins/s/skin.properties="+properties)
		s := w.Load("s")
		got, ds := s.Render(&Request{Path: "/css/skin.css", Macros: m})
		checkPlaces(t, got, ds)
		again, _ := s.Render(&Request{Path: "/css/skin.css", Macros: m})
		fresh, _ := app(t, "skins/s/skin.css="+css, "skins/s/skin.properties="+properties).Load("s").Render(&Request{Path: "/css/skin.css", Macros: m})
		if again.Text() != got.Text() || fresh.Text() != got.Text() {
			t.Error("the same request gives different answers")
		}
	})
}

// checkPlaces verifies that text which was not replaced equals, byte for byte,
// the text at its place.
func checkPlaces(t *testing.T, got Rendered, ds source.Diags) {
	t.Helper()
	for _, d := range ds {
		if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(d.File.Text()) || d.Code.String() == "" {
			t.Errorf("%v: span %v of %d bytes", d, d.Span, len(d.File.Text()))
		}
		_ = d.Excerpt()
	}
	text := got.Text()
	const most = 1 << 16 // checking the first bytes is enough
	for i := range min(len(text), most) {
		f, s, ok := got.Source(i)
		if !ok {
			continue
		}
		if s.Start < 0 || s.End > len(f.Text())+1 || s.End <= s.Start {
			t.Fatalf("byte %d: span %v of %d bytes", i, s, len(f.Text()))
		}
		literal := s.End == s.Start+1
		if literal && text[i] != '\n' && f.Text()[s.Start] != text[i] {
			t.Fatalf("byte %d is %q, but its source is %q", i, text[i], f.Text()[s.Start])
		}
	}
}

func FuzzProperties(f *testing.F) {
	for _, s := range []string{
		"a=b\\\n  c", "a b:c", "\\u0041=\\u00e9\\t", "a=\\u12", "!c\n#c\n\\\n#x", "a=\\", "=", ":\n =x", "k\\ ey=v ", "é=中\\中", "a=\\ud83d\\ude00\\ud83d", "x\\\r\n\\\r y",
		"a\f=\f b", "\ufeffa=b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := &textFile{src: source.NewFile("p", text), lines: splitLines(text)}
		var lines propertyText
		for _, l := range file.lines {
			lines.add(text[l.start:l.end], file.src, l.start)
		}
		lines.read(func(key string, d definition) {
			for _, s := range []source.Span{d.key, d.value} {
				if s.Start < 0 || s.End < s.Start || s.End > len(text) {
					t.Fatalf("%q: key %v, value %v", text, d.key, d.value)
				}
			}
			oneLine := !strings.ContainsAny(text[d.key.Start:d.value.End], "\r\n")
			if value := text[d.value.Start:d.value.End]; oneLine && !strings.ContainsFunc(value, func(r rune) bool { return r > 0x7f }) && !strings.Contains(value, `\`) && value != d.raw {
				t.Errorf("%q: %q = %q, but its place has %q", text, key, d.raw, value)
			}
		})
	})
}

func FuzzManifest(f *testing.F) {
	for _, s := range []string{
		plainManifest, "", "<skin/>", "<skin><common/><advanced><css><file>../../x</file><file/></css></advanced></skin>",
		`<?xml version="1.0"?><!DOCTYPE skin [<!ENTITY a "b"><!ENTITY c '<d/>'>]><skin>&a;</skin>`, "<skin xmlns:a='b'><a:css/></skin>", "<skin><css><file>a<![CDATA[b]]>c<!--d-->e</file></css></skin>",
		"<a><b></a></b>", "<skin>&nope;</skin>", "\ufeff<skin/>", "<skin a='1' a='2'/>", "<skin/><skin/>", "<skin><css><file>skin.css</file></css><cssIgnore><file>skin.css</file></cssIgnore></skin>",
		`<skin><css><file>..//..//..//..//x</file><file>../../../zimbra/skins/s/skin.css</file></css></skin>`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := app(t, "skins/s/manifest.xml="+text, "skins/s/skin.css=a{}", "skins/s/skin.properties=a=b")
		s := w.Load("s")
		list, ds := ListedFiles(source.NewFile("m", text))
		if len(list) > 0 && ds.Err() != nil {
			t.Error("files are listed, and there is an error")
		}
		for _, path := range []string{"/css/skin.css", "/html/skin.html", "/js/skin.js"} {
			got, ds := s.Render(&Request{Path: path})
			checkPlaces(t, got, ds)
			if got.Text() == "" && ds.Err() == nil {
				t.Error("no answer and no diagnostic")
			}
		}
	})
}
