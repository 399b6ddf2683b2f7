package gaps

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"skinbuild/internal/compat"
	"skinbuild/internal/source"
)

func list(t testing.TB, text string) compat.List {
	t.Helper()
	l, ds := compat.ParseList(source.NewFile("browsers", text))
	if ds.Err() != nil {
		t.Fatal(ds)
	}
	return l
}

func lines(gaps []Gap) string {
	var b strings.Builder
	for _, g := range gaps {
		fmt.Fprintf(&b, "%s %s: %s\n", g.Kind, g.Written, g.Browsers)
	}
	return b.String()
}

func TestX(t *testing.T) {
	text, _ := os.ReadFile(os.Getenv("X"))
	c := NewChecker(list(t, os.Getenv("L")))
	f := source.NewFile("x", string(text))
	gaps := c.Sheet(f)
	if strings.HasSuffix(os.Getenv("X"), ".js") { gaps = c.Script(f) }
	for _, g := range gaps {
		l, _ := f.Position(g.Span.Start)
		fmt.Println(l, g.Kind, g.Feature, "|", g.Written, "|", f.Text()[g.Span.Start:g.Span.End], "|", g.Browsers)
	}
}
