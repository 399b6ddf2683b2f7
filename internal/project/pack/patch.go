package pack

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff"

	"skinbuild/internal/tree"
)

// Patch returns the changes as one unified diff with a/ and b/ before the paths,
// as "patch -p1" and "git apply" take it. Of a file that is not UTF-8 text it
// only says that it differs.
func Patch(changes []tree.Change) string {
	var out strings.Builder
	for _, c := range changes {
		from, before := side("a/", c.Path, c.Old)
		to, after := side("b/", c.Path, c.New)
		if !isText(before) || !isText(after) {
			fmt.Fprintf(&out, "Binary files %s and %s differ\n", from, to)
			continue
		}
		out.WriteString(udiff.Unified(from, to, string(before), string(after)))
	}
	return out.String()
}

func side(prefix string, path tree.Path, e *tree.Entry) (name string, data []byte) {
	if e == nil {
		return "/dev/null", nil
	}
	return prefix + path.String(), e.Data
}

func isText(data []byte) bool { return utf8.Valid(data) && !bytes.ContainsRune(data, 0) }
