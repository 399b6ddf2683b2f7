package ua

// A Subject is one agent as classified by each layer.
type Subject struct {
	Identity  Identity
	Bean      Bean
	BeanErr   error // the page fails
	Env       Env
	Macros    Macros
	MacrosErr error // the style sheet fails

	Browser, Version string // MDN's names; empty if the data does not have the browser
}

// Look classifies a User-Agent with every layer.
func Look(userAgent string) *Subject { return LookAs(userAgent, Identify(userAgent)) }

// LookAs is Look for an agent about which Client Hints say more than its
// User-Agent.
func LookAs(userAgent string, id Identity) *Subject {
	s := &Subject{Identity: id, Env: Client(userAgent)}
	s.Bean, s.BeanErr = Taglib(userAgent)
	s.Macros, s.MacrosErr = ServletMacros(userAgent)
	s.Browser, s.Version, _ = id.Agent()
	return s
}

// MobileSupported is the variable mobileSupported of login.jsp and
// launchZCS.jsp, which decides whether a user is sent to the client for phones.
func (s *Subject) MobileSupported() bool {
	b := s.Bean
	return b.Has("isMobile") && (b.Has("isOsWindows") && (b.Has("isWindowsPhone") || !b.Has("isWindowsNT")) ||
		b.Has("isOsBlackBerry") || b.Has("isOsAndroid") || b.Has("isIos"))
}
