package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// webappFlags are the flags that say which webapp a command looks at.
type webappFlags struct {
	dirs    []string
	release string
}

func (f *webappFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.dirs, "webapp", []string{"."}, "the webapp: the directory that holds skins/ and css/, or :reference; several lie over one another, the first on top")
	cmd.Flags().StringVar(&f.release, "release", "", `how the server behaves: a version of Zimbra; by default as the stock skins say`)
}

func (f *webappFlags) open() (*skin.Webapp, error) {
	release, ok := skin.ParseRelease(f.release)
	if !ok {
		return nil, cli.Usagef("--release: want a version of Zimbra like 8.8.15 or 10.1, not %q", f.release)
	}
	var layers tree.Layers
	for _, dir := range f.dirs {
		files, err := reference.Open(dir)
		if err != nil {
			return nil, cli.Fail(cli.Usage, err)
		}
		layers = append(layers, files)
	}
	if len(layers) > 1 {
		return skin.Open(layers, &skin.Options{Release: release})
	}
	// Only of one directory the names in messages can be paths that open.
	dir := f.dirs[0]
	if dir == "." {
		dir = ""
	}
	return skin.Open(layers[0], &skin.Options{Dir: dir, Release: release})
}

// checkSkins refuses names that the webapp does not have; the server would send
// another skin.
func checkSkins(app *skin.Webapp, names []string) error {
	known := app.Skins()
	for _, n := range names {
		if slices.Contains(known, n) {
			continue
		}
		err := fmt.Errorf("the webapp has no skin %q", n)
		if near := source.Nearest(n, known); near != "" {
			return cli.Fail(cli.Usage, err, "did you mean "+near+"?")
		}
		return cli.Fail(cli.Usage, err, "it has "+strings.Join(known, ", "))
	}
	return nil
}

// requestFlags are the flags that make a request, beside its path and browser.
type requestFlags struct {
	req    skin.Request
	domain []string
}

func (f *requestFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.req.Skin, "skin", "harmony", "the skin")
	flags.StringVar(&f.req.Client, "client", "advanced", "the client: advanced, standard, print or any other element of the manifest")
	flags.StringVar(&f.req.Locale, "locale", "en_US", "the locale of the request; the server's is en_US")
	flags.StringVar(&f.req.Templates, "templates", "true", "which templates /js/skin.js has: true, false, only or split")
	flags.StringVar(&f.req.Version, "version-tag", "", "the cache buster that @jsVersion@ gives")
	flags.StringArrayVar(&f.domain, "domain", nil, "`KEY=VALUE` that the domain overrides: a property (AppC) or its attribute (zimbraSkinBackgroundColor)")
}

// request checks the flags and returns the request without path and macros.
func (f *requestFlags) request(app *skin.Webapp) (skin.Request, error) {
	req := f.req
	if err := checkSkins(app, []string{req.Skin}); err != nil {
		return req, err
	}
	for _, d := range f.domain {
		key, value, ok := strings.Cut(d, "=")
		if !ok {
			return req, cli.Usagef("--domain: want KEY=VALUE, not %q", d)
		}
		property, err := domainProperty(key)
		if err != nil {
			return req, err
		}
		if req.Domain == nil {
			req.Domain = map[string]string{}
		}
		req.Domain[property] = value
	}
	return req, nil
}

func domainProperty(key string) (string, error) {
	var known []string
	for _, k := range skin.DomainKeys() {
		if key == k[0] || key == k[1] {
			return k[0], nil
		}
		known = append(known, k[0], k[1])
	}
	if near := source.Nearest(key, known); near != "" {
		return "", cli.Fail(cli.Usage, fmt.Errorf("--domain: a domain cannot override %q", key), "did you mean "+near+"?")
	}
	return "", cli.Fail(cli.Usage, fmt.Errorf("--domain: a domain cannot override %q", key), "it can override "+strings.Join(known, ", "))
}

// browserOf returns the browser that an argument means: a key of the supported
// list, such a key with a version ("chrome@80"), or a whole User-Agent.
func browserOf(arg string) (ua.Browser, ua.Macros, error) {
	b, ok := ua.Find(arg)
	if !ok && !strings.ContainsAny(arg, " /") && arg != "" {
		var keys []string
		for _, s := range ua.Supported() {
			keys = append(keys, s.Key)
		}
		err := fmt.Errorf("%q is neither a User-Agent nor a browser that this tool knows", arg)
		if near := source.Nearest(arg, keys); near != "" {
			return b, ua.Macros{}, cli.Fail(cli.Usage, err, "did you mean "+near+"?")
		}
		return b, ua.Macros{}, cli.Fail(cli.Usage, err, "it knows "+strings.Join(keys, ", ")+", and KEY@VERSION")
	}
	if !ok {
		b = ua.Browser{Key: arg, Name: arg, UserAgent: arg}
	}
	m, err := ua.ServletMacros(b.UserAgent)
	if err != nil {
		return b, m, cli.Fail(cli.Problems, err)
	}
	return b, m, nil
}
