// Package profile collects everything known about one User-Agent: its browser,
// how each layer of the webapp classifies it, the style sheet and the scripts
// that it gets, the features that it lacks and what breaks.
package profile

import (
	"slices"
	"time"

	"skinbuild/internal/agents/breakage"
	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/versions"
)

// A Profile is one agent in its JSON form. Lists are sorted; an empty list is
// never null.
type Profile struct {
	UserAgent string         `json:"userAgent"`
	Identity  Identity       `json:"identity"`
	Release   *Release       `json:"release"` // null if the data has no such browser
	Library   Library        `json:"library"`
	UAP       *Library       `json:"uap,omitempty"`
	Servlet   Servlet        `json:"servlet"`
	Taglib    Taglib         `json:"taglib"`
	Client    Client         `json:"client"`
	Variant   *Variant       `json:"variant,omitempty"`
	Scripts   Scripts        `json:"scripts"`
	Lacks     []Feature      `json:"lacks"`
	Unknown   int            `json:"unknownFeatures"` // number of features of the webmail list with unknown support
	Breaks    []breakage.Hit `json:"breaks"`
}

// Identity is this project's own reading of the User-Agent; see ua.Identity.
type Identity struct {
	Family        string   `json:"family"`
	Version       string   `json:"version"`
	Engine        string   `json:"engine"`
	EngineVersion string   `json:"engineVersion"`
	System        string   `json:"system"`
	SystemVersion string   `json:"systemVersion"`
	Form          string   `json:"form"`
	Doubts        []string `json:"doubts"`
}

// Release is the browser in MDN's data that determines what the agent supports.
type Release struct {
	Browser string `json:"browser"`
	Version string `json:"version"`
	Own     bool   `json:"own"`    // false: the browser with the same engine
	Date    string `json:"date"`   // "" if the data has no such version
	Status  string `json:"status"` // "newer than the data of DATE", or "" if the data has no such version
}

// Library is the result of a third-party parser, and whether it agrees with
// Identity.
type Library struct {
	Family  string `json:"family"`
	Version string `json:"version"`
	System  string `json:"system"`
	Bot     bool   `json:"bot"`
	Agrees  bool   `json:"agrees"`
}

// Servlet is what the skin servlet does for the agent.
type Servlet struct {
	Macros []string `json:"macros"`
	Like   []string `json:"like"`            // keys of the supported browsers with the same macros, and so the same style sheets
	Error  string   `json:"error,omitempty"` // why it answers with HTTP 500
}

// Taglib is what the pages know about the agent.
type Taglib struct {
	Version         string   `json:"version"`
	True            []string `json:"true"`
	MobileSupported bool     `json:"mobileSupported"` // sent to the client for phones
	Error           string   `json:"error,omitempty"` // why the page fails
}

// Client is how the client's own scripts classify the agent.
type Client struct {
	Browser  string   `json:"browser"`
	Platform string   `json:"platform"`
	Version  string   `json:"version"`
	True     []string `json:"true"`
}

// Options are the inputs of a profile besides the User-Agent; nil means none.
type Options struct {
	Hints    ua.Hints  // the Client Hints of the same request
	UAP      bool      // also run uap-go, which takes a millisecond
	Variants *Variants // render the style sheet of a webapp
	Scripts  *Injected // the fixes that are injected; nil for the project's own
}

// Of returns the profile of a User-Agent. Any text is accepted. It returns an
// error if the fixes cannot be read or rendering fails.
func Of(userAgent string, opt *Options) (*Profile, error) {
	if opt == nil {
		opt = &Options{}
	}
	id := ua.Identify(userAgent).With(opt.Hints)
	s := ua.LookAs(userAgent, id)
	p := &Profile{UserAgent: userAgent, Identity: identityOf(id), Release: releaseOf(id)}
	p.Library = libraryOf(ua.Library(userAgent), id)
	if opt.UAP {
		named, err := ua.UAP(userAgent)
		if err != nil {
			return nil, err
		}
		l := libraryOf(named, id)
		p.UAP = &l
	}
	p.layers(s)
	p.Lacks, p.Unknown = lacking(p.Release)
	p.Breaks = orEmpty(breakage.Of(s))
	injected := opt.Scripts
	if injected == nil {
		own, err := ownScripts()
		if err != nil {
			return nil, err
		}
		injected = own
	}
	p.Scripts = injected.on(s)
	if opt.Variants != nil && s.MacrosErr == nil {
		v, err := opt.Variants.of(s.Macros)
		if err != nil {
			return nil, err
		}
		p.Variant = v
	}
	return p, nil
}

