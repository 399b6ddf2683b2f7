package browser

import (
	"context"
	"os/exec"
	"regexp"
	"time"
)

// Engine names a browser engine that can be driven.
type Engine string

// The three families of engines.
const (
	Chromium Engine = "chromium"
	Firefox  Engine = "firefox"
	WebKit   Engine = "webkit"
)

// A Spec is a browser of this machine, installed or not.
type Spec struct {
	Engine  Engine `json:"engine"`
	Path    string `json:"path,omitempty"`    // the browser; "" if it is not installed
	Driver  string `json:"driver,omitempty"`  // the WebDriver server, for engines that need one
	Version string `json:"version,omitempty"` // as the browser prints it, "156.0.8078.79"
	Install string `json:"install"`           // the command that installs it on Debian
}

// candidates lists the paths of the engines' programs, preferred ones first.
var candidates = []struct {
	engine  Engine
	names   []string
	drivers []string
	install string
}{
	{Chromium, []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}, nil,
		"apt-get install --no-install-recommends chromium"},
	{Firefox, []string{"firefox-esr", "firefox"}, nil,
		"apt-get install --no-install-recommends firefox-esr"},
	{WebKit, []string{"cog"}, []string{"WPEWebDriver"},
		"apt-get install --no-install-recommends wpewebkit-driver cog"},
}

// Find returns one Spec per engine, installed or not, in a fixed order.
func Find(ctx context.Context) []Spec {
	var specs []Spec
	for _, c := range candidates {
		s := Spec{Engine: c.engine, Install: c.install}
		path, driver := lookPath(c.names), lookPath(c.drivers)
		if path != "" && (driver != "" || len(c.drivers) == 0) {
			s.Path, s.Driver = path, driver
			s.Version = version(ctx, s)
		}
		specs = append(specs, s)
	}
	return specs
}

func lookPath(names []string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

var versionNumber = regexp.MustCompile(`\d+(\.\d+)+`)

// version runs the program. WPE's launcher prints its own version first and the
// engine's last.
func version(ctx context.Context, s Spec) string {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, _ := exec.CommandContext(ctx, s.Path, "--version").Output()
	all := versionNumber.FindAllString(string(out), -1)
	if len(all) == 0 {
		return ""
	}
	if s.Engine == WebKit {
		return all[len(all)-1]
	}
	return all[0]
}
