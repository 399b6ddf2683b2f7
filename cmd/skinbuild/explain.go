package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

const explainLong = `Says where a value comes from. For a token it shows each definition that was
read, the one in force, and the same for every property that it refers to. For a
selector it shows the rules that match, with the properties behind each of their
declarations.

A selector matches a rule that has its parts in a row: ".ZToolbar" also finds
"td.ZToolbar:hover". An argument that is the name of a property is a token.

Without --ua it looks at every supported browser, and shows those that differ
apart.`

const explainExample = `  skinbuild explain --skin harmony AppC
  skinbuild explain --skin harmony --ua ie11 .ZToolbar
  skinbuild explain --skin acme --json '#z_banner .logo'`

// explainFlags are what explain is asked for.
type explainFlags struct {
	webapp    webappFlags
	request   requestFlags
	userAgent string
	path      string
	asJSON    bool
}

func explainCommand() *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:     "explain TOKEN|SELECTOR",
		Short:   "Say where a value comes from, and which rules match a selector",
		Long:    explainLong,
		Example: explainExample,
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	f.webapp.add(cmd)
	f.request.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.userAgent, "ua", "", "the browser: a User-Agent, a key, or KEY@VERSION; by default all supported ones")
	flags.StringVar(&f.path, "path", "/css/common,dwt,msgview,login,zm,spellcheck,skin.css", "the style sheets in which a selector is looked for")
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

// explanation is what some browsers see alike.
type explanation struct {
	Browsers []string   `json:"browsers"`
	Property *jsonStep  `json:"property,omitempty"`
	Rules    []jsonRule `json:"rules,omitempty"`
	text     string
}

func (f *explainFlags) run(cmd *cobra.Command, arg string) error {
	app, err := f.webapp.open()
	if err != nil {
		return err
	}
	req, err := f.request.request(app)
	if err != nil {
		return err
	}
	req.Path = f.path
	browsers := ua.Supported()
	if f.userAgent != "" {
		b, _, err := browserOf(f.userAgent)
		if err != nil {
			return err
		}
		browsers = []ua.Browser{b}
	}
	s := app.Load(req.Skin)
	all, err := explainAll(cmd, s, req, arg, browsers)
	if err != nil {
		return err
	}
	if f.asJSON {
		return printJSON(cmd, all)
	}
	var b strings.Builder
	for i, e := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		if len(all) > 1 {
			fmt.Fprintf(&b, "%s:\n", strings.Join(e.Browsers, ", "))
		}
		b.WriteString(e.text)
	}
	return cli.WriteOutput(cmd, "", []byte(b.String()))
}

// explainAll explains the argument for each browser and gathers those that see
// the same.
func explainAll(cmd *cobra.Command, s *skin.Skin, req skin.Request, arg string, browsers []ua.Browser) ([]*explanation, error) {
	var all []*explanation
	var known []string
	for _, b := range browsers {
		m, err := ua.ServletMacros(b.UserAgent)
		if err != nil {
			return nil, cli.Fail(cli.Problems, err)
		}
		req.Macros = m
		e, err := explainOne(cmd, s, &req, arg)
		if err != nil {
			return nil, err
		}
		known = s.Properties(&req)
		if same := slices.IndexFunc(all, func(o *explanation) bool { return o.text == e.text }); same >= 0 {
			all[same].Browsers = append(all[same].Browsers, b.Key)
			continue
		}
		e.Browsers = []string{b.Key}
		all = append(all, e)
	}
	if len(all) == 1 && all[0].Property == nil && all[0].Rules == nil {
		err := fmt.Errorf("the skin %s has no property and no rule %s", s.Name(), arg)
		if near := source.Nearest(strings.Trim(arg, "@"), known); near != "" {
			return nil, cli.Fail(cli.Problems, err, "did you mean "+near+"?")
		}
		return nil, cli.Fail(cli.Problems, err)
	}
	return all, nil
}

func explainOne(cmd *cobra.Command, s *skin.Skin, req *skin.Request, arg string) (*explanation, error) {
	if step := s.Explain(req, strings.Trim(arg, "@")); step != nil {
		j := newJSONStep(step)
		var b strings.Builder
		writeStep(&b, j, "")
		return &explanation{Property: j, text: b.String()}, nil
	}
	sent, ds := s.Render(req)
	if ds.Err() != nil {
		return nil, cli.Report(cmd, ds)
	}
	e := &explanation{}
	var b strings.Builder
	for _, rule := range sent.Rules(arg) {
		j := newJSONRule(s, req, sent, rule)
		writeRule(&b, &j)
		e.Rules = append(e.Rules, j)
	}
	e.text = b.String()
	if e.text == "" {
		e.text = "no rule\n"
	}
	return e, nil
}
