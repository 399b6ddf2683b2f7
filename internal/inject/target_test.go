package inject

import (
	"strings"
	"testing"
)

func TestTargets(t *testing.T) {
	for _, tt := range []struct{ pattern, matches, others string }{
		{"public/login.jsp", "public/login.jsp", "public/login.jspx login.jsp"},
		{"h/*", "h/a h/changepass", "h h/a/b xh/a"},
		{"**", "a a/b/c.jsp", ""},
		{"**/*.jsp", "a.jsp b/a.jsp c/b/a.jsp", "a.jspx b/a.tag"},
		{"WEB-INF/tags/**/*.tag", "WEB-INF/tags/a.tag WEB-INF/tags/b/a.tag", "WEB-INF/a.tag WEB-INF/tagsx/a.tag"},
		{"public/l?gin.jsp", "public/login.jsp", "public/lgin.jsp public/l/gin.jsp"},
		{"public/{login,error}.jsp", "public/login.jsp public/error.jsp", "public/launch.jsp"},
		{"h/[a-c]*", "h/a h/bcd", "h/d"},
		{"a.b*", "a.bc", "aXbc"},
	} {
		target, err := newTarget(tt.pattern, true)
		if err != nil {
			t.Fatal(err)
		}
		for want, list := range map[bool]string{true: tt.matches, false: tt.others} {
			for path := range strings.FieldsSeq(list) {
				if target.matches(path) != want {
					t.Errorf("%s matches %s: %v", tt.pattern, path, !want)
				}
			}
		}
	}
}

// FuzzTarget checks that no pattern makes a panic, and that one without special
// characters matches itself.
func FuzzTarget(f *testing.F) {
	f.Add("h/*", "h/a")
	f.Add("*\xff", "a\xff")
	f.Add("[", "a")
	f.Add("{a,b}/**/[!x]?", "a/b/cd")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		target, err := newTarget(pattern, true)
		if err != nil {
			return
		}
		target.matches(path)
		if !target.search && !target.matches(pattern) {
			t.Errorf("%q does not match itself", pattern)
		}
	})
}
