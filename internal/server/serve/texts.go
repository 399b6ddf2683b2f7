package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"unicode"

	"skinbuild/internal/server/render"
)

var errSkin = errors.New("the skin servlet fails on this request")

// message returns the text of a key. A source tree has no bundles, because the
// vendor's build makes them; the text is then made from the words of the key.
func (h *Handler) message(bundle, key string) (string, bool) {
	name := "WEB-INF/classes" + path.Clean("/"+bundle) + ".properties"
	if _, err := fs.Stat(h.opt.Webapp, name); err == nil {
		return "", false
	}
	if key == "favIconUrl" {
		return "/img/logo/favicon.ico", true
	}
	return wordsOf(key), true
}

// wordsOf turns "clientWhatsThis" into "Client whats this", and "account.AUTH_FAILED"
// into "Account auth failed".
func wordsOf(key string) string {
	var b strings.Builder
	before := ' '
	for i, r := range key {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r):
			if unicode.IsLower(before) {
				b.WriteByte(' ')
			}
			b.WriteRune(unicode.ToLower(r))
		case r == '.' || r == '_':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

// serveTexts answers /res/A,B.js with each bundle as a global object. If the
// webapp has a file of that name, it serves the file; an unknown bundle gives an
// empty object.
func (h *Handler) serveTexts(w http.ResponseWriter, _ *http.Request, name string) {
	var b strings.Builder
	// Sources have no message files: the substitute defines every bundle first.
	if data, err := fs.ReadFile(h.opt.Webapp, "res/texts.js"); err == nil {
		b.Write(data)
	}
	for _, bundle := range strings.Split(strings.TrimSuffix(path.Base(name), path.Ext(name)), ",") {
		if data, err := fs.ReadFile(h.opt.Webapp, "res/"+bundle+".js"); err == nil {
			b.Write(data)
			b.WriteByte('\n')
			continue
		}
		folder := "messages"
		if strings.HasSuffix(bundle, "Keys") {
			folder = "keys"
		}
		texts := render.Bundle(h.opt.Webapp, "/"+folder+"/"+bundle)
		data, err := json.Marshal(texts)
		if err != nil || !isIdentifier(bundle) {
			continue
		}
		fmt.Fprintf(&b, "window.%s = Object.assign(window.%s || {}, %s);\n", bundle, bundle, data)
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", monthLong)
	_, _ = w.Write([]byte(b.String()))
}

func isIdentifier(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' || r > unicode.MaxASCII {
			return false
		}
	}
	return s != "" && !unicode.IsDigit(rune(s[0]))
}
