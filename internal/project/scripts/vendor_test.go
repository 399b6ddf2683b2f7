package scripts

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// vendor is the vendor's own source of all releases, as packages: what the
// vendor's build joins into NAME_all.js.
type vendor struct {
	trees string // folder of release trees; "" if there are none
	mu    sync.Mutex
	cache map[string]string
}

var requireCall = regexp.MustCompile(`(?m)^AjxPackage\.require\("([\w.]+)"\);`)

// debugLines are what the vendor's build deletes.
var debugLines = regexp.MustCompile(`(?m)^[ \t]*DBG\.\w+\(.*\);[ \t]*\r?$`)

// script returns the joined text of a package of a release. Scripts of third
// parties, which the trees leave out, are passed over.
func (v *vendor) script(tag, pkg string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	key := tag + "/" + pkg
	if text, ok := v.cache[key]; ok {
		return text, nil
	}
	list, err := v.read(tag, packageFile(pkg))
	if err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "AjxPackage.define(%q);\n", pkg)
	if pkg == "Boot" {
		text.Reset()
	}
	for _, m := range requireCall.FindAllStringSubmatch(list, -1) {
		part, err := v.read(tag, strings.ReplaceAll(m[1], ".", "/")+".js")
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		text.WriteString(debugLines.ReplaceAllString(part, ""))
		text.WriteString("\n")
		if pkg != "Boot" {
			fmt.Fprintf(&text, "AjxPackage.define(%q);\n", m[1])
		}
	}
	v.cache[key] = text.String()
	return text.String(), nil
}

// packageFile is where the list of a package lies.
func packageFile(pkg string) string {
	switch pkg {
	case "Boot", "Ajax", "XForms", "Clipboard", "Debug":
		return "ajax/package/" + pkg + ".js"
	}
	return "zimbraMail/package/" + pkg + ".js"
}

func (v *vendor) read(tag, name string) (string, error) {
	dir := filepath.Join(v.trees, tag, "ajax", "js")
	if strings.HasPrefix(name, "zimbraMail/") {
		dir = filepath.Join(v.trees, tag, "webapps", "zimbra", "js")
	}
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	return string(text), err
}

// templates returns the script that compiles those templates of a release, as
// launchZCS.jsp does with translated ones.
func (v *vendor) templates(tag string, names []string) (string, error) {
	var text strings.Builder
	// The resource servlet sends templates on one line; here they keep theirs.
	text.WriteString("AjxTemplate.__RE_TEMPLATE = /<template([^>]*)>([\\s\\S]*?)<\\/template>/g;\n")
	for _, name := range names {
		template, err := os.ReadFile(filepath.Join(v.trees, tag, "webapps", "zimbra", "templates", strings.ReplaceAll(name, ".", "/")+".template"))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "AjxTemplate.compile(%q, true, false, %s);\n", name, quoteJS(string(template)))
	}
	return text.String(), nil
}

func quoteJS(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return string(b)
}
