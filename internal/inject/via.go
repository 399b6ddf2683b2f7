package inject

import (
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// Via is the way by which an operation's content reaches the browser.
type Via string

const (
	ViaTemplate Via = "template" // the vendor's template is edited
	ViaSkin     Via = "skin"     // a skin of the project delivers the file
	ViaZimlet   Via = "zimlet"   // a zimlet of the project delivers the file
)

// skinPage says what a vendor page loads from the user's skin without a change, in
// every release that has the page.
type skinPage struct {
	moment string   // the anchor at which it includes skin.js; "" if it does not
	only   string   // JavaScript that is true at that moment on this page and false on the other two
	lacks  []string // anchors that the page does not have
	client string   // the client whose skin.css it links
}

const (
	scriptAnchor = "before-launch-script"
	sheetAnchor  = "after-last-stylesheet"
)

// isNewWindow recognises the page by its address, the only one it is opened by.
const isNewWindow = `/\/launchNewWindow\.jsp$/.test(location.pathname)`

var skinPages = map[string]skinPage{
	"public/launchZCS.jsp":           {scriptAnchor, "window.AjxPackage && !" + isNewWindow, nil, "advanced"},
	"public/launchNewWindow.jsp":     {scriptAnchor, isNewWindow, []string{"body-end"}, "advanced"},
	"public/login.jsp":               {"body-end", "!window.AjxPackage", []string{"before-boot", "after-boot", "after-packages", scriptAnchor}, "advanced"},
	"public/error.jsp":               {client: "advanced"},
	"public/TwoFactorSetup.jsp":      {client: "advanced"},
	"public/PasswordRecovery.jsp":    {client: "advanced"},
	"public/extuserprov.jsp":         {client: "advanced"},
	"public/addressVerification.jsp": {client: "advanced"},
	"h/changepass":                   {client: "advanced"},
	"WEB-INF/tags/head.tag":          {client: "standard"},
	"WEB-INF/tags/rest/restHead.tag": {client: "standard"},
}

// loads reports whether the page loads the script, or else the style sheet, of a skin.
func (p skinPage) loads(script bool) bool {
	if script {
		return p.moment != ""
	}
	return p.client != ""
}

// pagesWith lists the pages that load the script, or the style sheet, of a skin.
func pagesWith(script bool) []string {
	var list []string
	for path, p := range skinPages {
		if p.loads(script) {
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list
}

// reaches reports whether the page loads the file at the place that the table names.
// If the table names none, any place will do.
func (p skinPage) reaches(c *Config) bool {
	script := c.Script != ""
	if !p.loads(script) {
		return false
	}
	moment := sheetAnchor
	if script {
		moment = p.moment
	}
	for _, a := range append([]string{c.Anchor}, c.Fallback...) {
		if a == moment || a == "" {
			return true
		}
		if !slices.Contains(p.lacks, a) {
			return false
		}
	}
	return false
}

// templateOnly returns the keys that have an effect only in an edited template.
func (c *Config) templateOnly() []string {
	return c.chosen(map[string]bool{"releases": c.Releases != "", "blobs": c.Blobs != nil, "contains": c.Contains != nil, "lacks": c.Lacks != nil,
		"literal": c.Literal != "", "selector": c.Selector != "", "position": c.Position != "", "count": c.Count != 0,
		"inline": c.Inline, "defer": c.Defer, "nonce": c.Nonce != ""})
}

// defaultVia is skin if a skin reaches the same moment on every target.
func (c *Config) defaultVia(targets []target) Via {
	if c.Script == "" && c.Style == "" || c.Anchor == "" || len(c.templateOnly()) > 0 {
		return ViaTemplate
	}
	for _, t := range targets {
		if !skinPages[t.pattern].reaches(c) {
			return ViaTemplate
		}
	}
	return ViaSkin
}

// checkDelivered reports what a skin or a zimlet cannot do.
func (c *Config) checkDelivered(via Via, targets []target) *source.Diag {
	if keys := c.templateOnly(); len(keys) > 0 {
		return c.errorf(keys[0], codes.InjectVia, "%s needs an edited template, and via is %s", keys[0], via).WithHint(`leave it out, or say via = "template"`)
	}
	for _, t := range targets {
		if d := c.checkReach(via, t); d != nil {
			return d
		}
	}
	if via == ViaZimlet && c.Anchor != "" {
		return c.errorf("anchor", codes.InjectVia, "a zimlet runs after the client has started, not at a place of a template: leave anchor out")
	}
	return nil
}

func (c *Config) checkReach(via Via, t target) *source.Diag {
	key := "optional-targets"
	if t.required {
		key = "targets"
	}
	page := skinPages[t.pattern]
	switch {
	case via == ViaZimlet && page.moment != scriptAnchor:
		return c.errorf(key, codes.InjectVia, "a zimlet does not reach %s", t.pattern).
			WithHint("it runs in public/launchZCS.jsp and public/launchNewWindow.jsp, as target of its definition says")
	case via == ViaZimlet || page.reaches(c):
		return nil
	case !page.loads(c.Script != ""):
		return c.errorf(key, codes.InjectVia, "%s does not load scripts or style sheets of a skin", t.pattern).
			WithHint("these do: %s", strings.Join(pagesWith(c.Script != ""), ", "))
	}
	return c.errorf("anchor", codes.InjectVia, "a skin does not reach %s of %s", c.Anchor, t.pattern).
		WithHint(`leave anchor out, or say via = "template"`)
}
