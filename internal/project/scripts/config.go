package scripts

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"reflect"
	"regexp"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// config is overrides/SynaSkinOverride.json: what an operator sets. Each feature
// is off until its "on" is true.
type config struct {
	Fixes      *fixesConfig  `json:"fixes,omitempty"`
	LostOpener string        `json:"lostOpener,omitempty"` // text in a window without its mail window
	Banner     *bannerConfig `json:"banner,omitempty"`
	Session    *noticeConfig `json:"session,omitempty"`
	Network    *switchConfig `json:"network,omitempty"`
	Help       *helpConfig   `json:"help,omitempty"`
	Container  *boxConfig    `json:"container,omitempty"`
	Focus      *switchConfig `json:"focus,omitempty"`
	SkipLinks  *skipConfig   `json:"skipLinks,omitempty"`
	Telemetry  *sendConfig   `json:"telemetry,omitempty"`
	Print      *switchConfig `json:"print,omitempty"`
	Login      *loginConfig  `json:"login,omitempty"`
}

type switchConfig struct {
	On bool `json:"on"`
}

// fixesConfig switches fixes by id.
type fixesConfig struct {
	Off []string `json:"off,omitempty"`
	On  []string `json:"on,omitempty"` // those that are applied on request only
}

type bannerConfig struct {
	On       bool     `json:"on"`
	Requires []string `json:"requires,omitempty"` // detects; empty for those the client needs
	Text     string   `json:"text,omitempty"`
	Storage  string   `json:"storageText,omitempty"` // where the browser only blocks storage
	Link     string   `json:"link,omitempty"`
	LinkText string   `json:"linkText,omitempty"`
}

type noticeConfig struct {
	On      bool   `json:"on"`
	Minutes int    `json:"minutes,omitempty"` // before the session ends; 0 means 5
	Text    string `json:"text,omitempty"`
}

type helpConfig struct {
	On    bool   `json:"on"`
	Links []link `json:"links,omitempty"`
}

type link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

type boxConfig struct {
	On    bool   `json:"on"`
	Place string `json:"place,omitempty"` // "top" or "sidebar"; "" means top
	Text  string `json:"text,omitempty"`
	Link  string `json:"link,omitempty"`
}

type skipConfig struct {
	On    bool   `json:"on"`
	Label string `json:"label,omitempty"`
}

type sendConfig struct {
	On  bool   `json:"on"`
	URL string `json:"url,omitempty"`
}

type loginConfig struct {
	On       bool   `json:"on"`
	CapsLock string `json:"capsLock,omitempty"`
	Remember bool   `json:"remember,omitempty"` // the client chosen last
	News     *link  `json:"news,omitempty"`
}

// on reports for each feature, by the name of its file, whether it is switched on.
func (c *config) on() map[string]bool {
	is := func(s *switchConfig) bool { return s != nil && s.On }
	return map[string]bool{
		"banner":    c.Banner != nil && c.Banner.On,
		"container": c.Container != nil && c.Container.On,
		"focus":     is(c.Focus),
		"help":      c.Help != nil && c.Help.On,
		"login":     c.Login != nil && c.Login.On,
		"network":   is(c.Network),
		"print":     is(c.Print),
		"session":   c.Session != nil && c.Session.On,
		"skipLinks": c.SkipLinks != nil && c.SkipLinks.On,
		"telemetry": c.Telemetry != nil && c.Telemetry.On,
	}
}

const (
	configFile = "SynaSkinOverride.json"
	maxConfig  = 64 << 10
)

// configScript returns the script that sets window.SynaSkinConfig, from the JSON
// file; a missing file gives an empty configuration, with which only the fixes
// are active.
func configScript(overrides fs.FS) ([]byte, source.Diags) {
	text, err := fs.ReadFile(overrides, configFile)
	f := source.NewFile(configFile, string(text))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f = source.NewFile(configFile, "{}")
	case err != nil:
		return nil, source.Diags{f.Errorf(source.At(0), codes.ScriptsConfig, "%v", err)}
	}
	c, ds := readConfig(f)
	if ds.Err() != nil {
		return nil, ds
	}
	compact, err := json.Marshal(c) // escapes <, >, & and the line separators
	if err != nil {
		return nil, source.Diags{f.Errorf(source.At(0), codes.ScriptsConfig, "%v", err)}
	}
	return append(append([]byte("window.SynaSkinConfig="), compact...), ";\n"...), ds
}

