package ua

import (
	"strings"
	"sync"

	"github.com/mssola/useragent"
	"github.com/ua-parser/uap-go/uaparser"
)

// Named is what a parser by others makes of a User-Agent, in its own words. ""
// means that it does not say.
type Named struct {
	Family  string
	Version string
	Engine  string
	System  string
	Mobile  bool
	Bot     bool
}

// Library returns what github.com/mssola/useragent says. It is shown beside our
// own reading, so that a difference is seen, and decides nothing.
func Library(userAgent string) Named {
	u := useragent.New(shortened(userAgent))
	family, version := u.Browser()
	engine, _ := u.Engine()
	return Named{Family: family, Version: version, Engine: engine, System: u.OS(), Mobile: u.Mobile(), Bot: u.Bot()}
}

// shortened cuts what no server would have let in: jetty answers 431 to a request
// whose headers exceed 8 KB. The patterns of others are not built for more.
func shortened(userAgent string) string { return userAgent[:min(len(userAgent), 8<<10)] }

// UAP returns what uap-go says with the patterns it embeds. It takes over a
// millisecond, so it is for a single agent or for distinct ones.
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

// Agrees reports whether a parser means the same browser and major version. Names
// are compared without letter case and without the words for a variant, and
// what one of both does not say is no difference.
func (n Named) Agrees(id Identity) bool {
	if n.Family == "" || id.Family == "" {
		return true
	}
	if plainFamily(n.Family) != plainFamily(id.Family) {
		return false
	}
	return n.Version == "" || id.Version == "" || firstNumber(n.Version) == id.Major()
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
