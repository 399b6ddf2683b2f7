package skin

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"sync"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/codes"
	"skinbuild/internal/java"
	"skinbuild/internal/source"
)

// renderer holds the state of one request.
type renderer struct {
	app    *Webapp
	path   string
	client string
	locale locale
	table  *table

	out   strings.Builder
	files []*source.File
	marks []mark
	cuts  [2][]cut // buffers for one line: what calls replaced, what tokens replaced
}

var notInSkinName = regexp.MustCompile(`[^A-Za-z0-9]`)

// skinName returns the skin that the servlet uses for a name: only the ASCII
// letters and digits of the name count, and the default replaces a skin that
// does not exist.
func (w *Webapp) skinName(name string) string {
	name = notInSkinName.ReplaceAllString(name, "")
	if name == "" || !w.exists(ref("skins/"+name+"/manifest.xml")) {
		return w.opt.DefaultSkin
	}
	return name
}

// Render answers a request as the server does. If the server answers with HTTP
// 500, the result is empty and one diagnostic is an error that names the cause.
// Warnings report what the server ignores silently.
func (w *Webapp) Render(req *Request) (Rendered, source.Diags) {
	return w.Load(req.Skin).Render(req)
}

// A Skin is one skin of a webapp. It caches its latest answers and reuses one
// for every browser that differs only in macros that the skin never tested, so
// rendering for many browsers costs as much as for the few that differ. It is
// safe for concurrent use.
type Skin struct {
	app  *Webapp
	name string
	m    *manifest
	ds   source.Diags

	mu      sync.Mutex
	tables  []memo[*table]
	answers []memo[answer]
}

// maxMemo is the number of tables and of answers that a Skin caches.
const maxMemo = 100

// A memo is a cached result. It holds for every request with that key whose
// macros agree with those tested while computing it.
type memo[T any] struct {
	key    requestKey
	tested ua.Macros
	macros ua.Macros // of the request, as far as tested
	result T
}

func recall[T any](all []memo[T], key requestKey, m ua.Macros) (T, bool) {
	for _, e := range all {
		if e.key == key && m.And(e.tested) == e.macros {
			return e.result, true
		}
	}
	var none T
	return none, false
}

func remember[T any](all []memo[T], key requestKey, m, tested ua.Macros, result T) []memo[T] {
	if len(all) >= maxMemo {
		all = all[1:]
	}
	return append(all, memo[T]{key, tested, m.And(tested), result})
}

// requestKey is what an answer depends on besides macros. Path and templates
// are empty in the key of a table.
type requestKey struct {
	path, templates, client, version, domain string
	locale                                   locale
}

func keyOf(req *Request) requestKey {
	var domain strings.Builder
	if req.Domain != nil {
		domain.WriteByte('.')
		for _, k := range domainKeys {
			if v, ok := req.Domain[k[0]]; ok {
				domain.WriteString(k[0] + "\x00" + v + "\x00")
			}
		}
	}
	return requestKey{req.Path, req.Templates, clientOf(req), req.Version, domain.String(), parseLocale(req.Locale)}
}

// An answer is the response after the list of macros.
type answer struct {
	body Rendered
	ds   source.Diags
	fail bool
}

// Load returns the skin that the server uses for that name: the default skin if
// the named one does not exist. Each Render returns the errors of its manifest.
func (w *Webapp) Load(name string) *Skin {
	s := &Skin{app: w, name: w.skinName(name)}
	s.m, s.ds = w.loadManifest(s.name)
	return s
}

// Name returns the name of the skin's folder.
func (s *Skin) Name() string { return s.name }

// Render answers a request for this skin; req.Skin is ignored.
func (s *Skin) Render(req *Request) (Rendered, source.Diags) {
	ds := append(source.Diags{}, s.ds...)
	if s.m == nil {
		return Rendered{}, ds
	}
	c := contentOf(req.Path)
	if d := refuse(req, c); d != nil {
		return Rendered{}, append(ds, d)
	}
	key := keyOf(req)
	s.mu.Lock()
	a, ok := recall(s.answers, key, req.Macros)
	s.mu.Unlock()
	if !ok {
		var tested ua.Macros
		a, tested = s.answer(req, c)
		s.mu.Lock()
		s.answers = remember(s.answers, key, req.Macros, tested, a)
		s.mu.Unlock()
	}
	ds = append(ds, a.ds...)
	if a.fail {
		return Rendered{}, ds
	}
	a.body.head = header(req.Macros, c)
	return a.body, ds
}

