package output

import (
	"encoding/base64"
	"encoding/json"
	"path"
	"sort"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/less/value"
	"skinbuild/internal/source"
)

// SourceMap says what map to make and how it names things.
type SourceMap struct {
	Output       string // the name of the CSS file, for the map's "file"
	URL          string // how the CSS names its map
	RootPath     string // put before the names of sources
	BasePath     string // taken off the names of sources; "" is the directory of the entry
	Inline       bool   // the map goes into the CSS
	IncludeText  bool   // the sources go into the map
	NoAnnotation bool   // the CSS does not name its map
}

// Marks are the places that parts of the output come from.
type Marks struct{ list []mapMark }

type mapMark struct {
	pos int // byte of the output
	at  value.Place
}

func (m *Marks) add(pos int, at value.Place) { m.list = append(m.list, mapMark{pos, at}) }

// Origin returns the place that the text at a byte of the output comes from.
func (m *Marks) Origin(offset int) (f *source.File, span source.Span, ok bool) {
	list := m.list
	i := sort.Search(len(list), func(i int) bool { return list[i].pos > offset })
	if i == 0 {
		return nil, source.Span{}, false
	}
	at := list[i-1].at
	return at.File, at.Span(), true
}

// dropAt forgets the last mark if nothing was written since.
func (m *Marks) dropAt(pos int) {
	if n := len(m.list); n > 0 && m.list[n-1].pos == pos {
		m.list = m.list[:n-1]
	}
}

// sourceMapJSON is a source map of version 3 in the order that less.js writes it.
type sourceMapJSON struct {
	Version        int       `json:"version"`
	Sources        []string  `json:"sources"`
	Names          []string  `json:"names"`
	Mappings       string    `json:"mappings"`
	File           string    `json:"file,omitempty"`
	SourcesContent []*string `json:"sourcesContent,omitempty"`
}

// buildMap returns the map of css, and the comment that names it.
func (o *SourceMap) buildMap(css []byte, marks *Marks, entry string) (data []byte, comment string) {
	base := o.BasePath
	if base == "" {
		if base = path.Dir(entry); base == "." {
			base = ""
		}
	}
	m := sourceMapJSON{Version: 3, Sources: []string{}, Names: []string{}}
	stem := strings.TrimSuffix(path.Base(entry), path.Ext(entry))
	m.File = o.Output
	if m.File == "" {
		m.File = stem + ".css"
	}
	files := mapFiles{index: map[string]int{}, base: base, root: o.RootPath}
	if files.root != "" && !strings.HasSuffix(files.root, "/") {
		files.root += "/"
	}
	m.Mappings = files.encode(css, marks)
	m.Sources = append(m.Sources, files.names...)
	if o.IncludeText {
		for _, f := range files.files {
			text := f.Text()
			m.SourcesContent = append(m.SourcesContent, &text)
		}
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		return nil, "" // strings and numbers always encode
	}
	data = []byte(strings.TrimSuffix(b.String(), "\n"))
	return data, o.annotation(data, stem, base)
}

// annotation is the comment at the end of the CSS that names the map.
func (o *SourceMap) annotation(data []byte, stem, base string) string {
	url := o.URL
	switch {
	case o.NoAnnotation:
		return ""
	case o.Inline:
		url = "data:application/json;base64," + base64.StdEncoding.EncodeToString(data)
	case url == "" && o.Output != "":
		url = o.Output + ".map"
	case url == "":
		url = stem + ".css.map"
	}
	if !o.Inline && base != "" {
		url = withoutBase(url, base)
	}
	return "/*# sourceMappingURL=" + url + " */"
}

func withoutBase(name, base string) string {
	if rest, ok := strings.CutPrefix(name, base); ok {
		return strings.TrimPrefix(rest, "/")
	}
	return name
}

// mapFiles numbers the sources in the order of their first use.
type mapFiles struct {
	index      map[string]int
	names      []string
	files      []*source.File
	base, root string
}

func (f *mapFiles) number(file *source.File) int {
	n, ok := f.index[file.Name()]
	if !ok {
		n = len(f.names)
		f.index[file.Name()] = n
		f.names = append(f.names, f.root+withoutBase(file.Name(), f.base))
		f.files = append(f.files, file)
	}
	return n
}

// segment is one mapping: columns count UTF-16 units.
type segment struct{ line, column, file, srcLine, srcColumn int }

// encode writes the mappings; of equal neighbours one stays.
func (f *mapFiles) encode(css []byte, marks *Marks) string {
	var out []byte
	var last segment
	line, column, pos := 0, 0, 0
	first := true
	previous := segment{line: -1}
	for _, m := range marks.list {
		for pos < m.pos {
			r, n := utf8.DecodeRune(css[pos:])
			pos += n
			switch {
			case r == '\n':
				line++
				column = 0
			case r > 0xffff:
				column += 2
			default:
				column++
			}
		}
		srcLine, srcColumn := utf16Position(m.at)
		s := segment{line, column, f.number(m.at.File), srcLine, srcColumn}
		if s == previous {
			continue
		}
		previous = s
		for last.line < s.line {
			out = append(out, ';')
			last.line++
			last.column = 0
			first = true
		}
		if !first {
			out = append(out, ',')
		}
		first = false
		out = appendVLQ(out, s.column-last.column)
		out = appendVLQ(out, s.file-last.file)
		out = appendVLQ(out, s.srcLine-last.srcLine)
		out = appendVLQ(out, s.srcColumn-last.srcColumn)
		last = s
	}
	return string(out)
}

// utf16Position is a place as 0-based line and column in UTF-16 units.
func utf16Position(at value.Place) (line, column int) {
	line, col := at.File.Position(at.Offset)
	text := at.File.Line(line)
	for _, r := range text[:min(col-1, len(text))] {
		column++
		if r > 0xffff {
			column++
		}
	}
	return line - 1, column
}

// appendVLQ writes n in the base 64 of source maps.
func appendVLQ(dst []byte, n int) []byte {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	u := uint(n) << 1
	if n < 0 {
		u = uint(-n)<<1 | 1
	}
	for {
		d := u & 31
		if u >>= 5; u == 0 {
			return append(dst, digits[d])
		}
		dst = append(dst, digits[d|32])
	}
}
