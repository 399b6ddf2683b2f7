package render

import (
	"net/http"
	"strings"

	"skinbuild/internal/codes"
)

// param is a c:param, jsp:param or fmt:param.
type param struct{ name, value string }

// action executes a tag.
func (f *frame) action(n *node, out *strings.Builder) {
	if do, ok := coreTags[n.name]; ok {
		do(f, n, out)
		return
	}
	if f.formatTag(n, out) || f.vendorTag(n, out) || f.tagFile(n, out) {
		return
	}
	f.problem(n.file.Errorf(n.span, codes.JSPUnknownTag, "the tag <%s> is not supported", n.name).
		WithHint("skinbuild renders only the tags that the client's own pages use"))
}

// coreTags are JSTL's core tags and the standard actions.
var coreTags map[string]func(*frame, *node, *strings.Builder)

func init() {
	coreTags = map[string]func(*frame, *node, *strings.Builder){
		"c:set": (*frame).cSet, "c:remove": (*frame).cRemove, "c:if": (*frame).cIf, "c:choose": (*frame).cChoose,
		"c:forEach": (*frame).cForEach, "c:forTokens": (*frame).cForTokens, "c:out": (*frame).cOut, "c:url": (*frame).cURL,
		"c:redirect": (*frame).cRedirect, "c:catch": (*frame).cCatch, "c:param": (*frame).cParam, "fmt:param": (*frame).cParam,
		"jsp:param": (*frame).cParam, "jsp:include": (*frame).jspInclude, "jsp:forward": (*frame).jspForward, "jsp:doBody": (*frame).jspDoBody,
		"jsp:attribute": func(*frame, *node, *strings.Builder) {}, // read by its parent tag
	}
}

func (f *frame) cSet(n *node, _ *strings.Builder) {
	if _, ok := n.attr("target"); ok {
		f.problem(n.file.Errorf(n.span, codes.JSPTag, "c:set with a target is not supported"))
		return
	}
	name, _ := f.str(n, "var")
	where, _ := f.str(n, "scope")
	v := f.attribute(n, "value")
	if _, ok := n.attr("value"); !ok {
		v = text(strings.TrimSpace(f.inner(n)))
	}
	f.set(where, name, v)
}

func (f *frame) cRemove(n *node, _ *strings.Builder) {
	name, _ := f.str(n, "var")
	if where, _ := f.str(n, "scope"); where != "" {
		delete(f.scopeOf(where), name)
		return
	}
	for _, s := range []scope{f.page, f.request, f.session, f.application} {
		delete(s, name)
	}
}

// test evaluates a condition; known is false if its value is unknown.
func (f *frame) test(n *node) (yes, known bool) {
	v := f.attribute(n, "test")
	if u, ok := v.(unknown); ok {
		f.problem(u.why.WithRelated(n.file, n.span, "this part of the page depends on it"))
		return false, false
	}
	return toBool(v), true
}

func (f *frame) cIf(n *node, out *strings.Builder) {
	yes, known := f.test(n)
	if name, _ := f.str(n, "var"); name != "" && known {
		f.set("", name, boolean(yes))
	}
	if yes {
		f.nodes(n.body, out)
	}
}

func (f *frame) cChoose(n *node, out *strings.Builder) {
	for i := range n.body {
		c := &n.body[i]
		switch c.name {
		case "c:when":
			yes, known := f.test(c)
			if !known {
				return
			}
			if yes {
				f.nodes(c.body, out)
				return
			}
		case "c:otherwise":
			f.nodes(c.body, out)
			return
		}
	}
}

func (f *frame) cForEach(n *node, out *strings.Builder) {
	items := f.attribute(n, "items")
	if u, ok := items.(unknown); ok {
		f.problem(u.why)
		return
	}
	var all []value
	switch items := items.(type) {
	case *list:
		all = items.items
	case *dict:
		for _, k := range items.keys {
			all = append(all, entry(k, items.items[k]))
		}
	case server: // paramValues
		for _, k := range sortedKeys(f.params) {
			all = append(all, entry(k, texts(f.params[k]...)))
		}
	case text:
		all = texts(strings.FieldsFunc(string(items), func(r rune) bool { return r == ',' })...).items
	case null:
		all = f.numbers(n)
	default:
		all = []value{items}
	}
	f.loop(n, all, out)
}

// numbers returns the items of a loop that has only begin and end.
func (f *frame) numbers(n *node) []value {
	if _, ok := n.attr("items"); ok {
		return nil
	}
	from, _ := toNumber(f.attribute(n, "begin"))
	to, _ := toNumber(f.attribute(n, "end"))
	var all []value
	for i := from; i <= to && len(all) < maxSteps; i++ {
		all = append(all, number(i))
	}
	return all
}

func entry(key string, v value) value {
	e := newDict()
	e.set("key", text(key))
	e.set("value", v)
	return e
}

func (f *frame) cForTokens(n *node, out *strings.Builder) {
	items, _ := f.str(n, "items")
	delims, _ := f.str(n, "delims")
	parts := strings.FieldsFunc(items, func(r rune) bool { return strings.ContainsRune(delims, r) })
	f.loop(n, texts(parts...).items, out)
}

