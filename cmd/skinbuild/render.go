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

const renderLong = `Print what the server sends a browser, byte for byte, before its minifier runs: the
files of the manifest, with every #IFDEF evaluated for the browser and every token
replaced.

PATH is what the browser requests below /zimbra: /css/skin.css, /html/skin.html,
/js/skin.js, or a list of style sheets as the pages request it, like
/css/common,dwt,msgview,login,zm,spellcheck,skin.css.

--compare takes two agents and prints the lines that only one of them gets. --classes
groups the browsers of the list by what they get.

Where the server would answer with HTTP 500, the exit code is 1 and the message names
the cause.`

const renderExample = `  skinbuild render --skin acme --agent chrome /css/skin.css
  skinbuild render --skin acme --compare --agent chrome --agent ie11 /css/skin.css
  skinbuild render --skin acme --classes /css/skin.css
  skinbuild render --domain AppC=#123456 --agent firefox-esr --places /css/skin.css`

// renderFlags are the flags of render.
type renderFlags struct {
	webapp   *flags.Webapp
	request  requestFlags
	browsers *flags.Browsers
	agents   *flags.Agents

	diff, classes, warnings, places bool
}

func renderCommand() *cobra.Command {
	var f renderFlags
	cmd := &cobra.Command{
		Use:               "render PATH",
		Short:             "Print what the server sends a browser, or how two browsers differ",
		Long:              renderLong,
		Example:           renderExample,
		Args:              cobra.ExactArgs(1),
		RunE:              func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
		ValidArgsFunction: cobra.FixedCompletions([]string{"/css/skin.css", "/html/skin.html", "/js/skin.js"}, cobra.ShellCompDirectiveNoFileComp),
	}
	project := flags.AddProject(cmd)
	f.webapp = flags.AddWebapp(cmd, project)
	f.request.add(cmd, f.webapp)
	f.browsers = flags.AddBrowsers(cmd, project)
	f.agents = flags.AddAgents(cmd, "chrome")
	set := cmd.Flags()
	set.BoolVar(&f.diff, "compare", false, "print the lines that only one of two agents gets")
	set.BoolVar(&f.classes, "classes", false, "print which browsers of the list get the same")
	set.BoolVar(&f.places, "places", false, "print the place that each line comes from before it")
	set.BoolVar(&f.warnings, "warnings", false, "report what the server ignores silently, too")
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	cmd.MarkFlagsMutuallyExclusive("compare", "classes", "places")
	return cmd
}

func (f *renderFlags) run(cmd *cobra.Command, path string) error {
	app, err := f.webapp.Skins(cmd)
	if err != nil {
		return err
	}
	req, err := f.request.request(app)
	if err != nil {
		return err
	}
	agents, err := f.agents.Browsers(cmd.Context())
	if err != nil {
		return err
	}
	req.Path = "/" + strings.TrimPrefix(path, "/")
	s := app.Load(req.Skin)
	switch {
	case f.classes:
		return f.runClasses(cmd, s, req)
	case f.diff && len(agents) == 2:
		return f.runDiff(cmd, s, req, [2]ua.Browser(agents))
	case f.diff:
		return cli.Usagef("--diff compares two agents: --diff --agent chrome --agent ie11")
	case len(agents) != 1:
		return cli.Usagef("%d agents are given, want one, or two with --diff", len(agents))
	}
	if req.Macros, err = macrosOf(agents[0]); err != nil {
		return err
	}
	sent, err := f.render(cmd, s, req)
	if err != nil {
		return err
	}
	switch {
	case f.places:
		return f.printPlaces(cmd, sent)
	case cli.Format(cmd) == cli.JSON:
		return cli.PrintJSON(cmd, "render", struct {
			Path  string `json:"path"`
			Agent string `json:"agent"`
			Text  string `json:"text"`
		}{req.Path, agents[0].UserAgent, sent.Text()})
	}
	return cli.WriteResult(cmd, []byte(sent.Text()))
}

// render renders and reports: errors always, warnings where they are asked for.
func (f *renderFlags) render(cmd *cobra.Command, s *skin.Skin, req skin.Request) (skin.Rendered, error) {
	sent, ds := s.Render(&req)
	if !f.warnings {
		ds = slices.DeleteFunc(ds, func(d *source.Diag) bool { return d.Severity != source.Error })
	}
	return sent, cli.Report(cmd, ds)
}

