package java

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// propertyTable holds the corners of the format.
var propertyTable = []string{
	"a\\:b=c\n\\u0041x=1\nk\\=1 = v\rq=2", "", "\n", "a", "a=", "=a", ":", " = x", "a b:c", "a : = b", "a\t\f=\f b ", "a==b", "a\\\\=b", "a\\\\\\=b",
	"#c\n!d\n  # e\na=b", "a=b#c", "a=b\\\n  c", "a=b\\\r\n\tc\\\rd", "a=b\\\n\nc=d", "a=b\\\n#c", "\\", "\\\n", "\\\n  ", "\\\n#x\na=b", "\\\n\\\nq=1", "\\\\\n", "a=\\", "a\\\nb=c", "a\\\n=c",
	"a \\\n=c", "a\\\n \\\n =c", "#c\\\na=b", "a=\\u00e9\\u4E2d", "a=\\u12", "a=1\nb=\\u12g4\nc=2", "\\u00:1", "a=\\u+123", "a=\\uu0041", "a=\\ud83d\\ude00", "a=\\ud83d", "a=\\ude00\\ud83d",
	"a=\\t\\n\\r\\f\\b\\0\\'\\\"\\x41", "a=\\é", "é=中😀", "\ufeffa=b", "a=1\na=2\nA=3", "a=b\x00c", "a\u0085b=c\u2028d", "a=b\r\r\nc=d\r", "k\\ ey=v", "k\\\tey=v", "a=\\u0020b", "\\u0020a=b", "a=b\\  \n c",
	"a=\\\r", "a=\\\r\n", "a=\\\r\nb\\\r\n\r\nc", "x\\\r\n\\\r y", "\f\n\fa", "a\vb=c",
}

// randomProperties writes a text of the pieces of which the format consists.
func randomProperties(r *rand.Rand) string {
	pieces := []string{"a", "b", "=", ":", " ", "\t", "\f", "\n", "\r", "\r\n", "\\", "\\", "\\\n", "\\\r\n ", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\u12", "\\t", "#", "!", "é", "中", "😀", "\x00", "\v", "u0042"}
	var b strings.Builder
	for range r.Intn(24) {
		b.WriteString(pieces[r.Intn(len(pieces))])
	}
	return b.String()
}

// TestReadProperties compares the reader with java.util.Properties of the JDK at
// hand, in the three charsets.
func TestReadProperties(t *testing.T) {
	texts := append([]string{}, propertyTable...)
	r := rand.New(rand.NewSource(1))
	for range 4000 {
		texts = append(texts, randomProperties(r))
	}
	texts = append(texts, strings.Repeat("a=b\\\n c\r\n", 3000)) // longer than Java's buffers
	var inputs [][]byte
	for _, text := range texts {
		for charset := range 3 {
			inputs = append(inputs, append([]byte{byte(charset)}, text...))
		}
	}
	for i, want := range testenv.RunJava(t, "testdata/Props.java", inputs) {
		var got strings.Builder
		text := string(inputs[i][1:])
		list, _, err := ReadProperties(text, Charset(inputs[i][0]))
		for _, p := range list {
			got.WriteString(p.Key + "\x01" + p.Value + "\x02")
		}
		if err != nil {
			got.WriteString(err.Error())
		}
		if got.String() != string(want) {
			t.Errorf("charset %d, %q:\n got %q\nJava %q", inputs[i][0], text, got.String(), want)
		}
	}
}

// TestPropertyPlaces states where keys, values and bad escapes stand.
func TestPropertyPlaces(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"  a.b = c d \nq", `"a.b"="c d " "q"=""`},
		{"a=b\\\n   c\n", `"a"="b\\\n   c"`},
		{"a\\\n b\\\n \\\n =", `"a\\\n b"=""`},
		{"#x\nk\\:1 v", `"k\\:1"="v"`},
		{"a=1\nb\\\n =x\\u12", `"a"="1" bad "\\u"`},
	} {
		var got []string
		list, bad, err := ReadProperties(tt.text, Unicode)
		for _, p := range list {
			got = append(got, fmt.Sprintf("%q=%q", tt.text[p.KeySpan.Start:p.KeySpan.End], tt.text[p.ValueSpan.Start:p.ValueSpan.End]))
		}
		if err != nil {
			got = append(got, fmt.Sprintf("bad %q", tt.text[bad.Start:bad.End]))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, s, tt.want)
		}
	}
}

// FuzzReadProperties checks for any text that the spans lie in it, in order, and
// that a key or value without escapes and continuations is the text at its span.
func FuzzReadProperties(f *testing.F) {
	for _, s := range propertyTable {
		f.Add(s, byte(0))
	}
	f.Fuzz(func(t *testing.T, text string, charset byte) {
		list, bad, err := ReadProperties(text, Charset(charset%3))
		last := 0
		for _, p := range list {
			if p.KeySpan.Start < last || p.KeySpan.End < p.KeySpan.Start || p.ValueSpan.Start < p.KeySpan.End || p.ValueSpan.End < p.ValueSpan.Start || p.ValueSpan.End > len(text) {
				t.Fatalf("%q: key %v, value %v after %d", text, p.KeySpan, p.ValueSpan, last)
			}
			last = p.ValueSpan.End
			for s, span := range map[string]int{p.Key: p.KeySpan.Start, p.Value: p.ValueSpan.Start} {
				written := text[span:min(span+len(s), len(text))]
				if isASCII(text) && !strings.Contains(text, `\`) && s != written {
					t.Errorf("%q: %q, but its place has %q", text, s, written)
				}
			}
		}
		if err != nil && !strings.HasPrefix(text[bad.Start:], `\u`) {
			t.Errorf("%q: there is no escape at %v", text, bad)
		}
	})
}
