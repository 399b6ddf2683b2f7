// Package zimlet reads a zimlet from a directory or an archive, checks it as the server
// would, and writes an archive that every server accepts.
//
// Zimlets have no schema: the server's code is the specification (zm-mailbox,
// com.zimbra.cs.zimlet: ZimletFile, ZimletMeta, ZimletDescription, ZimletConfig,
// ZimletResources, ZimletUtil). If the server has a message for an error, the hint of
// the diagnostic quotes it, so that a search for either finds the other; if the server
// reports nothing, the hint says so.
package zimlet

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// A Zimlet is a set of files with a readable definition. It may still have
// errors, which the diagnostics of Load report.
type Zimlet struct {
	name  string
	files tree.Tree
	def   Definition
	conf  []Property
}

// Name returns the name of the zimlet: of its definition file, its archive and
// the folder it is deployed to, in lower case.
func (z *Zimlet) Name() string { return z.name }

// Definition returns what NAME.xml says.
func (z *Zimlet) Definition() Definition { return z.def }

// Config returns the global properties of config_template.xml, in its order.
func (z *Zimlet) Config() []Property { return z.conf }

// Files returns the files, their paths as in the archive.
func (z *Zimlet) Files() tree.Tree { return z.files }

// Zip returns the archive. Its file must be called NAME.zip.
func (z *Zimlet) Zip() ([]byte, error) { return writeZip(z.files) }

// Options say what Load does beyond the rules.
type Options struct {
	// Allow lists what is refused by default since it gives a zimlet power over
	// the server or other users; see Permissions.
	Allow []string
	// Rewrap removes the one folder around all files.
	Rewrap bool
}

// Permissions are the names that Options.Allow knows, each with what it permits.
func Permissions() map[string]string {
	return map[string]string{
		"code":      "jar, class and jsp files, which run on the server",
		"extension": "extension=\"true\": a zimlet of the admin console",
		"proxy":     "the property allowedDomains, which opens the server's proxy for everybody",
		"remote":    "scripts and styles of other hosts",
	}
}

func (o Options) allows(permission string) bool { return slices.Contains(o.Allow, permission) }

// Load reads a zimlet from a directory. label is how diagnostics name it, and
// its base name is the zimlet's name unless only another definition is there.
// Files and directories whose names begin with "." are left out. The Zimlet is
// nil if it has no readable definition.
func Load(dir fs.FS, label string, opt Options) (*Zimlet, source.Diags) {
	c := &checker{label: label, opt: opt, root: source.NewFile(label, "")}
	var entries []tree.Entry
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		case len(entries) == maxEntries:
			return fmt.Errorf("more than %d files", maxEntries)
		}
		e, err := c.readEntry(dir, name, d)
		if e.Path != (tree.Path{}) {
			entries = append(entries, e)
		}
		return err
	})
	if err != nil {
		c.errorf(codes.ZimletUnreadable, "", "%v", err)
		return nil, c.diags
	}
	files, err := tree.New(entries...)
	if err != nil {
		c.errorf(codes.ZimletDuplicate, "", "%v", err)
		return nil, c.diags
	}
	c.name = c.nameInDir(files)
	return c.check(files)
}

// readEntry reads one file. A file that does not belong in a zimlet is reported, and
// its entry has no path.
func (c *checker) readEntry(dir fs.FS, name string, d fs.DirEntry) (tree.Entry, error) {
	if !d.Type().IsRegular() {
		c.errorf(codes.ZimletLink, "", "%q is not a regular file (%s)", name, d.Type())
		return tree.Entry{}, nil
	}
	info, err := d.Info()
	if err != nil {
		return tree.Entry{}, err
	}
	if info.Size() > maxFile {
		c.errorf(codes.ZimletZipLimit, "", "%q has %d bytes, more than %d", name, info.Size(), maxFile)
		return tree.Entry{}, nil
	}
	path, err := tree.ParsePath(name)
	if err != nil {
		c.errorf(codes.ZimletEntryPath, "", "%v", err)
		return tree.Entry{}, nil
	}
	data, err := fs.ReadFile(dir, name)
	return tree.Entry{Path: path, Mode: 0o644, Data: data}, err
}

// nameInDir is the base name of the directory, or that of the only definition in
// it: a checkout may lie in a folder of any name.
func (c *checker) nameInDir(files tree.Tree) string {
	base := path.Base(strings.TrimRight(c.label, "/"))
	var others []string
	for e := range files.All() {
		name := e.Path.String()
		if strings.EqualFold(name, base+".xml") {
			return base
		}
		if stem, isXML := strings.CutSuffix(name, ".xml"); isXML && !strings.Contains(stem, "/") && rootName(e.Data) == "zimlet" {
			others = append(others, stem)
		}
	}
	if len(others) == 1 {
		return others[0]
	}
	return base
}

// rootName guesses the root element of a document without judging it.
func rootName(data []byte) string {
	root, _ := parseXML(source.NewFile("", string(data)))
	if root == nil {
		return ""
	}
	return root.name
}

// LoadZip reads a zimlet from an archive. label is how diagnostics name it; its
// base name is the name of the zimlet.
func LoadZip(data []byte, label string, opt Options) (*Zimlet, source.Diags) {
	c := &checker{label: label, opt: opt, root: source.NewFile(label, "")}
	base := path.Base(label)
	c.name = strings.TrimSuffix(base, path.Ext(base))
	members, ds := readZip(c.root, data)
	c.diags = append(c.diags, ds...)
	if members == nil {
		return nil, c.diags
	}
	if len(data) > maxUpload {
		c.warnf(codes.ZimletUpload, "413 or a failed upload", "the archive has %d bytes, more than zimbraFileUploadMaxSize allows as shipped (%d)", len(data), maxUpload)
	}
	c.checkManifest(members)
	members = c.checkNames(members)
	if c.opt.Rewrap {
		members = unwrap(members)
	}
	var entries []tree.Entry
	for _, m := range members {
		p, err := tree.ParsePath(m.name)
		if err != nil || m.isDir() {
			continue // reported by checkNames
		}
		entries = append(entries, tree.Entry{Path: p, Mode: 0o644, Data: m.data})
	}
	files, err := tree.New(entries...)
	if err != nil {
		c.errorf(codes.ZimletDuplicate, "", "%v", err)
		return nil, c.diags
	}
	return c.check(files)
}
