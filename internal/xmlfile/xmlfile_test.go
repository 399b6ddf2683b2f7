package xmlfile

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

var testOptions = Options{Bytes: 1 << 20, Depth: 200, Elements: 10000}

// documents are the corners of XML.
var documents = []string{
	"", " ", "<a/>", "<a></a>", "<a ></a >", "<a/><b/>", "<a>", "</a>", "<a></b>", "<a><b></a></b>", "x<a/>", "<a/>x", " <a/> \n", "<a/><!--c-->", "\ufeff<a/>", "\ufeff\ufeff<a/>", "<a>\ufeff</a>",
	"<?xml version='1.0'?><a/>", "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone='yes'?><a/>", " <?xml version='1.0'?><a/>", "<?xml version='1.0' ?><a/>", "<?xml?><a/>", "<?xml version='1.0'encoding='utf-8'?><a/>",
	"<?xml encoding='utf-8'?><a/>", "<?xml version='2.0'?><a/>", "<?xml version='1.1'?><a/>", "<?xml version='1.0' standalone='maybe'?><a/>", "<?xml version='1.0' standalone='no' encoding='utf-8'?><a/>", "<?xml version='1.0' encoding=''?><a/>",
	"<?xml version='1.0' encoding='nonsense'?><a/>", "<?xml version='1.0' encoding='iso-8859-1'?><a/>", "<?xml version='1.0' encoding='ISO-8859-1'?><a>\u00e9</a>", "<?xml version='1.0' encoding='US-ASCII'?><a>é</a>", "<?xml version='1.0' encoding='us-ascii'?><a/>",
	"<?xml version='1.0' encoding='UTF-16'?><a/>", "<?xml version='1.0' encoding='windows-1252'?><a/>", "<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>", "\ufeff<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>", "<?XML version='1.0'?><a/>", "<?xmlx?><a/>", "<?xml-stylesheet href='x'?><a/>",
	"<a>é中😀</a>", "<a>\xff</a>", "<a>\x00</a>", "<a>\x01</a>", "<a>\x7f\u0085</a>", "<a>\ufffe</a>", "<a>\ufffd</a>", "<!--\x01--><a/>", "<a b='\x02'/>", "<é/>", "<中/>", "<a·/>", "<·a/>", "<\u2070a/>", "<aͰ/>", "<😀/>",
	"<a b='1' c=\"2\"/>", "<a b='1'c='2'/>", "<a b=1/>", "<a b/>", "<a b = '1'/>", "<a b='1' b='2'/>", "<a b='<'/>", "<a b='>'/>", "<a b='\n\t\r\n x'/>", "<a b='&#10;&#9;'/>", "<a b='&lt;&amp;&quot;&apos;&gt;'/>", "<a b='&'/>", "<a b='&nope;'/>", "<a =''/>", "<a b='x/>", "<a/ >", "< a/>", "<a\n/>", "<1/>", "<-a/>", "<a.b-c_d1/>",
	"<a>&lt;&amp;&gt;&quot;&apos;</a>", "<a>&#65;&#x41;&#x1F600;</a>", "<a>&#0;</a>", "<a>&#1;</a>", "<a>&#xD800;</a>", "<a>&#xFFFE;</a>", "<a>&#x110000;</a>", "<a>&#99999999999;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#X41;</a>", "<a>&#+65;</a>", "<a>&#6 5;</a>", "<a>&</a>", "<a>& </a>", "<a>&;</a>", "<a>&nope;</a>", "<a>&nbsp;</a>",
	"<a>]]></a>", "<a>]]</a>", "<a>x]]&gt;</a>", "<a><![CDATA[<b>&amp;]]></a>", "<a>x<![CDATA[]]>y</a>", "<a><![CDATA[</a>", "<![CDATA[x]]><a/>", "<a><![cdata[x]]></a>", "<a>1<!--c-->2<?p q?>3</a>", "<a><!-- -- --></a>", "<a><!----></a>", "<a><!---></a>", "<a><!-- - --></a>", "<a><!--- --></a>", "<a><!-- ---></a>", "<!-- <a/>",
	"<a><?p?></a>", "<a><? p?></a>", "<a><?p q</a>", "<a><?p:q r?></a>", "<a><?xml version='1.0'?></a>", "<?p?q?><a/>", "<a>\r\nx\ry\n</a>", "<a><![CDATA[\r\n\r]]></a>",
	"<a:b/>", "<a:b xmlns:a='u'/>", "<b a:c='1'/>", "<b xmlns:a='u' a:c='1'/>", "<b xmlns:a='u'><a:c/></b>", "<b><c xmlns:a='u'/><a:d/></b>", "<b xmlns='u'><c/></b>", "<b xmlns=''/>", "<b xmlns:a=''/>", "<b xmlns:xml='u'/>", "<b xmlns:xml='http://www.w3.org/XML/1998/namespace'/>", "<b xmlns:x='http://www.w3.org/XML/1998/namespace'/>", "<b xmlns='http://www.w3.org/XML/1998/namespace'/>",
	"<b xmlns:x='http://www.w3.org/2000/xmlns/'/>", "<b xmlns:xmlns='u'/>", "<xmlns:b/>", "<xml:b/>", "<b xml:lang='de'/>", "<b xml:='de'/>", "<b :c='1'/>", "<:b/>", "<b:/>", "<a:b:c xmlns:a='u'/>", "<b xmlns:p='u' xmlns:q='u' p:c='1' q:c='2'/>", "<b xmlns:p='u' xmlns:q='v' p:c='1' q:c='2'/>", "<b xmlns:p='u' p:c='1' c='2'/>", "<xmlthing/>",
	"<!DOCTYPE a><a/>", "<!DOCTYPE b><a/>", "<!doctype a><a/>", "<!DOCTYPE a SYSTEM 'x.dtd'><a/>", "<!DOCTYPE a PUBLIC '-//x' 'x.dtd'><a/>", "<!DOCTYPE a PUBLIC '-//x'><a/>", "<!DOCTYPE a SYSTEM><a/>", "<!DOCTYPE><a/>", "<!DOCTYPE a []><a/>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<!DOCTYPE a [<!ENTITY e 'x\r\ny'>]><a b='&e;'>&e;</a>",
	"<!DOCTYPE a [<!ENTITY e 'x'><!ENTITY e 'y'>]><a>&e;&f;</a>", "<!DOCTYPE a [<!ENTITY e '<b/>'>]><a>&e;</a>", "<!DOCTYPE a [<!ENTITY e SYSTEM 'f'>]><a>&e;</a>", "<!DOCTYPE a [<!ENTITY % p 'x'>]><a/>", "<!DOCTYPE a [<!ELEMENT a ANY>]><a/>", "<!DOCTYPE a [<!-- c --> <?p?>]><a/>", "<!DOCTYPE a [ x ]><a/>", "<!DOCTYPE a [<!ENTITY e 'x'>]>&e;<a/>",
	"<a/><!DOCTYPE a>", "<!DOCTYPE a><!DOCTYPE a><a/>", "<a><!DOCTYPE a></a>", "<!DOCTYPE a SYSTEM 'x'><a>&e;</a>", "<!ELEMENT a ANY><a/>", "<a><!x></a>", "<!DOCTYPE a [<!ENTITY lt 'x'>]><a>&lt;</a>", "<!DOCTYPE a PUBLIC '{' 'x'><a/>", "<!DOCTYPE a[]><a/>", "<!DOCTYPE a SYSTEM'x'><a/>", "<!DOCTYPE a PUBLIC 'x''y'><a/>", "<!DOCTYPE x:a:b><a/>",
}

