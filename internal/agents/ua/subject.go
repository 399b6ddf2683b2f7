package ua

// A Subject is one agent as each layer has it.
type Subject struct {
	Identity  Identity
	Bean      Bean
	BeanErr   error // the page dies
	Env       Env
	Macros    Macros
	MacrosErr error // the style sheet dies

	Browser, Version string // by MDN's names; empty when the data does not know the browser
}

// Look asks every layer about a User-Agent.
func Look(userAgent string) *Subject { return LookAs(userAgent, Identify(userAgent)) }

// LookAs is Look for an agent of which more is known than its User-Agent says,
// by Client Hints.
func LookAs(userAgent string, id Identity) *Subject {
	s := &Subject{Identity: id, Env: Client(userAgent)}
	s.Bean, s.BeanErr = Taglib(userAgent)
	s.Macros, s.MacrosErr = ServletMacros(userAgent)
	s.Browser, s.Version, _ = id.Agent()
	return s
}

// MobileSupported is the variable mobileSupported of login.jsp and launchZCS.jsp,
// on which it depends whether somebody is sent to the client for phones.
func (s *Subject) MobileSupported() bool {
	b := s.Bean
	return b.Has("isMobile") && (b.Has("isOsWindows") && (b.Has("isWindowsPhone") || !b.Has("isWindowsNT")) ||
		b.Has("isOsBlackBerry") || b.Has("isOsAndroid") || b.Has("isIos"))
}
