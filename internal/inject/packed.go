package inject

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"

	"skinbuild/internal/inject/patch"
	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
)

// maxPackage is the size up to which a script, a style sheet or a properties file is
// read, and up to which a compressed one may grow.
const maxPackage = 32 << 20

// packedForms are the endings of files that servers send in place of the file without
// the ending.
var packedForms = []string{".zgz", ".gz", ".br", ".min"}

// packedForm returns the ending by which a file is a compressed form of another, "" if
// it is not one.
func packedForm(name string) string {
	for _, form := range packedForms {
		if rest, ok := strings.CutSuffix(name, form); ok && (path.Ext(rest) == ".js" || path.Ext(rest) == ".css") {
			return form
		}
	}
	return ""
}

// unpack returns the text of a file in that form.
func unpack(form string, data []byte) (string, error) {
	var r io.Reader = bytes.NewReader(data)
	switch form {
	case ".zgz", ".gz":
		z, err := gzip.NewReader(r)
		if err != nil {
			return "", err
		}
		r = z
	case ".br":
		r = brotli.NewReader(r)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxPackage+1))
	if err == nil && len(text) > maxPackage {
		err = fmt.Errorf("more than %d bytes uncompressed", maxPackage)
	}
	return string(text), err
}

// pack returns the bytes of a text in that form: the same for the same text, with no
// name and no time in them.
func pack(form, text string) []byte {
	var out bytes.Buffer
	var w io.WriteCloser
	switch form {
	case ".zgz", ".gz":
		z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
		if err != nil {
			panic(err) // the level is one of the package's
		}
		z.ModTime = time.Unix(0, 0) // none
		z.OS = 255                  // not known: it must not differ between machines
		w = z
	case ".br":
		w = brotli.NewWriterLevel(&out, brotli.BestCompression)
	default:
		return []byte(text)
	}
	_, err := io.WriteString(w, text)
	if closeErr := w.Close(); err != nil || closeErr != nil {
		panic(fmt.Sprint(err, closeErr)) // writing to memory does not fail
	}
	return out.Bytes()
}

// kindOf is patch.KindOf for files and their compressed forms.
func kindOf(name string) patch.Kind {
	return patch.KindOf(strings.TrimSuffix(name, packedForm(name)))
}

// syntaxFor returns how a file of that name spells a comment.
func syntaxFor(name string) syntax {
	switch kindOf(name) {
	case patch.Style, patch.Script:
		return codeComment
	case patch.Properties:
		return lineComment
	case patch.Markup:
		return htmlComment
	}
	return syntaxOf(jsp.Scan(source.NewFile(name, "")).JSP)
}

// scan returns the file as a document: its segments if it is a template.
func scan(f *source.File) *jsp.Doc {
	if k := kindOf(f.Name()); k != patch.Template && k != patch.Other {
		return &jsp.Doc{File: f}
	}
	return jsp.Scan(f)
}

// Unpacked returns the bytes of a file as a browser has them: uncompressed, if its
// name is that of a compressed form. It reports false if it is damaged.
func Unpacked(name string, data []byte) ([]byte, bool) {
	text, err := unpack(packedForm(name), data)
	return []byte(text), err == nil
}
