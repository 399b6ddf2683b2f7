package zimlet

import (
	"bufio"
	"bytes"
	"path"
	"regexp"
	"strings"
	"unicode"

	"skinbuild/internal/codes"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/tree"
)

// nameForm is the server's ZIMLET_NAME_REGEX, which an archive's file name and
// the name attribute have to match.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

const (
	saysName     = "Zimlet name may contain only letters, numbers and the following symbols: '.', '-' and '_'"
	descriptor   = "Zimlet-Description-File"
	manifestName = "META-INF/MANIFEST.MF"
)

// checkNames reports the names of an archive's entries that the server refuses
// or should, and returns the members whose names are usable, each once.
func (c *checker) checkNames(members []*member) []*member {
	seen := map[string]string{}
	var good []*member
	for _, m := range members {
		name := strings.TrimSuffix(m.name, "/")
		if !c.checkEntryName(name) {
			continue
		}
		lower := strings.ToLower(name)
		other, twice := seen[lower]
		switch {
		case twice && other == name:
			c.errorf(codes.ZimletDuplicate, "nothing: the last one wins", "two entries of the name %q", name)
			continue
		case twice && !m.isDir():
			c.caseCollision(other, name)
			continue
		}
		seen[lower] = name
		good = append(good, m)
	}
	return good
}

func (c *checker) caseCollision(a, b string) {
	c.errorf(codes.ZimletCase, "nothing: it looks files up in lower case, and one of the two is never seen", "%q and %q differ in letter case only", a, b)
}

func (c *checker) checkEntryName(name string) bool {
	const says = "Invalid entry in Zimlet archive: "
	switch {
	case strings.Contains(name, "../") || strings.ContainsFunc(name, unicode.IsControl):
		c.errorf(codes.ZimletEntryPath, says+name, "the entry %q leaves the zimlet's folder or has a control character", name)
	case strings.HasPrefix(name, "/"):
		c.errorf(codes.ZimletEntryPath, says+name+". Zimlet entries with absolute paths are not allowed.", "the entry %q is absolute", name)
	default:
		if _, err := tree.ParsePath(name); err != nil {
			c.errorf(codes.ZimletEntryPath, "nothing", "entry %v", err)
			return false
		}
		if strings.ContainsAny(name, `<>:"|?*`) || strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
			c.errorf(codes.ZimletEntryName, "nothing", "the entry %q has a character that no file should have", name)
			return false
		}
		return true
	}
	return false
}

// checkManifest reports a manifest that sends the server to no definition, or
// its two readers to two.
func (c *checker) checkManifest(members []*member) {
	for i, m := range members {
		if !strings.EqualFold(m.name, manifestName) {
			continue
		}
		named := manifestAttribute(m.data, descriptor)
		switch {
		case named == "":
			c.errorf(codes.ZimletManifest, "java.lang.NullPointerException", "%s has no attribute %s", m.name, descriptor)
		case !strings.EqualFold(named, c.name+".xml"):
			c.errorf(codes.ZimletManifest, "zimlet description not found: "+named, "%s names the definition %q, the archive's name asks for %s.xml", m.name, named, c.name)
		case i > 0 && (i > 1 || !members[0].isDir()):
			c.errorf(codes.ZimletManifest, "nothing: a node that reads the stream does not see it", "%s is not the first entry", m.name)
		}
	}
}

// manifestAttribute returns the value of a main attribute; long ones go on in
// lines that begin with a space.
func manifestAttribute(data []byte, name string) string {
	value, found := "", false
	for s := bufio.NewScanner(bytes.NewReader(data)); s.Scan(); {
		line := strings.TrimSuffix(s.Text(), "\r")
		key, rest, _ := strings.Cut(line, ":")
		switch {
		case found && strings.HasPrefix(line, " "):
			value += line[1:]
		case found || line == "":
			return value
		case strings.EqualFold(key, name):
			value, found = strings.TrimSpace(rest), true
		}
	}
	return value
}

// wrapper returns the one folder that everything lies in, "" if there is none.
func wrapper(names []string) string {
	folder := ""
	for _, name := range names {
		first, _, below := strings.Cut(name, "/")
		if !below || folder != "" && first != folder {
			return ""
		}
		folder = first
	}
	return folder
}

// unwrap removes the one folder around all members from their names.
func unwrap(members []*member) []*member {
	var names []string
	for _, m := range members {
		if !m.isDir() {
			names = append(names, m.name)
		}
	}
	folder := wrapper(names)
	if folder == "" {
		return members
	}
	var out []*member
	for _, m := range members {
		if rest := strings.TrimPrefix(m.name, folder+"/"); rest != "" && rest != m.name {
			inner := *m
			inner.name = rest
			out = append(out, &inner)
		}
	}
	return out
}

// checkFiles reports files that the server drops, runs, or should not get.
func (c *checker) checkFiles() {
	seen := map[string]string{}
	for e := range c.files.All() {
		name := e.Path.String()
		lower := strings.ToLower(name)
		if other, ok := seen[lower]; ok {
			c.caseCollision(other, name)
		}
		seen[lower] = name
		base, ext := path.Base(lower), path.Ext(lower)
		switch {
		case len(e.Data) == 0:
			c.warnf(codes.ZimletEmptyFile, "nothing: it drops such an entry", "%q is empty", name)
		case (ext == ".jar" || ext == ".class" || strings.HasPrefix(ext, ".jsp") || ext == ".war" || ext == ".tag") && !c.opt.allows("code"):
			c.errorf(codes.ZimletCode, "nothing: jars go to WEB-INF/lib of the zimlet webapp, and undeploy leaves them there; --allow code, if that is meant", "%q runs on the server", name)
		case strings.HasSuffix(lower, ".template.js") && c.has(strings.TrimSuffix(lower, ".js")):
			c.warnf(codes.ZimletCompiledTemplate, "nothing: it compiles the .template itself", "%q is compiled from a template that is here too", name)
		case base == "thumbs.db" || base[0] == '.' || strings.HasSuffix(base, "~") || ext == ".bak" || ext == ".orig" || ext == ".swp":
			c.warnf(codes.ZimletJunk, "", "%q has no business in a zimlet", name)
		}
		c.diags = append(c.diags, pack.Secrets(c.label+"/"+name, e.Data)...)
	}
}

// has reports whether the server finds the file: it looks in lower case.
func (c *checker) has(lower string) bool {
	_, ok := c.byLower[lower]
	return ok
}
