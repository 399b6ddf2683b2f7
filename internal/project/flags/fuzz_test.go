package flags

import (
	"strings"
	"testing"
)

// FuzzParseAgents reads files of User-Agents. A line is at most one, and none is empty
// unless it has a name.
func FuzzParseAgents(f *testing.F) {
	f.Add("chrome\n# comment\nname\tMozilla/5.0 (X11)\r\n\n safari-ios \n")
	f.Add("\t\n\x00\xff\u2028")
	f.Fuzz(func(t *testing.T, text string) {
		list := ParseAgents(text)
		if len(list) > strings.Count(text, "\n")+1 {
			t.Errorf("%d agents", len(list))
		}
		for _, b := range list {
			if strings.ContainsRune(b.UserAgent, '\n') {
				t.Errorf("%q spans lines", b.UserAgent)
			}
		}
	})
}