// randomDocument writes a text of the pieces that XML consists of. Most are almost
// well-formed.
func randomDocument(r *rand.Rand) string {
	pieces := []string{"<a>", "</a>", "<b c='1'>", "</b>", "<d/>", "<e f = \"&amp;\" g='x'/>", "text", " ", "\r\n", "&lt;", "&#65;", "&#x0;", "&x;", "<!-- c -->", "<!-- c -- -->", "<![CDATA[<x>]]>", "]]>", "<?p q?>", "<?xml?>",
		"<n:a xmlns:n='u'>", "</n:a>", "<n:b/>", "<", ">", "&", "'", "\"", "=", "/", "é", "\x01", "<a", "!", "<!DOCTYPE a>", "<!DOCTYPE a [<!ENTITY x 'y'>]>", "\ufeff"}
	var b strings.Builder
	if r.Intn(4) == 0 {
		b.WriteString("<?xml version='1.0' encoding='utf-8'?>")
	}
	var open []string
	for range r.Intn(12) {
		switch tag := []string{"a", "b", "n:c", "é"}[r.Intn(4)]; {
		case r.Intn(3) == 0:
			space := ""
			if strings.HasPrefix(tag, "n:") && r.Intn(3) > 0 {
				space = " xmlns:n='u'"
			}
			b.WriteString("<" + tag + space + ">")
			open = append(open, tag)
		case len(open) > 0 && r.Intn(3) == 0:
			b.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		case len(open) > 0 || r.Intn(8) == 0:
			b.WriteString(pieces[r.Intn(len(pieces))])
		}
	}
	for _, tag := range slices.Backward(open) {
		b.WriteString("</" + tag + ">")
	}
	return b.String()
}

// dump writes an element as testdata/Dom.java does.
func dump(e *Element, out *strings.Builder) {
	out.WriteString("<" + e.Name)
	attributes := slices.SortedFunc(slices.Values(e.Attributes), func(a, b Attribute) int { return strings.Compare(a.Name, b.Name) })
	for _, a := range attributes {
		out.WriteString("|" + a.Name + "=" + a.Value)
	}
	all := map[bool]string{}
	for _, t := range e.Texts {
		all[t.CDATA] += t.Data
	}
	out.WriteString("|t:" + all[false] + "|c:" + all[true] + "|")
	for _, c := range e.Children {
		dump(c, out)
	}
	out.WriteString(">")
}

