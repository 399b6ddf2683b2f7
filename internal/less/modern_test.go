package less_test

import (
	"encoding/json"
	"os"
	"testing"

	"skinbuild/internal/less"
)

// TestModernCSS compiles CSS that is younger than most LESS: container queries,
// layers, ranges, colour spaces. testdata/modern.json has what less.js 4.9.1 makes
// of each piece, or its error: less.js does not know all of it either.
func TestModernCSS(t *testing.T) {
	data, err := os.ReadFile("testdata/modern.json")
	if err != nil {
		t.Fatal(err)
	}
	var pieces []struct{ Less, CSS, Error string }
	if err := json.Unmarshal(data, &pieces); err != nil {
		t.Fatal(err)
	}
	for _, p := range pieces {
		result, ds := less.Compile(oneFile{"in.less": p.Less + "\n"}, "in.less", nil)
		switch {
		case result == nil && p.Error == "":
			t.Errorf("%s\n%v", p.Less, ds)
		case result != nil && (p.Error != "" || string(result.CSS) != p.CSS):
			t.Errorf("%s\nis  %s\nnot %s %s", p.Less, result.CSS, p.CSS, p.Error)
		}
	}
}
