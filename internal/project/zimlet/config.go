package zimlet

import (
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

const configName = "config_template.xml"

// checkConfig reads config_template.xml. The server reads it only after it has
// written the files and LDAP, so what is wrong with it leaves a zimlet half
// deployed.
func (c *checker) checkConfig() []Property {
	e, ok := c.byLower[configName]
	if !ok {
		return nil
	}
	f := c.file(e)
	if strings.TrimSpace(f.Text()) == "" {
		if len(e.Data) > 0 {
			c.add(serverSays(f.Errorf(source.At(0), codes.ZimletConfigEmpty, "the configuration is empty"), "Cannot parse Zimlet description: Document parse failed, after the zimlet is half deployed"))
		}
		return nil
	}
	root, ds := parseXML(f)
	c.diags = append(c.diags, ds...)
	if root == nil {
		return nil
	}
	if root.name != "zimletConfig" {
		d := f.Errorf(root.tag, codes.ZimletConfigRoot, "the root element is <%s>, not <zimletConfig>", root.name)
		if root.name != "zimlet" {
			serverSays(d, "Top level tag not recognized "+root.name)
		}
		c.add(d)
		return nil
	}
	if name := root.attr("name"); name != c.def.Name && c.def.Name != "" {
		c.add(serverSays(f.Errorf(root.attrSpan("name"), codes.ZimletConfigName, "the configuration is for %q, the zimlet is %q", name, c.def.Name), "no such zimlet "+name))
	}
	if version := root.attr("version"); !versionForm.MatchString(version) {
		c.add(serverSays(f.Errorf(root.attrSpan("version"), codes.ZimletConfigVersion, "the version %q is not a series of numbers between dots", version),
			`java.lang.NumberFormatException: For input string: "`+firstBadPart(version)+`"`))
	}
	return c.configProperties(root)
}

func (c *checker) configProperties(root *element) []Property {
	f := root.file
	var list []Property
	for _, section := range root.children {
		switch section.name {
		case "global", "host":
		default:
			c.add(serverSays(f.Warnf(section.tag, codes.ZimletConfigElement, "<%s> is neither <global> nor <host>", section.name), "unrecognized config element "+section.name))
			continue
		}
		seen := map[string]bool{}
		for _, p := range section.children {
			name := p.attr("name")
			switch {
			case name == "":
				c.add(f.Warnf(p.tag, codes.ZimletConfigElement, "a property without a name"))
			case seen[name]:
				c.add(serverSays(f.Warnf(p.tag, codes.ZimletConfigElement, "the property %q twice", name), "nothing: the last one wins"))
			case name == "allowedDomains" && strings.TrimSpace(p.text) != "" && !c.opt.allows("proxy"):
				c.add(f.Errorf(p.tag, codes.ZimletProxy, "allowedDomains goes to zimbraProxyAllowedDomains of the default COS: the server will fetch from %q for every user", strings.TrimSpace(p.text)).
					WithHint("--allow proxy, if that is meant"))
			}
			seen[name] = true
			if section.name == "global" {
				list = append(list, Property{name, p.text})
			}
		}
	}
	return list
}
