//go:build unix

package clitest

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"
)

// makeBad makes the bad inputs. The large ones take seconds each.
func makeBad(t *testing.T, dir string, large bool) []badInput {
	t.Helper()
	same := func(data string) func(string) []byte { return func(string) []byte { return []byte(data) } }
	depth := 10_000
	if large {
		depth = 100_000
	}
	kinds := []badInput{
		{name: "missing"},
		{name: "folder", make: func(name string) error { return os.Mkdir(name, 0o755) }},
		{name: "pipe", make: func(name string) error { return syscall.Mkfifo(name, 0o644) }},
		{name: "zero", make: func(name string) error { return os.Symlink("/dev/zero", name) }},
		{name: "loop", make: func(name string) error { return os.Symlink(filepath.Base(name), name) }},
		{name: "outside", make: func(name string) error { return os.Symlink("/etc/passwd", name) }},
		{name: "socket", make: makeSocket},
		{name: "unreadable", make: func(name string) error { return os.WriteFile(name, []byte("a"), 0) }},
		{name: "empty", text: same("")},
		{name: "blank", text: same(" \n\t\r\n")},
		{name: "binary", text: same(randomBytes(64 << 10))},
		{name: "nul", text: func(ext string) []byte { return []byte("\x00" + validText(ext, 100) + "\x00\x00") }},
		{name: "not-utf-8", text: func(ext string) []byte { return []byte("\xff\xc0" + validText(ext, 100) + "\xed\xa0\x80\n") }},
		{name: "utf-16", text: func(ext string) []byte { return inUTF16(validText(ext, 2000)) }},
		{name: "controls", text: func(ext string) []byte {
			return []byte("\x1b[2J\u202e\u2066 @{x\x07 \x1b]0;title\x07\n" + validText(ext, 100))
		}},
		{name: "nested", text: func(ext string) []byte { return []byte(nestedText(ext, depth)) }},
		{name: "cut", text: func(ext string) []byte { v := validText(ext, 3000); return []byte(v[:len(v)*2/3+1]) }},
		{name: "valid", text: func(ext string) []byte { return []byte(validText(ext, 3000)) }},
	}
	if large {
		kinds = append(kinds,
			badInput{name: "line-20MB", text: func(ext string) []byte { return []byte(strings.Repeat("a", 20<<20)) }},
			badInput{name: "text-50MB", text: func(ext string) []byte { return []byte(validText(ext, 50<<20)) }},
			badInput{name: "text-15MB", text: func(ext string) []byte { return []byte(validText(ext, 15<<20)) }},
			badInput{name: "text-1MB", text: func(ext string) []byte { return []byte(validText(ext, 1<<20-100)) }},
			badInput{name: "wrong-1MB", text: func(ext string) []byte { return []byte(strings.Repeat("} @{ \" <a ' \\ ) ]\n", (1<<20-100)/17)) }},
		)
	}
	for _, b := range kinds {
		if err := b.create(dir); err != nil {
			t.Fatal(err)
		}
	}
	return kinds
}

func makeSocket(name string) error {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	// A socket's name is at most some 100 bytes long, so it is made elsewhere.
	short := filepath.Join("/tmp", "badinput-"+strings.ReplaceAll(filepath.Base(name), "/", "")+"-socket")
	_ = os.Remove(short) // of an earlier run
	if err := syscall.Bind(fd, &syscall.SockaddrUnix{Name: short}); err != nil {
		return err
	}
	if err := os.Rename(short, name); err == nil {
		return nil
	}
	defer os.Remove(short)
	return os.Symlink(short, name)
}

func randomBytes(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	var b []byte
	for len(b) < n {
		b = binary.LittleEndian.AppendUint64(b, r.Uint64())
	}
	return string(b)
}

func inUTF16(text string) []byte {
	b := bytes.NewBufferString("\xff\xfe")
	for _, u := range utf16.Encode([]rune(text)) {
		b.Write(binary.LittleEndian.AppendUint16(nil, u))
	}
	return b.Bytes()
}

// pieces are texts that are valid when repeated.
var pieces = map[string]string{
	".less": ".a { .b { color: @c; width: (1px + 2); &:hover { top: 0 } } }\n@c: red;\n",
	".css":  ".a, .b > c { color: red; margin: 0 1px }\n@media print { .x { top: 0 } }\n",
	".js":   "var a = function (b) { if (b) { return [1, 2, {c: 'd'}]; } return /x/g; };\n",
	".toml": "# a comment\n",
	".json": "[1, 2],\n",
	".xml":  "<file>skin.css</file>\n",
	".html": "<div class=\"a\"><b>text</b> &amp; <br></div>\n",
	".jsp":  "<div class=\"a\"><c:if test=\"${a}\"><b>text</b></c:if></div>\n",
	".log":  "192.0.2.7 - - [25/Nov/2026:10:00:00 +0000] \"GET /zimbra/ HTTP/1.1\" 200 512 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\"\n",
	".txt":  "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\n",
	".tsv":  "chrome\tyes\tno\n",
	"":      "one line of text with some words\n",

	".properties": "LogoColor = @BarColor@\nBarColor = #336699\n",
	".journey":    "click  \"#zb__App__Briefcase\"\n",
}

// validText returns some n bytes that a file of that kind may have.
func validText(ext string, n int) string {
	switch ext {
	case ".tag":
		ext = ".jsp"
	case ".min":
		ext = ".js"
	}
	piece, ok := pieces[ext]
	if !ok {
		piece = pieces[""]
	}
	text := strings.Repeat(piece, n/len(piece)+1)
	switch ext {
	case ".json":
		return "[" + text + "0]"
	case ".xml":
		return "<?xml version=\"1.0\"?>\n<skin><common>\n" + text + "</common></skin>\n"
	case ".journey":
		return "title  A\npage   client\n" + text
	}
	return text
}

// nestedText opens n times and closes as often, in the way of the kind.
func nestedText(ext string, n int) string {
	open, shut := "{", "}"
	switch ext {
	case ".less":
		open, shut = "a{", "}"
	case ".css":
		open, shut = ":not(", ")"
	case ".js":
		open, shut = "[(", ")]"
	case ".json":
		open, shut = "[", "]"
	case ".toml":
		return "a = " + strings.Repeat("[", n) + strings.Repeat("]", n)
	case ".xml", ".html", ".jsp", ".tag":
		open, shut = "<b>", "</b>"
	case ".properties":
		return "A = " + strings.Repeat("@Darken(", n) + "red" + strings.Repeat(")@", n)
	}
	return strings.Repeat(open, n) + strings.Repeat(shut, n) + "\n"
}