// answer computes the response to a request.
func (s *Skin) answer(req *Request, c content) (answer, ua.Macros) {
	base := s.properties(req)
	if base.fatal != nil {
		return answer{ds: base.ds, fail: true}, base.tested
	}
	r := &renderer{app: s.app, path: req.Path, client: clientOf(req), locale: parseLocale(req.Locale), table: base.clone(req.Macros)}
	list := r.list(s.m, req, c)
	r.grow(list)
	for _, e := range list {
		r.file(e, c)
		if r.table.fatal != nil {
			break
		}
	}
	ds := append(append(source.Diags{}, base.ds...), r.table.ds...)
	return answer{Rendered{text: r.out.String(), files: r.files, marks: r.marks}, ds, r.table.fatal != nil}, r.table.tested
}

// grow reserves memory for the expected size of the answer.
func (r *renderer) grow(list []entry) {
	size, lines := 0, 0
	for _, e := range list {
		if f, _, _ := r.app.open(e.ref); f != nil {
			size, lines = size+f.size, lines+len(f.lines)
		}
	}
	r.out.Grow(min(size*3/2, maxOutput))
	r.marks = make([]mark, 0, lines*2)
}

func clientOf(req *Request) string {
	if req.Client == "" {
		return clientAdvanced
	}
	return req.Client
}

