// Package client makes the scripts of the vendor's web client from its sources, as
// the vendor's build does: packages joined from their lists, debug lines taken out,
// templates compiled to scripts.
//
// An installed webapp has all of it on disk, compressed; Unpacked reads that. A tree
// of sources has neither: New makes a layer that lies below such a tree.
//
// The truth is the vendor's build.xml, the class TemplateCompiler of zm-mailbox, and
// AjxPackage.js of zm-ajax.
package client

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"skinbuild/internal/tree"
)

// Sources are the folders that a client is made from.
type Sources struct {
	// Webapp is WebRoot of zm-web-client: js/zimbraMail and templates.
	Webapp fs.FS
	// Ajax is WebRoot of zm-ajax: js/ajax and js/zimbra.
	Ajax fs.FS
	// Libraries holds third-party scripts that neither tree has, by the name in the
	// lists: "ajax.3rdparty.jquery.jquery_min".
	Libraries map[string][]byte
}

// A Client is a layer with the files that the vendor's build would add: js/NAME_all.js
// and its twin with the suffix ".min", and templates/FOLDER/NAME.template.js. Files
// are made when they are opened, and kept. It is safe for concurrent use.
type Client struct {
	src Sources

	mu   sync.Mutex
	made map[string][]byte
}

// New returns the layer. It reads nothing yet.
func New(src Sources) *Client {
	return &Client{src: src, made: map[string][]byte{}}
}

// IsSource reports whether a webapp is a tree of sources: it has the lists of the
// packages and not the packages.
func IsSource(webapp fs.FS) bool {
	_, list := fs.Stat(webapp, "js/zimbraMail/package/Startup1_1.js")
	_, plain := fs.Stat(webapp, "js/Startup1_1_all.js")
	_, packed := fs.Stat(webapp, "js/Startup1_1_all.js.zgz")
	return list == nil && plain != nil && packed != nil
}

// Open makes and opens a file. The error is fs.ErrNotExist for a name that the
// vendor's build does not make, or whose sources are absent.
func (c *Client) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	data, ok := c.made[name]
	if !ok {
		var err error
		if data, err = c.make(name); err != nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
		c.made[name] = data
	}
	return tree.File(tree.Info(name, 0o444, len(data)), data), nil
}

func (c *Client) make(name string) ([]byte, error) {
	plain := strings.TrimSuffix(name, ".min")
	if pkg, ok := strings.CutSuffix(plain, "_all.js"); ok && path.Dir(pkg) == "js" {
		text, _, err := c.join(path.Base(pkg))
		return text, err
	}
	if source, ok := strings.CutSuffix(name, ".js"); ok && path.Ext(source) == ".template" && strings.HasPrefix(source, "templates/") && !isLocaleTemplate(source) {
		text, err := fs.ReadFile(c.src.Webapp, source)
		if err != nil {
			return nil, fs.ErrNotExist
		}
		return compileTemplate(templatePackage(source), text), nil
	}
	return c.other(name)
}

//go:embed standin
var standIns embed.FS

// substitutes are the files that the vendor's build makes and a tree of sources lacks, each
// with the file of this package that takes its place.
var substitutes = map[string]string{
	"js/ajax/util/AjxTimezoneData.js": "timezones.js", "img/images.css": "images.css", "res/texts.js": "texts.js",
}

// other makes what is neither a package nor a template: the messages and keys, which
// the vendor's build copies, and substitutes.
func (c *Client) other(name string) ([]byte, error) {
	if inside, ok := strings.CutPrefix(name, "WEB-INF/classes/"); ok && path.Ext(inside) == ".properties" {
		for _, root := range c.roots() {
			if text, err := fs.ReadFile(root, inside); err == nil {
				return text, nil
			}
		}
	}
	if file := substitutes[name]; file != "" {
		return fs.ReadFile(standIns, "standin/"+file)
	}
	return nil, fs.ErrNotExist
}

func (c *Client) roots() []fs.FS {
	var roots []fs.FS
	for _, root := range []fs.FS{c.src.Webapp, c.src.Ajax} {
		if root != nil {
			roots = append(roots, root)
		}
	}
	return roots
}

// Missing returns the scripts that a package lists and no source has, sorted, by
// their names in the list. The error is fs.ErrNotExist for an unknown package.
func (c *Client) Missing(pkg string) ([]string, error) {
	_, missing, err := c.join(pkg)
	slices.Sort(missing)
	return missing, err
}

var (
	requireCall = regexp.MustCompile(`(?m)^AjxPackage\.require\("([\w.]+)"\);`)
	// debugLine is what the vendor's build deletes.
	debugLine = regexp.MustCompile(`(?m)^[ \t]*DBG\.\w+\(.*\);[ \t]*\r?$`)
)

// join makes a package: each script once, with a line that tells AjxPackage that it
// is there, so that no other package loads it again.
func (c *Client) join(pkg string) (text []byte, missing []string, err error) {
	list, err := c.list(pkg)
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	define := func(name string) {
		if pkg != "Boot" { // Boot defines AjxPackage itself
			fmt.Fprintf(&out, "AjxPackage.define(%q);\n", name)
		}
	}
	define(pkg)
	for _, m := range requireCall.FindAllSubmatch(list, -1) {
		name := string(m[1])
		script, err := c.script(name)
		if err != nil {
			missing = append(missing, name)
			continue
		}
		out.Write(debugLine.ReplaceAll(script, nil))
		out.WriteByte('\n')
		define(name)
	}
	return out.Bytes(), missing, nil
}

// list returns the list of a package.
func (c *Client) list(pkg string) ([]byte, error) {
	if strings.Contains(pkg, "/") {
		return nil, fs.ErrNotExist
	}
	for _, from := range []struct {
		root   fs.FS
		folder string
	}{{c.src.Webapp, "js/zimbraMail/package/"}, {c.src.Ajax, "js/ajax/package/"}, {c.src.Ajax, "js/zimbra/package/"}} {
		if from.root == nil {
			continue
		}
		list, err := fs.ReadFile(from.root, from.folder+pkg+".js")
		if err == nil {
			return list, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return nil, fs.ErrNotExist
}

// script returns the source of a name such as "ajax.core.AjxCore".
func (c *Client) script(name string) ([]byte, error) {
	if text, ok := c.src.Libraries[name]; ok {
		return text, nil
	}
	file := "js/" + strings.ReplaceAll(name, ".", "/") + ".js"
	for _, root := range c.roots() {
		if text, err := fs.ReadFile(root, file); err == nil {
			return text, nil
		}
	}
	if name == modernizr {
		return fs.ReadFile(standIns, "standin/modernizr.js")
	}
	return nil, fs.ErrNotExist
}

// modernizr is the library of the boot package. The vendor's is a build of 2012 that no
// registry has, so a substitute answers what the client asks of it.
const modernizr = "ajax.3rdparty.modernizr.modernizr"