func identityOf(id ua.Identity) Identity {
	return Identity{id.Family, id.Version, id.Engine, id.EngineVersion, id.System, id.SystemVersion, id.Form.String(), orEmpty(id.Doubts.Texts())}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func libraryOf(n ua.Named, id ua.Identity) Library {
	return Library{n.Family, n.Version, n.System, n.Bot, n.Agrees(id)}
}

func (p *Profile) layers(s *ua.Subject) {
	p.Servlet = Servlet{Macros: orEmpty(s.Macros.Names()), Like: []string{}}
	slices.Sort(p.Servlet.Macros)
	if s.MacrosErr != nil {
		p.Servlet.Error = s.MacrosErr.Error()
	} else {
		p.Servlet.Like = orEmpty(supportedWith(s.Macros))
	}
	p.Taglib = Taglib{Version: s.Bean.Version, True: orEmpty(s.Bean.True()), MobileSupported: s.MobileSupported()}
	if s.BeanErr != nil {
		p.Taglib.Error = s.BeanErr.Error()
	}
	p.Client = Client{s.Env.Browser, s.Env.Platform, s.Env.Value("browserVersion"), orEmpty(s.Env.True())}
}

// supportedWith returns the keys of the supported browsers with these macros.
func supportedWith(m ua.Macros) []string {
	var keys []string
	for _, b := range ua.Supported() {
		if of, err := ua.ServletMacros(b.UserAgent); err == nil && of == m {
			keys = append(keys, b.Key)
		}
	}
	return keys
}

func releaseOf(id ua.Identity) *Release {
	browser, version, own := id.Agent()
	if browser == "" || version == "" {
		return nil
	}
	r := &Release{Browser: browser, Version: version, Own: own}
	if b := compat.BrowserByID(browser); b != nil {
		if i := slices.IndexFunc(b.Releases, func(r compat.Release) bool { return r.Version == version }); i >= 0 {
			r.Date, r.Status = b.Releases[i].Date, b.Releases[i].Status
		} else if newest := b.Releases[len(b.Releases)-1].Version; versions.Compare(version, newest) > 0 {
			_, day := compat.Source()
			r.Status = "newer than the data of " + day.Format(time.DateOnly)
		}
	}
	return r
}

// A Feature is a feature of the webmail list that an agent does not support
// under its own name.
type Feature struct {
	Name  string `json:"name"`
	State string `json:"state"`        // no, partial, or "as" for another spelling
	As    string `json:"as,omitempty"` // the prefix or name that it has: "-webkit-"
}

// lacking returns the features that a release lacks, of those on which the
// webapp, its skins and this project's scripts depend, and the number of
// features on which the data is silent.
func lacking(r *Release) (list []Feature, unknown int) {
	all := compat.Webmail()
	list = []Feature{}
	if r == nil {
		return list, len(all)
	}
	for _, name := range all {
		f := Support(name, r.Browser, r.Version)
		switch f.State {
		case "yes":
		case "unknown":
			unknown++
		default:
			list = append(list, f)
		}
	}
	return list, unknown
}

// Support returns how a release supports a feature. The state may also be "yes"
// or "unknown".
func Support(name, browser, version string) Feature {
	a := compat.Support(name, browser, version)
	f := Feature{Name: name, State: a.State.String(), As: a.Prefix + a.Spelling}
	if a.State == compat.Yes && f.As != "" {
		f.State = "as"
	}
	return f
}