// openConfig reads the configuration, and returns nil if there is none or it cannot be
// parsed. configScript reports why.
func openConfig(overrides fs.FS) (*config, *source.File, error) {
	text, err := fs.ReadFile(overrides, configFile)
	if errors.Is(err, fs.ErrNotExist) {
		return &config{}, source.NewFile(configFile, "{}"), nil
	}
	if err != nil {
		return nil, nil, err
	}
	f := source.NewFile(configFile, string(text))
	c, _ := readConfig(f)
	return c, f, nil
}

// configUses returns the detects that the banner of the configuration requires.
func configUses(overrides fs.FS) ([]detectUse, error) {
	c, f, err := openConfig(overrides)
	if c == nil || c.Banner == nil {
		return nil, err
	}
	var uses []detectUse
	for _, name := range c.Banner.Requires {
		at := max(0, strings.Index(f.Text(), `"`+name+`"`)+1)
		uses = append(uses, detectUse{name, f, source.Span{Start: at, End: at + len(name)}})
	}
	return uses, nil
}

func readConfig(f *source.File) (*config, source.Diags) {
	if len(f.Text()) > maxConfig {
		return nil, source.Diags{f.Errorf(source.At(0), codes.ScriptsConfig, "configuration of %d bytes is larger than %d", len(f.Text()), maxConfig)}
	}
	c := &config{}
	decoder := json.NewDecoder(strings.NewReader(f.Text()))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(c); err != nil {
		return nil, source.Diags{configError(f, err)}
	}
	if decoder.More() {
		return nil, source.Diags{f.Errorf(source.At(int(decoder.InputOffset())), codes.ScriptsConfig, "text after the configuration")}
	}
	return c, checkURLs(f, c)
}

var unknownField = regexp.MustCompile(`unknown field "([^"]*)"`)

// configError gives a fault of encoding/json its place.
func configError(f *source.File, err error) *source.Diag {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return f.Errorf(source.At(max(0, int(syntax.Offset)-1)), codes.ScriptsConfig, "no JSON: %s", strings.TrimPrefix(syntax.Error(), "json: "))
	case errors.As(err, &typed):
		return f.Errorf(source.At(int(typed.Offset)), codes.ScriptsConfig, "%s is a %s, and must be %s", typed.Field, typed.Value, kindName(typed.Type))
	}
	if m := unknownField.FindStringSubmatch(err.Error()); m != nil {
		at := max(0, strings.Index(f.Text(), `"`+m[1]+`"`))
		d := f.Errorf(source.Span{Start: at, End: at + len(m[1]) + 2}, codes.ScriptsConfig, "unknown key %q", m[1])
		if near := source.Nearest(m[1], fieldNames(reflect.TypeFor[config]())); near != "" {
			d.WithHint("did you mean %q?", near)
		}
		return d
	}
	return f.Errorf(source.At(len(f.Text())), codes.ScriptsConfig, "no JSON: %v", err)
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.String:
		return "a string"
	case reflect.Slice:
		return "a list"
	default:
		return "an object"
	}
}

// fieldNames lists the keys that the type and the types in it know.
func fieldNames(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var names []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
		names = append(names, fieldNames(t.Field(i).Type)...)
	}
	return names
}

// checkURLs refuses addresses that would run as script or lead who knows where:
// only https, mailto and paths of the server itself.
func checkURLs(f *source.File, c *config) source.Diags {
	var ds source.Diags
	check := func(url string) {
		if url == "" || safeURL(url) {
			return
		}
		quoted, _ := json.Marshal(url)
		at := max(0, bytes.Index([]byte(f.Text()), quoted))
		ds = append(ds, f.Errorf(source.Span{Start: at, End: at + len(quoted)}, codes.ScriptsConfigURL, "address %q is none of https:, mailto: and /path", url))
	}
	if c.Banner != nil {
		check(c.Banner.Link)
	}
	if c.Container != nil {
		check(c.Container.Link)
	}
	if c.Telemetry != nil {
		check(c.Telemetry.URL)
	}
	if c.Help != nil {
		for _, l := range c.Help.Links {
			check(l.URL)
		}
	}
	if c.Login != nil && c.Login.News != nil {
		check(c.Login.News.URL)
	}
	return ds
}

func safeURL(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "mailto:") || strings.HasPrefix(url, "/") && !strings.HasPrefix(url, "//")
}
