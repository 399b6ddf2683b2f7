// Package profile gathers what is known of one User-Agent: who it is, what each
// layer of the web client takes it for, the style sheet and the scripts it gets,
// what it lacks and what breaks.
package profile

import (
	"slices"

	"skinbuild/internal/agents/breakage"
	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
)

// A Profile is one agent as its JSON form has it. Lists are sorted, and empty
// rather than null.
type Profile struct {
	UserAgent string         `json:"userAgent"`
	Identity  Identity       `json:"identity"`
	Release   *Release       `json:"release"` // null where the data has no such browser
	Library   Library        `json:"library"`
	UAP       *Library       `json:"uap,omitempty"`
	Servlet   Servlet        `json:"servlet"`
	Taglib    Taglib         `json:"taglib"`
	Client    Client         `json:"client"`
	Variant   *Variant       `json:"variant,omitempty"`
	Scripts   Scripts        `json:"scripts"`
	Lacks     []Feature      `json:"lacks"`
	Unknown   int            `json:"unknownFeatures"` // of the webmail list, of which the data does not tell
	Breaks    []breakage.Hit `json:"breaks"`
}

// Identity is our own reading of the User-Agent, see ua.Identity.
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

// Release is the browser in MDN's data that tells what the agent supports.
type Release struct {
	Browser string `json:"browser"`
	Version string `json:"version"`
	Own     bool   `json:"own"`    // false: the browser with the same engine
	Date    string `json:"date"`   // "" if the data has no such version
	Status  string `json:"status"` // "" likewise
}

// Library is what a parser of others says, and whether it means the same as we.
type Library struct {
	Family  string `json:"family"`
	Version string `json:"version"`
	System  string `json:"system"`
	Bot     bool   `json:"bot"`
	Agrees  bool   `json:"agrees"`
}

// Servlet is what the skin servlet makes of the agent.
type Servlet struct {
	Macros []string `json:"macros"`
	Like   []string `json:"like"`            // keys of the supported browsers with the same macros, so the same style sheets
	Error  string   `json:"error,omitempty"` // why it answers with HTTP 500
}

// Taglib is what the pages ask about the agent.
type Taglib struct {
	Version         string   `json:"version"`
	True            []string `json:"true"`
	MobileSupported bool     `json:"mobileSupported"` // sent to the client for phones
	Error           string   `json:"error,omitempty"` // why the page dies
}

// Client is what the client's own scripts take the agent for.
type Client struct {
	Browser  string   `json:"browser"`
	Platform string   `json:"platform"`
	Version  string   `json:"version"`
	True     []string `json:"true"`
}

// Options says what a profile needs beside the User-Agent; nil means nothing.
type Options struct {
	Hints    ua.Hints  // the Client Hints of the same request
	UAP      bool      // ask uap-go too, which takes a millisecond
	Variants *Variants // render the style sheet of a web application
	Scripts  *Injected // the fixes that are injected; nil for the project's own
}

// Of returns the profile of a User-Agent. Any text is one; the errors are those of
// reading the fixes and of rendering.
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

// supportedWith returns the keys of the supported browsers that have these macros.
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
		}
	}
	return r
}

// A Feature is one of the webmail list that an agent does not have as it is named.
type Feature struct {
	Name  string `json:"name"`
	State string `json:"state"`        // no, partial, or "as" where it has another spelling
	As    string `json:"as,omitempty"` // the prefix or name that it has: "-webkit-"
}

// lacking returns what a release lacks of the features that the web client, its
// skins and our scripts depend on, and of how many the data does not tell.
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

// Support returns how a release has a feature; the state may also be "yes" and
// "unknown".
func Support(name, browser, version string) Feature {
	a := compat.Support(name, browser, version)
	f := Feature{Name: name, State: a.State.String(), As: a.Prefix + a.Spelling}
	if a.State == compat.Yes && f.As != "" {
		f.State = "as"
	}
	return f
}
