package render

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf16"
)

// call calls a function: an EL function by its prefix, or a Java method that
// the templates declare.
func (v *evaluator) call(e *expr) value {
	args, bad := v.all(e.args)
	if bad != nil {
		return bad
	}
	var x value
	if v.java {
		x = v.ownMethod(e, args)
	} else {
		x = v.function(e.name, args)
	}
	if x == nil {
		return v.unknown(e, "the function %s is not supported", e.name)
	}
	return x
}

// declare records the methods that a page declares.
func (f *frame) declare(n *node) {
	for name, m := range parseMethods(n) {
		f.own[name] = m
	}
}

// ownMethod calls a method that the page declares. It returns nil if there is
// none.
func (v *evaluator) ownMethod(e *expr, args []value) value {
	m := v.own[e.name]
	if m == nil || len(m.params) != len(args) {
		return nil
	}
	if v.depth++; v.depth > maxDepth {
		v.depth--
		return v.unknown(e, "calls of %s are nested more than %d deep", e.name, maxDepth)
	}
	outer, result := v.frame.java, v.result
	v.frame.java, v.result = scope{}, null{}
	for i, name := range m.params {
		v.frame.java[name] = args[i]
	}
	v.execAll(m.body, &strings.Builder{})
	x := v.result
	v.frame.java, v.result = outer, result
	v.depth--
	return x
}

// function calls an EL function: JSTL's fn or the vendor's zm.
func (v *evaluator) function(name string, args []value) value {
	words := make([]string, 3)
	for i := range min(len(args), 3) {
		words[i] = toText(args[i])
	}
	a, b := words[0], words[1]
	switch name {
	case "fn:trim":
		return text(strings.TrimSpace(a))
	case "fn:length":
		return length(args[0])
	case "fn:contains":
		return boolean(strings.Contains(a, b))
	case "fn:startsWith":
		return boolean(strings.HasPrefix(a, b))
	case "fn:endsWith":
		return boolean(strings.HasSuffix(a, b))
	case "fn:indexOf":
		return number(indexOf(a, b))
	case "fn:replace":
		return text(strings.ReplaceAll(a, b, words[2]))
	case "fn:escapeXml":
		return text(escapeXML(a))
	case "fn:toLowerCase":
		return text(strings.ToLower(a))
	case "fn:toUpperCase":
		return text(strings.ToUpper(a))
	case "fn:substring":
		return substring(a, args)
	case "fn:split":
		return texts(strings.FieldsFunc(a, func(r rune) bool { return strings.ContainsRune(b, r) })...)
	case "fn:join":
		if l, ok := args[0].(*list); ok {
			return text(join(l, b))
		}
		return text("")
	}
	return v.vendorFunction(name, args, a, b)
}

// vendorFunction calls a function of zm-taglib, for a server with one anonymous
// client and no redirects.
func (v *evaluator) vendorFunction(name string, args []value, a, b string) value {
	switch name {
	case "zm:cook":
		return cook(args)
	case "zm:jsEncode":
		return text(jsEncode(a))
	case "zm:javaLocaleId":
		return text(a)
	case "zm:getServerName":
		return text(v.host())
	case "zm:isCollection":
		_, ok := args[0].(*list)
		return boolean(ok)
	case "zm:boolean":
		return boolean(toBool(args[0]))
	case "zm:equalsIgnoreCase":
		return boolean(strings.EqualFold(a, b))
	case "zm:contains":
		if l, ok := args[0].(*list); ok {
			return boolean(contains(l, b))
		}
		return boolean(false)
	case "zm:replaceAll":
		return replaceAll(a, b, args)
	case "zm:getPreLoginRedirectUrl", "zm:getDomainLoginPageErrorPath":
		return null{}
	case "zm:isAllowedUA", "zm:isAllowedIP", "zm:isTwoFactorAuthRequired", "zm:isDomainLoginPageEnabled":
		return boolean(false)
	}
	return nil
}

func replaceAll(s, expr string, args []value) value {
	re, err := regexp.Compile(expr)
	if err != nil || len(args) < 3 {
		return nil
	}
	return text(re.ReplaceAllString(s, toText(args[2])))
}

func contains(l *list, s string) bool {
	for _, item := range l.items {
		if toText(item) == s {
			return true
		}
	}
	return false
}

func join(l *list, by string) string {
	var words []string
	for _, item := range l.items {
		words = append(words, toText(item))
	}
	return strings.Join(words, by)
}