// TestParse compares the parser with the one of the JDK at hand: on a table, and on
// generated texts.
func TestParse(t *testing.T) {
	texts := slices.Clone(documents)
	r := rand.New(rand.NewSource(1))
	for range 6000 {
		texts = append(texts, randomDocument(r))
	}
	var inputs [][]byte
	for _, text := range texts {
		inputs = append(inputs, []byte(text))
	}
	counts := map[string]int{}
	for i, answer := range testenv.RunJava(t, "testdata/Dom.java", inputs) {
		want := string(answer)
		doc, err := Parse(source.NewFile("x", texts[i]), testOptions)
		switch refused := strings.HasPrefix(want, "! "); {
		case err != nil && err.Kind == Unsupported:
			counts["unsupported"]++
		case err != nil && refused:
			counts["refused"]++
		case err != nil || refused:
			t.Errorf("%q:\n got %v\nJava %.200s", texts[i], err, want)
		default:
			counts["read"]++
			var got strings.Builder
			if dump(doc.Root, &got); got.String() != want {
				t.Errorf("%q:\n got %s\nJava %s", texts[i], got.String(), want)
			}
		}
	}
	t.Logf("%v", counts)
	if counts["unsupported"] > 200 || counts["read"] < 1000 {
		t.Errorf("of %d texts too few are compared: %v", len(texts), counts)
	}
}

// TestUnsupported lists what Java reads and Parse does not, so that none is added by
// mistake.
func TestUnsupported(t *testing.T) {
	for _, text := range []string{
		"<?xml version='1.1'?><a/>", "<!DOCTYPE a [<!ELEMENT a ANY>]><a/>", "<!DOCTYPE a [<!ENTITY e '<b/>'>]><a>&e;</a>", "<!DOCTYPE a SYSTEM 'x'><a>&e;</a>",
		"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>", "<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>", "\xff\xfe<\x00a\x00/\x00>\x00",
	} {
		if _, err := Parse(source.NewFile("x", text), testOptions); err == nil || err.Kind != Unsupported {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestLimits(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("<a>", 300), "<a>" + strings.Repeat("<b/>", 10000) + "</a>", "<a>" + strings.Repeat("x", 1<<20) + "</a>",
		"<!DOCTYPE a [<!ENTITY e '" + strings.Repeat("x", 10000) + "'>]><a>" + strings.Repeat("&e;", 1000) + "</a>",
	} {
		if _, err := Parse(source.NewFile("x", text), testOptions); err == nil || err.Kind != Limit {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

// TestOptions has what the options change.
func TestOptions(t *testing.T) {
	decoded, strict := testOptions, testOptions
	decoded.Decoded, strict.RefuseDoctype = true, true
	latin1 := source.NewFile("x", "<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>")
	if doc, err := Parse(latin1, decoded); err != nil || doc.Root.Texts[0].Data != "é" || doc.Encoding != "iso-8859-1" {
		t.Errorf("Decoded: %v", err)
	}
	if _, err := Parse(source.NewFile("x", "<!DOCTYPE a [<!ELEMENT a ANY>]><a/>"), strict); err == nil || err.Kind != Doctype {
		t.Errorf("RefuseDoctype: %v", err)
	}
}

// TestPlaces states the spans of all parts of a document.
func TestPlaces(t *testing.T) {
	f := source.NewFile("x", "<?xml version='1.0'?>\n<a b = 'c'>x<d/>y<![CDATA[z]]><!--n--></a >")
	doc, err := Parse(f, testOptions)
	if err != nil {
		t.Fatal(err)
	}
	at := func(s source.Span) string { return f.Text()[s.Start:s.End] }
	a := doc.Root
	_, text := a.Text()
	_, plain := a.PlainText()
	got := fmt.Sprintf("%q", []string{at(doc.Declaration), at(a.Tag), at(a.End), at(a.Attributes[0].Span), at(a.Children[0].Tag), at(a.Children[0].End), at(text), at(plain)})
	want := `["<?xml version='1.0'?>" "<a b = 'c'>" "</a >" "'c'" "<d/>" "" "x<d/>y<![CDATA[z]]>" "x<d/>y"]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// FuzzParse checks for any text that the spans of elements lie within each other, and
// that an error has a place in the text.
func FuzzParse(f *testing.F) {
	for _, s := range documents {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Parse(source.NewFile("x", text), testOptions)
		if err != nil {
			if err.Span.Start < 0 || err.Span.End < err.Span.Start || err.Span.End > len(text) || err.Text == "" {
				t.Fatalf("%q: %+v", text, err)
			}
			return
		}
		doc.Root.Walk(func(e *Element) {
			at := e.Tag.End
			for _, c := range e.Children {
				if c.Tag.Start < at || c.End.End > e.End.Start {
					t.Fatalf("%q: <%s> is outside of <%s>", text, c.Name, e.Name)
				}
				at = c.End.End
			}
		})
	})
}
