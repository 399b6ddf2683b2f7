package client

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"skinbuild/internal/input"
)

// A Completion is what a webapp on disk lacks to run the vendor's client.
type Completion struct {
	// Layers lie below the webapp, in this order.
	Layers []fs.FS
	// Notes say what was made and what was substituted, as sentences for a report.
	Notes []string
	// Missing is why the client cannot run, with the file; "" if it can.
	Missing string
}

// jquery is where npm's package has the library that the vendor's build adds.
const jquery = "jquery/dist/jquery.min.js"

// Complete looks at a webapp whose lowest layer is the folder dir, ":reference" for the
// webapp of the tool. modules is a node_modules folder with jquery; nil if there is none.
//
// An installed webapp has the client's packages, perhaps only compressed. To a tree of
// sources it adds what the vendor's build would make, for which it needs the sources of
// zm-ajax: in the folder "ajax" beside "webapps", or in a checkout beside that of
// zm-web-client.
func Complete(ctx context.Context, dir string, webapp, modules fs.FS) Completion {
	if !IsSource(webapp) {
		c := Completion{Layers: []fs.FS{Unpacked(webapp)}}
		for _, name := range []string{"js/Boot_all.js", "js/Startup1_1_all.js", "js/Startup1_2_all.js"} {
			if !has(webapp, name) && !has(webapp, name+".zgz") && !has(webapp, name+".min") {
				c.Missing = "the webapp has no " + name
			}
		}
		return c
	}
	ajax := ajaxBeside(dir)
	if ajax == "" {
		return Completion{Missing: "the webapp is a tree of sources, and there is no zm-ajax beside it for js/ajax"}
	}
	var library []byte
	if modules != nil {
		library, _ = fs.ReadFile(modules, jquery) // absent: said below
	}
	if library == nil {
		return Completion{Missing: "the webapp is a tree of sources, and node_modules has no " + jquery}
	}
	src := Sources{Webapp: webapp, Ajax: input.Folder(ctx, ajax), Libraries: map[string][]byte{"ajax.3rdparty.jquery.jquery_min": library}}
	return Completion{Layers: []fs.FS{New(src)}, Notes: []string{
		"The client's packages and templates were made from its sources, as the vendor's build makes them.",
		fmt.Sprintf("Substitutes, since the sources lack them: jQuery from npm, Modernizr, time zones, texts without message files, and pictures. The sources of zm-ajax are in %s.", filepath.Base(ajax)),
	}}
}

func has(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}

// ajaxBeside returns the folder that holds js/ajax for a webapp; "" if there is none.
func ajaxBeside(dir string) string {
	for _, place := range []string{"../../ajax", "../../zm-ajax/WebRoot", "../../../zm-ajax/WebRoot"} {
		root := filepath.Join(dir, filepath.FromSlash(place))
		if _, err := os.Stat(filepath.Join(root, "js/ajax/package/Boot.js")); err == nil {
			return root
		}
	}
	return ""
}