// escapeXML escapes text as JSTL's c:out and fn:escapeXml do.
func escapeXML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#034;", "'", "&#039;").Replace(s)
}

// cook makes text safe in markup; null stays null.
func cook(args []value) value {
	if len(args) == 0 {
		return null{}
	}
	if _, ok := args[0].(null); ok {
		return null{}
	}
	return text(html.EscapeString(toText(args[0])))
}

var jsEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "'", `\'`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "<", `\u003C`, ">", `\u003E`)

func jsEncode(s string) string { return jsEscapes.Replace(s) }

// units returns UTF-16 code units, which Java counts in.
func units(s string) []uint16 { return utf16.Encode([]rune(s)) }

func length(v value) value {
	switch v := v.(type) {
	case *list:
		return number(len(v.items))
	case *dict:
		return number(len(v.keys))
	}
	return number(len(units(toText(v))))
}

func indexOf(s, sub string) int {
	i := strings.Index(s, sub)
	if i < 0 {
		return -1
	}
	return len(units(s[:i]))
}

// substring is fn:substring: a negative end means the end of the text.
func substring(s string, args []value) value {
	u := units(s)
	if len(args) < 2 {
		return nil
	}
	from, okFrom := toNumber(args[1])
	to, okTo := float64(len(u)), true
	if len(args) > 2 {
		to, okTo = toNumber(args[2])
	}
	if !okFrom || !okTo {
		return nil
	}
	if to < 0 || int(to) > len(u) {
		to = float64(len(u))
	}
	from = max(from, 0)
	if from >= to {
		return text("")
	}
	return text(string(utf16.Decode(u[int(from):int(to)])))
}

// method calls a method of a value.
func (v *evaluator) method(e *expr, of value, args []value) value {
	var x value
	switch of := of.(type) {
	case null:
		return v.unknown(e, "%s() is called on null", e.name)
	case class:
		x = v.static(of, e.name, args)
	case text:
		x = textMethod(string(of), e.name, args)
	case *list:
		x = listMethod(of, e.name, args)
	case *dict:
		if e.name == "get" && len(args) == 1 {
			x = of.get(toText(args[0]))
		}
	case object:
		x = of.call(v.frame, e.name, args)
	}
	if x == nil {
		return v.unknown(e, "the method %s is not supported", e.name)
	}
	return x
}

func textMethod(s, name string, args []value) value {
	words := make([]string, 2)
	for i := range min(len(args), 2) {
		words[i] = toText(args[i])
	}
	a := words[0]
	switch name {
	case "equals":
		_, isNull := args[0].(null)
		return boolean(!isNull && s == a)
	case "equalsIgnoreCase":
		return boolean(strings.EqualFold(s, a))
	case "length":
		return length(text(s))
	case "isEmpty":
		return boolean(s == "")
	case "indexOf":
		return number(indexOf(s, a))
	case "startsWith":
		return boolean(strings.HasPrefix(s, a))
	case "endsWith":
		return boolean(strings.HasSuffix(s, a))
	case "contains", "matches":
		if name == "matches" {
			return matches(a, s)
		}
		return boolean(strings.Contains(s, a))
	case "trim":
		return text(strings.TrimSpace(s))
	case "toLowerCase":
		return text(strings.ToLower(s))
	case "toUpperCase":
		return text(strings.ToUpper(s))
	case "toString":
		return text(s)
	case "substring":
		return substring(s, append([]value{null{}}, args...))
	case "split":
		return split(s, a)
	case "replace":
		return text(strings.ReplaceAll(s, a, words[1]))
	case "replaceAll":
		return replaceAll(s, a, append([]value{null{}}, args...))
	}
	return nil
}

// split is Java's String.split, which drops empty pieces at the end.
func split(s, expr string) value {
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil
	}
	parts := re.Split(s, -1)
	for len(parts) > 1 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	return texts(parts...)
}

func listMethod(l *list, name string, args []value) value {
	switch name {
	case "size":
		return number(len(l.items))
	case "isEmpty":
		return boolean(len(l.items) == 0)
	case "contains":
		return boolean(len(args) == 1 && contains(l, toText(args[0])))
	case "get":
		n, ok := toNumber(args[0])
		if ok && n >= 0 && int(n) < len(l.items) {
			return l.items[int(n)]
		}
	}
	return nil
}