func (f *frame) loop(n *node, all []value, out *strings.Builder) {
	name, _ := f.str(n, "var")
	status, _ := f.str(n, "varStatus")
	for i, item := range all {
		if !f.step(n, out) {
			return
		}
		if name != "" {
			f.set("", name, item)
		}
		if status != "" {
			s := newDict()
			s.set("index", number(i))
			s.set("count", number(i+1))
			s.set("first", boolean(i == 0))
			s.set("last", boolean(i == len(all)-1))
			f.set("", status, s)
		}
		f.nodes(n.body, out)
	}
	delete(f.page, name)
	delete(f.page, status)
}

func (f *frame) cOut(n *node, out *strings.Builder) {
	v := f.attribute(n, "value")
	if u, ok := v.(unknown); ok {
		f.problem(u.why)
		return
	}
	s := toText(v)
	if _, ok := v.(null); ok {
		if s, ok = f.str(n, "default"); !ok {
			return
		}
	}
	if escape := f.attribute(n, "escapexml"); !equal(escape, text("false")) && !equal(f.attribute(n, "escapeXml"), text("false")) {
		s = escapeXML(s)
	}
	out.WriteString(s)
}

// parameters returns the parameters in the body of a tag; other output of the
// body is dropped, as on the server.
func (f *frame) parameters(n *node) []param {
	save := f.collected
	f.collected = nil
	f.inner(n)
	list := f.collected
	f.collected = save
	return list
}

func (f *frame) cParam(n *node, _ *strings.Builder) {
	name, okName := f.str(n, "name")
	value, okValue := f.str(n, "value")
	if _, ok := n.attr("value"); !ok {
		value = strings.TrimSpace(f.inner(n))
	}
	if okName && okValue {
		f.collected = append(f.collected, param{name, value})
	}
}

// address returns the URL of c:url and c:redirect: below the context path if it
// begins with a slash.
func (f *frame) address(n *node, attr string) (string, bool) {
	address, ok := f.str(n, attr)
	if strings.HasPrefix(address, "/") {
		address = f.env.ContextPath + address
	}
	if list := f.parameters(n); len(list) > 0 {
		// JSTL puts its parameters before the existing ones.
		before, after, has := strings.Cut(address, "?")
		address = before + "?" + query(list)
		if has {
			address += "&" + after
		}
	}
	return address, ok
}

func (f *frame) cURL(n *node, out *strings.Builder) {
	address, ok := f.address(n, "value")
	if !ok {
		return
	}
	if name, _ := f.str(n, "var"); name != "" {
		where, _ := f.str(n, "scope")
		f.set(where, name, text(address))
		return
	}
	out.WriteString(address)
}

func (f *frame) cRedirect(n *node, _ *strings.Builder) {
	if address, ok := f.address(n, "url"); ok {
		f.run.page.Header.Set("Location", address)
		f.run.page.Status = http.StatusFound
		f.ended = true
	}
}

// cCatch prints its body: exceptions do not occur here.
func (f *frame) cCatch(n *node, out *strings.Builder) {
	f.nodes(n.body, out)
	if name, _ := f.str(n, "var"); name != "" {
		f.set("", name, f.caught(name))
	}
}

// target returns the page attribute of an include or a forward.
func (f *frame) target(n *node) (string, bool) {
	if name, ok := f.str(n, "page"); name != "" || !ok {
		return name, ok
	}
	for i := range n.body {
		c := &n.body[i]
		if name, _ := f.str(c, "name"); c.name == "jsp:attribute" && name == "page" {
			return strings.TrimSpace(f.inner(c)), true
		}
	}
	f.problem(n.file.Errorf(n.span, codes.JSPInclude, "<%s> without a page", n.name))
	return "", false
}

func (f *frame) jspInclude(n *node, out *strings.Builder) {
	name, ok := f.target(n)
	if !ok || f.ended {
		return
	}
	f.include(n, resolve(f.path, name), f.merged(n), out)
}

func (f *frame) jspForward(n *node, out *strings.Builder) {
	name, ok := f.target(n)
	if !ok || f.ended {
		return
	}
	out.Reset()
	f.include(n, resolve(f.path, name), f.merged(n), out)
	f.ended = true
}

func (f *frame) jspDoBody(_ *node, out *strings.Builder) {
	if f.body != nil {
		f.body(out)
	}
}

// include prints the server's response for the path.
func (f *frame) include(n *node, name string, params map[string][]string, out *strings.Builder) {
	name, _, _ = strings.Cut(name, "?")
	if isJSP(name) {
		f.template(name, params, out, &frame{run: f.run, file: n.file})
		return
	}
	if f.env.Include != nil {
		answer, ok, err := f.env.Include(name, params)
		if err != nil {
			f.problem(n.file.Errorf(n.span, codes.JSPInclude, "%s: %v", name, err))
			return
		}
		if ok {
			out.WriteString(answer)
			return
		}
	}
	data, err := readFile(f.fsys, name)
	if err != nil {
		f.problem(n.file.Errorf(n.span, codes.JSPInclude, "cannot include %s: %v", name, reason(err)))
		return
	}
	out.Write(data)
}

// merged returns the parameters of the request, preceded by those of the tag.
func (f *frame) merged(n *node) map[string][]string {
	out := map[string][]string{}
	for _, p := range f.parameters(n) {
		out[p.name] = append(out[p.name], p.value)
	}
	for name, values := range f.params {
		out[name] = append(out[name], values...)
	}
	return out
}
