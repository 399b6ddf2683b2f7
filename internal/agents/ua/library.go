package ua

import (
	"strings"
	"sync"

	"github.com/mssola/useragent"
	"github.com/ua-parser/uap-go/uaparser"

	"skinbuild/internal/versions"
)

// Named is another parser's reading of a User-Agent, in its own words. "" means
// unknown.
type Named struct {
	Family  string
	Version string
	Engine  string
	System  string
	Mobile  bool
	Bot     bool
}

// Library returns the result of github.com/mssola/useragent. It is shown next
// to Identify's result so that differences are visible; nothing depends on it.
func Library(userAgent string) Named {
	u := useragent.New(shortened(userAgent))
	family, version := u.Browser()
	engine, _ := u.Engine()
	return Named{Family: family, Version: version, Engine: engine, System: u.OS(), Mobile: u.Mobile(), Bot: u.Bot()}
}

// shortened truncates a User-Agent that no server would accept: jetty answers
// 431 to a request whose headers exceed 8 KB, and other parsers' patterns are
// not built for more.
func shortened(userAgent string) string { return userAgent[:min(len(userAgent), 8<<10)] }

// UAP returns the result of uap-go with its embedded patterns. It takes over a
// millisecond, so use it for one agent, or once for each distinct agent.
func UAP(userAgent string) (Named, error) {
	parser, err := uapParser()
	if err != nil {
		return Named{}, err
	}
	c := parser.Parse(shortened(userAgent))
	version := strings.TrimRight(strings.Join([]string{c.UserAgent.Major, c.UserAgent.Minor, c.UserAgent.Patch}, "."), ".")
	return Named{Family: c.UserAgent.Family, Version: version, System: c.Os.Family, Bot: c.Device.Family == "Spider"}, nil
}

var uapParser = sync.OnceValues(func() (*uaparser.Parser, error) { return uaparser.New() })

// Agrees reports whether both name the same browser and major version. It
// ignores letter case, the words for a variant, and fields that one of them
// leaves empty.
func (n Named) Agrees(id Identity) bool {
	if n.Family == "" || id.Family == "" {
		return true
	}
	if plainFamily(n.Family) != plainFamily(id.Family) {
		return false
	}
	return n.Version == "" || id.Version == "" || versions.Major(n.Version) == id.Major()
}

var familyVariants = strings.NewReplacer("mobile", "", "browser", "", "internet explorer", "ie", "microsoft", "", "msie", "ie",
	"webview", "", "internet", "", "legacy", "", "ui/wkwebview", "", "headless", "", "chromium", "chrome", " ios", "", "amazon", "", " ", "")

func plainFamily(s string) string {
	s = familyVariants.Replace(strings.ToLower(s))
	if s == "android" || s == "ios" {
		return map[string]string{"android": "chrome", "ios": "safari"}[s]
	}
	return s
}
