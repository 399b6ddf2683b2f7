package corpora

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

func readJSON(name string, to any) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, to)
}

func readYAML(name string, to any) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(text, to)
}

func readUAParser(dir string) ([]Record, error) {
	var cases []struct {
		UA     string `json:"ua"`
		Expect struct{ Name, Version string }
	}
	if err := readJSON(filepath.Join(dir, "ua-parser-js/test/data/ua/browser/browser-all.json"), &cases); err != nil {
		return nil, err
	}
	var list []Record
	for _, c := range cases {
		list = append(list, Record{UserAgent: c.UA, Family: c.Expect.Name, Version: strings.TrimPrefix(c.Expect.Version, "undefined")})
	}
	return list, nil
}

func readBowser(dir string) ([]Record, error) {
	var groups map[string][]struct {
		UA   string `yaml:"ua"`
		Spec struct {
			Browser, OS struct{ Name, Version string }
		}
	}
	if err := readYAML(filepath.Join(dir, "bowser/test/acceptance/useragentstrings.yml"), &groups); err != nil {
		return nil, err
	}
	var list []Record
	for _, cases := range groups {
		for _, c := range cases {
			list = append(list, Record{c.UA, c.Spec.Browser.Name, c.Spec.Browser.Version, c.Spec.OS.Name})
		}
	}
	slices.SortFunc(list, func(a, b Record) int { return strings.Compare(a.UserAgent, b.UserAgent) })
	return list, nil
}

func readUAPCore(dir string) ([]Record, error) {
	var file struct {
		Cases []struct {
			UA     string `yaml:"user_agent_string"`
			Family string
			Major  string
		} `yaml:"test_cases"`
	}
	if err := readYAML(filepath.Join(dir, "uap-core/tests/test_ua.yaml"), &file); err != nil {
		return nil, err
	}
	var list []Record
	for _, c := range file.Cases {
		list = append(list, Record{UserAgent: c.UA, Family: c.Family, Version: c.Major})
	}
	return list, nil
}

// readDeviceDetector leaves out the cases whose answer is in Client Hints.
func readDeviceDetector(dir string) ([]Record, error) {
	names, err := files(dir, "device-detector/Tests/fixtures/*.yml")
	if err != nil {
		return nil, err
	}
	names = append(names, filepath.Join(dir, "device-detector/Tests/Parser/Client/fixtures/browser.yml"))
	var list []Record
	for _, name := range names {
		if strings.Contains(name, "clienthints") {
			continue
		}
		var cases []struct {
			UA     string `yaml:"user_agent"`
			Client yaml.Node
		}
		if err := readYAML(name, &cases); err != nil {
			return nil, err
		}
		for _, c := range cases {
			var client struct{ Type, Name, Version string }
			if c.Client.Decode(&client) == nil && client.Type == "browser" { // a bot has a list here
				list = append(list, Record{UserAgent: c.UA, Family: client.Name, Version: client.Version})
			}
		}
	}
	return list, nil
}

// A HintedRecord is a record with the Client Hint that lists the browser's brands.
type HintedRecord struct {
	Record
	Brands string
}

// Hinted returns the browsers of device-detector's tests that sent Client Hints.
func Hinted(dir string) ([]HintedRecord, error) {
	var cases []struct {
		UA      string `yaml:"user_agent"`
		Headers map[string]string
		Client  struct{ Type, Name, Version string }
	}
	if err := readYAML(filepath.Join(dir, "device-detector/Tests/fixtures/clienthints.yml"), &cases); err != nil {
		return nil, err
	}
	var list []HintedRecord
	for _, c := range cases {
		brands := c.Headers["Sec-CH-UA-Full-Version-List"]
		if brands == "" {
			brands = c.Headers["Sec-CH-UA"]
		}
		if c.Client.Type == "browser" && brands != "" {
			list = append(list, HintedRecord{Record{UserAgent: c.UA, Family: c.Client.Name, Version: c.Client.Version}, brands})
		}
	}
	return list, nil
}

