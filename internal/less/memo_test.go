package less_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"skinbuild/internal/less"
	"skinbuild/internal/source"
)

// A sheetMaker writes stylesheets that import the same few variables into modules.
type sheetMaker struct {
	*rand.Rand
	b     strings.Builder
	above int // the variables that an expression may name
}

const variablePool = 7

func (m *sheetMaker) name() string {
	return fmt.Sprintf("v%d", m.above+m.IntN(variablePool-m.above))
}

func (m *sheetMaker) expr(depth int) string {
	if depth == 0 || m.IntN(3) == 0 {
		return [...]string{"3px", "10", "5%", "7", "8px", "10", "2em", "1px !important", "#336699", `"a b"`}[min(m.IntN(60), 9-m.IntN(8))]
	}
	switch m.IntN(7) {
	case 0:
		return "@" + m.name()
	case 1:
		return "(@" + m.name() + " + @" + m.name() + ")"
	case 2:
		return "@" + m.name() + " * 2"
	case 3:
		return `"t-@{` + m.name() + `}"`
	case 4:
		return "(@" + m.name() + " / 2) " + m.expr(depth-1)
	case 5:
		return "if((1 = 1), @" + m.name() + ", 2)"
	}
	return "(@" + m.name() + " - " + m.expr(depth-1) + ")"
}

// local is one of the few names that blocks define too, which are not remembered.
func (m *sheetMaker) local() string { return fmt.Sprintf("v%d", variablePool/2+m.IntN(2)) }

func (m *sheetMaker) variables(n int) {
	for range n {
		own := m.IntN(variablePool)
		if m.above = min(own+1, variablePool-1); m.IntN(20) == 0 {
			m.above = 0 // may be a circle
		}
		depth := 2
		if own == variablePool-1 {
			depth = 0
		}
		fmt.Fprintf(&m.b, "@v%d: %s;\n", own, m.expr(depth))
		m.above = 0
	}
}

func (m *sheetMaker) rules(n int) {
	for range n {
		switch m.IntN(6) {
		case 0:
			fmt.Fprintf(&m.b, ".m%d(@%s) when (@%s > %d) { a: @%s; b: @%s; @%s: 9; c: @%s }\n", m.IntN(3), m.local(), m.name(), m.IntN(9), m.name(), m.name(), m.local(), m.name())
		case 1:
			fmt.Fprintf(&m.b, ".m%d() { b: @%s; .in { c: (@%s) } }\n", m.IntN(3), m.name(), m.name())
		case 2:
			fmt.Fprintf(&m.b, ".r { .m%d(@%s); }\n", m.IntN(3), m.name())
		case 3:
			fmt.Fprintf(&m.b, ".m%d();\n", m.IntN(3))
		case 4:
			fmt.Fprintf(&m.b, ".r-@{%s} { d: @%s @@n; @d(); }\n", m.name(), m.name())
		case 5:
			fmt.Fprintf(&m.b, ".r when (@%s = 10) { e: @%s; @%s: 4; f: @%s }\n", m.name(), m.name(), m.local(), m.name())
		}
	}
}

// imports writes modules, some of them inside of others or with a name.
func (m *sheetMaker) imports(n int) {
	for range n {
		head := [...]string{"&", "&", "&", "&", ".named", "@media all"}[m.IntN(6)]
		fmt.Fprintf(&m.b, "%s {\n@import (multiple) \"base\";\n", head)
		for range 1 + m.IntN(3) {
			fmt.Fprintf(&m.b, "@import (%s) \"f%d\";\n", [...]string{"multiple", "multiple", "once", "reference, multiple"}[m.IntN(4)], m.IntN(4))
		}
		m.variables(m.IntN(3))
		m.rules(m.IntN(2))
		m.b.WriteString(".all {")
		for _, i := range m.Perm(variablePool) {
			fmt.Fprintf(&m.b, [...]string{" a: @v%d;", " a: (@v%d);"}[m.IntN(2)], i)
		}
		m.b.WriteString(" }\n}\n")
	}
}

func (m *sheetMaker) take() string {
	text := m.b.String()
	m.b.Reset()
	return text
}

// texts are the messages, but not where in a circle it was noticed.
func texts(ds source.Diags) string {
	var list []string
	for _, d := range ds {
		if d.Severity == source.Error {
			list = append(list, d.Text)
		}
	}
	return strings.Join(list, "\n")
}

// TestRemembered: values that are remembered and shared between modules are those
// that evaluating them again gives. A mixin with parameters of the same names, which
// nobody calls, keeps all of them from being remembered.
func TestRemembered(t *testing.T) {
	var never strings.Builder
	never.WriteString(".never(@n; @d")
	for i := range variablePool {
		fmt.Fprintf(&never, "; @v%d", i)
	}
	never.WriteString(") { }\n")

	compiled := 0
	for seed := range uint64(6000) {
		m := &sheetMaker{Rand: rand.New(rand.NewPCG(seed, 1))}
		files := oneFile{}
		for i := range 4 {
			m.variables(1 + m.IntN(5))
			m.rules(m.IntN(2))
			if i > 1 && m.IntN(3) == 0 {
				fmt.Fprintf(&m.b, "& { @import (multiple) \"f%d\"; }\n", i-2)
			}
			files[fmt.Sprintf("f%d.less", i)] = m.take()
		}
		for i := range variablePool {
			fmt.Fprintf(&m.b, "@v%d: %d; .m%d() { h: i } .m%d(@a) { j: @a }\n", i, i, i%3, i%3)
		}
		files["base.less"] = m.take() // what the root has too is not shared
		if m.IntN(4) == 0 {
			m.b.WriteString("@import (multiple) \"base\";\n")
		}
		m.b.WriteString("@n: v1; @d: { g: @v2 };\n")
		m.imports(2 + m.IntN(4))
		entry := m.take()

		files["in.less"] = entry
		got, gotErr := less.Compile(files, "in.less", &less.Options{Limits: fuzzLimits})
		files["in.less"] = entry + never.String()
		want, wantErr := less.Compile(files, "in.less", &less.Options{Limits: fuzzLimits})
		if g, w := texts(gotErr), texts(wantErr); g != w {
			t.Fatalf("seed %d: %s\nnot %s\n%v", seed, g, w, files)
		}
		if want != nil {
			compiled++
			if string(got.CSS) != string(want.CSS) {
				t.Fatalf("seed %d:\n%s\nnot\n%s\n%v", seed, got.CSS, want.CSS, files)
			}
		}
	}
	if compiled < 100 {
		t.Errorf("only %d of the sheets compile", compiled)
	}
	t.Logf("%d sheets compile", compiled)
}