// refuse reports requests that cannot be answered from files alone.
func refuse(req *Request, c content) *source.Diag {
	list, _ := names(req.Path, c)
	f := source.NewFile(req.Path, req.Path)
	all := source.Span{End: len(req.Path)}
	switch {
	case c == typeAppcache:
		return f.Errorf(all, codes.SkinRequest, "an application cache manifest depends on the account, and no supported browser asks for one")
	case c == typePlain && contains(list, "skin"):
		return f.Errorf(all, codes.SkinRequest, "the skin servlet serves only paths below css/, html/ and js/").WithHint(hintServerFails)
	}
	return nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// properties returns the table of the request. It may be cached from other
// macros with the same result.
func (s *Skin) properties(req *Request) *table {
	key := keyOf(req)
	key.path, key.templates = "", ""
	s.mu.Lock()
	t, ok := recall(s.tables, key, req.Macros)
	s.mu.Unlock()
	if ok {
		return t
	}
	t = newTable(req.Macros)
	t.load(&propertySources{s.app, s.m.list(listProperties, key.client, s.app.release), key.locale, req.Domain, req.Version})
	s.mu.Lock()
	s.tables = remember(s.tables, key, req.Macros, t.tested, t)
	s.mu.Unlock()
	return t
}

// header returns the list of the browser's macros that begins every answer.
func header(m ua.Macros, c content) string {
	start, next, end := c.comment()
	var b strings.Builder
	b.WriteString(start + "\n")
	for _, name := range m.Names() {
		b.WriteString(next + "#define " + name + " true\n")
	}
	b.WriteString(end + "\n\n")
	return b.String()
}

// own writes text that does not come from a file.
func (r *renderer) own(text string) {
	if n := len(r.marks); n == 0 || r.marks[n-1].file >= 0 {
		r.marks = append(r.marks, mark{int32(r.out.Len()), -1, 0, -1})
	}
	r.out.WriteString(text)
}

// file writes one file of the list with its locale files, or the servlet's line
// that reports it missing.
func (r *renderer) file(e entry, c content) {
	f, kind, _ := r.app.open(e.ref)
	start, _, end := c.comment()
	if kind == missing {
		if !e.ref.built() {
			r.app.openEntry(e, r.table.report)
		}
		r.own(start + "Error: file doesn't exist - " + java.EncodeForm(e.ref.shown()) + end + "\n\n")
		return
	}
	for i, one := range append([]ref{e.ref}, r.app.ownLocaleFiles(r.locale, e.ref)...) {
		if i > 0 {
			f, _, _ = r.app.open(one)
		}
		if f == nil {
			code, limit := codes.SkinDirectory, ""
			if kind != directory {
				code, limit = codes.SkinLimit, fmt.Sprintf(", or is larger than %d MB", fileLimit(one.shown())>>20)
			}
			r.table.fail(place{e.file, e.span}, code, "%s cannot be read as a file%s", one.shown(), limit)
			return
		}
		r.fileHead(one, c)
		r.lines(f)
		if r.table.fatal != nil {
			return
		}
	}
}

// built reports whether the vendor's build generates the file, so that a source
// tree does not have it.
func (r ref) built() bool { return strings.HasSuffix(string(r), "img/images.css") }

func (r *renderer) fileHead(one ref, c content) {
	start, next, end := c.comment()
	r.own(start + "\n" + next + "File: " + one.shown() + "\n" + end + "\n\n")
}

// lines writes the lines of a file that the #IFDEFs keep, with tokens replaced.
func (r *renderer) lines(f *textFile) {
	r.files = append(r.files, f.src)
	limit := maxOutput
	if strings.HasSuffix(f.name, ".js") {
		limit = maxScripts
	}
	cond := newConditions(f, r.table.has, r.table.report)
	text := f.src.Text()
	for _, l := range f.lines {
		sent, ok := cond.step(l)
		if !ok {
			r.table.fail(place{f.src, spanOf(l)}, codes.SkinSurplusEndif, "a line after a surplus #ENDIF")
			return
		}
		if !sent {
			continue
		}
		if l.tokens {
			r.substituted(f, l)
		} else {
			r.mark(l.start, -1)
			r.out.WriteString(text[l.start:l.end])
			r.out.WriteByte('\n')
		}
		if r.out.Len() > limit {
			r.table.fail(place{f.src, spanOf(l)}, codes.SkinLimit, "the answer is longer than %d MB", limit>>20)
		}
		if r.table.fatal != nil {
			return
		}
	}
	cond.end()
}

func (r *renderer) mark(src, end int) {
	r.marks = append(r.marks, mark{int32(r.out.Len()), int32(len(r.files) - 1), int32(src), int32(end)})
}

// substituted writes one line with calls and tokens replaced.
func (r *renderer) substituted(f *textFile, l line) {
	raw := f.src.Text()[l.start:l.end]
	p := place{f.src, spanOf(l)}
	called, calls := r.table.replaceCalls(p, false, raw, r.cuts[0][:0])
	done, tokens := r.table.replaceTokens(p, false, called, r.cuts[1][:0])
	r.cuts = [2][]cut{calls, tokens}
	b := backwards{l.start, calls}
	at := 0
	for _, c := range tokens {
		r.stretch(b, done[at:c.out], c.in-(c.out-at))
		src, _ := b.place(c.in)
		_, end := b.place(c.inEnd - 1)
		r.mark(src, end)
		r.out.WriteString(done[c.out:c.outEnd])
		at = c.outEnd
	}
	r.stretch(b, done[at:], len(called)-(len(done)-at))
	r.out.WriteByte('\n')
}

// stretch writes text that starts at offset in of the line after call
// replacement, and marks the parts that came from calls.
func (r *renderer) stretch(b backwards, text string, in int) {
	for len(text) > 0 {
		src, end := b.place(in)
		n := len(text)
		if c := b.next(in); c >= 0 {
			n = min(n, c-in)
		}
		if end-src != 1 || b.inCall(in) {
			r.mark(src, end)
		} else {
			r.mark(src, -1)
		}
		r.out.WriteString(text[:n])
		text, in = text[n:], in+n
	}
}

// backwards maps offsets in a line after call replacement to the source.
type backwards struct {
	start int   // of the line in its file
	cuts  []cut // in order
}

// cut returns the index of the first cut that ends behind the offset.
func (b backwards) cut(at int) int {
	return sort.Search(len(b.cuts), func(i int) bool { return at < b.cuts[i].outEnd })
}

// place returns the source of the byte at that offset.
func (b backwards) place(at int) (start, end int) {
	i := b.cut(at)
	if i < len(b.cuts) && at >= b.cuts[i].out {
		return b.start + b.cuts[i].in, b.start + b.cuts[i].inEnd
	}
	shift := 0
	if i > 0 {
		shift = b.cuts[i-1].inEnd - b.cuts[i-1].outEnd
	}
	return b.start + at + shift, b.start + at + shift + 1
}

func (b backwards) inCall(at int) bool {
	i := b.cut(at)
	return i < len(b.cuts) && at >= b.cuts[i].out
}

// next returns where the next call begins or the current one ends; -1 if there
// is none.
func (b backwards) next(at int) int {
	switch i := b.cut(at); {
	case i == len(b.cuts):
		return -1
	case at < b.cuts[i].out:
		return b.cuts[i].out
	default:
		return b.cuts[i].outEnd
	}
}