// readWhichBrowser reads the version of the browser that a name of another is built
// on ("using") only where there is no own name.
func readWhichBrowser(dir string) ([]Record, error) {
	names, err := files(dir, "Parser-PHP/tests/data/*/*.yaml")
	if err != nil {
		return nil, err
	}
	type named struct {
		Name    string
		Version yaml.Node
		Using   yaml.Node
	}
	var list []Record
	for _, name := range names {
		if strings.Contains(filepath.ToSlash(name), "/bots/") {
			continue
		}
		var cases []struct {
			Headers yaml.Node
			Result  struct {
				Browser named
				OS      struct{ Name string }
			}
		}
		if err := readYAML(name, &cases); err != nil {
			return nil, err
		}
		for _, c := range cases {
			agent, ok := strings.CutPrefix(c.Headers.Value, "User-Agent: ")
			if !ok { // several headers
				continue
			}
			b := c.Result.Browser
			if b.Name == "" && b.Using.Decode(&b) != nil { // some have only its name
				b.Name = b.Using.Value
			}
			list = append(list, Record{agent, b.Name, versionIn(&b.Version), c.Result.OS.Name})
		}
	}
	return list, nil
}

// versionIn reads 4.0, or { value: 4.0, alias: … }.
func versionIn(n *yaml.Node) string {
	var of struct{ Value string }
	if n.Kind == yaml.MappingNode && n.Decode(&of) == nil {
		return of.Value
	}
	return n.Value
}

// readWoothee translates its name for the browser of old Androids: it calls them
// Safari, with the version of Safari's interface.
func readWoothee(dir string) ([]Record, error) {
	names, err := files(dir, "woothee/testsets/*.yaml")
	if err != nil {
		return nil, err
	}
	var list []Record
	for _, name := range names {
		var cases []struct{ Target, Name, Version, OS, Category string }
		if err := readYAML(name, &cases); err != nil {
			return nil, err
		}
		for _, c := range cases {
			if c.Category == "crawler" {
				continue
			}
			if c.Name == "Safari" && (c.OS == "Android" || c.OS == "BlackBerry") {
				c.Name, c.Version = "Android Browser", ""
			}
			list = append(list, Record{c.Target, c.Name, strings.TrimPrefix(c.Version, "UNKNOWN"), c.OS})
		}
	}
	return list, nil
}

// Crawlers returns lists of User-Agents of programs: those that crawler-user-agents
// names (modules is a node_modules folder with it), and those of isbot's tests and
// device-detector's. A list whose files are missing is left out.
func Crawlers(dir, modules string) (map[string][]string, error) {
	out := map[string][]string{}
	var patterns []struct{ Instances []string }
	err := found(readJSON(filepath.Join(modules, "crawler-user-agents/crawler-user-agents.json"), &patterns))
	if err != nil {
		return nil, err
	}
	for _, p := range patterns {
		out["crawler-user-agents"] = append(out["crawler-user-agents"], p.Instances...)
	}
	if err := addIsbot(out, "isbot", filepath.Join(dir, "isbot/fixtures/crawlers.yml")); err != nil {
		return nil, err
	}
	var bots []struct {
		UA string `yaml:"user_agent"`
	}
	if err := found(readYAML(filepath.Join(dir, "device-detector/Tests/fixtures/bots.yml"), &bots)); err != nil {
		return nil, err
	}
	for _, b := range bots {
		out["device-detector"] = append(out["device-detector"], b.UA)
	}
	return distinct(out), nil
}

// People returns lists of User-Agents of browsers that people use: what the npm
// package user-agents has measured on the web, and isbot's.
func People(dir, modules string) (map[string][]string, error) {
	out := map[string][]string{}
	var seen []struct{ UserAgent string }
	if err := found(readJSON(filepath.Join(modules, "user-agents/dist/user-agents.json"), &seen)); err != nil {
		return nil, err
	}
	for _, s := range seen {
		out["user-agents"] = append(out["user-agents"], s.UserAgent)
	}
	if err := addIsbot(out, "isbot", filepath.Join(dir, "isbot/fixtures/browsers.yml")); err != nil {
		return nil, err
	}
	return distinct(out), nil
}

func addIsbot(out map[string][]string, name, file string) error {
	var groups map[string][]string
	if err := found(readYAML(file, &groups)); err != nil {
		return err
	}
	for _, list := range groups {
		out[name] = append(out[name], list...)
	}
	slices.Sort(out[name])
	return nil
}

// found drops the error for a file that is not there.
func found(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func distinct(lists map[string][]string) map[string][]string {
	for name, list := range lists {
		list = slices.Clone(list)
		slices.Sort(list)
		lists[name] = slices.Compact(list)
		if len(list) == 0 {
			delete(lists, name)
		}
	}
	return lists
}
