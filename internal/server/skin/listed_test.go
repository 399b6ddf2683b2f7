package skin

import (
	"strings"
	"testing"

	"skinbuild/internal/source"
)

// TestListedFiles has <file> elements of every shape: what they list, or the error.
func TestListedFiles(t *testing.T) {
	const folder = "<file> names no file"
	for _, tt := range []struct{ css, want string }{
		{"<file>a.css</file>", "a.css"},
		{"<file>../_base/a.css</file>", "../_base/a.css"},
		{"<file>/a.css</file>", "a.css"},
		{"<file>..//..//x</file>", "../../x"},
		{"<file>../..</file>", "../.."},
		{"<file>a.css</file><file>a.css</file>", "a.css"},
		{"<file>a<!--c-->.css</file>", "a.css"},
		{"<file>a<b>x</b>.css</file>", "a.css"},
		{"<file> a.css\n</file>", " a.css\n"},
		{"<file>a<![CDATA[x]]>.css</file>", "a.css"},
		{"<file>&#97;.css</file>", "a.css"},
		{"<file name='x'>a.css</file>", "a.css"},
		{"<File>a.css</File><x/>text", ""},
		{"", ""},
		{"<file></file>", folder},
		{"<file/>", folder},
		{"<file>/</file>", folder},
		{"<file>.</file>", folder},
		{"<file>a/..</file>", folder},
		{"<file><![CDATA[a.css]]></file>", folder},
		{"<file><b>a.css</b></file>", folder},
		{"<file>a.css</file><file/>", folder},
	} {
		for _, manifest := range []string{"<skin><css>" + tt.css + "</css></skin>", "<skin><common><css>" + tt.css + "</css></common></skin>"} {
			list, ds := ListedFiles(source.NewFile("m", manifest))
			var names []string
			for _, l := range list {
				names = append(names, l.Path)
			}
			got := strings.Join(names, ",")
			if len(ds) > 0 {
				got = ds[0].Text
			}
			if got != tt.want && !(tt.want == folder && strings.HasPrefix(got, folder)) {
				t.Errorf("%s: got %q, want %q", manifest, got, tt.want)
			}
		}
	}
}
