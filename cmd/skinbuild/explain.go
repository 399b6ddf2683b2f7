package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

const explainLong = `Explain where a value comes from. For a token, print each definition, the one in
force, and the same for every property that it uses. For a selector, print the rules
that match, with the properties behind each declaration.

A selector matches a rule that contains its parts in a row: ".ZToolbar" also finds
"td.ZToolbar:hover". explain does not check whether an element of the page matches. An
argument that is the name of a property is a token.

Without --agent all supported browsers are looked at; those that differ are printed
apart.

With --code, print what the code of a message means, and how to correct what it reports.`

const explainExample = `  skinbuild explain --skin harmony AppC
  skinbuild explain --skin harmony --agent ie11 .ZToolbar
  skinbuild explain --skin acme --json '#z_banner .logo'
  skinbuild explain --code inject/drifted`

// explainFlags are the flags of explain.
type explainFlags struct {
	webapp  *flags.Webapp
	request requestFlags
	agents  *flags.Agents
	path    *string
}

func explainCommand() *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:     "explain TOKEN|SELECTOR|--code CODE",
		Short:   "Explain where a value comes from, and which rules match a selector",
		Long:    explainLong,
		Example: explainExample,
		Args: func(cmd *cobra.Command, args []string) error {
			if cli.HasCode(cmd) {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cli.HasCode(cmd) {
				return cli.RunCode(cmd)
			}
			return f.run(cmd, args[0])
		},
	}
	cli.AddCode(cmd)
	f.webapp = flags.AddWebapp(cmd, flags.AddProject(cmd))
	f.request.add(cmd, f.webapp)
	f.agents = flags.AddAgents(cmd)
	f.path = flags.AddPath(cmd)
	cli.AddFormat(cmd, cli.Text, cli.JSON)
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
	app, err := f.webapp.Skins(cmd)
	if err != nil {
		return err
	}
	req, err := f.request.request(app)
	if err != nil {
		return err
	}
	req.Path = *f.path
	browsers, err := f.agents.Browsers(cmd.Context())
	if err != nil {
		return err
	}
	if len(browsers) == 0 {
		browsers = ua.Supported()
	}
	s := app.Load(req.Skin)
	all, err := explainAll(cmd, s, req, arg, browsers)
	if err != nil {
		return err
	}
	if cli.Format(cmd) == cli.JSON {
		return cli.PrintJSON(cmd, "explain", struct {
			Explanations []*explanation `json:"explanations"`
		}{all})
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
	return cli.WriteResult(cmd, []byte(b.String()))
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
