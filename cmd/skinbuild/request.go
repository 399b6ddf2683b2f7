package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// requestFlags are the flags that make a request, beside its path and browser.
type requestFlags struct {
	skin, templates *string
	req             skin.Request
	domain          []string
}

func (f *requestFlags) add(cmd *cobra.Command, w *flags.Webapp) {
	f.skin = flags.AddSkin(cmd, w, "harmony")
	f.templates = cli.Choice(cmd, cmd.Flags(), "templates", "", "true", []string{"true", "false", "only", "split"}, "which templates /js/skin.js has")
	set := cmd.Flags()
	set.StringVar(&f.req.Client, "client", "advanced", "the client: advanced, standard, print or another element of the manifest")
	set.StringVar(&f.req.Locale, "locale", "en_US", "the locale of the request; the server's is en_US")
	set.StringVar(&f.req.Version, "version-tag", "", "the cache buster, value of @jsVersion@")
	set.StringArrayVar(&f.domain, "domain", nil, "`KEY=VALUE` that the domain overrides: a property (AppC) or its attribute (zimbraSkinBackgroundColor); may be repeated")
}

// request checks the flags and returns the request without path and macros.
func (f *requestFlags) request(app *skin.Webapp) (skin.Request, error) {
	req := f.req
	req.Skin, req.Templates = *f.skin, *f.templates
	if err := flags.CheckSkin(app, req.Skin); err != nil {
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
	err := fmt.Errorf("--domain: a domain cannot override %q", key)
	if near := source.Nearest(key, known); near != "" {
		return "", cli.Fail(cli.Usage, err, "did you mean "+near+"?")
	}
	return "", cli.Fail(cli.Usage, err, "it can override "+strings.Join(known, ", "))
}

// macrosOf returns what the skin servlet takes a browser for.
func macrosOf(b ua.Browser) (ua.Macros, error) {
	m, err := ua.ServletMacros(b.UserAgent)
	if err != nil {
		return m, cli.Fail(cli.Problems, err)
	}
	return m, nil
}