// printPlaces prints each line after "file:line: ".
func (f *renderFlags) printPlaces(cmd *cobra.Command, sent skin.Rendered) error {
	type placed struct {
		File string `json:"file,omitempty"`
		Line int    `json:"line,omitempty"`
		Text string `json:"text"`
	}
	var list []placed
	var b strings.Builder
	at := 0
	for text := range strings.Lines(sent.Text()) {
		p := placed{Text: strings.TrimSuffix(text, "\n")}
		if file, span, ok := sent.Source(at); ok {
			p.File = file.Name()
			p.Line, _ = file.Position(span.Start)
			fmt.Fprintf(&b, "%s:%d: %s", p.File, p.Line, text)
		} else {
			b.WriteString(text)
		}
		list = append(list, p)
		at += len(text)
	}
	if cli.Format(cmd) == cli.JSON {
		return cli.PrintJSON(cmd, "render-places", struct {
			Lines []placed `json:"lines"`
		}{append([]placed{}, list...)})
	}
	return cli.WriteResult(cmd, []byte(b.String()))
}

// jsonDifference is the JSON form of a difference; null is a line that a browser
// does not get.
type jsonDifference struct {
	File string  `json:"file"`
	Line int     `json:"line"`
	A    *string `json:"a"`
	B    *string `json:"b"`
}

func (f *renderFlags) runDiff(cmd *cobra.Command, s *skin.Skin, req skin.Request, names [2]ua.Browser) error {
	var sent [2]skin.Rendered
	var macros [2]ua.Macros
	for i, b := range names {
		m, err := macrosOf(b)
		if err != nil {
			return err
		}
		req.Macros, macros[i] = m, m
		if sent[i], err = f.render(cmd, s, req); err != nil {
			return err
		}
	}
	all := skin.Diff(sent[0], sent[1])
	if cli.Format(cmd) == cli.JSON {
		list := []jsonDifference{}
		for _, d := range all {
			list = append(list, newJSONDifference(d))
		}
		return cli.PrintJSON(cmd, "render-diff", struct {
			Differences []jsonDifference `json:"differences"`
		}{list})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", describeBrowser(names[0]), describeBrowser(names[1]))
	writeMacros(&b, "-", macros[0], macros[1])
	writeMacros(&b, "+", macros[1], macros[0])
	writeDifferences(&b, all, cli.Colored(cmd, cmd.OutOrStdout()) && cli.Output(cmd) == "")
	return cli.WriteResult(cmd, []byte(b.String()))
}

func newJSONDifference(d skin.Difference) jsonDifference {
	j := jsonDifference{File: d.File.Name(), Line: d.Line}
	if d.InA {
		j.A = &d.A
	}
	if d.InB {
		j.B = &d.B
	}
	return j
}

func describeBrowser(b ua.Browser) string {
	if b.Key == b.UserAgent {
		return fmt.Sprintf("%q", b.UserAgent)
	}
	return fmt.Sprintf("%s (%s %s)", b.Key, b.Name, b.Version)
}

// writeMacros writes the macros that only the first set has.
func writeMacros(b *strings.Builder, sign string, m, other ua.Macros) {
	var only []string
	for _, name := range strings.Fields(m.String()) {
		if !other.Has(name) {
			only = append(only, name)
		}
	}
	if len(only) > 0 {
		fmt.Fprintf(b, "%s macros: %s\n", sign, strings.Join(only, " "))
	}
}

// writeDifferences writes stretches of neighbouring lines, first what the one
// browser gets, then what the other gets.
func writeDifferences(b *strings.Builder, all []skin.Difference, color bool) {
	red, green, reset := "", "", ""
	if color {
		red, green, reset = "\x1b[31m", "\x1b[32m", "\x1b[0m"
	}
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].File == all[0].File && all[n].Line == all[n-1].Line+1 && all[n].InA == all[0].InA && all[n].InB == all[0].InB {
			n++
		}
		fmt.Fprintf(b, "@@ %s:%d @@\n", all[0].File.Name(), all[0].Line)
		for _, d := range all[:n] {
			if d.InA {
				fmt.Fprintf(b, "%s-%s%s\n", red, d.A, reset)
			}
		}
		for _, d := range all[:n] {
			if d.InB {
				fmt.Fprintf(b, "%s+%s%s\n", green, d.B, reset)
			}
		}
		all = all[n:]
	}
}
