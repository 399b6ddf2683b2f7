package zimlet

import (
	"fmt"
	"skinbuild/internal/codes"
	"skinbuild/internal/server/es3"
	"strings"

	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// checker gathers what is wrong with one zimlet.
type checker struct {
	label    string
	name     string // as the archive or the directory has it
	opt      Options
	root     *source.File // stands for the zimlet as a whole
	files    tree.Tree
	byLower  map[string]tree.Entry // as the server looks files up
	included map[string]bool
	def      Definition
	diags    source.Diags
}

func (c *checker) add(d *source.Diag) { c.diags = append(c.diags, d) }

func (c *checker) errorf(code codes.Code, says, format string, args ...any) {
	d := c.root.Errorf(source.At(0), code, format, args...)
	if says != "" {
		serverSays(d, says)
	}
	c.add(d)
}

func (c *checker) warnf(code codes.Code, says, format string, args ...any) {
	d := c.root.Warnf(source.At(0), code, format, args...)
	if says != "" {
		serverSays(d, says)
	}
	c.add(d)
}

// serverSays adds what the server would print, so that a message found in its
// log leads here.
func serverSays(d *source.Diag, text string) *source.Diag {
	if strings.HasPrefix(text, "nothing") || strings.HasPrefix(text, "success") {
		return d.WithHint("the server says %s", text)
	}
	return d.WithHint("the server says: %s", text)
}

// file returns an entry as a text, named as the user knows it.
func (c *checker) file(e tree.Entry) *source.File {
	return source.NewFile(c.label+"/"+e.Path.String(), string(e.Data))
}

// check reads the definition and checks everything by it.
func (c *checker) check(files tree.Tree) (*Zimlet, source.Diags) {
	c.files, c.byLower, c.included = files, map[string]tree.Entry{}, map[string]bool{}
	for e := range files.All() {
		c.byLower[strings.ToLower(e.Path.String())] = e
	}
	c.checkFiles()
	if !nameForm.MatchString(c.name) {
		c.errorf(codes.ZimletName, saysName, "the name %q has other characters than letters, digits, \"_\", \".\" and \"-\"", c.name)
	} else if c.name != strings.ToLower(c.name) {
		c.warnf(codes.ZimletUpperCase, "nothing: it makes the name of the archive lower case, the name attribute not", "the name %q is not in lower case", c.name)
	}
	if strings.Contains(c.name, ".") && len(c.messageKeys()) > 0 {
		c.warnf(codes.ZimletNameDot, "nothing: it looks for the messages of "+c.name[:strings.IndexByte(c.name, '.')], "a zimlet with a \".\" in its name has no messages")
	}
	root := c.readDefinition()
	if root == nil {
		return nil, c.diags
	}
	c.def = c.newDefinition(root)
	c.checkDefinition(root)
	conf := c.checkConfig()
	c.checkProperties()
	c.checkScripts()
	c.checkStyles()
	return &Zimlet{name: strings.ToLower(c.name), files: files, def: c.def, conf: conf}, c.diags
}

// readDefinition finds and parses NAME.xml.
func (c *checker) readDefinition() *element {
	e, ok := c.byLower[strings.ToLower(c.name)+".xml"]
	if !ok {
		c.noDefinition()
		return nil
	}
	if len(e.Data) == 0 {
		c.errorf(codes.ZimletNoDefinition, "zimlet description not found: "+c.name+".xml", "%s is empty, so the server never gets it", e.Path)
		return nil
	}
	root, ds := parseXML(c.file(e))
	c.diags = append(c.diags, ds...)
	return root
}

// noDefinition says why there is no definition where the server looks for it.
func (c *checker) noDefinition() {
	says := fmt.Sprintf("zimlet description not found: %s.xml", c.name)
	var names, others []string
	for e := range c.files.All() {
		name := e.Path.String()
		names = append(names, name)
		if stem, ok := strings.CutSuffix(strings.ToLower(name), ".xml"); ok && !strings.Contains(stem, "/") && stem+".xml" != configName {
			others = append(others, name)
		}
	}
	if folder := wrapper(names); folder != "" {
		d := c.root.Errorf(source.At(0), codes.ZimletWrapped, "all files lie in a folder, %s/: the definition has to be at the top of the archive", folder)
		c.add(d.WithHint("skinbuild zimlet pack --rewrap takes them out; the server says: %s", says))
		return
	}
	what := fmt.Sprintf("there is no %s.xml", c.name)
	if len(others) > 0 {
		what += ", only " + strings.Join(others, ", ") + ": the definition and the archive need one name"
	}
	c.errorf(codes.ZimletNoDefinition, says, "%s", what)
}

// checkScripts checks every script that the server concatenates: if the compressor
// cannot read one, no zimlet works for any user.
func (c *checker) checkScripts() {
	for e := range c.files.All() {
		name := strings.ToLower(e.Path.String())
		if !strings.HasSuffix(name, ".js") || !c.included["include "+name] || c.has(strings.TrimSuffix(name, ".js")) {
			continue
		}
		c.diags = append(c.diags, es3.Check(c.file(e), es3.ForZimlet)...)
	}
}
