package zimlet

import (
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// A Definition is what NAME.xml says, in the server's and the client's words.
type Definition struct {
	Name           string     `json:"name"`
	Version        string     `json:"version"`
	Label          string     `json:"label,omitempty"`
	Description    string     `json:"description,omitempty"`
	Extension      bool       `json:"extension,omitempty"` // a zimlet of the admin console
	Targets        []string   `json:"targets"`             // windows it is for; "main" unless it says otherwise
	Includes       []string   `json:"includes"`
	Styles         []string   `json:"styles"`
	Handler        string     `json:"handler,omitempty"` // the global constructor
	PanelItem      bool       `json:"panelItem,omitempty"`
	ContentObject  bool       `json:"contentObject,omitempty"`
	Extensions     []string   `json:"serverExtensions,omitempty"` // Java classes on the server
	UserProperties []Property `json:"userProperties,omitempty"`
}

// A Property is one of a user's settings, or of the operator's configuration.
type Property struct {
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
}

// known elements and where they may stand are what the corpus of real zimlets
// and the client's ZmZimletContext use; the server ignores what it does not know.
var knownElements = strings.Fields(`zimlet include includeCSS contentObject zimletPanelItem serverExtension target disableUIUndeploy
	resource handlerObject userProperties property portlet portletProperties summary menuItem toolTipText toolTip dragSource contextMenu
	actionUrl canvas matchOn regex param item onClick onDoubleClick`)

// newDefinition reads the fields.
func (c *checker) newDefinition(root *element) Definition {
	d := Definition{
		Name: root.attr("name"), Version: root.attr("version"), Label: root.attr("label"), Description: root.attr("description"),
		Targets: strings.Fields(root.attr("target")), Includes: []string{}, Styles: []string{},
	}
	d.Extension = strings.EqualFold(root.attr("extension"), "true") || root.attr("extension") == "1"
	for _, e := range root.children {
		switch e.name {
		case "include":
			d.Includes = append(d.Includes, strings.TrimSpace(e.text))
		case "includeCSS":
			d.Styles = append(d.Styles, strings.TrimSpace(e.text))
		case "target":
			d.Targets = append(d.Targets, strings.TrimSpace(e.text))
		case "handlerObject":
			d.Handler = strings.TrimSpace(e.text)
		case "zimletPanelItem":
			d.PanelItem = true
		case "contentObject":
			d.ContentObject = true
		case "serverExtension":
			if class := e.attr("extensionClass"); class != "" {
				d.Extensions = append(d.Extensions, class)
			}
		case "userProperties":
			for _, p := range e.childrenNamed("property") {
				d.UserProperties = append(d.UserProperties, Property{p.attr("name"), p.attr("value")})
			}
		}
	}
	if len(d.Targets) == 0 {
		d.Targets = []string{"main"}
	}
	return d
}

// The caps of the LDAP attributes that deployment writes.
const (
	maxLDAPText = 256
	saysLDAP    = "INVALID_ATTR_VALUE from LDAP, after the files are written"
)

func (c *checker) checkDefinition(root *element) {
	f := root.file
	if root.name != "zimlet" {
		c.add(serverSays(f.Errorf(root.tag, codes.ZimletRoot, "the root element is <%s>, not <zimlet>", root.name), "Top level tag not recognized "+root.name))
		return
	}
	c.checkDefinitionName(root)
	c.checkVersion(root)
	if n := len([]rune(root.attr("description"))); n > maxLDAPText {
		c.add(serverSays(f.Errorf(root.attrSpan("description"), codes.ZimletLDAPLimit, "the description has %d characters, LDAP takes %d", n, maxLDAPText), saysLDAP))
	}
	if c.def.Extension && !c.opt.allows("extension") {
		c.add(f.Errorf(root.attrSpan("extension"), codes.ZimletExtension, "a zimlet of the admin console acts with an administrator's rights").
			WithHint("--allow extension, if that is meant; only a global administrator can deploy it"))
	}
	if root.hasAttr("zimbraXZimletCompatibleSemVer") {
		c.add(f.Warnf(root.attrSpan("zimbraXZimletCompatibleSemVer"), codes.ZimletModern, "this marks a zimlet of the Modern UI; Classic leaves it out"))
	}
	for _, e := range root.children {
		switch e.name {
		case "include", "includeCSS":
			c.checkInclude(e)
		case "serverExtension":
			c.checkServerExtension(e)
		}
	}
	root.walk(c.checkElement)
	c.checkMessages(root)
	c.checkHandler(root)
}

func (c *checker) checkDefinitionName(root *element) {
	f, name := root.file, root.attr("name")
	span := root.attrSpan("name")
	switch {
	case name == "":
		c.add(serverSays(f.Errorf(span, codes.ZimletName, "the zimlet has no name"), saysName))
	case !nameForm.MatchString(name):
		c.add(serverSays(f.Errorf(span, codes.ZimletName, "the name %q has other characters than letters, digits, \"_\", \".\" and \"-\"", name), saysName))
	case !strings.EqualFold(name, c.name):
		c.add(serverSays(f.Errorf(span, codes.ZimletName, "the name %q is not that of the definition file", name),
			"success, and later: error loading zimlet; zimlet description not found: "+name+".xml"))
	}
}

func (c *checker) checkVersion(root *element) {
	f, version := root.file, root.attr("version")
	if !versionForm.MatchString(version) {
		says := `java.lang.NumberFormatException: For input string: "` + firstBadPart(version) + `"`
		c.add(serverSays(f.Errorf(root.attrSpan("version"), codes.ZimletVersion, "the version %q is not a series of numbers between dots", version), says))
	}
	if len(version) > maxLDAPText {
		c.add(serverSays(f.Errorf(root.attrSpan("version"), codes.ZimletLDAPLimit, "the version has %d characters, LDAP takes %d", len(version), maxLDAPText), saysLDAP))
	}
}

func firstBadPart(version string) string {
	for part := range strings.SplitSeq(strings.ReplaceAll(version, "_", "."), ".") {
		if !versionForm.MatchString(part) {
			return part
		}
	}
	return version
}

func isRemote(url string) bool {
	lower := strings.ToLower(url)
	for _, prefix := range []string{"http://", "https://", "ftp://", "ftps://", "/"} {
		if strings.HasPrefix(lower, prefix) {
			return true
		}
	}
	return false
}

// checkInclude reports an include that the server passes over in silence.
func (c *checker) checkInclude(e *element) {
	f, name := e.file, strings.TrimSpace(e.text)
	span := e.textAt
	if span == (source.Span{}) {
		span = e.tag
	}
	if isRemote(name) {
		if !c.opt.allows("remote") {
			c.add(f.Errorf(span, codes.ZimletIncludeRemote, "%q comes from another place: it is not compressed with the others, and whoever serves it acts as the user", name).
				WithHint("put the file into the zimlet, or --allow remote"))
		}
		return
	}
	const silent = "nothing: the file is left out"
	actual, ok := c.byLower[strings.ToLower(name)]
	template, isTemplate := strings.CutSuffix(strings.ToLower(name), ".js")
	switch {
	case isTemplate && strings.HasSuffix(template, ".template") && c.has(template):
		return // the server compiles it
	case !ok:
		c.add(serverSays(f.Errorf(span, codes.ZimletIncludeMissing, "there is no file %q%s", name, c.nearest(name)), silent))
	case e.text != name:
		c.add(serverSays(f.Errorf(span, codes.ZimletIncludeSpace, "white space around %q: the server does not trim it", name), silent))
	case len(actual.Data) == 0:
		c.add(serverSays(f.Errorf(span, codes.ZimletIncludeMissing, "%q is empty, so the server never gets it", name), silent))
	case actual.Path.String() != name:
		c.add(f.Warnf(span, codes.ZimletIncludeCase, "the file is called %q: found when all scripts are served as one, not by ?dev=1", actual.Path))
	}
	kind := "include"
	if e.name == "includeCSS" {
		kind = "includeCSS"
	}
	if c.included[kind+" "+strings.ToLower(name)] {
		c.add(f.Warnf(span, codes.ZimletIncludeTwice, "%q is included twice", name))
	}
	c.included[kind+" "+strings.ToLower(name)] = true
}

func (c *checker) nearest(name string) string {
	var names []string
	for e := range c.files.All() {
		names = append(names, e.Path.String())
	}
	if near := source.Nearest(name, names); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

func (c *checker) checkServerExtension(e *element) {
	f := e.file
	for _, attr := range []string{"hasKeyword", "extensionClass"} {
		if n := len([]rune(e.attr(attr))); n > maxLDAPText {
			c.add(serverSays(f.Errorf(e.attrSpan(attr), codes.ZimletLDAPLimit, "%s has %d characters, LDAP takes %d", attr, n, maxLDAPText), saysLDAP))
		}
	}
}

// checkElement warns of elements that neither server nor client knows.
func (c *checker) checkElement(e *element) {
	for _, known := range knownElements {
		if e.name == known {
			return
		}
	}
	d := serverSays(e.file.Warnf(e.tag, codes.ZimletUnknownElement, "neither server nor client knows <%s>", e.name), "nothing")
	if near := source.Nearest(e.name, knownElements); near != "" {
		d.WithHint("did you mean <%s>?", near)
	}
	c.add(d)
}
